"""O que se lembra de um ambiente com objetivo além da transição."""

from __future__ import annotations

from typing import Any

import numpy as np

from .bodies import Bodies
from .judge import Judge

#: Nos primeiros passos da memória confere-se que `compute_reward` dá a recompensa que `step` deu.
CHECKED = 1000
UNFINISHED = -1


class Past:
    """O objetivo que cada transição do replay buffer alcançou, nas posições dele, e onde acaba o episódio de cada uma.

    O buffer escreve por cima do mais antigo. O que veio depois de uma transição, no mesmo episódio, é mais novo que
    ela: enquanto ela está na memória, os objetivos que lhe servem também estão.

    - `world`: os ambientes, com objetivo. `buffer`: o replay buffer.
    """

    STATE: tuple[str, ...] = ("_kept",)

    def __init__(self, world: Bodies, buffer: Any):
        assert world.goals is not None  # `check_goals` já o disse
        self.judge, self.goals, self.buffer = Judge(world.envs, world.name), world.goals, buffer
        shape = buffer.reward.shape
        self.achieved = np.zeros((*shape, self.goals.achieved.shape[1]))
        #: Quantos passos do mesmo episódio vieram depois de cada transição; `UNFINISHED`, se ele não acabou.
        self.left = np.full(shape, UNFINISHED)

    @property
    def _kept(self) -> list[np.ndarray]:
        return [field[:, : len(self.buffer)] for field in (self.achieved, self.left)]

    def add(self, over: np.ndarray, lengths: np.ndarray) -> None:
        """Anota a transição que acaba de entrar no buffer; `over` diz em que réplicas o episódio acabou com ela."""
        row, capacity = (self.buffer._next - 1) % self.buffer.capacity, self.buffer.capacity
        self.achieved[:, row], self.left[:, row] = self.goals.achieved, UNFINISHED
        for k in np.flatnonzero(over):
            back = np.arange(min(int(lengths[k]), capacity))
            self.left[k, (row - back) % capacity] = back

    def check(self, k: int, given: float) -> None:
        """Confere que a recompensa de `step` é a de `compute_reward`: é por ela que se reconta. Erro: o do ambiente."""
        if len(self.buffer) < CHECKED:
            self.judge.confirm([given], self.goals.achieved[k : k + 1], self.goals.desired[k : k + 1], k)

    def check_vectors(self) -> None:
        """Confere, antes de treinar, que as contas de cada ambiente aceitam vários objetivos de uma vez."""
        for k in range(len(self.goals.achieved)):
            goals = self.goals.achieved[[k, k]], self.goals.desired[[k, k]]
            self.judge.terminated(k, *goals, self.judge.reward(k, *goals) != 0)


def check_goals(world: Bodies) -> None:
    """Confere que estes ambientes têm objetivo e recontam a recompensa. Erro: `TypeError`."""
    if world.goals is None:
        raise TypeError(
            f"`hindsight` foi dado, mas {world.name} não é um ambiente com objetivo: as observações dele são "
            f"{world.envs[0].observation_space}. Aceita-se um dicionário de `observation`, `achieved_goal` e "
            "`desired_goal`, como no Gymnasium-Robotics. Tire o `hindsight`, ou use um desses ambientes."
        )
    if not Judge(world.envs, world.name).able:
        raise TypeError(
            f"`hindsight` foi dado, mas {world.name} não tem `compute_reward`, com que se recalcula a recompensa para "
            "outro objetivo. Escreva nele `def compute_reward(self, achieved_goal, desired_goal, info):`, que aceite "
            "vetores, ou treine sem `hindsight`."
        )
