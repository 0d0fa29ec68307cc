"""`PendulumView`: o palco do pêndulo ligado a um núcleo, e `show_pendulum`, que não precisa de um."""

from __future__ import annotations

from typing import Any

import traitlets
from IPython.display import display

from ..figures.lasting import Lasting
from ..support.checks import number_in, yes_or_no
from .export import Weights, pendulum_actor
from .race import STYLES, race_bundle
from .sources import module, styles


class PendulumView(Lasting):
    """O palco de `race` com um ator só, de pesos `weights`, que se empurra, se perturba e se desafia.

    - `weights`: o que `weights_of(actor, réplica)` devolve. Trocar o trait troca o ator em pleno voo.
    - `sigma`: σ do ruído nos parâmetros, de 0 a 0,3 no controle; ε é sorteado a cada episódio.
    - `manual`: se o estudante também joga, com o agente largando ao lado.
    - `agent_returns`, `your_return`: os retornos dos episódios que terminaram na tela.

    A física e o ator correm no navegador (`page/race.js`): o núcleo só fala quando um trait muda. Sem ninguém
    olhando (`CURSO_SEM_CONTROLES`, na construção dos cadernos e nos testes), e no caderno que perdeu o núcleo,
    mostra-se como `show_pendulum`.
    """

    title = "Pêndulo interativo"

    _esm = module("pendulum_widget.js")
    _css = styles(*STYLES)
    weights = traitlets.Dict().tag(sync=True)
    sigma = traitlets.Float(0.0, min=0.0).tag(sync=True)
    manual = traitlets.Bool(False).tag(sync=True)
    agent_returns = traitlets.List(traitlets.Float()).tag(sync=True)
    your_return = traitlets.Float(None, allow_none=True).tag(sync=True)

    def __init__(self, weights: Weights, *, sigma: float = 0.0, manual: bool = False):
        pendulum_actor(weights)  # antes que o traitlets se queixe em inglês
        super().__init__(weights=weights, sigma=number_in("sigma", sigma, 0, 10), manual=yes_or_no("manual", manual))

    @traitlets.validate("weights")
    def _check_weights(self, proposal: Any) -> Weights:
        pendulum_actor(proposal.value)
        return proposal.value

    def remains(self) -> tuple[dict, dict]:
        """O que fica no caderno sem o núcleo: a página que se basta."""
        return pendulum_bundle(self.weights, self.sigma, self.manual)


def show_pendulum(weights: Weights, *, sigma: float = 0.0, manual: bool = False) -> None:
    """Mostra o pêndulo numa página que se basta, como `race` com um ator só: anima sem núcleo.

    Os argumentos são os de `PendulumView`.
    """
    data, metadata = pendulum_bundle(weights, sigma, manual)
    display(data, raw=True, metadata=metadata)


def pendulum_bundle(weights: Weights, sigma: float = 0.0, manual: bool = False) -> tuple[dict, dict]:
    """Os formatos da saída: `text/html` que se basta, e a figura para quem não o mostra."""
    pendulum_actor(weights)  # o que não é de `weights_of` se recusa com este nome
    return race_bundle({"o agente": weights}, manual=manual, sigma=sigma)
