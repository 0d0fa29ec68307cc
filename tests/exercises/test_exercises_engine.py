"""A conferência por dentro: nada a derruba, as dicas vêm uma a uma, e o progresso não se perde nem se falsifica."""

import json
import os
import random
import re
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from course_utils.exercises import check, export_progress, hint, progress, record, results
from course_utils.exercises.engine import Exercise, Stage, exercises, fault_of, lessons
from course_utils.exercises.guard import Unanswered, blank, call, told
from course_utils.homework.inspection import inspect
from course_utils.support.seal import seal


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Cada teste na sua pasta, como quem olha: com arquivo de progresso."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CURSO_SEM_CONTROLES")


# --- respostas hostis ---------------------------------------------------------------------------------------------


class Broken:
    """Um objeto em que tudo o que se pergunta dá errado."""

    def _fail(self, *args, **kwargs):
        raise RuntimeError("não")

    __repr__ = __str__ = __eq__ = __hash__ = __bool__ = __len__ = __iter__ = __float__ = __call__ = _fail
    __getattr__ = __getitem__ = __array__ = __lt__ = __sub__ = __deepcopy__ = _fail

    @property
    def __class__(self):
        raise ZeroDivisionError


class BrokenError(Exception):
    def __str__(self):
        raise ValueError("nem o erro se mostra")


def leaves(*args, **kwargs):
    sys.exit("adeus")


def turns_round(*args, **kwargs):
    return turns_round(*args, **kwargs)


def breaks(*args, **kwargs):
    raise BrokenError


def ruins(*args, **kwargs):
    for one in args:
        if isinstance(one, np.ndarray | torch.Tensor):
            one.zero_()
    return args[0] if args else 0


class Greedy:
    """Uma classe que aceita tudo e só devolve lixo."""

    def __init__(self, *args, **kwargs):
        self.actor = self.critic = self.target_actor = self.target_critic = torch.nn.Linear(1, 1)

    def __getattr__(self, name):
        return lambda *args, **kwargs: torch.tensor(float("nan"))


HOSTILE = [
    Broken(),
    leaves,
    turns_round,
    breaks,
    ruins,
    Greedy,
    lambda: 1,
    lambda *args, **kwargs: None,
    lambda *args, **kwargs: ...,
    lambda *args, **kwargs: Broken(),
    lambda *args, **kwargs: float("nan"),
    lambda *args, **kwargs: torch.full((6, 3), float("inf")),
    lambda *args, **kwargs: args,
    float("nan"),
    10**400,
    "</script><b>",
    b"",
    [],
    {0: Broken()},
    [[1, 2], [3]],
    np.array([None, "x"], object),
    np.zeros((0, 3)),
    torch.zeros(3, requires_grad=True) * 2,
    torch.zeros(2, 2, dtype=torch.complex64),
    type,
    print,
    object(),
]
EVERY = [id for lesson in lessons() for id in exercises(lesson)]


@pytest.mark.parametrize("id", EVERY)
def test_no_answer_brings_the_check_down_and_none_of_these_passes(id):
    count = len(exercises(id[:2])[id].answers)
    for answer in HOSTILE:
        outcome = check(id, *[answer] * count)
        assert not outcome.solved
        assert "</script>" not in outcome._repr_html_() and outcome.title in repr(outcome)
    assert check(id).kind == check(id, *[None] * count).kind == check(id, *[1] * 20).kind == "empty"


def test_an_exercise_that_does_not_exist_is_a_message():
    for id in (None, 3.1, "03.99", "99.1", "", [], Broken(), b"03.1"):
        assert "não há um exercício com esse nome" in repr(check(id, 1)) and "entre aspas" in repr(hint(id))


def test_the_stop_button_still_stops():
    def stopped(*args):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check("00.4", stopped, "não")


def test_an_error_of_the_student_is_told_with_its_line():
    def discounted(rewards, gamma):
        return rewards / 0 + unknown  # noqa: F821

    said = repr(check("00.4", discounted, "não"))
    assert "NameError, na linha" in said and "de `discounted`" in said
    said = repr(check("00.4", lambda rewards, gamma: random.choice([]), "não"))
    assert "IndexError" in said and "de `<lambda>`" in said  # e não de uma linha da biblioteca padrão


def test_the_check_leaves_the_random_numbers_as_they_were():
    def discounted(rewards, gamma):
        torch.manual_seed(1), np.random.seed(1)
        return 0

    torch.manual_seed(5), np.random.seed(5)
    wanted = torch.rand(1).item(), np.random.rand()
    torch.manual_seed(5), np.random.seed(5)
    check("00.4", discounted, "não")
    assert (torch.rand(1).item(), np.random.rand()) == wanted


# --- em branco ----------------------------------------------------------------------------------------------------


def test_what_is_blank_and_what_is_not():
    def only_dots(x): ...

    def documented(x):
        """Uma frase."""
        ...

    def passes(x):
        pass

    def returns_dots(x):
        return ...

    def a_number(x):
        return 5

    def works(x):
        return x

    class Half:
        def one(self):
            return 1

        def other(self): ...

    assert all(map(blank, [..., None, only_dots, documented, passes, returns_dots, Half, {"a": ...}, [1, ...]]))
    assert not any(map(blank, [0, False, "", [], {}, {"a": None}, a_number, works, random.Random, print, lambda x: x]))


def test_what_is_half_written_is_still_not_answered():
    def half(rewards, gamma):
        total = ...
        return total * 2

    for answer in (half, lambda rewards, gamma: ...):
        assert "ainda não respondido" in repr(check("00.4", answer, "não"))
    assert "falta `motive`" in repr(check("00.4", half, ...))
    assert not results.results()
    with pytest.raises(Unanswered):
        call(lambda: ...)
    assert told(Broken()) == "um Broken"


# --- as etapas e as dicas -----------------------------------------------------------------------------------------


def test_each_wrong_try_gives_one_more_hint_and_the_third_is_the_last():
    hints = exercises("00")["00.1"].hints
    for shown in (1, 2, 3, 3):
        outcome = check("00.1", 1, 1)
        assert tuple(outcome.hints) == hints[:shown] and f"Dica {shown} de 3" in repr(outcome)
    assert outcome._repr_html_().count("<details open>") == 1
    assert check("00.1", -200 * np.pi**2, -20 * np.pi**2).hints == ()


def test_a_hint_can_be_asked_for_without_a_try():
    assert len(hint("00.1").hints) == 1 and len(hint("00.1").hints) == 2
    assert results.results()["00.1"] == results.Result(solved=False, tries=0, hints=2)


def test_what_is_right_so_far_is_said_before_what_is_not():
    said = repr(check("00.1", -200 * np.pi**2, 5)).splitlines()
    assert said[1] == "✓ o retorno" and said[2].startswith("✗ `hanging_value`")


def test_every_exercise_has_three_hints_and_good_manners():
    for id in EVERY:
        one = exercises(id[:2])[id]
        assert isinstance(one, Exercise) and len(one.hints) == 3 and len(set(one.hints)) == 3, id
        for text in (*one.hints, one.done):
            assert not re.match("[a-zà-ú]{2}", text) and text[-1] in ".?!`", text
            prose = re.sub("`[^`]+`", "", text)
            assert not set("*$`") & set(prose), text


def test_a_stage_is_called_with_gradients_on_and_a_fixed_seed():
    drawn = []

    def examine():
        drawn.append((torch.is_grad_enabled(), torch.rand(1).item()))

    with torch.no_grad():
        assert fault_of(Stage("", examine), ()) is None and fault_of(Stage("", examine), ()) is None
    assert drawn[0] == drawn[1] and drawn[0][0]


# --- o progresso --------------------------------------------------------------------------------------------------


def test_progress_is_kept_and_what_is_solved_stays_solved():
    check("00.1", 1, 1)
    check("00.1", -200 * np.pi**2, -20 * np.pi**2)
    check("00.1", 1, 1)
    record("00.q1", True), record("00.q2", False)
    assert not results.memory and results.FILE.is_file()
    assert results.results()["00.1"].solved and results.results()["00.1"].tries == 2
    said = repr(progress("00"))
    assert "✓ 00.1 O retorno de não fazer nada · 2 tentativas" in said and "○ 00.2" in said and "1 de 5" in said
    assert "1 exercício até aqui" in said and "00.1" in progress("00")._repr_html_()


def test_the_progress_of_the_first_version_opens_with_everything_it_held():
    """O arquivo foi escrito antes de o pacote mudar de forma; uma tentativa a mais não apaga nada do que há nele."""
    stored = (Path(__file__).parent / "dados/progresso_v1.json").read_text(encoding="utf-8")
    results.FILE.write_text(stored, encoding="utf-8")
    wanted = {
        "00.1": results.Result(solved=True, tries=1),
        "02.1": results.Result(solved=True, tries=3, hints=1),
        "02.q1": results.Result(solved=True, tries=1),
        "02.q3": results.Result(tries=1),
        "03.2": results.Result(tries=1, hints=3),
        "07.1": results.Result(solved=True, tries=1),
    }
    assert results.results() == wanted
    assert "✓ 02.1" in repr(progress("02")) and "3 exercícios até aqui" in repr(progress("02"))
    record("03.2", True)
    assert results.results() == wanted | {"03.2": results.Result(solved=True, tries=2, hints=3)}


def test_an_exercise_that_moved_to_another_lesson_stays_solved():
    results.FILE.write_text('{"06.5": {"solved": true, "tries": 2, "hints": 1}}', encoding="utf-8")
    assert results.results() == {"08.1": results.Result(solved=True, tries=2, hints=1)}
    record("06.1", True)
    assert set(results.results()) == {"06.1", "08.1"} and "06.5" not in results.FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize("items", [("06.5", "08.1"), ("08.1", "06.5")])
def test_an_exercise_that_moved_stays_solved_where_it_was_tried_again(items):
    old, new = {"solved": True, "tries": 2, "hints": 1}, {"solved": False, "tries": 1, "hints": 2}
    text = json.dumps({item: old if item == "06.5" else new for item in items})
    results.FILE.write_text(text, encoding="utf-8")
    assert results.results() == {"08.1": results.Result(solved=True, tries=2, hints=2)}
    assert inspect(results.FILE.resolve())["progress"].keys() == {"08.1"}
    assert inspect(results.FILE.resolve())["progress"]["08.1"]["solved"]


def test_what_another_kernel_solved_in_the_meantime_stays_solved(monkeypatch):
    def full(path, write):
        raise OSError("disco cheio")

    with monkeypatch.context() as patched:
        patched.setattr(results, "replace_file", full)
        record("02.1", False, "um engano")
    results.FILE.write_text('{"02.1": {"solved": true, "tries": 1, "hints": 0}}')
    record("02.2", True)
    assert results.results()["02.1"] == results.Result(True, 1, 0, ("um engano",)) and not results.memory


def test_nobody_watching_nothing_is_read_or_written(monkeypatch):
    check("00.1", -200 * np.pi**2, -20 * np.pi**2)
    monkeypatch.setenv("CURSO_SEM_CONTROLES", "1")
    assert not results.results()
    record("00.2", True)
    monkeypatch.delenv("CURSO_SEM_CONTROLES")
    results.memory.clear()
    assert set(results.results()) == {"00.1"}


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"00.1": 3}', '{"00.1": {"solved": true}}', "[" * 5000])
def test_a_damaged_file_is_put_aside(text):
    results.FILE.write_text(text)
    record("00.1", True)
    assert results.results()["00.1"].solved
    assert results.FILE.with_suffix(".estragado.json").read_text() == text


def test_a_second_damaged_file_does_not_erase_the_first():
    for text in ("um", "dois", "dois"):
        results.FILE.write_text(text)
        assert not results.results() and not results.results()
    copies = ["meu_progresso.estragado.json", "meu_progresso.estragado-2.json"]
    assert [Path(name).read_text() for name in copies] == ["um", "dois"]
    said = repr(progress("00"))
    assert "estava estragado" in said and all(name in said for name in copies)


@pytest.mark.parametrize("strange", ['{"novo": 1}', '{"solved": true, "tries": 1e999, "hints": 0}', "3", "null", "[1]"])
def test_what_is_not_understood_is_put_aside_and_the_rest_is_kept(strange):
    text = f'{{"02.1": {{"solved": true, "tries": 1, "hints": 0}}, "02.2": {strange}}}'
    results.FILE.write_text(text)
    assert set(results.results()) == {"02.1"} and check("02.2", 1, 1).kind != "empty"
    assert "estava estragado" in repr(progress("02")) and results.results()["02.1"].solved
    assert [path.read_text() for path in Path().glob("*.estragado*")] == [text]


def test_half_a_letter_in_a_mistake_does_not_stop_the_export():
    """Um nome de arquivo que não é UTF-8 chega ao Python com meias letras, que não se gravam."""

    def discounted(rewards, gamma):
        raise ValueError(os.fsdecode(b"n\xc3\xa3o achei Jo\xe3o.csv"))

    check("00.4", discounted, "não")
    (mistake,) = results.results()["00.4"].mistakes
    assert "não achei Jo?o.csv" in mistake
    results.FILE.write_text('{"00.4": {"solved": false, "tries": 1, "hints": 0, "mistakes": ["Jo\\udce3o"]}}')
    body = json.loads(export_progress("Jo\udce3o").read_text(encoding="utf-8"))
    assert body["name"] == "Jo?o" and body["items"]["00.4"]["mistakes"] == ["Jo?o"]


def test_where_nothing_can_be_written_the_progress_lasts_while_the_kernel_does(monkeypatch):
    def full(path, write):
        raise OSError("disco cheio")

    monkeypatch.setattr(results, "replace_file", full)
    assert check("00.1", -200 * np.pi**2, -20 * np.pi**2).solved
    assert results.results()["00.1"].solved and "Não foi possível gravar" in repr(progress("00"))


def test_the_exported_file_has_a_name_and_a_seal():
    record("00.1", True)
    path = export_progress("  Ana  Souza ", "ana.json")
    body = json.loads(path.read_text())
    assert body["name"] == "Ana Souza" and body["items"]["00.1"]["solved"]
    told_seal = body.pop("seal")
    assert told_seal == seal(body)
    assert seal(body | {"name": "Beto"}) != told_seal


@pytest.mark.parametrize("name", ["", "  ", None, 3])
def test_an_export_without_a_name_is_refused(name):
    with pytest.raises(ValueError, match="Escreva o seu nome entre aspas"):
        export_progress(name)


def test_bad_names_are_refused():
    with pytest.raises(ValueError, match="as aulas são 00"):
        progress("2")
    for item in ("2.1", "02.", "q1", "02.q", "02.1x"):
        with pytest.raises(ValueError, match="não é um exercício nem uma pergunta"):
            record(item, True)
