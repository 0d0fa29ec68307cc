"""A conferência de 01.4 e 01.5: arredondar um agente, e contar quantos níveis cabem."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from ...networks import Actor
from ...support.paths import course_arrays
from ..answers import choice, near, number
from ..guard import Wrong, call, told
from ..swing import torques_of

# --- 01.4: arredonde um agente ------------------------------------------------------------------------------------


def wanted_torques() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ângulos, velocidades e os torques do ator guardado, 200 de cada."""
    actor, random = Actor(3, 1), np.random.default_rng(0)
    actor.flat.copy_(torch.from_numpy(course_arrays("pesos/ator_critico.npz")["actor"])[None])
    angle, speed = random.uniform(-np.pi, np.pi, 200), random.uniform(-8, 8, 200)
    obs = np.stack((np.cos(angle), np.sin(angle), speed), -1)[None].astype(np.float32)
    return angle, speed, 2 * actor(torch.from_numpy(obs))[0, :, 0].detach().numpy().astype(float)


def on_levels(rounded: Callable[..., Any], expensive: Any) -> None:
    """01.4, os níveis: a política só dá torques da lista."""
    angle, speed, wanted = wanted_torques()
    for levels in (2, 3, 9):
        policy = call(rounded, levels)
        if not callable(policy):
            raise Wrong(f"`rounded(levels)` deveria devolver uma política, uma função; devolveu {told(policy)}.")
        given = call(policy, angle, speed)
        if np.size(given) == 200 and np.issubdtype(np.asarray(given).dtype, np.integer):
            raise Wrong("a política devolveu o número do nível; devolva o torque que está nele.")
        torque = torques_of(given, angle.shape)
        if np.allclose(torque, wanted, atol=1e-4):
            raise Wrong("o torque é o do ator, sem arredondar.")
        distance = np.abs(torque[:, None] - np.linspace(-2, 2, levels)).min(1)
        if distance.max() > 1e-4:
            if np.abs(torque).max() <= 1 + 1e-6:
                raise Wrong("os níveis vão de −2 a 2: são torques, o dobro da ação.")
            raise Wrong(f"há torques fora dos {levels} níveis de `np.linspace(-2, 2, levels)`.")


def nearest_level(rounded: Callable[..., Any], expensive: Any) -> None:
    """01.4, o nível mais próximo."""
    angle, speed, wanted = wanted_torques()
    levels = np.linspace(-2, 2, 9)
    torque = torques_of(call(call(rounded, 9), angle, speed), angle.shape)

    def nearest(values: np.ndarray) -> np.ndarray:
        return levels[np.abs(levels[:, None] - values).argmin(0)]

    def agrees(other: np.ndarray) -> bool:
        return bool((np.abs(torque - other) < 1e-4).mean() > 0.98)  # no meio de dois níveis, um ou outro

    if agrees(nearest(wanted)):
        choice(
            expensive, "expensive", "aprender", {"usar": "com dois níveis o retorno quase não muda: usá-los é barato."}
        )
        return
    mistakes = {
        "você arredondou a ação; arredonde o torque, que é o dobro dela.": nearest(wanted / 2),
        "esse é o nível de baixo, e não o mais próximo.": levels[((wanted + 2) // 0.5).astype(int).clip(0, 8)],
        "o sinal está trocado.": -nearest(wanted),
        "esse é o nível mais longe: é `argmin`, e não `argmax`.": levels[np.abs(levels[:, None] - wanted).argmax(0)],
    }
    for mistake, other in mistakes.items():
        if agrees(other):
            raise Wrong(mistake)
    raise Wrong("não é o nível mais próximo do torque do ator.")


# --- 01.5: quantos níveis cabem -----------------------------------------------------------------------------------

MOTORS, ROOM = (1, 2, 6, 20), 4_000_000_000


def largest(room: int, motors: int) -> int:
    """O maior k com k^motors ≤ room."""
    k = int(room ** (1 / motors)) + 1
    return k if k**motors <= room else k - 1


def fits(joint: Any, separate: Any, lost: Any) -> None:
    """01.5, a lista conjunta."""
    per_motor = "isso é dividir pelos motores; na lista conjunta cada motor multiplica: kᵈ."
    for motors, given in zip(MOTORS, four(joint, "joint")):
        name, right = f"joint, com {motors} motores", largest(ROOM, motors)
        if motors == 1:
            near(given, right, name, {"faltou dividir pelos 4 bytes de cada ação.": 4.0 * ROOM}, within=1e-6)
            continue
        mistakes = {
            per_motor: float(ROOM // motors),
            "um nível a mais já não cabe: arredonde para baixo.": right + 1.0,
            "faltou dividir pelos 4 bytes de cada ação.": float(largest(4 * ROOM, motors)),
        }
        near(given, right, name, mistakes, within=1e-6)


def fits_apart(joint: Any, separate: Any, lost: Any) -> None:
    """01.5, listas separadas, e o que se perde."""
    for motors, given in zip(MOTORS, four(separate, "separate")):
        mistakes = (
            {"em listas separadas o tamanho é k · d, e não kᵈ.": float(largest(ROOM, motors))} if motors > 1 else {}
        )
        near(given, ROOM // motors, f"separate, com {motors} motores", mistakes, within=1e-6)
    others = {
        "a memória": "essa sobra: k · d números cabem com folga.",
        "os níveis": "ao contrário: cada motor pode ter milhões deles.",
    }
    choice(lost, "lost", "a combinação", others)


def four(answer: Any, name: str) -> list[float]:
    """Quatro números, um por quantidade de motores."""
    given = list(answer) if isinstance(answer, list | tuple | np.ndarray) else []
    if len(given) != 4:
        raise Wrong(f"`{name}` deveria ter quatro números, para 1, 2, 6 e 20 motores; recebi {told(answer)}.")
    return [number(one, name) for one in given]
