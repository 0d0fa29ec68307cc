"""As apostas: nada do que aconteceu se vê antes da escolha, ela fica guardada, e o progresso diz como se aposta."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from course_utils.exercises import bet, export_progress, progress, record, results
from course_utils.exercises import bets as module
from course_utils.exercises.bets import Asked, Option, bets_of
from course_utils.figures.plots import described, new_axes

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {path.name[:2]: path.read_text(encoding="utf-8") for path in (ROOT / "notebooks" / "textos").glob("0*.md")}
FILES = sorted((ROOT / "files" / "apostas").glob("*.toml"))
EVERY = {id: own for path in FILES for id, own in bets_of(path.stem).items()}

MADE_UP = {
    "99.cor": Asked(
        "De que cor é?",
        [Option("azul `b`", "Quase: é a outra."), Option("laranja", "É mesmo.", right=True)],
        after="A figura é laranja.",
    ),
    "99.ordem": Asked("Em que ordem?", [Option(name, f"O {name} é {k}.") for k, name in enumerate("ABC")], "order"),
    "99.curva": Asked(
        "Como sobe?",
        [Option("perto", "Acompanhou.", right=True), Option("longe", "Sobe sempre.")],
        "curve",
        x=["passo", 0, 1000],
        y=["σ", -1, 1],
    ),
}


def rising():
    """A reta de −1, no passo 0, a 1, no passo 1.000."""
    return [0, 500, 1000], [-1, 0, 1]


@pytest.fixture
def made_up(monkeypatch):
    """Duas apostas de mentira, na aula 99, e quantas vezes a figura foi feita."""
    monkeypatch.setattr(module, "bets_of", lambda lesson: MADE_UP if lesson == "99" else {})
    drawn = []

    def draw():
        drawn.append(1)
        figure, axes = new_axes(2, 1)
        axes.plot([0, 1])
        return described(figure, "uma reta laranja que sobe")

    draw.drawn = drawn
    return draw


@pytest.fixture
def student(tmp_path, monkeypatch, made_up):
    """Alguém olhando, numa pasta sua."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CURSO_SEM_CONTROLES")
    return made_up


def send(view, chosen, sure=1):
    """O que a página manda ao núcleo."""
    view._handle_custom_msg({"chosen": chosen, "sure": sure}, [])


# --- os dados -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", EVERY)
def test_a_bet_is_well_made(id):
    own = EVERY[id]
    assert re.fullmatch(r"\d\d\.(?!q?\d+$)[a-z][a-z0-9-]*", id)
    assert own.kind in ("choice", "order", "curve") and own.question.endswith(("?", ":"))
    assert 2 <= len(own.option) == len({option.text for option in own.option}) <= 6
    assert sum(option.right for option in own.option) == (own.kind != "order")
    if own.kind == "curve":
        assert len(own.option) == 2 and all(len(axis) == 3 and axis[1] < axis[2] for axis in (own.x, own.y))
    for option in own.option:
        assert 40 <= len(option.says) <= 300 and option.says.endswith((".", "?", ")")), option
    words = [own.question, own.after, own.alt, *(text for option in own.option for text in option[:2])]
    assert not [text for text in words if re.search(r"[$*\\<>]", text)], "só as crases valem aqui"


def test_a_lesson_asks_only_bets_that_exist_and_at_most_six():
    for lesson, text in TEXTS.items():
        asked = re.findall(r'\bbet\("([^"]+)"', text)
        assert set(asked) <= EVERY.keys() and len(asked) == len(set(asked)) <= 6
        assert all(id.startswith(lesson) for id in asked)


def test_a_bet_that_does_not_exist_is_told():
    with pytest.raises(ValueError, match="`bet` recebeu '03.taus', que não é uma aposta; as que há: .*\"03.tau\""):
        bet("03.taus")
    for wrong in (None, 3, "99.x", ""):
        with pytest.raises(ValueError, match="nenhuma nessa aula"):
            bet(wrong)


# --- sem núcleo -----------------------------------------------------------------------------------------------------


def test_without_anybody_the_page_is_always_the_same_and_hides_all_of_the_answer(made_up):
    bundle, _ = bet("99.cor", made_up)._repr_mimebundle_()
    assert bundle == bet("99.cor", made_up)._repr_mimebundle_()[0] and bundle.keys() == {"text/html", "text/plain"}
    assert bundle["text/plain"] == "Aposte antes. De que cor é?\n   ○ azul `b`\n   ○ laranja"
    page = BeautifulSoup(bundle["text/html"], "html.parser")
    assert page.find("img")["alt"] == "uma reta laranja que sobe"
    for fold in page.find_all("details"):
        assert not fold.has_attr("open")
        for hidden in fold.find_all(lambda tag: tag.name != "summary", recursive=False):
            hidden.decompose()
    for tag in page.find_all(["script", "style"]):
        tag.decompose()
    visible = str(page)
    assert "azul <code>b</code>" in visible and "Ver o que aconteceu" in visible
    for answer in ("É mesmo", "Quase", "A figura é", "reta", "<img"):
        assert answer not in visible


def test_the_order_is_shuffled_always_the_same_and_never_the_right_one(made_up):
    rows = bet("99.ordem")._rows
    assert sorted(row.place for row in rows) == [0, 1, 2] != [row.place for row in rows]
    assert rows == bet("99.ordem")._rows
    for n in range(40):
        assert [row.place for row in module.rows_of(f"99.{n}", MADE_UP["99.ordem"])] != [0, 1, 2]


# --- com núcleo -----------------------------------------------------------------------------------------------------


def test_with_a_kernel_nothing_of_the_answer_exists_before_the_choice(student):
    view = bet("99.cor", student)
    data, _ = view._repr_mimebundle_()
    sent = json.dumps(view.get_state(["page", "result"]), ensure_ascii=False) + str(data) + str(view.remains())
    assert "laranja" in sent and not student.drawn and view.result == {}
    for answer in ("É mesmo", "Quase", "A figura é", "reta", "<img", "data-place"):
        assert answer not in sent
    assert "application/vnd.jupyter.widget-view+json" in data


def test_a_wrong_bet_gets_its_sentence_and_the_first_one_counts(student):
    view = bet("99.cor", student)
    send(view, [0], 2)
    assert "Não foi assim.</strong> Quase" in view.result["says"][view.result["chosen"][0]]
    assert 'alt="uma reta laranja que sobe"' in view.result["answer"] and "A figura é laranja." in view.result["answer"]
    send(view, [1], 0)
    assert results.wagers() == {"99.cor": results.Wager([0], False, 2)}
    assert bet("99.cor", student).result["chosen"] == [0], "quem volta reencontra o que apostou"


def test_a_second_copy_of_the_cell_shows_the_bet_that_was_kept(student):
    first, second = bet("99.cor", student), bet("99.cor", student)
    send(first, [1], 2)
    send(second, [0], 0)
    assert (second.result["chosen"], second.result["sure"]) == ([1], 2)


@pytest.mark.parametrize(("chosen", "sure"), [([7], 0), ([0], 9), ([0, 1], 0)])
def test_a_kept_bet_that_does_not_fit_the_question_is_not_shown(student, chosen, sure):
    results.wager("99.cor", results.Wager(chosen, False, sure))
    view = bet("99.cor", student)
    assert view.result == {}
    send(view, [1], 2)
    assert (view.result["chosen"], view.result["sure"]) == ([1], 2)


def test_to_see_without_betting_keeps_nothing(student):
    view = bet("99.cor", student)
    send(view, [])
    assert view.result["chosen"] == [] and view.result["answer"] and not results.known()
    shown = bet("99.cor", student).reveal()._repr_html_()
    assert "É mesmo" in shown and "Quase" not in shown and "reta laranja" in shown


def test_an_order_is_right_when_every_place_is(student):
    view = bet("99.ordem")
    rows = view._rows
    right = sorted(range(3), key=lambda k: rows[k].place)
    send(view, right)
    assert results.wagers()["99.ordem"] == results.Wager(right, True, 1)


@pytest.mark.parametrize(
    ("chosen", "near"),
    [([0, 20, 40, 60, 80, 100], True), ([10, 30, 50, 70, 90, 90], True), ([50] * 6, False), ([100, 0] * 3, False)],
)
def test_a_curve_is_right_when_it_follows_the_real_one(student, chosen, near):
    view = bet("99.curva", student, rising)
    assert view.result == {} and "real" not in view.page
    send(view, chosen)
    assert results.wagers()["99.curva"] == results.Wager(chosen, near, 1)
    real = view.result["real"]
    assert real[0] == [0, 0] and real[-1] == [1, 100] and all(abs(y - 100 * x) < 1 for x, y in real)


def test_a_curve_that_fails_is_told_and_what_cannot_be_judged_is_not_kept(student):
    def missing():
        return curva  # noqa: F821

    view = bet("99.curva", student, missing)
    send(view, [50] * 6)
    assert "NameError" in view.result["answer"] and "Rode as células de cima" in view.result["answer"]
    assert (view.result["chosen"], view.result["real"]) == ([], []) and not results.known()
    send(bet("99.curva", student, rising), [0, 20, 40, 60, 80, 100])
    again = bet("99.curva", student, missing)
    assert "Rode as células de cima" in again.result["answer"] and results.wagers()["99.curva"].right


def test_a_figure_that_fails_does_not_hide_the_curve(student):
    view = bet("99.curva", lambda: nothing, rising)  # noqa: F821
    send(view, [0, 20, 40, 60, 80, 100])
    assert "NameError" in view.result["answer"] and view.result["chosen"] and view.result["real"]


def test_a_curve_bet_has_its_curve_and_no_other_bet_has_one(student):
    with pytest.raises(ValueError, match="precisa de `curve`"):
        bet("99.curva")
    with pytest.raises(ValueError, match="tire `curve`"):
        bet("99.cor", student, rising)


def test_what_the_page_of_a_curve_knows_is_what_the_kernel_knows():
    code = (ROOT / "course_utils/live/page/bets_curve.js").read_text()
    assert f"const COUNT = {module.HANDLES};" in code and f"const NEAR = {module.NEAR};" in code


def test_what_is_shown_can_be_a_table_a_text_or_several_things(student):
    class Table:
        def _repr_html_(self):
            return "<table></table>"

    view = bet("99.cor", lambda: (student(), Table(), "1 < 2"))
    send(view, [1])
    assert re.search("<img .*><table></table><pre>1 &lt; 2</pre>", view.result["answer"])


def test_a_figure_that_fails_is_told_and_the_bet_is_kept(student):
    view = bet("99.cor", lambda: nothing)  # noqa: F821
    send(view, [1])
    assert "NameError" in view.result["answer"] and results.wagers()["99.cor"].right


def test_a_figure_without_words_is_refused(student):
    view = bet("99.cor", lambda: new_axes(2, 1)[0])
    send(view, [1])
    assert "Falta o texto alternativo" in view.result["answer"]


# --- o progresso ----------------------------------------------------------------------------------------------------


def test_progress_says_how_well_one_bets_and_the_export_carries_it(student):
    record("03.1", True)
    assert "Apostas: 0 certas de 0 feitas" in repr(progress("03"))
    results.wager("03.tau", results.Wager([0], False, 2))
    results.wager("99.cor", results.Wager([1], True, 0))
    said = repr(progress("03"))
    assert f"Apostas: 0 certas de 1 feitas, das {len(bets_of('03'))} da aula." in said
    assert "“é um chute”, 1 de 1; “tenho certeza”, 0 de 1." in said
    assert "1 exercício até aqui" in said and "✓ 03.1" in said
    body = json.loads(export_progress("Ana").read_text(encoding="utf-8"))
    assert body["bets"]["03.tau"] == {"chosen": [0], "right": False, "sure": 2} and set(body["items"]) == {"03.1"}


def test_a_file_of_before_opens_and_keeps_what_it_held(student):
    results.FILE.write_text('{"03.1": {"solved": true, "tries": 2, "hints": 1}}')
    results.wager("03.tau", results.Wager([2], True, 1))
    assert results.results() == {"03.1": results.Result(True, 2, 1)}
    assert results.wagers() == {"03.tau": results.Wager([2], True, 1)} and not results.memory


def test_the_buttons_say_what_the_progress_says():
    (names,) = re.findall(r"const SURE = (\[.+\]);", (ROOT / "course_utils/live/page/bets.js").read_text())
    assert tuple(json.loads(names)) == module.SURE
