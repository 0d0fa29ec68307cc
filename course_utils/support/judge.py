"""O juiz de um ambiente com objetivo: as contas do próprio ambiente, para objetivos que ninguém pediu."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .bodies import EnvironmentFault
from .checks import shown
from .spaces import as_array


class Judge:
    """Pergunta a cada ambiente a recompensa, e se acabaria ali, de muitos pares de objetivos de uma vez.

    - `envs`: os ambientes, um por réplica. `name`: como se chamam numa mensagem.
    """

    def __init__(self, envs: Sequence[Any], name: str):
        self.bodies, self.name = [getattr(env, "unwrapped", env) for env in envs], name

    @property
    def able(self) -> bool:
        """Se o ambiente tem `compute_reward`, sem o qual nada se reconta."""
        return callable(getattr(self.bodies[0], "compute_reward", None))

    def reward(self, k: int, achieved: np.ndarray, desired: np.ndarray) -> np.ndarray:
        """A recompensa que o ambiente k dá a cada par de objetivos, de `[n, dimensão]` a `[n]`."""
        found = self._numbers("compute_reward", self._asked(k, "compute_reward", achieved, desired), len(achieved))
        if not np.isfinite(found.astype(np.float32)).all():
            raise self._fault("compute_reward", len(achieved), f"devolveu {shown(found)}, que não são finitos")
        return found

    def terminated(self, k: int, achieved: np.ndarray, desired: np.ndarray, was: np.ndarray) -> np.ndarray:
        """O `terminated` de cada transição com o objetivo novo: o que foi, ou o que o ambiente diz que acabaria ali.

        Quem o diz é o `compute_terminated` dele, se tem um; um que só responde por um par de cada vez é perguntado
        linha a linha. Sem ele, fica `was`. Um episódio que acabou continua acabado: da sua última transição, o objetivo
        novo é o ponto em que ela mesma chegou.
        """
        if not hasattr(self.bodies[k], "compute_terminated"):
            return was
        given = self._asked(k, "compute_terminated", achieved, desired)
        if np.ndim(given) == 0:
            given = self._asked(k, "compute_terminated", achieved, desired, each=True)
        return self._numbers("compute_terminated", given, len(achieved)).astype(bool) | was.astype(bool)

    def confirm(self, given: Sequence[float], achieved: np.ndarray, desired: np.ndarray, k: int = 0) -> None:
        """Confere que cada recompensa que `step` deu é a de `compute_reward`. Erro: o do ambiente."""
        for step, found in zip(given, self.reward(k, achieved, desired)):
            if not math.isclose(found, step, rel_tol=1e-4, abs_tol=1e-6):
                raise EnvironmentFault(
                    f"{self.name}: `step` deu a recompensa {step:g}, e `compute_reward` dá {found:g} com os "
                    "objetivos da mesma observação. `hindsight` reconta por `compute_reward`: os dois precisam "
                    "ser a mesma conta. Faça `step` chamar `compute_reward`, ou treine sem `hindsight`."
                )

    def _asked(self, k: int, method: str, achieved: np.ndarray, desired: np.ndarray, each: bool = False) -> Any:
        """O que o ambiente responde de todos os pares de uma vez; com `each`, de um de cada vez."""
        achieved, desired = achieved.copy(), desired.copy()
        try:
            ask = getattr(self.bodies[k], method)
            return [ask(*pair, {}) for pair in zip(achieved, desired)] if each else ask(achieved, desired, {})
        except Exception as error:
            raise self._fault(method, len(achieved), f"parou com {type(error).__name__}: {error}") from error

    def _numbers(self, method: str, given: Any, count: int) -> np.ndarray:
        found = as_array(given)
        if found is None or found.shape != (count,) or found.dtype.kind not in "iufb":
            raise self._fault(method, count, f"devolveu {shown(given)}")
        return found

    def _fault(self, method: str, count: int, did: str) -> EnvironmentFault:
        return EnvironmentFault(
            f"{self.name}: `{method}`, com {count} pares de objetivos de uma vez, {did}; precisa dar {count} "
            "números finitos, um por linha, sem se apoiar em `info`. Escreva-o com `axis=-1`, como em "
            "`np.linalg.norm(achieved - desired, axis=-1)`."
        )
