"""Do que um código é feito: as partes de uma classe, de um objeto e de uma função, e de quem são."""

from __future__ import annotations

import dis
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: O que o corpo de uma classe escreve de si, e muda quando ela muda de lugar num arquivo.
WHERE = {"__firstlineno__", "__static_attributes__", "__doc__", "__qualname__", "__module__"}
ANNOTATIONS = {"__annotate__", "__annotate_func__"}


def is_library(module: str | None) -> bool:
    """Se um módulo é do Python, do curso ou de um pacote instalado, e não do estudante."""
    root = (module or "").partition(".")[0]
    if root in sys.stdlib_module_names or root == "course_utils":
        return True
    if root == "__main__":
        return False
    file = getattr(sys.modules.get(root), "__file__", None)
    return file is not None and not {"site-packages", "dist-packages"}.isdisjoint(Path(file).parts)


def from_library(thing: types.FunctionType | type) -> bool:
    """Se o nome basta: o que nasce dentro de uma função, ou é uma `lambda`, tem o nome de muitos outros."""
    return is_library(thing.__module__) and "<" not in thing.__qualname__


def own_members(cls: type) -> dict[str, Any]:
    """O que uma classe define; do que o Python põe nela, só o que se chama."""
    return {
        name: own
        for name, own in vars(cls).items()
        if not (name.startswith("__") and name.endswith("__"))
        or (name not in ANNOTATIONS and isinstance(own, (types.FunctionType, classmethod, staticmethod, property)))
    }


def parts_of(thing: Any) -> tuple[Any, ...]:
    """Do que um objeto é feito."""
    if isinstance(thing, property):
        return thing.fget, thing.fset, thing.fdel
    if isinstance(thing, (classmethod, staticmethod)):
        return (thing.__func__,)
    own = getattr(thing, "__dict__", None)
    try:
        reduced = thing.__reduce_ex__(2)
    except Exception:  # um cadeado, um arquivo aberto: não se copia, e vale o que tiver em `__dict__`
        return (own,)
    return (*reduced, own) if isinstance(reduced, tuple) else (reduced, own)


def instructions(code: types.CodeType) -> Iterator[dis.Instruction]:
    """As instruções de um código, sem as que dizem onde ele está escrito."""
    steps = list(dis.get_instructions(code))
    for step, following in zip(steps, [*steps[1:], None]):
        stored = following is not None and following.opname == "STORE_NAME" and following.argval in WHERE
        if not (step.opname.startswith("LOAD_CONST") and stored):
            yield step
