"""Por onde anda um ator perturbado: episódios do pêndulo com cada ruído, e quantos lugares eles visitam.

Os três ruídos são comparados com o **mesmo tamanho**, `SIZE`: os da ação têm esse desvio padrão, antes do recorte; o
dos parâmetros tem o σ em que a mediana de d é essa, que é onde o termostato o deixaria. O passo é o do Gymnasium
(`pendulum.push`); todos os episódios correm juntos, uma réplica cada um.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch

from ..exploration import policy_distance
from ..networks import Actor
from .pendulum import MAX_SPEED, MAX_TORQUE, push, wrap

SIZE, STEPS, GRID = 0.2, 120, 24
MEMORY = 1 - 0.15  # o que o OU, com θ = 0,15 e dt = 1, guarda de um passo para o seguinte
NOISES = ("branco na ação", "OU na ação", "nos parâmetros")


class Wandering(NamedTuple):
    """Episódios que partem de pendurado e parado: ângulo e velocidade, `[episódio, passo]`."""

    angle: np.ndarray
    speed: np.ndarray


def wander(actor: Actor, noise: str, episodes: int = 30, seed: int = 0, steps: int = STEPS) -> Wandering:
    """Solta `episodes` cópias de um ator de uma réplica, com um dos `NOISES`. Erro: `ValueError`, se não é um deles."""
    if noise not in NOISES:
        raise ValueError(f"`noise` recebeu {noise!r}; aceita {', '.join(map(repr, NOISES))}.")
    random, many = np.random.default_rng(seed), (episodes, 1, 1)
    flat = actor.flat.expand(episodes, -1)
    if noise == "nos parâmetros":
        draws = torch.from_numpy(random.standard_normal(flat.shape, np.float32))
        flat = flat + sigma_of(actor) * draws * actor.noise_mask
    acting, added = actor.like(flat.clone()), np.zeros(many)
    angle, speed = np.full(many, np.pi), np.zeros(many)
    path = []
    for _ in range(steps):
        path.append((angle, speed))
        obs = torch.from_numpy(np.concatenate((np.cos(angle), np.sin(angle), speed), -1)).float()
        if noise == "branco na ação":
            added = SIZE * random.standard_normal(many)
        elif noise == "OU na ação":
            added = MEMORY * added + SIZE * np.sqrt(1 - MEMORY**2) * random.standard_normal(many)
        action = np.clip(acting(obs).numpy() + added, -1, 1)
        angle, speed = push(angle, speed, MAX_TORQUE * action)
    return Wandering(*np.array(path)[..., 0, 0].transpose(1, 2, 0))


def sigma_of(actor: Actor, size: float = SIZE) -> float:
    """O σ nos parâmetros em que a mediana da d de 200 cópias, em estados sorteados por igual, é `size`: bisseção."""
    random = np.random.default_rng(1)
    angle, speed = random.uniform(-np.pi, np.pi, 64), random.uniform(-MAX_SPEED, MAX_SPEED, 64)
    obs = torch.from_numpy(np.stack((np.cos(angle), np.sin(angle), speed), -1)).float()[None]
    draws = torch.from_numpy(random.standard_normal((200, actor.flat.shape[1]), np.float32)) * actor.noise_mask
    low, high = 1e-4, 3.0
    for _ in range(25):
        middle = np.sqrt(low * high)
        copies = actor.like(actor.flat + middle * draws)
        d = policy_distance(actor(obs), copies(obs.expand(200, -1, -1))).median()
        low, high = (middle, high) if d < size else (low, middle)
    return float(np.sqrt(low * high))


def places(wandering: Wandering) -> np.ndarray:
    """Os quadrinhos visitados, `[ângulo, velocidade]`, de uma grade de `GRID` por `GRID`; o pendurado fica no meio."""
    edges = np.linspace(-np.pi, np.pi, GRID + 1), np.linspace(-MAX_SPEED, MAX_SPEED, GRID + 1)
    seen, *_ = np.histogram2d(wrap(wandering.angle - np.pi).ravel(), wandering.speed.ravel(), edges)
    return seen > 0
