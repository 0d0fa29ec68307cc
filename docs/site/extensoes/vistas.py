"""As diretivas `{aprende}`, `{pendulo}` e `{cenas}`: o que se move na página, sem núcleo nenhum."""

from __future__ import annotations

import html
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from course_utils.live import saved_weights
from course_utils.live.scenes import SCENES, scene_data, scene_page
from course_utils.live.view import pendulum_bundle

SCENE = """## {title}

```{{raw}} html
<iframe class="cena" src="_static/cenas/{name}.html" title="Cena: {label}" loading="lazy"></iframe>
<noscript><p>{watch}</p></noscript>
<p><a href="_static/cenas/{name}.html">Abrir só esta cena: {label}</a></p>
```
"""

#: As duas páginas quem escreve é `ferramentas/construir_site.py`.
LEARNS = """<iframe class="aprende" src="_static/aprende.html"
title="Um pêndulo que aprende, ao lado de um que já sabe"></iframe>
<noscript><p>Sem JavaScript, o pêndulo não se move: veja as figuras das aulas.</p></noscript>
<p class="abrir"><a href="laboratorio.html">Abrir o laboratório inteiro</a>, num arquivo só que também funciona sem
internet: salve-o e leve-o.</p>"""


class Learns(SphinxDirective):
    """Põe na página o pêndulo que aprende ali, ao lado do que já sabe, e a porta do laboratório."""

    def run(self) -> list[nodes.Node]:
        """O iframe, como HTML cru."""
        return [nodes.raw("", LEARNS, format="html")]


class Pendulum(SphinxDirective):
    """Põe na página o que `show_pendulum` deixa num caderno."""

    def run(self) -> list[nodes.Node]:
        """A página que se basta, como HTML cru."""
        data, _ = pendulum_bundle(saved_weights("pendulo"))
        return [nodes.raw("", data["text/html"], format="html")]


class Scenes(SphinxDirective):
    """Uma seção por cena: o nome, o que olhar e a cena."""

    def run(self) -> list[nodes.Node]:
        """As seções, na ordem em que se mostram."""
        scenes = [(name, scene_data(name)) for name in SCENES]
        text = "\n".join(
            SCENE.format(name=name, title=data["title"], watch=data["watch"], label=html.escape(data["title"]))
            for name, data in scenes
        )
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def write_scenes(app: Sphinx, error: Exception | None) -> None:
    """Escreve a página de cada cena em `_static/cenas/`."""
    folder = Path(app.outdir, "_static/cenas")
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCENES:
        (folder / f"{name}.html").write_text(scene_page(name), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Registra as diretivas e escreve as cenas no fim."""
    app.add_directive("aprende", Learns)
    app.add_directive("pendulo", Pendulum)
    app.add_directive("cenas", Scenes)
    app.connect("build-finished", write_scenes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
