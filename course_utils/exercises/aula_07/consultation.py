"""O paciente sem etiqueta, da aula 07: um número, as medidas que o estudante escreveu, e o nome do erro."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...bugs import BUGS, unknown
from ...support.checks import similar
from ..guard import Wrong, call, refuse, told


def numbered(number: Any, exams: Any, name: Any) -> None:
    """07.2: o número do paciente existe."""
    whole = isinstance(number, int | np.integer) and not isinstance(number, bool)
    refuse(not whole, f"`number` é o número do paciente, sem aspas, como 7; recebi {told(number)}.")
    refuse(not 1 <= number <= len(BUGS), f"os pacientes vão de 1 a {len(BUGS)}; recebi {number}.")


def measured(exams: Any) -> dict[str, float]:
    """O que `exams` mede, um número para cada nome."""
    refuse(isinstance(exams, dict), "passe a própria função, `exams`, sem os parênteses.")
    found = call(exams)
    refuse(not isinstance(found, dict), f"`exams` devolve um dicionário, nome → medida; devolveu {told(found)}.")
    refuse(not found, "`exams` devolveu um dicionário vazio: falta ao menos uma medida.")
    for title, value in found.items():
        size = np.size(value) if isinstance(value, np.ndarray | np.number | int | float) else 0
        refuse(size != 1, f"a medida {title!r} deveria ser um número só; recebi {told(value)}.")
    return {title: float(np.asarray(value).item()) for title, value in found.items()}


def apart(number: Any, exams: Any, name: Any) -> None:
    """07.2: alguma medida é outra com o erro, e todas se repetem sem ele."""
    healthy, again = measured(exams), measured(exams)
    refuse(
        not equal(healthy, again),
        "sem erro nenhum, as medidas mudam de uma vez para a outra: dê uma semente a cada treino.",
    )
    with unknown(int(number)):
        sick = measured(exams)
    refuse(
        healthy.keys() == sick.keys() and equal(healthy, sick),
        "com este paciente, nenhuma das suas medidas muda. Ou o erro dele está onde você não olhou, ou `exams` usa um "
        "treino feito fora dela, antes do `with`.",
    )


def equal(one: dict[str, float], other: dict[str, float]) -> bool:
    """Se duas séries de medidas são a mesma; dois `nan` são iguais."""
    return one.keys() == other.keys() and all(np.array_equal(one[key], other[key], equal_nan=True) for key in one)


def named(number: Any, exams: Any, name: Any) -> None:
    """07.2: o nome do erro."""
    refuse(not isinstance(name, str), f"`name` deveria ser o nome de uma peça, entre aspas; recebi {told(name)}.")
    titled = [piece for piece in BUGS.values() if piece.title.lower() == name.lower()]
    refuse(titled, "esse é o título; a pergunta é o nome, como `piece.name`.")
    refuse(name not in BUGS, f"não há peça chamada {name!r}{similar(name, BUGS)}")
    piece = BUGS[name]
    if not unknown(int(number)).answer(name).startswith("✓"):
        raise Wrong(f"não é “{piece.title}”. Se fosse, você veria isto: {piece.symptom}. Foi o que viu?")
