"""O rastro de um treino: o que basta para saber se outro foi igual, e onde os dois se separaram."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .state import values

if TYPE_CHECKING:
    from .trainers import Trainer

FIRST, MOST = 20, 200  # episódios do traço: os primeiros, todos; dos outros, uma amostra


class Traced(NamedTuple):
    """Um episódio do traço de uma réplica."""

    episode: int
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


# --- conferir um traço por outro ------------------------------------------------------------------------------------


class Verdict(NamedTuple):
    """O resultado de conferir uma tarefa: se o começo é igual, se o final fica na faixa, e por quê, em frases."""

    early: bool
    final: bool
    reasons: list[str]

    @property
    def accepted(self) -> bool:
        """Se a tarefa foi aceita: o começo e o final conferem."""
        return self.early and self.final

    def __str__(self) -> str:
        return "\n".join(["✓ aceita" if self.accepted else "✗ não aceita", *(f"  {one}" for one in self.reasons)])


def compared(
    here: list[list[Traced]], given: list[list[Traced]], early: int, tolerance: float, band: float, last: int
) -> Verdict:
    """O traço entregue, `given`, contra o recomputado, `here`: o começo, até o passo `early`, e o final."""
    beginning: list[str] = []
    end: list[str] = []
    for k, (mine, recorded) in enumerate(zip(here, given)):
        pairs = [pair for pair in zip(mine, recorded) if min(pair[0].end, pair[1].end) <= early]
        wrong = [a.episode for a, b in pairs if a.end != b.end or not math.isclose(a.total, b.total, rel_tol=tolerance)]
        if wrong:
            beginning.append(f"réplica {k}: o episódio {wrong[0]}, ainda no começo, não é o que estes ajustes dão")
        if len(mine) != len(recorded):
            end.append(f"réplica {k}: foram entregues {len(recorded)} episódios; recomputados, {len(mine)}")
        elif not mine:
            end.append(f"réplica {k}: nenhum episódio chegou ao fim, e não há o que conferir; treine mais")
        elif not abs((theirs := final_return(recorded, last)) - (ours := final_return(mine, last))) <= band:  # nem NaN
            end.append(f"réplica {k}: o final entregue é {theirs:.0f}; o recomputado, {ours:.0f} (faixa de ±{band:g})")
    fine = [f"o começo é igual, e o final fica a até {band:g} do recomputado"]
    return Verdict(not beginning, not end, beginning + end or fine)


def final_return(trace: list[Traced], last: int = 10) -> float:
    """A média dos `last` últimos retornos do traço de uma réplica, que tem ao menos um episódio."""
    return float(np.mean([one.total for one in trace[-last:]]))
