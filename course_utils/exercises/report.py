"""O que a conferência responde: um texto, e o mesmo texto em HTML para o caderno."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

MARK = {"right": "✓", "wrong": "✗", "empty": "○", "hint": "?"}
COLOUR = {"right": "#009E73", "wrong": "#D55E00", "empty": "#8A8A8A", "hint": "#56B4E9"}


@dataclass(frozen=True, repr=False)
class Report:
    """A resposta da conferência. Num caderno, basta ser a última linha da célula.

    - `kind`: `"right"`, `"wrong"`, `"empty"` (em branco) ou `"hint"` (só dicas).
    - `right`: o que já está certo; `says`: o que falta, ou a despedida; `hints`: as dicas até aqui, de `most`.
    """

    title: str
    kind: str
    says: Sequence[str]
    right: Sequence[str] = ()
    hints: Sequence[str] = ()
    most: int = 0

    @property
    def solved(self) -> bool:
        """Se o exercício está resolvido."""
        return self.kind == "right"

    def lines(self) -> list[str]:
        """O que se diz, uma linha por vez: primeiro o que já está certo."""
        return [f"✓ {one}" for one in self.right] + [f"{MARK[self.kind]} {one}" for one in self.says]

    def __repr__(self) -> str:
        hints = [f"Dica {n} de {self.most}: {one}" for n, one in enumerate(self.hints, 1)]
        return "\n".join([self.title, *self.lines(), *hints])

    def _repr_html_(self) -> str:
        lines = "".join(f"<div>{rich(line)}</div>" for line in self.lines())
        hints = "".join(
            f"<details{' open' if n == len(self.hints) else ''}><summary>Dica {n} de {self.most}</summary>"
            f"<div>{rich(one)}</div></details>"
            for n, one in enumerate(self.hints, 1)
        )
        style = f"border-left: 4px solid {COLOUR[self.kind]}; padding: 0.3em 0.9em; line-height: 1.6"
        return f'<div style="{style}"><div><strong>{rich(self.title)}</strong></div>{lines}{hints}</div>'


def rich(text: str) -> str:
    """Um texto em HTML, com `código` no lugar das crases."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
