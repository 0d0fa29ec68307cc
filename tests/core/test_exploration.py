"""As explorações: o que perturbam, quando, e o termostato que leva d até δ."""

import numpy as np
import pytest
import torch

from course_utils import ActionNoise, OUNoise, ParameterNoise, Trainer
from course_utils.ddpg import DDPG
from course_utils.exploration import adapted_sigma, policy_distance
from course_utils.replay import ReplayBuffer


class Setup:
    """Um agente, um buffer cheio de estados do pêndulo e uma exploração ligada a eles."""

    def __init__(self, exploration, replicas=1, trained=False):
        self.agent = DDPG(3, 1, seeds=range(replicas))
        random = np.random.default_rng(0)
        angle, speed = random.uniform(-np.pi, np.pi, 3000), random.uniform(-8, 8, 3000)
        states = np.stack([np.cos(angle), np.sin(angle), speed], 1)
        self.buffer = ReplayBuffer(3000, (3,), 1, replicas)
        for s, s2 in zip(states, states[::-1]):
            self.buffer.add(s, random.uniform(-1, 1, (replicas, 1)), -s[0], s2, 0)
        if trained:
            for _ in range(600):
                self.agent.update(self.buffer.at(random.random((replicas, 64))))
        self.exploration = exploration.bind(self.agent.actor, self.agent.seeds, 1)
        self.obs = torch.from_numpy(states[:100].astype(np.float32)).expand(replicas, -1, -1).contiguous()

    def start(self):
        for k in range(len(self.agent.seeds)):
            self.exploration.start_episode(self.agent.actor, k)


@pytest.mark.parametrize("trained", [False, True], ids=["sem treino", "treinado"])
@pytest.mark.parametrize("delta", [0.05, 0.2, 0.6])
def test_adaptation_drives_d_to_delta(delta, trained):
    """A mediana de d em 500 adaptações fica a menos de 15 % de δ."""
    own = Setup(ParameterNoise(sigma=0.05, alpha=1.01, delta=delta, every=1), trained=trained)
    measured = []
    for step in range(1, 1001):
        own.exploration.adapt(own.agent, own.buffer, step)
        measured.append(own.exploration.distance[0])
    assert np.median(measured[500:]) == pytest.approx(delta, rel=0.15)


def test_distance_is_zero_without_noise_and_sigma_stays_zero():
    own = Setup(ParameterNoise(sigma=0.0, every=1), replicas=2)
    own.exploration.adapt(own.agent, own.buffer, 1)
    assert (own.exploration.distance == 0).all() and (own.exploration.settings["sigma"] == 0).all()


def test_distance_is_the_root_of_the_mean_square():
    clean, noisy = torch.zeros(2, 3, 2), torch.zeros(2, 3, 2)
    noisy[0] = 0.5
    noisy[1, 0, 0] = 1.2
    torch.testing.assert_close(policy_distance(clean, noisy), torch.tensor([0.5, (1.44 / 6) ** 0.5]))


def test_equation_one():
    sigma = adapted_sigma(sigma=np.full(3, 0.1), alpha=1.01, delta=np.full(3, 0.2), distance=np.array([0.1, 0.2, 0.3]))
    np.testing.assert_allclose(sigma, [0.101, 0.101, 0.1 / 1.01])


def test_sigma_never_overflows():
    """Um δ que nunca se alcança não leva σ ao infinito."""
    own = Setup(ParameterNoise(sigma=9.9, alpha=2.0, delta=2.0, every=1))
    for step in range(1, 30):
        own.exploration.adapt(own.agent, own.buffer, step)
    assert own.exploration.settings["sigma"][0] == 10


def test_adapts_only_every_so_many_steps():
    own = Setup(ParameterNoise(every=50))
    for step in range(1, 50):
        own.exploration.adapt(own.agent, own.buffer, step)
    assert own.exploration.settings["sigma"][0] == 0.05 and np.isnan(own.exploration.distance[0])
    own.exploration.adapt(own.agent, own.buffer, 50)
    assert own.exploration.settings["sigma"][0] != 0.05 and own.exploration.distance[0] > 0


def test_same_state_same_action_within_the_episode_and_another_across():
    own = Setup(ParameterNoise(sigma=0.1))
    own.start()
    first = own.exploration.policy(own.agent.actor)(own.obs)
    own.agent.actor.flat += 0.01  # o ator aprende no meio do episódio; a política que age não muda
    assert torch.equal(first, own.exploration.policy(own.agent.actor)(own.obs))
    own.start()
    assert not torch.equal(first, own.exploration.policy(own.agent.actor)(own.obs))


def test_perturbation_has_the_size_sigma_and_spares_layer_norm():
    own = Setup(ParameterNoise(sigma=[0.1, 0.3]), replicas=2)
    own.start()
    actor = own.agent.actor
    moved = own.exploration.noisy.flat - actor.flat
    noisy = actor.noise_mask.bool()
    assert (moved[:, ~noisy] == 0).all()
    np.testing.assert_allclose(moved[:, noisy].std(1), [0.1, 0.3], rtol=0.05)
    assert abs(moved[:, noisy].mean()) < 0.02


def test_measuring_leaves_the_acting_policy_alone():
    own = Setup(ParameterNoise(every=1))
    own.start()
    acting, clean = own.exploration.noisy.flat.clone(), own.agent.actor.flat.clone()
    own.exploration.adapt(own.agent, own.buffer, 1)
    assert torch.equal(acting, own.exploration.noisy.flat) and torch.equal(clean, own.agent.actor.flat)


def test_action_noise_is_normal_with_sigma_and_decays():
    own = Setup(ActionNoise(sigma=[0.1, 0.4], decay=0.5), replicas=2)
    zero = np.zeros((2, 1))
    own.exploration.settings["decay"][:] = 1
    drawn = np.stack([own.exploration.noise(zero) for _ in range(4000)])[..., 0]
    np.testing.assert_allclose(drawn.std(0), [0.1, 0.4], rtol=0.05)
    np.testing.assert_allclose(drawn.mean(0), 0, atol=0.02)
    assert abs(np.mean(np.sign(drawn))) < 0.05  # normal, e não uniforme em [0, 1)
    own.exploration.settings["decay"][:] = 0.5
    own.exploration.noise(zero)
    np.testing.assert_allclose(own.exploration.settings["sigma"], [0.05, 0.2])


@pytest.mark.parametrize("dt", [0.01, 1.0])
def test_ou_noise_has_its_stationary_moments(dt):
    """A variância e a correlação de um passo são as da recorrência: AR(1) com fator 1 − θ dt."""
    own = Setup(OUNoise(sigma=0.3, theta=0.15, dt=dt), replicas=16)
    factor = 1 - 0.15 * dt
    deviation = 0.3 * np.sqrt(dt / (1 - factor**2))
    own.exploration.x[:] = deviation * np.random.default_rng(0).normal(size=(16, 1))
    x = np.stack([own.exploration.noise(np.zeros((16, 1)))[:, 0] for _ in range(20000)])
    assert x.std() == pytest.approx(deviation, rel=0.15)
    assert (x[1:] * x[:-1]).mean() / x.var() == pytest.approx(factor, abs=0.02)


def test_ou_noise_restarts_with_the_episode():
    own = Setup(OUNoise())
    own.exploration.noise(np.zeros((1, 1)))
    assert own.exploration.x[0, 0] != 0
    own.start()
    assert own.exploration.x[0, 0] == 0


def test_explorations_combine_and_keep_their_streams():
    """Somar um ruído com σ = 0 não muda um bit do outro."""
    alone = Trainer("Pendulum-v1", seeds=[3], warmup=20, exploration=ActionNoise(0.3))
    both = Trainer("Pendulum-v1", seeds=[3], warmup=20, exploration=[ActionNoise(0.3), OUNoise(0.0)])
    alone.advance(until=120)
    both.advance(until=120)
    assert torch.equal(alone.agent.actor.flat, both.agent.actor.flat)
    assert np.array_equal(alone.buffer.action[:, :120], both.buffer.action[:, :120])


def test_the_given_object_is_not_changed():
    """Uma exploração é uma descrição: dois treinos podem usar o mesmo objeto."""
    noise = ParameterNoise()
    one, two = (Trainer("Pendulum-v1", seeds=[0, 1], exploration=noise) for _ in range(2))
    one.change("sigma", 0.7)
    assert noise.settings["sigma"] == 0.05 and (two.settings["sigma"] == 0.05).all()


@pytest.mark.parametrize(
    "make, name",
    [
        (lambda: ActionNoise(sigma=-0.1), "sigma"),
        (lambda: ActionNoise(sigma=float("nan")), "sigma"),
        (lambda: ActionNoise(sigma="0,2"), "sigma"),
        (lambda: ActionNoise(sigma=[0.1, 0.2, 0.3]), "sigma"),
        (lambda: OUNoise(dt=0.0), "dt"),
        (lambda: ParameterNoise(alpha=0.9), "alpha"),
        (lambda: ParameterNoise(delta=-1.0), "delta"),
        (lambda: ParameterNoise(every=0), "every"),
        (lambda: ParameterNoise(every=0.5), "every"),
    ],
)
def test_bad_settings_are_refused_by_name(make, name):
    with pytest.raises((TypeError, ValueError), match=f"`{name}` recebeu.*aceita"):
        Trainer("Pendulum-v1", seeds=[0, 1], exploration=make())
