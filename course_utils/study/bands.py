"""Estatística de muitas sementes: média interquartil, faixas de 95 % e comparações honestas.

As faixas reamostram as **sementes** (bootstrap, SciPy): é o acaso do treino que se quer medir, e cada ajuste
reamostra as suas. Segue Agarwal et al. 2021 (arXiv 2108.13264), que mostra por que a média de 3 sementes engana.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from ..support.checks import number_in, numeric, shown


class Band(NamedTuple):
    """Uma estimativa e os limites da sua faixa de confiança: números ou, ponto a ponto, vetores."""

    center: Any
    low: Any
    high: Any


def iqm(values: np.ndarray, axis: int = 0) -> np.ndarray:
    """Média interquartil: a média da metade do meio, sem o quarto pior e o quarto melhor."""
    return stats.trim_mean(samples("values", values, 1), 0.25, axis=axis)


STATISTICS: dict[str, Callable[..., np.ndarray]] = {"iqm": iqm, "median": np.median, "mean": np.mean}


def band(values: np.ndarray, statistic: str = "iqm", confidence: float = 0.95) -> Band:
    """A estatística sobre as sementes e a sua faixa, ponto a ponto.

    `values`: `[semente]` ou `[semente, passo]`; `statistic`: `"iqm"`, `"median"` ou `"mean"`; `confidence`: entre
    0,5 e 0,999.
    Erros: `ValueError` com menos de 2 sementes, um valor que não é finito, ou outra estatística.
    """
    values, function = samples("values", values), statistic_of(statistic)
    return Band(function(values, axis=0), *_limits((values,), function, confidence))


def statistic_of(name: str) -> Callable[..., np.ndarray]:
    """A estatística com esse nome. Erro: `ValueError`, se não há."""
    if not isinstance(name, str) or name not in STATISTICS:
        raise ValueError(f"`statistic` recebeu {shown(name)}; aceita {', '.join(map(repr, STATISTICS))}.")
    return STATISTICS[name]


def probability_of_improvement(x: np.ndarray, y: np.ndarray, confidence: float = 0.95) -> Band:
    """A chance de uma semente de `x` superar uma de `y` (empate vale meio), com a sua faixa.

    0,5 quer dizer que não há diferença; uma faixa que contém 0,5 não a demonstra.
    """

    def wins(x: np.ndarray, y: np.ndarray, axis: int = -1) -> np.ndarray:
        pairs = np.sign(x[..., :, None] - y[..., None, :])
        return 0.5 + pairs.mean((-2, -1)) / 2

    x, y = samples("x", x), samples("y", y)
    return Band(wins(x, y), *_limits((x, y), wins, confidence))


def samples(name: str, values: Any, least: int = 2) -> np.ndarray:
    """Confere os valores de muitas sementes, `[semente]` ou `[semente, passo]`. Erros: `TypeError`, `ValueError`."""
    numbers = numeric(name, values, -np.inf, np.inf, "os valores de várias sementes")
    if numbers.ndim == 0 or len(numbers) < least:
        raise ValueError(
            f"`{name}` precisa de ao menos {least} sementes; recebeu {shown(values)}. Rode com mais sementes."
        )
    return numbers


def _limits(samples: tuple, statistic, confidence: float) -> tuple:
    confidence = number_in("confidence", confidence, 0.5, 0.999)
    interval = stats.bootstrap(
        samples,
        statistic,
        axis=0,
        vectorized=True,
        n_resamples=2000,
        method="percentile",
        confidence_level=confidence,
        rng=np.random.default_rng(0),  # a mesma faixa a cada vez que se desenha
    ).confidence_interval
    return interval.low, interval.high
