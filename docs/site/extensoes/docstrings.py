"""As docstrings do curso, texto simples com crases e listas, como o Sphinx as quer ler."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

ITEM = re.compile(r"\s*- ")


def to_rst(lines: list[str]) -> list[str]:
    """O texto em reStructuredText: crases viram código, listas ganham a sua linha em branco, e o resto é literal."""
    found: list[str] = []
    for line in lines:
        if ITEM.match(line) and found and found[-1].strip() and not ITEM.match(found[-1]):
            continues = found[-1].startswith("  ")
            found += [] if continues else [""]
        found.append(line)
    text = re.split(r"(`[^`]+`)", "\n".join(found))
    parts = [
        f"`{part}`" if n % 2 else re.sub(r"(?<=\w)_(?=\W|$)|[|]|(?<!\*)\*(?!\*)", r"\\\g<0>", part)
        for n, part in enumerate(text)
    ]
    return "".join(parts).split("\n")


def process(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Troca, no lugar, as linhas de uma docstring."""
    lines[:] = to_rst(lines)


def setup(app: Sphinx) -> dict[str, bool]:
    """Ouve o autodoc."""
    app.connect("autodoc-process-docstring", process)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
