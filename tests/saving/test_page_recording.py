"""As gravações da página: o Python as lê, recomputa bit a bit pelo mesmo motor, e recusa as que foram mexidas."""

import dataclasses
import json

import pytest
from support.pages import two_hundred_changes

from course_utils import ActionNoise, PageRecording, ParameterNoise, Recording, Trainer
from course_utils.homework.inspection import inspect
from course_utils.live.laboratory import Laboratory
from course_utils.saving.page_recording import plain
from course_utils.saving.recording import ReplayError
from course_utils.support.seal import seal

pytest.importorskip("wasmtime")
SMALL = dict(hidden=(8, 8), batch_size=16, warmup=20, capacity=90)


@pytest.fixture(scope="module")
def made() -> PageRecording:
    """Dois gêmeos, e uma mudança no segundo."""
    settings = dict(env="Pendulum-v1", seeds=[4, 4], exploration=ParameterNoise(), **SMALL)
    return PageRecording.made(settings, [(250, 1, "sigma", 0.3), (250, 1, "tau", 1)], 650)


def test_two_hundred_changes_end_in_the_stored_digest():
    recording, digest = two_hundred_changes()
    assert recording.digest == digest and len(recording.changes) > 200
    assert Recording.from_json(recording.to_json()).replay().digest == digest


def test_recording_load_recognises_one_and_it_repeats_itself(made, tmp_path):
    made.save(tmp_path / "pagina.json")
    back = Recording.load(tmp_path / "pagina.json")
    assert isinstance(back, PageRecording) and back.to_json() == made.to_json()
    assert back.changes == made.changes and [len(own) for own in back.trace] == [3, 3]
    run = back.replay()
    assert run.steps == 650 and run.digest == made.digest and run.settings["tau"].tolist() == [0.05, 1]
    assert back.verify().accepted and not isinstance(made, Recording)


def test_a_recording_that_says_something_else_is_not_accepted(made):
    trace = [[one._replace(total=one.total + 1e-9) for one in own] for own in made.trace]
    for changed in (dict(digest="0" * 16), dict(trace=trace), dict(steps=649), dict(changes=made.changes[:1])):
        other = PageRecording.from_json(dataclasses.replace(made, **changed).to_json())
        assert not other.verify().accepted
        with pytest.raises(ReplayError, match="não se repetiu"):
            other.replay()


def test_a_cut_edited_or_hostile_recording_is_refused(made):
    text = made.to_json()
    for wrong in (text[:-40], text.replace('"steps": 650', '"steps": 651'), text.replace('"run.c"', '"outro"')):
        with pytest.raises(ValueError, match="não se pode ler"):
            Recording.from_json(wrong)

    def resealed(**changed):
        body = json.loads(text) | changed
        body.pop("seal")
        return json.dumps(body | {"seal": seal(body)})

    wrong_fields = (dict(steps=10**9), dict(settings={}), dict(needs=["env"]), dict(digest={}))
    for changed in (*wrong_fields, dict(changes=[[900, 0, "tau", 0, 1]])):
        with pytest.raises(ValueError, match="não se pode ler"):
            Recording.from_json(resealed(**changed))
    for own in (dict(env="os:system"), dict(seeds=[2**60]), dict(exploration={"Trainer": {}}), dict(lr=1)):
        with pytest.raises((ValueError, TypeError)):
            Recording.from_json(resealed(settings=made.settings | own)).verify()


def test_whole_numbers_are_written_as_the_page_writes_them():
    assert json.dumps(plain({"a": [1.0, 0.5, -3.0, 1e300, True]})) == '{"a": [1, 0.5, -3, 1e+300, true]}'


def test_the_kernel_says_that_the_training_of_a_page_is_another(made):
    laboratory = Laboratory(Trainer("Pendulum-v1", seeds=[0], exploration=ActionNoise(), **SMALL))
    tick = dict(generation=-1, returns=[], trace=0, changes=0, weights=False, maps=None)
    state, _ = laboratory.answer({"do": "load", "text": made.to_json(), **tick})
    assert "página" in state["error"] and state["step"] == 0


def test_homework_accepts_one_and_refuses_a_forged_one(made, tmp_path):
    path = tmp_path / "entrega.json"
    made.save(path)
    found = inspect(path)
    assert found["early"] and found["final"] and found["env"] == "Pendulum-v1" and found["steps"] == 650
    better = [[one._replace(total=0.0) for one in own] for own in made.trace]
    dataclasses.replace(made, trace=better).save(path)
    found = inspect(path)
    assert not found["final"] and "não é o que estes ajustes dão" in found["reasons"][0]
