"""`PendulumView`: o pêndulo no navegador, ligado a um núcleo, e `show_pendulum`, que não precisa de um."""

from __future__ import annotations

import html
from typing import Any

import gymnasium as gym
import numpy as np
import torch
import traitlets
from IPython.display import display

from ..figures.lasting import Lasting
from ..figures.pendulum import film_strip
from ..figures.plots import figure_bundle
from ..support.checks import number_in, yes_or_no
from .export import Weights, pendulum_actor
from .sources import module, page_of, styles

ALT = (
    "Doze quadros de um pêndulo treinado, um a cada 0,4 segundo. Ele começa pendurado, balança para um lado e para o "
    "outro até juntar velocidade, sobe e fica em pé. Um arco em volta do pivô mostra a força e o sentido do torque."
)

#: Onde roda um script, o iframe aparece; onde não roda, some junto com o `<style>`, e fica a figura. O mesmo
#: `color-scheme` dentro e fora deixa o iframe transparente: com dois, o navegador o pintaria de branco.
PAGE = """<style>iframe.pendulo-vivo {{ width: 100%; height: 450px; border: 0; color-scheme: light; }}
iframe.pendulo-vivo ~ :is(img, p) {{ display: none; }}</style>
<iframe class="pendulo-vivo" title="Pêndulo interativo" srcdoc="{srcdoc}"></iframe>{still}"""


class PendulumView(Lasting):
    """Um pêndulo que balança em tempo real sob os pesos `weights`, que se empurra, se perturba e se controla.

    - `weights`: o que `weights_of(actor, réplica)` devolve. Trocar o trait troca o ator em pleno voo.
    - `sigma`: σ do ruído nos parâmetros, de 0 a 0,3 no controle; ε é sorteado a cada episódio.
    - `manual`: se o estudante controla o motor, com o agente largando ao lado.
    - `agent_returns`, `your_return`: os retornos dos episódios que terminaram na tela.

    A física e o ator correm no navegador (`page/pendulum.js`): o núcleo só fala quando um trait muda. Sem ninguém
    olhando (`CURSO_SEM_CONTROLES`, na construção dos cadernos e nos testes), e no caderno que perdeu o núcleo,
    mostra-se como `show_pendulum`.
    """

    title = "Pêndulo interativo"

    _esm = module("pendulum_widget.js")
    _css = styles("colors.css", "pendulum.css")
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
    """Mostra o pêndulo numa página que se basta: anima sem núcleo, também no caderno salvo e no HTML exportado.

    Onde scripts não rodam (o GitHub, um caderno em que ainda não se confia) fica a figura de um episódio.
    Os argumentos são os de `PendulumView`.
    """
    data, metadata = pendulum_bundle(weights, sigma, manual)
    display(data, raw=True, metadata=metadata)


def pendulum_bundle(weights: Weights, sigma: float = 0.0, manual: bool = False) -> tuple[dict, dict]:
    """Os formatos da saída: `text/html` que se basta, e a figura para quem não o mostra."""
    data, metadata = figure_bundle(film_strip(*swing(weights)), ALT)
    own = {name: weights[name] for name in ("widths", "flat")}
    sigma = number_in("sigma", sigma, 0, 10)
    options = {"weights": own, "sigma": sigma, "manual": yes_or_no("manual", manual)}
    srcdoc = page_of(PendulumView._css, module("pendulum.js"), options)
    data["text/html"] = PAGE.format(srcdoc=html.escape(srcdoc), still=data["text/html"])
    return data, metadata


def swing(weights: Weights, steps: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """O ângulo e o torque de cada passo, a partir de pendurado e parado, sem ruído."""
    actor = pendulum_actor(weights)
    env: Any = gym.make("Pendulum-v1")
    env.reset(seed=0)
    env.unwrapped.state = np.array([np.pi, 0.0])
    obs, history = np.array([-1.0, 0.0, 0.0], np.float32), []
    for _ in range(steps):
        torque = 2 * actor(torch.from_numpy(obs)[None, None])[0, 0].numpy()
        history.append((env.unwrapped.state[0], torque[0]))
        obs, *_ = env.step(torque)
    angle, torques = np.array(history).T
    return angle, torques
