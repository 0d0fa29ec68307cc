"""Quem aprende: o que o `Trainer` pede de um algoritmo, e o adaptador do que um estudante escreve para um agente só."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from .ddpg import DDPG, Metrics
from .replay import Batch
from .student_networks import ModuleNetwork
from .support.agents import check_batch
from .support.checks import PerReplica, device_of, per_replica, seeds_of
from .support.elsewhere import Suggesting
from .support.flat import aligned, tie
from .support.modules import drawn
from .support.optimizers import moments, put


class Algorithm(Protocol):
    """O que uma classe precisa ter para ser o `algorithm` de um `Trainer`; o `DDPG` é o modelo.

    Ela é criada como `DDPG(obs_dim, act_dim, seeds=…, normalizer=…, device=…, **ajustes)`, com a forma da observação, o
    número de dimensões da ação e uma semente por réplica.
    """

    #: Os ajustes que podem mudar durante o treino, e o intervalo que cada um aceita.
    LIMITS: dict[str, tuple[float, float]]
    #: Os atributos que um checkpoint guarda (ver `course_utils.saving.state`).
    STATE: tuple[str, ...]

    seeds: tuple[int, ...]
    device: torch.device
    #: A forma da observação e o número de dimensões da ação com que foi criado.
    obs_shape: tuple[int, ...]
    act_dim: int
    #: O valor de cada ajuste de `LIMITS`, um por réplica.
    settings: dict[str, Tensor]
    #: A rede que age, com `flat`, `noise_mask` e `like`, de que o ruído nos parâmetros precisa.
    actor: Any
    normalizer: Any

    def features(self, obs: Tensor) -> Tensor:
        """O que o ator recebe de uma observação `[réplica, lote, …]`."""

    def act(self, obs: np.ndarray, policy: Any = None) -> np.ndarray:
        """A ação sem ruído, em [-1, 1]: de `[réplica, lote, …]` a `[réplica, lote, act_dim]`."""

    def update(self, batch: Batch) -> Metrics:
        """Aprende com um lote `[réplica, lote, …]` e devolve o que mediu."""


def settings_of(algorithm: type[Any]) -> dict[str, Any]:
    """Os ajustes que o `Trainer` repassa a um algoritmo, com os valores de fábrica."""
    given = ("obs_dim", "act_dim", "seeds", "normalizer", "device")
    parameters = inspect.signature(algorithm).parameters
    return {name: parameter.default for name, parameter in parameters.items() if name not in given}


def one_agent(student: type[Any]) -> type[OneAgent]:
    """Faz da sua classe, escrita para um agente só, um `algorithm` do `Trainer`: um objeto dela por réplica.

    Ela precisa de `actor`, um `nn.Module`, e de `update(obs, action, reward, next_obs, terminated)`, cada um
    `[lote, …]`. O que ela recebe ao ser criada são os ajustes; os que têm o nome de um ajuste vivo do `DDPG` (`gamma`,
    `tau`, `actor_lr`, `critic_lr`, `reward_scale`) mudam também ao vivo, e sem valor de fábrica ficam com o do curso.
    Erro: `TypeError`, se falta um dos dois.
    """
    if not (isinstance(student, type) and callable(getattr(student, "update", None))):
        raise TypeError(
            f"`one_agent` recebeu {student!r}; aceita uma classe com `update(obs, action, reward, next_obs, "
            "terminated)`, como o `MyDDPG` da aula 03."
        )
    factory, keyword = settings_of(DDPG), inspect.Parameter.KEYWORD_ONLY
    own = [
        one.replace(kind=keyword, default=factory.get(name, one.default) if one.default is one.empty else one.default)
        for name, one in inspect.signature(student).parameters.items()
    ]
    given = [one for one in inspect.signature(OneAgent).parameters.values() if one.kind is not one.VAR_KEYWORD]
    limits = {one.name: DDPG.LIMITS[one.name] for one in own if one.name in DDPG.LIMITS}
    about = {"student": student, "LIMITS": limits, "__signature__": inspect.Signature(given + own)}
    return type(student.__name__, (OneAgent,), about | {"__doc__": student.__doc__})


class OneAgent(Suggesting):
    """Uma população de objetos de uma classe do estudante, um por réplica; quem a cria é `one_agent`.

    Os parâmetros de cada rede passam a ser vistas de um `flat` `[réplica, parâmetros]`, com os mesmos números: a
    classe continua a mudá-los no lugar, e o ruído, as gravações e o painel os leem dali.
    """

    student: type[Any]
    LIMITS: dict[str, tuple[float, float]] = {}
    STATE = ("settings", "networks", "moments", "normalizer")

    def __init__(
        self,
        obs_dim: Sequence[int],
        act_dim: int,
        *,
        seeds: Sequence[int] = (0,),
        normalizer: Any = None,
        device: str | torch.device = "cpu",
        **settings: PerReplica,
    ):
        self.seeds, self.device, self.normalizer = seeds_of(seeds), device_of(device), normalizer
        self.obs_shape, self.act_dim = tuple(obs_dim), act_dim
        settings = settings_of(type(self)) | settings
        live = {name: per_replica(name, settings[name], len(self.seeds), *self.LIMITS[name]) for name in self.LIMITS}
        self.settings = {name: torch.as_tensor(values, dtype=torch.float32) for name, values in live.items()}
        own = [settings | {name: float(values[k]) for name, values in live.items()} for k in range(len(self.seeds))]
        self.agents = [self._build(seed, mine) for seed, mine in zip(self.seeds, own)]
        parts = vars(self.agents[0])
        if not isinstance(parts.get("actor"), nn.Module):
            raise TypeError(f"`{self.student.__name__}` não tem `actor`, o `nn.Module` que leva a observação à ação.")
        #: As redes de todos, pelo nome do atributo: cada uma é uma população sobre um `flat` só.
        self.networks = {
            name: gathered([getattr(one, name) for one in self.agents], name)
            for name, value in parts.items()
            if isinstance(value, nn.Module)
        }
        self.actor = self.networks["actor"]
        #: A memória dos otimizadores de cada agente, um tensor por parâmetro e grandeza.
        self.moments = [
            moments(value) for one in self.agents for value in vars(one).values() if isinstance(value, Optimizer)
        ]

    def __reduce__(self) -> tuple:
        """A classe nasceu de `one_agent`, e não se importa pelo nome: a cópia a faz de novo, e religa as vistas."""
        return _blank, (self.student,), vars(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        for name, network in self.networks.items():
            tie(network, [getattr(one, name) for one in self.agents])

    def _build(self, seed: int, settings: dict[str, Any]) -> Any:
        with drawn(seed, "algorithm"):
            return self.student(**settings)

    def features(self, obs: Tensor) -> Tensor:
        """A observação na escala em que as redes a recebem."""
        return obs.float() if self.normalizer is None else self.normalizer(obs)

    #: Como em `DDPG.act`: uma observação, um lote, ou um lote por réplica, e a ação recortada.
    act = DDPG.act

    def update(self, batch: Batch) -> Metrics:
        """Cada agente aprende com o seu lote; o que ele não mede fica NaN."""
        check_batch(batch, self.obs_shape, self.act_dim, self.actor.flat)
        batch = batch._replace(obs=self.features(batch.obs), next_obs=self.features(batch.next_obs))
        for k, agent in enumerate(self.agents):
            for name, values in self.settings.items():
                put(agent, name, values[k].item())
            agent.update(*(field[k].clone() for field in batch))
        return Metrics(*torch.full((len(Metrics._fields), len(self.seeds)), torch.nan))


def _blank(student: type[Any]) -> OneAgent:
    return object.__new__(one_agent(student))


def gathered(modules: Sequence[nn.Module], name: str) -> ModuleNetwork:
    """Uma população sobre um `flat` só: os parâmetros de cada módulo passam a ser vistas da sua linha."""
    purpose = "critic" if "critic" in name else "actor"
    network = ModuleNetwork(modules[0], purpose=purpose, seeds=range(len(modules)), apart=True)
    network.flat = aligned(network.flat)
    for row, module in zip(network.flat, modules):
        row.copy_(torch.cat([one.detach().flatten() for one in module.parameters()]))
    tie(network, modules)
    return network
