"""As docstrings do curso, texto simples com crases e listas, como o Sphinx as quer ler."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx


def to_rst(lines: list[str]) -> list[str]:
    """O texto em reStructuredText: o que está entre crases é código, e uma lista vem depois de uma linha em branco."""
    found: list[str] = []
    for line in lines:
        if line.startswith("- ") and found and found[-1] and not found[-1].startswith(("- ", "  ")):
            found.append("")
        found.append(line)
    return re.sub(r"`([^`]+)`", r"``\1``", "\n".join(found)).split("\n")


def process(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Troca, no lugar, as linhas de uma docstring."""
    lines[:] = to_rst(lines)


def setup(app: Sphinx) -> dict[str, bool]:
    """Ouve o autodoc."""
    app.connect("autodoc-process-docstring", process)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
