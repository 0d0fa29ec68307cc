"""O planejador da aula 01: a iteração de valor do pêndulo, numa grade de ângulos e velocidades.

A grade vai de 0 a 2π no ângulo, com a haste pendurada no meio, e de −8 a 8 rad/s na velocidade. Ele conhece a física:
é o melhor que se pode fazer com uma lista de torques, a menos da grade e do desconto (Sutton e Barto, capítulo 4).
A página faz as mesmas contas (`live/page/planner.js`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from .pendulum import MAX_SPEED, MAX_TORQUE, Policy, gymnasium_starts, push, release, reward

SIDE = 51  # pontos por lado: 2.601 estados
TURN = 2 * np.pi
#: O ângulo e a velocidade de cada ponto da grade, cada um `[SIDE, SIDE]`.
GRID = np.meshgrid(np.linspace(0, TURN, SIDE), np.linspace(-MAX_SPEED, MAX_SPEED, SIDE), indexing="ij")

#: As listas de torques que a aula compara.
LEVELS = (2, 3, 5, 9, 17, 33)


def torque_levels(count: int) -> np.ndarray:
    """O torque discretizado: `count` níveis igualmente espaçados, de −2 a 2 N·m."""
    return np.linspace(-MAX_TORQUE, MAX_TORQUE, count)


def neighbours(angle: Any, speed: Any) -> tuple[np.ndarray, np.ndarray]:
    """Os quatro pontos da grade em volta de cada estado, e quanto cada um pesa na mistura; cada um `[4, …]`."""
    x = np.mod(angle, TURN) / TURN * (SIDE - 1)
    y = (np.asarray(speed) + MAX_SPEED) / (2 * MAX_SPEED) * (SIDE - 1)
    i, j = (np.clip(np.floor(z).astype(int), 0, SIDE - 2) for z in (x, y))
    x, y = x - i, y - j
    first = i * SIDE + j
    return (
        np.array([first, first + 1, first + SIDE, first + SIDE + 1]),
        np.array([(1 - x) * (1 - y), (1 - x) * y, x * (1 - y), x * y]),
    )


def look_up(value: np.ndarray, angle: Any, speed: Any) -> Any:
    """O valor num estado qualquer: a mistura dos quatro pontos da grade em volta dele.

    - `value`: um número por ponto da grade, `[SIDE, SIDE]`.
    """
    cells, weights = neighbours(angle, speed)
    return (weights * value.take(cells)).sum(0)


def worth(value: np.ndarray, angle: Any, speed: Any, torques: Iterable[float], gamma: float) -> np.ndarray:
    """Quanto vale cada torque da lista: a recompensa mais γ vezes o valor do estado seguinte, `[nível, …]`."""
    after = [push(angle, speed, torque) for torque in torques]
    return np.array([reward(angle, speed, u) + gamma * look_up(value, *state) for u, state in zip(torques, after)])


def plan(levels: int, gamma: float = 0.99, sweeps: int = 120) -> np.ndarray:
    """O valor de cada ponto da grade depois de `sweeps` varreduras, a partir de zero, `[SIDE, SIDE]`."""
    torques = torque_levels(levels)
    gains = np.array([reward(*GRID, torque) for torque in torques])
    cells, weights = map(np.array, zip(*[neighbours(*push(*GRID, torque)) for torque in torques]))
    value = np.zeros((SIDE, SIDE))
    for _ in range(sweeps):
        value = (gains + gamma * (weights * value.take(cells)).sum(1)).max(0)
    return value


def follow(value: np.ndarray, levels: int, gamma: float = 0.99) -> Policy:
    """A política de quem conhece `value`: em cada estado, o torque que vale mais (empatados, o primeiro)."""
    torques = torque_levels(levels)
    return lambda angle, speed: torques[worth(value, angle, speed, torques, gamma).argmax(0)]


def planner(levels: int, gamma: float = 0.99, sweeps: int = 120) -> Policy:
    """O planejador pronto: uma política de `levels` níveis de torque que conta o futuro."""
    return follow(plan(levels, gamma, sweeps), levels, gamma)


def greedy(angle: Any, speed: Any) -> Any:
    """O guloso: dos torques de −2 a 2, de 0,1 em 0,1, o que leva ao estado de melhor recompensa."""
    torques = torque_levels(41)
    after = [reward(*push(angle, speed, torque), 0.0) for torque in torques]
    return torques[np.argmax(after, axis=0)]


def level_costs(levels: Sequence[int] = LEVELS, starts: Any = None) -> tuple[np.ndarray, np.ndarray]:
    """De cada lista: os retornos do planejador, `[lista, começo]`, e quanto o torque muda, em média, por passo.

    - `starts`: os ângulos e as velocidades de onde larga; sem eles, cem começos do Gymnasium.

    A mudança do torque se mede nos últimos 5 segundos, já com a haste em pé.
    """
    returns, jolts = [], []
    for count in levels:
        _, _, torque, rewards = release(planner(count), *(starts or gymnasium_starts()))
        returns.append(rewards.sum(0))
        jolts.append(np.abs(np.diff(torque[100:], axis=0)).mean())
    return np.array(returns), np.array(jolts)
