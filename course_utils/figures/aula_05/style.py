"""O que as figuras da aula 05 têm em comum: a largura e o tamanho das letras."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.text import Text

from ..plots import described

WIDTH = 5.6  # polegadas: num celular, as letras ainda se leem


def legible(figure: Figure, alt: str) -> Figure:
    """A figura com letras de pelo menos 11 pontos, e o texto alternativo."""
    for axes in figure.axes:
        axes.tick_params(labelsize=11)
    for text in figure.findobj(Text):
        text.set_fontsize(max(11, text.get_fontsize()))
    return described(figure, alt)
