"""Chamar código de estudante sem susto: reconhecer o que está em branco, o que muda a entrada e o que para no meio."""

from __future__ import annotations

import copy
import dis
import inspect
import sysconfig
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

EMPTY_BODY = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}
#: Onde mora o código que não é do estudante: o curso e a biblioteca padrão.
NOT_THEIRS = (str(Path(__file__).parent.parent), sysconfig.get_path("stdlib"), "<frozen")


class Wrong(Exception):
    """A resposta tem um engano; a mensagem lhe dá nome, em português."""


class Unanswered(Exception):
    """A resposta ainda está em branco; a mensagem, se houver, diz onde."""


def refuse(mistaken: object, says: str) -> None:
    """Levanta `Wrong(says)` se há o engano."""
    if mistaken:
        raise Wrong(says)


def blank(answer: Any) -> bool:
    """Se uma resposta está em branco, ou uma parte dela: `...`, `None`, ou uma função só com `...`."""
    if answer is ... or answer is None:
        return True
    if type(answer) in (dict, list, tuple):
        return any(one is ... for one in (answer.values() if type(answer) is dict else answer))
    if inspect.isclass(answer):
        return any(inspect.isfunction(own) and blank(own) for own in vars(answer).values())
    if inspect.isfunction(answer):
        steps = list(dis.get_instructions(answer))
        given = [step.argval for step in steps if "CONST" in step.opname]
        return {step.opname for step in steps} <= EMPTY_BODY and given[-1:] in ([None], [...])
    return False


def call(function: Callable[..., Any], *inputs: Any) -> Any:
    """O que a função do estudante devolve para estas entradas. `Wrong`, se ela muda uma entrada ou não devolve nada."""
    if not callable(function):
        raise Wrong(f"aqui é preciso uma função, com `def`; recebi {told(function)}.")
    own = copy.deepcopy(inputs)
    given = function(*own)
    if given is ...:
        raise Unanswered(": a função ainda devolve `...`.")
    if given is None:
        raise Wrong("a função não devolveu nada: falta um `return`?")
    if any(changed(before, after) for before, after in zip(inputs, own)):
        raise Wrong("a função muda a entrada no lugar (`+=`, `*=`, `x[…] = …`); trabalhe numa cópia.")
    return given


def changed(before: Any, after: Any) -> bool:
    """Se um tensor ou um array mudou."""
    if isinstance(before, torch.Tensor):
        return not torch.equal(before, after)
    return isinstance(before, np.ndarray) and not np.array_equal(before, after)


def told(value: Any) -> str:
    """Um valor dito em poucas letras, mesmo que o seu `repr` falhe."""
    try:
        kind = type(value).__name__
        if isinstance(value, torch.Tensor | np.ndarray):
            return f"um {kind} de forma {tuple(value.shape)}"
        text = " ".join(repr(value).split())
    except KeyboardInterrupt:
        raise
    except BaseException:  # um objeto que nem se mostra ainda tem um tipo
        return f"um {type(value).__name__}"
    return f"`{text[:60]}{'…' if len(text) > 60 else ''}` ({kind})"


def trouble(error: BaseException) -> Wrong | Unanswered:
    """O que dizer de um erro levantado no código do estudante: qual, e em que linha dele."""
    try:
        text = " ".join(str(error).split())[:200]
    except KeyboardInterrupt:
        raise
    except BaseException:  # a mensagem do erro também é código alheio
        text = ""
    if isinstance(error, TypeError | AttributeError) and "ellipsis" in text.lower():
        return Unanswered(": ainda há um `...` no caminho.")
    own = [one for one in traceback.extract_tb(error.__traceback__) if outside(one.filename)]
    where = f", na linha {own[-1].lineno} de `{own[-1].name}`" if own else ""
    return Wrong(f"o seu código parou com {type(error).__name__}{where}{': ' + text if text else '.'}")


def outside(file: str) -> bool:
    """Se um arquivo é do estudante: nem do curso, nem do Python, nem de um pacote instalado."""
    return not file.startswith(NOT_THEIRS) and "site-packages" not in file
