"""As figuras do carro, na aula 05: ele no tempo, o valor da bandeira, os atores perturbados e o que o ator aprendeu.

Posições e velocidades nas unidades do ambiente, por passo; a bandeira está em 0,45.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...ddpg import DDPG
from ...worlds.mountain_car import BOTTOM, FLAG, HIGH, LIMIT, LOW
from ..pendulum import TORQUE_COLORS
from ..plots import GREEN, HATCHES, ORANGE, STYLES, decimal_comma, legible, number
from .style import WIDTH


def stacked_journeys(runs: Mapping[str, np.ndarray], alt: str, steps: int = LIMIT) -> Figure:
    """A posição nos primeiros `steps` passos, um quadro por carro, um embaixo do outro; a linha verde é a bandeira."""
    figure = Figure(figsize=(WIDTH, 0.7 + 1.15 * len(runs)), layout="constrained", facecolor="white")
    all_axes: Sequence[Axes] = figure.subplots(len(runs), 1, sharex=True, sharey=True)
    for axes, (color, _), (name, whole) in zip(all_axes, STYLES, runs.items()):
        positions = whole[: steps + 1]
        axes.plot(positions, color=color)
        axes.axhline(FLAG, color=GREEN, linewidth=1.5)
        if positions[-1] >= FLAG:
            axes.plot(len(positions) - 1, positions[-1], "*", color=color, markersize=13, clip_on=False)
        axes.set_title(name, loc="left", fontsize=11)
        axes.set(ylim=(-1.25, 0.65), xlim=(0, steps))
        axes.set_yticks([-1.2, BOTTOM, FLAG], ["parede", "fundo", "bandeira"])
        axes.spines[["top", "right"]].set_visible(False)
    all_axes[-1].set(xlabel="passo do episódio")
    return legible(figure, alt)


def worth(behaviours: Mapping[str, np.ndarray], gammas: Sequence[float], alt: str) -> Figure:
    """Quanto vale no primeiro passo cada comportamento, um quadro por γ.

    `behaviours`: nome → recompensas de cada passo.
    """
    figure = Figure(figsize=(WIDTH, 2.4 * len(gammas)), layout="constrained", facecolor="white")
    all_axes: np.ndarray = figure.subplots(len(gammas), 1, squeeze=False)
    for axes, gamma in zip(all_axes[:, 0], gammas):
        for i, ((color, _), hatch, own) in enumerate(zip(STYLES, HATCHES, behaviours.values())):
            value = gamma ** np.arange(len(own)) @ own
            axes.barh(i, value, color=color, alpha=0.7, hatch=hatch, edgecolor="white")
            axes.text(max(value, 0), i, f"  {number(value, 1)}", va="center", fontweight="bold")
        axes.axvline(0, color="0.4", linewidth=1)
        axes.margins(x=0.25)
        axes.set_yticks(range(len(behaviours)), list(behaviours))
        axes.set_title(f"γ = {number(gamma, 2)}", loc="left")
        axes.invert_yaxis()
        axes.spines[["top", "right"]].set_visible(False)
        decimal_comma(axes)
        axes.set_yticks(range(len(behaviours)), list(behaviours))
    all_axes[-1, 0].set(xlabel="valor no primeiro passo")
    return legible(figure, alt)


def noisy_actors(
    speeds: np.ndarray, panels: Mapping[str, tuple[np.ndarray, np.ndarray]], alt: str, shown: int = 60
) -> Figure:
    """A ação de atores perturbados contra a velocidade, no fundo do vale; em laranja, os que acham a bandeira.

    `panels`: título → (ações `[ator, velocidade]`, quem chegou `[ator]`); dois quadros por linha.
    """
    rows = (len(panels) + 1) // 2
    figure = Figure(figsize=(WIDTH, 0.4 + 2.3 * rows), layout="constrained", facecolor="white")
    all_axes: np.ndarray = figure.subplots(rows, 2, sharex=True, sharey=True, squeeze=False)
    for axes, (name, (actions, arrived)) in zip(all_axes.flat, panels.items()):
        for own, found in zip(actions[:shown], arrived[:shown]):
            color, width, order = (ORANGE, 1.6, 3) if found else ("0.7", 0.8, 2)
            axes.plot(speeds, own, color=color, linewidth=width, zorder=order)
        axes.set_title(f"{name}\n{arrived.sum()} de {len(arrived)} chegam", fontsize=11)
        axes.set(ylim=(-1.05, 1.05))
        axes.axvline(0, color="0.5", linewidth=0.8)
        axes.spines[["top", "right"]].set_visible(False)
        decimal_comma(axes)
    for axes in all_axes[-1]:
        axes.set(xlabel="velocidade")
        axes.set_xticks([-0.04, 0, 0.04])
    for axes in all_axes[:, 0]:
        axes.set(ylabel="ação")
    return legible(figure, alt)


def policies(agents: Mapping[str, tuple[DDPG, int]], alt: str, paths: Mapping[str, np.ndarray] | None = None) -> Figure:
    """A ação do ator em cada posição e velocidade, um mapa por agente.

    - `agents`: título → (agente, réplica). `paths`: título → um episódio, `[passo, 2]`, a desenhar por cima.
    """
    place, speed = np.meshgrid(np.linspace(LOW[0], HIGH[0], 121), np.linspace(LOW[1], HIGH[1], 101))
    obs = np.stack((place, speed), -1).reshape(1, -1, 2).astype(np.float32)
    figure = Figure(figsize=(WIDTH, 0.4 + 2.6 * len(agents)), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(len(agents), 1, sharex=True, squeeze=False)
    for axes, (title, (agent, replica)) in zip(grid[:, 0], agents.items()):
        action = agent.act(np.repeat(obs, len(agent.seeds), 0))[replica].reshape(place.shape)
        mesh = axes.pcolormesh(place, speed, action, cmap=TORQUE_COLORS, vmin=-1, vmax=1, rasterized=True)
        if paths is not None:
            _path(axes, paths[title])
        axes.axvline(FLAG, color=GREEN, linewidth=1.5)
        axes.set(title=title, ylabel="velocidade")
        decimal_comma(axes)
    grid[-1, 0].set_xlabel("posição")
    figure.colorbar(mesh, ax=list(grid[:, 0]), label="ação μ(s)", ticks=[-1, 0, 1])
    return legible(figure, alt)


def _path(axes: Axes, path: np.ndarray) -> None:
    axes.plot(*path.T, color="white", linewidth=3.5)
    axes.plot(*path.T, color="black", linewidth=1.5)
    axes.plot(*path[0], "o", color="white", markeredgecolor="black", markersize=7)
