"""Os números que o nome sorteia: os mesmos para o mesmo nome, e a resposta de outro se reconhece."""

import json

import pytest

from course_utils.exercises import check, drawn, export_progress, record, results
from course_utils.exercises.aula_01 import MOONS
from course_utils.exercises.aula_03 import COST, GAMMAS
from course_utils.exercises.drawn import plain
from course_utils.homework.inspection import inspect


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Alguém olhando, numa pasta sua."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CURSO_SEM_CONTROLES")


def test_a_name_draws_the_same_number_everywhere_and_is_said_once():
    assert drawn("", 16, 29) == 16, "sem nome nenhum, o primeiro"
    assert [drawn(name, 16, 29) for name in ("Ana Souza", "ana  souza", "bia", "José", "李")] == [24, 24, 16, 20, 18]
    drawn("Ana Souza", 1, 2)
    record("02.1", True)
    results.memory.clear()
    assert drawn("", 16, 29) == 24 and results.student() == "Ana Souza" and results.results()["02.1"].solved
    assert {drawn(f"aluno {k}", 1, 6) for k in range(60)} == set(range(1, 7))
    with pytest.raises(TypeError, match="entre aspas"):
        drawn(..., 1, 6)


@pytest.mark.parametrize(
    ("low", "high", "error", "said"),
    [
        (9, 5, ValueError, "`high` recebeu 5, mas aceita um número inteiro de 9 em diante"),
        (5, 4, ValueError, "`high` recebeu 4, mas aceita um número inteiro de 5 em diante"),
        (1.5, 4, TypeError, "`low` recebeu 1.5"),
        (1, 4.5, TypeError, "`high` recebeu 4.5"),
        (-1, 4, ValueError, "`low` recebeu -1"),
        ("1", 4, TypeError, "`low` recebeu '1'"),
    ],
)
def test_an_interval_with_no_number_is_refused_and_the_name_is_not_kept(low, high, error, said):
    with pytest.raises(error, match=said):
        drawn("Ana", low, high)
    assert results.student() == "" and drawn("", 5, 5) == 5


def test_a_name_is_plain_whatever_its_letters():
    assert plain("D’Ávila") == plain("D'Avila") == plain("d-ávila") == "d avila"
    assert plain("Jose\u0301") == plain("JOSÉ") == "jose"
    for one, other in (("Иван 1", "Пётр 1"), ("李 A", "王 A"), ("Łukasz", "ukasz")):
        assert plain(one) != plain(other)
    assert drawn("Jo\udce3o", 1, 6) == drawn("Jo?o", 1, 6)


def test_the_answer_is_that_of_ones_own_number():
    g = drawn("Ana Souza", *MOONS) / 10
    assert check("01.1", g / 2, 0.99).solved
    drawn("Bia", *MOONS)
    assert "a resposta de quem tem g = 2,4; o seu nome sorteou g = 1,6." in repr(check("01.1", g / 2, 0.99))


@pytest.mark.parametrize("name", ["", "Ana Souza", "Bia", "Caio", "Davi"])
def test_no_number_makes_a_known_mistake_look_like_somebody_elses_answer(name):
    gamma = drawn(name, *GAMMAS) / 1000
    assert check("03.2", -COST / (1 - gamma), -COST, "não").solved
    for wrong in (-200 * COST, -COST, -COST / (1 - gamma) / 10, -(1 - gamma) * COST, -100 * COST):
        said = repr(check("03.2", wrong, -COST, "não"))
        assert "✗" in said and "quem tem" not in said
    k = GAMMAS[0] if gamma * 1000 > GAMMAS[0] else GAMMAS[1]
    assert f"quem tem γ = 0,{k}".rstrip("0") in repr(check("03.2", -COST / (1 - k / 1000), -COST, "não"))


def test_the_teacher_sees_whose_numbers_they_were(tmp_path):
    drawn("Bia", *MOONS)
    record("01.1", True)
    export_progress("Ana", "ana.json"), export_progress("bia", "bia.json")
    assert inspect(tmp_path / "bia.json")["reasons"] == []
    (reason,) = inspect(tmp_path / "ana.json")["reasons"]
    assert "outro nome, 'Bia'" in reason
    own = inspect(results.FILE.resolve())
    assert own["student"] == "Bia" and set(own["progress"]) == {"01.1"}
    assert set(json.loads(results.FILE.read_text())) == {"01.1", "student"}
