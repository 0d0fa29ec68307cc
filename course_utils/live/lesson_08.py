"""As vistas da aula 08, que vivem na página: um objetivo que se procura às cegas, e um fracasso que se reinterpreta.

Funcionam sem núcleo e sem o simulador do braço. Onde scripts não rodam fica o desenho de um caminho que fracassou.
"""

from __future__ import annotations

import html

from IPython.display import display

from ..figures.aula_08 import table_seen
from ..figures.plots import figure_bundle
from .sources import framed, module, page_of, styles


def show_search() -> None:
    """Mostra uma mesa em que quem lê leva a ponta do braço a um objetivo que não aparece, em 50 passos."""
    data, metadata = reach_bundle(retell=False)
    display(data, raw=True, metadata=metadata)


def show_retelling() -> None:
    """Mostra um episódio que fracassou, em que se arrasta o objetivo e as recompensas se refazem."""
    data, metadata = reach_bundle(retell=True)
    display(data, raw=True, metadata=metadata)


def reach_bundle(retell: bool) -> tuple[dict, dict]:
    """Os formatos da saída: `text/html` que se basta, e o desenho de um fracasso, sem scripts."""
    data, metadata = figure_bundle(table_seen())
    page = page_of(
        styles("colors.css", "pendulum.css", "valley.css", "reach.css"), module("reach.js"), dict(retell=retell)
    )
    title = "Um episódio que se reinterpreta" if retell else "Um objetivo que não se vê"
    data["text/html"] = framed(title, html.escape(page), data["text/html"])
    return data, metadata
