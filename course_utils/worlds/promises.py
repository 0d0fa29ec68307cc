"""O que um crítico promete, e o que de fato vem: Q(s, μ(s)) contra o retorno descontado que se seguiu, sem ruído.

Mede-se nos estados por onde o próprio ator passa. Como o valor Q de um estado é a soma de tudo o que vem, o episódio é
seguido além do limite de tempo: o que falta da soma é desprezível.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import gymnasium as gym
import numpy as np
import torch

from ..ddpg import DDPG
from . import mountain_car, pendulum

#: Os passos que se seguem depois do último estado em que se mede: com γ = 0,99, falta menos de 0,3 % da soma.
BEYOND = 600
#: Quantos passos de cada episódio do carro se medem: quem aprendeu chega antes.
CAR_STEPS = 400


class Promises(NamedTuple):
    """A promessa e o que veio, nas unidades da recompensa, `[passo, réplica, episódio]`; NaN depois do fim."""

    promised: np.ndarray  # Q(s, μ(s)) / c
    paid: np.ndarray  # a soma descontada das recompensas, dali em diante
    returns: np.ndarray  # o retorno do episódio, sem desconto, `[réplica, episódio]`

    @property
    def optimism(self) -> np.ndarray:
        """A média de promessa menos o que veio, `[réplica]`: positiva, se o crítico promete demais."""
        return np.nanmean(self.promised - self.paid, axis=(0, 2))


def on_pendulum(agent: DDPG, episodes: int = 20, seed: int = 1000) -> Promises:
    """As promessas de cada réplica no `Pendulum-v1`, nos 200 passos de episódios com os começos do Gymnasium."""
    start = pendulum.gymnasium_starts(episodes, seed)
    angle, speed = (np.tile(x, (len(agent.seeds), 1)) for x in start)

    def policy(angle: np.ndarray, speed: np.ndarray) -> np.ndarray:
        return pendulum.MAX_TORQUE * agent.act(_pendulum_obs(angle, speed))[..., 0]

    angle, speed, _, rewards = pendulum.release(policy, angle, speed, 200 + BEYOND)
    obs = _pendulum_obs(angle[:200], speed[:200])
    return Promises(promised(agent, obs), discounted(agent, rewards)[:200], rewards[:200].sum(0))


def on_car(agent: DDPG, episodes: int = 20, seed: int = 1000) -> Promises:
    """As promessas de cada réplica no `MountainCarContinuous-v0`, até a bandeira ou o passo 400."""
    env: Any = gym.make(mountain_car.ENV)
    start = [env.reset(seed=seed + episode)[0][0] for episode in range(episodes)]
    position = np.tile(np.array(start, float), (len(agent.seeds), 1))
    velocity, over = np.zeros_like(position), np.zeros(position.shape, bool)
    states, rewards, ended = [], [], []
    for _ in range(mountain_car.LIMIT):
        obs = np.stack((position, velocity), -1).astype(np.float32)
        action = agent.act(obs)[..., 0]
        states.append(obs)
        ended.append(over)
        position, velocity = np.where(over, (position, velocity), mountain_car.push(position, velocity, action))
        arrived = mountain_car.at_flag(position, velocity)
        rewards.append(np.where(over, 0, 100.0 * arrived - 0.1 * action**2))
        over = over | arrived
    seen = np.where(ended[:CAR_STEPS], np.nan, 1)
    promise, paid = promised(agent, np.array(states[:CAR_STEPS])), discounted(agent, np.array(rewards))[:CAR_STEPS]
    return Promises(promise * seen, paid * seen, np.sum(rewards, 0))


def promised(agent: DDPG, obs: np.ndarray) -> np.ndarray:
    """Q(s, μ(s)) nas unidades da recompensa, de observações `[passo, réplica, episódio, …]`."""
    steps, replicas, episodes = obs.shape[:3]
    flat = np.ascontiguousarray(obs.swapaxes(0, 1)).reshape(replicas, steps * episodes, *obs.shape[3:])
    with torch.inference_mode():
        action = torch.from_numpy(agent.act(flat))
        q = agent.critic(agent.normalized(torch.from_numpy(flat)), action) / agent.settings["reward_scale"]
    return q.numpy().reshape(replicas, steps, episodes).swapaxes(0, 1)


def discounted(agent: DDPG, rewards: np.ndarray) -> np.ndarray:
    """O retorno descontado de cada passo em diante, com o γ de cada réplica, de recompensas `[passo, réplica, …]`."""
    gamma, total = agent.settings["gamma"].numpy(), np.zeros(rewards.shape[1:])
    sums = np.empty(rewards.shape)
    for t in reversed(range(len(rewards))):
        sums[t] = total = rewards[t] + gamma * total
    return sums


def _pendulum_obs(angle: np.ndarray, speed: np.ndarray) -> np.ndarray:
    return np.stack((np.cos(angle), np.sin(angle), speed), -1).astype(np.float32)
