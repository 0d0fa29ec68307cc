"""O pêndulo do Gymnasium (`Pendulum-v1`): as constantes, a física e a recompensa, para números ou vetores.

Ângulo em radianos, 0 em pé, crescente no sentido anti-horário; velocidade em rad/s; torque em N·m.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gymnasium as gym
import numpy as np
import torch

MAX_TORQUE, MAX_SPEED, SECONDS_PER_STEP = 2.0, 8.0, 0.05

#: Dá o torque, em N·m, de um ângulo e uma velocidade; com vetores, um por pêndulo.
Policy = Callable[[Any, Any], Any]


def wrap(angle: Any) -> Any:
    """O mesmo ângulo, entre −π e π."""
    return (angle + np.pi) % (2 * np.pi) - np.pi


def reward(angle: Any, speed: Any, torque: Any) -> Any:
    """A recompensa de um passo: −(φ² + 0,1 ω² + 0,001 u²), do estado em que ele começa."""
    return -(wrap(angle) ** 2 + 0.1 * speed**2 + 0.001 * torque**2)


def push(angle: Any, speed: Any, torque: Any) -> tuple[Any, Any]:
    """Um passo da física, com m = l = 1 e g = 10: o ângulo e a velocidade seguintes."""
    speed = np.clip(speed + (15 * np.sin(angle) + 3 * torque) * SECONDS_PER_STEP, -MAX_SPEED, MAX_SPEED)
    return angle + speed * SECONDS_PER_STEP, speed


def observations(count: int, random: Any) -> torch.Tensor:
    """Observações de ângulos e velocidades sorteados por igual, `[count, 3]`: cos φ, sen φ, velocidade.

    - `random`: um gerador do NumPy, ou uma semente.
    """
    random = np.random.default_rng(random)
    angle, speed = random.uniform(-np.pi, np.pi, count), random.uniform(-MAX_SPEED, MAX_SPEED, count)
    return torch.from_numpy(np.stack((np.cos(angle), np.sin(angle), speed), -1)).float()


def release(policy: Policy, angle: Any = np.pi, speed: Any = 0.0, steps: int = 200) -> np.ndarray:
    """Solta um pêndulo, ou vários de uma vez: ângulo, velocidade, torque e recompensa de cada passo, `[4, passo, …]`.

    - `policy(ângulo, velocidade)`: o torque em N·m; com vetores, um por pêndulo.
    """
    history = []
    for _ in range(steps):
        torque = policy(angle, speed)
        history.append(np.broadcast_arrays(angle, speed, torque, reward(angle, speed, torque)))
        angle, speed = push(angle, speed, torque)
    return np.moveaxis(np.array(history), 1, 0)


def gymnasium_starts(episodes: int = 100, seed: int = 1000) -> tuple[np.ndarray, np.ndarray]:
    """Os ângulos e as velocidades em que o `Pendulum-v1` começa, um episódio por semente, de `seed` em diante."""
    env: Any = gym.make("Pendulum-v1").unwrapped
    starts = []
    for episode in range(episodes):
        env.reset(seed=seed + episode)
        starts.append(env.state)
    angle, speed = np.array(starts).T
    return angle, speed
