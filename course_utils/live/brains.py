"""Quem pode mover um pêndulo da página: uma rede, uma função ou uma tabela.

A página sabe calcular uma rede do curso. Uma função do Python ela não tem como chamar, ainda mais num caderno sem
núcleo: pergunta-se à função, uma vez, o torque de cada lugar de uma grade fina de ângulos e velocidades, e a página
usa o torque do lugar mais próximo.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import torch

from ..networks import Network
from ..support.checks import shown
from ..worlds.pendulum import MAX_SPEED, MAX_TORQUE, Policy, wrap
from .export import actor_of, pendulum_actor

ANGLES, SPEEDS = 180, 161  # de 2 em 2 graus; de 0,1 em 0,1 rad/s, de −8 a 8
LEVELS = 256  # torques diferentes que cabem numa tabela da página: um byte por lugar
ACCEPTED = (
    "aceita os pesos de uma rede (o que `weights_of(actor)` devolve), uma função `politica(angulo, velocidade)` que dá "
    "o torque em N·m, ou uma tabela de torques [ângulo, velocidade]"
)


def page_brain(name: str, brain: Any) -> dict[str, Any]:
    """O cérebro `brain` como a página o recebe: `{"weights"}` ou `{"table"}`; os erros dizem o nome dele."""
    if isinstance(brain, dict):
        pendulum_actor(brain)
        return {"weights": {key: brain[key] for key in ("widths", "flat")}}
    if isinstance(brain, Network | torch.nn.Module):
        raise TypeError(f"`{name}` recebeu uma rede inteira ({type(brain).__name__}); {ACCEPTED}.")
    if callable(brain):
        return {"table": _packed(sampled(name, brain))}
    return {"table": _packed(sampled(name, _nearest(_table(name, brain))))}


def torque_of(brain: dict[str, Any]) -> Policy:
    """O torque que a página vai usar em cada lugar, para um ângulo e uma velocidade; `brain` vem de `page_brain`."""
    if "table" in brain:
        return _nearest_cell(brain["table"])
    actor = actor_of(brain["weights"])

    def torque(angle: float, speed: float) -> float:
        obs = torch.tensor([[[np.cos(angle), np.sin(angle), speed]]], dtype=torch.float32)
        with torch.no_grad():
            return MAX_TORQUE * float(actor(obs)[0, 0, 0])

    return torque


def sampled(name: str, policy: Policy) -> np.ndarray:
    """O torque da política em cada lugar da grade, `[ângulo, velocidade]`, cortado em ±2, como faz o Gymnasium.

    A função pode servir para vetores ou só para um lugar de cada vez. Erros: `TypeError` ou `ValueError`, se ela não
    dá um número; o que ela mesma levantar chega como veio.
    """
    angle, speed = (
        grid.ravel() for grid in np.meshgrid(wrap(_angles()), np.linspace(-MAX_SPEED, MAX_SPEED, SPEEDS), indexing="ij")
    )
    try:
        torque = np.asarray(policy(angle.copy(), speed.copy()), float)
        if torque.shape != angle.shape:
            raise ValueError
    except Exception:  # não é uma função de vetores: um lugar de cada vez, e aí o erro é dela
        torque = np.array([_number(name, policy(float(one), float(other))) for one, other in zip(angle, speed)])
    if not np.isfinite(torque).all():
        raise ValueError(f"`{name}` dá `nan` ou `inf` em algum lugar; precisa dar um torque, em N·m, em todos.")
    return np.clip(torque, -MAX_TORQUE, MAX_TORQUE).reshape(ANGLES, SPEEDS)


def _angles() -> np.ndarray:
    return 2 * np.pi * np.arange(ANGLES) / ANGLES


def _number(name: str, answer: Any) -> float:
    """O torque que uma função deu para um lugar só."""
    try:
        value = np.asarray(answer, float)
    except (TypeError, ValueError):
        value = np.empty(0)
    if answer is None or value.size != 1:
        raise TypeError(f"`{name}` devolveu {shown(answer)}; a função devolve um número, o torque em N·m.")
    return float(value.reshape(()))


def _table(name: str, brain: Any) -> np.ndarray:
    """Uma tabela de torques dada em vez da função, conferida."""
    try:
        table = np.asarray(brain)
    except (TypeError, ValueError):
        table = np.empty(0)
    if table.dtype.kind not in "iuf" or table.ndim != 2 or min(table.shape) < 2:
        raise TypeError(f"`{name}` recebeu {shown(brain)}; {ACCEPTED}.")
    return table.astype(float)


def _nearest(table: np.ndarray) -> Policy:
    """A política de uma tabela cujas linhas vão de −π a π, e as colunas, de −8 a 8, com as duas pontas."""
    rows, columns = (size - 1 for size in table.shape)

    def policy(angle: Any, speed: Any) -> Any:
        i = np.rint((np.asarray(angle) / np.pi + 1) / 2 * rows).astype(int)
        j = np.rint((np.asarray(speed) / MAX_SPEED + 1) / 2 * columns).astype(int)
        return table[i, j]

    return policy


def _packed(torque: np.ndarray) -> dict[str, Any]:
    """A grade como a página a lê: os níveis de torque, e um byte por lugar, em base64."""
    levels, cells = np.unique(torque, return_inverse=True)
    if len(levels) > LEVELS:
        levels = np.linspace(-MAX_TORQUE, MAX_TORQUE, LEVELS)
        cells = np.rint((torque + MAX_TORQUE) / (2 * MAX_TORQUE) * (LEVELS - 1))
    code = base64.b64encode(cells.astype(np.uint8).tobytes()).decode()
    return {"angles": ANGLES, "speeds": SPEEDS, "levels": [round(float(x), 4) for x in levels], "cells": code}


def _nearest_cell(table: dict[str, Any]) -> Policy:
    """O mesmo que `lookup` faz na página (`brain.js`)."""
    cells = np.frombuffer(base64.b64decode(table["cells"]), np.uint8).reshape(table["angles"], table["speeds"])

    def torque(angle: float, speed: float) -> float:
        i = int(np.rint(angle / (2 * np.pi) * ANGLES)) % ANGLES
        j = int(np.rint((speed / MAX_SPEED + 1) / 2 * (SPEEDS - 1)))
        return table["levels"][cells[i, j]]

    return torque
