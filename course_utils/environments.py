"""Um ambiente por réplica: o que é aceito, a escala das ações e a conferência de cada passo."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import gymnasium as gym
import numpy as np


class Step(NamedTuple):
    """O que um passo de ambiente devolve de cada réplica, `[réplica, …]`."""

    obs: np.ndarray
    reward: np.ndarray
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

    Aceita ações `Box` com limites finitos, quaisquer em cada dimensão, e observações `Box`.
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
        dtype = np.uint8 if frames else np.float32
        self.obs = np.zeros((count, *self.obs_space.shape), dtype)
        self.reward = np.zeros(count)
        self.terminated, self.truncated = np.zeros((2, count), bool)
        self._seeds, self._lengths = [0] * count, [0] * count  # do episódio em curso

    def reset(self, k: int, seed: int) -> np.ndarray:
        """Recomeça o ambiente k com a semente dada e devolve a primeira observação."""
        self._seeds[k], self._lengths[k] = seed, 0
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

    def step(self, action: np.ndarray) -> Step:
        """Executa `action` `[réplica, act_dim]`, em [-1, 1]. O que volta é reaproveitado no próximo passo."""
        for k, own in enumerate(self.to_env(action)):
            self.obs[k], self.reward[k], self.terminated[k], self.truncated[k] = self.step_one(k, own)
        return Step(self.obs, self.reward, self.terminated, self.truncated)

    def step_one(self, k: int, action: np.ndarray) -> tuple[np.ndarray, float, bool, bool]:
        """Executa no ambiente k uma ação já nas unidades dele: `(obs, reward, terminated, truncated)`."""
        if self._lengths[k] == LONGEST:
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
        self._lengths[k] += 1
        return obs, number, bool(ends[0]), bool(ends[1])

    def restore(self, k: int, seed: int, actions: np.ndarray, obs: np.ndarray) -> None:
        """Leva o ambiente k ao meio de um episódio: recomeça-o da semente e repete `actions`, até chegar em `obs`.

        `actions` `[passo, act_dim]`, em [-1, 1], é tudo o que o episódio já viu.
        """
        reached = self.reset(k, seed)
        for action in self.to_env(actions):
            reached = self.step_one(k, action)[0]
        if not np.array_equal(reached.astype(self.obs.dtype), obs):
            raise self.fault(
                k,
                f"com a mesma semente e as mesmas ações chegou a {reached!r}, e não a {obs!r}. Ele não se repete, "
                "e assim um treino não continua de onde parou. Faça todo o acaso dele sair de `reset(seed=…)`",
            )

    def fault(self, k: int, problem: str) -> EnvironmentFault:
        """O erro, com o nome do ambiente e o ponto em que aconteceu, para que se possa repetir."""
        return EnvironmentFault(
            f"{self.name}: {problem}. Foi no passo {self._lengths[k] + 1} do episódio que começou com "
            f"`reset(seed={self._seeds[k]})`."
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


def as_number(reward: Any) -> float:
    """A recompensa como `float`; NaN se não for um número só."""
    if isinstance(reward, (float, int, np.floating, np.integer)):
        return float(reward)
    array = np.asarray(reward)
    return float(array.item()) if array.size == 1 and array.dtype.kind in "iufb" else math.nan


def make(env: str | Callable[[], Any]) -> Any:
    """Cria um ambiente a partir de um id ou de uma função sem argumentos.

    Erros: `ValueError` se o id não existir; `TypeError` se não for nem id nem função, ou se faltar interface.
    """
    if isinstance(env, str):
        try:
            return gym.make(env)
        except (gym.error.Error, ImportError) as error:
            raise ValueError(
                f"Não há um ambiente chamado {env!r} pronto para uso aqui ({error}). Confira a grafia, como em "
                '"Pendulum-v1", ou instale o pacote que o oferece.'
            ) from error
    if not callable(env):
        raise TypeError(
            f'`env` recebeu {env!r}; aceita um id, como "Pendulum-v1", ou uma função sem argumentos que cria o '
            'ambiente, como `lambda: gym.make("Pendulum-v1")`: cada réplica precisa do seu.'
        )
    made = env()
    missing = [name for name in ("reset", "step", "action_space", "observation_space") if not hasattr(made, name)]
    if missing:
        raise TypeError(f"`env` devolveu {made!r}, que não tem {', '.join(missing)}; devolva um ambiente do Gymnasium.")
    return made


def action_bounds(name: str, space: Any) -> tuple[np.ndarray, np.ndarray]:
    """Os limites de cada dimensão da ação, em float64; recusa o que o DDPG não controla."""
    if not (hasattr(space, "low") and hasattr(space, "high")) or np.issubdtype(space.dtype, np.integer):
        raise TypeError(
            f"As ações de {name} são {space}; o DDPG precisa de ações contínuas, um `Box` de números reais. Para ações "
            "discretas, use um método como o DQN."
        )
    low, high = np.asarray(space.low, np.float64).ravel(), np.asarray(space.high, np.float64).ravel()
    if not (low.size and np.isfinite(low).all() and np.isfinite(high).all() and (low < high).all()):
        raise ValueError(
            f"As ações de {name} vão de {low.tolist()} a {high.tolist()}; os limites precisam ser finitos, com "
            "low < high. Declare limites no `action_space` do ambiente, ou num wrapper em volta dele."
        )
    return low, high


def box_observation(name: str, space: Any) -> Any:
    """Confere que a observação é um `Box` de números e devolve o espaço."""
    if not (hasattr(space, "low") and hasattr(space, "shape") and space.shape):
        raise TypeError(
            f"As observações de {name} são {space}; aceitamos um `Box`, um vetor de números. Para dicionários, use "
            "`gymnasium.wrappers.FlattenObservation`."
        )
    return space
