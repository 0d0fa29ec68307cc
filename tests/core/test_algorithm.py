"""A classe do estudante como `algorithm`: aprende, muda ao vivo, é perturbada, salva, repete-se, e diz o que falta."""

import copy
import inspect

import numpy as np
import pytest
import torch
from support.networks import PlainCritic, plain_actor
from torch import nn

from course_utils import DDPG, TD3, ParameterNoise, Recording, Trainer, evaluate
from course_utils.algorithm import Algorithm, one_agent, settings_of


class MyDDPG:
    """O DDPG de um agente só, como o da aula 03."""

    def __init__(self, gamma, tau, actor_lr, critic_lr, reward_scale):
        self.gamma, self.tau, self.reward_scale = gamma, tau, reward_scale
        self.actor, self.critic = plain_actor(3, 1), PlainCritic(3, 1)
        self.target_actor, self.target_critic = copy.deepcopy(self.actor), copy.deepcopy(self.critic)
        self.actor_optimizer = torch.optim.Adam(self.actor.parameters(), lr=actor_lr)
        self.critic_optimizer = torch.optim.Adam(self.critic.parameters(), lr=critic_lr)

    def update(self, obs, action, reward, next_obs, terminated):
        with torch.no_grad():
            q_next = self.target_critic(next_obs, self.target_actor(next_obs)).squeeze(-1)
            y = self.reward_scale * reward + self.gamma * (1 - terminated) * q_next
        self.critic_optimizer.zero_grad()
        (self.critic(obs, action).squeeze(-1) - y).square().mean().backward()
        self.critic_optimizer.step()
        self.actor_optimizer.zero_grad()
        (-self.critic(obs, self.actor(obs)).mean()).backward()
        self.actor_optimizer.step()
        with torch.no_grad():
            for target, online in ((self.target_critic, self.critic), (self.target_actor, self.actor)):
                for slow, fast in zip(target.parameters(), online.parameters()):
                    slow.copy_(self.tau * fast + (1 - self.tau) * slow)


Mine = one_agent(MyDDPG)


def trainer_of(seeds=(0,), algorithm=Mine, **settings) -> Trainer:
    settings = dict(warmup=64, exploration=ParameterNoise(every=10)) | settings
    return Trainer("Pendulum-v1", seeds=list(seeds), algorithm=algorithm, **settings)


# --- o protocolo --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", [DDPG, TD3, Mine])
def test_it_has_all_that_the_protocol_asks(algorithm):
    made = algorithm((3,), 1, seeds=(0, 1), normalizer=None, device="cpu")
    attributes = {*Algorithm.__annotations__, *(name for name in vars(Algorithm) if not name.startswith("_"))}
    assert all(hasattr(made, name) for name in attributes)
    assert made.settings.keys() == made.LIMITS.keys() and all(len(one) == 2 for one in made.settings.values())
    for method in ("features", "act", "update"):
        wanted = inspect.signature(getattr(Algorithm, method)).parameters.keys() - {"self"}
        assert wanted == inspect.signature(getattr(made, method)).parameters.keys(), method
    assert made.act(np.zeros((2, 5, 3), np.float32)).shape == (2, 5, 1)


def test_its_settings_have_the_factory_values_of_the_course():
    factory, mine = settings_of(DDPG), settings_of(Mine)
    assert mine == {name: factory[name] for name in ("gamma", "tau", "actor_lr", "critic_lr", "reward_scale")}


def test_it_learns():
    trainer = trainer_of(warmup=200).advance(until=2500)
    assert evaluate(trainer.agent, "Pendulum-v1", episodes=10, seed=0).mean() > -900


# --- ao vivo ------------------------------------------------------------------------------------------------------


def test_live_changes_reach_the_agent():
    trainer = trainer_of(seeds=[0, 1]).advance(until=80)
    trainer.change("tau", 0.5, replica=1)
    trainer.change("actor_lr", 1e-5, replica=0)
    trainer.step()
    first, second = trainer.agent.agents
    assert (first.tau, second.tau) == pytest.approx((0.05, 0.5))
    assert first.actor_optimizer.param_groups[0]["lr"] == pytest.approx(1e-5)
    assert second.actor_optimizer.param_groups[0]["lr"] == pytest.approx(settings_of(DDPG)["actor_lr"])
    with pytest.raises(ValueError, match="hidden"):
        trainer.change("hidden", 3)


def test_parameter_noise_acts_and_spares_the_layer_norm():
    quiet, noisy = trainer_of(exploration=None), trainer_of(exploration=ParameterNoise(sigma=0.5))
    for trainer in (quiet, noisy):
        trainer.advance(until=64)
    apart, mask = noisy.explorations[0].noisy.flat - noisy.agent.actor.flat, noisy.agent.actor.noise_mask
    assert 0 < mask.mean() < 1 and not apart[:, mask == 0].any() and apart[:, mask == 1].std() > 0.4
    for trainer in (quiet, noisy):
        trainer.step()
    assert not np.array_equal(quiet.obs, noisy.obs)
    noisy.advance(until=120)
    assert np.isfinite(noisy.explorations[0].distance).all()


def test_the_module_of_the_student_and_the_flat_are_the_same_memory():
    agent = trainer_of(seeds=[0, 1]).advance(until=70).agent
    for k, own in enumerate(agent.agents):
        joined = torch.cat([one.flatten() for one in own.actor.parameters()])
        assert torch.equal(joined, agent.actor.flat[k])
    agent.actor.flat.zero_()
    assert not any(one.any() for one in agent.agents[1].actor.parameters())


# --- guardar, repetir, gêmeos ---------------------------------------------------------------------------------------


def test_a_checkpoint_goes_on_the_same(tmp_path):
    trainer = trainer_of(seeds=[0, 1]).advance(until=130)
    trainer.change("tau", 0.2)
    trainer.save(tmp_path / "meu.ckpt")
    again = Trainer.load(tmp_path / "meu.ckpt", algorithm=Mine)
    for one in (trainer, again):
        one.advance(until=200)
    for name, network in trainer.agent.networks.items():
        assert torch.equal(network.flat, again.agent.networks[name].flat), name
    assert again.settings["tau"].tolist() == trainer.settings["tau"].tolist()
    assert again.agent.agents[0].tau == pytest.approx(0.2)


def test_without_the_class_a_file_says_what_to_give(tmp_path):
    trainer = trainer_of().advance(until=10)
    trainer.save(tmp_path / "meu.ckpt")
    with pytest.raises(ValueError, match=r"`algorithm` = MyDDPG.*algorithm=…"):
        Trainer.load(tmp_path / "meu.ckpt")
    recording = Recording.from_json(trainer.recording.to_json())
    assert recording.needs == ["algorithm"] and "algorithm=algorithm,  # dê aqui o seu: MyDDPG" in recording.code()
    with pytest.raises(ValueError, match="`algorithm` = MyDDPG"):
        recording.replay()


def test_a_recording_replays_bit_for_bit():
    trainer = trainer_of().advance(until=100)
    trainer.change("tau", 0.3)
    trainer.advance(until=150)
    again = Recording.from_json(trainer.recording.to_json()).replay(algorithm=Mine)
    assert torch.equal(again.agent.actor.flat, trainer.agent.actor.flat)


def test_twins_are_equal_bit_for_bit_until_one_is_changed():
    twins = trainer_of(seeds=[3, 3]).advance(until=150)
    for network in twins.agent.networks.values():
        assert torch.equal(*network.flat)
    assert np.array_equal(*twins.obs)
    twins.change("tau", 1.0, replica=1)
    twins.advance(until=160)
    assert not torch.equal(*twins.agent.networks["target_actor"].flat)


def test_an_agent_does_not_depend_on_its_company():
    alone, among = trainer_of(seeds=[3]).advance(until=120), trainer_of(seeds=[1, 3, 2]).advance(until=120)
    for name, network in alone.agent.networks.items():
        assert torch.equal(network.flat[0], among.agent.networks[name].flat[1]), name


# --- o que não serve ------------------------------------------------------------------------------------------------


class NoActor:
    def update(self, obs, action, reward, next_obs, terminated):
        pass


class Hungry(NoActor):
    def __init__(self, size):
        self.actor = nn.Linear(3, size)


@pytest.mark.parametrize("given", [MyDDPG.update, "MyDDPG", nn.Linear, object])
def test_what_is_no_algorithm_is_refused(given):
    with pytest.raises(TypeError, match=r"`one_agent` recebeu .*aceita uma classe com `update\("):
        one_agent(given)


def test_a_class_without_an_actor_is_refused():
    with pytest.raises(TypeError, match="`NoActor` não tem `actor`"):
        trainer_of(algorithm=one_agent(NoActor))


def test_a_setting_that_nobody_has_is_refused_by_name():
    with pytest.raises(TypeError, match=r"'tao'.*'tau'"):
        trainer_of(tao=0.1)
