"""Os ambientes, um de cada vez: criá-los sem que dois dividam o mesmo corpo, e conferir tudo o que devolvem."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from threading import RLock
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from .checks import shown
from .goals import Goals, goal_parts
from .spaces import action_bounds, as_array, as_number, box_observation, make, name_of, parts

FLOAT32_MAX = float(np.finfo(np.float32).max)
#: Passos que um episódio pode ter: um que nunca acaba não ensina retorno nenhum, e encheria a memória.
LONGEST = 100_000


class EnvironmentFault(ValueError):
    """Um ambiente não fez o combinado; a mensagem diz qual, em que passo e o que fazer."""


class Claim:
    """De quem é um corpo agora: de quem o recomeçou por último. Quem mexe nele segura a tranca."""

    def __init__(self) -> None:
        self.owner: object = None
        self.lock = RLock()


#: Os corpos em uso, pelo `id` de cada um: um treino e uma avaliação podem dividir um que é único.
_claims: WeakValueDictionary[int, Claim] = WeakValueDictionary()


class Bodies:
    """Ambientes criados por um id ou por uma função, cada um com o seu corpo, e a conferência do que devolvem.

    - `env`: um id do Gymnasium ou uma função sem argumentos. `count`: quantos ambientes.

    Erros: `TypeError` ou `ValueError`, se o ambiente não serve (e os já criados se fecham); `EnvironmentFault`, se um
    deles falha ou devolve o que não devia.
    """

    def __init__(self, env: str | Callable[[], Any], count: int):
        self.envs: list[Any] = []
        try:
            for _ in range(count):
                self.envs.append(make(env))
            first = self.envs[0]
            own = type(first) if "<lambda>" in name_of(env) else env
            self.name = getattr(getattr(first, "spec", None), "id", None) or name_of(own)
            bodies = [list(parts(one)) for one in self.envs]
            self._refuse_shared(bodies, env)
            self.low, self.high = action_bounds(self.name, first.action_space)
            self.obs_space = box_observation(self.name, first.observation_space)
            self.goals = goals_of(first, count)
        except BaseException:
            self.close()
            raise
        self.act_dim = self.low.size
        self.action_shape, self.action_dtype = first.action_space.shape, first.action_space.dtype
        frames = self.obs_space.dtype == np.uint8 and len(self.obs_space.shape) > 1
        self.obs_dtype = np.dtype(np.uint8 if frames else np.float32)
        #: O corpo de cada ambiente: o mais de dentro, que os *wrappers* só embrulham.
        #: A senha destes ambientes em cada corpo (e não eles mesmos, que assim se soltam sem esperar o coletor).
        self._me, self._claims = object(), [claim_on(own[-1]) for own in bodies]
        #: O episódio em que cada ambiente está: a semente e os passos.
        self._begun, self._taken = [0] * count, [0] * count

    def _refuse_shared(self, bodies: list[list[Any]], env: Any) -> None:
        seen: dict[int, int] = {}
        for k, own in enumerate(bodies):
            for part in own:
                if seen.setdefault(id(part), k) != k:
                    raise ValueError(
                        f"`{name_of(env)}`, dado em `env`, usou o mesmo {type(part).__name__} em dois ambientes: um "
                        "mexeria no corpo do outro, e os números sairiam errados. Crie tudo dentro da função, como em "
                        '`lambda: gym.make("Pendulum-v1")`. Se só pode haver um, como um robô, treine uma semente, '
                        "`seeds=[0]`, e avalie com o próprio ambiente: `evaluate(agent, env)`."
                    )

    def taken(self) -> bool:
        """Se outro treino, ou uma avaliação, mexeu num destes ambientes desde o último `reset` daqui."""
        return any(claim.owner is not self._me for claim in self._claims)

    def reset(self, k: int, seed: int) -> np.ndarray:
        """Recomeça o ambiente k com a semente dada e devolve a primeira observação."""
        self._begun[k], self._taken[k] = seed, 0
        with self._claims[k].lock:
            self._claims[k].owner = self._me
            obs = self._pair(k, self._call(k, "reset", seed=seed))
        if not self._same_space(k):
            space = self.envs[k].action_space
            raise self.fault(k, f"o espaço das ações agora é {space}, e não o do começo; ele não pode mudar")
        return self._checked(k, obs, "reset")

    def step_one(self, k: int, action: np.ndarray) -> tuple[np.ndarray, float, bool, bool]:
        """Executa no ambiente k uma ação já nas unidades dele: `(obs, reward, terminated, truncated)`."""
        if self._taken[k] == LONGEST:
            raise self.fault(
                k,
                f"o episódio passou de {LONGEST} passos sem `terminated` nem `truncated`. Dê-lhe um fim com "
                "`gymnasium.wrappers.TimeLimit`",
            )
        with self._claims[k].lock:
            if self._claims[k].owner is not self._me:
                raise self.fault(
                    k,
                    "outro treino ou outra avaliação recomeçou este mesmo ambiente no meio do episódio. Use um de cada "
                    "vez: `trainer.pause()` antes de avaliar, ou dê a cada um o seu ambiente",
                )
            obs, reward, *ends = self._five(k, self._call(k, "step", action))
        number = self._number(k, reward)
        terminated, truncated = self._ends(k, ends)
        obs = self._checked(k, obs, "step")
        self._taken[k] += 1
        return obs, number, terminated, truncated

    def _same_space(self, k: int) -> bool:
        space = self.envs[k].action_space
        return np.array_equal(space.low.ravel(), self.low) and np.array_equal(space.high.ravel(), self.high)

    def _pair(self, k: int, result: Any) -> Any:
        """A observação de `(obs, info)`; uma observação sozinha também pode ser uma tupla, de dois números."""
        pair = isinstance(result, tuple) and len(result) == 2
        if not pair or not (
            isinstance(result[1], dict) or getattr(as_array(result), "shape", None) != self.obs_space.shape
        ):
            raise self.fault(
                k,
                f"`reset` devolveu {shown(result)} ({type(result).__name__}); precisa devolver `(obs, info)`, como no "
                "Gymnasium: termine-o com `return obs, {}`. Ambientes antigos: atualize-os ou use `gymnasium.make`",
            )
        return result[0]

    def _five(self, k: int, result: Any) -> Any:
        """Obs, reward, terminated e truncated, dos cinco que `step` devolve."""
        if not (isinstance(result, (tuple, list)) and len(result) == 5):
            given = f"{len(result)} valores" if isinstance(result, (tuple, list)) else type(result).__name__
            raise self.fault(
                k,
                f"`step` devolveu {given}; o treino precisa de 5: obs, reward, terminated, truncated, info. Ambientes "
                "antigos devolvem 4, sem separar fim de corte por tempo: atualize-os ou use `gymnasium.make`",
            )
        return result[:4]

    def fault(self, k: int, problem: str) -> EnvironmentFault:
        """O erro, com o nome do ambiente e o ponto em que aconteceu, para que se possa repetir."""
        return EnvironmentFault(
            f"{self.name}: {problem}. Foi no passo {self._taken[k] + 1} do episódio que começou com "
            f"`reset(seed={self._begun[k]})`."
        )

    def unrepeatable(self, k: int, reached: tuple, wanted: tuple) -> EnvironmentFault:
        """O erro de um ambiente que não voltou ao ponto do treino: `(observação, retorno)` a que chegou, e os de lá."""
        return self.fault(
            k,
            f"com a mesma semente e as mesmas ações chegou a {shown(reached[0])} e ao retorno {reached[1]:.9g}, e "
            "não a "
            f"{shown(wanted[0])} e {wanted[1]:.9g}. Ele não se repete, e assim um treino não continua de onde parou: o "
            "episódio em curso se perde, e só ele. `trainer.new_episode()` começa outro, com os mesmos pesos e a mesma "
            "memória. Para que isso não aconteça, faça todo o acaso dele sair de `reset(seed=…)`, e nada atravessar "
            'episódios: no lugar do `NormalizeObservation`, use `normalize="running"`',
        )

    def _call(self, k: int, method: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(self.envs[k], method)(*args, **kwargs)
        except Exception as error:
            if kwargs and isinstance(error, TypeError) and "seed" in str(error):
                raise self.fault(
                    k,
                    "o `reset` dele não recebe `seed`, e sem semente nenhum treino se repete. Escreva "
                    "`def reset(self, *, seed=None, options=None):` e comece por `super().reset(seed=seed)`",
                ) from error
            raise self.fault(k, f"`{method}` parou com {type(error).__name__}: {error}") from error

    def _number(self, k: int, reward: Any) -> float:
        number = as_number(reward)
        if number is None:
            raise self.fault(
                k,
                f"`step` devolveu a recompensa {shown(reward)}, que é um {type(reward).__name__}; precisa ser um "
                "número só: devolva `float(recompensa)`",
            )
        if not math.isfinite(number):
            raise self.fault(
                k,
                f"`step` devolveu a recompensa {reward!r}; precisa ser um número finito, ou o erro se espalharia pelas "
                "redes. Procure no ambiente uma divisão por zero ou um valor que cresce sem limite",
            )
        if abs(number) > FLOAT32_MAX:
            raise self.fault(
                k,
                f"`step` devolveu a recompensa {reward!r}; a memória guarda números de até {FLOAT32_MAX:.2g} "
                "(float32), "
                "e ela viraria infinito. Divida-a no ambiente",
            )
        return number

    def _ends(self, k: int, ends: list[Any]) -> list[bool]:
        if not {type(end) for end in ends} <= {bool, np.bool_}:
            raise self.fault(
                k,
                f"`step` devolveu terminated, truncated = {ends}; os dois são True ou False: use `bool(terminated)` e "
                "`bool(truncated)`",
            )
        return [bool(end) for end in ends]

    def _checked(self, k: int, given: Any, where: str) -> np.ndarray:
        obs, shape = self.goals.joined(k, given) if self.goals else as_array(given), self.obs_space.shape
        right = obs is not None and obs.shape == shape and obs.dtype.kind in "iufb"
        if obs is None or not right or not (abs(obs) <= FLOAT32_MAX).all():
            raise self.fault(
                k,
                f"`{where}` devolveu a observação {shown(given)}; o espaço declarado pede "
                f"{self.goals or f'a forma {shape}'}, com números finitos, que caibam em float32. Corrija "
                f"`observation_space` ou `{where}`",
            )
        if obs.dtype != self.obs_dtype and self.obs_dtype.kind != "f":
            lost = obs[obs != obs.astype(self.obs_dtype)]
            if lost.size:
                raise self.fault(
                    k,
                    f"`{where}` devolveu uma observação {obs.dtype} com {lost.flat[0]}; o espaço declara "
                    f"{self.obs_dtype}, inteiros de 0 a 255, e ali ele viraria {lost.astype(self.obs_dtype).flat[0]}. "
                    "Devolva `(255 * obs).astype(np.uint8)`, se vai de 0 a 1, ou declare `Box(0, 1, …, np.float32)`",
                )
        return obs

    def close(self) -> None:
        """Fecha todos os ambientes. Um que não se deixa fechar é dito num aviso: nada se perde por isso."""
        for env in self.envs:
            try:
                getattr(env, "close", lambda: None)()
            except Exception as error:
                warnings.warn(f"{name_of(env)}: `close` parou com {type(error).__name__}: {error}", stacklevel=3)


def goals_of(env: Any, count: int) -> Goals | None:
    """Onde se anotam os objetivos de `count` ambientes como este; `None`, se não tem objetivo."""
    return Goals(env.observation_space, count) if goal_parts(env.observation_space) else None


def claim_on(body: Any) -> Claim:
    """O de um corpo: o mesmo para todos os que o dividem."""
    return _claims.setdefault(id(body), Claim())
