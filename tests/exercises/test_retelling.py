"""A função do estudante da aula 08 no treino de verdade, com o ponto de brinquedo no lugar do braço."""

import numpy as np
import pytest
from support.goals import Reach

from course_utils import ActionNoise, Trainer
from course_utils.exercises import results
from course_utils.exercises.aula_08.training import VERSIONS, Yours, retelling
from course_utils.support.hindsight import Hindsight

SMALL = dict(hidden=(8, 8), batch_size=32, warmup=40, capacity=100, exploration=ActionNoise(0.3))


def final(episode, random):
    """O objetivo é o último ponto; a recompensa, o instante, que se reconhece."""
    goal = episode[-1][2]
    return [(obs, action, achieved, goal, -float(t)) for t, (obs, action, achieved, _, _) in enumerate(episode)]


def right(episode, random):
    def reward(a, b):
        return 0.0 if np.linalg.norm(a - b) < 0.05 else -1.0

    goals = [episode[random.integers(t, len(episode))][2] for t in range(len(episode))]
    return [(obs, action, got, goal, reward(got, goal)) for (obs, action, got, *_), goal in zip(episode, goals)]


def test_a_batch_holds_what_the_function_tells_and_what_was_asked():
    trainer = Trainer(Reach, seeds=[0, 1], hindsight=Yours(final), **SMALL).advance(until=90)
    own, buffer = trainer.hindsight, trainer.buffer
    rows = np.tile((np.arange(90) + 0.5) / 90, (2, 1))
    for share in (1.0, 0.0):
        own.settings["share"][:] = share
        batch = own.at(buffer, rows[:, :32])
        for k in range(2):
            for i in range(32):
                end = i // 12 * 12 + 11
                told = share == 1.0
                goal = own.past.achieved[k, end] if told else buffer.obs[k, i, -1:]
                np.testing.assert_allclose(batch.obs[k, i, -1:], goal, rtol=1e-6)
                np.testing.assert_allclose(batch.next_obs[k, i, -1:], goal, rtol=1e-6)
                assert batch.reward[k, i] == (-(i % 12) if told else buffer.reward[k, i])


def test_each_episode_is_told_four_times_and_an_unfinished_one_is_not():
    told = []

    def counting(episode, random):
        told.append(len(episode))
        return final(episode, random)

    Trainer(Reach, seeds=[0], hindsight=Yours(counting), **SMALL).advance(until=30)
    assert told == [12] * 2 * VERSIONS


def test_a_longer_life_than_the_memory_holds():
    trainer = Trainer(lambda: Reach(ends=150), seeds=[0], hindsight=Yours(right), **SMALL).advance(until=400)
    assert np.isfinite(trainer.agent.critic.flat.numpy()).all()


def test_a_resumed_training_equals_the_uninterrupted_one(tmp_path):
    whole = Trainer(Reach, seeds=[0, 1], hindsight=Yours(right), **SMALL).advance(until=80)
    whole.save(tmp_path / "treino.ckpt")
    with pytest.raises(ValueError, match="código não se guarda"):
        Trainer.load(tmp_path / "treino.ckpt", env=Reach)
    again = Trainer.load(tmp_path / "treino.ckpt", env=Reach, hindsight=Yours(right))
    for one in (whole, again):
        one.advance(until=130)
    np.testing.assert_array_equal(whole.agent.actor.flat, again.agent.actor.flat)


def test_the_open_exercise_trains_with_the_answer_of_the_course(capsys):
    def empty(episode, random): ...

    assert type(retelling(empty)) is Hindsight and "ainda está aberto" in capsys.readouterr().out
    assert type(retelling(final)) is Hindsight, "não passa na conferência"
    assert type(retelling(right)) is Yours
    assert not results.results()


@pytest.mark.learning
def test_it_learns_as_the_one_of_the_course_does():
    from course_utils import evaluate

    more = dict(hidden=(32, 32), batch_size=64, warmup=300, capacity=5000, gamma=0.95, tau=0.05)
    more |= dict(actor_lr=1e-3, critic_lr=1e-3, exploration=ActionNoise(0.4))
    env = lambda: Reach(near=0.05)  # noqa: E731
    trainer = Trainer(env, seeds=range(5), hindsight=Yours(right), **more).advance(until=1600)
    assert np.median((evaluate(trainer.agent, env, episodes=40) > -12).mean(1)) > 0.6
