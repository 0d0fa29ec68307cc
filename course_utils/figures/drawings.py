"""Os desenhos do curso (`files/figuras/*.svg`) dentro dos cadernos, com texto alternativo."""

from __future__ import annotations

import base64

from IPython.display import display

from ..support.paths import course_file
from .plots import image_bundle


def show_drawing(name: str, alt: str, width: int = 720) -> None:
    """Mostra `files/figuras/<name>.svg`, com `alt` para quem não o vê e a largura em pixels de CSS.

    O desenho vai **dentro** da saída: o Colab e o GitHub abrem o caderno sozinho, sem a pasta `files/`.
    """
    code = base64.b64encode(course_file(f"figuras/{name}.svg").read_bytes()).decode()
    data, metadata = image_bundle(f"image/svg+xml;base64,{code}", alt, width)
    display(data, raw=True, metadata=metadata)
