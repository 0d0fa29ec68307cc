"""O que as figuras da aula 02 têm em comum: a largura, as letras e os fantasmas."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure
from matplotlib.text import Text

from ..plots import described

WIDTH = 5.0  # polegadas: num celular, as letras ainda se leem
GHOST: dict[str, Any] = dict(color="0.55", linewidth=1, alpha=0.7)


def legible(figure: Figure, alt: str) -> Figure:
    """A figura com letras de pelo menos 11 pontos, e o texto alternativo."""
    for axes in figure.axes:
        axes.tick_params(labelsize=11)
    for text in figure.findobj(Text):
        text.set_fontsize(max(11, text.get_fontsize()))
    return described(figure, alt)
