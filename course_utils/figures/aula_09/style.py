"""O que as figuras da aula 09 têm em comum: a largura, os eixos e o tamanho das letras."""

from __future__ import annotations

from matplotlib.figure import Figure

from ..plots import legible

WIDTH = 5.6  # polegadas: num celular, as letras ainda se leem


def finished(figure: Figure, alt: str) -> Figure:
    """A figura sem moldura, com letras de pelo menos 11 pontos, e o texto alternativo."""
    for axes in figure.axes:
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="0.9")
        axes.set_axisbelow(True)
    return legible(figure, alt)
