"""Peças sem etiqueta: um erro escolhido por um número, com o nome escondido até que você o diga."""

from __future__ import annotations

from typing import Any, Self

from ..support.checks import integer, similar
from ..support.randomness import generator
from .exhibit import Bug


class Unknown:
    """A peça sem etiqueta de número `number`, de 1 ao número de peças de `bugs`; ligue-a com `with`.

    Erros: `ValueError` ou `TypeError` se o número não existir.
    """

    def __init__(self, number: int, bugs: dict[str, Bug]):
        self.number = integer("number", number, 1, len(bugs))
        order = generator(len(bugs), "peças sem etiqueta").permutation(len(bugs))
        self._bugs, self._bug = bugs, list(bugs.values())[order[self.number - 1]]

    def __repr__(self) -> str:
        return f"peça sem etiqueta {self.number}"

    def __enter__(self) -> Self:
        self._bug.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._bug.__exit__(*error)

    def answer(self, name: str) -> str:
        """Confere o seu palpite; se acertou, mostra a etiqueta. Erro: `ValueError` se não há peça com esse nome."""
        if name not in self._bugs:
            raise ValueError(f"Não há peça chamada {name!r}{similar(name, self._bugs)}")
        if name != self._bug.name:
            return f"✗ não é {name}: que diagnóstico o distinguiria do que você viu?"
        return f"✓ {self._bug.title}\n  errado: {self._bug.wrong}\n  certo:  {self._bug.right}"
