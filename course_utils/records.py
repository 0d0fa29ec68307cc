"""O que um treino anota de si: episódios terminados e mudanças ao vivo."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Episode(NamedTuple):
    """Um episódio terminado por todas as réplicas."""

    index: int  # type: ignore[assignment]
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
