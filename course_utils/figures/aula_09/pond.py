"""As figuras da lagoa: o que cada cota faz com ela, e o que os agentes aprenderam a fazer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...study.bands import band
from ...training import Trainer
from ...worlds.pond import END, FULL, MOST, Pond, after, plan
from ..plots import BLUE, ORANGE, STYLES, decimal_comma, legend_above, number
from .style import WIDTH, finished


def two_quotas(weather: Sequence[float], start: float) -> Figure:
    """O peixe por vinte anos, com uma cota de 90 kg por mês e com uma de 140: o que fica onde não roda script.

    - `weather`: o clima de cada mês. `start`: o peixe do primeiro dia, em kg.
    """
    figure = Figure(figsize=(WIDTH, 2.8), layout="constrained")
    axes = figure.subplots()
    for quota, color, style in ((90, BLUE, "-"), (140, ORANGE, "--")):
        fish = [start]
        for each in weather:
            fish.append(after(fish[-1], quota, each)[0])
        axes.plot(np.arange(len(fish)) / 12, fish, style, color=color, linewidth=2, label=f"{quota} kg por mês")
    axes.set(xlabel="anos", xlim=(0, END / 12))
    _of_fish(axes, axes.yaxis, axes.set_ylim)
    legend_above(axes)
    alt = "O peixe de uma lagoa por vinte anos: com 90 kg por mês, ele se mantém; com 140, acaba antes do fim."
    return finished(figure, alt)


def quotas(trainer: Trainer, months: int = 1) -> Figure:
    """O que as sementes de um treino aprenderam: a cota em cada quantidade de peixe, e o peixe ano a ano.

    - `trainer`: um treino na lagoa, com uma réplica por semente. `months`: os meses de um passo.

    A linha preta é o plano de quem conhece a lagoa e desconta tanto quanto o agente.
    """
    grid, planned = plan(float(trainer.agent.settings["gamma"][0]), months)
    figure = Figure(figsize=(WIDTH, 5.0), layout="constrained")
    top, bottom = figure.subplots(2)
    obs = np.repeat(grid.astype(np.float32)[None, :, None], len(trainer.seeds), 0)
    for quota in quota_of(trainer.agent.act(obs)[..., 0]):
        top.plot(grid, quota, color=BLUE, linewidth=1.2, alpha=0.7)
    top.plot(grid, planned, color="black", linewidth=2.2, linestyle="--", label="o plano")
    top.plot([], [], color=BLUE, label=f"{len(trainer.seeds)} sementes")
    top.set(ylabel="cota (kg por mês)", ylim=(-0.04 * MOST, 1.04 * MOST))
    _of_fish(top, top.xaxis, top.set_xlim)
    legend_above(top)
    for fish in lived(trainer, months):
        bottom.plot(np.arange(len(fish)) * months / 12, fish, color=BLUE, linewidth=1.2, alpha=0.7)
    bottom.set(xlabel="anos", xlim=(0, END / 12))
    _of_fish(bottom, bottom.yaxis, bottom.set_ylim)
    return finished(
        figure, "Em cima, a cota de cada semente contra o peixe, e o plano; embaixo, o peixe por vinte anos."
    )


def quota_of(action: np.ndarray) -> np.ndarray:
    """A cota de uma ação em [−1, 1], em kg."""
    return (action + 1) / 2 * MOST


def incomes(*trainers: Trainer) -> Figure:
    """O que cada episódio de treino rendeu, com o ruído: a média interquartil das sementes e a faixa de 95 %.

    - `trainers`: treinos na lagoa, com as mesmas sementes, que só diferem no γ.
    """
    figure = Figure(figsize=(WIDTH, 3.2), layout="constrained")
    axes = figure.subplots()
    for trainer, (color, style) in zip(trainers, STYLES):
        total = np.array([[own.total for own in finished] for finished in trainer.history]) / 1000
        center, low, high = band(total)
        episodes = np.arange(1, total.shape[1] + 1)
        gamma = number(float(trainer.agent.settings["gamma"][0]), 2)
        axes.plot(episodes, center, color=color, linestyle=style, linewidth=2, label=f"γ = {gamma}")
        axes.fill_between(episodes, low, high, color=color, alpha=0.15, linewidth=0)
    axes.set(xlabel="episódio (vinte anos)", ylabel="renda (mil reais)", ylim=(0, None))
    legend_above(axes)
    return finished(figure, "A renda de cada episódio de treino, com uma faixa de 95 % sobre as sementes, para cada γ.")


def lived(trainer: Trainer, months: int = 1, seed: int = 1000) -> np.ndarray:
    """O peixe de um episódio sem ruído de cada réplica, todas com o mesmo tempo, `[réplica, passo + 1]`."""
    ponds = [Pond(months) for _ in trainer.seeds]
    obs = np.array([pond.reset(seed=seed)[0] for pond in ponds])
    years, over = [obs[:, 0]], False
    while not over:
        quota = quota_of(trainer.agent.act(obs[:, None])[:, 0])
        steps = [pond.step(own) for pond, own in zip(ponds, quota)]
        obs, over = np.array([step[0] for step in steps]), steps[0][3]
        years.append(obs[:, 0])
    return np.array(years).T


def _of_fish(axes: Axes, axis: Any, limits: Any) -> None:
    """Um eixo de peixe, de 0 a 10.000 kg, com o ponto dos milhares; o outro, com vírgula decimal."""
    decimal_comma(axes)
    limits(0, FULL)
    axis.set_major_formatter(lambda x, _: f"{x:,.0f}".replace(",", "."))
    axis.set_label_text("peixe na lagoa (kg)")
