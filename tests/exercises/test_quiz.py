"""As perguntas de cada aula: bem-feitas, no lugar certo do texto, respondíveis sem núcleo e contadas no progresso."""

import re
from collections import Counter
from pathlib import Path

import pytest

from course_utils.exercises import progress, quiz
from course_utils.exercises.quiz import questions

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {path.name[:2]: path for path in sorted((ROOT / "notebooks" / "textos").glob("0*.md"))}


def right_of(question) -> int:
    (right,) = (n for n, option in enumerate(question.options) if option.right)
    return right


def send(asked, question: int, option: int) -> None:
    """O que a página manda ao núcleo quando se abre uma opção."""
    asked._handle_custom_msg({"question": question, "option": option}, [])


@pytest.fixture
def student(tmp_path, monkeypatch):
    """Alguém olhando, numa pasta sua."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CURSO_SEM_CONTROLES")


# --- as perguntas ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", TEXTS)
def test_five_questions_and_a_why_for_every_option(lesson):
    asked = questions(lesson)
    assert len(asked) == 5 and len({question.text for question in asked}) == 5
    for question in asked:
        right_of(question)
        assert len({option.text for option in question.options}) == len(question.options) == 3
        lengths = [len(option.text) for option in question.options]
        assert max(lengths) < 1.25 * min(lengths), question
        for option in question.options:
            assert 60 <= len(option.why) <= 250 and option.why.endswith((".", "?", ")")), option
            assert not re.search(r"[$*\\]", option.text + option.why), "só as crases valem aqui"


def test_the_right_option_hides_nowhere():
    asked = [question for lesson in TEXTS for question in questions(lesson)]
    places = Counter(right_of(question) for question in asked)
    assert min(places[n] for n in range(3)) >= 10
    longest = sum(own.options[right_of(own)].text == max((o.text for o in own.options), key=len) for own in asked)
    assert longest <= 16  # em três opções, o acaso daria 13


def test_every_lesson_asks_its_own_after_the_exercises():
    for lesson, path in TEXTS.items():
        text = path.read_text(encoding="utf-8")
        assert re.findall(r'^quiz\("(\w+)"\)$', text, re.MULTILINE) == [lesson]
        assert text.index("## Exercício") < text.index("\nquiz(") < text.index("# O que ler")


def test_a_lesson_without_questions_is_told():
    with pytest.raises(ValueError, match='`lesson` recebeu 3, mas só há perguntas das aulas "00", "01"'):
        quiz(3)


# --- a página e o progresso -----------------------------------------------------------------------------------------


def test_without_anybody_the_page_answers_by_itself_and_is_always_the_same():
    bundle, _ = quiz("02")._repr_mimebundle_()
    page, plain = bundle["text/html"], bundle["text/plain"]
    assert bundle.keys() == {"text/html", "text/plain"} and quiz("02")._repr_mimebundle_()[0] == bundle
    assert page.count("<fieldset>") == page.count("<legend>") == 5 and page.count("<details class=") == 15
    assert "<script" not in page
    for question in questions("02"):
        for option in question.options:
            assert option.text in plain and option.why not in plain
    assert "A subida pelo gradiente acha um máximo próximo." in page


def test_with_a_kernel_it_is_a_widget_and_the_page_stays_for_who_has_none(student):
    data, _ = quiz("02")._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data and "<details" in quiz("02").remains()[0]["text/html"]


def test_wrong_then_right_counts_once_and_is_remembered(student):
    shown, right = quiz("03"), right_of(questions("03")[1])
    send(shown, 1, (right + 1) % 3)
    assert shown.solved == [] and "Quiz: 0 de 5" in repr(progress("03"))
    send(shown, 1, right)
    send(shown, 1, right)
    assert shown.solved == [1] and "Quiz: 1 de 5" in repr(progress("03"))
    assert quiz("03").solved == [1] and quiz("02").solved == []
