"""`LivePanel`: o laboratório na tela. O navegador pergunta, o núcleo responde, e a página desenha e anima sozinha."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from weakref import WeakSet

from ..figures.lasting import Lasting
from ..figures.plots import figure_bundle
from ..support.audience import nobody_watches
from ..support.checks import integer
from ..training import Trainer
from .cells import current_cell, current_run
from .laboratory import Laboratory
from .living import living_panel
from .sources import PANEL_STYLES, module, styles
from .still import still

NOBODY = 10.0  # segundos sem perguntas, com o núcleo livre, até se concluir que ninguém olha
_panels: WeakSet[LivePanel] = WeakSet()


class LivePanel(Lasting):
    """Um treino ao vivo: os pêndulos que aprendem, as curvas, e os ajustes que mudam enquanto ele anda.

    - `trainer`: o treino, do passo em que estiver; ele espera o botão "Treinar". Recomeçar, ligar gêmeos ou trocar a
      exploração cria outro; `panel.trainer` é sempre o de agora.
    - `steps`: sem ninguém olhando (`CURSO_SEM_CONTROLES`), a célula treina esses passos e deixa uma figura.

    Um painel treina por vez: começar um faz parar os outros. Rodar de novo a célula troca os painéis antigos dela;
    fechar o caderno faz o treino parar. Erros: `TypeError`, se `trainer` não for um `Trainer`; `ValueError`, se ele já
    está noutro painel da mesma célula.
    """

    _esm = module("widget.js")
    _css = styles(*PANEL_STYLES)
    title = "Painel ao vivo de um treino"

    def __init__(self, trainer: Trainer, *, steps: int = 3000):
        cell, run = current_cell(), current_run()
        if not isinstance(trainer, Trainer):
            raise TypeError(
                f'`trainer` recebeu {trainer!r}; aceita um `Trainer`, como `Trainer("Pendulum-v1", seeds=[0])`.'
            )
        steps = integer("steps", steps, 0)
        replaced = [other for other in _panels if other._yields(trainer, cell, run)]
        super().__init__()
        self.laboratory = Laboratory(trainer)
        self._steps, self._cell, self._run = steps, cell, run
        self._alarm: asyncio.TimerHandle | None = None
        self._heard: dict[str, float] = {}
        for other in replaced:
            other.close()
        _panels.add(self)
        self.on_msg(self._receive)

    def _yields(self, trainer: Trainer, cell: str | None, run: str | None) -> bool:
        """Se este painel dá lugar a um novo: o do mesmo treino, ou o de outra vez que a mesma célula rodou.

        Erro: `ValueError`, se o mesmo treino iria a dois painéis de uma célula só: um fecharia o outro.
        """
        together = self._run == run
        if self.trainer is trainer and together and run:
            raise ValueError(
                "`trainer` já está noutro painel desta célula, e um treino tem um painel só. Crie um treino para cada "
                'painel, como em `LivePanel(Trainer("Pendulum-v1", seeds=[1]))`, ou mostre duas vezes o mesmo painel.'
            )
        return self.trainer is trainer or (bool(cell) and self._cell == cell and not together)

    @property
    def trainer(self) -> Trainer:
        """O treino de agora. De outra célula, leia-o com `panel.trainer.request`, ou pause antes."""
        return self.laboratory.trainer

    def close(self) -> None:
        """Para o treino e tira o painel da tela."""
        if self in _panels:  # fora dela, já fechou, ou nem chegou a abrir
            _panels.discard(self)
            self.laboratory.pause()
        super().close()

    # --- a conversa -----------------------------------------------------------------------------------------------

    def _receive(self, _: Any, asked: dict[str, Any], buffers: Any) -> None:
        """Responde a uma pergunta da página, no lugar onde ela é atendida: nada se manda de outra linha."""
        if asked["do"] == "bye":
            self._heard.pop(asked["view"], None)
            if not any(time.monotonic() - last < NOBODY for last in self._heard.values()):
                self.laboratory.pause("O treino parou: o painel tinha saído da tela.")
            return
        self._heard[asked["view"]] = time.monotonic()
        if asked["do"] in ("start", "step", "episode"):
            self.laboratory.session.note = ""
            for other in _panels - {self}:
                other.laboratory.pause("Outro painel começou a treinar, e este parou.")
        state, weights = self.laboratory.answer(asked)
        self.send(state | {"n": asked["n"], "view": asked["view"]}, weights)
        self._watch()

    def _watch(self, grace: bool = True) -> None:
        """Marca a hora de parar, se ninguém mais perguntar. O alarme corre no laço do núcleo: ocupado, ele não toca."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # fora de um núcleo não há laço, nem aba que se feche
            return
        if self._alarm:
            self._alarm.cancel()
        self._alarm = loop.call_later(NOBODY if grace else 2.0, self._nobody, grace)

    def _nobody(self, grace: bool) -> None:
        """Ninguém perguntou. Depois de uma célula demorada as perguntas estão na fila: espera-as mais um pouco."""
        if grace:
            self._watch(grace=False)
        else:
            self.laboratory.pause("O treino parou: ninguém estava olhando.")

    # --- sem ninguém olhando --------------------------------------------------------------------------------------

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        while nobody_watches() and self.trainer.steps < self._steps:
            self.trainer.step()
            self.laboratory.session.after_step()
        return super()._repr_mimebundle_(**kwargs)

    def remains(self) -> tuple[dict, dict]:
        """O que fica no caderno sem o núcleo: um painel que treina na página ou, sem ela, as curvas até aqui."""
        session = self.laboratory.session
        data, metadata = self.trainer.request(lambda: figure_bundle(still(session))).result()
        return living_panel(self.trainer, data), metadata
