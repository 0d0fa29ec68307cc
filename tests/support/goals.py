"""Um ponto que se empurra até um objetivo, em uma ou mais dimensões: −1 longe e 0 perto, como o FetchReach."""

import gymnasium as gym
import numpy as np
from gymnasium.spaces import Box, Dict


class Reach(gym.Env):
    """O ponto anda `pace` por ação; chega quem fica a menos de `near` do objetivo.

    `ends`: passos até o corte. `terminates`: chegar acaba o episódio. `falls`: sair de [-1, 1] também.
    """

    def __init__(self, dim=1, ends=12, near=0.1, terminates=False, falls=False, pace=0.25):
        goal = Box(-4, 4, (dim,), np.float64)
        self.observation_space = Dict(observation=Box(-4, 4, (dim,)), achieved_goal=goal, desired_goal=goal)
        self.action_space = Box(-1, 1, (dim,), np.float32)
        self.dim, self.ends, self.near, self.pace = dim, ends, near, pace
        self.terminates, self.falls = terminates, falls

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.clock, self.point = 0, self.np_random.uniform(-0.3, 0.3, self.dim)
        self.goal = self.np_random.uniform(-1, 1, self.dim)
        return self.seen(), {}

    def seen(self):
        return dict(observation=self.point.astype(np.float32), achieved_goal=self.point.copy(), desired_goal=self.goal)

    def compute_reward(self, achieved, desired, info):
        return -(np.linalg.norm(achieved - desired, axis=-1) >= self.near).astype(np.float64)

    def step(self, action):
        self.point = np.clip(self.point + self.pace * np.asarray(action, np.float64), -3, 3)
        self.clock += 1
        reward = float(self.compute_reward(self.point, self.goal, {}))
        fell = self.falls and bool((abs(self.point) > 1).any())
        return self.seen(), reward, bool(self.terminates and reward == 0) or fell, self.clock >= self.ends, {}


class Ending(Reach):
    """O que chega acaba, e o ambiente diz por uma conta dele quando se acaba."""

    def __init__(self, **more):
        super().__init__(terminates=True, **more)

    def compute_terminated(self, achieved, desired, info):
        return np.linalg.norm(achieved - desired, axis=-1) < self.near
