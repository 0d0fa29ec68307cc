"""Um erro que se liga com `with`; e a peça de museu, que é um erro e o diagnóstico que o acusa."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any, NamedTuple, Self

from IPython.display import display

from ..figures.aula_07 import Finding, beside
from ..figures.plots import figure_html
from ..training import Trainer

#: Como se faz um treinador: `make(env, seeds=…, **ajustes)`. O próprio `Trainer` serve.
Make = Callable[..., Trainer]


class Patch(NamedTuple):
    """Uma função com nome do pacote, `owner.name`, e o que o erro faz dela."""

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


class Source(NamedTuple):
    """Onde se leu o erro: o lugar, por extenso, e o endereço."""

    where: str
    url: str


#: A lição que deu origem a este curso; `docs/errata.md` diz onde, nela, está cada erro.
LESSON = Source("PanGeiaUnB/Livro_Hands-on, Lição 5", "https://github.com/PanGeiaUnB/Livro_Hands-on")

#: Um caderno de DDPG muito lido; o ruído dele, diz o próprio, vem do curso da Udacity.
PG = Source("MrSyee/pg-is-all-you-need, caderno 03.DDPG", "https://github.com/MrSyee/pg-is-all-you-need")


@dataclass(frozen=True, kw_only=True)
class Switch:
    """Um erro publicado. Dentro de `with switch:` o pacote erra como ele; fora, volta a ser o que era.

    - `title`: o que ele é, numa frase curta. `symptom`: o que se vê. `wrong`, `right`: a linha errada e a certa.
    - `patches`: as funções que ele troca; nenhuma cópia do algoritmo.
    - `source`: o código público em que se leu.

    Vale para o processo inteiro, e portanto para todo treino que se avance dentro do `with`, com qualquer número de
    réplicas. Erros se aninham, e saem na ordem contrária à da entrada, também quando uma exceção os interrompe.
    """

    name: str
    title: str
    symptom: str
    wrong: str
    right: str
    patches: Sequence[Patch]
    source: Source = LESSON
    _open: list[AbstractContextManager] = field(default_factory=list, repr=False, compare=False)

    def __enter__(self) -> Self:
        self._open.append(patched(self.patches))
        self._open[-1].__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._open.pop().__exit__(*error)


@dataclass(frozen=True, kw_only=True)
class Bug(Switch):
    """Uma peça do museu: um erro e a pergunta escrita para ele.

    - `diagnostic`: de `(make, seed)` a um `Finding`; ver `diagnose`. `alt`: o desenho dele, a quem não o vê.
    """

    diagnostic: Callable[[Make, int], Finding]
    alt: str

    def diagnose(self, make: Make = Trainer, seed: int = 0) -> Finding:
        """Procura este erro nos treinadores que `make(env, seeds=…, **ajustes)` faz; leva um segundo ou dois."""
        return self.diagnostic(make, seed)

    def visit(self, seed: int = 0) -> None:
        """Mostra o mesmo diagnóstico no treino correto e no treino com o erro, e as duas linhas de código."""
        sound = self.diagnose(seed=seed)
        with self:
            broken = self.diagnose(seed=seed)
        says = f"{self.title}  ({self.name})\n\ncorreto:    {sound}\ncom o erro: {broken}\n\n"
        says += f"errado: {self.wrong}\ncerto:  {self.right}"
        figure = figure_html(beside({"correto": sound, "com o erro": broken}, self.alt))
        page = f'<pre style="white-space: pre-wrap">{escape(says)}</pre>{figure}'
        display({"text/html": page, "text/plain": says}, raw=True)
