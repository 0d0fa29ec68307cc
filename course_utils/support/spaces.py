"""Que ambientes servem: criar um, e conferir as ações, as observações e a recompensa dele."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import gymnasium as gym
import numpy as np


def as_number(reward: Any) -> float:
    """A recompensa como `float`; NaN se não for um número só."""
    if isinstance(reward, (float, int, np.floating, np.integer)):
        return float(reward)
    array = np.asarray(reward)
    return float(array.item()) if array.size == 1 and array.dtype.kind in "iufb" else math.nan


def make(env: str | Callable[[], Any]) -> Any:
    """Cria um ambiente a partir de um id ou de uma função sem argumentos.

    Erros: `ValueError` se o id não existir; `TypeError` se não for nem id nem função, ou se faltar interface.
    """
    if isinstance(env, str):
        try:
            return gym.make(env)
        except (gym.error.Error, ImportError) as error:
            raise ValueError(
                f"Não há um ambiente chamado {env!r} pronto para uso aqui ({error}). Confira a grafia, como em "
                '"Pendulum-v1", ou instale o pacote que o oferece.'
            ) from error
    if not callable(env):
        raise TypeError(
            f'`env` recebeu {env!r}; aceita um id, como "Pendulum-v1", ou uma função sem argumentos que cria o '
            'ambiente, como `lambda: gym.make("Pendulum-v1")`: cada réplica precisa do seu.'
        )
    made = env()
    missing = [name for name in ("reset", "step", "action_space", "observation_space") if not hasattr(made, name)]
    if missing:
        raise TypeError(f"`env` devolveu {made!r}, que não tem {', '.join(missing)}; devolva um ambiente do Gymnasium.")
    return made


def action_bounds(name: str, space: Any) -> tuple[np.ndarray, np.ndarray]:
    """Os limites de cada dimensão da ação, em float64; recusa o que o DDPG não controla."""
    if not (hasattr(space, "low") and hasattr(space, "high")) or np.issubdtype(space.dtype, np.integer):
        raise TypeError(
            f"As ações de {name} são {space}; o DDPG precisa de ações contínuas, um `Box` de números reais. Para ações "
            "discretas, use um método como o DQN."
        )
    low, high = np.asarray(space.low, np.float64).ravel(), np.asarray(space.high, np.float64).ravel()
    if not (low.size and np.isfinite(low).all() and np.isfinite(high).all() and (low < high).all()):
        raise ValueError(
            f"As ações de {name} vão de {low.tolist()} a {high.tolist()}; os limites precisam ser finitos, com "
            "low < high. Declare limites no `action_space` do ambiente, ou num wrapper em volta dele."
        )
    return low, high


def box_observation(name: str, space: Any) -> Any:
    """Confere que a observação é um `Box` de números e devolve o espaço."""
    if not (hasattr(space, "low") and hasattr(space, "shape") and space.shape):
        raise TypeError(
            f"As observações de {name} são {space}; aceitamos um `Box`, um vetor de números. Para dicionários, use "
            "`gymnasium.wrappers.FlattenObservation`."
        )
    return space
