"""O aprendiz compilado: um `DDPG` do curso cujos tensores passam a morar na memória do motor."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..ddpg import DDPG, Metrics
from ..networks import Actor, Critic
from ..replay import Batch
from .loading import Instance

MOST_LAYERS = 32
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
    return None


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
        self._tensors = {name: torch.from_numpy(self.fields[name]) for name in FIELDS[:8]}
        self.adopt()

    def _theirs(self) -> dict[str, Tensor]:
        """Os tensores do agente que moram no motor, com o nome do campo de cada um."""
        own = self.agent
        found = {name: getattr(own, name).flat for name in FIELDS[:4]}
        for name, adam in (("actor", own.actor_optimizer), ("critic", own.critic_optimizer)):
            found |= {f"{name}_m": adam.m, f"{name}_v": adam.v}
        return found

    def holds(self) -> bool:
        """Se os tensores do agente ainda moram aqui: `network.flat = x`, por exemplo, põe outro no lugar."""
        return all(tensor.data_ptr() == self._tensors[name].data_ptr() for name, tensor in self._theirs().items()) and (
            self.agent.actor_optimizer.flat is self.agent.actor.flat
            and self.agent.critic_optimizer.flat is self.agent.critic.flat
        )

    @torch.inference_mode()
    def adopt(self) -> None:
        """Traz para a memória do motor os tensores do agente, com os valores que têm agora.

        Erro: `ValueError`, se um deles já não tem a forma que tinha, ou o Adam treina outros parâmetros.
        """
        agent = self.agent
        if (why := refusal(agent)) is not None:
            raise ValueError(f"O motor compilado não serve mais a este agente: {why}.")
        theirs = self._theirs()
        for name, tensor in theirs.items():
            if tensor.shape != self._tensors[name].shape or tensor.dtype != torch.float32:
                raise ValueError(f"`{name}` mudou de forma: {tuple(tensor.shape)}; crie outro aprendiz compilado.")
        for network, adam in ((agent.actor, agent.actor_optimizer), (agent.critic, agent.critic_optimizer)):
            if adam.flat.data_ptr() != network.flat.data_ptr():
                raise ValueError("Um Adam treina parâmetros que não são os da sua rede; recrie o agente.")
        for name, tensor in theirs.items():
            home = self._tensors[name]
            if tensor.data_ptr() != home.data_ptr():
                home.copy_(tensor)
                tensor.set_(home)  # type: ignore[call-overload]  # o mesmo objeto, agora com a memória do motor
        for name in FIELDS[:4]:
            network = getattr(agent, name)
            network.flat = network.flat  # refaz as vistas das camadas
        agent.actor_optimizer.flat, agent.critic_optimizer.flat = agent.actor.flat, agent.critic.flat

    def update(self, batch: Batch) -> Metrics:
        """O que `DDPG.update` faz, com todas as réplicas numa chamada só.

        Erro: `ValueError`, se o lote tem outra forma.
        """
        agent, fields = self.agent, self.fields
        if not self.holds():
            self.adopt()
        given = batch._replace(obs=agent.normalized(batch.obs), next_obs=agent.normalized(batch.next_obs))
        for name, own in zip(Batch._fields, given):
            if own.shape != fields[name].shape:
                raise ValueError(f"`{name}` tem a forma {tuple(own.shape)}; o motor espera {fields[name].shape}.")
            fields[name][:] = own.numpy()
        for name, values in agent.settings.items():
            fields[name][:] = values.numpy()[:, 0]
        agent.critic_optimizer.t += 1
        agent.actor_optimizer.t += 1
        self.instance.call("learner_update", self._at, agent.critic_optimizer.t, agent.actor_optimizer.t)
        return Metrics(*(torch.from_numpy(fields[name].copy()) for name in Metrics._fields))

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
