"""As diretivas `{aprende}`, `{pendulo}` e `{cenas}`: o que se move na página, sem núcleo nenhum."""

from __future__ import annotations

import html
from itertools import groupby
from operator import itemgetter

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from course_utils.live import saved_weights
from course_utils.live.page_lab import recordings
from course_utils.live.view import pendulum_bundle

TAKE = """<p class="abrir"><a href="laboratorio.html">Abrir o laboratório inteiro</a>, num arquivo só que também
funciona sem internet: salve-o e leve-o.</p>"""
SCENES = """<iframe class="cena" src="laboratorio.html?cena={first}" title="As cenas, no laboratório"
allow="fullscreen"></iframe>
<noscript><p>Sem JavaScript as cenas não tocam; o que cada uma mostra está escrito abaixo.</p></noscript>
{take}
{told}"""
LESSON = "<h2>Aula {lesson}</h2><dl>{told}</dl>"
SCENE = """<dt><a href="laboratorio.html?cena={name}">{title}</a></dt><dd><p>{watch}</p><p>Aposte: {bet}</p>
<details><summary>O que se vê, e a pergunta que fica</summary><p>{after}</p></details></dd>"""

#: As duas páginas quem escreve é `ferramentas/construir_site.py`.
LEARNS = """<iframe class="aprende" src="_static/aprende.html"
title="Um pêndulo que aprende, ao lado de um que já sabe"></iframe>
<noscript><p>Sem JavaScript, o pêndulo não se move: veja as figuras das aulas.</p></noscript>
{take}"""


class Learns(SphinxDirective):
    """Põe na página o pêndulo que aprende ali, ao lado do que já sabe, e a porta do laboratório."""

    def run(self) -> list[nodes.Node]:
        """O iframe, como HTML cru."""
        return [nodes.raw("", LEARNS.format(take=TAKE), format="html")]


class Pendulum(SphinxDirective):
    """Põe na página o que `race` deixa num caderno."""

    def run(self) -> list[nodes.Node]:
        """A página que se basta, como HTML cru."""
        self.env.note_reread()  # o Sphinx não sabe que esta página depende do pacote
        data, _ = pendulum_bundle(saved_weights("pendulo"))
        return [nodes.raw("", data["text/html"], format="html")]


class Scenes(SphinxDirective):
    """Põe na página o laboratório, com as cenas, e embaixo, aula por aula, o que olhar e o que apostar em cada uma."""

    def run(self) -> list[nodes.Node]:
        """O iframe e a lista, na ordem em que se mostram, como HTML cru."""
        self.env.note_reread()  # nem das cenas
        scenes = recordings()
        told = ""
        for lesson, own in groupby(scenes, itemgetter("lesson")):
            words = ({name: html.escape(str(word)) for name, word in one.items()} for one in own)
            told += LESSON.format(lesson=lesson, told="".join(SCENE.format(**one) for one in words))
        return [nodes.raw("", SCENES.format(first=scenes[0]["name"], take=TAKE, told=told), format="html")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Registra as diretivas."""
    app.add_directive("aprende", Learns)
    app.add_directive("pendulo", Pendulum)
    app.add_directive("cenas", Scenes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
