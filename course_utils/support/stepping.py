"""Uma coisa que se avança passo a passo: até onde se quer, em segundo plano, e com pedidos entre dois passos."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext
from typing import Any, Self

from tqdm.auto import tqdm

from .checks import integer
from .elsewhere import Suggesting
from .interrupts import Uninterrupted
from .mailbox import Mailbox
from .runner import Runner


class Stepped(Suggesting):
    """O que todo treino oferece em volta do seu `step`: `advance`, `start` e `pause`, `request`."""

    steps = 0

    def __init__(self) -> None:
        self._mailbox = Mailbox()
        self._runner: Runner | None = None

    def __reduce_ex__(self, protocol: object) -> Any:
        raise TypeError(
            f"Um {type(self).__name__} não se copia nem se guarda por `pickle`, `copy.deepcopy` ou `torch.save`: tem "
            'ambientes abertos. Use `trainer.save("treino.ckpt")` e `Trainer.load("treino.ckpt")`, que continuam '
            "iguais bit a "
            "bit; só o agente, `trainer.agent`, também se copia."
        )

    def step(self) -> None:
        """Avança um passo; quem herda escreve o seu, dentro de `with self.working():`."""
        raise NotImplementedError

    @contextmanager
    def working(self) -> Iterator[None]:
        """O trabalho de um passo: não se interrompe pela metade e, no fim, atende a quem pediu algo."""
        with Uninterrupted(), self._mailbox:
            yield
            self._mailbox.serve()

    def advance(self, until: int | Callable[[], bool], *, progress: bool = False) -> Self:
        """Treina até o passo `until` ou, se `until` é uma função sem argumentos, até que ela devolva `True`.

        - `progress`: mostra uma barra. Se o treino já está lá, nada acontece. Devolve o próprio treino.
        """
        if not callable(until):
            goal = integer("until", until, 0)
            until = lambda: self.steps >= goal  # noqa: E731
        # Mesmo desligada, uma barra do tqdm abre uma linha de execução: sem `progress`, nem se cria.
        with tqdm(desc="passos", unit="passo", disable=None) if progress else nullcontext() as bar:
            while not until():
                self.step()
                if bar is not None:
                    bar.update()
        return self

    @property
    def runner(self) -> Runner:
        """Quem treina enquanto as células continuam livres; o painel e `start` usam o mesmo."""
        if self._runner is None:
            self._runner = Runner(self)
        return self._runner

    def start(self, until: Callable[[], bool] | None = None) -> None:
        """Começa a treinar noutra linha de execução, até `pause()` ou até `until()` ser verdade; a célula volta já."""
        self.runner.start(until)

    def pause(self) -> None:
        """Para depois do passo em curso. Se o treino tinha parado com um erro, é aqui que ele aparece."""
        self.runner.pause()
        if self.runner.error:
            raise self.runner.error

    def request(self, function: Callable[[], Any]) -> Future:
        """Pede que `function()` rode entre dois passos e devolve um `Future` com o resultado.

        Se ninguém está treinando agora, roda já, nesta linha de execução; um pedido feito por outro pedido também.
        """
        if not callable(function):
            raise TypeError(f"`function` recebeu {function!r}, mas aceita uma função sem argumentos.")
        return self._mailbox.ask(function)
