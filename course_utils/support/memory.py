"""O que um replay buffer confere: os bytes que pede, os números que o tipo dele não guarda, e os que sorteiam lotes."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from .checks import shown

MUCH = 2e9  # bytes: o que o Binder dá a cada pessoa


class LostNumber(ValueError):
    """Um número que o tipo em que seria guardado não representa."""


def put(names: Sequence[str], places: Sequence[np.ndarray], values: Sequence[Any]) -> None:
    """Guarda cada valor no seu lugar, no tipo dele; ou todos, ou nenhum.

    Erros: `LostNumber`, se um número viraria outro, ou não é finito; `ValueError`, se algum não tem a forma.
    """
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            ready = [_fitted(*one) for one in zip(names, places, values)]
    except LostNumber:
        raise
    except (TypeError, ValueError) as error:
        given, wanted = [np.shape(one) for one in values], [place.shape for place in places]
        raise ValueError(f"`add` recebeu as formas {given}, mas aceita números com as formas {wanted}.") from error
    for place, value in zip(places, ready):
        place[...] = value


def _fitted(name: str, place: np.ndarray, value: Any) -> np.ndarray:
    fitted = np.asarray(value, place.dtype)
    if place.dtype.kind != "f":
        _refuse_lost(name, np.asarray(value), place.dtype)
    elif not math.isfinite(np.add.reduce(fitted, None, np.float64)):  # um só que não seja chega à soma
        raise _not_finite(name, place.dtype)
    return fitted if fitted.shape == place.shape else np.broadcast_to(fitted, place.shape)


def _refuse_lost(name: str, given: np.ndarray, dtype: np.dtype) -> None:
    """Recusa o que viraria outro número onde só cabem inteiros."""
    if given.dtype != dtype and given.dtype.kind in "iuf":
        lost = given[given != given.astype(dtype)]
        if lost.size:
            raise LostNumber(
                f"`add` recebeu em `{name}` valores {given.dtype}, como {lost.flat[0]}, que um buffer {dtype} não "
                "guarda. Crie-o com `dtype=np.float32`, ou converta: `(255 * obs).astype(np.uint8)`."
            )


def _not_finite(name: str, dtype: np.dtype) -> LostNumber:
    return LostNumber(
        f"`add` recebeu em `{name}` um número que não é finito em {dtype}: NaN, infinito ou maior que "
        f"{np.finfo(dtype).max:.2g}. Um só estragaria as redes: procure no ambiente uma divisão por zero, ou divida a "
        "recompensa."
    )


def check_capacity(capacity: int, batch_size: int) -> None:
    """Recusa um lote que nunca se encheria: o treino andaria sem aprender. Erro: `ValueError`."""
    if batch_size > capacity:
        raise ValueError(
            f"`batch_size` recebeu {batch_size}, mas a memória só guarda `capacity` = {capacity} passos: ela nunca "
            "teria um "
            f"lote, e o treino andaria sem aprender. Dê `capacity` de {batch_size} em diante, ou um lote menor."
        )


def check_random(random: Any) -> None:
    """Recusa, com `TypeError`, o que não é um gerador do NumPy."""
    if not isinstance(random, np.random.Generator):
        raise TypeError(f"`random` recebeu {shown(random)}; aceita um gerador, como `np.random.default_rng(0)`.")


def check_uniforms(uniforms: Any, size: int, replicas: int) -> np.ndarray:
    """Os números que sorteiam um lote de uma memória com `size` transições. Erro: `ValueError`, se não servem."""
    if size == 0:
        raise ValueError("O replay buffer está vazio: guarde ao menos uma transição com `add` antes de sortear.")
    uniforms = np.asarray(uniforms)
    shaped = uniforms.dtype.kind == "f" and uniforms.ndim == 2 and len(uniforms) == replicas
    if not (shaped and uniforms.size and uniforms.min() >= 0 and uniforms.max() < 1):
        raise ValueError(
            f"`uniforms` recebeu {shown(uniforms)}, mas aceita números em [0, 1), [réplica, lote], de {replicas} "
            "réplica(s)."
        )
    return uniforms


@contextmanager
def allocating(capacity: int, numbers: int, dtype: Any) -> Iterator[None]:
    """Aloca-se aqui dentro um buffer cujas observações têm `numbers` números por passo. Erros: `TypeError`, se `dtype`
    não é de números; `ValueError`, se não cabe.
    """
    if np.dtype(dtype).kind not in "iufb":
        raise TypeError(f"`dtype` recebeu {dtype!r}; aceita um tipo de número, como `np.float32` ou `np.uint8`.")
    check_memory(capacity, numbers * np.dtype(dtype).itemsize * 2)
    try:
        yield
    except (MemoryError, ValueError) as error:
        raise ValueError(f"Um replay buffer de `capacity` {capacity} não coube: {error}. Peça menos.") from error


def check_memory(capacity: int, each: int) -> None:
    """Diz, antes de alocar, quanto pede um buffer de `capacity` passos de `each` bytes.

    Um aviso, se é mais do que `MUCH`; `ValueError`, se é mais do que a máquina tem livre.
    """
    wanted, free = capacity * each, free_memory()
    fits = max(1, int(min(free, MUCH) / 2 / max(each, 1)))
    text = (
        f"Um replay buffer com `capacity` {capacity} e observações deste tamanho pede {wanted / 1e9:.3g} GB de memória"
    )
    less = (
        f"Peça menos: `capacity={fits}` cabe em {fits * each / 1e9:.2g} GB. Imagens menores, ou em `np.uint8` no "
        "lugar de "
        "float32, também ajudam."
    )
    if wanted > free:
        raise ValueError(f"{text}, e aqui há {free / 1e9:.3g} GB livres. {less}")
    if wanted > MUCH:
        warnings.warn(f"{text}, que vai ocupando enquanto treina. {less}", stacklevel=6)  # quem criou o buffer


def free_memory() -> float:
    """Quantos bytes a máquina tem livres, ou deixa este processo usar; infinito, onde não se sabe."""
    found = []
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        found += [1024.0 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable")]
    except (OSError, ValueError, IndexError):
        if hasattr(os, "sysconf") and "SC_AVPHYS_PAGES" in os.sysconf_names:
            found.append(float(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")))
    for limit, used in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        try:
            cgroup = Path("/sys/fs/cgroup")
            most, now = (float((cgroup / name).read_text(encoding="ascii")) for name in (limit, used))
            found.append(most - now)
        except (OSError, ValueError):  # sem cgroup, ou sem limite nele
            continue
    return min((one for one in found if one > 0), default=float("inf"))
