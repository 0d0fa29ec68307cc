"""A figura que o painel deixa onde não há quem o mova: as curvas de um treino, com a faixa da turma."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ..figures.plots import STYLES, decimal_comma
from .knobs import body_of, kind_of
from .reference import reference_band
from .session import Session

ALT = (
    "Figura parada do painel ao vivo, depois de um treino curto: em cima, o retorno de cada episódio contra o passo de "
    "ambiente, sobre a faixa cinza onde cai a maior parte dos treinos da turma; embaixo, se a exploração tem ruído, o "
    "tamanho σ do ruído e, no ruído nos parâmetros, a distância d em torno da linha δ."
)


def still(session: Session) -> Figure:
    """Desenha as curvas do painel numa `Figure`; cada réplica tem a sua cor e o seu traço."""
    trainer, kind = session.trainer, kind_of(session.trainer)
    figure = Figure(figsize=(8, 4.6), layout="constrained", facecolor="white")
    below = bool(session.sigma) + bool(session.thermostat)
    grid = figure.add_gridspec(2 if below else 1, max(below, 1), height_ratios=[1.5, 1][: 2 if below else 1])
    top = figure.add_subplot(grid[0, :])
    if body_of(trainer) == "pendulum" and (band := reference_band(kind)):
        step, low, middle, high = np.array(band).T
        seen = step <= trainer.steps * 1.05
        top.fill_between(step[seen], low[seen], high[seen], color="0.85", label="a turma: 18 de cada 20 sementes")
        top.plot(step[seen], middle[seen], color="0.5", linestyle=":", label="a turma: mediana")
        top.legend(loc="lower right", frameon=False)
    for (color, line), own in zip(STYLES, trainer.history):
        top.plot(
            [one.end for one in own], [one.total for one in own], color=color, linestyle=line, marker="o", markersize=4
        )
    top.set(ylabel="retorno do episódio")
    axes = [top]
    if session.sigma:
        axes.append(_trace(figure.add_subplot(grid[1, 0]), session, 1, "σ"))
        if session.thermostat:
            axes[-1].set_yscale("log")
            axes[-1].yaxis.set_minor_formatter(lambda x, _: f"{x:g}".replace(".", ","))
    if session.thermostat:
        axes.append(_trace(figure.add_subplot(grid[1, 1]), session, 2, "d, e a linha δ"))
        delta = float(session.thermostat.settings["delta"][0])
        axes[-1].axhline(delta, color="black", linestyle="--", linewidth=1)
    for one in axes:
        one.spines[["top", "right"]].set_visible(False)
        one.set(xlabel="passo de ambiente", xlim=(0, max(trainer.steps, 1)))
        decimal_comma(one)
    return figure


def _trace(axes: Any, session: Session, column: int, name: str) -> Any:
    """σ ou d, uma linha por réplica."""
    rows = [(row[0], row[column]) for row in session.measured]
    for k, (color, line) in zip(range(len(session.trainer.seeds)), STYLES):
        points = [(step, values[k]) for step, values in rows if values[k] is not None]
        axes.plot(*zip(*points), color=color, linestyle=line) if points else None
    axes.set(ylabel=name)
    return axes
