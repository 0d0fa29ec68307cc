"""A aula 02 segue com as lacunas em branco, e um progresso de antes dela conserva o que tinha."""

import json

import pytest

from course_utils.exercises import progress, results
from course_utils.exercises.aula_02 import EXERCISES, climbing, networks, yours
from course_utils.exercises.aula_02.ours import OURS


@pytest.mark.parametrize("id", OURS)
def test_the_answer_of_the_course_passes_and_stands_in_only_for_what_does_not(id, capsys):
    assert yours(id, OURS[id]) is OURS[id] and not capsys.readouterr().out
    assert yours(id, ...) is OURS[id]
    assert f"O exercício {id.removeprefix('02.')} ainda está aberto" in capsys.readouterr().out


def test_what_the_student_wrote_is_kept_if_it_passes_and_nothing_is_recorded(capsys):
    def own(actor, critic, s):
        return -(critic(s, actor(s)).mean())

    def wrong(actor, critic, s):
        return critic(s, actor(s)).mean()

    assert yours("02.8", own) is own and yours("02.8", wrong) is climbing.actor_loss
    assert not results.results()
    assert yours("02.6", networks.Critic) is networks.Actor
    assert capsys.readouterr().out.count("ainda está aberto") == 2


def test_a_progress_file_of_before_keeps_what_it_held(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CURSO_SEM_CONTROLES", raising=False)
    titles = [
        "Conte os parâmetros",
        "Saturação da tanh",
        "Dez vezes o crítico",
        "∇ₐQ à mão",
        "O botão que muda de lugar",
    ]
    before = {f"02.{n}": {"solved": True, "tries": n, "hints": 0} for n in range(1, 6)}
    results.FILE.write_text(json.dumps(before | {"02.q1": {"solved": True, "tries": 1, "hints": 0}}), encoding="utf-8")
    said = repr(progress("02"))
    for n, title in enumerate(titles, 1):
        assert EXERCISES[f"02.{n}"].title == title and f"✓ 02.{n} {title} · {n} tentativa" in said
    assert "○ 02.6 O ator em lacunas" in said and "Quiz: 1 de 5" in said
