"""Os desenhos do curso (`files/figuras/*.svg`) dentro dos cadernos, com texto alternativo."""

from __future__ import annotations

import base64
import html
import re

from IPython.display import HTML, display

from ..support.paths import course_file
from .plots import image_bundle


def show_drawing(name: str, alt: str | None = None, width: int = 720) -> None:
    """Mostra `files/figuras/<name>.svg`, com `alt` para quem não o vê e a largura em pixels de CSS.

    Sem `alt`, vale o `<desc>` do desenho. O desenho vai **dentro** da saída: o Colab e o GitHub abrem o caderno
    sozinho, sem a pasta `files/`. Erro: `ValueError`, se não há descrição nenhuma.
    """
    data, metadata = drawing_bundle(name, alt, width)
    display(data, raw=True, metadata=metadata)


def drawing(name: str, width: int = 720) -> HTML:
    """O mesmo desenho, para uma aposta o mostrar depois da escolha."""
    return HTML(drawing_bundle(name, None, width)[0]["text/html"])


def drawing_bundle(name: str, alt: str | None, width: int) -> tuple[dict, dict]:
    """Os formatos de um desenho e os metadados deles; os argumentos são os de `show_drawing`."""
    drawing = course_file(f"figuras/{name}.svg").read_text(encoding="utf-8")
    own = re.search(r"<desc>(.+?)</desc>", drawing, re.DOTALL)
    if not alt and not own:
        raise ValueError(f"Falta o texto alternativo: diga-o em `alt=...`, ou no `<desc>` de {name}.svg.")
    told = alt or " ".join(html.unescape(own[1]).split())  # type: ignore[index]
    code = base64.b64encode(drawing.encode()).decode()
    return image_bundle(f"image/svg+xml;base64,{code}", told, width)
