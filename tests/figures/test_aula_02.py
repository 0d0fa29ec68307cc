"""O que a aula 02 afirma do ator e do crítico guardados, e as figuras dela."""

import numpy as np
import pytest
import torch

from course_utils import DDPG, Actor, Critic, evaluate
from course_utils.figures.aula_02 import value_slope
from course_utils.support.paths import course_file


@pytest.fixture(scope="module")
def agent():
    """O agente guardado em `files/pesos/ator_critico.npz`."""
    stored, agent = np.load(course_file("pesos/ator_critico.npz")), DDPG(3, 1)
    agent.actor.flat.copy_(torch.from_numpy(stored["actor"])[None])
    agent.critic.flat.copy_(torch.from_numpy(stored["critic"])[None])
    return agent


def test_the_stored_networks_are_those_of_the_course_and_balance_the_pendulum(agent):
    assert agent.actor.flat.shape == Actor(3, 1).flat.shape and agent.critic.flat.shape == Critic(3, 1).flat.shape
    assert evaluate(agent, "Pendulum-v1", episodes=50).mean() > -200


def test_both_ways_of_starting_a_swing_are_good_to_the_stored_critic(agent):
    hanging = torch.tensor([[[-1.0, 0, 0]]]).expand(1, 3, 3)
    left, still, right = agent.critic(hanging, torch.tensor([[[-1.0], [0.0], [1.0]]]))[0] / 0.1
    assert min(left, right) > still + 0.5
    assert abs(left - right) < 0.5


@pytest.mark.parametrize(("slope", "way"), [(2.0, "aumente a"), (-2.0, "diminua a")])
def test_the_figure_says_which_way_up_is(slope, way):
    actions = np.linspace(-1, 1, 5)
    assert way in value_slope(actions, slope * actions, 0.5, slope).axes[0].get_title()
