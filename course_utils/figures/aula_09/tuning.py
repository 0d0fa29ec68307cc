"""As figuras do ajuste com orçamento: a escolha e a confirmação, e quantas sementes pede uma diferença.

Tudo sai de `files/resultados/ajuste.csv`: 16 ajustes do agente da lagoa, com as mesmas 40 sementes em todos.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy import stats

from ...support.paths import course_file
from ..plots import BLUE, GREEN, ORANGE, legend_above, number
from .style import WIDTH, finished

CHOOSE, CONFIRM = 3, 20  # sementes para escolher e, novas, para confirmar
AGAIN = 1000  # vezes que se repete a escolha, com outras sementes


class Choice(NamedTuple):
    """Uma escolha: o ajuste que ficou na frente, a média das sementes que escolheram e a das novas."""

    winner: int
    chosen: float
    confirmed: float


def incomes_of_all() -> np.ndarray:
    """A renda de cada treino do estudo, em milhares de reais, `[semente, ajuste]`; o ajuste 0 é o do curso."""
    table = pd.read_csv(course_file("resultados/ajuste.csv"))
    return table.pivot(index="seed", columns="setting", values="income").to_numpy()


def choose(incomes: np.ndarray, seeds: np.ndarray) -> Choice:
    """Escolhe com as primeiras `CHOOSE` sementes de `seeds` e confirma com as `CONFIRM` seguintes."""
    first, fresh = incomes[seeds[:CHOOSE]].mean(0), incomes[seeds[CHOOSE : CHOOSE + CONFIRM]].mean(0)
    winner = int(first.argmax())
    return Choice(winner, float(first[winner]), float(fresh[winner]))


def chosen_again(incomes: np.ndarray) -> list[Choice]:
    """A mesma escolha `AGAIN` vezes, cada uma com outras sementes sorteadas entre as do estudo."""
    random = np.random.default_rng(0)
    return [choose(incomes, random.permutation(len(incomes))) for _ in range(AGAIN)]


def chosen_and_confirmed() -> Figure:
    """Em cima, os ajustes com três sementes e com vinte novas; embaixo, quanto o escolhido perde, mil vezes."""
    incomes = incomes_of_all()
    first, fresh = incomes[:CHOOSE].mean(0), incomes[CHOOSE : CHOOSE + CONFIRM].mean(0)
    order = first.argsort()[::-1]
    figure = Figure(figsize=(WIDTH, 5.6), layout="constrained")
    top, bottom = figure.subplots(2)
    places = np.arange(1, len(order) + 1)
    top.vlines(places, first[order], fresh[order], color="0.6", linewidth=1.2)
    top.plot(places, first[order], "o", color=ORANGE, label=f"com as {CHOOSE} da escolha")
    top.plot(places, fresh[order], "s", color=BLUE, label=f"com {CONFIRM} novas")
    top.set(xlabel="ajuste, do primeiro ao último na escolha", ylabel="renda (mil reais)", ylim=(0, None))
    legend_above(top)
    falls = np.array([one.chosen - one.confirmed for one in chosen_again(incomes)])
    bottom.hist(falls, 40, color=BLUE, alpha=0.7)
    bottom.axvline(0, color="black", linewidth=1.5)
    bottom.set(xlabel="quanto o escolhido perde (mil reais)", ylabel="de mil escolhas")
    alt = (
        f"Em cima, os ajustes em ordem da escolha: o primeiro tem {number(first.max(), 0)} mil reais com três sementes "
        f"e {number(fresh[order[0]], 0)} com vinte novas. Embaixo, quanto o escolhido perde em mil escolhas: quase "
        "sempre perde."
    )
    return finished(figure, alt)


# --- quantas sementes -----------------------------------------------------------------------------------------------

SIZES = (3, 5, 8, 12, 18, 27, 40, 60, 90)
STUDIES = 1000


def seen(first: np.ndarray, second: np.ndarray, size: int) -> float:
    """Em que parte dos estudos de `size` sementes um teste t, a 95 %, vê que `first` é maior.

    As sementes de cada estudo são sorteadas, com repetição, das que há.
    """
    random = np.random.default_rng(size)
    one, other = (own[random.integers(len(own), size=(STUDIES, size))] for own in (first, second))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # três sementes podem ser três vezes a mesma
        found = stats.ttest_ind(one, other, axis=1, equal_var=False)
    return float(((found.pvalue < 0.05) & (one.mean(1) > other.mean(1))).mean())


def rule(first: np.ndarray, second: np.ndarray) -> float:
    """n ≈ 16 (s/D)²: D é a diferença das médias, e s, a raiz da média das duas variâncias."""
    return float(16 * (first.var(ddof=1) + second.var(ddof=1)) / 2 / (first.mean() - second.mean()) ** 2)


def pairs(incomes: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Três pares de ajustes, do melhor ao pior: os que, pela regra, pedem perto de 6, 20 e 60 sementes."""
    every = [
        (incomes[:, i], incomes[:, j])
        for i in range(incomes.shape[1])
        for j in range(incomes.shape[1])
        if incomes[:, i].mean() > incomes[:, j].mean()
    ]
    sizes = np.array([rule(*pair) for pair in every])
    return [every[int(np.abs(np.log(sizes / wanted)).argmin())] for wanted in (6, 20, 60)]


def seeds_needed() -> Figure:
    """A chance de se ver uma diferença que existe, contra o número de sementes, para três diferenças do estudo."""
    figure = Figure(figsize=(WIDTH, 3.6), layout="constrained")
    axes = figure.subplots()
    told = []
    for (first, second), (color, style) in zip(pairs(incomes_of_all()), ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."))):
        n, gap = rule(first, second), first.mean() - second.mean()
        chances = [seen(first, second, size) for size in SIZES]
        axes.plot(SIZES, chances, style, color=color, linewidth=2, label=f"{number(gap, 0)} mil: n = {number(n, 0)}")
        axes.axvline(n, color=color, linestyle=":", linewidth=1.5)
        told.append(f"{number(gap, 0)} mil reais pedem {number(n, 0)} pela regra")
    axes.axhline(0.8, color="0.6", linewidth=1)
    axes.set_xscale("log")
    axes.set_xticks(SIZES, [f"{size}" for size in SIZES])
    axes.minorticks_off()
    axes.set(xlabel="sementes em cada ajuste", ylabel="chance de ver a diferença", ylim=(0, 1.02))
    axes.yaxis.set_major_formatter(lambda x, _: f"{100 * x:.0f} %")
    legend_above(axes)
    return finished(figure, f"A chance de ver cada diferença cresce com as sementes: {'; '.join(told)}.")
