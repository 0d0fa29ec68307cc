"""O braço: o que a aula 08 diz dele, o que falta quando falta o extra, e os ajustes que o aprendem."""

import builtins

import numpy as np
import pytest

from course_utils import Trainer, check_env
from course_utils.environments import Environments
from course_utils.worlds.arm import HOME, LENGTH, NEAR, REACH, SETTINGS, arm, last_episode, played, reached


def test_the_arm_is_what_the_lesson_says():
    env = arm()
    obs, _ = env.reset(seed=0)
    assert {name: part.shape for name, part in obs.items()} == {
        "observation": (10,), "achieved_goal": (3,), "desired_goal": (3,)}  # fmt: skip
    assert env.action_space.shape == (4,) and env.spec.max_episode_steps == LENGTH
    np.testing.assert_allclose(obs["achieved_goal"], HOME, atol=0.002)
    np.testing.assert_array_equal(obs["observation"][:3], obs["achieved_goal"])
    goals = np.array([env.reset(seed=seed)[0]["desired_goal"] for seed in range(40)]) - HOME
    assert abs(goals).max() < REACH + 0.002 and abs(goals).max() > 0.9 * REACH
    away = np.array([[NEAR - 0.001, 0, 0], [0, NEAR + 0.001, 0]])
    assert env.unwrapped.compute_reward(away, 0 * away, {}).tolist() == [0, -1]


def test_the_arm_passes_its_checkup(capsys):
    found = check_env(arm, steps=60)
    assert found.ok and any("serve a `hindsight`" in one for one in found.fine)
    assert not any("não se repete" in one for one in found.warnings)


def test_without_the_extra_the_error_says_what_to_install(monkeypatch):
    original = builtins.__import__

    def without(name, *more):
        if name == "gymnasium_robotics":
            raise ModuleNotFoundError("No module named 'gymnasium_robotics'", name=name)
        return original(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ModuleNotFoundError, match=r"Falta o pacote gymnasium_robotics.*%pip install.*\[robo\]"):
        arm()


def test_the_last_episode_is_read_from_the_memory():
    trainer = Trainer(arm, seeds=[0, 1], **SETTINGS | dict(warmup=1000))
    assert last_episode(trainer) is None
    trainer.advance(until=120)
    own = last_episode(trainer, 1)
    assert own.path.shape == (LENGTH + 1, 3) and own.rewards.sum() == trainer.history[1][-1].total
    np.testing.assert_allclose(own.path[1:], trainer.hindsight.past.achieved[1, 50:100] - HOME, atol=1e-6)
    close = np.linalg.norm(own.path[1:] - own.goal, axis=1) < NEAR
    np.testing.assert_array_equal(own.rewards == 0, close)


def test_an_episode_that_the_memory_no_longer_holds_is_not_shown():
    """Com lugar para 60 passos, o episódio de 50 acabado no passo 100 está inteiro até o 110."""
    trainer = Trainer(arm, seeds=[0], **SETTINGS | dict(warmup=1000, capacity=60, batch_size=8)).advance(until=110)
    own = last_episode(trainer)
    assert own.rewards.sum() == trainer.history[0][-1].total
    assert np.linalg.norm(own.path[0]) < 0.01, "cada episódio parte de HOME"
    assert last_episode(trainer.advance(until=111)) is None
    small = Trainer(arm, seeds=[0], **SETTINGS | dict(warmup=1000, capacity=40, batch_size=8)).advance(until=50)
    assert len(small.history[0]) == 1 and last_episode(small) is None


def test_reached_looks_at_the_end_of_each_episode():
    """Um agente que vai direto ao objetivo, e um parado."""

    class Direct:
        seeds = (0, 1)

        def act(self, obs):
            action = np.zeros((*obs.shape[:-1], 4))
            action[0, :, :3] = 10 * (obs[0, :, -3:] - obs[0, :, :3])
            return action.clip(-1, 1)

    world = Environments(arm, 2)
    found = reached(Direct(), world, episodes=6)
    assert found[0].all() and not found[1].all()
    own = played(lambda obs: np.r_[10 * (obs[-3:] - obs[:3]), 0].clip(-1, 1), seed=1000)
    far = np.linalg.norm(own.path[1:] - own.goal, axis=1)
    np.testing.assert_array_equal(own.rewards == 0, far < NEAR)


@pytest.mark.slow
@pytest.mark.learning
def test_the_settings_of_the_lesson_learn():
    trainer = Trainer(arm, seeds=[0, 1, 2, 3], **SETTINGS).advance(until=4000)
    assert np.median(reached(trainer.agent, Environments(arm, 4), episodes=20).mean(1)) >= 0.9
