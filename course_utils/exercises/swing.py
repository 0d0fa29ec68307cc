"""Soltar um pêndulo com a política de um estudante, e dizer o que ela faz de errado: não sai, não sobe ou não fica."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..worlds import pendulum
from .guard import Wrong, call, told

STEPS = 200


def release(policy: Callable[..., Any], angle: np.ndarray, speed: np.ndarray) -> np.ndarray:
    """Ângulo, velocidade, torque e recompensa de 200 passos, cada um [passo, começo], com a física da aula 01.

    - `policy(ângulo, velocidade)`: os torques, um por começo. `Wrong`, se não são números ou passam de ±2.
    """
    return pendulum.release(
        lambda angle, speed: torques_of(call(policy, angle, speed), angle.shape), angle, speed, STEPS
    )


def torques_of(answer: Any, shape: tuple[int, ...]) -> np.ndarray:
    """Os torques que uma política deu, conferidos."""
    try:
        torque = np.asarray(answer, float)
    except (TypeError, ValueError) as error:
        raise Wrong(f"o torque deveria ser um número; a política devolveu {told(answer)}.") from error
    if torque.size != np.prod(shape, dtype=int):
        raise Wrong(f"a política devolveu {told(answer)}; é um torque por pêndulo, e aqui há {np.prod(shape)}.")
    if not np.isfinite(torque).all():
        raise Wrong("o torque deu `nan` ou `inf`.")
    if np.abs(torque).max() > 2 + 1e-6:
        raise Wrong("o torque passou de ±2: o motor não tem essa força. Corte com `np.clip`.")
    return torque.reshape(shape)


def swings_up(policy: Callable[..., Any]) -> None:
    """Se a política leva a haste de pendurada e parada ao topo e a segura lá; `Wrong` diz onde ela para."""
    angle = release(policy, np.array([np.pi]), np.zeros(1))[0][:, 0]
    height = np.cos(angle)
    if np.ptp(angle) < 1e-3:
        raise Wrong("a haste nunca sai do lugar: parada, a velocidade é zero, e o torque saiu zero. Escolha um lado.")
    if height.max() < 0.9:
        raise Wrong("a haste não chega ao topo: embaixo, empurre no sentido da velocidade, como num balanço.")
    left, right = (torques_of(call(policy, np.array([side]), np.zeros(1)), (1,))[0] for side in (0.1, -0.1))
    if left > 0 > right:
        raise Wrong(
            "perto do topo o sinal está trocado: inclinada para a esquerda (φ > 0), o que salva é torque negativo."
        )
    if height[-50:].min() < 0.9:
        raise Wrong("a haste chega ao topo, mas não fica: perto dele, puxe o ângulo e a velocidade para zero.")
