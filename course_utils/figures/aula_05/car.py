"""As figuras do carro, na aula 05: ele no tempo, o valor da bandeira, os atores perturbados e o que o ator aprendeu.

Posições e velocidades nas unidades do ambiente, por passo; a bandeira está em 0,45.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...ddpg import DDPG
from ...worlds.mountain_car import BOTTOM, FLAG, HIGH, LIMIT, LOW, height
from ..pendulum import TORQUE_COLORS
from ..plots import GREEN, HATCHES, ORANGE, STYLES, decimal_comma, legend_above, number

MARKS = "os^Dv*"


def journeys(runs: Mapping[str, np.ndarray]) -> Figure:
    """A posição ao longo do tempo, uma linha por carro, ao lado da encosta; a linha verde é a bandeira."""
    figure = Figure(figsize=(8, 3.6), layout="constrained", facecolor="white")
    hill, axes = figure.subplots(1, 2, sharey=True, width_ratios=(1, 4))
    place = np.linspace(LOW[0], HIGH[0], 100)
    hill.fill_betweenx(place, 0, height(place), color="0.9")
    hill.plot(height(place), place, color="0.3")
    hill.set(xlim=(0, 1.1), ylabel="posição", xticks=[], xlabel="← baixo   alto →", ylim=(-1.25, 0.65))
    hill.spines[["top", "right"]].set_visible(False)
    for (color, line), (name, positions) in zip(STYLES, runs.items()):
        axes.plot(positions, color=color, linestyle=line, label=name)
        if positions[-1] >= FLAG:
            axes.plot(len(positions) - 1, positions[-1], "*", color=color, markersize=13, clip_on=False)
    for one in (hill, axes):
        one.axhline(FLAG, color=GREEN, linewidth=1.5)
        one.axhline(BOTTOM, color="0.7", linewidth=1, linestyle=":")
    axes.set(xlabel="passo do episódio", xlim=(0, None))
    axes.text(0, FLAG, " bandeira", color="#00694D", va="bottom", fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    hill.set_yticks([-1.2, -0.8, -0.4, 0, 0.4], ["−1,2", "−0,8", "−0,4", "0", "0,4"])
    legend_above(axes)
    return figure


def stacked_journeys(runs: Mapping[str, np.ndarray]) -> Figure:
    """A posição ao longo do tempo, um quadro por carro, um embaixo do outro."""
    figure = Figure(figsize=(8, 0.7 + 1.05 * len(runs)), layout="constrained", facecolor="white")
    all_axes: Sequence[Axes] = figure.subplots(len(runs), 1, sharex=True, sharey=True)
    for axes, (color, _), (name, positions) in zip(all_axes, STYLES, runs.items()):
        axes.plot(positions, color=color)
        axes.axhline(FLAG, color=GREEN, linewidth=1.5)
        if positions[-1] >= FLAG:
            axes.plot(len(positions) - 1, positions[-1], "*", color=color, markersize=13, clip_on=False)
        axes.set_title(name, loc="left", fontsize=10)
        axes.set(ylim=(-1.25, 0.65), xlim=(0, LIMIT))
        axes.set_yticks([-1.2, BOTTOM, FLAG], ["parede", "fundo", "bandeira"])
        axes.spines[["top", "right"]].set_visible(False)
    all_axes[-1].set(xlabel="passo do episódio")
    return figure


def worth(behaviours: Mapping[str, np.ndarray], gamma: float) -> Figure:
    """Quanto vale hoje cada comportamento: à esquerda, a soma descontada passo a passo; à direita, o total.

    `behaviours`: nome → recompensas de cada passo.
    """
    figure = Figure(figsize=(8, 3.7), layout="constrained", facecolor="white")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    for i, ((color, line), (name, own)) in enumerate(zip(STYLES, behaviours.items())):
        summed = np.cumsum(gamma ** np.arange(len(own)) * own)
        left.plot(summed, color=color, linestyle=line, label=name)
        right.barh(i, summed[-1], color=color, alpha=0.7, hatch=HATCHES[i % len(HATCHES)], edgecolor="white")
        right.text(max(summed[-1], 0), i, f"  {number(summed[-1], 1)}", va="center", color=color, fontweight="bold")
    left.set(xlabel="passo do episódio", ylabel="soma descontada até aqui", xlim=(0, 130))
    right.axvline(0, color="0.4", linewidth=1)
    right.margins(x=0.25)
    right.set(yticks=[], xlabel="valor no primeiro passo", ylim=(len(behaviours) - 0.5, -0.5))
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        decimal_comma(axes)
    figure.legend(*left.get_legend_handles_labels(), loc="outside upper left", ncols=2, frameon=False)
    figure.suptitle(f"γ = {number(gamma, 3).rstrip('0')}", fontsize=13, x=0.9, y=0.97)
    return figure


def noisy_actors(
    speeds: np.ndarray, panels: Mapping[str, tuple[np.ndarray, np.ndarray]], title: str, shown: int = 60
) -> Figure:
    """A ação de atores perturbados contra a velocidade, no fundo do vale; em laranja, os que acham a bandeira.

    `panels`: título → (ações `[ator, velocidade]`, quem chegou `[ator]`).
    """
    figure = Figure(figsize=(8, 3.4), layout="constrained", facecolor="white")
    all_axes: Sequence[Axes] = figure.subplots(1, len(panels), sharey=True)
    for axes, (name, (actions, arrived)) in zip(all_axes, panels.items()):
        for own, found in zip(actions[:shown], arrived[:shown]):
            color, width, order = (ORANGE, 1.6, 3) if found else ("0.7", 0.8, 2)
            axes.plot(speeds, own, color=color, linewidth=width, zorder=order)
        axes.set(title=f"{name}: {arrived.sum()} de {len(arrived)} chegam", xlabel="velocidade", ylim=(-1.05, 1.05))
        axes.axvline(0, color="0.5", linewidth=0.8)
        axes.spines[["top", "right"]].set_visible(False)
        decimal_comma(axes)
    all_axes[0].set_ylabel("ação")
    figure.suptitle(title, fontsize=13)
    return figure


def policies(agents: Mapping[str, tuple[DDPG, int]], paths: Mapping[str, np.ndarray] | None = None) -> Figure:
    """A ação do ator em cada posição e velocidade, um mapa por agente.

    - `agents`: título → (agente, réplica). `paths`: título → um episódio, `[passo, 2]`, a desenhar por cima.
    """
    place, speed = np.meshgrid(np.linspace(LOW[0], HIGH[0], 121), np.linspace(LOW[1], HIGH[1], 101))
    obs = np.stack((place, speed), -1).reshape(1, -1, 2).astype(np.float32)
    figure = Figure(figsize=(8, 3.3), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(1, len(agents), sharey=True, squeeze=False)
    for axes, (title, (agent, replica)) in zip(grid[0], agents.items()):
        action = agent.act(np.repeat(obs, len(agent.seeds), 0))[replica].reshape(place.shape)
        mesh = axes.pcolormesh(place, speed, action, cmap=TORQUE_COLORS, vmin=-1, vmax=1, rasterized=True)
        if paths is not None:
            _path(axes, paths[title])
        axes.axvline(FLAG, color=GREEN, linewidth=1.5)
        axes.set(title=title, xlabel="posição")
        decimal_comma(axes)
    grid[0, 0].set_ylabel("velocidade")
    figure.colorbar(mesh, ax=list(grid[0]), label="ação μ(s)", ticks=[-1, 0, 1])
    return figure


def _path(axes: Axes, path: np.ndarray) -> None:
    axes.plot(*path.T, color="white", linewidth=3.5)
    axes.plot(*path.T, color="black", linewidth=1.5)
    axes.plot(*path[0], "o", color="white", markeredgecolor="black", markersize=7)
