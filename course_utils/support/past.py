"""O que se lembra de um ambiente com objetivo além da transição, e o juiz: as contas do próprio ambiente."""

from __future__ import annotations

from typing import Any

import numpy as np

from .bodies import Bodies, EnvironmentFault
from .checks import shown
from .spaces import as_array

#: Nos primeiros passos da memória confere-se que `compute_reward` dá a recompensa que `step` deu.
CHECKED = 1000
UNFINISHED = -1


class Past:
    """O objetivo que cada transição do replay buffer alcançou, nas posições dele, e onde acaba o episódio de cada uma.

    O buffer escreve por cima do mais antigo. O que veio depois de uma transição, no mesmo episódio, é mais novo que
    ela: enquanto ela está na memória, os objetivos que lhe servem também estão.

    - `world`: os ambientes, com objetivo. `buffer`: o replay buffer.
    """

    STATE = ("_kept",)

    def __init__(self, world: Bodies, buffer: Any):
        assert world.goals is not None  # `check_goals` já o disse
        self.envs, self.name, self.goals, self.buffer = world.envs, world.name, world.goals, buffer
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

    # --- o juiz ---------------------------------------------------------------------------------------------------

    def reward(self, k: int, achieved: np.ndarray, desired: np.ndarray) -> np.ndarray:
        """A recompensa que o ambiente k dá a cada par de objetivos, de `[n, dimensão]` a `[n]`."""
        given = self._asked(k, "compute_reward", achieved, desired)
        found = as_array(given)
        if found is None or found.shape != (len(achieved),) or found.dtype.kind not in "iufb":
            raise self._fault("compute_reward", len(achieved), f"devolveu {shown(given)}")
        if not np.isfinite(found.astype(np.float32)).all():
            raise self._fault("compute_reward", len(achieved), f"devolveu {shown(given)}, que não são finitos")
        return found

    def terminated(self, k: int, achieved: np.ndarray, desired: np.ndarray, was: np.ndarray) -> np.ndarray:
        """O `terminated` de cada transição com o objetivo novo: o que foi, ou o que o ambiente diz que acabaria ali.

        Quem o diz é o `compute_terminated` dele, se dá um valor por linha; sem ele, fica `was`. Um episódio que acabou
        continua acabado: da sua última transição, o objetivo novo é o ponto em que ela mesma chegou.
        """
        if not hasattr(self._body(k), "compute_terminated"):
            return was
        now = as_array(self._asked(k, "compute_terminated", achieved, desired))
        return was if now is None or now.shape != was.shape else now.astype(bool) | was.astype(bool)

    def check(self, k: int, given: float) -> None:
        """Confere que a recompensa de `step` é a de `compute_reward`: é por ela que se reconta. Erro: o do ambiente."""
        if len(self.buffer) < CHECKED:
            found = self.reward(k, self.goals.achieved[k : k + 1], self.goals.desired[k : k + 1])[0]
            if not np.isclose(found, given, 1e-4, 1e-6):
                raise EnvironmentFault(
                    f"{self.name}: `step` deu a recompensa {given:g}, e `compute_reward` dá {found:g} com os "
                    "objetivos da mesma observação. `hindsight` reconta por `compute_reward`: os dois precisam "
                    "ser a mesma conta. Faça `step` chamar `compute_reward`, ou treine sem `hindsight`."
                )

    def check_vectors(self) -> None:
        """Confere, antes de treinar, que as contas de cada ambiente aceitam vários objetivos de uma vez."""
        for k in range(len(self.envs)):
            goals = self.goals.achieved[[k, k]], self.goals.desired[[k, k]]
            self.terminated(k, *goals, self.reward(k, *goals) != 0)

    def _body(self, k: int) -> Any:
        return getattr(self.envs[k], "unwrapped", self.envs[k])

    def _asked(self, k: int, method: str, achieved: np.ndarray, desired: np.ndarray) -> Any:
        try:
            return getattr(self._body(k), method)(achieved.copy(), desired.copy(), {})
        except Exception as error:
            raise self._fault(method, len(achieved), f"parou com {type(error).__name__}: {error}") from error

    def _fault(self, method: str, count: int, did: str) -> EnvironmentFault:
        return EnvironmentFault(
            f"{self.name}: `{method}`, com {count} pares de objetivos de uma vez, {did}; precisa dar {count} "
            "números finitos, um por linha, sem se apoiar em `info`. Escreva-o com `axis=-1`, como em "
            "`np.linalg.norm(achieved - desired, axis=-1)`."
        )


def check_goals(world: Bodies) -> None:
    """Confere que estes ambientes têm objetivo e recontam a recompensa. Erro: `TypeError`."""
    if world.goals is None:
        raise TypeError(
            f"`hindsight` foi dado, mas {world.name} não é um ambiente com objetivo: as observações dele são "
            f"{world.envs[0].observation_space}. Aceita-se um dicionário de `observation`, `achieved_goal` e "
            "`desired_goal`, como no Gymnasium-Robotics. Tire o `hindsight`, ou use um desses ambientes."
        )
    body = getattr(world.envs[0], "unwrapped", world.envs[0])
    if not callable(getattr(body, "compute_reward", None)):
        raise TypeError(
            f"`hindsight` foi dado, mas {world.name} não tem `compute_reward`, com que se recalcula a recompensa para "
            "outro objetivo. Escreva nele `def compute_reward(self, achieved_goal, desired_goal, info):`, que aceite "
            "vetores, ou treine sem `hindsight`."
        )
