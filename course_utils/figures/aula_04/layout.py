"""O que as figuras da aula 04 têm em comum: quadros em coluna, e letras que se leem numa tela de 360 pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from ..plots import described

MARKS = "os^Dv*"
SMALLEST = 11  # pontos


def column(rows: int, height: float, **given: Any) -> tuple[Figure, Sequence[Axes]]:
    """Uma figura com `rows` quadros, um embaixo do outro."""
    figure = Figure(figsize=(6.4, height), layout="constrained", facecolor="white")
    all_axes = figure.subplots(rows, 1, squeeze=False, **given)[:, 0]
    for axes in all_axes:
        axes.spines[["top", "right"]].set_visible(False)
    return figure, all_axes


def told(figure: Figure, alt: str) -> Figure:
    """A figura, com letras que se leem e a frase que a descreve."""
    for text in figure.findobj(Text):
        text.set_fontsize(max(SMALLEST, text.get_fontsize()))
    return described(figure, alt)


def thousands(x: float) -> str:
    """Um inteiro com os milhares separados."""
    return f"{x:,.0f}".replace(",", ".")


def comma(axes: Axes) -> None:
    """Os números do eixo vertical por extenso, com vírgula, também em escala logarítmica."""
    axes.yaxis.set_major_formatter(lambda y, _: f"{y:g}".replace(".", ","))
