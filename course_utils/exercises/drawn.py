"""Os números de um exercício sorteados pelo nome de quem responde: cada um tem a sua conta, e é sempre a mesma."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from zlib import crc32

from ..support.checks import integer
from .kept import Named, sound
from .results import keep, student


def drawn(name: str, low: int, high: int) -> int:
    """Um inteiro de `low` a `high`, sorteado pelo nome de quem responde.

    - `name`: o seu nome, como o professor o conhece. Basta dizê-lo uma vez: em branco, vale o que ficou guardado no
      progresso. Sem nenhum, o número é `low`.
    - `low`, `high`: inteiros, de 0 em diante; `high` não é menor do que `low`.

    Erros: `TypeError`, se o nome não é um texto, ou um dos limites não é um inteiro; `ValueError`, se eles não servem.
    """
    if not isinstance(name, str):
        raise TypeError(f'Escreva o seu nome entre aspas, como drawn("Ana Souza", …); recebi {name!r}.')
    low = integer("low", low, 0)
    high = integer("high", high, low)
    if name.strip():
        keep("student", Named(sound(" ".join(name.split()))))
    return low + crc32(plain(student()).encode()) % (high - low + 1)


def of_others(low: int, high: int, right: Callable[[int], float], told: Callable[[int], str]) -> dict[str, float]:
    """Os enganos que são a resposta certa de outro nome: `right(k)`, para cada número `k` que não é o de quem responde.

    - `told(k)`: o número, por extenso.
    """
    own = drawn("", low, high)
    ends = f"; o seu nome sorteou {told(own)}."
    return {f"essa é a resposta de quem tem {told(k)}{ends}": right(k) for k in range(low, high + 1) if k != own}


def plain(name: str) -> str:
    """Um nome sem acentos, maiúsculas nem sinais: "Ana Souza" e "ana-souza" são a mesma pessoa."""
    letters = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    return " ".join(re.findall(r"[^\W_]+", letters.casefold())) or name
