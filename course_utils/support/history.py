"""O que um treino anota de si: episódios terminados, mudanças ao vivo e as medidas das últimas atualizações."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch


@dataclass(frozen=True, eq=False)
class Episode:
    """Um episódio terminado por todas as réplicas."""

    index: int
    returns: np.ndarray  # soma das recompensas verdadeiras do ambiente, [réplica]
    lengths: np.ndarray  # passos, [réplica]
    ends: np.ndarray  # passo do treino em que o episódio acabou, [réplica]


class Finished(NamedTuple):
    """Um episódio de treino de uma réplica."""

    total: float  # o retorno: soma das recompensas verdadeiras
    length: int
    end: int  # o passo do treino em que acabou


class Change(NamedTuple):
    """Uma mudança ao vivo: vale a partir do passo `step`, inclusive."""

    step: int
    replica: int
    name: str
    old: float
    new: float


class Override(NamedTuple):
    """O que se trocou ao abrir um treino guardado, no passo `step`: um ajuste que não muda ao vivo, por extenso."""

    step: int
    name: str
    old: Any
    new: Any


class MetricsLog(Sequence):
    """As medidas das últimas 1.000 atualizações, da mais antiga à mais nova; só cresce pelo fim, com `append`.

    Moram num bloco só. Guardados um a um, cinco tensores miúdos por passo prenderiam a memória entre os temporários do
    torch, e um treino de 2 réplicas cresceria 30 MB.
    """

    def __init__(self, kind: type[Any], replicas: int, device: torch.device):
        self._kind = kind
        self._block = torch.zeros(1000, len(kind._fields), replicas, device=device)
        self._count = 0

    def append(self, metrics: Any) -> None:
        """Anota as medidas de uma atualização, por cima das mais antigas se já há 1.000."""
        torch.stack(metrics, out=self._block[self._count % len(self._block)])
        self._count += 1

    def __len__(self) -> int:
        return min(self._count, len(self._block))

    def __getitem__(self, index):
        position = self._count - len(self) + range(len(self))[index]
        return self._kind(*self._block[position % len(self._block)].clone())
