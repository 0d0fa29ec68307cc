"""As figuras da aula 05: o carro no tempo, o valor da bandeira, quem a acha e quando, e o que o ator aprendeu.

Posições e velocidades nas unidades do ambiente, por passo; a bandeira está em 0,45.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator
from scipy.stats import binomtest

from .ddpg import DDPG
from .mountain_car import BOTTOM, FLAG, HIGH, LIMIT, LOW, SOLVED, first_flag, height
from .plots import BLUE, GREEN, HATCHES, ORANGE, STYLES, TORQUE_COLORS, decimal_comma, legend_above, new_axes, number
from .study import Study

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


def shares(counts: Mapping[str, int], total: int) -> Figure:
    """De `total` carros, quantos chegaram à bandeira: uma barra por exploração, com a faixa de 95 % (Wilson)."""
    figure, axes = new_axes(8, 0.9 + 0.42 * len(counts))
    for i, count in enumerate(counts.values()):
        low, high = wilson(count, total)
        axes.barh(i, 100 * count / total, color=BLUE, alpha=0.7, edgecolor="white")
        axes.plot([100 * low, 100 * high], [i, i], color="black", linewidth=1.5)
        axes.text(100 * high + 1, i, f"{number(100 * count / total, 0)} %", va="center", fontsize=9)
    axes.set_yticks(range(len(counts)), list(counts))
    axes.set(xlabel=f"acham a bandeira no primeiro episódio (% de {total} carros)", xlim=(0, 105))
    axes.invert_yaxis()
    axes.grid(visible=False)
    return figure


def chances(places: Sequence[float], counts: Sequence[int], total: int, xlabel: str, mark: float, note: str) -> Figure:
    """A parte de `total` carros que acha a bandeira contra um ajuste, com a faixa de 95 % e uma marca com a sua nota.

    Ajustes que vão longe ganham uma escala logarítmica.
    """
    figure, axes = new_axes(8, 3.2)
    low, high = np.array([wilson(count, total) for count in counts]).T
    axes.plot(places, 100 * np.array(counts) / total, "o-", color=BLUE)
    axes.fill_between(places, 100 * low, 100 * high, color=BLUE, alpha=0.15, linewidth=0)
    axes.axvline(mark, color=ORANGE, linestyle="--")
    axes.annotate(note, (mark, 0.97), (6, 0), ("data", "axes fraction"), "offset points", color="#B34700", va="top")
    axes.set(xlabel=xlabel, ylabel="acham a bandeira (%)")
    axes.set_ylim(0, 100 if high.max() > 0.4 else 40)
    if max(places) > 20 * min(places):
        axes.set_xscale("log")
        axes.set_xticks(places, [f"{place:g}" for place in places])
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        decimal_comma(axes)
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


def wilson(count: int, total: int) -> tuple[float, float]:
    """A faixa de 95 % de uma proporção, pelo método de Wilson."""
    interval = binomtest(count, total).proportion_ci(method="wilson")
    return interval.low, interval.high


def first_flags(study: Study) -> Figure:
    """Quando cada semente viu a bandeira pela primeira vez, uma linha por ajuste; cheio: resolvia no fim."""
    figure, axes = new_axes(8, 0.9 + 0.62 * len(study.settings))
    never = 1.14 * study.steps
    for row, ((color, _), setting) in enumerate(zip(STYLES * 2, study.settings)):
        first = first_flag(study, setting).replace(np.inf, never)
        solved = study.curves(setting).iloc[:, -1] >= SOLVED
        order = first.rank(method="first").sub(1) / max(len(first) - 1, 1)
        y = row + 0.6 * (order - 0.5)  # espalhadas, da primeira à última, para não se cobrirem
        axes.plot(first[solved], y[solved], "o", color=color, markersize=6)
        axes.plot(first[~solved], y[~solved], "X", color="white", markeredgecolor=color, markersize=8)
    axes.plot([], [], "o", color="0.3", label=f"no fim, {SOLVED} ou mais")
    axes.plot([], [], "X", color="white", markeredgecolor="0.3", label="no fim, não")
    legend_above(axes)
    axes.axvline(1.07 * study.steps, color="0.8", linewidth=1)
    ticks = np.linspace(0, study.steps, 5)
    axes.set_xticks([*ticks, never], [*(f"{x:.0f}" for x in ticks), "nunca"])
    axes.set_yticks(range(len(study.settings)), list(study.settings))
    axes.set(xlabel="passo em que a semente viu a bandeira pela primeira vez", xlim=(0, 1.18 * study.steps))
    axes.invert_yaxis()
    axes.grid(visible=False)
    return figure


def seen_by(study: Study, p: float, warmup: int) -> Figure:
    """A parte das sementes que já viu a bandeira contra o passo, e o previsto com chance `p` por episódio.

    `study`: um estudo de um ajuste só. `warmup`: os passos de aquecimento, em que ninguém a vê.
    """
    (setting,) = study.settings
    first = first_flag(study, setting).sort_values()
    figure, axes = new_axes(8, 3.2)
    share = 100 * np.arange(1, len(first) + 1) / len(first)
    axes.step([0, *first, study.steps], [0, *share, share[-1]], where="post", color=BLUE, label="medido", linewidth=2)
    steps = np.arange(warmup, study.steps + 1, LIMIT)
    label = f"previsto: {number(100 * p, 0)} % por episódio"
    axes.plot(steps, 100 * (1 - (1 - p) ** np.arange(len(steps))), "o--", color=ORANGE, markersize=4, label=label)
    axes.set(xlabel="passo de ambiente", ylabel="já viram a bandeira (%)", xlim=(0, study.steps), ylim=(0, 105))
    legend_above(axes)
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
