"""Avaliação sem ruído, com sementes fixas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .algorithm import Algorithm
from .environments import Environments
from .support.checks import integer, shown


def evaluate(agent: Algorithm, env: str | Callable[[], Any], episodes: int = 100, seed: int = 1000) -> np.ndarray:
    """Retornos sem ruído, `[réplica, episódio]`, sem desconto e nas unidades do ambiente.

    O episódio e começa de `reset(seed=seed + e)`, o mesmo para todas as réplicas: comparações são pareadas.
    `env` é um id do Gymnasium ou uma função sem argumentos. Nada no agente muda.
    """
    if not all(hasattr(agent, name) for name in ("act", "seeds", "obs_shape", "act_dim")):
        raise TypeError(f"`agent` recebeu {shown(agent)}; aceita um agente, como `trainer.agent`.")
    shape = (len(agent.seeds), integer("episodes", episodes, 1, 10_000))
    count = shape[0] * shape[1]
    environments = Environments(env, count)
    try:
        if environments.obs.shape[1:] != agent.obs_shape or environments.act_dim != agent.act_dim:
            raise ValueError(
                f"O agente recebe observações {agent.obs_shape} e dá {agent.act_dim} ação(ões); {environments.name} dá "
                f"{environments.obs.shape[1:]} e recebe {environments.act_dim}. Use o ambiente em que ele treinou."
            )
        obs = np.stack([environments.reset(k, integer("seed", seed, 0) + k % episodes) for k in range(count)])
        obs = obs.astype(environments.obs.dtype)
        returns, active = np.zeros(count), np.ones(count, bool)
        while active.any():
            action = agent.act(obs.reshape(*shape, *obs.shape[1:])).reshape(count, -1)
            in_units = environments.to_env(action)
            for k in np.flatnonzero(active).tolist():
                obs[k], reward, terminated, truncated = environments.step_one(k, in_units[k])
                returns[k] += reward
                active[k] = not (terminated or truncated)
    finally:
        environments.close()
    return returns.reshape(shape)
