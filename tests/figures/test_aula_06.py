"""O que a aula 06 afirma: as evidências guardadas, o agente guardado, e as figuras e o treino assistido dela."""

import csv
import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from support.batches import frames_batch, seeing
from support.scripts import load_script

from course_utils import Study, Trainer, evaluate
from course_utils.figures import aula_06 as vision_plots
from course_utils.figures.watch import watch
from course_utils.support.paths import course_file
from course_utils.worlds.pixels import RECIPE, draw_rod, pixel_pendulum

SCRIPT = Path(__file__).resolve().parents[2] / "ferramentas/gerar/pixels.py"
evidence = load_script(SCRIPT)

CAMERA = partial(pixel_pendulum, "gymnasium")


# --- as evidências ------------------------------------------------------------------------------------------------


STORED = sorted(path.stem for path in evidence.HERE.glob("*.json"))


def test_every_study_is_stored_and_has_a_definition():
    assert set(STORED) == set(evidence.STUDIES)


@pytest.mark.parametrize("name", STORED)
def test_a_stored_study_is_whole_and_is_what_its_definition_asks(name):
    plan, study = evidence.STUDIES[name], Study.load(evidence.HERE / name)
    described = {own: evidence.described(setting) for own, setting in plan.settings.items()}
    assert study.settings == json.loads(json.dumps(described))
    assert (study.steps, study.evaluate_every, study.episodes) == (plan.steps, plan.every, evidence.LAST)
    for own in plan.settings:
        curves = study.curves(own)
        assert list(curves.index) == list(evidence.SEEDS) and len(curves) >= 10
        assert list(curves.columns) == list(range(plan.every, plan.steps + 1, plan.every))
        assert np.isfinite(curves.to_numpy()).all() and curves.to_numpy().max() <= 0


def reached(name, setting):
    """Quantas sementes chegaram a −200 numa avaliação de 50 episódios."""
    plan, study = evidence.STUDIES[name], Study.load(evidence.HERE / name)
    curves = study.curves(setting)
    long = [step for step in curves if plan.glance == evidence.LAST or step > plan.steps // 2]
    return int((curves[long].max(axis=1) >= -200).sum())


def test_three_frames_learn_and_one_does_not():
    study = Study.load(evidence.HERE / "quadros")
    assert reached("quadros", "três quadros") >= 9
    assert reached("quadros", "um quadro") == 0
    assert study.band("um quadro").high[-1] < study.band("três quadros").low[-1]


def test_the_frames_of_gymnasium_are_learned_too():
    assert reached("gymnasium", "quadros do Gymnasium") >= 9


def test_two_owners_of_the_encoder_are_worse_than_one_beyond_the_bands():
    one, both = Study.load(evidence.HERE / "quadros"), Study.load(evidence.HERE / "donos")
    assert both.band("os dois treinam").high[-1] < one.band("três quadros").low[-1]
    assert reached("donos", "os dois treinam") <= 3


def test_nobody_moves_a_frozen_encoder():
    agent = seeing(critic_lr=0.1, actor_lr=0.1)
    evidence.frozen(agent)
    encoder, head = agent.critic.encoder.flat.clone(), agent.critic.head.flat.clone()
    agent.update(frames_batch(np.random.default_rng(0), 1, 8))
    assert torch.equal(agent.critic.encoder.flat, encoder) and not torch.equal(agent.critic.head.flat, head)


def test_by_both_adds_the_actors_gradient_to_the_encoder_and_to_nothing_else():
    batch = frames_batch(np.random.default_rng(1), 1, 8)
    alone, both = seeing(actor_lr=1e-2), seeing(actor_lr=1e-2)
    evidence.by_both(both)
    alone.update(batch)
    before = alone.critic.encoder.flat.clone()
    frames = batch.obs[0]
    eyes = alone.critic.encoder.module
    torch.nn.utils.vector_to_parameters(before[0].clone(), eyes.parameters())
    features = eyes(frames)[None]
    (-alone.critic.head(features, alone.actor(features)).mean()).backward()
    wanted = torch.cat([p.grad.flatten() for p in eyes.parameters()])
    both.update(batch)
    moved = both.critic.encoder.flat[0] - before[0]
    clear = wanted.abs() > 1e-5
    assert clear.sum() > 100 and torch.equal(moved[clear].sign(), -wanted[clear].sign())
    assert torch.equal(both.critic.head.flat, alone.critic.head.flat) and torch.equal(both.actor.flat, alone.actor.flat)


@pytest.mark.learning
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_slice_made_again_learns_too():
    """Duas sementes novas, 3.500 decisões: em outra máquina cada uma segue o seu caminho, mas o pêndulo se aprende."""
    plan = evidence.Plan(3500, 500, 10, {})
    setting = evidence.STUDIES["quadros"].settings["três quadros"]
    rows = [evidence.train("três quadros", setting, seed, plan) for seed in (100, 101)]
    best = [own[own["kind"] == "evaluation"]["return"].max() for own in rows]
    assert max(best) > -300, best


# --- o agente guardado --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def expert():
    """O agente de `files/pesos/visao.npz`."""
    stored, agent = np.load(course_file("pesos/visao.npz")), Trainer(CAMERA, seeds=[0], **RECIPE).agent
    for name in ("actor", "critic"):
        getattr(agent, name).flat.copy_(torch.from_numpy(stored[name].astype(np.float32))[None])
    return agent


def test_the_stored_agent_swings_up_from_the_frames_of_gymnasium(expert):
    assert evaluate(expert, CAMERA, episodes=10, seed=77).mean() > -250
    assert course_file("pesos/visao.npz").stat().st_size < 1_500_000


def test_the_stored_agent_came_with_its_diary():
    with course_file("pesos/visao.csv").open(newline="", encoding="utf-8") as file:
        diary = list(csv.DictReader(file))
    assert diary[-1]["decisão"] == "guardado" and diary[-1]["episódios"] == "50"
    assert float(diary[-1]["retorno"]) > -200 > float(diary[0]["retorno"])


# --- as figuras e o treino assistido ------------------------------------------------------------------------------


def test_r_squared_is_one_for_truth_and_zero_for_the_mean():
    truth = np.random.default_rng(0).normal(size=100)
    assert vision_plots.r_squared(truth, truth) == 1
    assert vision_plots.r_squared(truth, np.full(100, truth.mean())) == pytest.approx(0)


def test_frames_are_named_from_the_oldest_to_now():
    assert vision_plots.frame_names(3) == ["há 0,2 s", "há 0,1 s", "agora"]
    assert vision_plots.frame_names(1) == ["agora"]


def test_every_figure_draws():
    frames = np.stack([draw_rod(np.cos(phi), np.sin(phi)) for phi in (0.1, 0.2, 0.3)])
    figures = [
        vision_plots.frames_seen({"três": frames, "um": frames[:1]}),
        vision_plots.filters(np.random.default_rng(0).normal(size=(16, 3, 5, 5))),
        vision_plots.saliency(np.stack([frames] * 2), np.random.default_rng(0).normal(size=(2, 3, 32, 32)), ["a", "b"]),
        vision_plots.film(frames, np.arange(3) * 0.1),
        vision_plots.trials({"uma": np.array([[-100.0, -900.0]]), "outra": np.array([[-200.0, -150.0]])}),
    ]
    for figure in figures:
        figure.canvas.draw()


@pytest.fixture
def shown(monkeypatch):
    """O que `watch` mostrou, no lugar da tela."""
    seen: list = []
    monkeypatch.setattr("course_utils.figures.watch.display", lambda data, **_: seen.append(data["text/plain"]))
    return seen


def test_watching_changes_nothing_in_the_training(shown, monkeypatch):
    plain, watched = (Trainer(pixel_pendulum, seeds=[0], **RECIPE | dict(warmup=64)) for _ in range(2))
    plain.advance(until=70)
    monkeypatch.delenv("CURSO_SEM_CONTROLES", raising=False)
    watch(watched, until=70, draw=vision_plots.seen_and_learned, alt="o fim", every=0.05)
    assert torch.equal(plain.agent.critic.flat, watched.agent.critic.flat)
    assert len(shown) == 2 and shown[-1] == "o fim"


def test_the_stop_button_stops_and_running_again_goes_on(shown, capsys, monkeypatch):
    monkeypatch.setenv("CURSO_SEM_CONTROLES", "1")
    trainer = Trainer(pixel_pendulum, seeds=[0], **RECIPE)
    step = trainer.step

    def stopped():
        step()
        if trainer.steps == 7:
            raise KeyboardInterrupt

    monkeypatch.setattr(trainer, "step", stopped)
    watch(trainer, until=10, draw=vision_plots.seen_and_learned, alt="a")
    assert trainer.steps == 7 and "decisão 7" in capsys.readouterr().out
    watch(trainer, until=10, draw=vision_plots.seen_and_learned, alt="b")
    assert trainer.steps == 10 and shown == ["a", "b"]
