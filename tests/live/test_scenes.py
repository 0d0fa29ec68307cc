"""As cenas: gravações pequenas, iguais ao que os ajustes dão, que mostram o que dizem."""

from pathlib import Path

import numpy as np
import pytest
from support.scripts import load_script

from course_utils import Recording, Study
from course_utils.live.page_lab import recordings
from course_utils.support.paths import course_file

pytest.importorskip("wasmtime")
gravacoes = load_script(Path(__file__).resolve().parents[2] / "ferramentas/gerar/gravacoes.py")


def scene(name: str) -> Recording:
    return Recording.load(course_file(f"gravacoes/{name}.json"))


def reached(study: str) -> dict[str, int]:
    """Quantas das dez sementes de cada ajuste chegaram a −200."""
    return Study.load(course_file(f"resultados/{study}.csv").with_suffix("")).table(threshold=-200)["chegaram"]


def test_they_are_those_of_the_script_with_its_words_and_small():
    assert course_file("gravacoes/cenas.json").read_text(encoding="utf-8") == gravacoes.words()
    assert [one["name"] for one in recordings()] == list(gravacoes.PLANS)
    assert all(len(one["text"]) < 5000 for one in recordings())
    wanted = {"cenas.json", *(f"{name}.json" for name in gravacoes.PLANS)}
    assert {path.name for path in course_file("gravacoes").iterdir()} == wanted


@pytest.mark.parametrize("name", gravacoes.PLANS)
def test_each_is_what_its_plan_gives_and_shows_what_it_says(name):
    recording, plan = scene(name), gravacoes.PLANS[name]
    assert recording.verify().accepted
    assert recording.to_json() == gravacoes.made(plan, recording.settings["seeds"][0]).to_json()
    assert plan.shows(gravacoes.returns(recording), recording)


def test_the_large_sigma_cools_down():
    sigma = scene("sigma-grande").replay().samples[:, 0, 5]
    assert sigma[0] == 1 and (np.diff(sigma[12:60]) < 0).mean() > 0.9 and sigma[-1] < 0.06


def test_the_placebo_has_the_seed_of_the_twins_that_fall():
    gemeos, placebo = scene("gemeos"), scene("placebo")
    assert gemeos.settings["seeds"] == placebo.settings["seeds"]
    assert [one.step for one in gemeos.changes] == [one.step for one in placebo.changes] == [2100]


def test_what_one_seed_shows_ten_seeds_confirm():
    assert reached("tau")["τ = 1, sem alvo"] <= 5
    assert reached("aquecimento")["500 passos"] >= 9 and reached("aquecimento")["nenhum"] <= 3
