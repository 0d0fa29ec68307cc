"""A conferência: passa uma resposta pelas etapas do seu exercício e diz até onde ela vai."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple

import numpy as np
import torch

from .guard import Unanswered, Wrong, blank, trouble
from .report import Report
from .results import record, reveal


class Stage(NamedTuple):
    """Uma etapa: o que se diz quando ela passa, e a função que olha as respostas.

    `examine(*respostas)` levanta `Wrong(frase)` se algo está errado; a frase dá nome ao engano e não dá a resposta.
    """

    right: str
    examine: Callable[..., object]


@dataclass(frozen=True)
class Exercise:
    """Um exercício: os nomes das respostas, as etapas na ordem, as dicas da mais leve à mais clara, e a despedida."""

    title: str
    answers: tuple[str, ...]
    stages: tuple[Stage, ...]
    hints: tuple[str, ...]
    done: str


def lessons() -> list[str]:
    """As aulas que têm exercícios: "00", "01"…"""
    package = import_module(__package__)
    return sorted(found.name[-2:] for found in iter_modules(package.__path__) if found.name.startswith("aula_"))


def exercises(lesson: str) -> dict[str, Exercise]:
    """Os exercícios de uma aula ("03"), na ordem: `{"03.1": …}`. Erro: `ValueError`, se não há essa aula."""
    if lesson not in lessons():
        raise ValueError(f"Não há exercícios da aula {lesson!r}; as aulas são {', '.join(lessons())}, entre aspas.")
    return import_module(f"{__package__}.aula_{lesson}").EXERCISES


def check(id: str, *answers: Any) -> Report:
    """Confere a resposta de um exercício e devolve o que está certo, o que não está e, a cada engano, mais uma dica.

    - `id`: aula e número, entre aspas, como `"03.1"`; `answers`: o que o exercício pede, na ordem.

    Nunca levanta um erro, faça a resposta o que fizer; só o botão de parar (`KeyboardInterrupt`) passa.
    """
    found = find(id)
    if isinstance(found, Report):
        return found
    title = f"Exercício {id} · {found.title}"
    right: list[str] = []
    for stage in (Stage("", partial(counted, found.answers)), *found.stages):
        fault = fault_of(stage, answers)
        if isinstance(fault, Unanswered):
            return Report(title, "empty", [f"ainda não respondido{fault}"], right[1:])
        if fault:
            record(id, False, str(fault))
            return Report(title, "wrong", [str(fault)], right[1:], found.hints[: reveal(id)], len(found.hints))
        right.append(stage.right)
    record(id, True)
    return Report(title, "right", [f"Resolvido. {found.done}"], right[1:])


def hint(id: str) -> Report:
    """A próxima dica de um exercício (`"03.1"`), junto das que já vieram, sem precisar de uma tentativa."""
    found = find(id)
    if isinstance(found, Report):
        return found
    shown = found.hints[: reveal(id)]
    return Report(f"Exercício {id} · {found.title}", "hint", [], [], shown, len(found.hints))


def find(id: Any) -> Exercise | Report:
    """O exercício de um nome, ou o aviso de que ele não existe."""
    lesson = id[:2] if type(id) is str else ""
    known = exercises(lesson) if lesson in lessons() else {}
    if lesson and id in known:
        return known[id]
    names = ", ".join(known) or '"00.1", "00.2"…'
    return Report("Exercício", "empty", [f"não há um exercício com esse nome; há {names}, entre aspas."])


def counted(names: tuple[str, ...], *answers: Any) -> None:
    """Se cada resposta está no seu lugar. `Unanswered`, se alguma está em branco, falta ou sobra."""
    asked = ", ".join(f"`{name}`" for name in names)
    if len(answers) > len(names):
        raise Unanswered(f": a conferência pede só {asked}, nessa ordem.")
    missing = [f"`{name}`" for k, name in enumerate(names) if k >= len(answers) or blank(answers[k])]
    if missing:
        raise Unanswered("." if len(missing) == len(names) else f": falta {', '.join(missing)}.")


def fault_of(stage: Stage, answers: tuple[Any, ...]) -> Wrong | Unanswered | None:
    """O que uma etapa achou de errado. O acaso e os avisos do caderno ficam como estavam."""
    state = np.random.get_state()
    try:
        with torch.random.fork_rng(), torch.enable_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.manual_seed(0)
            stage.examine(*answers)
    except KeyboardInterrupt:
        raise
    except (Wrong, Unanswered) as fault:
        return fault
    except BaseException as error:  # o código de um estudante pode levantar qualquer coisa, até SystemExit
        return trouble(error)
    finally:
        np.random.set_state(state)
    return None
