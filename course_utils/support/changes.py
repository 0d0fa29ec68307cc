"""Os ajustes que mudam durante o treino: quais são, que valores aceitam, e a mudança em si."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .checks import PerReplica, integer, per_replica, similar
from .history import Change

#: O nome com que `Trainer.new_episode` se anota entre as mudanças.
NEW_EPISODE = "new_episode"


class ChangeableSettings:
    """Os ajustes vivos de um agente e das suas explorações, pelo nome, com um valor por réplica.

    Se duas explorações têm um ajuste de mesmo nome, cada um leva o nome da sua classe: `"ParameterNoise.sigma"`.
    """

    def __init__(self, agent: Any, explorations: Sequence[Any]):
        self.replicas = len(agent.seeds)
        #: Nome → (valores vivos, limites).
        self.found: dict[str, tuple[Any, tuple[float, float]]] = {
            name: (agent.settings[name], limits) for name, limits in agent.LIMITS.items()
        }
        names = [name for exploration in explorations for name in exploration.LIMITS]
        for exploration in explorations:
            for name, limits in exploration.LIMITS.items():
                full = name if names.count(name) == 1 else f"{type(exploration).__name__}.{name}"
                self.found[full] = (exploration.settings[name], limits)

    def values(self) -> dict[str, np.ndarray]:
        """O valor atual de cada ajuste, `[réplica]` (cópias)."""
        return {name: np.array([float(x) for x in values]) for name, (values, _) in self.found.items()}

    def checked(self, name: str, value: PerReplica, replica: int | None) -> list[tuple[int, float]]:
        """Confere uma mudança e a devolve como pares (réplica, valor). Erros: `ValueError` ou `TypeError`."""
        if not isinstance(name, str) or name not in self.found:
            raise ValueError(f"Não há ajuste ao vivo chamado {name!r} neste treino{similar(str(name), self.found)}")
        replicas = range(self.replicas) if replica is None else [integer("replica", replica, 0, self.replicas - 1)]
        return list(zip(replicas, per_replica(name, value, len(replicas), *self.found[name][1]).tolist()))

    def apply(self, step: int, name: str, new: list[tuple[int, float]]) -> list[Change]:
        """Faz a mudança já conferida e a devolve por escrito."""
        values, _ = self.found[name]
        changes = [Change(step, k, name, float(values[k]), x) for k, x in new]
        for k, x in new:
            values[k] = x
        return changes
