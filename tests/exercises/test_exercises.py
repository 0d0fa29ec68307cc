"""Os exercícios respondem: a solução passa, cada engano comum é chamado pelo nome, e nada derruba a conferência."""

import ast
import importlib
import pkgutil
import re

import numpy as np
import pytest
import wrong_answers
from support.asked import NOTEBOOKS, Asked, asked, plain, run
from support.scripts import load_script

from course_utils.exercises import check, results
from course_utils.exercises.engine import exercises, lessons

construir = load_script(NOTEBOOKS / "construir.py")

LESSONS = {
    name[-2:]: importlib.import_module(f"wrong_answers.{name}")
    for _, name, _ in pkgutil.iter_modules(wrong_answers.__path__)
}


def text_of(lesson: str):
    (path,) = (NOTEBOOKS / "textos").glob(f"{lesson}_*.md")
    return construir.read_text(path)


ASKED = {one.id: one for lesson in LESSONS for one in asked(text_of(lesson), lesson)}


@pytest.fixture(scope="module")
def lesson_names():
    """Os nomes que as células necessárias de cada aula deixam; cada aula roda uma vez."""
    made: dict[str, dict] = {}

    def names(lesson: str) -> dict:
        if lesson not in made:
            fresh = {"__name__": "aula"}
            code = [cell.source for cell in text_of(lesson).cells if cell.cell_type == "code"]
            for mark in (
                "google.colab",
                *map(re.escape, LESSONS[lesson].CELLS),
                r"course_utils\.exercises import (\w+, )*check",
            ):
                (cell,) = (source for source in code if re.search(mark, source))
                run(plain(cell), f"aula {lesson}, {mark}", fresh)
            made[lesson] = fresh
        return dict(made[lesson])

    return names


def solution(one: Asked) -> str:
    """O primeiro bloco da solução, ou o que o representa aqui, se ele demora."""
    return getattr(LESSONS[one.id[:2]], "QUICK", {}).get(one.id, one.blocks[0])


def spoilt(source: str, error: str | tuple[str, str]) -> str:
    """O código de uma solução com um engano dentro."""
    if isinstance(error, str):
        return f"{source}\n{error}"
    assert error[0] in source, f"a solução não tem mais {error[0]!r}"
    return source.replace(*error)


def test_every_exercise_has_a_cell_a_solution_and_three_wrong_answers():
    assert set(LESSONS) == set(lessons()) == {path.stem[:2] for path in (NOTEBOOKS / "textos").glob("[0-9]*.md")}
    known = {id for lesson in LESSONS for id in exercises(lesson)}
    assert known == ASKED.keys() == {id for own in LESSONS.values() for id in own.WRONG}
    for id, one in ASKED.items():
        assert one.call.startswith(f"check('{id}', "), one.title
        assert len(LESSONS[id[:2]].WRONG[id]) >= 3, one.title
        assert exercises(id[:2])[id].title.lower() in one.title.lower().replace("$", "")


@pytest.mark.parametrize("id", ASKED)
def test_the_cell_as_it_is_says_not_answered_yet(id, lesson_names):
    names = lesson_names(id[:2])
    run(ASKED[id].cell, id, names)
    assert "ainda não respondido" in repr(eval(ASKED[id].call, names))
    assert not results.results()


@pytest.mark.parametrize("id", ASKED)
def test_the_solution_passes(id, lesson_names):
    names = lesson_names(id[:2])
    run(ASKED[id].cell, id, names)
    run(solution(ASKED[id]), id, names)
    outcome = eval(ASKED[id].call, names)
    assert outcome.solved, outcome
    assert results.results()[id].solved


@pytest.mark.parametrize(
    ("id", "named", "error"), [(id, *case) for own in LESSONS.values() for id in own.WRONG for case in own.WRONG[id]]
)
def test_a_typical_mistake_is_named(id, named, error, lesson_names):
    names = lesson_names(id[:2])
    run(ASKED[id].cell, id, names)
    run(spoilt(solution(ASKED[id]), error), id, names)
    outcome = eval(ASKED[id].call, names)
    assert outcome.kind == "wrong" and named in repr(outcome), outcome
    assert "Dica 1 de 3" in repr(outcome)


def told_numbers(answer) -> set[str]:
    """Como uma mensagem poderia escrever um número: com dois a seis algarismos, com ponto ou com vírgula."""
    if isinstance(answer, bool) or not isinstance(answer, int | float | np.number) or abs(answer) < 20:
        return set()
    written = {f"{abs(answer):.{digits}g}" for digits in range(3, 7)} | {f"{abs(answer):.0f}"}
    return written | {one.replace(".", ",") for one in written}


@pytest.mark.parametrize("id", ASKED)
def test_no_message_and_no_hint_tells_the_number(id, lesson_names):
    names = lesson_names(id[:2])
    run(ASKED[id].cell, id, names)
    run(solution(ASKED[id]), id, names)
    right = [eval(ast.unparse(one), names) for one in ast.parse(ASKED[id].call).body[0].value.args[1:]]
    secret = set().union(*map(told_numbers, right))
    answers = [[1.5] * len(right), *([*right[:k], 1.5, *right[k + 1 :]] for k in range(len(right)))]
    said = " ".join([*(repr(check(id, *one)) for one in answers), *exercises(id[:2])[id].hints])
    assert not secret & set(re.findall(r"\d+(?:[.,]\d+)?", said)), said
