"""A avaliação sem ruído contra um laço simples."""

import gymnasium as gym
import numpy as np
import pytest
import torch

from course_utils import ActionNoise, Trainer, evaluate


@pytest.fixture(scope="module")
def trainer():
    return Trainer("Pendulum-v1", seeds=[0, 1], exploration=ActionNoise(), warmup=50, reward_scale=0.5).advance(
        until=150
    )


def test_equals_the_plain_loop(trainer):
    """Episódio e, réplica k: `reset(seed=1000 + e)`, a política limpa, a soma das recompensas verdadeiras."""
    got = evaluate(trainer.agent, "Pendulum-v1", episodes=3)
    env = gym.make("Pendulum-v1")
    for k in range(2):
        for e in range(3):
            obs, _ = env.reset(seed=1000 + e)
            total, over = 0.0, False
            while not over:
                mu = trainer.agent.actor(torch.from_numpy(obs)[None, None].expand(2, 1, 3).contiguous())[k, 0]
                obs, reward, terminated, truncated, _ = env.step(2 * mu.numpy())
                total, over = total + reward, terminated or truncated
            assert got[k, e] == pytest.approx(total, rel=1e-4)


def test_is_repeatable_and_changes_nothing(trainer):
    before = trainer.agent.actor.flat.clone(), trainer.steps
    one, two = (evaluate(trainer.agent, "Pendulum-v1", episodes=2) for _ in range(2))
    assert np.array_equal(one, two) and torch.equal(before[0], trainer.agent.actor.flat) and before[1] == trainer.steps
    assert not np.array_equal(one, evaluate(trainer.agent, "Pendulum-v1", episodes=2, seed=5))


@pytest.mark.parametrize("episodes", [0, -1, 2.5, "10"])
def test_bad_episodes_are_refused(trainer, episodes):
    with pytest.raises((TypeError, ValueError), match="`episodes` recebeu"):
        evaluate(trainer.agent, "Pendulum-v1", episodes=episodes)
