"""As figuras das aulas: cada função devolve uma `Figure`, e `show` a mostra com texto alternativo.

Nada aqui usa `pyplot`: uma figura não depende de estado global e pode nascer em qualquer linha de execução.

Um caderno gravado não sabe em que tema será aberto, e o JupyterLab tira dele todo estilo antes de se confiar nele. Por
isso há uma figura só, que serve aos dois: fundo transparente, e o que seria preto ou cinza claro desenhado num cinza do
meio (`INK`), que se lê sobre o branco e sobre o quase preto. Os mapas e as imagens ficam como são.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from IPython.display import display
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection, QuadMesh
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch
from matplotlib.text import Text
from PIL import Image

from ..support.history import Episode

#: Okabe e Ito: distinguíveis também por quem não distingue todas as cores; cada uma com o seu traço.
BLUE, ORANGE, GREEN, PINK, YELLOW, SKY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"
STYLES = [
    (BLUE, "-"),
    (ORANGE, "--"),
    (GREEN, "-."),
    (PINK, ":"),
    (YELLOW, (0, (5, 1, 1, 1, 1, 1))),
    (SKY, (0, (8, 3))),
]
HATCHES = ["", "///", "...", "xx"]
#: A tinta que se lê nos dois temas: contraste 4,5 com o branco, e 4,2 com o #111 do tema escuro do JupyterLab.
INK = "#767676"


def described(figure: Figure, alt: str) -> Figure:
    """A mesma figura, com `alt`, a frase que a descreve a quem não a vê: quem desenha é quem sabe o que desenhou."""
    figure.alt = alt  # type: ignore[attr-defined]
    return figure


def legible(figure: Figure, alt: str) -> Figure:
    """A figura com letras de pelo menos 11 pontos, que se leem num telefone, e o texto alternativo."""
    for axes in figure.axes:
        axes.tick_params(labelsize=11)
    for text in figure.findobj(Text):
        text.set_fontsize(max(11, text.get_fontsize()))
    return described(figure, alt)


def alt_of(figure: Figure, alt: str | None = None) -> str:
    """O texto alternativo: `alt` ou, se não se deu, o que a figura traz. Erro: `ValueError`, se não há nenhum."""
    own = alt or getattr(figure, "alt", "")
    if not own:
        raise ValueError(
            "Falta o texto alternativo: diga-o em `alt=...`, ou devolva a figura com `described(figure, alt)`."
        )
    return own


def show(figure: Figure, alt: str | None = None) -> None:
    """Mostra a figura no caderno com `alt` ou, sem ele, com o texto alternativo que ela traz (`described`)."""
    data, metadata = figure_bundle(figure, alt)
    display(data, raw=True, metadata=metadata)


def figure_bundle(figure: Figure, alt: str | None = None) -> tuple[dict, dict]:
    """Os formatos de uma figura e os metadados deles, como o Jupyter os quer."""
    code, width = png_of(figure)
    return image_bundle(f"image/png;base64,{code}", alt_of(figure, alt), width)


def image_bundle(image: str, alt: str, width: int) -> tuple[dict, dict]:
    """Uma imagem (`tipo;base64,…`) que fica **uma vez só** no caderno, com o texto alternativo.

    É um `<img alt>` em HTML, e não uma saída PNG: nela, o JupyterLab e o Notebook não mostram texto alternativo algum.
    """
    return {"text/html": f'<img src="data:{image}" alt="{html.escape(alt)}" width="{width}">', "text/plain": alt}, {}


def figure_html(figure: Figure, alt: str | None = None, small: bool = True) -> str:
    """A figura como um `<img>`, para pôr dentro de um HTML; `small`, como em `png_of`."""
    code, width = png_of(figure, small)
    style = f"width:{width}px;max-width:100%;height:auto"
    return f'<img src="data:image/png;base64,{code}" alt="{html.escape(alt_of(figure, alt))}" style="{style}">'


def png_of(figure: Figure, small: bool = True) -> tuple[str, int]:
    """A figura como PNG em base64, e a largura em pixels de CSS: o PNG tem uma vez e meia isso, para ficar nítido.

    - `small`: com 256 cores, que bastam a uma figura, o PNG fica três vezes menor, e demora o dobro a ficar pronto.
    """
    for_both_themes(figure)
    drawn, png = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=144)
    if small:
        image = Image.open(drawn).convert("RGBA")
        image.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(png, "png", optimize=True)
    return base64.b64encode((png if small else drawn).getvalue()).decode(), round(96 * figure.get_figwidth())


def for_both_themes(figure: Figure) -> None:
    """Deixa a figura legível no tema claro e no escuro: sem fundo, e com `INK` no lugar do preto e dos cinzas.

    Um quadro que é um mapa ou uma imagem fica como é por dentro; mudam os seus eixos e os seus títulos.
    """
    figure.set_facecolor("none")
    kept: set[Artist] = set()
    for axes in figure.axes:
        axes.set_facecolor("none")
        axes.tick_params(which="both", color=INK, labelcolor=INK, grid_color=INK, grid_alpha=0.25)
        if axes.images or any(isinstance(one, QuadMesh) for one in axes.collections):
            kept |= {*axes.lines, *axes.texts, *axes.collections, *axes.patches}
    for artist in figure.findobj(lambda artist: artist not in kept):
        if isinstance(artist, Text | Line2D):
            artist.set_color(toned(artist.get_color()))
        elif isinstance(artist, Patch) and not isinstance(artist, FancyArrowPatch):
            edge, face = toned(artist.get_edgecolor()), toned(artist.get_facecolor())
            artist.set(edgecolor=edge, facecolor=face)
        elif isinstance(artist, PolyCollection):  # uma faixa
            edges, faces = ([toned(color) for color in own] for own in (artist.get_edgecolor(), artist.get_facecolor()))
            artist.set(edgecolor=edges, facecolor=faces)


def toned(color: Any) -> Any:
    """Uma cor como vale nos dois temas: preto e cinza escuro viram `INK`; cinza claro, um véu dele; o resto fica."""
    red, green, blue, alpha = to_rgba(color)
    if alpha == 0 or max(red, green, blue) - min(red, green, blue) > 0.02 or red == 1:
        return color
    return to_rgba(INK, alpha * (1 if red < 0.6 else 2 * (1 - red)))


def learning_curve(episodes: Sequence[Episode], warmup: int = 0) -> Figure:
    """Retorno de cada episódio de treino, com o ruído, contra o passo em que o episódio acabou.

    Uma linha por réplica; havendo mais de uma, também a mediana delas. `warmup`: os passos iniciais, a sombrear.
    """
    returns, ends = (np.array([getattr(e, name) for e in episodes]) for name in ("returns", "ends"))
    figure, axes = new_axes(8, 3.4)
    alone = returns.shape[1] == 1
    look: dict[str, Any] = dict(marker="o", markersize=4) if alone else dict(linewidth=1, alpha=0.6)
    for k, (own_ends, own) in enumerate(zip(ends.T, returns.T)):
        color, line = STYLES[k % len(STYLES)]
        axes.plot(own_ends, own, color=color, linestyle=line, **look)
    if not alone:
        label = f"mediana de {returns.shape[1]} réplicas"
        axes.plot(np.median(ends, 1), np.median(returns, 1), color="black", linewidth=2.5, label=label)
    if warmup:
        axes.axvspan(0, warmup, color="0.9", label="aquecimento: ações ao acaso, sem aprender")
    if warmup or not alone:
        legend_above(axes)
    axes.set(xlabel="passo de ambiente", ylabel="retorno do episódio", xlim=(0, ends.max() * 1.01))
    return figure


def returns_histogram(groups: Mapping[str, np.ndarray]) -> Figure:
    """Quantos episódios deram cada retorno, um histograma por grupo; a linha vertical é a média do grupo."""
    figure, axes = new_axes(8, 3)
    bins = np.linspace(min(np.min(values) for values in groups.values()), 0, 31).tolist()
    for (color, line), hatch, (name, values) in zip(STYLES, HATCHES, groups.items()):
        flat, label = np.ravel(values), f"{name}: média {number(np.mean(values), 0)}"
        axes.hist(flat, bins, color=color, alpha=0.6, hatch=hatch, edgecolor="white", label=label)
        axes.axvline(flat.mean(), color=color, linestyle=line, linewidth=2)
    legend_above(axes)
    axes.set(xlabel="retorno do episódio, sem ruído", ylabel="episódios")
    return figure


def new_axes(width: float, height: float) -> tuple[Figure, Axes]:
    """Uma figura com um só par de eixos, sem moldura em cima nem à direita."""
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="0.9")
    axes.set_axisbelow(True)
    return figure, axes


def legend_above(axes: Axes) -> None:
    """A legenda em cima dos eixos, onde não cobre dado algum."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, borderaxespad=0.2)


def number(x: float, decimals: int) -> str:
    """O número como se escreve em português: vírgula decimal, o sinal de menos de verdade e nenhum −0."""
    return f"{x:z.{decimals}f}".replace(".", ",").replace("-", "−")


def decimal_comma(axes: Axes) -> None:
    """Os números dos dois eixos com vírgula decimal."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda x, _: f"{x:g}".replace(".", ",").replace("-", "−"))
