"""O JavaScript das vistas: arquivos pequenos, que viram um módulo só, como o anywidget quer, ou uma página."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_PAGE = Path(__file__).parent / "page"

PENDULUM = ("physics", "networks", "drawing", "pendulum")
PANEL = (
    "physics",
    "networks",
    "drawing",
    "car",
    "stage",
    "curves",
    "maps",
    "track",
    "wire",
    "knobs",
    "bet",
    "markup",
    "panel",
)
WIDGET = (*PANEL, "widget")
SCENE = (*PANEL, "scene", "player")
DEMO = (*SCENE, "demo")

_SRCDOC = """<!DOCTYPE html><html lang="pt-BR"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><style>html {{ color-scheme: light; }} body {{ margin: 0; }}
{css}</style><body><script type="module">
{js}
mount(document.body, {options});
// O iframe fica da altura do que está dentro; se a página de fora não deixa, há a barra de rolagem.
new ResizeObserver(() => {{
  try {{ frameElement.style.height = `${{Math.ceil(document.body.getBoundingClientRect().height)}}px`; }} catch {{}}
}}).observe(document.body);
</script></body></html>"""


def module(*names: str) -> str:
    """O código dos arquivos `names`, na ordem, num módulo só: eles se enxergam sem `import`."""
    return "\n".join(source(f"{name}.js") for name in names)


def source(name: str) -> str:
    """O texto de um arquivo de `page/`."""
    return (_PAGE / name).read_text(encoding="utf-8")


def page_of(css: str, js: str, options: dict[str, Any]) -> str:
    """Uma página que se basta: `css`, `js` e, no corpo, o que o `mount` do módulo faz com `options`."""
    text = json.dumps(options, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return _SRCDOC.format(css=css, js=js, options=text)
