"""A atualização do pacote contra uma dedução independente em float64, e as propriedades das suas partes."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from support.batches import random_batch, to_float64
from support.reference import ddpg_update

from course_utils.adam import Adam
from course_utils.ddpg import DDPG, soft_update, td_target
from course_utils.replay import Batch


@pytest.mark.parametrize("act_dim", [1, 3])
@pytest.mark.parametrize("hidden", [(32, 64), (8,), (6, 5, 7)])
def test_update_equals_independent_derivation(act_dim, hidden):
    """Cinco atualizações seguidas: as duas perdas, o Adam, os alvos e a máscara, com ajustes por réplica."""
    obs_dim, replicas = 3, 3
    per_replica = dict(
        gamma=[0.9, 0.98, 1.0],
        tau=[0.01, 0.5, 1.0],
        actor_lr=[1e-3, 1e-2, 0.0],
        critic_lr=[1e-2, 1e-3, 1e-3],
        reward_scale=[0.1, 1.0, 2.0],
    )
    agent = DDPG(obs_dim, act_dim, seeds=range(replicas), hidden=hidden, **per_replica)
    to_float64(agent)
    states = []
    for k in range(replicas):
        nets = {
            n: getattr(agent, n).flat[k].numpy().copy() for n in ("actor", "critic", "target_actor", "target_critic")
        }
        fresh = {f"{n}_adam": (np.zeros_like(nets[n]), np.zeros_like(nets[n]), 0) for n in ("actor", "critic")}
        states.append(nets | fresh)
    random = np.random.default_rng(0)
    for _ in range(5):
        batch = random_batch(random, replicas, 16, obs_dim, act_dim, np.float64)
        metrics = agent.update(batch)
        for k in range(replicas):
            own = {name: values[k].item() for name, values in agent.settings.items()}
            states[k], critic_loss, actor_loss = ddpg_update(
                states[k], [x[k].numpy() for x in batch], obs_dim=obs_dim, act_dim=act_dim, hidden=hidden, **own
            )
            assert metrics.critic_loss[k].item() == pytest.approx(critic_loss, rel=1e-9)
            assert metrics.actor_loss[k].item() == pytest.approx(actor_loss, rel=1e-9)
            for name in ("actor", "critic", "target_actor", "target_critic"):
                np.testing.assert_allclose(getattr(agent, name).flat[k], states[k][name], rtol=1e-7, atol=1e-10)


def test_update_in_float32_stays_close_to_float64():
    """A conta que o estudante roda, em float32, é a mesma a menos de arredondamento."""
    random = np.random.default_rng(1)
    single, double = DDPG(3, 1), to_float64(DDPG(3, 1))
    for _ in range(20):
        batch = random_batch(random, 1, 64, 3, 1)
        single.update(batch)
        double.update(Batch(*(x.double() for x in batch)))
    np.testing.assert_allclose(single.actor.flat, double.actor.flat, atol=2e-5)
    np.testing.assert_allclose(single.critic.flat, double.critic.flat, atol=2e-5)


def test_terminated_masks_the_bootstrap():
    """Onde o episódio terminou, y é só a recompensa; onde não, vale o futuro."""
    agent = DDPG(3, 1, gamma=0.9, reward_scale=2.0)
    batch = random_batch(np.random.default_rng(2), 1, 8, 3, 1)
    targets = (agent.target_actor, agent.target_critic, agent.settings["gamma"], agent.settings["reward_scale"])
    ended = td_target(batch._replace(terminated=torch.ones(1, 8)), *targets)
    going = td_target(batch._replace(terminated=torch.zeros(1, 8)), *targets)
    torch.testing.assert_close(ended, 2 * batch.reward)
    future = 0.9 * agent.target_critic(batch.next_obs, agent.target_actor(batch.next_obs))
    torch.testing.assert_close(going - ended, future)
    assert future.abs().min() > 0


def test_metrics_count_what_they_say():
    """As normas dos gradientes são as do passo dado, e o Q médio é o do lote."""
    agent = DDPG(3, 1, seeds=[0, 1], critic_lr=0.0)
    batch = random_batch(np.random.default_rng(3), 2, 32, 3, 1)
    q = agent.critic(batch.obs, batch.action)
    metrics = agent.update(batch)
    torch.testing.assert_close(metrics.q, q.mean(1))
    torch.testing.assert_close(metrics.critic_gradient, agent.critic_optimizer.m.mul(10).norm(dim=1))
    torch.testing.assert_close(metrics.actor_gradient, agent.actor_optimizer.m.mul(10).norm(dim=1))


@settings(deadline=None, max_examples=30)
@given(tau=st.floats(0, 1), seed=st.integers(0, 99))
def test_soft_update_moves_by_tau(tau, seed):
    target, online = torch.from_numpy(np.random.default_rng(seed).normal(size=(2, 2, 7)))
    wanted = tau * online + (1 - tau) * target
    soft_update(target, online, torch.full((2, 1), tau, dtype=torch.float64))
    torch.testing.assert_close(target, wanted)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 99), st.floats(1e-5, 1e-1))
def test_adam_equals_torch(seed, lr):
    """O nosso Adam é o do torch, passo a passo, com uma taxa por réplica."""
    random = torch.Generator().manual_seed(seed)
    ours = torch.randn(2, 5, generator=random, dtype=torch.float64)
    theirs = [row.clone().requires_grad_() for row in ours]
    rates = torch.tensor([[lr], [lr / 7]], dtype=torch.float64)
    adam = Adam(ours, rates)
    torchs = [torch.optim.Adam([row], lr=rate.item()) for row, rate in zip(theirs, rates)]
    for _ in range(10):
        gradient = torch.randn(2, 5, generator=random, dtype=torch.float64)
        adam.step(gradient)
        for row, own, optimizer in zip(theirs, gradient, torchs):
            row.grad = own.clone()
            optimizer.step()
    torch.testing.assert_close(ours, torch.stack([row.detach() for row in theirs]))


def test_learning_rate_changes_live():
    """Mudar `live["actor_lr"]` muda o próximo passo do Adam."""
    agent = DDPG(3, 1)
    batch = random_batch(np.random.default_rng(4), 1, 16, 3, 1)
    agent.update(batch)
    agent.settings["actor_lr"][:] = 0
    before = agent.actor.flat.clone()
    agent.update(batch)
    assert torch.equal(agent.actor.flat, before)
