"""As figuras da aula 02: a encosta que o crítico desenha, e as subidas por ela.

Ações em [-1, 1]; valores nas unidades em que são dados.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from ..worlds.pendulum import MAX_SPEED, MAX_TORQUE
from .pendulum import TORQUE_COLORS, TURN_TICKS
from .plots import (
    BLUE,
    GREEN,
    HATCHES,
    ORANGE,
    STYLES,
    decimal_comma,
    legend_above,
    new_axes,
    number,
)


def tiny_actor_critic(tried: np.ndarray, prizes: np.ndarray, path: np.ndarray, weights: np.ndarray) -> Figure:
    """O ator-crítico de quatro números: as tentativas, a parábola do crítico e o caminho do ator."""
    figure = Figure(figsize=(8, 3.2), layout="constrained", facecolor="white")
    left, right = figure.subplots(1, 2)
    a = np.linspace(-1.3, 1.3, 100)
    left.plot(tried, prizes, "o", color="0.6", markersize=3, label="prêmios sorteados")
    left.plot(a, weights[0] + weights[1] * a + weights[2] * a**2, color=BLUE, label="o crítico, no fim")
    left.set(xlabel="ação a", ylabel="prêmio r")
    right.plot(path, color=ORANGE, label="o ator")
    right.set(xlabel="tentativa", ylabel="ação do ator, θ")
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        legend_above(axes)
        decimal_comma(axes)
    return figure


def action_histogram(groups: Mapping[str, np.ndarray]) -> Figure:
    """Quantas vezes cada ação, um histograma por grupo."""
    figure, axes = new_axes(8, 2.8)
    for (color, _), hatch, (name, actions) in zip(STYLES, HATCHES, groups.items()):
        bins = np.linspace(-1, 1, 41).tolist()
        axes.hist(np.ravel(actions), bins, color=color, alpha=0.6, hatch=hatch, edgecolor="white", label=name)
    legend_above(axes)
    axes.set(xlabel="a primeira ação, antes de aprender", ylabel="observações", xlim=(-1.02, 1.02))
    decimal_comma(axes)
    return figure


def value_slope(actions: np.ndarray, q: np.ndarray, here: float, slope: float, mu: float | None = None) -> Figure:
    """Q(s, a) como função só da ação, com a reta tangente em `here`; o título diz para onde Q cresce.

    `mu`: a ação que o ator escolhe ali.
    """
    figure, axes = new_axes(8, 3.4)
    height = float(np.interp(here, actions, q))
    axes.plot(actions, q, color=BLUE, linewidth=2, label="Q(s, a)")
    reach = np.array([-0.35, 0.35])
    axes.plot(here + reach, height + slope * reach, color=ORANGE, linestyle="--", label="a inclinação ∂Q/∂a em a")
    axes.plot(here, height, "o", color=ORANGE, markersize=9, zorder=5)
    if mu is not None:
        axes.axvline(mu, color=GREEN, linestyle="-.", label="μ(s), a escolha do ator")
    low, high = float(q.min()), float(q.max())
    margin = 0.15 * max(high - low, 0.5)
    axes.set(xlabel="ação a (o torque é 2a)", ylabel="Q(s, a)", xlim=(-1.05, 1.05), ylim=(low - margin, high + margin))
    decimal_comma(axes)
    way = "aumente a" if slope > 0 else "diminua a"
    axes.set_title(
        f"a = {number(here, 2)}:  Q = {number(height, 1)},  ∂Q/∂a = {number(slope, 1)}  ({way})", pad=28, fontsize=11
    )
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, borderaxespad=0.1, fontsize=9)
    return figure


def climbs(slices: Mapping[str, tuple[np.ndarray, np.ndarray, Sequence[tuple[np.ndarray, np.ndarray]]]]) -> Figure:
    """Subidas pelo gradiente: por título, `(ações, Q, caminhos)`; um caminho é `(ações, Q)` a cada passo."""
    figure = Figure(figsize=(8, 3.3), layout="constrained", facecolor="white")
    for axes, (title, (actions, q, paths)) in zip(figure.subplots(1, len(slices)), slices.items()):
        axes.plot(actions, q, color="0.5", linewidth=2)
        for (color, _), mark, (a, height) in zip(STYLES[:2], "o^", paths):
            axes.plot(a, height, mark, color=color, markersize=4, alpha=0.6)
            axes.plot(a[-1], height[-1], mark, color=color, markersize=11, markeredgecolor="black", clip_on=False)
        axes.set(title=title, xlabel="ação a", ylabel="Q(s, a)", xlim=(-1.05, 1.05))
        decimal_comma(axes)
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def policy_maps(policies: Mapping[str, Callable[[Tensor], Tensor]]) -> Figure:
    """Políticas lado a lado, como mapas de torque; cada uma leva `[lote, 3]` a ações `[lote, 1]`."""
    angle, speed = np.meshgrid(np.linspace(-np.pi, np.pi, 81), np.linspace(-MAX_SPEED, MAX_SPEED, 81))
    obs = torch.from_numpy(np.stack((np.cos(angle), np.sin(angle), speed), -1).reshape(-1, 3)).float()
    figure = Figure(figsize=(8, 2.9), layout="constrained", facecolor="white")
    all_axes: Sequence[Axes] = figure.subplots(1, len(policies), sharey=True)
    for axes, (name, policy) in zip(all_axes, policies.items()):
        with torch.no_grad():
            torque = MAX_TORQUE * policy(obs).reshape(angle.shape).numpy()
        mesh = axes.pcolormesh(
            angle, speed, torque, cmap=TORQUE_COLORS, vmin=-MAX_TORQUE, vmax=MAX_TORQUE, rasterized=True
        )
        axes.contour(angle, speed, torque, [0], colors="0.4", linewidths=1)
        axes.set(title=name, xlabel="ângulo φ (rad)")
        axes.set_xticks(TURN_TICKS[0][::2], TURN_TICKS[1][::2])
    all_axes[0].set_ylabel("velocidade (rad/s)")
    figure.colorbar(mesh, ax=list(all_axes), label="torque (N·m)", ticks=[-2, 0, 2])
    return figure
