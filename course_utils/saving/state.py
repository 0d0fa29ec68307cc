"""O estado de um treino, folha por folha: o que se guarda num checkpoint e se põe de volta no lugar.

Uma classe diz o que guarda em `STATE`, os nomes dos seus atributos; nos arquivos, valem os de `names`. Uma folha é um
número, um tensor, um vetor do NumPy ou um gerador de números ao acaso; o resto (listas, dicionários, objetos com
`STATE`) são galhos.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from .names import name_in_files


class Place(NamedTuple):
    """Uma folha e como trocar o seu valor, quando ele não se troca no lugar."""

    path: str
    value: Any
    put: Callable[[Any], None]


def places(thing: Any, path: str = "", put: Callable[[Any], None] = lambda _: None) -> Iterator[Place]:
    """Percorre as folhas de `thing`; o caminho de cada uma é como `agent.actor.flat`."""
    if hasattr(thing, "STATE"):
        for own in thing.STATE:
            here = f"{path}.{name_in_files(thing, own)}"
            yield from places(getattr(thing, own), here, partial(setattr, thing, own))
    elif isinstance(thing, dict):
        for key, one in thing.items():
            yield from places(one, f"{path}.{key}", partial(thing.__setitem__, key))
    elif isinstance(thing, (list, tuple)):
        for i, one in enumerate(thing):
            yield from places(one, f"{path}.{i}")
    elif thing is not None:
        yield Place(path.lstrip("."), thing, put)


def values(thing: Any) -> dict[str, Any]:
    """O valor de cada folha, pronto para ser escrito; os vetores são vistas, não cópias."""
    return {place.path: _value(place.value) for place in places(thing)}


def _value(leaf: Any) -> Any:
    if isinstance(leaf, Tensor):
        return leaf.cpu().numpy()
    if isinstance(leaf, np.random.Generator):
        return dict(leaf.bit_generator.state)
    if isinstance(leaf, (int, float)) or (isinstance(leaf, np.ndarray) and leaf.dtype.kind != "O"):
        return leaf
    raise TypeError(
        f"Não sei guardar um {type(leaf).__name__}: a classe precisa dizer em `STATE` quais são os seus números."
    )


@torch.inference_mode()
def restore(thing: Any, saved: dict[str, Any]) -> None:
    """Põe em cada folha de `thing` o valor guardado: vetores e tensores no lugar, para que as vistas continuem valendo.

    Erro: `ValueError`, se uma folha falta ou não tem a forma e o tipo da que está aqui.
    """
    for path, old, put in places(thing):
        if path not in saved:
            raise ValueError(f"falta {path}")
        new = saved[path]
        if isinstance(old, np.random.Generator):
            old.bit_generator.state = new
        elif isinstance(old, (Tensor, np.ndarray)):
            here = _value(old)
            if not isinstance(new, np.ndarray) or new.shape != here.shape or new.dtype != here.dtype:
                raise ValueError(f"{path} deveria ter a forma {here.shape} e o tipo {here.dtype}")
            if isinstance(old, Tensor):
                old.copy_(torch.from_numpy(new))
            else:
                old[...] = new
        elif type(new) is not type(old):
            raise ValueError(f"{path} deveria ser um número como {old!r}, e é {new!r}")
        else:
            put(new)
