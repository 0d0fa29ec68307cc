"""Reinterpretação do passado (HER, Andrychowicz et al. 2017): o que fracassou em chegar lá conseguiu chegar aqui."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import torch

from .checks import PerReplica, numeric, per_replica, shown
from .elsewhere import named
from .past import UNFINISHED, Past, check_goals
from .randomness import Stream

STRATEGIES = ("future", "final")


class Hindsight:
    """Reconta, ao sortear, parte das transições como se o objetivo fosse um que o episódio alcançou depois.

    - `share`: a parte recontada das que se sorteiam de episódios terminados, em [0, 1]; um número, ou um por réplica.
    - `strategy`: `"future"`, um ponto alcançado dali até o fim do episódio, sorteado; `"final"`, o último.

    A recompensa nova é a do `compute_reward` do ambiente; ao `terminated` que houve junta-se o do `compute_terminated`
    dele, se há. Um episódio em curso, ou abandonado, não se reconta. Serve a ambientes com objetivo (ver `goals.py`).
    Andrychowicz et al. 2017, algoritmo 1.
    """

    LIMITS = {"share": (0.0, 1.0)}
    STATE = ("settings", "which", "when", "past")
    settings: dict[str, Any]
    #: De cada réplica, os números que dizem quem se reconta, e com que instante; e o que se lembra do que houve.
    which: Stream
    when: Stream
    past: Past

    @named
    def __init__(self, share: PerReplica = 0.8, strategy: str = "future"):
        numeric("share", share, *self.LIMITS["share"], "um número, ou um por réplica")
        if strategy not in STRATEGIES:
            raise ValueError(f'`strategy` recebeu {shown(strategy)}, mas aceita "future" ou "final". Escolha uma.')
        self.settings = {"share": share}
        self.strategy = strategy

    def bind(self, world: Any, buffer: Any, seeds: Sequence[int], batch_size: int) -> Self:
        """Uma cópia ligada aos ambientes e à memória de um treino, com um valor e um acaso por réplica."""
        check_goals(world)
        bound = copy.copy(self)
        bound.settings = {"share": per_replica("share", self.settings["share"], len(seeds), *self.LIMITS["share"])}
        bound.which, bound.when = (Stream(seeds, f"hindsight {one}", batch_size) for one in ("which", "when"))
        bound.past = Past(world, buffer)
        world.check = bound.past.check
        return bound

    def at(self, buffer: Any, uniforms: np.ndarray) -> Any:
        """O lote `buffer.at(uniforms)`, com parte das transições recontada."""
        batch, past = buffer.at(uniforms), self.past
        rows = (uniforms * len(buffer)).astype(np.int64)
        left = np.take_along_axis(past.left, rows, 1)
        retold = (left > UNFINISHED) & (self.which.next() < self.settings["share"][:, None])
        ahead = left if self.strategy == "final" else (self.when.next() * (left + 1)).astype(np.int64)
        for k, chosen in enumerate(retold):
            if chosen.any():
                i = rows[k, chosen]
                achieved, goal = past.achieved[k, i], past.achieved[k, (i + ahead[k, chosen]) % buffer.capacity]
                where = torch.from_numpy(np.flatnonzero(chosen)).to(buffer.device)
                ended = past.judge.terminated(k, achieved, goal, buffer.terminated[k, i])
                for obs in (batch.obs, batch.next_obs):
                    obs[k, where, -goal.shape[1] :] = _like(obs, goal)
                batch.reward[k, where] = _like(batch.reward, past.judge.reward(k, achieved, goal))
                batch.terminated[k, where] = _like(batch.terminated, ended)
        return batch


def _like(place: torch.Tensor, value: np.ndarray) -> torch.Tensor:
    return torch.as_tensor(value, dtype=place.dtype, device=place.device)


def checked_hindsight(given: Any) -> Hindsight:
    """Confere o que o `Trainer` recebe em `hindsight`. Erro: `TypeError`."""
    if not isinstance(given, Hindsight):
        raise TypeError(f"`hindsight` recebeu {shown(given)}; aceita None ou um `Hindsight`, como `Hindsight(0.8)`.")
    return given
