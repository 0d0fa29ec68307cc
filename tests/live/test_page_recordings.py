"""As experiências prontas do laboratório da página: pequenas, iguais ao que os ajustes dão, e mostram o que dizem."""

from pathlib import Path

import pytest
from support.scripts import load_script

from course_utils import Recording
from course_utils.live.page_lab import recordings
from course_utils.support.paths import course_file

pytest.importorskip("wasmtime")
gravacoes = load_script(Path(__file__).resolve().parents[2] / "ferramentas/gerar/gravacoes.py")


def test_they_are_those_of_the_script_with_its_words_and_small():
    found = recordings()
    assert [(one["title"], one["watch"]) for one in found] == [(p.title, p.watch) for p in gravacoes.PLANS.values()]
    assert all(len(one["text"]) < 5000 for one in found)
    wanted = {"experiencias.json", *(f"{name}.json" for name in gravacoes.PLANS)}
    assert {path.name for path in course_file("gravacoes").iterdir()} == wanted


@pytest.mark.parametrize("name", gravacoes.PLANS)
def test_each_is_what_its_plan_gives_and_shows_what_it_says(name):
    recording, plan = Recording.load(course_file(f"gravacoes/{name}.json")), gravacoes.PLANS[name]
    assert recording.verify().accepted
    assert recording.to_json() == gravacoes.made(plan, recording.settings["seeds"][0]).to_json()
    assert plan.shows(gravacoes.returns(recording), recording)


def test_the_placebo_has_the_seed_of_the_twins_that_fall():
    gemeos, placebo = (Recording.load(course_file(f"gravacoes/{name}.json")) for name in ("gemeos", "placebo"))
    assert gemeos.settings["seeds"] == placebo.settings["seeds"]
    assert [one.step for one in gemeos.changes] == [one.step for one in placebo.changes] == [2100]
