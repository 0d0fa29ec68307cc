"""Quem faz a próxima atualização de um treino: o motor compilado, ou o texto, em PyTorch.

O motor só fica no lugar do que conhece. Antes de cada atualização confere-se que cada função que ele copia ainda é a do
curso; se uma aula, um estudante ou o museu trocou alguma, quem atualiza é o PyTorch, com a função trocada.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from .. import adam, ddpg, layers
from ..adam import Adam
from ..ddpg import DDPG, Metrics
from ..layers import Hidden, Output
from ..networks import Actor, Critic, Network, Pullback
from ..replay import Batch, ReplayBuffer
from .learner import MOST_LAYERS, NETWORKS, CompiledLearner
from .loading import EngineUnavailable, unavailable
from .text import edited

ENGINES = ("auto", "torch", "compiled")

#: Tudo o que o motor faz no lugar do PyTorch: de quem é, e com que nome.
STANDS_FOR: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (ddpg, ("td_target", "critic_gradient", "policy_gradient", "soft_update", "norm")),
    (DDPG, ("update", "normalized")),
    (Adam, ("step",)),
    (adam, ("BETA1", "BETA2", "EPS")),
    (Actor, ("forward", "__call__", "vjp")),
    (Critic, ("forward", "__call__", "vjp", "see", "head")),
    (Network, ("_forward",)),
    (Pullback, ("_walk", "params", "action")),
    (Hidden, ("forward", "backward", "params", "input")),
    (Output, ("forward", "backward", "params", "input")),
    (layers, ("EPS",)),
    (ReplayBuffer, ("at",)),
)
_WATCHED = [(vars(owner), name, vars(owner)[name], owner) for owner, names in STANDS_FOR for name in names]
#: O mesmo, por tipo: o que um objeto não pode ter de só seu.
_OF = {kind: frozenset(chain.from_iterable(names for owner, names in STANDS_FOR if owner in kind.__mro__))
       for kind in (DDPG, Adam, Actor, Critic, ReplayBuffer)}  # fmt: skip


class Note(NamedTuple):
    """A partir do passo `step`, quem atualiza é `engine`; `why` diz por que não é o motor."""

    step: int
    engine: str
    why: str


def replaced() -> str | None:
    """O nome de uma função do curso que já não é a que o motor copia, ou `None`."""
    for found, name, own, owner in _WATCHED:
        if found.get(name) is not own:
            return f"{owner.__name__.rpartition('.')[-1]}.{name}"
    return None


def choose(asked: str, settings: Mapping[str, Any]) -> tuple[str, str]:
    """Quem atualiza um treino com estes ajustes, `"compiled"` ou `"torch"`, e por que não é o motor.

    Erros: `ValueError`, se `asked` não é uma das três opções, ou o motor, pedido, não serve a este treino;
    `EngineUnavailable`, se ele não funciona aqui.
    """
    if asked not in ENGINES:
        raise ValueError(f'`engine` recebeu {asked!r}; aceita "auto", "torch" ou "compiled".')
    if asked == "torch":
        return "torch", "foi o que se pediu"
    unfit = _unfit(settings) or edited()
    if (why := unfit or unavailable()) is None:
        return "compiled", ""
    if asked == "compiled":
        raise (ValueError if unfit else EngineUnavailable)(f'{why} Para treinar sem o motor, dê `engine="torch"`.')
    return "torch", why


def _unfit(settings: Mapping[str, Any]) -> str | None:
    """Por que o motor não serve a um treino com estes ajustes, ou `None`."""
    own = settings.get("algorithm", DDPG)
    if own is not DDPG:
        return f"O algoritmo é {getattr(own, '__name__', own)}, e o motor compilado faz só o `DDPG`."
    if any(settings.get(name) is not None for name in ("actor", "critic", "encoder")):
        return "As redes não são as do curso, e o motor compilado só conhece essas."
    if str(settings.get("device", "cpu")) != "cpu":
        return "O motor compilado é para a CPU."
    return (
        f"São mais de {MOST_LAYERS} camadas escondidas." if np.size(settings.get("hidden", ())) > MOST_LAYERS else None
    )


class Updates:
    """Quem faz as atualizações de um treino.

    - `arguments`: os do treino; `arguments["engine"]` passa de `"auto"` a quem de fato vai atualizar.

    O motor nasce na primeira atualização, e com ele a sua memória. Ela é de uma linha de execução por vez, como o passo
    de um treino.
    """

    def __init__(self, arguments: dict[str, Any]):
        self._arguments, self._asked = arguments, arguments["engine"]
        arguments["engine"], why = choose(self._asked, arguments)
        #: Quem atualiza, e desde que passo: a primeira linha é a do começo.
        self.notes = [Note(0, arguments["engine"], why)]
        self._learner: CompiledLearner | None = None

    def update(
        self, agent: Any, buffer: ReplayBuffer, uniforms: np.ndarray, step: int, hindsight: Any = None
    ) -> Metrics:
        """Uma atualização, com o lote que `uniforms` escolhe; as medidas são reaproveitadas na seguinte.

        Com `hindsight`, o lote é o que ele reconta, e o motor o recebe pronto.
        """
        if self._arguments["engine"] == "torch":
            return agent.update(_batch(buffer, uniforms, hindsight))
        why = self._obstacle(agent, buffer, uniforms.shape[1])
        if why != self.notes[-1].why:
            self.notes.append(Note(step, "torch" if why else "compiled", why))
        if why:
            return agent.update(_batch(buffer, uniforms, hindsight))
        assert self._learner is not None
        if hindsight:
            return self._learner.update(hindsight.at(buffer, uniforms))
        return self._learner.update_from(buffer, uniforms)

    def _obstacle(self, agent: Any, buffer: ReplayBuffer, batch_size: int) -> str:
        """O que impede o motor de fazer esta atualização, ou `""`."""
        if name := replaced():
            return f"`{name}` foi trocada."
        if type(agent) is not DDPG or buffer.obs.dtype != np.float32:
            return "O aprendiz ou as observações são outros."
        things = (agent, buffer, agent.actor_optimizer, agent.critic_optimizer, *(getattr(agent, n) for n in NETWORKS))
        for thing in things:
            if (own := _OF.get(type(thing))) is None or not own.isdisjoint(vars(thing)):
                return f"Um {type(thing).__name__} não é o do curso, ou tem uma função trocada só nele."
        learner = self._learner
        try:
            if learner is None or learner.agent is not agent or learner.batch_size != batch_size:
                self._learner = CompiledLearner(agent, batch_size)
            elif not learner.holds():
                learner.adopt()
        except (ValueError, MemoryError, EngineUnavailable) as error:
            if self._asked == "compiled" and learner is None:
                raise
            if learner is None:  # nem chegou a nascer: este treino é do PyTorch
                self._arguments["engine"] = "torch"
            return str(error)
        return ""


def _batch(buffer: ReplayBuffer, uniforms: np.ndarray, hindsight: Any) -> Batch:
    return hindsight.at(buffer, uniforms) if hindsight else buffer.at(uniforms)
