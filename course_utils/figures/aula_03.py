"""As figuras da aula 03: a cópia lenta que persegue, e a política e o valor ao longo do treino."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..ddpg import DDPG
from ..study import Study
from ..worlds.pendulum import MAX_SPEED, MAX_TORQUE
from .pendulum import TORQUE_COLORS, TURN_TICKS, state_maps
from .plots import BLUE, ORANGE, STYLES, decimal_comma, legend_above, number


def chase(online: np.ndarray, copy: np.ndarray, learned: np.ndarray, truth: float, tau: float) -> Figure:
    """O que τ decide: à esquerda, a cópia atrás do original; à direita, o valor aprendido através dela.

    - `online`, `copy`: um parâmetro e a sua cópia lenta, um número por atualização.
    - `learned`: o valor aprendido a cada atualização. `truth`: o valor certo.
    """
    figure = Figure(figsize=(8, 3.4), layout="constrained", facecolor="white")
    left, right = figure.subplots(1, 2)
    left.plot(online, color="0.65", linewidth=1, label="θ, o original")
    left.plot(copy, color=BLUE, linewidth=2, label="θ′, a cópia")
    left.set(xlabel="atualização", ylabel="um parâmetro")
    right.plot(learned, color=BLUE, linewidth=2, label="o que a cópia diz")
    right.axhline(truth, color=ORANGE, linestyle="--", label="o valor certo")
    right.set(xlabel="atualização", ylabel="valor de ficar pendurado", ylim=(1.1 * truth, -0.05 * truth))
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        legend_above(axes)
        decimal_comma(axes)
    figure.suptitle(f"τ = {number(tau, 3).rstrip('0').rstrip(',')}", fontsize=13)
    return figure


def learning_maps(snapshots: Mapping[str, DDPG], visited: Mapping[str, np.ndarray]) -> Figure:
    """A política (em cima) e o valor (embaixo) em vários momentos do treino, um por coluna, nas mesmas cores.

    - `snapshots`: título → uma cópia do agente (mostra-se a primeira réplica).
    - `visited`: título → as observações vistas até ali, `[estado, 3]`, a marcar no mapa do valor.
    """
    maps = {title: state_maps(agent, points=81) for title, agent in snapshots.items()}
    lowest = min(worth.min() for *_, worth in maps.values())
    figure = Figure(figsize=(8, 4.4), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(2, len(maps), sharex=True, sharey=True, squeeze=False)
    for column, (title, (angle, speed, torque, worth)) in zip(grid.T, maps.items()):
        top, bottom = column
        policy = top.pcolormesh(
            angle, speed, torque, cmap=TORQUE_COLORS, vmin=-MAX_TORQUE, vmax=MAX_TORQUE, rasterized=True
        )
        value = bottom.pcolormesh(angle, speed, worth, cmap="viridis", vmin=lowest, vmax=0, rasterized=True)
        seen = visited[title]
        bottom.plot(np.arctan2(seen[:, 1], seen[:, 0]), seen[:, 2], ".", color="white", markersize=1, alpha=0.5)
        top.set_title(title, fontsize=10)
        for axes in column:
            _frame(axes)
    figure.colorbar(policy, ax=list(grid[0]), label="torque (N·m)", ticks=[-2, 0, 2])
    figure.colorbar(value, ax=list(grid[1]), label="Q(s, μ(s)) / c")
    figure.supxlabel("ângulo φ (rad)", fontsize=10)
    figure.supylabel("velocidade (rad/s)", fontsize=10)
    return figure


def each_seed(study: Study, settings: Sequence[str]) -> Figure:
    """As avaliações de cada semente, uma linha por semente e um quadro por ajuste do estudo."""
    figure = Figure(figsize=(8, 3.2), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(1, len(settings), sharey=True, squeeze=False)
    for axes, setting in zip(grid[0], settings):
        curves = study.curves(setting)
        for (color, line), (_, own) in zip(cycle(STYLES), curves.iterrows()):
            axes.plot(own.index, own, color=color, linestyle=line, linewidth=1.3)
        axes.set(title=f"{setting}: {len(curves)} sementes", xlabel="passos de ambiente", xlim=(0, study.steps))
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="0.9")
    grid[0, 0].set_ylabel("retorno sem ruído")
    return figure


def _frame(axes: Axes) -> None:
    axes.set(xlim=(-np.pi, np.pi), ylim=(-MAX_SPEED, MAX_SPEED))
    places, names = TURN_TICKS
    axes.set_xticks(places[::2], [name.splitlines()[0] for name in names[::2]])
