"""Os exercícios da aula 04: o ruído nos parâmetros."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .answers import near, numbers
from .guard import call

NOISES = {"nenhum": {}, "na ação": {"ActionNoise"}, "nos parâmetros": {"ParameterNoise"}}


def needed(alpha: float) -> float:
    """Quantas vezes se divide 1 por α até 0,03; sem arredondar."""
    return math.log(1 / 0.03) / math.log(alpha)


def bill_of(bill: Any, alpha: float) -> np.ndarray:
    """O que `bill` devolve: três números."""
    return numbers(call(bill, alpha), (3,), "o que `bill` devolve")


def three_numbers(bill: Any) -> None:
    """04.1: adaptações, passos e episódios."""
    bill_of(bill, 1.05)


def adaptations(bill: Any) -> None:
    """04.1: o logaritmo, arredondado para cima."""
    for alpha in (1.05, 1.01, 1.03, 1.5):
        n = needed(alpha)
        mistakes = {
            "com uma divisão a menos σ ainda não chegou; arredonde para cima.": math.floor(n),
            "não há meia adaptação: arredonde para cima.": n,
            "σ não perde um tanto fixo por vez: é **dividido** por α, e a conta é com logaritmos.": math.ceil(
                0.97 / (alpha - 1)
            ),
            "os dois logaritmos têm de ser da mesma base.": math.ceil(math.log10(1 / 0.03) / math.log(alpha)),
            "o logaritmo saiu negativo: é 1/0,03, e não 0,03.": math.ceil(-n),
        }
        near(bill_of(bill, alpha)[0], math.ceil(n), f"as adaptações com α = {alpha:g}", mistakes, within=1e-9)


def steps_and_episodes(bill: Any) -> None:
    """04.1: de adaptações a passos e a episódios."""
    n, steps, episodes = bill_of(bill, 1.05)
    between = "há 50 passos entre uma adaptação e outra: são mais passos do que adaptações."
    near(steps, 50 * n, "os passos", {between: n / 50, "conte os passos, e não as adaptações.": n}, within=1e-9)
    mistakes = {
        "é uma adaptação a cada 5 episódios: são mais episódios do que adaptações.": n / 5,
        "isso é em passos; peço episódios.": 1000 * n,
        "esses são os episódios de quem adapta a cada 50 passos; aqui é uma vez a cada 5 episódios.": n / 4,
    }
    near(episodes, 5 * n, "os episódios", mistakes, within=1e-9)
