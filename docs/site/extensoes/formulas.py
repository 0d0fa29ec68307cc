"""Fórmulas desenhadas na construção: nada a baixar, nenhum script, e a letra acompanha o texto e o tema.

Cada fórmula vai em duas formas: um SVG, para os olhos, e o MathML, escondido dos olhos, para leitores de tela.
"""

from __future__ import annotations

import re

import ziamath
from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

SIZE = 20  # a do desenho; na página tudo vai em `em`
SCALE = 1.1  # a altura do x da STIX, perto da da letra do texto

ziamath.config.svg2 = True  # cada letra um `<symbol>`, que as seguintes só citam
ziamath.config.precision = 1
ziamath.config.math.color = ziamath.config.text.color = "currentColor"

#: Um menos que não subtrai: entre chaves, fica junto do número.
SIGN = re.compile(r"((?:^|[=(\[,<>]|\\(?:approx|leq?|geq?|cdot|times|to|in))\s*)-")


def em(pixels: str | float) -> str:
    """Uma medida do desenho na unidade do texto em volta."""
    return f"{float(pixels) / SIZE * SCALE:.3f}em"


def drawing(tex: str, *, block: bool, seen: set[str]) -> str:
    """O `<svg>` de uma fórmula; as letras que já estão em `seen` não se repetem, e as novas passam a estar."""
    formula = ziamath.Latex(SIGN.sub(r"\1{-}", tex), size=SIZE, inline=not block)
    svg = formula.svg().replace("STIXTwoMathRegular_", "stix-")

    def once(symbol: re.Match[str]) -> str:
        known = symbol[1] in seen
        seen.add(symbol[1])
        return "" if known else symbol[0]

    # O espaço é um `<symbol … />`, que se fecha sozinho.
    svg = re.sub(r'<symbol id="([^"]+)"(?:[^>]*/>|.*?</symbol>)', once, svg, flags=re.DOTALL)
    style = f"vertical-align: {em(formula.getyofst())}"
    return re.sub(
        r' width="([\d.]+)" height="([\d.]+)"',
        lambda size: f' aria-hidden="true" style="width: {em(size[1])}; height: {em(size[2])}; {style}"',
        svg,
        count=1,
    )


def both(translator: HTML5Translator, node: nodes.math | nodes.math_block, block: bool) -> None:
    """Escreve a fórmula na página, nas duas formas."""
    if not hasattr(translator, "glyphs"):
        translator.glyphs = set()
    tex, tag = node.astext().strip(), "div" if block else "span"
    try:
        spoken = convert(tex, display="block" if block else "inline")
        seen = drawing(tex, block=block, seen=translator.glyphs)
    except Exception as error:
        raise ValueError(f"Não sei desenhar a fórmula {tex!r}: {error}. Escreva-a com outros comandos.") from error
    translator.body.append(f'<{tag} class="formula">{seen}<span class="visually-hidden">{spoken}</span></{tag}>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Registra o desenhista de fórmulas, `html_math_renderer = "formulas"`."""
    app.add_html_math_renderer(
        "formulas",
        inline_renderers=(lambda translator, node: both(translator, node, block=False), None),
        block_renderers=(lambda translator, node: both(translator, node, block=True), None),
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True}
