"""As cenas: gravações e episódios pequenos, iguais ao que os ajustes dão, que mostram o que dizem."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from support.lab import chromium
from support.scripts import load_script

from course_utils import Recording, Study
from course_utils.figures.aula_05.flag import first_flag
from course_utils.figures.aula_05.studies import together
from course_utils.live.page_lab import recordings
from course_utils.live.sources import module
from course_utils.support.paths import course_file
from course_utils.worlds.pixels import draw_rod, shifted

pytest.importorskip("wasmtime")
ROOT = Path(__file__).resolve().parents[2]
gravacoes = load_script(ROOT / "ferramentas/gerar/gravacoes.py")
episodios = load_script(ROOT / "ferramentas/gerar/episodios.py")

SCENES = recordings()


def scene(name: str) -> Recording:
    return Recording.load(course_file(f"gravacoes/{name}.json"))


def reached(study: str) -> dict[str, int]:
    """Quantas das dez sementes de cada ajuste chegaram a −200."""
    return Study.load(course_file(f"resultados/{study}.csv").with_suffix("")).table(threshold=-200)["chegaram"]


def episode(name: str) -> list[dict]:
    return json.loads(course_file(f"gravacoes/{name}.json").read_text(encoding="utf-8"))["tracks"]


def totals(name: str) -> list[list[float]]:
    return [[one.total for one in own] for own in scene(name).trace]


def test_they_are_small_in_the_order_of_the_lessons_and_nothing_else_is_kept():
    assert {one["name"]: bool(one.get("episode")) for one in SCENES} == {
        **dict.fromkeys(gravacoes.PLANS, False),
        **dict.fromkeys(episodios.EPISODES, True),
    }
    assert [one["lesson"] for one in SCENES] == sorted(one["lesson"] for one in SCENES)
    assert all(len(one["text"]) < (20_000 if one.get("episode") else 5000) for one in SCENES)
    wanted = {"cenas.toml", *(f"{one['name']}.json" for one in SCENES)}
    assert {path.name for path in course_file("gravacoes").iterdir()} == wanted


def test_each_says_what_to_look_at_what_to_bet_and_leaves_a_question():
    for one in SCENES:
        assert one["watch"].endswith(".") and one["bet"].endswith("?") and one["bet"][0].islower(), one["name"]
        assert re.fullmatch(r".+[.;:] [^.?]+\?", one["after"]), one["name"]


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


def test_the_numbers_said_after_a_scene_are_those_of_its_data():
    """Cada frase de `after` que traz um número, ou um "nenhuma", de uma gravação."""
    white, ou, parameters = ([i for i, total in enumerate(own, 1) if total > 0] for own in totals("bandeira"))
    assert (white, ou[0], parameters[0]) == ([], 2, 4) and len(totals("bandeira")[0]) == 8
    assert [sum(total > -300 for total in own[-5:]) for own in totals("sem-aquecimento")] == [0, 0, 2, 0]
    assert all(np.median(own[-5:]) < -800 for own in totals("sem-aquecimento"))
    one, twin = totals("preso")
    assert max(twin[-5:]) < -1000 and one[-1] > -250


def test_the_car_with_white_noise_alone_in_many_seeds():
    """O que a cena da bandeira mostra em uma semente, vinte mostram no estudo da aula: quem chegou alguma vez."""
    study = together().only("gaussiano", "OU, dt = 1", "nos parâmetros")
    saw = {name: int(np.isfinite(first_flag(study, name)).sum()) for name in study.settings}
    assert saw["gaussiano"] <= 2 and saw["OU, dt = 1"] == saw["nos parâmetros"] == 20


# --- os episódios ---------------------------------------------------------------------------------------------------


def test_the_agent_of_images_stands_with_one_pixel_and_not_with_three():
    ends = {one["name"]: np.array(one["frames"])[-20:, 0] for one in episode("camera")}
    upright = {name: bool((np.cos(angles) > 0.9).all()) for name, angles in ends.items()}
    assert upright == {"no lugar": True, "1 pixel": True, "3 pixels": False}
    assert np.diff(ends["3 pixels"]).min() > 0.2, "não para de girar"
    assert len({tuple(one["frames"][0]) for one in episode("camera")}) == 1, "o mesmo começo"


def test_the_impatient_agent_empties_the_pond_and_the_patient_one_earns_more():
    (poor, rich) = episode("lagoa")
    assert (poor["name"], rich["name"]) == ("γ = 0,95", "γ = 0,99") and poor["frames"][0] == rich["frames"][0]
    assert 12 < min(month for month, (fish,) in enumerate(poor["frames"]) if fish < 1) <= 24, "no segundo ano"
    assert min(fish for (fish,) in rich["frames"]) > 3000
    assert [round(own["totals"][-1]) for own in (poor, rich)] == [76, 281]


def test_the_arm_that_retold_its_failures_stays_at_the_goal_and_the_other_leaves():
    able, lost = episode("braco")
    assert able["goal"] == lost["goal"] and able["frames"][0] == lost["frames"][0]
    assert (able["totals"][-1], lost["totals"][-1]) == (-3, -50) and len(able["totals"]) == 51
    away = [np.linalg.norm(np.subtract(own["frames"][-1], own["goal"])) for own in (able, lost)]
    assert away[0] < 0.05 and away[1] > 0.3


@pytest.mark.parametrize("name", episodios.EPISODES)
def test_an_episode_is_what_its_script_plays(name):
    mine = json.loads(episodios.written(episodios.EPISODES[name]()))["tracks"]
    for one, kept in zip(mine, episode(name), strict=True):
        assert len(one["frames"]) == len(kept["frames"]) == len(kept["totals"])
        assert abs(one["totals"][-1] - kept["totals"][-1]) < 30  # entre máquinas o último bit muda


@pytest.mark.browser
def test_the_page_draws_the_rod_that_the_agent_sees():
    with chromium() as browser:
        page = browser.new_page()
        page.add_script_tag(type="module", content=f"{module('filmed.js')}\nwindow.inkOf = inkOf;")
        page.wait_for_function("window.inkOf")
        for right in (0, 3):
            shown = np.reshape(page.evaluate(f"inkOf(0.7, {right})"), (32, 32))
            drawn = shifted(draw_rod(np.cos(0.7), np.sin(0.7)), right)
            assert np.abs(255 * (1 - shown) - drawn).max() < 2
