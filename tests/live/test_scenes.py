"""As cenas guardadas: os arquivos são inteiros e pequenos, o checkpoint é o fim do que se vê, e mostram o que dizem."""

import base64
import json
import re
import time
from pathlib import Path

import numpy as np
import pytest
from support.scripts import load_script

from course_utils import ParameterNoise, Recording, Study, Trainer
from course_utils.live.laboratory import Laboratory
from course_utils.live.reference import reference_band
from course_utils.live.scenes import SCENES, scene_data, scene_page, scene_trainer
from course_utils.saving.trace import digest_of
from course_utils.support.paths import course_file

gravar = load_script(Path(__file__).resolve().parents[2] / "ferramentas/gerar/cenas.py")
every_scene = pytest.mark.parametrize("name", SCENES)


def joined(name: str, what: str, replica: int | None = None) -> list:
    """Tudo o que as mensagens de uma cena contam de uma coisa, de uma réplica se for por réplica."""
    parts = (one[what] if replica is None else one[what][replica] for one in scene_data(name)["messages"])
    return [point for part in parts for point in part]


def returns(name: str, replica: int = 0) -> np.ndarray:
    return np.array([total for _, total in joined(name, "returns", replica)])


def frames(data: dict) -> np.ndarray:
    """Os pesos de uma cena, [quadro, réplica, parâmetro]."""
    flat = np.frombuffer(base64.b64decode(data["weights"]), "<f2")
    return flat.reshape(-1, len(data["setup"]["seeds"]), data["setup"]["size"])


# --- os arquivos --------------------------------------------------------------------------------------------------


def test_the_scenes_are_those_of_the_script_and_small():
    folder = course_file("cenas")
    assert set(SCENES) == set(gravar.PLANS)
    wanted = {f"{name}.{kind}" for name in SCENES for kind in ("json", "ckpt.xz")}
    assert {path.name for path in folder.iterdir() if path.is_file()} == wanted
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    assert max(sizes.values()) < 1e6 and sum(sizes.values()) < 4.5e6


@every_scene
def test_the_messages_are_those_of_the_recording_in_order(name):
    data = scene_data(name)
    recording, steps = Recording.from_json(json.dumps(data["recording"])), [one["step"] for one in data["messages"]]
    assert steps == list(range(0, recording.steps + 1, gravar.ANSWERS)) and recording.steps % 200 == 0
    told = [(one["step"], one["replica"], one["name"]) for one in joined(name, "changes")]
    assert told == [(one.step, one.replica, one.name) for one in recording.changes]
    for k, trace in enumerate(recording.trace):
        ends, totals = zip(*joined(name, "returns", k))
        assert list(ends) == [one.end for one in trace] == sorted(ends)
        assert totals == pytest.approx([one.total for one in trace], rel=1e-5, abs=1e-3)
    points = [step for step, *_ in joined(name, "trace")]
    assert points == list(range(50, recording.steps + 1, 50)) and len(points) == data["messages"][-1]["traced"]
    weights = frames(data)
    assert len(weights) == recording.steps // data["every"] + 1 and np.isfinite(weights).all()
    assert data["title"] == gravar.PLANS[name].title and data["watch"] == gravar.PLANS[name].watch


@every_scene
def test_the_checkpoint_is_the_end_of_what_is_seen(name):
    data, trainer = scene_data(name), scene_trainer(name)
    last = data["messages"][-1]
    assert trainer.steps == last["step"] and digest_of(trainer) == data["recording"]["digest"]
    assert list(trainer.seeds) == data["setup"]["seeds"]
    for setting, values in trainer.settings.items():
        assert last["live"][setting] == pytest.approx(values.tolist(), rel=1e-6)
    assert np.array_equal(frames(data)[-1], trainer.agent.actor.flat.numpy().astype("<f2"))
    trainer.step()


def test_a_page_asks_nothing_of_anyone():
    page = scene_page("delta-dobra")
    assert not re.findall(r"https?:|\bsrc=|<link|\bfetch\(|\bimport\b[^.]*from|XMLHttpRequest|@import|url\(", page)
    assert page.count("<script") == 1 and '"recording"' not in page and len(page) < 1e6


def test_an_unknown_scene_is_told():
    for ask in (scene_data, scene_page, scene_trainer):
        with pytest.raises(ValueError, match="você quis dizer 'placebo'"):
            ask("placeebo")


def test_recording_a_scene_again_makes_the_same_kind_of_files(tmp_path, monkeypatch):
    plan = gravar.Plan("Pequena", "Olhe.", 200, dict(warmup=64, hidden=(8, 8)), twins=True, moves=((100, "tau", 1.0),))
    monkeypatch.setattr(gravar, "HERE", tmp_path)
    monkeypatch.setitem(gravar.PLANS, "placebo", plan)
    monkeypatch.setattr("course_utils.live.scenes.course_file", lambda path: tmp_path / Path(path).name)
    gravar.record("placebo")
    data, trainer = scene_data("placebo"), scene_trainer("placebo")
    assert data.keys() == json.loads(course_file("cenas/placebo.json").read_text(encoding="utf-8")).keys()
    assert [one["step"] for one in data["messages"]] == [0, 50, 100, 150, 200] and frames(data).shape[:2] == (2, 2)
    assert [(one["step"], one["replica"]) for one in data["messages"][2]["changes"]] == [(100, 1)]
    assert trainer.steps == 200 and trainer.settings["tau"].tolist() == pytest.approx([0.05, 1])


# --- o que mostram ------------------------------------------------------------------------------------------------


def test_a_sigma_too_large_keeps_the_agent_below_the_class_until_it_cools():
    trace, own = joined("sigma-grande", "trace"), returns("sigma-grande")
    middle = np.array(reference_band("parameters"))[:, 2]
    assert trace[0][1][0] == 1 and trace[-1][1][0] < 0.06
    assert (own[8:12] < middle[8:12] - 300).all() and np.median(own[-4:]) > -300


def test_without_targets_the_twin_does_not_settle():
    original, twin = returns("tau-1", 0), returns("tau-1", 1)
    assert np.median(original[-8:]) > -200 and (original[-8:] > -400).all()
    assert np.median(twin[-8:]) < -500 and np.ptp(twin[-8:]) > 300
    study = Study.load(course_file("resultados/tau.csv").with_suffix(""))
    assert study.table(threshold=-200)["chegaram"]["τ = 1, sem alvo"] <= 5


def test_the_twin_falls_in_the_episode_after_the_change_and_the_placebo_does_not():
    original, twin, placebo = returns("gemeos", 0), returns("gemeos", 1), returns("placebo", 1)
    assert (original == returns("placebo", 0)).all()
    assert (twin[:11] == original[:11]).all() and abs(placebo - original).max() < 5
    assert (original[11:] - twin[11:])[:4].min() > 500


def test_without_warmup_few_reach_the_class():
    middle = np.array(reference_band("parameters"))[15:20, 2]
    own = np.array([returns("sem-aquecimento", k)[15:20] for k in range(4)])
    assert (np.median(own, axis=1) < middle.min() - 300).sum() >= 3
    reached = Study.load(course_file("resultados/aquecimento.csv").with_suffix("")).table(threshold=-200)["chegaram"]
    assert reached["500 passos"] >= 9 and reached["nenhum"] <= 3


def test_sigma_follows_delta_and_the_return_hardly_moves():
    steps, sigma, distance = zip(*(row for row in joined("delta-dobra", "trace") if row[2][0] is not None))
    late, early = np.array(steps) > 2700, np.array(steps) <= 2000
    sigma, distance = np.array(sigma), np.array(distance)
    assert (sigma[early, 0] == sigma[early, 1]).all() and (sigma[late, 1] > 1.3 * sigma[late, 0]).all()
    assert distance[late, 1].mean() > 1.3 * distance[late, 0].mean()
    original, twin = returns("delta-dobra", 0), returns("delta-dobra", 1)
    assert abs(np.median(original[-8:]) - np.median(twin[-8:])) < 60


# --- assumir o comando --------------------------------------------------------------------------------------------


def test_taking_over_continues_from_the_end_with_the_curves_and_the_twin_obeys():
    laboratory = Laboratory(Trainer("Pendulum-v1", seeds=[5], exploration=ParameterNoise(), hidden=(8, 8)))
    tick = dict(generation=-1, returns=[], trace=0, changes=0, weights=False, maps=None)
    try:
        state, _ = laboratory.answer(tick | {"do": "resume", "scene": "gemeos"})
        assert not state["error"] and state["step"] >= 3200 and state["running"] and state["pace"] == "normal"
        assert state["setup"]["twins"] and [len(own) for own in state["returns"]] == [16, 16]
        assert [list(point) for point in state["trace"]][:64] == joined("gemeos", "trace")
        laboratory.answer(tick | {"do": "change", "name": "tau", "value": 1.0})
        until = time.monotonic() + 20
        while laboratory.trainer.steps < 3260:
            assert time.monotonic() < until
            time.sleep(0.01)
        assert laboratory.trainer.settings["tau"].tolist() == pytest.approx([0.05, 1])
    finally:
        laboratory.pause()
    state, _ = laboratory.answer(tick | {"do": "resume", "scene": "nenhuma"})
    assert "Não há cena chamada 'nenhuma'" in state["error"]
