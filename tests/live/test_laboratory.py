"""O laboratório e quem treina por trás do painel, sem navegador: cada pedido faz o que diz, e nada fica para trás."""

import gc
import json
import sys
import threading
import time

import numpy as np
import pytest
import torch
from ipywidgets import HBox
from support.networks import PlainCritic, plain_actor
from torch import nn

from course_utils import ActionNoise, Critic, OUNoise, PageRecording, ParameterNoise, Trainer
from course_utils.algorithm import one_agent
from course_utils.live import LivePanel, actor_of
from course_utils.live import panel as panels_of_the_course
from course_utils.live.knobs import PLACEBO
from course_utils.live.laboratory import Laboratory
from course_utils.live.reference import reference_band
from course_utils.support.runner import PACES, Runner

TICK = {"do": "tick", "generation": -1, "returns": [], "trace": 0, "changes": 0, "weights": True, "maps": 0}


def trainer_of(seeds=(0,), exploration=None, **settings) -> Trainer:
    settings = dict(warmup=64, hidden=(8, 8)) | settings
    settings = {name: value for name, value in settings.items() if value is not None}
    return Trainer("Pendulum-v1", seeds=list(seeds), exploration=exploration or ParameterNoise(), **settings)


def ask(lab: Laboratory, what: str, **details) -> dict:
    return lab.answer(TICK | {"do": what} | details)[0]


def wait_for(condition, seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "não aconteceu a tempo"
        time.sleep(0.005)


def training_threads() -> list:
    return [thread for thread in threading.enumerate() if thread.name == "treino ao vivo"]


@pytest.fixture(autouse=True)
def nothing_left_behind():
    before = sys.getswitchinterval()
    yield
    assert not training_threads() and sys.getswitchinterval() == before


# --- quem treina --------------------------------------------------------------------------------------------------


def test_the_runner_trains_pauses_and_leaves_no_thread():
    trainer, seen = trainer_of(), []
    runner = Runner(trainer, lambda: seen.append((trainer.steps, sys.getswitchinterval())))
    runner.start()
    runner.start()  # já treina: nada muda
    wait_for(lambda: trainer.steps > 20)
    assert runner.running and len(training_threads()) == 1
    runner.pause()
    steps = trainer.steps
    time.sleep(0.05)
    assert trainer.steps == steps and not runner.running
    assert [step for step, _ in seen] == list(range(1, steps + 1)) and {own for _, own in seen} == {0.001}


def test_what_the_runner_trains_is_what_the_trainer_alone_would():
    alone, live = trainer_of(), trainer_of()
    alone.advance(until=150)
    runner = Runner(live, lambda: None)
    runner.start(lambda: live.steps >= 150)
    wait_for(lambda: not runner.running)
    assert np.array_equal(alone.agent.actor.flat.numpy(), live.agent.actor.flat.numpy())


class Unhurried(threading.Event):
    """Anota quanto lhe pedem que espere, e não espera."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def wait(self, timeout=None):
        self.asked.append(timeout)
        return self.is_set()


@pytest.mark.parametrize(("pace", "rate"), [("slow", 20), ("normal", 200), ("fast", None)])
def test_each_pace_completes_the_time_of_a_step(pace, rate):
    trainer = trainer_of()
    runner = Runner(trainer, lambda: None, pace)
    runner._stop = Unhurried()
    runner.start(lambda: trainer.steps >= 12)
    wait_for(lambda: not runner.running)
    waits = runner._stop.asked
    assert trainer.steps == 12 and len(waits) == (12 if rate else 0)
    assert not rate or (min(waits) >= 0 and 0 < max(waits) <= 1 / rate)


def test_slow_motion_stops_at_once(monkeypatch):
    """A um passo por hora, parar não espera a hora passar."""
    monkeypatch.setitem(PACES, "slow", 1 / 3600)
    trainer = trainer_of()
    runner = Runner(trainer, lambda: None, "slow")
    runner.start()
    wait_for(lambda: trainer.steps == 1)
    runner.pause()
    assert trainer.steps == 1 and not runner.running


def test_an_error_stops_the_runner_and_is_kept():
    trainer = trainer_of()
    runner = Runner(trainer, lambda: 1 / 0)
    runner.start()
    wait_for(lambda: not runner.running)
    assert isinstance(runner.error, ZeroDivisionError) and trainer.steps == 1


# --- o que se pede ------------------------------------------------------------------------------------------------


def test_the_state_is_plain_json_and_tells_only_what_is_new():
    lab = Laboratory(trainer_of(seeds=[0, 1]))
    for _ in range(450):
        lab.trainer.step()
        lab.session.after_step()
    first, weights = lab.answer(TICK)
    json.dumps(first, allow_nan=False)
    assert [len(own) for own in first["returns"]] == [2, 2]
    assert [step for step, *_ in first["trace"]] == list(range(50, 451, 50)) and first["traced"] == 9
    assert np.array_equal(np.frombuffer(weights[0], np.float32), lab.trainer.agent.actor.flat.numpy().ravel())
    assert np.array_equal(np.frombuffer(weights[1], np.float32), lab.trainer.agent.critic.flat[0].numpy())
    known = TICK | {"generation": first["generation"], "returns": [2, 2], "trace": 9, "weights": False}
    again, nothing = lab.answer(known)
    assert again["returns"] == [[], []] and again["trace"] == [] and "setup" not in again and nothing == []


def test_equation_one_is_told_with_the_numbers_it_used():
    lab = Laboratory(trainer_of())
    before = None
    for _ in range(200):
        lab.trainer.step()
        lab.session.after_step()
        if lab.trainer.steps == 199:
            before = lab.trainer.settings["sigma"][0]
    pulse, now = ask(lab, "tick")["pulse"], lab.trainer.settings["sigma"][0]
    assert pulse["before"] == pytest.approx(before) and pulse["after"] == now
    assert pulse["after"] == pytest.approx(before * 1.05 if pulse["d"] <= pulse["delta"] else before / 1.05)


def test_the_memory_of_the_curves_is_bounded():
    lab = Laboratory(trainer_of(exploration=ActionNoise()))
    lab.trainer.steps = 50
    for _ in range(5000):
        lab.session.after_step()
    state = ask(lab, "tick")
    assert len(state["trace"]) == 4096 and state["traced"] == 5000


@pytest.mark.parametrize(("what", "steps"), [("step", 1), ("episode", 200)])
def test_one_step_and_one_episode(what, steps):
    lab = Laboratory(trainer_of())
    ask(lab, what)
    wait_for(lambda: not lab.session.runner.running)
    assert lab.trainer.steps == steps


def test_a_change_moves_every_replica_and_with_twins_only_the_second():
    lab = Laboratory(trainer_of(seeds=[3, 4]))
    ask(lab, "change", name="sigma", value=0.3)
    assert lab.trainer.settings["sigma"].tolist() == [0.3, 0.3]
    state = ask(lab, "twins", on=True)
    assert (
        state["setup"]["twins"] and lab.trainer.seeds == (3, 3) and lab.trainer.settings["sigma"].tolist() == [0.05] * 2
    )
    ask(lab, "change", name="tau", value=0.5)
    assert lab.trainer.settings["tau"].tolist() == pytest.approx([0.05, 0.5])
    ask(lab, "twins", on=False)
    assert lab.trainer.seeds == (3, 4)


def test_twins_differ_only_after_the_change():
    lab = Laboratory(trainer_of())
    ask(lab, "twins", on=True)
    actor = lab.trainer.agent.actor
    lab.trainer.advance(until=150)
    assert np.array_equal(*actor.flat.numpy())
    ask(lab, "change", name="tau", value=1.0)
    lab.trainer.advance(until=lab.trainer.steps + 5)
    assert not np.array_equal(*actor.flat.numpy())


def test_the_placebo_is_a_millionth_and_is_told_as_such():
    lab = Laboratory(trainer_of())
    assert "ligue `Gêmeos`" in ask(lab, "placebo")["error"]
    ask(lab, "twins", on=True)
    state = ask(lab, "placebo")
    original, twin = lab.trainer.settings["sigma"]
    assert twin - original == pytest.approx(PLACEBO)
    assert [mark["label"] for mark in state["changes"]] == ["placebo"]


def test_setting_up_restarts_with_another_exploration_and_seeds():
    lab = Laboratory(trainer_of(tau=0.2))
    ask(lab, "pace", value="normal")
    state = ask(lab, "setup", kind="ou", seed="7", replicas=3)
    assert state["setup"]["seeds"] == [7, 8, 9] and state["setup"]["exploration"] == "ou" and state["pace"] == "normal"
    assert isinstance(lab.trainer.explorations[0], OUNoise) and lab.trainer.settings["tau"][0] == pytest.approx(0.2)
    assert [knob["symbol"] for knob in state["setup"]["knobs"]] == ["σ", "τ"]
    assert [knob["symbol"] for knob in ask(lab, "setup", kind="none", seed="0", replicas=1)["setup"]["knobs"]] == ["τ"]


@pytest.mark.parametrize(
    ("what", "details", "told"),
    [
        ("setup", dict(kind="ou", seed="três", replicas=1), "A semente recebeu 'três'"),
        ("setup", dict(kind="ou", seed="0", replicas=9), "entre 1 e 8"),
        ("change", dict(name="sigma", value=-1), "`sigma` recebeu -1"),
        ("change", dict(name="sigmo", value=1), "você quis dizer 'sigma'"),
        ("pace", dict(value="voando"), "`pace` recebeu 'voando'"),
        ("dance", {}, "não sabe 'dance'"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(what, details, told):
    lab = Laboratory(trainer_of())
    trainer = lab.trainer
    state = ask(lab, what, **details)
    assert told in state["error"] and lab.trainer is trainer and not trainer.changes


def test_restarting_gives_the_same_run_again():
    lab = Laboratory(trainer_of())
    ask(lab, "episode")
    wait_for(lambda: not lab.session.runner.running)
    first = lab.trainer.history[0]
    state = ask(lab, "restart")
    assert state["step"] == 0 and state["changes"] == []
    ask(lab, "episode")
    wait_for(lambda: not lab.session.runner.running)
    assert lab.trainer.history[0] == first


def test_a_recording_replays_bit_for_bit_with_its_changes():
    lab = Laboratory(trainer_of())
    ask(lab, "twins", on=True)
    ask(lab, "change", name="delta", value=0.5)  # antes do primeiro passo
    ask(lab, "start")
    wait_for(lambda: lab.trainer.steps > 120)
    ask(lab, "change", name="sigma", value=0.3)  # no meio
    wait_for(lambda: lab.trainer.steps > 250)
    ask(lab, "pause")
    first, text = lab.trainer, ask(lab, "save")["file"]["text"]
    ask(lab, "load", text=text)
    wait_for(lambda: not lab.session.runner.running)
    assert lab.session.twins and lab.trainer is not first and "igual bit a bit" in ask(lab, "tick")["note"]
    assert lab.trainer.changes == first.changes and lab.trainer.steps == first.steps
    assert np.array_equal(lab.trainer.agent.critic.flat.numpy(), first.agent.critic.flat.numpy())


def test_touching_a_replay_makes_it_your_own():
    lab = Laboratory(trainer_of())
    ask(lab, "episode")
    wait_for(lambda: not lab.session.runner.running)
    text = ask(lab, "save")["file"]["text"]
    ask(lab, "pace", value="slow")
    ask(lab, "load", text=text)
    assert "Você mexeu" in ask(lab, "change", name="tau", value=0.3)["note"]
    ask(lab, "pause")


def test_a_recording_of_the_page_is_refused_with_what_to_do():
    made = PageRecording.made(dict(env="Pendulum-v1", seeds=[0]), [], 300)
    lab = Laboratory(trainer_of())
    trainer = lab.trainer
    state = ask(lab, "load", text=made.to_json())
    assert "de um treino da página" in state["error"] and "laboratorio.html" in state["error"]
    assert "Recording.load(caminho).replay()" in state["error"]
    assert lab.trainer is trainer and not state["running"]


def test_a_file_that_is_no_recording_is_told():
    assert "gravação não se pode ler" in ask(Laboratory(trainer_of()), "load", text="{}")["error"]


def test_the_code_of_a_run_repeats_it():
    lab = Laboratory(trainer_of())
    ask(lab, "change", name="tau", value=0.3)
    ask(lab, "episode")
    wait_for(lambda: not lab.session.runner.running)
    place: dict = {}
    exec(ask(lab, "code")["code"], place)
    assert np.array_equal(place["trainer"].agent.actor.flat.numpy(), lab.trainer.agent.actor.flat.numpy())


def test_an_environment_the_page_does_not_know_has_only_curves():
    lab = Laboratory(Trainer(lambda: __import__("gymnasium").make("Pendulum-v1"), seeds=[0]))
    state, weights = lab.answer(TICK)
    assert state["setup"]["kind"] == "none" and weights == []


def test_the_band_of_the_class_is_of_twenty_seeds():
    for kind in ("none", "action", "ou", "parameters"):
        band = np.array(reference_band(kind))
        assert len(band) == 30 and (np.diff(band[:, 1:], axis=1) >= 0).all()
        assert band[0, 2] < -800 and np.median(band[20:, 2]) > -500
    assert reference_band("own") == []


# --- a classe do estudante, e as redes que a página não conhece -------------------------------------------------------


class Shuffled(nn.Module):
    """A rede do curso, com as normas declaradas depois de todas as camadas."""

    def __init__(self):
        super().__init__()
        self.first, self.last, self.norm = nn.Linear(3, 8), nn.Linear(8, 1), nn.LayerNorm(8)

    def forward(self, obs):
        return torch.tanh(self.last(torch.relu(self.norm(self.first(obs)))))


class Shifted(Shuffled):
    """As mesmas camadas, mas outra conta."""

    def forward(self, obs):
        return torch.tanh(self.last(torch.nn.functional.elu(self.norm(self.first(obs)))))


def own(actor, critic=lambda: PlainCritic(3, 1)):
    """Um treino de uma classe de estudante, com estas redes."""

    class MyAgent:
        def __init__(self, gamma):
            self.gamma, self.actor, self.critic = gamma, actor(), critic()

        def update(self, obs, action, reward, next_obs, terminated):
            with torch.no_grad():
                self.actor.get_parameter(next(iter(dict(self.actor.named_parameters())))).add_(1e-4)

    return trainer_of(seeds=[0, 1], algorithm=one_agent(MyAgent), hidden=None)


@pytest.mark.parametrize("actor", [lambda: plain_actor(3, 1), Shuffled])
def test_a_network_of_the_shape_of_the_course_moves_the_pendulum(actor):
    lab = Laboratory(own(actor))
    lab.trainer.advance(until=80)
    state, weights = lab.answer(TICK)
    setup = state["setup"]
    assert setup["kind"] == "pendulum" and setup["maps"] and setup["size"] == lab.trainer.agent.actor.flat.shape[1]
    assert "τ" in setup["lacking"] and [knob["symbol"] for knob in setup["knobs"]] == ["σ", "α", "δ"]
    widths, obs = setup["actor"], torch.randn(1, 20, 3)
    for k, flat in enumerate(np.frombuffer(weights[0], np.float32).reshape(2, -1)):
        shown = actor_of({"widths": widths, "flat": flat.tolist()})(obs)
        theirs = lab.trainer.agent.agents[k].actor(obs)
        assert torch.allclose(shown, theirs, atol=1e-5)
    critic = Critic(3, 1, setup["critic"][1:-1])
    critic.flat.copy_(torch.from_numpy(np.frombuffer(weights[1], np.float32).copy()))
    action = torch.rand(1, 20, 1)
    theirs = lab.trainer.agent.agents[0].critic(obs, action).squeeze(-1)
    assert torch.allclose(critic(obs, action), theirs, atol=1e-5)


@pytest.mark.parametrize(
    "actor",
    [
        Shifted,
        lambda: nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1), nn.Tanh()),
        lambda: nn.Sequential(nn.Linear(3, 1), nn.Tanh()),
        lambda: nn.Sequential(nn.Linear(3, 8, bias=False), nn.LayerNorm(8), nn.ReLU(), nn.Linear(8, 1), nn.Tanh()),
        lambda: nn.Sequential(nn.Linear(3, 8), nn.LayerNorm(8), nn.ReLU(), nn.Linear(8, 1)),
    ],
)
def test_another_network_has_only_curves_and_that_is_said(actor):
    lab = Laboratory(own(actor))
    state, weights = lab.answer(TICK)
    assert state["setup"]["kind"] == "none" and weights == [] and not state["setup"]["maps"]
    assert "O ator não tem a forma dos do curso" in state["setup"]["lacking"]
    json.dumps(state, allow_nan=False)


def test_without_a_critic_of_that_shape_there_are_no_maps():
    critic = lambda: nn.Bilinear(3, 1, 1)  # noqa: E731
    state, weights = Laboratory(own(Shuffled, critic)).answer(TICK)
    assert state["setup"]["kind"] == "pendulum" and not state["setup"]["maps"] and len(weights) == 1


def test_restart_twins_and_recordings_work_with_a_class_of_the_student():
    lab = Laboratory(own(Shuffled))
    ask(lab, "twins", on=True)
    ask(lab, "change", name="gamma", value=0.9)
    assert lab.trainer.settings["gamma"].tolist() == pytest.approx([0.95, 0.9])
    ask(lab, "episode")
    wait_for(lambda: not lab.session.runner.running)
    text, first = ask(lab, "save")["file"]["text"], lab.trainer
    assert "algorithm=algorithm" in ask(lab, "code")["code"]
    state = ask(lab, "load", text=text)  # o código que a gravação pede é o deste painel
    assert "error" not in state or not state["error"]
    wait_for(lambda: not lab.session.runner.running)
    assert lab.trainer is not first and "igual bit a bit" in ask(lab, "tick")["note"]
    assert ask(lab, "restart")["step"] == 0


# --- como a página normaliza ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [(-8, 8), ([-8], [8]), ([-1, -1, -8], [1, 1, 8]), (np.float32(-8), np.array([8, 8, 8])), "bounds", "running"],
)
def test_the_page_normalizes_as_the_trainer_does_in_every_form_it_accepts(given):
    trainer = trainer_of(seeds=[0, 1], normalize=given).advance(until=30)
    state = ask(Laboratory(trainer), "tick")
    json.dumps(state["scale"], allow_nan=False)
    obs = np.array([[0.3, -0.4, 5.0]] * 2, np.float32)
    theirs = trainer.agent.features(torch.from_numpy(obs[:, None]))[:, 0].numpy()
    for k, scale in enumerate(state["scale"]):
        assert len(scale["center"]) == len(scale["half"]) == 3
        seen = (obs[k] - scale["center"]) / scale["half"]
        assert np.allclose(np.clip(seen, -scale.get("limit", np.inf), scale.get("limit", np.inf)), theirs[k], atol=1e-5)


# --- o widget -----------------------------------------------------------------------------------------------------


@pytest.fixture
def panel_of():
    panels = []

    def make(trainer, **settings):
        panels.append(LivePanel(trainer, **settings))
        return panels[-1]

    yield make
    for panel in panels:
        panel.close()


def test_it_takes_a_trainer(panel_of):
    with pytest.raises(TypeError, match="aceita um `Trainer`"):
        panel_of("Pendulum-v1")


def test_each_question_has_one_answer(panel_of, monkeypatch):
    panel, sent = panel_of(trainer_of()), []
    monkeypatch.setattr(panel, "send", lambda content, buffers: sent.append((content, buffers)))
    panel._handle_custom_msg(TICK | {"n": 1, "view": "a"}, [])
    panel._handle_custom_msg(TICK | {"n": 2, "view": "a", "do": "dance"}, [])
    assert [content["n"] for content, _ in sent] == [1, 2] and sent[1][0]["error"]
    assert len(sent[0][1][0]) == 4 * panel.trainer.agent.actor.flat.numel()


def test_one_panel_trains_at_a_time_and_a_closed_view_pauses(panel_of, monkeypatch):
    one, other = panel_of(trainer_of()), panel_of(trainer_of())
    for panel in (one, other):
        monkeypatch.setattr(panel, "send", lambda content, buffers: None)
        panel._handle_custom_msg(TICK | {"n": 1, "view": "a", "do": "start"}, [])
    assert not one.laboratory.session.runner.running and other.laboratory.session.runner.running
    assert "Outro painel" in one.laboratory.session.note
    other._handle_custom_msg({"do": "bye", "n": 0, "view": "a"}, [])
    assert not other.laboratory.session.runner.running and "saído da tela" in other.laboratory.session.note


def test_a_new_panel_of_the_same_trainer_replaces_the_old_one(panel_of):
    trainer = trainer_of()
    old = panel_of(trainer)
    old.laboratory.session.runner.start()
    new = panel_of(trainer)
    assert not old.laboratory.session.runner.running and old.comm is None and new.comm is not None


def test_two_panels_of_one_cell_are_both_alive(panel_of, monkeypatch):
    monkeypatch.setattr(panels_of_the_course, "current_cell", lambda: "a mesma célula")
    monkeypatch.setattr(panels_of_the_course, "current_run", lambda: "a primeira vez")
    one, other = panel_of(trainer_of()), panel_of(trainer_of())
    assert one.comm is not None and other.comm is not None and len(HBox([one, other]).children) == 2
    monkeypatch.setattr(panels_of_the_course, "current_run", lambda: "a segunda vez")
    third = panel_of(trainer_of())
    assert one.comm is None and other.comm is None and third.comm is not None


def test_a_trainer_in_two_panels_of_one_cell_is_refused_and_nothing_is_lost(panel_of, monkeypatch):
    monkeypatch.setattr(panels_of_the_course, "current_run", lambda: "esta vez")
    trainer = trainer_of()
    first = panel_of(trainer)
    with pytest.raises(ValueError, match="um treino tem um painel só"):
        panel_of(trainer)
    assert first.comm is not None and first.trainer is trainer


def test_the_text_of_a_view_does_not_change_from_one_time_to_the_next(panel_of):
    assert repr(panel_of(trainer_of())) == repr(panel_of(trainer_of())) == "Painel ao vivo de um treino"


def test_a_closed_panel_lets_its_trainer_go():
    import weakref

    panel = LivePanel(trainer_of())
    trainer = weakref.ref(panel.trainer)
    panel.close()
    del panel
    gc.collect()
    assert trainer() is None


def test_with_nobody_watching_it_trains_a_little_and_leaves_a_picture(panel_of):
    panel = panel_of(trainer_of(), steps=450)
    data, _ = panel._repr_mimebundle_()
    assert panel.trainer.steps == 450 and len(data["text/plain"]) > 40
    assert f'alt="{data["text/plain"]}"' in data["text/html"] and "widget" not in str(list(data))


def test_in_front_of_somebody_it_is_a_widget(panel_of, monkeypatch):
    monkeypatch.delenv("CURSO_SEM_CONTROLES")
    data, _ = panel_of(trainer_of())._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
