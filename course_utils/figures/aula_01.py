"""As figuras da aula 01: o movimento, a recompensa como mapa e o preço de um torque em níveis.

Ângulos em radianos, com 0 em pé; torques em N·m; tempos em passos de 0,05 s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from ..study.bands import band
from ..worlds.pendulum import MAX_SPEED, MAX_TORQUE, SECONDS_PER_STEP
from .pendulum import TORQUE_COLORS, TURN_TICKS, draw_path
from .plots import BLUE, ORANGE, STYLES, decimal_comma, legend_above, new_axes, number

Path = tuple[np.ndarray, np.ndarray]  # ângulo e velocidade de cada passo


def heights(runs: Mapping[str, np.ndarray]) -> Figure:
    """A altura da ponta (cos φ) ao longo do tempo; `runs`: nome → ângulos de cada passo."""
    figure, axes = new_axes(8, 3)
    for (color, line), (name, angle) in zip(STYLES, runs.items()):
        axes.plot(SECONDS_PER_STEP * np.arange(len(angle)), np.cos(angle), color=color, linestyle=line, label=name)
    axes.set(xlabel="tempo (s)", ylim=(-1.1, 1.1))
    axes.set_yticks([-1, 0, 1], ["pendurada", "deitada", "em pé"])
    legend_above(axes)
    return figure


def reward_map(reward: Callable[[np.ndarray, np.ndarray], np.ndarray], paths: Mapping[str, Path]) -> Figure:
    """A recompensa de cada ângulo e velocidade, um mapa por caminho; o caminho vai do círculo ao quadrado."""
    angle, speed = _grid(121)
    figure = Figure(figsize=(8, 3.6), layout="constrained", facecolor="white")
    all_axes: Sequence[Axes] = figure.subplots(1, len(paths), sharey=True)
    for axes, (title, path) in zip(all_axes, paths.items()):
        mesh = axes.pcolormesh(angle, speed, reward(angle, speed), cmap="viridis", rasterized=True)
        lines = axes.contour(angle, speed, reward(angle, speed), [-12, -8, -4, -2], colors="white", linewidths=0.8)
        axes.clabel(lines, fmt=lambda level: number(level, 0), fontsize=8)
        _state_axes(axes, title)
        draw_path(axes, *path)
    all_axes[0].set_ylabel("velocidade (rad/s)")
    figure.colorbar(mesh, ax=list(all_axes), label="recompensa de um passo")
    return figure


def plan_maps(value: np.ndarray, torque: np.ndarray, title: str, path: Path | None = None) -> Figure:
    """O plano sobre a grade `[ângulo, velocidade]`: o torque escolhido e o valor; `path`: um episódio por cima."""
    angle, speed = _grid(len(value))
    figure = Figure(figsize=(8, 3.7), layout="constrained", facecolor="white")
    left, right = figure.subplots(1, 2, sharey=True)
    mesh = left.pcolormesh(
        angle, speed, torque.T, cmap=TORQUE_COLORS, vmin=-MAX_TORQUE, vmax=MAX_TORQUE, rasterized=True
    )
    figure.colorbar(mesh, ax=left, label="torque (N·m)", ticks=[-2, -1, 0, 1, 2])
    mesh = right.pcolormesh(angle, speed, value.T, cmap="viridis", rasterized=True)
    figure.colorbar(mesh, ax=right, label="valor")
    for axes, name in ((left, "o torque do plano"), (right, "o valor de cada lugar")):
        _state_axes(axes, name)
        if path is not None:
            draw_path(axes, *path)
    left.set_ylabel("velocidade (rad/s)")
    figure.suptitle(title, fontsize=11)
    return figure


def level_costs(levels: Sequence[int], returns: np.ndarray, jolts: np.ndarray) -> Figure:
    """O retorno do plano `[nível, episódio]` e o solavanco do torque, contra o número de níveis."""
    figure = Figure(figsize=(8, 3.1), layout="constrained", facecolor="white")
    left, right = figure.subplots(1, 2)
    center, low, high = band(returns.T, "mean")
    left.plot(levels, center, "o-", color=BLUE)
    left.fill_between(levels, low, high, color=BLUE, alpha=0.15, linewidth=0)
    left.set(ylabel="retorno", ylim=(-400, 0), title="o que se ganha")
    right.plot(levels, jolts, "s--", color=ORANGE)
    right.set(ylabel="mudança do torque por passo (N·m)", title="o que o motor sofre", ylim=(0, None))
    for axes in (left, right):
        axes.set(xscale="log", xlabel="níveis de torque")
        decimal_comma(axes)
        axes.set_xticks(levels, [str(k) for k in levels])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def learning_by_levels(curves: Mapping[int, tuple[np.ndarray, np.ndarray]]) -> Figure:
    """Q-learning por número de níveis: nível → `(passos, retornos [semente, passo])`; média e faixa de 95 %."""
    figure, axes = new_axes(8, 3.8)
    for (color, line), (levels, (steps, returns)) in zip(STYLES, curves.items()):
        center, low, high = band(returns, "mean")
        axes.plot(steps / 1000, center, color=color, linestyle=line, linewidth=2, label=f"{levels} níveis")
        axes.fill_between(steps / 1000, low, high, color=color, alpha=0.15, linewidth=0)
    axes.set(xlabel="milhares de passos de ambiente", ylabel="retorno sem exploração")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, borderaxespad=0.2)
    return figure


def table_growth(levels: int, memory: float = 16e9) -> Figure:
    """Quantas ações há numa lista com `levels` níveis por motor, contra o número de motores."""
    figure, axes = new_axes(8, 3.2)
    motors = np.arange(1, 21)
    for (color, line), own in zip(STYLES, dict.fromkeys((levels, 2))):
        label = f"{own} níveis por motor"
        axes.plot(motors, float(own) ** motors, color=color, linestyle=line, marker="o", label=label)
    axes.axhline(memory / 4, color="0.4", linewidth=1)
    axes.text(20, memory / 4, "cabem em 16 GB de memória  ", ha="right", va="bottom", fontsize=9)
    axes.set(yscale="log", xlabel="motores (dimensões da ação)", ylabel="ações na lista")
    axes.set_xticks([1, 2, 6, 10, 15, 20])
    legend_above(axes)
    return figure


def _grid(count: int) -> tuple[np.ndarray, np.ndarray]:
    angle, speed = np.meshgrid(np.linspace(-np.pi, np.pi, count), np.linspace(-MAX_SPEED, MAX_SPEED, count))
    return angle, speed


def _state_axes(axes: Axes, title: str) -> None:
    axes.set(title=title, xlabel="ângulo φ (rad)", xlim=(-np.pi, np.pi), ylim=(-MAX_SPEED, MAX_SPEED))
    axes.set_xticks(*TURN_TICKS)
