"""As contas da turma, conferidas numa turma pequena em que se sabe cada resposta."""

import pytest

from course_utils.exercises import check, results
from course_utils.exercises.bets import Asked, Option, rows_of
from course_utils.exercises.results import Result, Wager
from course_utils.homework import tally
from course_utils.homework.delivery import Entry
from course_utils.homework.students import joined, of_each

COLOUR = Asked("De que cor?", [Option("azul", "Quase."), Option("laranja", "É.", True)])
ORDER = Asked("Em que ordem?", [Option(name, "") for name in "ABC"], "order")
CURVE = Asked("Como sobe?", [Option("perto", "", True), Option("longe", "")], "curve")
PLACES = [row.place for row in rows_of("02.ordem", ORDER)]
SORTED = sorted(range(3), key=lambda k: PLACES[k])


@pytest.fixture(autouse=True)
def made_up(monkeypatch):
    own = {"02.cor": COLOUR, "02.ordem": ORDER, "02.curva": CURVE}
    monkeypatch.setattr(tally, "bets_of", lambda lesson: own if lesson == "02" else {})


def test_what_was_bet_against_what_happened():
    picks = [({"chosen": [1]}, 2), ({"chosen": [0]}, 2), ({"chosen": [1]}, 0)]
    turma = [{"02.cor": Wager(pick["chosen"], True, sure)} for pick, sure in picks]  # o segundo diz que acertou
    ((one,),) = tally.bets_made(turma).values()
    assert (one.many, one.right) == (3, 2)
    assert one.bars == [("azul", 1, False), ("laranja", 2, True)]
    assert tally.calibration(turma) == [("é um chute", 1, 1), ("acho que sim", 0, 0), ("tenho certeza", 1, 2)]


def test_an_order_counts_who_stands_in_its_place_and_a_curve_who_followed_it():
    swapped = [SORTED[1], SORTED[0], SORTED[2]]
    turma = [{"02.ordem": Wager(own, True, 0)} for own in (SORTED, SORTED, swapped)]
    turma[0]["02.curva"], turma[1]["02.curva"] = Wager([50] * 6, True, 1), Wager([0, 100, 0, 1, 2, 3], False, 1)
    order, curve = tally.bets_made(turma)["02"]
    assert order.right == 2 and [bar.people for bar in order.bars] == [2, 2, 3]
    assert curve.right == 1 and curve.bars == [("perto", 1, True), ("longe", 1, False)]


@pytest.mark.parametrize(
    "made",
    [
        Wager([2], True, 0), Wager([-1], True, 0), Wager([], True, 0), Wager([0, 1], True, 0), Wager([0], True, 3),
        Result(True),
    ],
)  # fmt: skip
def test_a_bet_that_does_not_fit_its_question_is_not_counted(made):
    assert tally.bets_made([{"02.cor": made, "02.ordem": Wager([0, 0, 1], True, 0)}]) == {}


def test_the_mistakes_of_one_person_alone_are_not_told():
    check("02.1", 2305, 2497)
    check("02.1", 2305, 2497)
    (name,) = results.results()["02.1"].mistakes
    assert "faltaram os LayerNorm" in name
    common, alone = Result(False, 1, 0, (name,)), Result(True, 3, 0, (name, "O segredo da Ana."))
    turma = [{"02.1": common}, {"02.1": alone}, {"02.1": Result(True, 1)}, {"99.1": common}, {"99.1": common}]
    assert tally.mistakes(turma) == [("02.1", "Conte os parâmetros", name, 2, 3)]


def test_who_delivers_two_files_counts_once():
    first = {"02.1": Result(False, 4), "02.cor": Wager([0], False, 0)}
    second = {"02.1": Result(True, 1), "02.cor": Wager([1], True, 0), "02.2": Result()}
    rows = joined([Entry("Ana", "a.json", progress=first), Entry("ana", "b.json", progress=second)])
    assert of_each(rows) == [first | {"02.1": Result(True, 1), "02.2": Result()}]
