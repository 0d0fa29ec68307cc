"""Ambientes com objetivo, como os do Gymnasium-Robotics: as três partes do que observam, e o vetor que o treino vê.

A observação é um dicionário: `observation`, o que se observa; `achieved_goal`, o que já se alcançou; `desired_goal`, o
que se pede. O treino vê `observation` e `desired_goal` num vetor só, nessa ordem (Andrychowicz et al. 2017).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium.spaces import Box

OBSERVATION, ACHIEVED, DESIRED = PARTS = ("observation", "achieved_goal", "desired_goal")


def joined_space(name: str, space: Any) -> Any:
    """O espaço do vetor que o treino vê; um espaço que não é de um ambiente com objetivo volta como veio.

    Erro: `ValueError`, se as três partes não são vetores, ou os dois objetivos não têm o mesmo tamanho.
    """
    parts = goal_parts(space)
    if parts is None:
        return space
    shapes = {part: getattr(own, "shape", None) if hasattr(own, "low") else None for part, own in parts.items()}
    vectors = all(shape is not None and len(shape) == 1 and shape[0] for shape in shapes.values())
    if not vectors or shapes[ACHIEVED] != shapes[DESIRED]:
        raise ValueError(
            f"As observações de {name} têm as formas {shapes}; num ambiente com objetivo aceitamos três vetores, cada "
            "um um `Box` de uma dimensão, com `achieved_goal` e `desired_goal` do mesmo tamanho. Corrija o "
            "`observation_space`, ou achate o que não é vetor."
        )
    with np.errstate(over="ignore"):  # limites que não cabem em float32 viram infinito
        low, high = (
            np.concatenate([getattr(parts[part], end) for part in (OBSERVATION, DESIRED)]).astype(np.float32)
            for end in ("low", "high")
        )
    return Box(low, high, dtype=np.float32)


def goal_parts(space: Any) -> dict[str, Any] | None:
    """Os espaços das três partes, pelo nome; `None`, se `space` não é de um ambiente com objetivo."""
    found = getattr(space, "spaces", None)
    return {part: found[part] for part in PARTS} if isinstance(found, Mapping) and set(found) == set(PARTS) else None


class Goals:
    """Os objetivos da última observação de cada ambiente, `[ambiente, dimensão]`, em float64.

    - `space`: o espaço das observações, de um ambiente com objetivo. `count`: quantos ambientes.
    """

    def __init__(self, space: Any, count: int):
        self.shapes = {part: own.shape for part, own in (goal_parts(space) or {}).items()}
        self.achieved, self.desired = np.zeros((2, count, *self.shapes[ACHIEVED]))

    def joined(self, k: int, given: Any) -> np.ndarray | None:
        """O vetor que o treino vê, e os objetivos anotados; `None`, se `given` não são as três partes, de números."""
        if not isinstance(given, Mapping) or not set(PARTS) <= set(given):
            return None
        parts = {part: np.asarray(given[part]) for part in PARTS}
        if any(own.shape != self.shapes[part] or own.dtype.kind not in "iufb" for part, own in parts.items()):
            return None
        if not np.isfinite(parts[ACHIEVED]).all():
            return None
        self.achieved[k], self.desired[k] = parts[ACHIEVED], parts[DESIRED]
        return np.concatenate([parts[OBSERVATION], parts[DESIRED]])

    def __str__(self) -> str:
        return "um dicionário com " + ", ".join(f"`{part}` de forma {shape}" for part, shape in self.shapes.items())
