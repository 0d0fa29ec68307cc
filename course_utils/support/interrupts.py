"""O botão de parar que espera um instante: uma interrupção nunca deixa um trabalho curto pela metade."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

PATIENCE = 3.0  # segundos
_working = threading.local()


class Uninterrupted:
    """Dentro do `with`, um SIGINT (Ctrl-C, o botão de parar) espera: vale na saída, ou ao se abrir uma `window`.

    Quem insiste depois de `PATIENCE` segundos não espera mais: vale na hora. Fora da linha de execução principal nada
    muda, porque lá o Python não entrega sinais.
    """

    def __enter__(self) -> Uninterrupted:
        self._waiting: tuple[int, FrameType | None] | None = None
        self._open, self._since = False, 0.0
        self._old: Any = None
        self._outer, _working.now = getattr(_working, "now", None), self
        if threading.current_thread() is threading.main_thread():
            handler: Any = signal.getsignal(signal.SIGINT)
            if callable(handler):  # há também SIG_IGN, SIG_DFL e os que outra linguagem pôs
                self._old = handler
                signal.signal(signal.SIGINT, self._note)
        return self

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self._open or (self._waiting and time.monotonic() - self._since > PATIENCE):
            self._old(number, frame)
        elif not self._waiting:
            self._waiting, self._since = (number, frame), time.monotonic()

    def _release(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, None
            self._old(*waiting)

    def __exit__(self, *error: object) -> None:
        _working.now = self._outer
        if self._old is not None:
            signal.signal(signal.SIGINT, self._old)
            self._release()


@contextmanager
def window() -> Iterator[None]:
    """Um trecho que se pode interromper a qualquer momento, também dentro de `Uninterrupted`: o de código alheio."""
    held: Uninterrupted | None = getattr(_working, "now", None)
    if held is None:
        yield
        return
    held._open = True
    try:
        held._release()
        yield
    finally:
        held._open = False


@contextmanager
def or_close(thing: Any) -> Iterator[None]:
    """Se o que está dentro do `with` falha, ou é interrompido, fecha `thing` antes de dizer."""
    try:
        yield
    except BaseException:
        thing.close()
        raise
