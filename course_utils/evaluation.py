"""Avaliação sem ruído, com sementes fixas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .environments import Environments
from .support.agents import check_agent
from .support.checks import integer
from .support.elsewhere import named
from .support.spaces import is_environment, warn_of_statistics


@named
def evaluate(agent: Any, env: str | Callable[[], Any], episodes: int = 100, seed: int = 1000) -> np.ndarray:
    """Retornos sem ruído, `[réplica, episódio]`, sem desconto e nas unidades do ambiente.

    O episódio e começa de `reset(seed=seed + e)`, o mesmo para todas as réplicas: comparações são pareadas.
    `env` é um id do Gymnasium ou uma função sem argumentos, e cada episódio tem o seu ambiente. Onde só pode haver um,
    como um robô, `env` é o próprio ambiente: os episódios vêm um depois do outro, dão os mesmos números, e ele fica
    aberto; se é o de um treino, o treino volta depois ao ponto em que estava. Nada no agente muda.
    """
    check_agent(agent)
    shape = (len(agent.seeds), integer("episodes", episodes, 1, 10_000))
    count, seed, alone = shape[0] * shape[1], integer("seed", seed, 0), is_environment(env)
    environments = Environments(lambda: env, 1) if alone else Environments(env, count)
    try:
        check_agent(agent, environments)
        warn_of_statistics(environments.envs[0])
        turns = [[k] for k in range(count)] if alone else [list(range(count))]
        returns = sum(_play(agent, environments, turn, shape, seed) for turn in turns)
    finally:
        if not alone:
            environments.close()
    return np.reshape(returns, shape)


def _play(agent: Any, environments: Environments, active: list[int], shape: tuple[int, int], seed: int) -> np.ndarray:
    """Os retornos dos episódios de `active`, jogados juntos, cada um no seu ambiente; dos outros, zero."""
    alone, count = len(environments.envs) == 1, shape[0] * shape[1]
    obs, returns = np.zeros((count, *agent.obs_shape), environments.obs_dtype), np.zeros(count)
    for k in active:
        # sozinho, ele ocupa todas as linhas: num lote da mesma forma a conta é a mesma, bit a bit
        obs[slice(None) if alone else k] = environments.reset(0 if alone else k, seed + k % shape[1])
    while active:
        action = agent.act(obs.reshape(*shape, *agent.obs_shape)).reshape(count, -1)
        in_units, still = environments.to_env(action), []
        for k in active:
            new, reward, *ends = environments.step_one(0 if alone else k, in_units[k])
            obs[slice(None) if alone else k] = new
            returns[k] += reward
            if not any(ends):
                still.append(k)
        active = still
    return returns
