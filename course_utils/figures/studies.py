"""O gráfico de um estudo: uma curva com faixa por ajuste, o nome escrito ao lado da curva."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..study.bands import Band
from .plots import STYLES, new_axes


def plot_study(title: str, end: int, curves: Mapping[str, tuple[np.ndarray, Band]], statistic: str = "iqm") -> Figure:
    """As curvas de um estudo, que acaba no passo `end`: nome → (passos, centro e faixa de 95 %)."""
    figure, axes = new_axes(8, 4)
    labels = []
    for (name, (steps, (center, low, high))), (color, line) in zip(curves.items(), cycle(STYLES)):
        axes.plot(steps, center, color=color, linestyle=line, linewidth=2)
        axes.fill_between(steps, low, high, color=color, alpha=0.15, linewidth=0)
        labels.append((float(np.asarray(center)[-1]), name, color))
    _label_ends(axes, end, labels)
    spoken = {"iqm": "média interquartil", "median": "mediana", "mean": "média"}[statistic]
    axes.set(xlabel="passos de ambiente", ylabel=f"retorno sem ruído ({spoken})", title=title, xlim=(0, end))
    return figure


def _label_ends(axes: Axes, x: float, labels: list[tuple[float, str, str]]) -> None:
    """Escreve cada nome ao lado do fim da sua curva, afastando os que se tocariam."""
    low, high = axes.get_ylim()
    gap = 0.06 * (high - low)
    labels = sorted(labels)
    ends = np.array([y for y, _, _ in labels])
    steps = gap * np.arange(len(ends))
    spread = np.maximum.accumulate(ends - steps) + steps  # cada um ao menos `gap` acima do anterior
    spread += (ends - spread).mean()
    spread -= max(0, spread[-1] - high)
    for y, (_, setting, color) in zip(spread, labels):
        axes.annotate(
            setting, (x, y), xytext=(6, 0), textcoords="offset points", color=color, va="center", annotation_clip=False
        )
