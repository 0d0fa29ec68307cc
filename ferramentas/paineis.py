"""Os painéis do site: cada `LivePanel` de uma aula vira um que treina na própria página, com os mesmos ajustes.

A célula diz que treino é: executa-se o que ela diz, aqui, sem treinar nada.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from course_utils import ActionNoise, OUNoise, ParameterNoise, Trainer
from course_utils.live.page_lab import duo_page, laboratory_page, page_of_panel, recordings
from course_utils.worlds import mountain_car

FOLDER = "_static/paineis"
FRAME = """<iframe class="painel" src="{src}" title="Laboratório ao vivo: {title}" loading="lazy"></iframe>
<noscript>{picture}</noscript>
<p class="abrir"><a href="{src}">Abrir só o laboratório</a></p>"""


def panel_of(source: str) -> str | None:
    """A página do painel que a célula abre, ou `None`, se ela não abre um que caiba numa página."""
    call = source.strip().splitlines()[-1] if source.strip() else ""
    if not call.startswith("LivePanel("):
        return None
    names = dict(ActionNoise=ActionNoise, OUNoise=OUNoise, ParameterNoise=ParameterNoise, Trainer=Trainer)
    known = names | dict(ENV=mountain_car.ENV, SETTINGS=mountain_car.SETTINGS, LivePanel=lambda trainer, **_: trainer)
    return page_of_panel(eval(call, known))


def enliven(notebook: dict[str, Any], place: Path) -> dict[str, str]:
    """Troca, nas saídas, a figura de cada painel pelo painel; devolve as páginas, pelo nome que têm no site."""
    pages: dict[str, str] = {}
    for cell in notebook["cells"]:
        page = panel_of("".join(cell["source"])) if cell["cell_type"] == "code" else None
        if page is None:
            continue
        name = f"{FOLDER}/{place.stem}{f'-{len(pages)}' if pages else ''}.html"
        pages[name] = page
        picture = next(("".join(own) for one in cell["outputs"] if (own := one["data"].get("text/markdown"))), "")
        src, title = f"{'../' * len(place.parent.parts)}{name}", html.escape(place.stem.replace("_", " "))
        shown = FRAME.format(src=src, title=title, picture=picture)
        cell["outputs"] = [dict(output_type="display_data", metadata={}, data={"text/html": shown})]
    return pages


def alone() -> dict[str, str]:
    """As páginas que não são de uma aula: a porta do curso e o laboratório num arquivo só."""
    return {f"{FOLDER}/aprende.html": duo_page(), "laboratorio.html": laboratory_page(recordings())}
