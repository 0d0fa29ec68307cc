"""O aprendiz compilado: um `DDPG` do curso cujos tensores passam a morar na memória do motor."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..adam import Adam
from ..ddpg import DDPG, Metrics
from ..layers import Hidden, Output
from ..networks import Actor, Critic, Network
from ..replay import Batch, ReplayBuffer
from .loading import Instance

MOST_LAYERS = 32
NETWORKS = ("actor", "critic", "target_actor", "target_critic")
ROWS = 64  # linhas que o motor calcula por vez, ao agir

#: Os campos de `learner_field`, na ordem de learner.c.
FIELDS = (
    "actor", "critic", "target_actor", "target_critic",
    "actor_m", "actor_v", "critic_m", "critic_v",
    "gamma", "tau", "actor_lr", "critic_lr", "reward_scale",
    "obs", "action", "reward", "next_obs", "terminated",
    "critic_loss", "actor_loss", "q", "critic_gradient", "actor_gradient",
    "seen", "acted", "policy",
    "critic_pull", "actor_pull",
)  # fmt: skip


def refusal(agent: Any) -> str | None:
    """Por que o motor não serve a este agente, ou `None` se serve."""
    if type(agent) is not DDPG:
        return f"o algoritmo é {type(agent).__name__}, e o motor faz o `DDPG`"
    nets: list[tuple[Any, type]] = [
        (agent.actor, Actor),
        (agent.target_actor, Actor),
        (agent.critic, Critic),
        (agent.target_critic, Critic),
    ]
    if not all(type(net) is own for net, own in nets):
        return "as redes não são as do curso"
    if agent.device.type != "cpu" or any(net.flat.dtype != torch.float32 for net, _ in nets):
        return "os parâmetros não são float32 na CPU"
    if len({net.widths for net, _ in nets}) > 1 or len(nets[0][0].widths) > MOST_LAYERS + 1:
        return f"as redes têm larguras diferentes entre si, ou mais de {MOST_LAYERS} camadas escondidas"
    if not all(_untouched(net) for net, _ in nets):
        return "uma camada foi trocada, ou os pesos dela já não são uma vista de `flat`"
    for net, adam, lr in _optimizers(agent):
        if type(adam) is not Adam or adam.flat.data_ptr() != net.flat.data_ptr() or adam.lr is not lr:
            return "um Adam treina parâmetros que não são os da sua rede, ou com outra taxa; recrie o agente"
    return None


def _optimizers(agent: Any) -> list[tuple[Any, Any, Tensor]]:
    """Cada rede que se treina, quem a treina e com que taxa."""
    pairs = [(agent.actor, agent.actor_optimizer, "actor_lr"), (agent.critic, agent.critic_optimizer, "critic_lr")]
    return [(net, adam, agent.settings[name]) for net, adam, name in pairs]


def _untouched(net: Network) -> bool:
    """Se as camadas de uma rede são as que `flat` faz: as do curso, e vistas dele."""
    wanted = net.like(net.flat).layers
    if [type(layer) for layer in net.layers] != [Hidden] * (len(wanted) - 1) + [Output]:
        return False
    parts = [pair for own, other in zip(net.layers, wanted) for pair in zip(own, other)]
    return all(
        own.data_ptr() == other.data_ptr() and own.shape == other.shape if isinstance(own, Tensor) else own is other
        for own, other in parts
    )


class CompiledLearner:
    """Faz por um `DDPG` a atualização e a escolha da ação, sobre os próprios tensores dele.

    Criá-lo leva os parâmetros, os alvos e os momentos do Adam para a memória do motor; os tensores continuam a ser os
    mesmos objetos, e quem os lê ou escreve (checkpoint, ruído, gêmeos, figuras) nada percebe. Vistas tiradas deles
    antes disso, fora das redes, ficam com os valores antigos.

    - `agent`: o `DDPG`. `batch_size`: transições por lote.

    Erros: `ValueError`, se o motor não serve a este agente; `EngineUnavailable`; `MemoryError`.
    """

    def __init__(self, agent: DDPG, batch_size: int):
        if (why := refusal(agent)) is not None:
            raise ValueError(f"O motor compilado não serve a este agente: {why}. Use o PyTorch.")
        self.agent, self.batch_size = agent, batch_size
        self.instance = Instance()
        assert isinstance(agent.actor, Actor)
        replicas, (obs_dim, *hidden) = len(agent.seeds), agent.actor.widths
        config = [replicas, batch_size, obs_dim, agent.act_dim, ROWS, len(hidden), *hidden]
        self.instance.configure(config)
        wanted = self.instance.call("learner_bytes")
        if not wanted:
            raise MemoryError(f"Estas redes não cabem no motor compilado: {replicas} réplica(s) de larguras {hidden}.")
        self.instance.reserve(wanted)
        self._at = self.instance.base
        assert self.instance.call("learner_create", self._at) == 1
        actors, critics = (self.instance.call("learner_size", self._at, i) for i in (0, 1))
        rows = max(ROWS, batch_size)
        shapes: dict[str, tuple[int, ...]] = dict.fromkeys(FIELDS, (replicas,))
        shapes |= dict.fromkeys(("actor", "target_actor", "actor_m", "actor_v", "policy"), (replicas, actors))
        shapes |= dict.fromkeys(("critic", "target_critic", "critic_m", "critic_v"), (replicas, critics))
        shapes |= dict.fromkeys(("obs", "next_obs"), (replicas, batch_size, obs_dim))
        shapes |= dict.fromkeys(("reward", "terminated"), (replicas, batch_size))
        shapes |= {"action": (replicas, batch_size, agent.act_dim)}
        shapes |= {"seen": (replicas * rows * obs_dim,), "acted": (replicas * rows * agent.act_dim,)}
        shapes |= {"critic_pull": (critics,), "actor_pull": (actors,)}
        #: As vistas da memória do motor, pelo nome do campo.
        self.fields = {
            name: self.instance.view(self.instance.call("learner_field", self._at, i), shapes[name])
            for i, name in enumerate(FIELDS)
        }
        with torch.inference_mode(False):
            tensors = {name: torch.from_numpy(self.fields[name]) for name in FIELDS[: FIELDS.index("seen")]}
        #: Os tensores do motor que tomam o lugar dos do agente: parâmetros, momentos e ajustes, estes `[réplica, 1]`.
        self._tensors = {name: tensors[name] for name in FIELDS[:8]}
        self._tensors |= {name: tensors[name][:, None] for name in agent.settings}
        self._places = {name: tensor.data_ptr() for name, tensor in self._tensors.items()}
        self._metrics = Metrics(*(tensors[name] for name in Metrics._fields))
        self._seen = tensors["obs"], tensors["next_obs"]
        self._batch = [self.fields[name] for name in Batch._fields]
        self._layers: list[Any] = []
        self.adopt()

    def _theirs(self) -> dict[str, Tensor]:
        """Os tensores do agente que moram no motor, com o nome do campo de cada um."""
        own, actor, critic = self.agent, self.agent.actor_optimizer, self.agent.critic_optimizer
        found = {name: getattr(own, name).flat for name in NETWORKS} | own.settings
        return found | {"actor_m": actor.m, "actor_v": actor.v, "critic_m": critic.m, "critic_v": critic.v}

    def _their_layers(self) -> list[Any]:
        return [layer for name in NETWORKS for layer in getattr(self.agent, name).layers]

    def holds(self) -> bool:
        """Se os tensores do agente ainda moram aqui: `network.flat = x`, por exemplo, põe outro no lugar."""
        places = self._places
        return (
            all(tensor.data_ptr() == places[name] for name, tensor in self._theirs().items())
            and all(map(operator.is_, self._layers, self._their_layers()))
            and all(adam.flat is net.flat and adam.lr is lr for net, adam, lr in _optimizers(self.agent))
        )

    @torch.inference_mode()
    def adopt(self) -> None:
        """Traz para a memória do motor os tensores do agente, com os valores que têm agora.

        Erro: `ValueError`, se o motor já não serve ao agente, ou um tensor dele já não tem a forma que tinha.
        """
        agent = self.agent
        if (why := refusal(agent)) is not None:
            raise ValueError(f"O motor compilado não serve mais a este agente: {why}.")
        theirs = self._theirs()
        for name, tensor in theirs.items():
            if tensor.shape != self._tensors[name].shape or tensor.dtype != torch.float32:
                raise ValueError(f"`{name}` mudou de forma: {tuple(tensor.shape)}; crie outro aprendiz compilado.")
        for name, tensor in theirs.items():
            home = self._tensors[name]
            if tensor.data_ptr() != home.data_ptr():
                home.copy_(tensor)
                tensor.set_(home)  # type: ignore[call-overload]  # o mesmo objeto, agora com a memória do motor
        for name in NETWORKS:
            network = getattr(agent, name)
            network.flat = network.flat  # refaz as vistas das camadas
        agent.actor_optimizer.flat, agent.critic_optimizer.flat = agent.actor.flat, agent.critic.flat
        self._layers = self._their_layers()

    def update(self, batch: Batch) -> Metrics:
        """O que `DDPG.update` faz, com todas as réplicas numa chamada só.

        Erro: `ValueError`, se o lote tem outra forma.
        """
        if not self.holds():
            self.adopt()
        agent, fields = self.agent, self.fields
        given = batch._replace(obs=agent.normalized(batch.obs), next_obs=agent.normalized(batch.next_obs))
        for name, own in zip(Batch._fields, given):
            if own.shape != fields[name].shape:
                raise ValueError(f"`{name}` tem a forma {tuple(own.shape)}; o motor espera {fields[name].shape}.")
            fields[name][:] = own.numpy()
        return Metrics(*(own.clone() for own in self._updated()))

    def update_from(self, buffer: ReplayBuffer, uniforms: np.ndarray) -> Metrics:
        """O mesmo, com o lote `buffer.at(uniforms)`, recolhido direto na memória do motor.

        Quem chama garante que os tensores moram aqui (`holds`) e que os números estão em [0, 1). O que volta são
        vistas, que a próxima atualização muda.
        """
        rows = buffer._first_row + (uniforms * buffer.size).astype(np.int64)
        for field, own in zip(buffer._flat, self._batch):
            field.take(rows, axis=0, out=own, mode="clip")
        if self.agent.normalizer is not None:
            for seen in self._seen:
                seen.copy_(self.agent.normalized(seen))
        return self._updated()

    def _updated(self) -> Metrics:
        critic, actor = self.agent.critic_optimizer, self.agent.actor_optimizer
        critic.t += 1
        actor.t += 1
        self.instance.call("learner_update", self._at, critic.t, actor.t)
        return self._metrics

    def act(self, obs: np.ndarray, policy: Any = None) -> np.ndarray:
        """O que `DDPG.act` faz, de `[réplica, lote, obs_dim]` a `[réplica, lote, act_dim]`."""
        agent, fields, instance = self.agent, self.fields, self.instance
        if not self.holds():
            self.adopt()
        flat = (policy or agent.actor).flat.numpy()
        parameters = instance.address(flat)
        if parameters is None:
            fields["policy"][:] = flat
            parameters = instance.address(fields["policy"])
        seen = agent.normalized(torch.from_numpy(obs)).numpy()
        replicas, count, _ = seen.shape
        action = np.empty((replicas, count, agent.act_dim), np.float32)
        rows = max(ROWS, self.batch_size)
        for first in range(0, count, rows):
            part = seen[:, first : first + rows]
            fields["seen"][: part.size] = part.ravel()
            instance.call("learner_act", self._at, parameters, part.shape[1])
            own = action[:, first : first + rows]
            own[:] = fields["acted"][: own.size].reshape(own.shape)
        return action
