"""A figura que o painel deixa onde não há quem o mova: as curvas de um treino, com a faixa da turma."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ..figures.plots import STYLES, decimal_comma, described
from .knobs import body_of, kind_of
from .reference import reference_band
from .session import Session


def told(session: Session) -> str:
    """O que a figura mostra, a quem não a vê."""
    text = f"Figura parada do painel ao vivo, no passo {session.trainer.steps} do treino: em cima, o retorno de cada "
    text += "episódio contra o passo de ambiente"
    if _band(session):
        text += ", sobre a faixa cinza em que cai a maior parte dos treinos da turma"
    if session.measured:
        text += "; embaixo, o tamanho σ do ruído"
        text += " e a distância d em torno da linha δ" if session.thermostat else ""
    return text + "."


def still(session: Session) -> Figure:
    """Desenha as curvas do painel numa `Figure` que se descreve; cada réplica tem a sua cor e o seu traço."""
    trainer = session.trainer
    reach = trainer.steps * 1.05 or 6000.0  # antes do primeiro passo, a faixa inteira: é o que há para ver
    figure = Figure(figsize=(8, 4.6), layout="constrained", facecolor="white")
    sigma, thermostat = session.measured and session.sigma, session.measured and session.thermostat
    below = bool(sigma) + bool(thermostat)
    grid = figure.add_gridspec(2 if below else 1, max(below, 1), height_ratios=[1.5, 1][: 2 if below else 1])
    top = figure.add_subplot(grid[0, :])
    if band := _band(session):
        step, low, middle, high = np.array(band).T
        seen = step <= reach
        top.fill_between(step[seen], low[seen], high[seen], color="0.85", label="a turma: 18 de cada 20 sementes")
        top.plot(step[seen], middle[seen], color="0.5", linestyle=":", label="a turma: mediana")
        top.legend(loc="lower right", frameon=False)
    for (color, line), own in zip(STYLES, trainer.history):
        top.plot(
            [one.end for one in own], [one.total for one in own], color=color, linestyle=line, marker="o", markersize=4
        )
    top.set(ylabel="retorno do episódio")
    axes = [top]
    if sigma:
        axes.append(_trace(figure.add_subplot(grid[1, 0]), session, 1, "σ"))
        if thermostat:
            axes[-1].set_yscale("log")
            axes[-1].yaxis.set_minor_formatter(lambda x, _: f"{x:g}".replace(".", ","))
    if thermostat:
        axes.append(_trace(figure.add_subplot(grid[1, 1]), session, 2, "d, e a linha δ"))
        delta = float(thermostat.settings["delta"][0])
        axes[-1].axhline(delta, color="black", linestyle="--", linewidth=1)
    for one in axes:
        one.spines[["top", "right"]].set_visible(False)
        one.set(xlabel="passo de ambiente", xlim=(0, trainer.steps or reach))
        decimal_comma(one)
    return described(figure, told(session))


def _band(session: Session) -> list[list[float]]:
    """A faixa da turma, se ela treinou isto."""
    return reference_band(kind_of(session.trainer)) if body_of(session.trainer) == "pendulum" else []


def _trace(axes: Any, session: Session, column: int, name: str) -> Any:
    """σ ou d, uma linha por réplica."""
    rows = [(row[0], row[column]) for row in session.measured]
    for k, (color, line) in zip(range(len(session.trainer.seeds)), STYLES):
        points = [(step, values[k]) for step, values in rows if values[k] is not None]
        axes.plot(*zip(*points), color=color, linestyle=line) if points else None
    axes.set(ylabel=name)
    return axes
