"""O que a aula 02 afirma: do ator de quatro números, dos dez críticos guardados, e do ator que só os ouve."""

import re

import numpy as np
import pytest
import torch
from support.asked import NOTEBOOKS

from course_utils import DDPG, Actor, Critic, evaluate
from course_utils.exercises import bets
from course_utils.exercises.aula_02 import climbing, load, networks
from course_utils.figures import aula_02
from course_utils.support.paths import course_arrays
from course_utils.worlds.pendulum import observations

CELL = re.compile(r"^```\{code-cell\}\n(.*?)^```", re.DOTALL | re.MULTILINE)


def cell(mark: str) -> str:
    """A célula da aula que contém `mark`."""
    text = (NOTEBOOKS / "textos/02_ator_critico.md").read_text(encoding="utf-8")
    (found,) = (source for source in CELL.findall(text) if mark in source)
    return found


@pytest.fixture(scope="module")
def agent():
    """Os dez agentes guardados em `files/pesos/ator_critico.npz`."""
    stored, agent = course_arrays("pesos/ator_critico.npz"), DDPG(3, 1, seeds=range(10))
    agent.actor.flat.copy_(torch.from_numpy(stored["actors"]))
    agent.critic.flat.copy_(torch.from_numpy(stored["critics"]))
    return agent


def values(agent, angle: float, speed: float) -> np.ndarray:
    """Q(s, a) dos dez críticos em 81 ações, nas unidades da recompensa, `[semente, ação]`."""
    obs = torch.tensor([np.cos(angle), np.sin(angle), speed], dtype=torch.float32).expand(10, 81, 3)
    return (agent.critic(obs, torch.linspace(-1, 1, 81).expand(10, 81)[..., None]) / aula_02.SCALE).numpy()


def choices(agent, angle: float, speed: float) -> np.ndarray:
    obs = torch.tensor([np.cos(angle), np.sin(angle), speed], dtype=torch.float32).expand(10, 1, 3)
    return agent.actor(obs)[:, 0, 0].numpy()


def climbed(agent, angle: float, speed: float, start: float) -> np.ndarray:
    """Onde param as dez subidas que a página faz, cada uma pelo seu crítico."""
    obs = torch.tensor([np.cos(angle), np.sin(angle), speed], dtype=torch.float32).expand(10, 1, 3)
    action = torch.full((10, 1, 1), start)
    for _ in range(120):
        up, down = (agent.critic(obs, action + h)[..., None] / aula_02.SCALE for h in (0.005, -0.005))
        action = (action + 0.03 * (up - down) / 0.01).clamp(-1, 1)
    return action[:, 0, 0].numpy()


# --- quatro números -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def learn():
    """A função da aula, e a mesma com o melhor ponto onde o ator começa."""
    names, moved = {"np": np}, {"np": np}
    exec(cell("def learn("), names)
    exec(cell("def learn(").replace("(a - 0.4)", "(a + 0.8)"), moved)
    return names["learn"], moved["learn"]


def test_with_noise_the_actor_passes_the_best_point_and_comes_back(learn):
    paths = np.array([learn[0](seed)[0] for seed in range(200)])
    assert np.median(paths.max(1)) == pytest.approx(0.47, abs=0.005)
    assert (paths.max(1) > 0.45).mean() > 0.6 and np.median(paths[:, -1]) == pytest.approx(0.4, abs=0.05)
    assert np.median(paths[:, 19]) == pytest.approx(-0.2, abs=0.03)  # metade do caminho, de −0,8 a 0,4


def test_without_noise_all_seeds_err_alike_and_the_best_point_does_not_matter(learn):
    ends = [learn[0](seed, 0)[0][-1] for seed in range(200)]
    assert -0.585 < min(ends) < -0.575 and -0.455 < max(ends) < -0.445
    assert max(learn[1](seed, 0)[0][-1] for seed in range(20)) < -1.1  # ele vai embora do melhor ponto


def test_the_parabolas_are_better_where_the_actor_is(learn):
    a = np.array([-1, -0.5, 0.4])
    wrong = [np.stack((a**0, a, a**2), -1) @ learn[0](seed)[1] - (1 - (a - 0.4) ** 2) for seed in range(10)]
    far, near, here = np.abs(wrong).mean(0)
    assert here < near < far


# --- dez críticos ---------------------------------------------------------------------------------------------------


def test_the_stored_networks_are_those_of_the_course_and_balance_the_pendulum(agent):
    stored = course_arrays("pesos/ator_critico.npz")
    assert stored["actors"].shape == (10, Actor(3, 1).flat.shape[1])
    assert stored["critics"].shape == (10, Critic(3, 1).flat.shape[1])
    assert (stored["actors"][3] == stored["actor"]).all() and (stored["critics"][3] == stored["critic"]).all()
    assert evaluate(agent, "Pendulum-v1", episodes=50).mean(1).min() > -200


def test_inclined_the_ten_want_the_whole_motor_and_coming_back_they_disagree(agent):
    inclined, back = values(agent, 0.4, 0.0), values(agent, 0.6, -2.0)
    assert (inclined.argmax(1) == 0).all() and (choices(agent, 0.4, 0.0) < -0.9).all()
    assert np.ptp(inclined, 1).mean() == pytest.approx(17, abs=1) and np.ptp(back, 1).mean() == pytest.approx(
        2, abs=0.3
    )
    assert back.max(1).min() > -4 and back.max(1).max() < -1
    assert (choices(agent, 0.6, -2.0) > 0.1).sum() == 4 and (choices(agent, 0.6, -2.0) < -0.1).sum() == 6


def test_hanging_the_curve_is_a_valley_and_seed_5_is_on_its_worse_end(agent):
    hanging = values(agent, np.pi, 0.0)
    assert ((hanging[:, 0] > hanging[:, 36:45].min(1)) & (hanging[:, -1] > hanging[:, 36:45].min(1))).sum() >= 8
    assert hanging.mean() == pytest.approx(-133, abs=5)
    ends = np.array([climbed(agent, np.pi, 0.0, start) for start in (-0.5, 0.5)])
    assert (ends[:, 3] == [-1, 1]).all() and ((ends[0] == -1) & (ends[1] == 1)).sum() == 6
    assert choices(agent, np.pi, 0.0)[5] > 0.9 and hanging[5, 0] > hanging[5, -1] + 3


def test_some_state_has_a_value_above_zero(agent):
    assert values(agent, 0.0, 0.0).max() > 0


# --- o ator que ouve o crítico --------------------------------------------------------------------------------------


def test_a_hundred_steps_of_climbing_are_enough_in_ten_draws():
    names = {
        "torch": torch,
        "critic": load(networks.Critic(), "critic"),
        "observations": observations,
        "check": lambda *_: None,
    }
    names["one"] = climbing.actor_loss
    exec(cell("def train(").replace("return ...", "return one(actor, critic, s)"), names)
    figure = aula_02.ten_students(networks.Actor, names["train"])
    own = [line.get_ydata() for line in figure.axes[0].lines[:10]]
    assert max(first for first, *_ in own) < -1000 and min(last for *_, last in own) > -400
    assert "todos levantam" in figure.alt


def test_the_gradient_does_not_notice_a_constant_but_notices_a_factor():
    actor, critic = load(networks.Actor(), "actor"), load(networks.Critic(), "critic")
    names = {"torch": torch, "actor": actor, "critic": critic, "observations": observations, "bet": lambda *_: None}
    names["actor_loss"] = climbing.actor_loss
    exec(cell("def ask("), names)
    assert (
        aula_02.gradient_change(names["ask"], 1000) == "A perda mudou 1.000. Dos 2.497 números do gradiente, mudaram 0."
    )
    exec(cell("def ask(").replace("+ lift", "* (1 + lift)"), names)
    assert "mudaram 0." not in aula_02.gradient_change(names["ask"], 1000)


def test_saturation_is_as_the_bet_says():
    alt = aula_02.first_actions(networks.Actor, observations(1000, 0)).alt
    none, few, most = (int(found) for found in re.findall(r"(\d+) %", alt))
    assert none == 0 and 5 <= few <= 15 and most > 50


# --- as figuras -----------------------------------------------------------------------------------------------------


def test_every_figure_of_the_lesson_describes_itself_and_has_letters_that_can_be_read(learn):
    maps = {name: load(networks.Actor(), "actor") for name in ("um", "dois", "três", "quatro")}
    for figure in (
        aula_02.machine_prizes(),
        aula_02.actor_paths(learn[0], 0.3),
        aula_02.parabolas(learn[0]),
        aula_02.ten_slopes(0.4, 0.0, "Aqui"),
        aula_02.policy_maps(maps),
        aula_02.first_actions(networks.Actor, observations(100, 0)),
    ):
        assert len(figure.alt) > 60 and figure.get_figwidth() <= 6.4
        assert all(label.get_fontsize() >= 11 for axes in figure.axes for label in axes.get_xticklabels())


def test_the_six_bets_are_asked_in_the_lesson():
    text = (NOTEBOOKS / "textos/02_ator_critico.md").read_text(encoding="utf-8")
    assert list(bets.bets_of("02")) == re.findall(r'bet\("(02\.[^"]+)"', text)
