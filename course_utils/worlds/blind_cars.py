"""Quem acha a bandeira sem treino nenhum: carros empurrados só por ruído, e atores recém-sorteados (aula 05)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..ddpg import DDPG
from ..exploration import OUNoise, ParameterNoise
from ..normalization import FixedScale
from .mountain_car import LIMIT, NOISE, SCALE, at_flag, push

#: Da posição e da velocidade à ação de muitos carros.
Act = Callable[[Any, Any], np.ndarray]


def arrivals(noise: np.ndarray) -> int:
    """Quantos carros chegam à bandeira com estes empurrões, `[passo, carro]`, que se recortam em [-1, 1]."""
    cars = noise.shape[1]
    position: Any = np.random.default_rng(0).uniform(-0.6, -0.4, cars)
    velocity: Any = np.zeros(cars)
    arrived = np.zeros(cars, bool)
    for own in noise:
        after = push(position, velocity, own.clip(-1, 1))
        position, velocity = np.where(arrived, (position, velocity), after)
        arrived |= at_flag(position, velocity)
    return int(arrived.sum())


def remembering(memory: float, size: float, cars: int = 400, steps: int = LIMIT) -> np.ndarray:
    """Ruído `[passo, carro]` de desvio padrão `size` que dura cerca de `memory` passos; com 1, cada um é sorteado."""
    keep = 1 - 1 / memory
    fresh = np.random.default_rng(1).standard_normal((steps, cars)) * size * np.sqrt(1 - keep**2)
    noise = np.zeros((steps, cars))
    noise[0] = fresh[0]
    for k in range(1, steps):
        noise[k] = keep * noise[k - 1] + fresh[k]
    return noise


def deviation(noise: OUNoise) -> float:
    """O desvio padrão de um OU depois que ele esquece o começo, antes do recorte."""
    sigma, theta, dt = (float(noise.settings[name]) for name in ("sigma", "theta", "dt"))
    return sigma * np.sqrt(dt / (1 - (1 - theta * dt) ** 2))


def perturbed(sigma: float, scale: Any = SCALE, count: int = 400) -> Act:
    """`count` atores recém-sorteados, cada um perturbado uma vez: os de `first_episode(ParameterNoise(sigma))`.

    Devolve `act(posição, velocidade)`, que dá a ação de todos, `[ator, …]`. Números e vetores valem para todos os
    atores; com `[ator, n]`, cada um tem os seus. Com σ = 0 são os atores limpos.
    """
    agent = DDPG(2, 1, seeds=range(count), normalizer=scale and FixedScale(*scale))
    noise = ParameterNoise(sigma=sigma).bind(agent.actor, agent.seeds, 1)
    for replica in range(count):
        noise.start_episode(agent.actor, replica)

    def act(position: Any, velocity: Any) -> np.ndarray:
        obs = np.stack(np.broadcast_arrays(position, velocity), -1).astype(np.float32)
        each = np.broadcast_to(np.atleast_2d(obs), (count, *np.atleast_2d(obs).shape[-2:]))
        action = agent.act(np.ascontiguousarray(each), noise.noisy)[..., 0]
        return action[:, 0] if obs.ndim == 1 else action

    return act


def shaking(sigma: float, count: int) -> Callable[[np.ndarray], np.ndarray]:
    """Uma função que soma a ações `[carro, 1]` um passo do OU de cada carro, sem recorte; θ = 0,15, dt = 1."""
    return OUNoise(sigma, 0.15, 1).bind(None, range(count), 1).noise


def both(choose: Callable[..., np.ndarray], sigma: float, count: int = 400) -> int:
    """Quantos carros de atores perturbados chegam no primeiro episódio, se `choose` dá a ação.

    `choose(x, v, act, shake)` recebe a posição e a velocidade, `[carro, 1]`, os atores de `perturbed` e o OU de
    `shaking`, de tamanho `sigma`.
    """
    act, shake = perturbed(NOISE["sigma"], count=count), shaking(sigma, count)
    position, velocity = np.random.default_rng(0).uniform(-0.6, -0.4, (count, 1)), np.zeros((count, 1))
    arrived = np.zeros((count, 1), bool)
    for _ in range(LIMIT):
        after = push(position, velocity, choose(position, velocity, act, shake))
        position, velocity = np.where(arrived, (position, velocity), after)
        arrived |= at_flag(position, velocity)
    return int(arrived.sum())
