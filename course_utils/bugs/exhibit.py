"""A peça de museu: um engano que se liga com `with`, e o diagnóstico que o acusa."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from ..figures.aula_07 import Finding
from ..training import Trainer

#: Como se faz um treinador: `make(env, seeds=…, **ajustes)`. O próprio `Trainer` serve.
Make = Callable[..., Trainer]


class Patch(NamedTuple):
    """Uma função com nome do pacote, `owner.name`, e o que o engano faz dela."""

    owner: Any
    name: str
    change: Callable[[Any], Any]


@contextmanager
def patched(patches: Sequence[Patch]) -> Iterator[None]:
    """Dentro do `with`, as funções trocadas; na saída, com ou sem exceção, as mesmas de antes."""
    before = [vars(owner)[name] for owner, name, _ in patches]
    changed = [change(own) for own, (*_, change) in zip(before, patches)]
    for (owner, name, _), function in zip(patches, changed):
        setattr(owner, name, function)
    try:
        yield
    finally:
        for (owner, name, _), function in zip(patches, before):
            setattr(owner, name, function)


@dataclass(frozen=True)
class Bug:
    """Um engano publicado. Dentro de `with bug:` o pacote erra como ele; fora, volta a ser o que era.

    - `title`: o nome na parede. `symptom`: o que se vê. `wrong`, `right`: a linha com o engano e a linha certa.
    - `patches`: as funções que ele troca; nenhuma cópia do algoritmo.
    - `diagnostic`: de `(make, seed)` a um `Finding`; ver `diagnose`.

    Vale para o processo inteiro, e portanto para todo treino que se avance dentro do `with`, com qualquer número de
    réplicas. Enganos se aninham, e saem na ordem contrária à da entrada, também quando uma exceção os interrompe.
    """

    name: str
    title: str
    symptom: str
    wrong: str
    right: str
    patches: Sequence[Patch]
    diagnostic: Callable[[Make, int], Finding]
    _open: list[AbstractContextManager] = field(default_factory=list, repr=False, compare=False)

    def __enter__(self) -> Self:
        self._open.append(patched(self.patches))
        self._open[-1].__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._open.pop().__exit__(*error)

    def diagnose(self, make: Make = Trainer, seed: int = 0) -> Finding:
        """Procura este engano nos treinadores que `make(env, seeds=…, **ajustes)` faz; leva um segundo ou dois."""
        return self.diagnostic(make, seed)
