"""Curvas de estudos, com faixa, que se leem num telefone: as das aulas 06 e 08."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from ..study.bands import Band
from .plots import STYLES, decimal_comma, new_axes, number

WIDTH, FONT = 6.2, 12  # em polegadas e em pontos: o que se lê numa tela de 360 pixels


def curves(
    bands: Mapping[str, tuple[np.ndarray, Band]], x: str, y: str, height: float, **axis: Any
) -> tuple[Figure, Axes]:
    """Uma curva com faixa por ajuste, e a legenda em cima, um nome por linha.

    - `bands`: nome → os passos e a faixa. `height`: a altura em polegadas, sem a legenda.
    """
    figure, axes = new_axes(WIDTH, height + 0.25 * len(bands))
    for (name, (at, own)), (color, line) in zip(bands.items(), STYLES):
        axes.plot(at, own.center, color=color, linestyle=line, linewidth=2, label=name)
        axes.fill_between(at, own.low, own.high, color=color, alpha=0.2, linewidth=0)
    axes.set(xlabel=x, ylabel=y, **axis)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), frameon=False, borderaxespad=0.2)
    decimal_comma(axes)
    return one_size(figure), axes


def final(own: Band) -> str:
    """O último ponto de uma curva, por extenso, com a sua faixa."""
    center, low, high = (number(np.asarray(one)[-1], 0) for one in own)
    return f"{center} ({low} a {high})"


def one_size(figure: Figure) -> Figure:
    """A figura com todas as letras num tamanho, o que se lê num telefone."""
    for text in figure.findobj(Text):
        text.set_fontsize(FONT)
    for axes in figure.axes:
        axes.tick_params(labelsize=FONT)
    return figure
