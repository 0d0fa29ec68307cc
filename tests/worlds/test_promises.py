"""O que o crítico promete e o que veio, contra episódios do Gymnasium e uma soma feita à mão."""

import numpy as np
import pytest
import torch

from course_utils import DDPG, TD3, evaluate
from course_utils.normalization import FixedScale
from course_utils.worlds import mountain_car, pendulum
from course_utils.worlds.promises import CAR_STEPS, discounted, on_car, on_pendulum


def restless(agent):
    """O mesmo agente, com um ator e um crítico que não são quase zero."""
    agent.actor.flat.mul_(3)
    agent.critic.flat.mul_(3)
    return agent


def test_on_the_pendulum_it_follows_the_episodes_of_gymnasium():
    agent = restless(TD3(3, 1, seeds=[0, 1], gamma=[0.9, 0.95], reward_scale=[0.1, 0.5]))
    found = on_pendulum(agent, episodes=3)
    assert found.promised.shape == found.paid.shape == (200, 2, 3)
    np.testing.assert_allclose(found.returns, evaluate(agent, "Pendulum-v1", 3, 1000), rtol=1e-3)
    angle, speed = pendulum.gymnasium_starts(3)
    obs = torch.from_numpy(np.stack((np.cos(angle), np.sin(angle), speed), -1).astype(np.float32)).expand(2, 3, 3)
    q = agent.critic(obs, agent.actor(obs)) / agent.settings["reward_scale"]
    np.testing.assert_allclose(found.promised[0], q.numpy(), rtol=1e-4, atol=1e-5)
    # a recursão do que veio: G(t) = r(t) + γ G(t + 1), com r entre o pior e zero
    reward = found.paid[:-1] - np.array([0.9, 0.95])[:, None] * found.paid[1:]
    assert reward.max() <= 0 and reward.min() > -16.3
    np.testing.assert_allclose(reward.sum(0), found.returns, rtol=0.02)


def test_what_came_is_the_discounted_sum():
    agent = DDPG(3, 1, seeds=[0, 1], gamma=[0.5, 1.0])
    rewards = np.random.default_rng(0).normal(size=(6, 2, 3))
    by_hand = [
        [sum(rewards[t:, k, e] * gamma ** np.arange(6 - t)) for e in range(3)]
        for t in range(6)
        for k, gamma in ((0, 0.5), (1, 1.0))
    ]
    np.testing.assert_allclose(discounted(agent, rewards), np.array(by_hand).reshape(6, 2, 3))


def test_on_the_car_it_stops_at_the_flag(monkeypatch):
    """Quem empurra a favor da velocidade chega; o que veio do último passo é a recompensa dele, com os 100."""
    agent = DDPG(2, 1, seeds=[0, 1], normalizer=FixedScale(*mountain_car.SCALE), gamma=0.99)

    def pump(self, obs, policy=None):
        push = np.where(obs[..., 1:] >= 0, 1.0, -1.0)
        return (push * np.array([1.0, 0.0])[:, None, None]).astype(np.float32)  # a segunda réplica fica parada

    monkeypatch.setattr(DDPG, "act", pump)
    found = on_car(agent, episodes=2)
    np.testing.assert_allclose(found.returns, evaluate(agent, mountain_car.ENV, 2, 1000), rtol=1e-4, atol=1e-6)
    seen = np.isfinite(found.paid)
    assert np.array_equal(seen, np.isfinite(found.promised)) and seen[:, 1].all() and (found.paid[:, 1] == 0).all()
    for episode in range(2):
        last = int(seen[:, 0, episode].sum()) - 1
        assert 50 < last < CAR_STEPS - 1 and found.paid[last, 0, episode] == pytest.approx(99.9)
        assert found.paid[0, 0, episode] == pytest.approx(
            0.99**last * 100 - 0.1 * sum(0.99 ** np.arange(last + 1)), rel=1e-5
        )
