"""As redes: cada `vjp` contra o autograd em float64, as vistas do `flat` e o começo dos pesos."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from support.networks import PlainCritic, load_plain, plain_actor
from torch import nn

from course_utils.networks import Actor, Critic
from course_utils.student_networks import ModuleNetwork

dims = st.tuples(
    st.integers(1, 5),
    st.integers(1, 4),
    st.lists(st.integers(2, 9), min_size=1, max_size=3),
    st.integers(1, 3),
    st.integers(1, 6),
)


def leaf(*shape):
    return torch.randn(*shape, dtype=torch.float64).requires_grad_()


def float64_leaf(network):
    """A mesma rede em float64, com `flat` que o autograd acompanha."""
    flat = (network.flat.double() + 0.3 * torch.randn_like(network.flat, dtype=torch.float64)).requires_grad_()
    return network.like(flat), flat


@settings(deadline=None, max_examples=40)
@given(dims)
def test_critic_vjp_equals_autograd(dims):
    obs_dim, act_dim, hidden, replicas, batch = dims
    torch.manual_seed(0)
    critic, flat = float64_leaf(Critic(obs_dim, act_dim, hidden, seeds=range(replicas)))
    obs, action = leaf(replicas, batch, obs_dim), leaf(replicas, batch, act_dim)
    g = torch.randn(replicas, batch, dtype=torch.float64)
    q = critic(obs, action)
    assert q.shape == (replicas, batch)
    wanted = torch.autograd.grad(q, (flat, obs, action), g)
    with torch.no_grad():
        out, pull = critic.vjp(obs, action)
        torch.testing.assert_close(out, q)
        for mine, autograd in zip((pull.params(g), pull.obs(g), pull.action(g)), wanted):
            torch.testing.assert_close(mine, autograd, rtol=1e-8, atol=1e-10)


@settings(deadline=None, max_examples=40)
@given(dims)
def test_actor_vjp_equals_autograd(dims):
    obs_dim, act_dim, hidden, replicas, batch = dims
    torch.manual_seed(1)
    actor, flat = float64_leaf(Actor(obs_dim, act_dim, hidden, seeds=range(replicas)))
    obs, g = leaf(replicas, batch, obs_dim), torch.randn(replicas, batch, act_dim, dtype=torch.float64)
    mu = actor(obs)
    assert mu.shape == g.shape and mu.abs().max() <= 1
    wanted = torch.autograd.grad(mu, (flat, obs), g)
    with torch.no_grad():
        out, pull = actor.vjp(obs)
        torch.testing.assert_close(out, mu)
        torch.testing.assert_close(pull.params(g), wanted[0], rtol=1e-8, atol=1e-10)
        torch.testing.assert_close(pull.obs(g), wanted[1], rtol=1e-8, atol=1e-10)


def test_structure_is_the_lessons_plain_layers():
    """Linear → LayerNorm → ReLU, duas vezes, com a ação na segunda camada: igual às camadas do torch."""
    actor, critic = Actor(3, 2, seeds=[5]), Critic(3, 2, seeds=[5])
    torch.manual_seed(0)
    actor.flat += 0.1 * torch.randn_like(actor.flat)
    critic.flat += 0.1 * torch.randn_like(critic.flat)
    mine, theirs = plain_actor(), PlainCritic()
    load_plain(mine, actor)
    load_plain(theirs, critic)
    obs, action = torch.randn(1, 7, 3), torch.rand(1, 7, 2) * 2 - 1
    torch.testing.assert_close(actor(obs)[0], mine(obs[0]))
    torch.testing.assert_close(critic(obs, action)[0], theirs(obs[0], action[0]).squeeze(-1))


def test_views_share_memory_with_flat():
    actor = Actor(3, 1, seeds=[0, 1])
    actor.flat.zero_()
    assert all(not view.any() for layer in actor.layers for view in layer[:2])
    actor.layers[0].W[1, 0, 0] = 7
    assert actor.flat[1, 0] == 7 and actor.flat[0, 0] == 0


def test_initial_weights_depend_only_on_the_seed():
    together, alone = Actor(3, 1, seeds=[4, 9]), Actor(3, 1, seeds=[9])
    assert torch.equal(together.flat[1], alone.flat[0])
    assert not torch.equal(together.flat[0], together.flat[1])
    assert not torch.equal(Critic(3, 1, seeds=[9]).flat[0, :96], alone.flat[0, :96])


def test_initial_ranges():
    """U(±1/√entrada) nas camadas escondidas, ganho 1, deslocamento 0, e a última camada pequena."""
    critic = Critic(4, 2, (32, 64), seeds=range(20), last_layer=0.003)
    first, second, last = critic.layers
    assert 0.45 < first.W.abs().max() <= 0.5 and 0.95 / 34**0.5 < second.W.abs().max() <= 1 / 34**0.5
    assert (first.gain == 1).all() and (second.shift == 0).all()
    assert 0.0029 < last.W.abs().max() <= 0.003


def test_noise_mask_spares_only_layer_norm():
    actor = Actor(3, 1, seeds=[0])
    marked = actor.like(actor.noise_mask[None])
    for layer in marked.layers[:2]:
        assert layer.W.all() and layer.b.all() and not layer.gain.any() and not layer.shift.any()
    assert marked.layers[2].W.all() and marked.layers[2].b.all()
    assert ModuleNetwork(plain_actor(), purpose="actor", seeds=[0]).noise_mask.sum() == ModuleNetwork(
        plain_actor(), purpose="actor", seeds=[0]
    ).flat.shape[1] - 2 * (32 + 64)


@pytest.mark.parametrize("replicas", [1, 3])
def test_module_network_pulls_like_autograd(replicas):
    """Um par de módulos do estudante: mesma interface, gradientes do autograd."""
    network = ModuleNetwork(PlainCritic, purpose="critic", seeds=range(replicas))
    obs, action = torch.randn(replicas, 6, 3), torch.rand(replicas, 6, 2)
    q, pull = network.vjp(obs, action)
    assert q.shape == (replicas, 6)
    g = torch.randn(replicas, 6)
    params, g_action = pull.params(g), pull.action(g)
    for k in range(replicas):
        module = PlainCritic()
        nn.utils.vector_to_parameters(network.flat[k].clone(), module.parameters())
        own = action[k].clone().requires_grad_()
        module(obs[k], own).squeeze(-1).backward(g[k])
        wanted = torch.cat([p.grad.flatten() for p in module.parameters()])
        torch.testing.assert_close(params[k], wanted, rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(g_action[k], own.grad, rtol=1e-4, atol=1e-5)


def test_module_factories_draw_their_own_weights():
    together = ModuleNetwork(plain_actor, purpose="actor", seeds=[1, 2])
    assert not torch.equal(together.flat[0], together.flat[1])
    assert torch.equal(together.flat[1], ModuleNetwork(plain_actor, purpose="actor", seeds=[2]).flat[0])
    ready = plain_actor()
    copies = ModuleNetwork(ready, purpose="actor", seeds=[1, 2])
    assert torch.equal(copies.flat[0], copies.flat[1])


@pytest.mark.parametrize("bad", [3, "ator", lambda: 7, nn.ReLU()])
def test_bad_modules_are_refused(bad):
    with pytest.raises((TypeError, ValueError), match="nn.Module|parâmetros"):
        ModuleNetwork(bad, purpose="actor", seeds=[0])


def test_numpy_and_torch_agree_on_float32():
    assert Actor(3, 1).flat.dtype == torch.float32 and np.isfinite(Actor(3, 1).flat.numpy()).all()
