"""Copiar um agente, por onde for, dá um agente que aprende igual ao original, e que não mexe nele."""

import copy
import io
import pickle

import numpy as np
import pytest
import torch
from support.batches import frames_batch, random_batch, seeing
from support.networks import PlainCritic, plain_actor
from torch import nn

from course_utils import DDPG, TD3, ActionNoise, Actor, Critic, OUNoise, ParameterNoise, Trainer
from course_utils.algorithm import one_agent
from course_utils.normalization import RunningScale
from course_utils.student_networks import ModuleNetwork
from course_utils.support.randomness import Stream


def by_torch(thing):
    file = io.BytesIO()
    torch.save(thing, file)
    file.seek(0)
    return torch.load(file, weights_only=False)


WAYS = {
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
    "pickle antigo": lambda thing: pickle.loads(pickle.dumps(thing, protocol=2)),
    "deepcopy": copy.deepcopy,
    "torch.save": by_torch,
}
ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


class Mine:
    """O DDPG de um estudante, para um agente só."""

    def __init__(self, gamma=0.9, actor_lr=1e-2, critic_lr=1e-2):
        self.gamma = gamma
        self.actor, self.critic = plain_actor(3, 1), PlainCritic(3, 1)
        self.actor_optimizer = torch.optim.Adam(self.actor.parameters(), lr=actor_lr)
        self.critic_optimizer = torch.optim.Adam(self.critic.parameters(), lr=critic_lr)

    def update(self, obs, action, reward, next_obs, terminated):
        loss = (self.critic(obs, action).squeeze(-1) - reward).square().mean()
        self.critic_optimizer.zero_grad()
        loss.backward()
        self.critic_optimizer.step()
        self.actor_optimizer.zero_grad()
        (-self.critic(obs, self.actor(obs)).mean()).backward()
        self.actor_optimizer.step()


AGENTS = {
    "do curso": lambda: DDPG(3, 1, seeds=[0, 1]),
    "TD3": lambda: TD3(3, 1, seeds=[0, 1]),
    "com médias": lambda: DDPG(3, 1, seeds=[0, 1], normalizer=RunningScale(2, (3,))),
    "redes do estudante": lambda: DDPG(3, 1, seeds=[0, 1], actor=plain_actor(3, 1), critic=PlainCritic(3, 1)),
    "que vê": lambda: seeing([0, 1]),
    "que vê, com crítico do estudante": lambda: seeing([0, 1], critic=PlainCritic(512, 1)),
    "um agente": lambda: one_agent(Mine)((3,), 1, seeds=[0, 1]),
}


def batches(agent, count):
    random = np.random.default_rng(0)
    kind = frames_batch if len(agent.obs_shape) > 1 else lambda r, n, size: random_batch(r, n, size, 3, 1)
    return [kind(random, 2, 6) for _ in range(count)]


@ways
@pytest.mark.parametrize("make", AGENTS.values(), ids=AGENTS)
def test_a_copied_agent_learns_as_the_original(make, way):
    """A cópia age igual, aprende igual, bit a bit, e muda de ação: o que se aprende é o que age."""
    agent = make()
    first, *rest = batches(agent, 6)
    agent.update(first)
    obs = first.obs.numpy()
    twin = way(agent)
    before = agent.act(obs)
    assert np.array_equal(twin.act(obs), before)
    for batch in rest:
        twin.update(batch)
    assert np.array_equal(agent.act(obs), before), "o original ficou como estava"
    for batch in rest:
        agent.update(batch)
    assert np.array_equal(twin.act(obs), agent.act(obs)) and not np.array_equal(twin.act(obs), before)
    twin.actor.flat.zero_()
    assert not np.array_equal(twin.act(obs), agent.act(obs)), "o `flat` da cópia é o que age"


NETWORKS = {
    "ator": lambda: Actor(3, 1, seeds=[0, 1]),
    "crítico": lambda: Critic(3, 1, seeds=[0, 1]),
    "módulo": lambda: ModuleNetwork(plain_actor(3, 1), purpose="actor", seeds=[0, 1]),
    "vista de outro": lambda: Actor(3, 1, seeds=[0]).like(Actor(3, 1, seeds=[0, 1]).flat[1:]),
}


def output(network):
    obs = torch.ones(len(network.flat), 2, 3)
    return network(obs, obs[..., :1]) if isinstance(network, Critic) else network(obs)


@ways
@pytest.mark.parametrize("make", NETWORKS.values(), ids=NETWORKS)
def test_a_copied_network_acts_by_its_own_flat(make, way):
    network = make()
    twin, before = way(network), output(network).clone()
    assert torch.equal(output(twin), before)
    twin.flat.mul_(0.5)
    assert torch.equal(output(network), before) and not torch.equal(output(twin), before)


@pytest.mark.parametrize("make", NETWORKS.values(), ids=NETWORKS)
def test_a_copy_carries_its_parameters_once(make):
    """As vistas não se copiam: o arquivo tem o tamanho dos parâmetros, e não quinze vezes ele."""
    network = make()
    assert len(pickle.dumps(network)) < 4 * 4 * network.flat.numel() + 30_000


@ways
@pytest.mark.parametrize(
    "noise", [ActionNoise(0.3), OUNoise(0.3), ParameterNoise(0.1)], ids=lambda one: type(one).__name__
)
def test_a_copied_exploration_draws_the_same_and_apart(noise, way):
    actor = Actor(3, 1, seeds=[0, 1])
    bound = noise.bind(actor, [0, 1], 1)
    bound.start_episode(actor, 0)
    twin = way(bound)
    for _ in range(130):  # passa do bloco de sorteios
        assert np.array_equal(bound.noise(np.zeros((2, 1))), twin.noise(np.zeros((2, 1))))
    twin.start_episode(actor, 0)
    bound.start_episode(actor, 0)
    assert torch.equal(output(twin.policy(actor)), output(bound.policy(actor)))


@ways
def test_a_copied_stream_goes_on_apart(way):
    stream = Stream([0, 1], "lotes", 3)
    stream.next()
    twin = way(stream)
    assert all(np.array_equal(stream.next(), twin.next()) for _ in range(300))
    twin.next()
    assert not np.array_equal(stream.next(), twin.next())


def learned(agent, batch):
    before = agent.act(batch.obs.numpy())
    for _ in range(20):
        agent.update(batch)
    return float(abs(agent.act(batch.obs.numpy()) - before).max())


@pytest.mark.slow
def test_a_worker_of_loky_learns():
    from loky import get_reusable_executor

    class Local(nn.Module):  # uma classe da célula: só o cloudpickle a leva
        def __init__(self):
            super().__init__()
            self.own = nn.Linear(3, 1)

        def forward(self, obs):
            return torch.tanh(self.own(obs))

    (batch,) = batches(DDPG(3, 1), 1)
    for agent in (
        DDPG(3, 1, seeds=[0, 1]),
        DDPG(3, 1, seeds=[0, 1], actor=Local),
        one_agent(Mine)((3,), 1, seeds=[0, 1]),
    ):
        there = get_reusable_executor(max_workers=1).submit(learned, agent, batch).result(timeout=120)
        assert there == pytest.approx(learned(agent, batch), rel=1e-3) and there > 0


def test_an_agent_of_a_trainer_is_copied_and_goes_on_in_another_process(tmp_path):
    trainer = Trainer("Pendulum-v1", seeds=[0, 1], exploration=ParameterNoise(), warmup=10, batch_size=8)
    twin = pickle.loads(pickle.dumps(trainer.advance(until=40).agent))
    batch = trainer.buffer.sample(8, np.random.default_rng(0))
    twin.update(batch)
    trainer.agent.update(batch)
    assert torch.equal(twin.actor.flat, trainer.agent.actor.flat)


@pytest.mark.parametrize("copied", [pickle.dumps, copy.deepcopy, copy.copy, by_torch])
def test_a_trainer_says_how_it_is_kept(copied):
    with pytest.raises(TypeError, match=r"Um Trainer não se copia.*trainer\.save\(.*Trainer\.load.*trainer\.agent"):
        copied(Trainer("Pendulum-v1", seeds=[0]))
