"""`controls`: os ajustes de um treino como controles comuns do ipywidgets, para dispor como se queira."""

from __future__ import annotations

import asyncio
import math
import time
from typing import Any
from weakref import ref

import ipywidgets as widgets

from ..figures.sliders import number_told
from ..support.checks import integer
from ..training import Trainer
from .knobs import knobs_of

EVERY, TOUCHED = 0.4, 1.5  # segundos entre duas leituras do treino, e até seguir um controle em que alguém mexeu


def controls(trainer: Trainer, replica: int | None = None) -> dict[str, widgets.FloatSlider | widgets.FloatLogSlider]:
    """Um controle pronto para cada ajuste ao vivo que o painel mostraria: `"sigma"`, `"alpha"`, `"delta"`, `"tau"`.

    - `replica`: a que os controles mostram e movem; sem ela, movem todas e mostram a primeira.

    São `FloatSlider` e `FloatLogSlider` comuns, com os rótulos e as escalas do painel (`knobs.KNOBS`): disponha-os com
    `VBox(list(controls(trainer).values()))`. Mexer num deles muda o treino entre dois passos; o que o treino muda
    sozinho (o termostato move σ) aparece neles. Um valor que o treino não aceita volta ao de antes, e o rótulo diz o
    que se aceita. Fechar um controle (`close`) o desliga. Erros: `TypeError` ou `ValueError`, com o que se aceita.
    """
    if not isinstance(trainer, Trainer):
        raise TypeError(
            f'`trainer` recebeu {trainer!r}; aceita um `Trainer`, como `Trainer("Pendulum-v1", seeds=[0])`.'
        )
    shown = 0 if replica is None else integer("replica", replica, 0, len(trainer.seeds) - 1)
    made = [Follower(trainer, knob, replica, shown) for knob in knobs_of(trainer, shown)]
    return {one.name: one.control for one in made}


class Follower:
    """Um controle e o treino que ele move e segue. Não segura o treino: quem o tem é quem treina."""

    def __init__(self, trainer: Trainer, knob: dict[str, Any], replica: int | None, shown: int):
        self.trainer, self.replica, self.shown = ref(trainer), replica, shown
        self.name, self.limits = knob["name"], knob["limits"]
        self.symbol, self.label = knob["symbol"], f"{knob['label']} ({knob['hint']})"
        log = knob["log"]
        kind, end = (widgets.FloatLogSlider, math.log10) if log else (widgets.FloatSlider, float)
        low, high = min(knob["low"], knob["start"]), max(knob["high"], knob["start"])
        self.control: Any = kind(
            value=knob["start"],
            min=end(low or 1e-6) if log else low,
            max=end(high),
            step=0.05 if log else knob["step"],
            continuous_update=False,  # senão a página devolve, arredondado ao passo, também o que só seguia o treino
            readout=False,  # nele, digitar `0,05` viraria 0: o valor está no rótulo
            style={"description_width": "initial"},
            layout=widgets.Layout(width="98%", max_width="640px"),
        )
        self.touched, self._own = 0.0, False
        self._tell()
        self.control.observe(self._moved, "value")
        self._wait()

    def _moved(self, change: Any) -> None:
        """Alguém mexeu: a mudança vai ao treino ou, se ele a recusa, volta, e o rótulo diz por quê."""
        trainer = self.trainer()
        if self._own or trainer is None:
            return
        self.touched = time.monotonic()
        try:
            trainer.change(self.name, change["new"], self.replica)
            self._tell()
        except (ValueError, TypeError):
            wrong, low, high = map(number_told, (change["new"], *self.limits))
            self._put(change["old"])
            self._tell(f" (recusado: {wrong}; aceita de {low} a {high})")

    def follow(self) -> None:
        """Mostra o valor de agora, se ninguém acabou de mexer."""
        trainer = self.trainer()
        if trainer is not None and time.monotonic() - self.touched > TOUCHED:
            value = float(trainer.settings[self.name][self.shown])
            if value != self.control.value:
                self._put(value)
                self._tell()

    def _tell(self, more: str = "") -> None:
        """O rótulo, com o valor de agora."""
        self.control.description = f"{self.symbol} = {number_told(self.control.value)}{more}, {self.label}"

    def _put(self, value: float) -> None:
        self._own = True
        try:
            self.control.value = value
        finally:
            self._own = False

    def _wait(self) -> None:
        """Marca a próxima leitura, no laço do núcleo; fora de um, não há quem veja o controle mexer-se."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        loop.call_later(EVERY, _read, ref(self.control), ref(self))


def _read(control: ref[Any], follower: ref[Follower]) -> None:
    """Segue o treino enquanto o controle existe e o treino também."""
    own, shown = follower(), control()
    if own and shown is not None and shown.comm is not None and own.trainer() is not None:
        own.follow()
        own._wait()
