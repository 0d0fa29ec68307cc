"""Um ambiente que se examina: joga-se nele com ações sorteadas, e o que ele faz de errado se anota."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from .bodies import Bodies, EnvironmentFault, claim_on, goals_of
from .randomness import generator
from .spaces import action_bounds, as_array, box_observation, name_of, parts


class Rollout(NamedTuple):
    """Um episódio: as observações (uma a mais que as recompensas), as recompensas e como acabou."""

    obs: list[np.ndarray]
    rewards: list[float]
    terminated: bool
    truncated: bool

    def parts_from(self, other: Rollout) -> int | None:
        """O primeiro passo em que este episódio difere do outro; `None`, se são iguais até onde o mais curto vai."""
        steps = min(len(self.rewards), len(other.rewards))
        for i in range(steps + 1):
            if not np.array_equal(self.obs[i], other.obs[i]) or (i and self.rewards[i - 1] != other.rewards[i - 1]):
                return i
        shorter, longer = sorted((self, other), key=lambda own: len(own.rewards))
        early = len(shorter.rewards) < len(longer.rewards) and (shorter.terminated or shorter.truncated)
        return steps if early or (steps == len(longer.rewards) and shorter.terminated != longer.terminated) else None


class Probe(Bodies):
    """Um ambiente só, examinado. `note` recebe cada defeito, e o exame segue enquanto dá.

    Depois de um defeito nos números, `sound` é falso: o que se mediria deles não quer dizer nada.
    """

    def __init__(self, env: Any, note: Callable[[str], None]):
        self.envs, self.note, self.sound = [env], note, True
        self.name = getattr(getattr(env, "spec", None), "id", None) or name_of(type(env))
        self._me = object()
        self._claims, self._begun, self._taken = [claim_on(list(parts(env))[-1])], [0], [0]
        self.bounds = self._tried(action_bounds, env.action_space)
        self.low, self.high = self.bounds or (np.empty(0), np.empty(0))
        box = self._tried(box_observation, env.observation_space)
        self.obs_space, self.goals = box or env.observation_space, goals_of(env, 1) if box else None
        frames = box and self.obs_space.dtype == np.uint8
        self.obs_dtype = np.dtype(np.uint8 if frames and len(self.obs_space.shape) > 1 else np.float32)

    def _tried(self, check: Callable[[str, Any], Any], space: Any) -> Any:
        try:
            return check(self.name, space)
        except (TypeError, ValueError) as error:
            self.note(str(error))
            self.sound = False
            return None

    def _noted(self, check: Callable[[], Any], instead: Any) -> Any:
        try:
            return check()
        except EnvironmentFault as fault:
            self.note(str(fault))
            self.sound = False
            return instead

    def _call(self, k: int, method: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super()._call(k, method, *args, **kwargs)
        except EnvironmentFault as fault:
            if "não recebe `seed`" not in str(fault):
                raise
            return self._noted(lambda: super(Probe, self)._call(k, method, **kwargs), self.envs[0].reset())

    def _pair(self, k: int, result: Any) -> Any:
        return self._noted(lambda: super(Probe, self)._pair(k, result), result)

    def _five(self, k: int, result: Any) -> Any:
        if isinstance(result, (tuple, list)) and len(result) == 4:  # o `gym` de antes: obs, reward, done, info
            return self._noted(lambda: super(Probe, self)._five(k, result), [*result[:3], False])
        return super()._five(k, result)

    def _checked(self, k: int, given: Any, where: str) -> Any:
        if getattr(self.obs_space, "shape", None) is None:  # um dicionário: já se disse
            return as_array(0)
        return self._noted(lambda: super(Probe, self)._checked(k, given, where), as_array(0))

    def _number(self, k: int, reward: Any) -> float:
        return self._noted(lambda: super(Probe, self)._number(k, reward), 0.0)

    def _ends(self, k: int, ends: list[Any]) -> list[bool]:
        return self._noted(lambda: super(Probe, self)._ends(k, ends), [bool(np.all(end)) for end in ends])

    def _same_space(self, k: int) -> bool:
        return self.bounds is None or super()._same_space(k)

    # --- jogar ------------------------------------------------------------------------------------------------------

    def actions(self, seed: int, count: int, push: float | None = None) -> list[Any]:
        """`count` ações sorteadas entre os limites; com `push`, sempre a mesma, de 0 (`low`) a 1 (`high`)."""
        space = self.envs[0].action_space
        if self.bounds is None:
            space.seed(seed)
            return [space.sample() for _ in range(count)]
        share = (
            generator(seed, "checkup").random((count, self.low.size)) if push is None else np.full(count, push)[:, None]
        )
        drawn = self.low + share * (self.high - self.low)
        return list(drawn.astype(space.dtype).reshape(count, *space.shape))

    def play(self, seed: int, actions: Iterable[Any]) -> Rollout:
        """Um episódio com estas ações, até que ele acabe ou elas acabem."""
        own = Rollout([self.reset(0, seed).copy()], [], False, False)
        for action in actions:
            own = self.advance(own, action)
            if own.terminated or own.truncated:
                break
        return own

    def advance(self, own: Rollout, action: Any) -> Rollout:
        """O episódio, um passo adiante."""
        obs, reward, terminated, truncated = self.step_one(0, action)
        own.obs.append(obs.copy())
        own.rewards.append(reward)
        return own._replace(terminated=terminated, truncated=truncated)
