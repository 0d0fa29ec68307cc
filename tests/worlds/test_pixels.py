"""O pêndulo em quadros: o que se vê é o estado, cada episódio começa limpo, e o retorno é o do ambiente."""

import gymnasium as gym
import numpy as np
import pytest

from course_utils import DDPG, Trainer, evaluate
from course_utils.worlds.pixels import (
    FRAME,
    PIXEL,
    RECIPE,
    X,
    Y,
    draw_rod,
    pixel_pendulum,
    seen_through,
    shifted,
    shrink,
)

SOURCES = ("drawn", "gymnasium")
every_source = pytest.mark.parametrize("source", SOURCES)


def played(env, seed, actions):
    """As observações e as recompensas de um episódio, do `reset` em diante."""
    seen, rewards = [env.reset(seed=seed)[0]], []
    for action in actions:
        obs, reward, *_ = env.step(np.array([action], np.float32))
        seen.append(obs)
        rewards.append(reward)
    return np.array(seen), np.array(rewards)


@every_source
@pytest.mark.parametrize("frames", [1, 3])
def test_observations_are_small_grey_stacked_bytes(source, frames):
    env = pixel_pendulum(source, frames)
    seen, _ = played(env, 0, [1.0, -2.0])
    assert seen.shape == (3, frames, 32, 32) and seen.dtype == np.uint8
    assert env.observation_space.shape == (frames, 32, 32) and all(obs in env.observation_space for obs in seen)


@every_source
def test_the_seed_decides_the_episode(source):
    actions = np.random.default_rng(0).uniform(-2, 2, 5)
    one, two, other = (played(pixel_pendulum(source), seed, actions) for seed in (3, 3, 4))
    assert np.array_equal(one[0], two[0]) and np.array_equal(one[1], two[1])
    assert not np.array_equal(one[0], other[0])


@every_source
def test_nothing_leaks_from_one_episode_to_the_next(source):
    used, fresh = pixel_pendulum(source), pixel_pendulum(source)
    played(used, 8, [2.0] * 5)
    again, clean = (played(env, 9, [1.0, 1.0]) for env in (used, fresh))
    assert np.array_equal(again[0], clean[0]) and np.array_equal(again[1], clean[1])
    first = again[0][0]
    assert np.array_equal(first[0], first[1]) and np.array_equal(first[1], first[2])


def test_the_stack_goes_from_the_oldest_frame_to_the_newest():
    seen, _ = played(pixel_pendulum(), 1, [2.0] * 6)
    assert np.array_equal(seen[1:, :2], seen[:-1, 1:])
    assert not np.array_equal(seen[-1][1], seen[-1][2])


@every_source
def test_a_decision_is_two_steps_of_the_environment_and_adds_their_rewards(source):
    actions = np.random.default_rng(1).uniform(-2, 2, 100).astype(np.float32)
    env, plain = pixel_pendulum(source), gym.make("Pendulum-v1")
    env.reset(seed=2)
    plain.reset(seed=2)
    for i, action in enumerate(actions[: 100 if source == "drawn" else 5]):
        _, reward, terminated, truncated, _ = env.step(action[None])
        two = sum(plain.step(action[None])[1] for _ in range(2))
        assert reward == pytest.approx(two, abs=1e-9) and not terminated and truncated == (i == 99)
        np.testing.assert_array_equal(env.unwrapped.state, plain.unwrapped.state)


ANGLES = np.linspace(-np.pi, np.pi, 33)


@pytest.mark.parametrize("angle", ANGLES)
def test_the_drawn_rod_points_where_the_state_says(angle):
    ink = 255.0 - draw_rod(np.cos(angle), np.sin(angle))
    center = np.array([(ink * X).sum(), (ink * Y).sum()]) / ink.sum()
    np.testing.assert_allclose(center, [-np.sin(angle) / 2, np.cos(angle) / 2], atol=0.02)
    area = ink.sum() / 255 * PIXEL**2  # um retângulo de 1 × 0,2 com dois meios círculos
    assert area == pytest.approx(0.2 + np.pi * 0.1**2, rel=0.03)


@pytest.mark.parametrize("angle", ANGLES[::4])
def test_both_sources_draw_the_rod_in_the_same_place(angle):
    env = pixel_pendulum("gymnasium", 1)
    env.reset(seed=0)
    env.unwrapped.state = np.array([angle, 0.0])
    theirs, ours = shrink(env.render()).ravel(), draw_rod(np.cos(angle), np.sin(angle)).ravel()
    assert np.corrcoef(theirs, ours)[0, 1] > 0.97


@pytest.mark.parametrize("right", [-6, -1, 0, 1, 6])
def test_a_shifted_image_moves_and_lets_white_in(right):
    frames = np.random.default_rng(0).integers(0, 200, (3, 32, 32), np.uint8)
    moved, rolled = shifted(frames, right), np.roll(frames, right, 2)
    entered = np.zeros(32, bool)
    entered[slice(None, right) if right > 0 else slice(32 + right, None)] = True
    assert (moved[:, :, entered] == 255).all() and np.array_equal(moved[:, :, ~entered], rolled[:, :, ~entered])


def test_only_what_the_agent_sees_changes():
    plain, changed = pixel_pendulum(), seen_through(lambda x: x[::-1], "drawn")
    (seen, rewards), (turned, same) = (played(env, 3, [2.0, -1.0]) for env in (plain, changed))
    assert np.array_equal(seen[:, ::-1], turned) and np.array_equal(rewards, same)


def test_what_is_asked_wrong_is_refused_in_portuguese():
    with pytest.raises(ValueError, match="`source` recebeu 'foto'.*drawn"):
        pixel_pendulum("foto")
    with pytest.raises(ValueError, match="`frames` recebeu 0"):
        pixel_pendulum(frames=0)
    with pytest.raises(ValueError, match=r"forma \(3, 32, 32\).*`encoder`"):
        Trainer(pixel_pendulum, seeds=[0])


def test_returns_are_in_the_units_of_the_environment():
    """Um ator que não faz nada ganha o mesmo, veja ele quadros ou o estado."""
    seeing = Trainer(pixel_pendulum, seeds=[0], **RECIPE).agent
    blind = DDPG(3, 1)
    for agent in (seeing, blind):
        agent.actor.flat.zero_()
    by_pixels, by_state = evaluate(seeing, pixel_pendulum, 3, seed=5), evaluate(blind, "Pendulum-v1", 3, seed=5)
    np.testing.assert_allclose(by_pixels, by_state, rtol=1e-6)


def test_the_buffer_keeps_bytes_and_the_networks_see_minus_one_to_one():
    trainer = Trainer(pixel_pendulum, seeds=[0, 1], **RECIPE | dict(warmup=5, batch_size=4)).advance(until=7)
    assert trainer.buffer.obs.dtype == np.uint8 and trainer.buffer.obs.shape[2:] == (3, *FRAME.shape)
    seen = trainer.agent.normalized(trainer.buffer.at(np.random.default_rng(0).random((2, 4))).obs)
    assert seen.min() >= -1 and seen.max() == 1 and len(trainer.metrics) == 2
