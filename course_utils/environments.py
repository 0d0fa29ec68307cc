"""Um ambiente por réplica: a escala das ações, e o episódio em que cada um está, a que ele sabe voltar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from .support.bodies import Bodies, EnvironmentFault
from .support.interrupts import window


class Transition(NamedTuple):
    """Um passo de ambiente de cada réplica, `[réplica, …]`: de onde se saiu, o que se fez e aonde se chegou."""

    obs: np.ndarray
    action: np.ndarray  # em [-1, 1]
    reward: np.ndarray
    next_obs: np.ndarray
    terminated: np.ndarray
    truncated: np.ndarray


#: Em `lengths`: o episódio foi pedido, e o `reset` dele ainda não respondeu.
UNBORN = -1


class Environments(Bodies):
    """Os ambientes de uma população, um por réplica, com ações em [-1, 1].

    - `env`: um id do Gymnasium, como `"Pendulum-v1"`, ou uma função sem argumentos que cria um ambiente com
      a interface do Gymnasium. Ambientes do `gym` clássico 0.26 também servem.
    - `count`: quantos ambientes.

    Aceita ações `Box` com limites finitos, quaisquer em cada dimensão, e observações `Box`. Cada ambiente conhece o
    episódio em que está (a semente e as ações até aqui), e sabe voltar a ele.

    Erro: `EnvironmentFault`, se um ambiente falha, devolve o que não devia ou, ao voltar, não se repete.
    """

    def __init__(self, env: str | Callable[[], Any], count: int):
        super().__init__(env, count)
        #: A observação de agora, e o lugar da próxima: trocam de papel a cada passo.
        self.obs = np.zeros((count, *self.obs_space.shape), self.obs_dtype)
        self._next_obs = np.zeros_like(self.obs)
        self._reward, (self._terminated, self._truncated) = np.zeros(count), np.zeros((2, count), bool)
        #: O episódio em que o treino está: a semente, o número de passos e o retorno até aqui de cada réplica.
        self.seeds, self.lengths, self.returns = [0] * count, np.zeros(count, int), np.zeros(count)
        #: As últimas ações do treino, `[réplica, act_dim]` cada uma: tantas quantas o episódio mais longo já teve.
        self.played: list[np.ndarray] = []
        #: Quem confere a recompensa de cada passo, antes que ele conte: recebe a réplica e a recompensa.
        self.check: Callable[[int, float], None] = lambda k, reward: None
        #: As réplicas cujo ambiente está noutro ponto que não o do treino, porque um passo foi interrompido.
        self._behind: set[int] = set()

    # --- o episódio em que o treino está --------------------------------------------------------------------------

    def start(self, seeds: Mapping[int, int]) -> None:
        """Começa um episódio novo nas réplicas dadas, cada uma com a sua semente."""
        for k, seed in seeds.items():
            self.seeds[k], self.lengths[k], self.returns[k] = seed, UNBORN, 0
        del self.played[: len(self.played) - max(int(self.lengths.max()), 0)]
        self._behind.update(seeds)
        self._come_back(seeds)

    def step(self, action: np.ndarray) -> Transition:
        """Executa `action` `[réplica, act_dim]`, em [-1, 1]. O que volta é reaproveitado no passo seguinte.

        Um passo interrompido não conta: depois dele, `catch_up` leva cada ambiente de volta ao ponto do treino.
        """
        self._behind.update(range(len(self.envs)))
        with window():
            for k, own in enumerate(self.to_env(action)):
                self._next_obs[k], self._reward[k], self._terminated[k], self._truncated[k] = self.step_one(k, own)
        self._behind.clear()
        self.played.append(action)
        self.lengths += 1
        self.returns += self._reward
        before, after = self.obs, self._next_obs
        self.obs, self._next_obs = after, before  # a próxima vira a de agora
        return Transition(before, action, self._reward, after, self._terminated, self._truncated)

    def catch_up(self) -> None:
        """Leva cada ambiente ao ponto em que o treino está, se não está lá: a semente de novo, e as mesmas ações."""
        if self.taken():
            self._behind.update(range(len(self.envs)))
        self._come_back(sorted(self._behind))

    def resume(self, seeds: Sequence[int]) -> dict[int, EnvironmentFault]:
        """Vai ao meio dos episódios destas sementes, de que já se puseram aqui as ações, os passos e as observações.

        Devolve as réplicas que não chegaram lá, e por quê: o episódio delas se perdeu.
        """
        self.seeds, lost = list(seeds), {}
        for k in range(len(self.envs)):
            try:
                self._come_back([k])
            except EnvironmentFault as fault:
                lost[k] = fault
        return lost

    def _come_back(self, replicas: Iterable[int]) -> None:
        for k in replicas:
            with window():
                obs, total, over = self._repeat(k)
            if self.lengths[k] == UNBORN:
                self.obs[k], self.lengths[k] = obs, 0
            elif over or total != self.returns[k] or not np.array_equal(obs.astype(self.obs.dtype), self.obs[k]):
                raise self.unrepeatable(k, (obs, total), (self.obs[k], float(self.returns[k])))
            self._behind.discard(k)

    def _repeat(self, k: int) -> tuple[np.ndarray, float, bool]:
        """A observação e o retorno a que as ações do episódio levam, e se ele acabou antes da última."""
        obs, total, over = self.reset(k, self.seeds[k]), 0.0, False
        length = max(int(self.lengths[k]), 0)
        for action in self.to_env(np.array([own[k] for own in self.played[-length:]])) if length else ():
            if over:
                break
            obs, reward, *ends = self.step_one(k, action)
            total, over = total + reward, any(ends)
        return obs, total, over

    # --- um ambiente de cada vez ----------------------------------------------------------------------------------

    def to_env(self, action: np.ndarray) -> np.ndarray:
        """Leva a ação de [-1, 1] às unidades do ambiente: −1 chega exatamente em `low`, e 1 em `high`."""
        action = action.astype(np.float64)
        scaled = 0.5 * ((1 - action) * self.low + (1 + action) * self.high)
        return scaled.astype(self.action_dtype).reshape(-1, *self.action_shape)

    def step_one(self, k: int, action: np.ndarray) -> tuple[np.ndarray, float, bool, bool]:
        """Executa no ambiente k uma ação já nas unidades dele: `(obs, reward, terminated, truncated)`."""
        result = super().step_one(k, action)
        self.check(k, result[1])
        return result
