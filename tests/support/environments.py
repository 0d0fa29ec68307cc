"""Ambientes pequenos para os testes: cada um faz uma coisa só."""

import gymnasium as gym
import numpy as np


class Scripted(gym.Env):
    """Observa o relógio, guarda as ações que recebe e acaba quando mandam; `fault` troca o que `step` devolve."""

    def __init__(self, low=(-1.0,), high=(1.0,), ends=5, terminates=True, fault=None, dtype=np.float32):
        self.action_space = gym.spaces.Box(np.array(low, dtype), np.array(high, dtype), dtype=dtype)
        self.observation_space = gym.spaces.Box(-np.inf, np.inf, (2,), np.float32)
        self.ends, self.terminates, self.fault = ends, terminates, fault
        self.received, self.seeds, self.closed = [], [], False

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.clock = 0
        self.seeds.append(seed)
        return self._obs(), {}

    def _obs(self):
        return np.array([self.clock, self.np_random.normal()], np.float32)

    def step(self, action):
        self.received.append(np.array(action))
        self.clock += 1
        over = self.clock >= self.ends
        result = (self._obs(), float(self.clock), over and self.terminates, over and not self.terminates, {})
        return self.fault(*result) if self.fault else result

    def close(self):
        self.closed = True
