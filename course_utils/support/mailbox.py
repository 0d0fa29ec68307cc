"""A caixa de pedidos: o que outras linhas de execução querem do treino espera aqui, e roda entre dois passos."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Lock, get_ident
from typing import Any

from .interrupts import Uninterrupted


class Mailbox:
    """Uma fila de funções, atendida em ordem por quem trabalha; ou por quem pede, se ninguém trabalha.

    O trabalho vai dentro de `with Uninterrupted(), mailbox:`, e um pedido nunca roda no meio dele: só quando o
    trabalho chama `serve`, ou na saída.
    """

    def __init__(self) -> None:
        self._waiting: SimpleQueue[tuple[Callable[[], Any], Future]] = SimpleQueue()
        self._lock = Lock()
        self._server: int | None = None  # a linha de execução que atende agora

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *error: object) -> None:
        self._lock.release()
        self._serve_if_idle()

    def ask(self, function: Callable[[], Any]) -> Future:
        """Põe um pedido na fila e devolve o `Future` do resultado; um pedido feito por outro pedido roda já."""
        future: Future = Future()
        if self._server == get_ident():
            run(function, future)
            return future
        with Uninterrupted():  # um pedido tirado da fila não fica sem resposta, nem pela metade
            self._waiting.put((function, future))
            self._serve_if_idle()
        return future

    def serve(self) -> None:
        """Atende a todos os que esperam, em ordem."""
        self._server = get_ident()
        try:
            while not self._waiting.empty():
                run(*self._waiting.get())
        finally:
            self._server = None

    def _serve_if_idle(self) -> None:
        """Assim nenhum pedido fica esquecido entre o fim de um trabalho e o começo do próximo."""
        while not self._waiting.empty() and self._lock.acquire(blocking=False):
            try:
                self.serve()
            finally:
                self._lock.release()


def run(function: Callable[[], Any], future: Future) -> None:
    """Roda o pedido; quem pediu recebe o resultado, ou o erro."""
    try:
        future.set_result(function())
    except Exception as error:
        future.set_exception(error)
    except BaseException as stop:  # quem insistiu em parar: que pare também quem atende
        future.set_exception(stop)
        raise
