"""O codificador é do crítico: a conta inteira contra o autograd, quem o treina, e quem não o toca."""

import copy

import numpy as np
import pytest
import torch
from support.batches import SHAPE, frames_batch, seeing, to_float64
from support.networks import PlainCritic, load_plain, plain_actor
from torch import nn

from course_utils import DDPG, ParameterNoise, Trainer
from course_utils.encoder import SeeingCritic, convolutions
from course_utils.student_networks import ModuleNetwork
from course_utils.worlds.pixels import RECIPE, pixel_pendulum


def run(seeds, steps, **settings):
    """Um treino curto em quadros desenhados, pelo mesmo `Trainer`."""
    trainer = Trainer(pixel_pendulum, seeds=seeds, **RECIPE | dict(warmup=40, batch_size=16) | settings)
    return trainer.advance(until=steps)


class Plain:
    """O mesmo agente, de uma réplica, com `nn.Module`, `loss.backward()` e os otimizadores do torch."""

    def __init__(self, agent, k):
        row = [net.like(net.flat[k : k + 1]) for net in (agent.critic.encoder, agent.critic.head, agent.actor)]
        self.encoder, self.critic, self.actor = convolutions().double(), PlainCritic(512, 1), plain_actor(512, 1)
        nn.utils.vector_to_parameters(row[0].flat[0].clone(), self.encoder.parameters())
        for module, network in ((self.critic.double(), row[1]), (self.actor.double(), row[2])):
            load_plain(module, network)
        self.targets = copy.deepcopy((self.encoder, self.critic, self.actor))
        own = {name: values[k].item() for name, values in agent.settings.items()}
        self.gamma, self.tau, self.scale = own["gamma"], own["tau"], own["reward_scale"]
        owned = [*self.encoder.parameters(), *self.critic.parameters()]
        self.critic_optimizer = torch.optim.Adam(owned, lr=own["critic_lr"])
        self.actor_optimizer = torch.optim.Adam(self.actor.parameters(), lr=own["actor_lr"])

    def update(self, obs, action, reward, next_obs, terminated):
        see, critic, actor = self.targets
        with torch.no_grad():
            ahead = see(next_obs)
            y = self.scale * reward + self.gamma * (1 - terminated) * critic(ahead, actor(ahead)).squeeze(-1)
        self.critic_optimizer.zero_grad()
        (self.critic(self.encoder(obs), action).squeeze(-1) - y).square().mean().backward()
        self.critic_optimizer.step()
        self.actor_optimizer.zero_grad()
        seen = self.encoder(obs).detach()
        (-self.critic(seen, self.actor(seen)).mean()).backward()
        self.actor_optimizer.step()
        with torch.no_grad():
            for slow, fast in zip(self.targets, (self.encoder, self.critic, self.actor)):
                for p, q in zip(slow.parameters(), fast.parameters()):
                    p.lerp_(q, self.tau)


def parameters_of(network, k, like):
    """Os parâmetros de uma réplica nossa, na forma de um módulo comum."""
    row, module = network.like(network.flat[k : k + 1]), copy.deepcopy(like)
    if isinstance(row, ModuleNetwork):
        nn.utils.vector_to_parameters(row.flat[0].clone(), module.parameters())
    else:
        load_plain(module, row)
    return list(module.parameters())


def test_the_whole_update_equals_plain_autograd():
    """Quatro atualizações em float64, duas réplicas com ajustes diferentes: as seis redes de cada uma."""
    agent = to_float64(seeing((0, 1), tau=[0.1, 0.5], critic_lr=[1e-3, 1e-2], actor_lr=[1e-2, 1e-3], gamma=[0.9, 1.0]))
    plains = [Plain(agent, k) for k in range(2)]
    random = np.random.default_rng(0)
    for _ in range(4):
        batch = frames_batch(random, 2, 8, dtype=np.float64)
        agent.update(batch)
        for k, plain in enumerate(plains):
            plain.update(*(field[k] for field in batch))
    for k, plain in enumerate(plains):
        ours = [agent.critic.encoder, agent.critic.head, agent.actor]
        ours += [agent.target_critic.encoder, agent.target_critic.head, agent.target_actor]
        for network, module in zip(ours, (plain.encoder, plain.critic, plain.actor, *plain.targets)):
            for mine, theirs in zip(parameters_of(network, k, module), module.parameters()):
                torch.testing.assert_close(mine, theirs, rtol=1e-6, atol=1e-9)


def test_only_the_critics_loss_moves_the_encoder():
    batch = frames_batch(np.random.default_rng(1), 1, 16)
    for moves, settings in ((False, dict(critic_lr=0.0, actor_lr=0.1)), (True, dict(critic_lr=0.1, actor_lr=0.0))):
        agent = seeing(**settings)
        encoder, actor = agent.critic.encoder.flat.clone(), agent.actor.flat.clone()
        agent.update(batch)
        assert torch.equal(agent.critic.encoder.flat, encoder) != moves
        assert torch.equal(agent.actor.flat, actor) == moves


def test_the_target_encoder_follows_slowly():
    agent = seeing(tau=0.25, critic_lr=0.01)
    before = agent.target_critic.encoder.flat.clone()
    agent.update(frames_batch(np.random.default_rng(2), 1, 16))
    now = agent.critic.encoder.flat
    assert not torch.equal(now, before)
    torch.testing.assert_close(agent.target_critic.encoder.flat, before + 0.25 * (now - before))


def test_encoder_and_head_are_views_of_one_flat():
    critic = seeing((0, 1)).critic
    assert isinstance(critic, SeeingCritic)
    critic.flat.zero_()
    assert not critic.encoder.flat.any() and not critic.head.flat.any()
    critic.encoder.flat[1, 0] = 7
    assert critic.flat[1, 0] == 7 and critic.flat[0, 0] == 0


def test_learning_does_not_depend_on_the_company():
    """Bit a bit, como nas redes do curso: o codificador trabalha uma réplica por vez."""
    group, alone = seeing((4, 9, 4)), seeing((9,))
    assert torch.equal(group.critic.flat[1], alone.critic.flat[0])
    batch = frames_batch(np.random.default_rng(3), 3, 16)
    batch = type(batch)(*(field[[0, 1, 0]] for field in batch))
    for _ in range(10):
        group.update(batch)
        alone.update(type(batch)(*(field[1:2] for field in batch)))
    for net in ("critic", "actor", "target_critic", "target_actor"):
        together = getattr(group, net).flat
        assert torch.equal(together[1], getattr(alone, net).flat[0])
        assert torch.equal(together[0], together[2]) and not torch.equal(together[0], together[1])


def test_same_seed_same_run_bit_for_bit():
    one, two, other = (run([seed], 60).agent for seed in (3, 3, 4))
    assert torch.equal(one.critic.flat, two.critic.flat) and torch.equal(one.actor.flat, two.actor.flat)
    assert not torch.equal(one.actor.flat, other.actor.flat)


def test_a_checkpoint_resumes_in_the_middle_of_an_episode_bit_for_bit(tmp_path):
    whole = run([3], 60)
    run([3], 50).save(tmp_path / "quadros.ckpt")
    again = Trainer.load(tmp_path / "quadros.ckpt", env=pixel_pendulum, encoder=convolutions)
    again.advance(until=60)
    assert torch.equal(again.agent.critic.flat, whole.agent.critic.flat)
    assert torch.equal(again.agent.target_critic.encoder.flat, whole.agent.target_critic.encoder.flat)
    assert np.array_equal(again.obs, whole.obs)


def test_parameter_noise_works_on_what_the_encoder_sees():
    trainer = run([0], 50, exploration=ParameterNoise(sigma=0.1, every=5))
    (bound,) = trainer.explorations
    assert 0 < bound.distance[0] < 2 and bound.noisy.flat.shape == trainer.agent.actor.flat.shape


def test_a_module_of_the_students_serves_as_encoder():
    small = nn.Sequential(nn.AvgPool2d(4), nn.Flatten(), nn.Linear(3 * 64, 10), nn.ReLU())
    agent = DDPG(SHAPE, 1, encoder=small, critic=lambda: PlainCritic(10, 1))
    before = agent.critic.encoder.flat.clone()
    agent.update(frames_batch(np.random.default_rng(4), 1, 8))
    assert agent.actor.widths[0] == 10 and not torch.equal(agent.critic.encoder.flat, before)


class SeesAlone(nn.Module):
    """Um crítico do estudante que recebe os quadros e responde `[lote, 1]`."""

    def __init__(self):
        super().__init__()
        self.eyes, self.last = convolutions(), nn.Linear(513, 1)

    def forward(self, frames, action):
        return self.last(torch.cat((self.eyes(frames), action), -1))


def test_a_critic_of_frames_may_answer_with_a_column():
    actor = nn.Sequential(convolutions(), nn.Linear(512, 1), nn.Tanh())
    agent = DDPG(SHAPE, 1, actor=actor, critic=SeesAlone)
    batch = frames_batch(np.random.default_rng(0), 1, 8)
    assert agent.critic(batch.obs, batch.action).shape == (1, 8)
    assert agent.update(batch).q.shape == (1,)


@pytest.mark.parametrize(
    ("encoder", "error", "says"),
    [
        (nn.Conv2d(3, 8, 3), ValueError, r"`encoder` devolveu a forma \(2, 8, 30, 30\).*Flatten"),
        (nn.Linear(5, 2), ValueError, r"`encoder` não aceita observações de forma \(3, 32, 32\)"),
        (nn.Flatten(), ValueError, "`encoder`.*não tem parâmetros"),
        (7, TypeError, "`encoder` recebeu 7"),
    ],
)
def test_bad_encoders_are_refused_in_portuguese(encoder, error, says):
    with pytest.raises(error, match=says):
        DDPG(SHAPE, 1, encoder=encoder)
