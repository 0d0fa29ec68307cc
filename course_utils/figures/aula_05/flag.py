"""As figuras da aula 05 sobre a bandeira: quantos a acham, quando cada semente a viu, e as que não aprenderam."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator
from scipy.stats import binomtest

from ...study import Study
from ...worlds.mountain_car import LIMIT, SOLVED
from ..plots import BLUE, ORANGE, STYLES, decimal_comma, legend_above, legible, new_axes, number
from .style import WIDTH


def shares(counts: Mapping[str, int], total: int, alt: str) -> Figure:
    """De `total` carros, quantos chegaram à bandeira: uma barra por exploração, com a faixa de 95 % (Wilson)."""
    figure, axes = new_axes(WIDTH, 0.9 + 0.42 * len(counts))
    for i, count in enumerate(counts.values()):
        low, high = wilson(count, total)
        axes.barh(i, 100 * count / total, color=BLUE, alpha=0.7, edgecolor="white")
        axes.plot([100 * low, 100 * high], [i, i], color="black", linewidth=1.5)
        axes.text(100 * high + 1, i, f"{count}", va="center")
    axes.set_yticks(range(len(counts)), list(counts))
    axes.set(xlabel=f"acham a bandeira\n(% de {total} carros)", xlim=(0, 108))
    axes.invert_yaxis()
    axes.grid(visible=False)
    return legible(figure, alt)


def chances(
    places: Sequence[float], counts: Sequence[int], total: int, xlabel: str, mark: float, note: str, alt: str
) -> Figure:
    """A parte de `total` carros que acha a bandeira contra um ajuste, com a faixa de 95 % e uma marca com a sua nota.

    Ajustes que vão longe ganham uma escala logarítmica.
    """
    figure, axes = new_axes(WIDTH, 3.2)
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
    return legible(figure, alt)


def wilson(count: int, total: int) -> tuple[float, float]:
    """A faixa de 95 % de uma proporção, pelo método de Wilson."""
    interval = binomtest(count, total).proportion_ci(method="wilson")
    return interval.low, interval.high


def first_flag(study: Study, setting: str) -> pd.Series:
    """O passo em que cada semente chegou à bandeira pela primeira vez num treino; infinito se nunca.

    Um episódio de treino tem retorno positivo se, e só se, chegou: sem a bandeira, só há custos, de no máximo 99,9.
    """
    own = study.training[study.training["setting"] == setting]
    seeds = study.curves(setting).index
    return own[own["return"] > 0].groupby("seed")["step"].min().astype(float).reindex(seeds, fill_value=np.inf)


def first_flags(study: Study, alt: str) -> Figure:
    """Quando cada semente viu a bandeira pela primeira vez, uma linha por ajuste; cheio: resolvia no fim."""
    figure, axes = new_axes(WIDTH, 1.1 + 0.62 * len(study.settings))
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
    ticks = np.linspace(0, study.steps, 5)[:-1]
    axes.set_xticks([*ticks, never], [*(f"{x:,.0f}".replace(",", ".") for x in ticks), "nunca"])
    axes.set_yticks(range(len(study.settings)), list(study.settings))
    axes.set(xlabel="passo em que a semente viu a bandeira", xlim=(0, 1.18 * study.steps))
    axes.invert_yaxis()
    axes.grid(visible=False)
    return legible(figure, alt)


def seen_by(study: Study, p: float, warmup: int, alt: str) -> Figure:
    """A parte das sementes que já viu a bandeira contra o passo, e o previsto com chance `p` por episódio.

    `study`: um estudo de um ajuste só. `warmup`: os passos de aquecimento, em que ninguém a vê.
    """
    (setting,) = study.settings
    first = first_flag(study, setting).sort_values()
    figure, axes = new_axes(WIDTH, 3.2)
    share = 100 * np.arange(1, len(first) + 1) / len(first)
    axes.step([0, *first, study.steps], [0, *share, share[-1]], where="post", color=BLUE, label="medido", linewidth=2)
    steps = np.arange(warmup, study.steps + 1, LIMIT)
    label = f"previsto: {number(100 * p, 0)} % por episódio"
    axes.plot(steps, 100 * (1 - (1 - p) ** np.arange(len(steps))), "o--", color=ORANGE, markersize=4, label=label)
    axes.set(xlabel="passo de ambiente", ylabel="já viram a bandeira (%)", xlim=(0, study.steps), ylim=(0, 105))
    legend_above(axes)
    return legible(figure, alt)


def throttles(table: pd.DataFrame, alt: str) -> Figure:
    """Quanto cada ator satura e quanto é de um lado só, um ponto por semente; cheio: resolvia.

    `table`: colunas `avaliação`, `saturados` e `um_lado`, as duas últimas de 0 a 1.
    """
    figure, axes = new_axes(WIDTH, 3.2)
    solved = table["avaliação"] >= SOLVED
    for own, mark, face, edge, label in (
        (solved, "o", BLUE, BLUE, f"no fim, {SOLVED} ou mais"),
        (~solved, "X", "white", ORANGE, "no fim, não"),
    ):
        saturated, one_side = 100 * table["saturados"][own], table["um_lado"][own]
        axes.plot(saturated, one_side, mark, mfc=face, mec=edge, markersize=8, label=label)
    axes.set(xlabel="estados em que |ação| > 0,98 (%)", ylabel="para um lado só", xlim=(0, 103), ylim=(-0.05, 1.08))
    axes.set_yticks([0, 1], ["0: os dois", "1: só um"])
    legend_above(axes)
    return legible(figure, alt)
