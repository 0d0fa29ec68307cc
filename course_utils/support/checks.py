"""Conferência de valores: o que foi dado, o que é aceito e o que fazer, sempre em português."""

from __future__ import annotations

import difflib
import math
import numbers
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

#: Um valor único, ou um por réplica.
PerReplica = float | Sequence[float] | np.ndarray


MOST_REPLICAS, WIDEST = 1000, 100_000


def interval(low: float, high: float) -> str:
    """Escreve um intervalo como se lê: `entre 0 e 1`, `de 0 em diante`."""
    return f"de {low:g} em diante" if high >= HUGE else f"entre {low:g} e {high:g}"


def shown(value: Any) -> str:
    """O que foi dado, para pôr numa mensagem: abreviado, se for grande."""
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:180]}… (um {type(value).__name__} grande)"


def numeric(name: str, value: Any, low: float, high: float, wanted: str = "um número") -> np.ndarray:
    """Confere um número, ou vários, e os devolve em float64, com a forma que tiverem.

    Erros: `TypeError` se não houver números; `ValueError` se algum estiver fora de `[low, high]` ou não for finito.
    """
    try:
        given = np.asarray(value)
    except (TypeError, ValueError):  # listas de tamanhos diferentes, e objetos que não viram vetor
        given = np.array("")
    if given.dtype.kind not in "iuf" or not given.size:
        raise TypeError(f"`{name}` recebeu {shown(value)}, mas aceita {wanted}, {interval(low, high)}.")
    given = given.astype(np.float64)
    if not (np.isfinite(given).all() and (given >= low).all() and (given <= high).all()):
        wanted = f"valores finitos {interval(low, high)}"
        raise ValueError(f"`{name}` recebeu {shown(value)}, mas aceita {wanted}. Corrija e tente de novo.")
    return given


def number_in(name: str, value: Any, low: float, high: float = math.inf) -> float:
    """Confere um número só dentro de `[low, high]`. Erros: os de `numeric`; `ValueError` se forem vários."""
    given = numeric(name, value, low, high)
    if given.ndim:
        raise ValueError(f"`{name}` recebeu {shown(value)}, mas aceita um número só, {interval(low, high)}.")
    return float(given)


def per_replica(name: str, value: PerReplica, replicas: int, low: float, high: float) -> np.ndarray:
    """Confere um número (ou um por réplica) e o devolve como vetor `[réplica]` em float64.

    Erros: os de `numeric`; `ValueError` se a quantidade não for 1 nem o número de réplicas.
    """
    wanted = "um número" if replicas == 1 else f"um número, ou uma lista com {replicas} (um por réplica)"
    given = numeric(name, value, low, high, wanted)
    if given.shape not in ((), (1,), (replicas,)):
        raise ValueError(f"`{name}` recebeu {shown(value)}, mas aceita {wanted}, {interval(low, high)}.")
    return np.array(np.broadcast_to(given, (replicas,)))


#: O maior inteiro que se aceita onde não há outro limite; acima dele é engano.
HUGE = 10**12


def integer(name: str, value: int, low: int, high: float = HUGE) -> int:
    """Confere um número inteiro dentro de `[low, high]` e o devolve como `int`.

    Erros: `TypeError` se não for inteiro (`True` e `3.0` também não são); `ValueError` fora do intervalo.
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Integral):
        raise TypeError(
            f"`{name}` recebeu {shown(value)}, mas aceita um número inteiro {interval(low, high)}, como {low}."
        )
    if not low <= value <= high:
        raise ValueError(f"`{name}` recebeu {shown(value)}, mas aceita um número inteiro {interval(low, high)}.")
    return int(value)


def yes_or_no(name: str, value: bool) -> bool:
    """Confere um sim ou não. Erro: `TypeError`, se não é `True` nem `False`: o texto "não" valeria `True`."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"`{name}` recebeu {shown(value)}, mas aceita `True` ou `False`.")
    return bool(value)


def seeds_of(seeds: Sequence[int]) -> tuple[int, ...]:
    """Confere a lista de sementes (inteiros de 0 em diante, uma por réplica; podem repetir-se: são gêmeos)."""
    if isinstance(seeds, (str, bytes)) or not isinstance(seeds, (Sequence, np.ndarray)):
        raise TypeError(
            f"`seeds` recebeu {shown(seeds)}, mas aceita uma lista de inteiros, uma semente por réplica, como [0]."
        )
    if len(seeds) == 0:
        raise ValueError("`seeds` recebeu uma lista vazia; dê ao menos uma semente, como [0].")
    if len(seeds) > MOST_REPLICAS:
        raise ValueError(
            f"`seeds` recebeu {len(seeds)} sementes, mas aceita até {MOST_REPLICAS}; reparta-as em estudos."
        )
    return tuple(integer("seeds", seed, 0, math.inf) for seed in seeds)


def widths_of(hidden: Sequence[int]) -> tuple[int, ...]:
    """Confere as larguras das camadas escondidas: uma lista com ao menos um inteiro positivo."""
    if isinstance(hidden, (str, bytes)) or not isinstance(hidden, Sequence):
        raise TypeError(f"`hidden` recebeu {shown(hidden)}, mas aceita uma lista de larguras, como (32, 64).")
    if len(hidden) == 0:
        raise ValueError("`hidden` recebeu uma lista vazia; dê ao menos uma camada escondida, como (32, 64).")
    return tuple(integer("hidden", width, 1, WIDEST) for width in hidden)


def shape_of(name: str, shape: Sequence[int]) -> tuple[int, ...]:
    """Confere a forma de um vetor ou de uma imagem: uma lista de inteiros positivos."""
    if isinstance(shape, (str, bytes)) or not isinstance(shape, Sequence):
        raise TypeError(f"`{name}` recebeu {shown(shape)}, mas aceita uma forma, como (3,) ou (3, 32, 32).")
    if len(shape) == 0:
        raise ValueError(f"`{name}` recebeu uma forma vazia, mas aceita uma como (3,) ou (3, 32, 32).")
    return tuple(integer(name, size, 1, HUGE) for size in shape)


def device_of(device: str | torch.device) -> torch.device:
    """Confere um dispositivo do torch. Erros: `TypeError` ou `ValueError`, se ele não existe nesta máquina."""
    wanted = 'mas aceita "cpu" ou, onde há uma GPU, "cuda"'
    if not isinstance(device, (str, torch.device)):
        raise TypeError(f"`device` recebeu {shown(device)}, {wanted}.")
    try:
        return torch.zeros(0, device=device).device
    except (RuntimeError, AssertionError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(f"`device` recebeu {shown(device)}, {wanted}. O torch diz: {reason}") from error


#: No Windows, `a:b.json` seria um fluxo escondido do arquivo `a`, e `nul.json`, um aparelho: nada ficaria guardado.
WINDOWS = os.name == "nt"
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def path_of(path: str | os.PathLike[str]) -> Path:
    """Confere um caminho de arquivo; a pasta, confere-a quem escreve. Erros: `TypeError`; `ValueError`, se é vazio."""
    if not isinstance(path, (str, os.PathLike)) or isinstance(path, bytes):
        raise TypeError(f'`path` recebeu {shown(path)}, mas aceita um caminho de arquivo, como "treino.ckpt".')
    found = Path(path)
    if found.name == "":
        raise ValueError(f"`path` recebeu {shown(path)}, que não é o nome de um arquivo.")
    if any(letter < " " for letter in str(found)):
        raise ValueError(
            f"`path` recebeu {shown(path)}, que não é o nome de um arquivo: entre aspas, o Python lê `\\t` como uma "
            'tabulação, e `\\n` como um fim de linha. Escreva com barras comuns, como "C:/treinos/novo.ckpt".'
        )
    if WINDOWS and (RESERVED.fullmatch(found.name) or set(found.name) & set('<>:"|?*')):
        raise ValueError(
            f'`path` recebeu {shown(path)}, um nome que o Windows não guarda: ele não aceita < > : " | ? * nem '
            'os nomes de aparelhos, como CON e AUX. Use outro, como "treino-1.ckpt".'
        )
    return found


def similar(name: str, accepted: Iterable[str]) -> str:
    """Completa uma mensagem: sugere o nome mais parecido, ou lista os aceitos."""
    names = sorted(accepted)
    close = [full for full in names if full.endswith(f".{name}")] or difflib.get_close_matches(name, names, n=1)
    if close:
        return f"; você quis dizer {' ou '.join(map(repr, close))}?"
    return f"; os aceitos são: {', '.join(names)}."
