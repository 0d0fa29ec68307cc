"""Os desenhos do curso (`files/figuras/*.svg`) dentro dos cadernos, com texto alternativo."""

from __future__ import annotations

import base64
import html
import re

from IPython.display import display

from ..support.paths import course_file
from .plots import image_bundle


def show_drawing(name: str, alt: str | None = None, width: int = 720) -> None:
    """Mostra `files/figuras/<name>.svg`, com `alt` para quem não o vê e a largura em pixels de CSS.

    Sem `alt`, vale o `<desc>` do desenho. O desenho vai **dentro** da saída: o Colab e o GitHub abrem o caderno
    sozinho, sem a pasta `files/`. Erro: `ValueError`, se não há descrição nenhuma.
    """
    drawing = course_file(f"figuras/{name}.svg").read_text(encoding="utf-8")
    own = re.search(r"<desc>(.+?)</desc>", drawing, re.DOTALL)
    if not alt and not own:
        raise ValueError(f"Falta o texto alternativo: diga-o em `alt=...`, ou no `<desc>` de {name}.svg.")
    told = alt or " ".join(html.unescape(own[1]).split())  # type: ignore[index]
    code = base64.b64encode(drawing.encode()).decode()
    data, metadata = image_bundle(f"image/svg+xml;base64,{code}", told, width)
    display(data, raw=True, metadata=metadata)
