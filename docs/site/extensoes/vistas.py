"""As diretivas `{pendulo}` e `{cenas}`: o que se move na página, sem núcleo nenhum."""

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
    app.add_directive("pendulo", Pendulum)
    app.add_directive("cenas", Scenes)
    app.connect("build-finished", write_scenes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
