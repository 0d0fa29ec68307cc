"""Quem treina enquanto se olha: uma linha de execução à parte, que não toca em tela nenhuma."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import Any

#: Passos por segundo de cada velocidade; zero é o mais rápido possível.
PACES = {"slow": 20, "normal": 200, "fast": 0}


class Runner:
    """Avança um treinador numa linha de execução que só existe enquanto há o que treinar.

    - `trainer`: quem se avança, com `step` e `request`. `after`: chamada, na mesma linha, depois de cada passo.
    - `pace`: a velocidade, em `PACES`; muda-se a qualquer hora.

    Parado, não resta linha alguma: nada fica para trás. Um erro do treino o faz parar e fica em `error`.
    """

    def __init__(self, trainer: Any, after: Callable[[], object] = lambda: None, pace: str = "fast"):
        self.trainer, self.after, self.pace = trainer, after, pace
        self.error: Exception | None = None
        self._stop = Event()
        self._thread: Thread | None = None

    @property
    def running(self) -> bool:
        """Se está treinando agora."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, until: Callable[[], bool] | None = None) -> None:
        """Começa a treinar, até `pause` ou até `until()` ser verdade; se já treina, nada muda."""
        if self.running:
            return
        self.error = None
        self._stop.clear()
        self._thread = Thread(target=self._train, args=(until,), daemon=True, name="treino ao vivo")
        self._thread.start()

    def pause(self) -> None:
        """Para depois do passo em curso, e espera por ele."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _train(self, until: Callable[[], bool] | None) -> None:
        try:
            with quick_switching():
                while not self._stop.is_set() and not (until and until()):
                    began = time.perf_counter()
                    self.trainer.step()
                    self.after()
                    if rate := PACES[self.pace]:
                        self._stop.wait(max(0.0, 1 / rate - (time.perf_counter() - began)))
        except Exception as error:  # o painel o mostra, e o treino continua à mão no ponto em que parou
            self.error = error
        finally:
            self.trainer.request(lambda: None)  # atende a quem pediu algo no último instante


_switching = Lock()
_users, _usual = 0, 0.0


@contextmanager
def quick_switching() -> Iterator[None]:
    """Enquanto alguém treina, o Python troca de linha de execução a cada 1 ms: a tela não espera 5 ms por vez."""
    global _users, _usual
    with _switching:
        if _users == 0:
            _usual = sys.getswitchinterval()
            sys.setswitchinterval(0.001)
        _users += 1
    try:
        yield
    finally:
        with _switching:
            _users -= 1
            if _users == 0:
                sys.setswitchinterval(_usual)
