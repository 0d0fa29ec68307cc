"""Um ambiente por réplica: o que é aceito, a escala das ações e a conferência de cada passo."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from .support.interrupts import window
from .support.spaces import action_bounds, as_number, box_observation, make


class Transition(NamedTuple):
    """Um passo de ambiente de cada réplica, `[réplica, …]`: de onde se saiu, o que se fez e aonde se chegou."""

    obs: np.ndarray
    action: np.ndarray  # em [-1, 1]
    reward: np.ndarray
    next_obs: np.ndarray
    terminated: np.ndarray
    truncated: np.ndarray


class EnvironmentFault(ValueError):
    """Um ambiente não fez o combinado; a mensagem diz qual, em que passo e o que fazer."""


FLOAT32_MAX = float(np.finfo(np.float32).max)
#: Passos que um episódio pode ter: um que nunca acaba não ensina retorno nenhum, e encheria a memória.
LONGEST = 100_000


class Environments:
    """Os ambientes de uma população, um por réplica, com ações em [-1, 1].

    - `env`: um id do Gymnasium, como `"Pendulum-v1"`, ou uma função sem argumentos que cria um ambiente com
      a interface do Gymnasium. Ambientes do `gym` clássico 0.26 também servem.
    - `count`: quantos ambientes.

    Aceita ações `Box` com limites finitos, quaisquer em cada dimensão, e observações `Box`. Cada ambiente conhece o
    episódio em que está (a semente e as ações até aqui), e sabe voltar a ele.

    Erro: `EnvironmentFault`, se um ambiente falha ou devolve o que não devia.
    """

    def __init__(self, env: str | Callable[[], Any], count: int):
        self.envs = [make(env) for _ in range(count)]
        first = self.envs[0]
        self.name = getattr(getattr(first, "spec", None), "id", None) or getattr(env, "__qualname__", None) or str(env)
        self.low, self.high = action_bounds(self.name, first.action_space)
        self.obs_space = box_observation(self.name, first.observation_space)
        self.act_dim = self.low.size
        self.action_shape, self.action_dtype = first.action_space.shape, first.action_space.dtype
        frames = self.obs_space.dtype == np.uint8 and len(self.obs_space.shape) > 1
        #: A observação de agora, e o lugar da próxima: trocam de papel a cada passo.
        self.obs = np.zeros((count, *self.obs_space.shape), np.uint8 if frames else np.float32)
        self._next_obs = np.zeros_like(self.obs)
        self._reward, (self._terminated, self._truncated) = np.zeros(count), np.zeros((2, count), bool)
        #: O episódio em que o treino está: a semente e o número de passos de cada réplica.
        self.seeds, self.lengths = [0] * count, np.zeros(count, int)
        #: As últimas ações do treino, `[réplica, act_dim]` cada uma: tantas quantas o episódio mais longo já teve.
        self.played: list[np.ndarray] = []
        #: O episódio em que cada ambiente está: atrás do treino, se um passo foi interrompido.
        self._begun, self._taken = [0] * count, [0] * count
        self._together = False

    # --- o episódio em que o treino está --------------------------------------------------------------------------

    def start(self, seeds: Mapping[int, int]) -> None:
        """Começa um episódio novo nas réplicas dadas, cada uma com a sua semente."""
        for k, seed in seeds.items():
            self.seeds[k], self.lengths[k] = seed, 0
        del self.played[: len(self.played) - int(self.lengths.max())]
        self._together = False
        self._come_back(seeds)

    def step(self, action: np.ndarray) -> Transition:
        """Executa `action` `[réplica, act_dim]`, em [-1, 1]. O que volta é reaproveitado no passo seguinte.

        Um passo interrompido não conta: depois dele, `catch_up` leva cada ambiente de volta ao ponto do treino.
        """
        self._together = False
        with window():
            for k, own in enumerate(self.to_env(action)):
                self._next_obs[k], self._reward[k], self._terminated[k], self._truncated[k] = self.step_one(k, own)
        self._together = True
        self.played.append(action)
        self.lengths += 1
        self.obs, self._next_obs = self._next_obs, self.obs
        return Transition(self._next_obs, action, self._reward, self.obs, self._terminated, self._truncated)

    def catch_up(self) -> None:
        """Leva cada ambiente ao ponto em que o treino está, se não está lá: a semente de novo, e as mesmas ações."""
        if not self._together:
            self._come_back(range(len(self.envs)))

    def resume(self, seeds: Sequence[int]) -> None:
        """Vai ao meio dos episódios destas sementes, de que já se puseram aqui as ações, os passos e as observações."""
        self.seeds = list(seeds)
        self._come_back(range(len(self.envs)))

    def _come_back(self, replicas: Iterable[int]) -> None:
        with window():
            for k in replicas:
                reached, length = self.reset(k, self.seeds[k]), int(self.lengths[k])
                for action in self.to_env(np.array([own[k] for own in self.played[-length:]])) if length else ():
                    reached = self.step_one(k, action)[0]
                if length and not np.array_equal(reached.astype(self.obs.dtype), self.obs[k]):
                    raise self.fault(
                        k,
                        f"com a mesma semente e as mesmas ações chegou a {reached!r}, e não a {self.obs[k]!r}. Ele não "
                        "se repete, e assim um treino não continua de onde parou. Faça todo o acaso dele sair de "
                        "`reset(seed=…)`",
                    )
                self.obs[k] = reached
        self._together = True

    # --- um ambiente de cada vez ----------------------------------------------------------------------------------

    def reset(self, k: int, seed: int) -> np.ndarray:
        """Recomeça o ambiente k com a semente dada e devolve a primeira observação."""
        self._begun[k], self._taken[k] = seed, 0
        result = self._call(k, "reset", seed=seed)
        if not (isinstance(result, tuple) and len(result) == 2):
            raise self.fault(
                k,
                f"`reset` devolveu {type(result).__name__}; precisa devolver `(obs, info)`, como no Gymnasium. "
                "Ambientes antigos: atualize-os ou use `gymnasium.make`",
            )
        space = self.envs[k].action_space
        if not (np.array_equal(space.low.ravel(), self.low) and np.array_equal(space.high.ravel(), self.high)):
            raise self.fault(k, f"o espaço das ações agora é {space}, e não o do começo; ele não pode mudar")
        return self._checked(k, result[0], "reset")

    def to_env(self, action: np.ndarray) -> np.ndarray:
        """Leva a ação de [-1, 1] às unidades do ambiente: −1 chega exatamente em `low`, e 1 em `high`."""
        action = action.astype(np.float64)
        scaled = 0.5 * ((1 - action) * self.low + (1 + action) * self.high)
        return scaled.astype(self.action_dtype).reshape(-1, *self.action_shape)

    def step_one(self, k: int, action: np.ndarray) -> tuple[np.ndarray, float, bool, bool]:
        """Executa no ambiente k uma ação já nas unidades dele: `(obs, reward, terminated, truncated)`."""
        if self._taken[k] == LONGEST:
            raise self.fault(
                k,
                f"o episódio passou de {LONGEST} passos sem `terminated` nem `truncated`. Dê-lhe um fim com "
                "`gymnasium.wrappers.TimeLimit`",
            )
        result = self._call(k, "step", action)
        if not (isinstance(result, (tuple, list)) and len(result) == 5):
            given = f"{len(result)} valores" if isinstance(result, (tuple, list)) else type(result).__name__
            raise self.fault(
                k,
                f"`step` devolveu {given}; o treino precisa de 5: obs, reward, terminated, truncated, info. Ambientes "
                "antigos devolvem 4, sem separar fim de corte por tempo: atualize-os ou use `gymnasium.make`",
            )
        obs, reward, *ends, _ = result
        number = as_number(reward)
        if not math.isfinite(number):
            raise self.fault(
                k,
                f"`step` devolveu a recompensa {reward!r}; precisa ser um número finito, ou o erro se espalharia pelas "
                "redes. Procure no ambiente uma divisão por zero ou um valor que cresce sem limite",
            )
        if not {type(end) for end in ends} <= {bool, np.bool_}:
            raise self.fault(k, f"`step` devolveu terminated, truncated = {ends}; os dois são True ou False")
        obs = self._checked(k, obs, "step")
        self._taken[k] += 1
        return obs, number, bool(ends[0]), bool(ends[1])

    def fault(self, k: int, problem: str) -> EnvironmentFault:
        """O erro, com o nome do ambiente e o ponto em que aconteceu, para que se possa repetir."""
        return EnvironmentFault(
            f"{self.name}: {problem}. Foi no passo {self._taken[k] + 1} do episódio que começou com "
            f"`reset(seed={self._begun[k]})`."
        )

    def _call(self, k: int, method: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(self.envs[k], method)(*args, **kwargs)
        except Exception as error:
            raise self.fault(k, f"`{method}` parou com {type(error).__name__}: {error}") from error

    def _checked(self, k: int, obs: Any, where: str) -> np.ndarray:
        obs = np.asarray(obs)
        if obs.shape != self.obs.shape[1:] or obs.dtype.kind not in "iufb" or not (abs(obs) <= FLOAT32_MAX).all():
            raise self.fault(
                k,
                f"`{where}` devolveu a observação {obs!r}; o espaço declarado pede a forma {self.obs.shape[1:]}, com "
                f"números finitos. Corrija `observation_space` ou `{where}`",
            )
        return obs

    def close(self) -> None:
        """Fecha todos os ambientes."""
        for env in self.envs:
            env.close()
