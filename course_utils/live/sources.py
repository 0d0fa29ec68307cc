"""O JavaScript das vistas: arquivos pequenos, que viram um módulo só, como o anywidget quer."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent

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


def module(*names: str) -> str:
    """O código dos arquivos `names`, na ordem, num módulo só: eles se enxergam sem `import`."""
    return "\n".join(source(f"{name}.js") for name in names)


def source(name: str) -> str:
    """O texto de um arquivo desta pasta."""
    return (_HERE / name).read_text(encoding="utf-8")
