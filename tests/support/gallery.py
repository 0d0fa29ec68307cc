"""Ambientes para examinar: os que servem, os que atrapalham e os quebrados, cada um por um motivo."""

import time

import gymnasium as gym
import numpy as np
from gymnasium import spaces

Box = spaces.Box


class Plain(gym.Env):
    """Serve: a ação empurra um ponto de volta ao centro."""

    observation_space, action_space, ends = Box(-9, 9, (2,), np.float32), Box(-1, 1, (1,), np.float32), 30

    def obs(self):
        return np.array([self.x, self.v], np.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.t, self.x, self.v = 0, *self.np_random.uniform(-1, 1, 2)
        return self.obs(), {}

    def step(self, action):
        self.t, self.v = self.t + 1, 0.9 * self.v + 0.1 * float(np.ravel(action)[0])
        self.x += 0.1 * self.v
        return self.obs(), -abs(self.x), False, self.t >= self.ends, {}


class Changed(Plain):
    """Um `Plain` que troca uma das coisas que `step` devolve."""

    def obs_of(self, obs):
        return obs

    def reward_of(self, reward):
        return reward

    def obs(self):
        return self.obs_of(super().obs())

    def step(self, action):
        obs, reward, *rest = super().step(action)
        return obs, self.reward_of(reward), *rest


class Old(Plain):
    """A interface de antes: `reset` dá só a observação, e `step`, quatro valores."""

    def reset(self, seed=None):
        return super().reset(seed=seed)[0]

    def step(self, action):
        obs, reward, terminated, truncated, info = super().step(action)
        return obs, reward, terminated or truncated, info


class NoSeed(Plain):
    def reset(self):
        return super().reset()


class AllWrong(Plain):
    """Quatro defeitos de uma vez."""

    observation_space, action_space = spaces.Dict(x=Box(-1, 1, (2,))), spaces.Discrete(3)

    def step(self, action):
        obs, *_ = super().step(action)
        return {"x": obs}, "um", 0, None, {}


class TwoNumbersWrong(Changed):
    def obs_of(self, obs):
        return obs * np.nan if self.t else obs

    def reward_of(self, reward):
        return float("inf")


class Forever(Plain):
    ends = 10**9


class Timestamp(Changed):
    """A hora do relógio de parede na observação: em float32, um segundo some."""

    observation_space = Box(-np.inf, np.inf, (2,), np.float64)

    def obs_of(self, obs):
        return np.array([1.7e9 + self.t, obs[1]])


class GlobalRandom(Changed):
    def obs_of(self, obs):
        return (obs + 0.1 * np.random.default_rng().normal(size=2)).astype(np.float32)


class WallClock(Changed):
    def reward_of(self, reward):
        return reward - time.perf_counter() % 1


class ClassState(Changed):
    """O estado mora na classe: dois ambientes contam juntos."""

    steps = [0]

    def reset(self, **given):
        self.steps[0] = 0
        return super().reset(**given)

    def reward_of(self, reward):
        self.steps[0] += 1
        return reward - 0.01 * self.steps[0]


class Curriculum(Changed):
    level = 0

    def reset(self, **given):
        self.level += 1
        return super().reset(**given)

    def reward_of(self, reward):
        return reward * self.level


class SameStart(Plain):
    def reset(self, **given):
        super().reset(**given)
        self.x, self.v = 1.0, 0.0
        return self.obs(), {}


class Deaf(Plain):
    def step(self, action):
        return super().step(np.zeros(1))


class Huge(Changed):
    observation_space = Box(-1e6, 1e6, (2,), np.float32)

    def obs_of(self, obs):
        return 1000 * obs

    def reward_of(self, reward):
        return 1e4 * reward


class Tiny(Changed):
    def obs_of(self, obs):
        return 0.01 * obs

    def reward_of(self, reward):
        return 1e-4 * reward


class NeverRewarded(Changed):
    def reward_of(self, reward):
        return 0.0


class Cut(Plain):
    """O corte pelo relógio dito como fim."""

    def step(self, action):
        obs, reward, _, truncated, info = super().step(action)
        return obs, reward, truncated, False, info


class Outside(Plain):
    observation_space = Box(-0.01, 0.01, (2,), np.float32)


class Picture(Plain):
    """Uma imagem com os canais no fim."""

    observation_space = Box(0, 255, (84, 84, 3), np.uint8)

    def obs(self):
        return np.full((84, 84, 3), int(128 + 60 * np.tanh(self.x)), np.uint8)


class IdentityBox(gym.Env):
    """O ambiente de identidade do Stable-Baselines3, refeito da descrição: repetir a observação dá 1."""

    def __init__(self, low=-1.0, high=1.0, eps=0.05, ep_length=100):
        self.action_space = self.observation_space = Box(low, high, (1,), np.float32)
        self.eps, self.ends = eps, ep_length

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.observation_space.seed(seed)
        self.t, self.state = 0, self.observation_space.sample()
        return self.state, {}

    def step(self, action):
        reward = 1.0 if abs(self.state - action).max() <= self.eps else 0.0
        self.t, self.state = self.t + 1, self.observation_space.sample()
        return self.state, reward, False, self.t >= self.ends, {}


class Identity(IdentityBox):
    """O de ações discretas."""

    def __init__(self):
        super().__init__()
        self.action_space = self.observation_space = spaces.Discrete(3)


class Goal(Plain):
    """Como o FetchReach: um dicionário de observação, meta alcançada e meta desejada; recompensa −1 ou 0."""

    part = Box(-np.inf, np.inf, (3,), np.float64)
    observation_space = spaces.Dict(observation=Box(-np.inf, np.inf, (10,)), achieved_goal=part, desired_goal=part)
    action_space = Box(-1, 1, (4,), np.float32)

    def obs(self):
        hand = np.array([self.x, self.v, 0.0])
        return dict(observation=np.zeros(10), achieved_goal=hand, desired_goal=hand * 0)
