"""A função do estudante, treinando o braço de verdade: quem a chama é a memória, ao fim de cada episódio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from ...support.hindsight import Hindsight
from ...support.past import UNFINISHED, Past
from ...support.randomness import generator
from ..ours import passing

#: Quantas vezes cada episódio é recontado; como no artigo, quatro objetivos novos por transição.
VERSIONS = 4


def retelling(hindsight: Any) -> Hindsight:
    """O que dar ao `Trainer` em `hindsight=`: a sua função, se passa na conferência; senão a do curso, com um aviso."""
    own = passing("08.1", hindsight, None)
    return Hindsight() if own is None else Yours(own)


class Yours(Hindsight):
    """Como o `Hindsight` do curso, com os objetivos e as recompensas que a função do estudante dá.

    - `function`: de um episódio, uma lista de tuplas, e um gerador do NumPy, às transições recontadas.
    """

    def __init__(self, function: Callable[..., list], share: float = 0.8):
        super().__init__(share)
        self.function = function

    def bind(self, world: Any, buffer: Any, seeds: Sequence[int], batch_size: int) -> Yours:
        """Uma cópia ligada aos ambientes e à memória de um treino."""
        bound = super().bind(world, buffer, seeds, batch_size)
        bound.past = Retold(world, buffer, self.function, seeds)
        return bound

    def at(self, buffer: Any, uniforms: np.ndarray) -> Any:
        """O lote `buffer.at(uniforms)`, com parte das transições recontada."""
        batch, past = buffer.at(uniforms), self.past
        assert isinstance(past, Retold)
        rows = (uniforms * len(buffer)).astype(np.int64)
        version = (self.when.next() * VERSIONS).astype(np.int64)
        told = np.take_along_axis(past.left, rows, 1) > UNFINISHED
        k, i = np.nonzero(told & (self.which.next() < self.settings["share"][:, None]))
        own = k, rows[k, i], version[k, i]
        for obs in (batch.obs, batch.next_obs):
            obs[k, i, -past.new_goals.shape[-1] :] = torch.from_numpy(past.new_goals[own])
        batch.reward[k, i] = torch.from_numpy(past.new_rewards[own])
        return batch


class Retold(Past):
    """O que `Past` lembra e, de cada transição de um episódio acabado, os objetivos e as recompensas novos."""

    STATE = ("_kept", "random")

    def __init__(self, world: Any, buffer: Any, function: Callable[..., list], seeds: Sequence[int]):
        super().__init__(world, buffer)
        self.function, self.random = function, [generator(seed, "retelling") for seed in seeds]
        self.new_rewards = np.zeros((*buffer.reward.shape, VERSIONS), np.float32)
        self.new_goals = np.zeros((*self.new_rewards.shape, self.achieved.shape[-1]), np.float32)

    @property
    def _kept(self) -> list[np.ndarray]:
        own = (self.achieved, self.left, self.new_goals, self.new_rewards)
        return [field[:, : len(self.buffer)] for field in own]

    def add(self, over: np.ndarray, lengths: np.ndarray) -> None:
        """Anota a transição que acaba de entrar e, onde um episódio acabou com ela, reconta-o `VERSIONS` vezes."""
        super().add(over, lengths)
        memory, goal = self.buffer, self.achieved.shape[-1]
        for k in np.flatnonzero(over).tolist():
            rows = (memory._next - 1 - self._back(k, lengths)) % memory.capacity
            obs, action, reward = memory.obs[k, rows], memory.action[k, rows], memory.reward[k, rows].tolist()
            for version in range(VERSIONS):
                parts = map(np.copy, (obs[:, :-goal], action, self.achieved[k, rows], obs[:, -goal:]))
                again = self.function(list(zip(*parts, reward)), self.random[k])
                self.new_goals[k, rows, version] = [one[3] for one in again]
                self.new_rewards[k, rows, version] = [one[4] for one in again]

    def _back(self, k: int, lengths: np.ndarray) -> np.ndarray:
        """Há quantos passos foi cada transição do episódio que acabou, da primeira à última."""
        return np.arange(min(int(lengths[k]), self.buffer.capacity))[::-1]
