"""Ambientes de sonda: problemas tão pequenos que se sabe de cor o que um agente correto aprende em cada um.

São as cinco sondas de Andy Jones (*Debugging RL, Without the Agonizing Pain*, 2021), com ações contínuas. Cada uma só
se resolve se funciona uma parte a mais do aprendiz; a primeira que falha diz onde procurar.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import gymnasium as gym
import numpy as np
import torch

from ..exploration import ActionNoise
from ..figures.aula_07 import Finding, against
from ..figures.plots import number
from .exhibit import Make

STEPS, WARMUP = 800, 200
GAMMA = 0.5  # longe de 0 e de 1: esquecer o desconto, ou o futuro, dá outro número
BEST = 1.0  # a melhor ação, em unidades do ambiente, que vão de −2 a 2
CLOSE = 0.15


class Probe(gym.Env):
    """Uma sonda de um ou dois passos. A observação é um número; a ação vai de −2 a 2.

    - `steps`: quantos passos tem o episódio. Com dois, a observação é 0 e depois 1, e só o último passo paga.
    - `signs`: se o único passo tem uma observação sorteada, −1 ou 1; senão, é sempre 0.
    - `reward`: de (observação, ação) à recompensa do último passo.
    """

    def __init__(self, reward: Any, steps: int = 1, signs: bool = False):
        self._reward, self._steps, self._signs = reward, steps, signs
        self.observation_space = gym.spaces.Box(-1, 1, (1,), np.float32)
        self.action_space = gym.spaces.Box(-2, 2, (1,), np.float32)

    def _obs(self) -> np.ndarray:
        return np.array([self._seen], np.float32)

    def reset(self, *, seed=None, options=None):
        """Começa um episódio."""
        super().reset(seed=seed)
        self._done, self._seen = 0, (self.np_random.choice([-1.0, 1.0]) if self._signs else 0.0)
        return self._obs(), {}

    def step(self, action):
        """Dá um passo; o último paga e termina."""
        self._done += 1
        over = self._done == self._steps
        reward = float(self._reward(self._seen, float(action[0]))) if over else 0.0
        self._seen = 1.0 if not over else self._seen
        return self._obs(), reward, over, False, {}


def always_one(seen: float, action: float) -> float:
    """Paga 1, sempre."""
    return 1.0


def the_sign(seen: float, action: float) -> float:
    """Paga o que se vê: −1 ou 1."""
    return seen


def near_best(seen: float, action: float) -> float:
    """Paga mais perto de a = 1."""
    return 1 - (action - BEST) ** 2


def near_signed_best(seen: float, action: float) -> float:
    """Paga mais perto de a = 1 onde se vê 1, e de a = −1 onde se vê −1."""
    return 1 - (action - BEST * seen) ** 2


def studied(make: Make, seed: int, env: Any, seen: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """O que um agente aprendeu numa sonda, em cada observação de `seen`: Q(s, μ(s)) e a ação, em unidades da sonda."""
    settings = dict(gamma=GAMMA, tau=0.05, actor_lr=3e-3, critic_lr=3e-3, reward_scale=1.0, warmup=WARMUP)
    trainer = make(env, seeds=[seed], exploration=ActionNoise(sigma=0.2), **settings).advance(until=STEPS)
    obs = torch.tensor([[[own] for own in seen]], dtype=torch.float32)
    action = trainer.agent.actor(obs)
    q = trainer.agent.critic(obs, action)
    return q[0].numpy(), 2 * action[0, :, 0].numpy()


def values(make: Make, seed: int, *, env: Any, expected: dict[float, float]) -> Finding:
    """Se Q(s, μ(s)) é o que se sabe de cor, em cada observação."""
    q, _ = studied(make, seed, env, list(expected))
    return _told("Q", q, expected)


def actions(make: Make, seed: int, *, env: Any, expected: dict[float, float]) -> Finding:
    """Se μ(s) é a melhor ação, que se sabe de cor, em cada observação."""
    _, action = studied(make, seed, env, list(expected))
    return _told("μ", action, expected)


def _told(letter: str, found: np.ndarray, expected: dict[float, float]) -> Finding:
    wanted = np.array(list(expected.values()))
    gap = float(np.abs(found - wanted).max()) if np.isfinite(found).all() else float("inf")
    draw = partial(against, x=np.array(list(expected)), measured=found, expected=wanted, labels=("observação", letter))
    parts = [f"{letter}({number(s, 0)}) = {number(x, 1)}" for s, x in zip(expected, found)]
    right = [number(x, 1) for x in wanted]
    says = f"{' e '.join(parts)}; {'têm de ser' if len(right) > 1 else 'tem de ser'} {' e '.join(right)}"
    return Finding(gap < CLOSE, gap, says, draw)


one_step = partial(values, env=partial(Probe, always_one), expected={0.0: 1.0})
one_step_seen = partial(values, env=partial(Probe, the_sign, signs=True), expected={-1.0: -1.0, 1.0: 1.0})
two_steps = partial(values, env=partial(Probe, always_one, steps=2), expected={0.0: GAMMA, 1.0: 1.0})
one_action = partial(actions, env=partial(Probe, near_best), expected={0.0: BEST})
two_actions = partial(actions, env=partial(Probe, near_signed_best, signs=True), expected={-1.0: -BEST, 1.0: BEST})
