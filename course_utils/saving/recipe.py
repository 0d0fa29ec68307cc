"""Uma gravação como a célula de Python que a repete: "copiar como código"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..algorithm import settings_of
from ..ddpg import DDPG
from ..support.history import Change
from .description import describe
from .names import ALGORITHMS, EXPLORATIONS


def recipe(settings: Mapping[str, Any], needs: Sequence[str], changes: Sequence[Change], steps: int) -> str:
    """O código que cria o mesmo treino, faz as mesmas mudanças nos mesmos passos e vai até o mesmo fim.

    O que é igual ao valor de fábrica do algoritmo não aparece; o que é código aparece pelo nome, para ser dado ali.
    """
    factory = describe(settings_of(ALGORITHMS.get(settings.get("algorithm", ""), DDPG)))
    arguments, named = [], set()
    for name, value in ({"engine": "torch"} | dict(settings)).items():
        if name in needs:
            arguments.append(f"{name}={name},  # dê aqui o seu: {value}")
        elif name == "algorithm":
            arguments.append(f"{name}={value},")
            named.add(value)
        elif name == "seeds" or factory.get(name, ...) != value:
            arguments.append(f"{name}={_source(value)},")
            named |= {one for one in EXPLORATIONS if name == "exploration" and f"'{one}'" in repr(value)}
            named |= {"Hindsight"} if name == "hindsight" else set()
    moves = [f"{(one.step, one.replica, one.name, one.new)!r}," for one in changes]
    return f"""\
from course_utils import {", ".join([*sorted(named), "Trainer"])}

trainer = Trainer(
    {_lines(arguments)}
)
changes = [  # passo, réplica, ajuste, valor
    {_lines(moves)}
]
for step, replica, name, value in changes:
    trainer.advance(until=step)
    trainer.change(name, value, replica)
trainer.advance(until={steps})
"""


def _lines(items: list[str]) -> str:
    return "\n    ".join(items)


def _source(value: Any) -> str:
    """O valor como se escreve em Python; uma exploração vira a chamada que a cria."""
    if isinstance(value, dict):
        ((name, own),) = value.items()
        return f"{name}({', '.join(f'{key}={_source(one)}' for key, one in own.items())})"
    if isinstance(value, list):
        return f"[{', '.join(map(_source, value))}]"
    return repr(value)
