"""Os desenhos do curso (`files/figuras/*.svg`) dentro dos cadernos, com texto alternativo."""

from __future__ import annotations

import base64
import html

from IPython.display import display

from ..support.paths import course_file


def show_drawing(name: str, alt: str, width: int = 720) -> None:
    """Mostra `files/figuras/<name>.svg`, com `alt` para quem não o vê e a largura em pixels de CSS.

    O desenho vai **dentro** da saída: o Colab e o GitHub abrem o caderno sozinho, sem a pasta `files/`. São dois
    formatos, como em `show`: um `<img alt>` em markdown e o próprio SVG, para quem não mostra markdown.
    """
    drawing = course_file(f"figuras/{name}.svg").read_text(encoding="utf-8")
    code = base64.b64encode(drawing.encode()).decode()
    image = f'<img src="data:image/svg+xml;base64,{code}" alt="{html.escape(alt)}" width="{width}">'
    bundle = {"image/svg+xml": drawing, "text/markdown": image, "text/plain": alt}
    display(bundle, raw=True, metadata={"image/svg+xml": {"alt": alt}})
