"""O ator-crítico de quatro números: a máquina, os caminhos do ator e as parábolas do crítico. Ações em [-1, 1]."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

from ..plots import GREEN, ORANGE, decimal_comma, legend_above, legible, new_axes
from .style import GHOST, WIDTH

BEST = 0.4  # o melhor ponto da máquina


def machine_prizes() -> Figure:
    """Quarenta prêmios da máquina, em posições sorteadas: o que fica onde não se pode puxar a alavanca."""
    random = np.random.default_rng(0)
    a = random.uniform(-1, 1, 40)
    figure, axes = new_axes(WIDTH, 3)
    axes.plot(a, 1 - (a - BEST) ** 2 + 0.2 * random.standard_normal(40), "o", color="0.55", markersize=5)
    axes.set(xlabel="posição do botão", ylabel="prêmio")
    decimal_comma(axes)
    return legible(
        figure,
        "Quarenta prêmios contra a posição do botão, de −1 a 1. Os pontos sobem até perto de 0,4 e descem depois, com "
        "um sorteio em cada um.",
    )


def actor_paths(learn: Callable[..., tuple[np.ndarray, np.ndarray]], noise: float) -> Figure:
    """O caminho do ator em 200 sementes: a faixa em que caem 95 %, a mediana, e dez delas como fantasmas.

    - `learn(seed, noise)`: devolve o caminho do ator e os três números do crítico no fim.
    """
    paths = np.array([learn(seed, noise)[0] for seed in range(200)])
    low, middle, high = np.percentile(paths, [2.5, 50, 97.5], axis=0)
    figure, axes = new_axes(WIDTH, 3.4)
    attempts = np.arange(1, paths.shape[1] + 1)
    axes.fill_between(attempts, low, high, color=ORANGE, alpha=0.25, linewidth=0, label="95 % das 200 sementes")
    for k, path in enumerate(paths[:10]):
        axes.plot(attempts, path, **GHOST, label="dez sementes" if k == 0 else None)
    axes.plot(attempts, middle, color=ORANGE, linewidth=2.5, label="mediana")
    axes.axhline(BEST, color=GREEN, linestyle="--", label="melhor ponto")
    axes.set(xlabel="tentativa", ylabel="ação do ator, θ", ylim=(-0.9, 0.75))
    decimal_comma(axes)
    legend_above(axes)
    return legible(figure, _told_of_paths(paths))


def _told_of_paths(paths: np.ndarray) -> str:
    """O que os caminhos fazem, sem números que mudem no último algarismo."""
    if np.percentile(paths[:, -1], 2.5) < 0:
        return (
            "Todos os caminhos partem de −0,8, sobem juntos até perto de −0,5 e quase param ali. A faixa é estreita, "
            "e o melhor ponto, 0,4, fica longe."
        )
    return (
        "Os caminhos partem de −0,8, sobem depressa, quase todos passam um pouco de 0,4, voltam e oscilam em torno "
        "desse ponto. A faixa de 95 % das sementes acompanha a mediana."
    )


def parabolas(learn: Callable[..., tuple[np.ndarray, np.ndarray]]) -> Figure:
    """As parábolas em que o crítico de dez sementes terminou, sobre o prêmio médio de verdade."""
    figure, axes = new_axes(WIDTH, 3.2)
    a = np.linspace(-1, 1.1, 100)
    for seed in range(10):
        w = learn(seed)[1]
        axes.plot(a, w[0] + w[1] * a + w[2] * a**2, **GHOST, label="dez críticos" if not seed else None)
    axes.plot(a, 1 - (a - BEST) ** 2, color=GREEN, linewidth=2.5, linestyle="--", label="prêmio médio")
    axes.set(xlabel="ação a", ylabel="prêmio", ylim=(-1.2, 1.3))
    decimal_comma(axes)
    legend_above(axes)
    return legible(
        figure,
        "Prêmio médio contra a ação, uma parábola tracejada com o máximo em 0,4, e as dez parábolas do crítico no fim. "
        "Todas têm o máximo perto de 0,4; à esquerda de zero, afastam-se da verdade e umas das outras.",
    )
