"""O rastro de um treino: o que basta para saber se outro foi igual, e onde os dois se separaram."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .state import values

if TYPE_CHECKING:
    from .training import Trainer

FIRST, MOST = 20, 200  # episódios do traço: os primeiros, todos; dos outros, uma amostra


class Traced(NamedTuple):
    """Um episódio do traço de uma réplica."""

    index: int  # type: ignore[assignment]
    total: float
    end: int  # o passo do treino em que acabou


def trace_of(trainer: Trainer) -> list[list[Traced]]:
    """De cada réplica, os primeiros episódios e uma amostra regular do resto, até o último."""
    return [[Traced(i, own[i].total, own[i].end) for i in sampled(len(own))] for own in trainer.history]


def sampled(count: int) -> list[int]:
    """Que episódios entram no traço."""
    rest = (
        np.linspace(FIRST, count - 1, MOST - FIRST).round().astype(int).tolist()
        if count > MOST
        else range(FIRST, count)
    )
    return [*range(min(FIRST, count)), *rest]


def digest_of(trainer: Trainer) -> str:
    """SHA-256 de tudo o que o treino é: redes, otimizadores, memória, ruídos e acaso."""
    total = hashlib.sha256()
    for name, leaf in values(trainer).items():
        total.update(name.encode())
        total.update(leaf.tobytes() if isinstance(leaf, np.ndarray) else repr(leaf).encode())
    return total.hexdigest()
