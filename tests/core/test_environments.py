"""O que chega ao ambiente e o que se recusa dele, com ambientes de verdade."""

import gymnasium as gym
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from support.environments import Scripted

from course_utils import ActionNoise, ParameterNoise, Trainer
from course_utils.environments import Environments


def test_asymmetric_bounds_arrive_exactly():
    """Em 3 dimensões, −1 chega em `low` e 1 em `high`, sem sobrar nem faltar um bit."""
    low, high = np.array([-0.1, 2.3, -700.7], np.float32), np.array([0.3, 2.7, 0.01], np.float32)
    environments = Environments(lambda: Scripted(low, high), 3)
    for k in range(3):
        environments.reset(k, seed=k)
    environments.step(np.array([[-1, -1, -1], [1, 1, 1], [-1, 0, 1]], np.float32))
    received = [env.received[0] for env in environments.envs]
    assert np.array_equal(received[0], low) and np.array_equal(received[1], high)
    assert received[2][0] == low[0] and received[2][2] == high[2]
    assert received[2][1] == pytest.approx(2.5) and received[0].dtype == np.float32


finite = st.floats(-1e6, 1e6, width=32)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(finite, finite), min_size=1, max_size=4), st.data())
def test_actions_never_leave_the_bounds(bounds, data):
    low, high = (np.array(x, np.float32) for x in zip(*[(min(b), max(b)) for b in bounds]))
    high = np.where(low == high, low + 1, high)
    action = data.draw(hnp.arrays(np.float32, (1, len(low)), elements=st.floats(-1, 1, width=32)))
    environments = Environments(lambda: Scripted(low, high), 1)
    in_units = environments.to_env(action)[0]
    assert (in_units >= low).all() and (in_units <= high).all()


def test_buffer_keeps_unit_actions_and_the_environment_gets_its_own():
    trainer = Trainer(lambda: Scripted((0.0,), (10.0,)), seeds=[0], warmup=5, exploration=ActionNoise(0.5))
    trainer.advance(until=12)
    kept, received = trainer.buffer.action[0, :12, 0], np.array(trainer.environments.envs[0].received)[:, 0]
    assert kept.min() >= -1 and kept.max() <= 1
    np.testing.assert_allclose(received, 5 + 5 * kept, atol=1e-5)


@pytest.mark.parametrize("terminates", [True, False])
def test_only_terminated_is_kept_as_the_end(terminates):
    trainer = Trainer(lambda: Scripted(ends=4, terminates=terminates), seeds=[0], warmup=5).advance(until=10)
    wanted = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0] if terminates else [0] * 10
    assert trainer.buffer.terminated[0, :10].tolist() == wanted
    # a transição final guarda a observação final, e não a primeira do episódio seguinte
    assert trainer.buffer.next_obs[0, :10, 0].tolist() == [1, 2, 3, 4, 1, 2, 3, 4, 1, 2]
    assert trainer.buffer.obs[0, :10, 0].tolist() == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1]


def test_every_episode_has_its_own_seed():
    """Sementes diferentes entre episódios e réplicas, e as mesmas entre treinos iguais."""
    seen = []
    for _ in range(2):
        trainer = Trainer(lambda: Scripted(ends=2), seeds=[7, 8], warmup=100).advance(until=10)
        seen.append([env.seeds for env in trainer.environments.envs])
    assert seen[0] == seen[1]
    assert len({seed for own in seen[0] for seed in own}) == 12


@pytest.mark.parametrize("name", ["Pendulum-v1", "MountainCarContinuous-v0"])
@pytest.mark.parametrize("exploration", [None, ParameterNoise(), [ActionNoise(), ParameterNoise()]])
def test_real_environments_train(name, exploration):
    trainer = Trainer(name, seeds=[0, 1], exploration=exploration, warmup=70, normalize="running")
    before = trainer.agent.actor.flat.clone()
    trainer.advance(until=150)
    assert np.isfinite(trainer.agent.actor.flat.numpy()).all() and not (before == trainer.agent.actor.flat).all()


def test_classic_gym_trains():
    """Um ambiente do `gym` 0.26 de verdade, por *duck typing*, dá o mesmo treino, bit a bit."""
    classic = pytest.importorskip("gym", exc_type=ImportError)
    make = lambda: classic.make("Pendulum-v1", disable_env_checker=True)  # noqa: E731
    old, new = (Trainer(env, seeds=[0], warmup=70, exploration=ActionNoise()) for env in (make, "Pendulum-v1"))
    old.advance(until=250)
    new.advance(until=250)
    assert np.array_equal(old.agent.actor.flat.numpy(), new.agent.actor.flat.numpy())


def fault(change):
    """Um ambiente cujo `step` tem um defeito."""
    return lambda: Scripted(fault=change)


class ClassicReset(Scripted):
    def reset(self, *, seed=None, options=None):
        return super().reset(seed=seed)[0]


def unbounded():
    env = Scripted()
    env.action_space = gym.spaces.Box(-np.inf, np.inf, (1,))
    return env


def dictionary():
    env = Scripted()
    env.observation_space = gym.spaces.Dict(x=env.observation_space)
    return env


def image():
    env = Scripted()
    env.observation_space = gym.spaces.Box(0, 255, (3, 8, 8), np.uint8)
    return env


@pytest.mark.parametrize(
    "env, error, says",
    [
        ("CartPole-v1", TypeError, "contínuas.*Box.*DQN"),
        ("Pendulo-v1", ValueError, "Não há um ambiente chamado 'Pendulo-v1'"),
        (unbounded, ValueError, "finitos"),
        (dictionary, TypeError, "FlattenObservation"),
        (image, ValueError, r"forma \(3, 8, 8\).*FlattenObservation.*`actor` e `critic`"),
        (gym.make("Pendulum-v1"), TypeError, "função sem argumentos"),
        (7, TypeError, "`env` recebeu 7"),
        (lambda: 7, TypeError, "não tem reset, step"),
        (ClassicReset, ValueError, "obs, info"),
        (fault(lambda obs, r, term, trunc, info: (obs, r, term, info)), ValueError, "4 valores.*5"),
        (fault(lambda obs, r, *rest: (obs, float("nan"), *rest)), ValueError, "recompensa nan"),
        (fault(lambda obs, *rest: (obs * np.inf, *rest)), ValueError, "números finitos"),
        (fault(lambda obs, *rest: (obs[:1], *rest)), ValueError, "forma"),
    ],
)
def test_bad_environments_are_refused_in_portuguese(env, error, says):
    with pytest.raises(error, match=says):
        Trainer(env, seeds=[0]).step()
