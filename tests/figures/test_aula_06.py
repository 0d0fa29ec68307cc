"""O que a aula 06 afirma: as evidências guardadas, o agente guardado, e as figuras e o treino assistido dela."""

import csv
import json
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from matplotlib.text import Text
from support.batches import frames_batch, seeing
from support.scripts import load_script

from course_utils import DDPG, Study, Trainer, evaluate
from course_utils.figures import aula_06 as vision_plots
from course_utils.figures.plots import alt_of
from course_utils.figures.watch import watch
from course_utils.study.bands import band
from course_utils.support.paths import course_file
from course_utils.worlds.guessing import guess_state
from course_utils.worlds.pixels import RECIPE, draw_rod, pixel_pendulum, trained_on_pixels

MAKERS = Path(__file__).resolve().parents[2] / "ferramentas/gerar"
evidence, moving = load_script(MAKERS / "pixels.py"), load_script(MAKERS / "camera.py")
TESTS, CAMERAS = (pd.read_csv(evidence.HERE / f"{name}.csv") for name in ("testes", "camera"))

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


def last(name, setting):
    """Quantas sementes terminam, na última avaliação, acima de −200."""
    return int((Study.load(evidence.HERE / name).curves(setting).iloc[:, -1] >= -200).sum())


def apart(better, worse):
    """Se a faixa de um fica toda acima da do outro, na última avaliação."""
    return better.low[-1] > worse.high[-1]


def test_the_order_of_the_four_settings_is_that_of_the_bands():
    study = Study.load(evidence.HERE / "quadros")
    order = ("o estado", "três quadros", "ninguém treina", "um quadro")
    bands = [study.band(name) for name in order]
    assert all(apart(better, worse) for better, worse in pairwise(bands))
    assert [last("quadros", name) for name in order] == [10, 7, 0, 0]
    table = vision_plots.last_evaluation(study)
    assert table.loc["o estado"].tolist() == ["−163 (−168 a −158)", "10 de 10"]
    later = study.steps_to(-200, "três quadros").median() - study.steps_to(-200, "o estado").median()
    assert later == 1000


def test_the_frames_of_gymnasium_are_learned_too():
    assert last("gymnasium", "quadros do Gymnasium") == 6
    late = Study.load(evidence.HERE / "gymnasium").curves("quadros do Gymnasium").loc[:, 4000:]
    assert late.shape[1] == 3 and (late.max(axis=1) >= -200).all()


def test_a_shared_encoder_with_two_losses_is_worse_beyond_the_bands():
    one = Study.load(evidence.HERE / "quadros").band("três quadros")
    both = Study.load(evidence.HERE / "donos").band("os dois treinam")
    assert apart(one, both) and last("donos", "os dois treinam") == 0
    assert one.center[-1] - both.center[-1] == pytest.approx(190, abs=5)
    assert one.low[3] < both.high[3], "na decisão 2.000 as faixas se tocam"


def test_with_an_encoder_each_the_bands_do_not_tell():
    one = Study.load(evidence.HERE / "quadros").band("três quadros")
    owners = Study.load(evidence.HERE / "donos")
    both, each = (owners.band(name) for name in ("os dois treinam", "um para cada um"))
    assert each.low[-1] < both.low[-1] < both.high[-1] < each.high[-1], "a faixa contém a dos dois que treinam"
    assert one.low[-1] < each.high[-1] < one.high[-1], "e se toca com a de quem só o crítico treina"
    ends = owners.curves("um para cada um").iloc[:, -1]
    assert ((ends > -400).sum(), (ends < -1300).sum()) == (7, 3)


def test_the_stored_agent_in_each_test_is_what_the_lesson_says():
    drawn = vision_plots.shifts_of(TESTS)
    assert drawn.shape == (30, 13) and drawn.mean().round()[[0, 3, -3]].tolist() == [-159, -1061, -1319]
    sound, frozen, backwards = (
        band(TESTS[TESTS["test"] == name]["return"].to_numpy(), "mean")
        for name in ("como treinou", "o mesmo quadro três vezes", "a ordem trocada")
    )
    assert sound.center == pytest.approx(-160, abs=5) and sound.low > frozen.high and frozen.low > backwards.high


def test_random_shifts_mend_a_camera_three_pixels_off():
    groups = vision_plots.seeds_of(CAMERAS)
    assert list(groups) == [moving.STILL, moving.DRAWN] and all(own.shape == (10, 11) for own in groups.values())
    still, drawn = ({shift: band(own[shift].to_numpy(), "mean") for shift in own} for own in groups.values())
    assert all(drawn[shift].low > still[shift].high for shift in (-4, -3, -2, 2, 3, 4))
    assert drawn[0].low < still[0].high and still[0].low < drawn[0].high, "no lugar as faixas se cobrem"
    told = [round(own[shift].center) for shift in (3, -3) for own in (still, drawn)]
    assert told == [-1178, -266, -1216, -214]
    assert all(drawn[shift].center == pytest.approx(-700, abs=40) for shift in (-6, 6))


def test_the_frames_of_one_observation_move_together():
    frames = torch.randint(255, (1, 50, 3, 32, 32), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    frames[:, :, 1:] = frames[:, :, :1]
    seen = moving.moved(frames, torch.Generator().manual_seed(1))
    assert seen.shape == frames.shape and seen.dtype == torch.uint8
    assert torch.equal(seen[:, :, 0], seen[:, :, 2]) and not torch.equal(seen, frames)
    kept = (seen[0, 0, 0] == frames[0, 0, 0, 16, 16]).nonzero() - 16
    assert (kept.abs().max(1).values <= moving.REACH).any()


def test_random_shifts_change_what_both_networks_learn_from():
    plain, shifting = seeing(), seeing()
    moving.with_random_shifts(shifting, 0)
    batch = frames_batch(np.random.default_rng(0), 1, 8)
    for agent in (plain, shifting):
        agent.update(batch)
    assert not torch.equal(plain.critic.flat, shifting.critic.flat)
    assert not torch.equal(plain.actor.flat, shifting.actor.flat)


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


def one_each(**settings) -> DDPG:
    """Um agente em que o ator e o crítico têm, cada um, o seu codificador."""
    return DDPG((3, 32, 32), 1, actor=evidence.own_actor, critic=evidence.OwnCritic, **settings)


def test_with_an_encoder_each_the_networks_are_those_of_the_shared_one():
    one, two = seeing(hidden=RECIPE["hidden"]), one_each()
    eyes = one.critic.encoder.flat.shape[1]
    assert two.critic.flat.shape[1] == one.critic.flat.shape[1]
    assert two.actor.flat.shape[1] == one.actor.flat.shape[1] + eyes
    assert not torch.equal(two.actor.flat[:, :eyes], two.critic.flat[:, :eyes])
    for network in (two.actor, two.critic):
        assert 0.005 < network.flat[0, -129:].abs().max() <= 0.01, "a última camada nasce pequena"


@pytest.mark.parametrize(("frozen", "moves"), [("critic_lr", "actor"), ("actor_lr", "critic")])
def test_with_an_encoder_each_a_loss_trains_only_its_own(frozen, moves):
    agent, eyes = one_each(**{frozen: 0.0}), seeing().critic.encoder.flat.shape[1]
    before = {name: getattr(agent, name).flat[:, :eyes].clone() for name in ("actor", "critic")}
    agent.update(frames_batch(np.random.default_rng(2), 1, 8))
    assert [name for name in before if not torch.equal(getattr(agent, name).flat[:, :eyes], before[name])] == [moves]


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
    return trained_on_pixels()


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


def test_every_figure_draws_says_what_it_shows_and_fits_a_telephone(expert):
    frames = np.stack([draw_rod(np.cos(phi), np.sin(phi)) for phi in (0.1, 0.2, 0.3)])
    truth = np.random.default_rng(0).normal(size=(50, 3))
    figures = [
        vision_plots.shifted_camera(expert, 3.0),
        vision_plots.by_shift({"o agente": vision_plots.shifts_of(TESTS)}),
        vision_plots.by_shift(vision_plots.seeds_of(CAMERAS), 4),
        vision_plots.learning(Study.load(evidence.HERE / "quadros")),
        vision_plots.frames_seen({"três": frames, "um": frames[:1]}),
        vision_plots.regression(truth, {"um quadro": truth[::-1], "três quadros": truth}),
        vision_plots.filters(np.random.default_rng(0).normal(size=(16, 3, 5, 5))),
        vision_plots.saliency(np.stack([frames] * 2), np.random.default_rng(0).normal(size=(2, 3, 32, 32)), ["a", "b"]),
        vision_plots.trials({"uma": np.array([[-100.0, -900.0]]), "outra": np.array([[-200.0, -150.0]])}),
    ]
    for figure in figures:
        figure.canvas.draw()
        assert alt_of(figure) and figure.get_figwidth() <= 6.4
        assert min(text.get_fontsize() for text in figure.findobj(Text)) >= 11


def test_the_camera_decides_whether_the_stored_agent_stands(expert):
    assert "termina em pé" in alt_of(vision_plots.shifted_camera(expert, 0)).replace("não termina", "")
    assert "3 pixels para a direita" in alt_of(vision_plots.shifted_camera(expert, 3))
    assert "não termina em pé" in alt_of(vision_plots.shifted_camera(expert, 3))


def test_a_network_of_one_frame_guesses_the_last_examples():
    frames = np.random.default_rng(0).integers(0, 255, (700, 3, 32, 32), np.uint8)
    states = np.random.default_rng(1).normal(size=(700, 3)).astype(np.float32)
    assert guess_state(frames, states, 1, steps=2).shape == (600, 3)
    with pytest.raises(ValueError, match="`count`"):
        guess_state(frames, states, 4)


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
    watch(watched, until=70, draw=vision_plots.seen_and_learned, every=0.05)
    assert torch.equal(plain.agent.critic.flat, watched.agent.critic.flat)
    assert len(shown) == 2 and shown[-1].startswith("Em cima")


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
