"""Exploração: ruído na ação, ruído de Ornstein-Uhlenbeck e ruído adaptativo nos parâmetros.

Cada exploração é um objeto com ajustes (`sigma`, …); o treinador a liga à sua população com `bind`, e daí
em diante cada réplica tem os seus próprios valores e o seu próprio acaso. Explorações se combinam: a
política passa por `policy` de cada uma, e a ação, por `noise`.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
import torch
from torch import Tensor

from .support.checks import PerReplica, integer, numeric, per_replica, shown
from .support.elsewhere import named
from .support.randomness import Stream, generator

MEASURED = 64  # quantos estados do replay buffer entram em cada medida de d


class Exploration:
    """O que toda exploração oferece ao treinador; sozinha, não muda nada."""

    #: Os ajustes que podem mudar durante o treino, e o intervalo que cada um aceita.
    LIMITS: ClassVar[dict[str, tuple[float, float]]] = {}
    #: O que um checkpoint guarda: os atributos que mudam durante o treino (ver `course_utils.saving.state`).
    STATE: ClassVar[tuple[str, ...]] = ("settings",)
    settings: dict[str, Any]

    def settle(self, **settings: PerReplica) -> None:
        """Guarda os ajustes de quem é criado, conferidos; ao ligar-se a uma população, cada um vira `[réplica]`."""
        for name, value in settings.items():
            numeric(name, value, *self.LIMITS[name], "um número, ou um por réplica")
        self.settings = settings

    def bind(self, actor, seeds: Sequence[int], act_dim: int) -> Self:
        """Devolve uma cópia ligada a uma população: cada ajuste vira um vetor `[réplica]`."""
        bound = copy.copy(self)
        bound.settings = {
            name: per_replica(name, self.settings[name], len(seeds), *self.LIMITS[name]) for name in self.LIMITS
        }
        bound.prepare(actor, seeds, act_dim)
        return bound

    def prepare(self, actor, seeds: Sequence[int], act_dim: int) -> None:
        """Cria o que a exploração guarda de cada réplica."""

    def start_episode(self, actor, replica: int) -> None:
        """Avisa que uma réplica começa um episódio."""

    def policy(self, actor):
        """Devolve a rede que age: o próprio ator, ou uma versão perturbada dele."""
        return actor

    def noise(self, action: np.ndarray) -> np.ndarray:
        """Devolve a ação `[réplica, act_dim]` com ruído, ainda sem recorte."""
        return action

    def adapt(self, agent, buffer, step: int) -> None:
        """Ajusta a si mesma depois do passo `step` de treino."""


class ActionNoise(Exploration):
    """Ruído gaussiano somado à ação: `a = μ(s) + σ N(0, 1)`, que o treino depois recorta em [-1, 1].

    - `sigma`: desvio padrão na escala [-1, 1] da ação, de 0 em diante.
    - `decay`: fator que multiplica σ a cada passo de ambiente, em [0, 1]; 1 mantém σ.
    """

    LIMITS = {"sigma": (0.0, 10.0), "decay": (0.0, 1.0)}

    STATE = ("settings", "random")

    @named
    def __init__(self, sigma: PerReplica = 0.2, decay: PerReplica = 1.0):
        self.settle(sigma=sigma, decay=decay)

    def prepare(self, actor, seeds: Sequence[int], act_dim: int) -> None:
        """Um fluxo de acaso por réplica."""
        self.random = Stream(seeds, "action noise", act_dim, normal=True)

    def noise(self, action: np.ndarray) -> np.ndarray:
        """A ação `[réplica, act_dim]` mais σ N(0, 1); depois, σ encolhe pelo fator `decay`."""
        sigma = self.settings["sigma"]
        noisy = action + sigma[:, None] * self.random.next()
        sigma *= self.settings["decay"]
        return noisy


class OUNoise(Exploration):
    """Ruído de Ornstein-Uhlenbeck, correlacionado no tempo (Lillicrap et al. 2015, seção 7).

    `x ← x − θ x dt + σ √dt N(0, 1)`, somado à ação; x volta a zero no começo de cada episódio.

    - `sigma`: intensidade σ. `theta`: força θ com que x volta a zero. `dt`: passo de tempo da equação.

    Com dt pequeno o ruído é lento e fraco; θ = 0,15, σ = 0,2 e dt = 1 são comuns. Diga sempre o seu dt.
    """

    LIMITS = {"sigma": (0.0, 10.0), "theta": (0.0, 100.0), "dt": (1e-6, 10.0)}

    STATE = ("settings", "random", "x")

    @named
    def __init__(self, sigma: PerReplica = 0.2, theta: PerReplica = 0.15, dt: PerReplica = 1.0):
        self.settle(sigma=sigma, theta=theta, dt=dt)

    def prepare(self, actor, seeds: Sequence[int], act_dim: int) -> None:
        """Um fluxo de acaso e um x por réplica, que começa em zero."""
        self.random = Stream(seeds, "ou noise", act_dim, normal=True)
        self.x = np.zeros((len(seeds), act_dim))

    def start_episode(self, actor, replica: int) -> None:
        """x volta a zero: o ruído não lembra do episódio anterior."""
        self.x[replica] = 0

    def noise(self, action: np.ndarray) -> np.ndarray:
        """Dá um passo da equação e soma x à ação `[réplica, act_dim]`."""
        sigma, theta, dt = (self.settings[name][:, None] for name in ("sigma", "theta", "dt"))
        self.x += -theta * self.x * dt + sigma * np.sqrt(dt) * self.random.next()
        return action + self.x


class ParameterNoise(Exploration):
    """Ruído adaptativo nos parâmetros (Plappert et al. 2017, arXiv 1706.01905).

    No começo do episódio, `θ̃ = θ + σ N(0, I)` (seção 3), e θ̃ age até o fim dele: no mesmo estado, a mesma
    ação. A cada `every` passos mede-se a distância d entre a política limpa e outra cópia, perturbada na
    hora só para medir, em estados do replay buffer; então `σ ← α σ` se d ≤ δ, senão `σ ← σ / α` (equação 1).

    - `sigma`: σ inicial, de 0 em diante. `alpha`: fator α, de 1 em diante.
    - `delta`: a distância δ desejada, na escala [-1, 1] da ação.
    - `every`: de quantos em quantos passos de ambiente σ se adapta.

    O ganho e o deslocamento do LayerNorm não são perturbados. σ não passa de 10, por maior que seja δ.
    """

    LIMITS = {"sigma": (0.0, 10.0), "alpha": (1.0, 10.0), "delta": (0.0, 2.0)}

    STATE = ("settings", "episodes", "measures", "noisy", "distance")

    @named
    def __init__(self, sigma: PerReplica = 0.05, alpha: PerReplica = 1.05, delta: PerReplica = 0.2, every: int = 50):
        self.settle(sigma=sigma, alpha=alpha, delta=delta)
        self.every = integer("every", every, 1)

    def prepare(self, actor, seeds: Sequence[int], act_dim: int) -> None:
        """Uma cópia perturbada do ator e dois fluxos de acaso por réplica: um age, o outro mede."""
        self.episodes = [generator(seed, "parameter noise") for seed in seeds]
        self.measures = [generator(seed, "distance") for seed in seeds]
        self.noisy = actor.like(actor.flat.clone())
        #: A última distância d medida, `[réplica]`; NaN antes da primeira medida.
        self.distance = np.full(len(seeds), math.nan)

    def start_episode(self, actor, replica: int) -> None:
        """Sorteia θ̃ = θ + σ N(0, I), que age até o fim do episódio (seção 3)."""
        own = slice(replica, replica + 1)
        self.noisy.flat[own] = perturb(
            actor.flat[own], self.settings["sigma"][own], actor.noise_mask, self.episodes[own]
        )

    def policy(self, actor):
        """A cópia perturbada, θ̃."""
        return self.noisy

    def adapt(self, agent, buffer, step: int) -> None:
        """A cada `every` passos, mede d e aplica a equação 1 a σ."""
        if step % self.every:
            return
        obs = agent.features(buffer.at(np.stack([own.random(MEASURED) for own in self.measures])).obs)
        actor, sigma = agent.actor, self.settings["sigma"]
        measured = actor.like(perturb(actor.flat, sigma, actor.noise_mask, self.measures))
        self.distance[:] = policy_distance(actor(obs), measured(obs)).cpu().numpy()
        sigma[:] = np.minimum(adapted_sigma(**self.settings, distance=self.distance), self.LIMITS["sigma"][1])


def explorations_of(given: Exploration | Sequence[Exploration] | None) -> list[Exploration]:
    """A lista de explorações, a partir de `None`, de uma ou de várias; duas da mesma classe são recusadas."""
    many = [] if given is None else [given] if isinstance(given, Exploration) else given
    if not isinstance(many, (list, tuple)) or not all(isinstance(one, Exploration) for one in many):
        raise TypeError(
            f"`exploration` recebeu {shown(given)}; aceita None, uma exploração, como `ParameterNoise()`, ou uma lista."
        )
    if len({type(one) for one in many}) < len(many):
        raise ValueError(f"`exploration` recebeu duas explorações da mesma classe, {given!r}; una as duas numa só.")
    return list(many)


def perturb(flat: Tensor, sigma: np.ndarray, mask: Tensor, generators: Sequence[np.random.Generator]) -> Tensor:
    """θ̃ = θ + σ N(0, I) onde `mask` é 1 (Plappert et al. 2017, seção 3), `[réplica, parâmetros]`."""
    noise = np.stack([own.standard_normal(flat.shape[1], np.float32) for own in generators])
    scaled = torch.from_numpy(sigma[:, None].astype(np.float32) * noise).to(flat.device)
    return flat + scaled * mask


def policy_distance(clean: Tensor, noisy: Tensor) -> Tensor:
    """d = √ média de (π(s) − π̃(s))² sobre estados e dimensões da ação (Plappert et al. 2017, apêndice C)."""
    return (clean - noisy).square().flatten(1).mean(1).sqrt()


def adapted_sigma(sigma, alpha, delta, distance):
    """Equação 1 de Plappert et al. 2017: `α σ` onde d ≤ δ, `σ / α` onde d > δ."""
    return np.where(distance <= delta, alpha * sigma, sigma / alpha)
