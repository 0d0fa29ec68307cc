"""Conferência de valores: o que foi dado, o que é aceito e o que fazer, sempre em português."""

from __future__ import annotations

import difflib
import math
import numbers
from collections.abc import Iterable, Sequence

import numpy as np

#: Um valor único, ou um por réplica.
PerReplica = float | Sequence[float] | np.ndarray


def interval(low: float, high: float) -> str:
    """Escreve um intervalo como se lê: `entre 0 e 1`, `de 0 em diante`."""
    return f"de {low:g} em diante" if math.isinf(high) else f"entre {low:g} e {high:g}"


def per_replica(name: str, value: PerReplica, replicas: int, low: float, high: float) -> np.ndarray:
    """Confere um número (ou um por réplica) e o devolve como vetor `[réplica]` em float64.

    Erros: `TypeError` se não houver números; `ValueError` se a quantidade não for 1 nem o número de
    réplicas, ou se algum valor estiver fora de `[low, high]` ou não for finito.
    """
    try:
        given = np.asarray(value)
        if given.dtype.kind not in "iuf":
            raise TypeError
        numbers_ = np.array(np.broadcast_to(given.astype(np.float64), (replicas,)))
    except (TypeError, ValueError):
        wanted = "um número" if replicas == 1 else f"um número, ou uma lista com {replicas} (um por réplica)"
        kind = ValueError if isinstance(value, (Sequence, np.ndarray)) and not isinstance(value, str) else TypeError
        raise kind(f"`{name}` recebeu {value!r}, mas aceita {wanted}, {interval(low, high)}.") from None
    if not (np.isfinite(numbers_).all() and (numbers_ >= low).all() and (numbers_ <= high).all()):
        raise ValueError(
            f"`{name}` recebeu {value!r}, mas aceita valores finitos {interval(low, high)}. Corrija e tente de novo."
        )
    return numbers_


def integer(name: str, value: int, low: int, high: float = math.inf) -> int:
    """Confere um número inteiro dentro de `[low, high]` e o devolve como `int`.

    Erros: `TypeError` se não for inteiro (`True` e `3.0` também não são); `ValueError` fora do intervalo.
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Integral):
        raise TypeError(f"`{name}` recebeu {value!r}, mas aceita um número inteiro {interval(low, high)}, como {low}.")
    if not low <= value <= high:
        raise ValueError(f"`{name}` recebeu {value!r}, mas aceita um número inteiro {interval(low, high)}.")
    return int(value)


def seeds_of(seeds: Sequence[int]) -> tuple[int, ...]:
    """Confere a lista de sementes (inteiros de 0 em diante, uma por réplica; podem repetir-se: são gêmeos)."""
    if isinstance(seeds, (str, bytes)) or not isinstance(seeds, (Sequence, np.ndarray)):
        raise TypeError(
            f"`seeds` recebeu {seeds!r}, mas aceita uma lista de inteiros, uma semente por réplica, como [0]."
        )
    if len(seeds) == 0:
        raise ValueError("`seeds` recebeu uma lista vazia; dê ao menos uma semente, como [0].")
    return tuple(integer("seeds", seed, 0) for seed in seeds)


def widths_of(hidden: Sequence[int]) -> tuple[int, ...]:
    """Confere as larguras das camadas escondidas: uma lista com ao menos um inteiro positivo."""
    if isinstance(hidden, (str, bytes)) or not isinstance(hidden, Sequence):
        raise TypeError(f"`hidden` recebeu {hidden!r}, mas aceita uma lista de larguras, como (32, 64).")
    if len(hidden) == 0:
        raise ValueError("`hidden` recebeu uma lista vazia; dê ao menos uma camada escondida, como (32, 64).")
    return tuple(integer("hidden", width, 1) for width in hidden)


def similar(name: str, accepted: Iterable[str]) -> str:
    """Completa uma mensagem: sugere o nome mais parecido, ou lista os aceitos."""
    names = sorted(accepted)
    close = [full for full in names if full.endswith(f".{name}")] or difflib.get_close_matches(name, names, n=1)
    if close:
        return f"; você quis dizer {' ou '.join(map(repr, close))}?"
    return f"; os aceitos são: {', '.join(names)}."
