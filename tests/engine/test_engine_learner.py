"""O aprendiz compilado contra o texto (PyTorch) e o juiz (NumPy float64): tensor por tensor, réplica por réplica."""

import copy
import pickle

import numpy as np
import pytest
import torch
from support.reference import ddpg_update

from course_utils import DDPG, evaluate
from course_utils.engine import CompiledLearner
from course_utils.normalization import FixedScale, RunningScale
from course_utils.replay import Batch

NETWORKS = ("actor", "critic", "target_actor", "target_critic")


def random_batch(random, replicas, size, obs_dim, act_dim):
    parts = (
        random.normal(size=(replicas, size, obs_dim)),
        random.uniform(-1, 1, (replicas, size, act_dim)),
        random.normal(size=(replicas, size)),
        random.normal(size=(replicas, size, obs_dim)),
        random.random((replicas, size)) < 1 / 3,
    )
    return Batch(*(torch.from_numpy(x.astype(np.float32)) for x in parts))


def random_case(random):
    """Uma forma qualquer, com ajustes diferentes em cada réplica, e um agente de momentos já quentes."""
    replicas, layers = int(random.integers(1, 4)), int(random.integers(1, 5))
    hidden = tuple(int(n) for n in random.integers(3, random.choice([9, 40, 80]), layers))
    obs_dim, act_dim, size = (int(random.integers(1, most)) for most in (13, 11, 80))
    live = dict(
        gamma=random.uniform(0, 1, replicas),
        tau=random.choice([0.0, 0.01, 0.3, 0.7, 1.0], replicas),
        actor_lr=random.choice([1e-4, 1e-3, 1e-2], replicas),
        critic_lr=random.choice([1e-4, 1e-3, 1e-2], replicas),
        reward_scale=random.choice([0.1, 1.0, 3.0], replicas),
    )
    agent = DDPG(obs_dim, act_dim, seeds=random.integers(0, 1000, replicas).tolist(), hidden=hidden, **live)
    for network in (agent.actor, agent.critic):  # a última camada nasce quase nula; aqui ela conta
        network.flat += 0.1 * torch.from_numpy(random.normal(size=network.flat.shape).astype(np.float32))
    for _ in range(4):
        agent.update(random_batch(random, replicas, size, obs_dim, act_dim))
    return agent, random_batch(random, replicas, size, obs_dim, act_dim)


def state_of(agent, k):
    """O estado de uma réplica, como o juiz o recebe."""
    state = {name: getattr(agent, name).flat[k].double().numpy() for name in NETWORKS}
    for name, adam in (("actor", agent.actor_optimizer), ("critic", agent.critic_optimizer)):
        state[f"{name}_adam"] = (adam.m[k].double().numpy(), adam.v[k].double().numpy(), adam.t)
    return state


def error(own, wanted, where=None):
    """A maior diferença entre dois vetores, como parte do maior valor do segundo."""
    own, wanted = np.asarray(own, np.float64), np.asarray(wanted, np.float64)
    difference = np.abs(own - wanted)
    return (difference if where is None else difference[where]).max(initial=0) / max(np.abs(wanted).max(), 1e-30)


@pytest.mark.parametrize("part", range(20))
def test_update_equals_the_text_and_the_judge(part):
    """Duzentas formas: gradientes e momentos a 1e-5 do maior valor de cada tensor; parâmetros onde há gradiente."""
    random = np.random.default_rng([7, part])
    for _ in range(10):
        agent, batch = random_case(random)
        before = [state_of(agent, k) for k in range(len(agent.seeds))]
        text = copy.deepcopy(agent)
        learner = CompiledLearner(agent, batch.reward.shape[1])
        told, wanted = learner.update(batch), text.update(batch)
        for own, other in zip(told, wanted):
            torch.testing.assert_close(own, other, rtol=2e-5, atol=1e-6)
        sizes = dict(obs_dim=agent.obs_shape[0], act_dim=agent.act_dim, hidden=agent.actor.widths[1:])
        for k, state in enumerate(before):
            live = {name: values[k].double().item() for name, values in agent.settings.items()}
            judged, *_ = ddpg_update(state, [x[k].numpy() for x in batch], **sizes, **live)
            mine, torchs = state_of(agent, k), state_of(text, k)
            for name in ("actor", "critic"):
                before_m, judged_m = state[f"{name}_adam"][0], judged[f"{name}_adam"][0]
                gradient = 10 * (judged_m - 0.9 * before_m)
                large = np.abs(gradient) > 1e-4 * np.abs(gradient).max()
                trio = [(*one[f"{name}_adam"], one[name], one[f"target_{name}"]) for one in (mine, torchs, judged)]
                for i, (own, of_text, judge) in enumerate(zip(*trio)):
                    where = large if i > 2 else None
                    shape = name, i, agent.actor.widths
                    assert error(own, judge, where) <= 1e-5, shape
                    # o próprio texto, em float32, às vezes passa disso: o motor não responde pelo erro dele
                    assert error(own, of_text, where) <= 1e-5 + error(of_text, judge, where), shape
                if k == len(before) - 1:  # de quem foi o último, o gradiente ainda está lá, sem passar pelos momentos
                    assert error(learner.fields[f"{name}_pull"], gradient) <= 1e-5, (name, agent.actor.widths)


@pytest.mark.parametrize("hidden", [(1,), (2,), (1, 2, 1), (4, 1), (8, 8), (5, 130)])
def test_any_width_gives_the_gradients_of_the_judge(hidden):
    """Com uma ou duas colunas o LayerNorm quase anula o gradiente: compara-se ao tamanho de 1."""
    random = np.random.default_rng(9)
    agent = DDPG(2, 9, hidden=hidden)
    for network in (agent.actor, agent.critic):
        network.flat += 0.3 * torch.from_numpy(random.normal(size=network.flat.shape).astype(np.float32))
    state, batch = state_of(agent, 0), random_batch(random, 1, 31, 2, 9)
    learner = CompiledLearner(agent, 31)
    learner.update(batch)
    live = {name: values[0].double().item() for name, values in agent.settings.items()}
    judged, *_ = ddpg_update(state, [x[0].numpy() for x in batch], obs_dim=2, act_dim=9, hidden=hidden, **live)
    for name in ("actor", "critic"):
        np.testing.assert_allclose(learner.fields[f"{name}_pull"], 10 * judged[f"{name}_adam"][0], atol=3e-5)


def test_the_shapes_of_the_course_stay_together():
    """As redes da aula, 20 sementes: 1e-5 depois de uma atualização, 1e-3 depois de 50."""
    random = np.random.default_rng(0)
    text, agent = DDPG(3, 1, seeds=range(20)), DDPG(3, 1, seeds=range(20))
    learner = CompiledLearner(agent, 64)
    for t in range(1, 51):
        batch = random_batch(random, 20, 64, 3, 1)
        text.update(batch), learner.update(batch)
        if t in (1, 50):
            for name in NETWORKS:
                difference = (getattr(agent, name).flat - getattr(text, name).flat).abs().max().item()
                assert difference <= (1e-5 if t == 1 else 1e-3), (t, name, difference)


def test_a_replica_alone_equals_a_replica_in_a_group():
    random = np.random.default_rng(1)
    live = dict(gamma=[0.9, 0.95, 0.99], tau=[0.01, 0.05, 0.9], actor_lr=[1e-3, 1e-4, 1e-2])
    for hidden in [(32, 64), (7, 5, 9)]:
        group = DDPG(3, 2, seeds=[4, 5, 6], hidden=hidden, **live)
        alone = [
            DDPG(3, 2, seeds=[4 + k], hidden=hidden, **{name: values[k] for name, values in live.items()})
            for k in range(3)
        ]
        learners = CompiledLearner(group, 33), [CompiledLearner(one, 33) for one in alone]
        for _ in range(5):
            batch = random_batch(random, 3, 33, 3, 2)
            learners[0].update(batch)
            for k, one in enumerate(learners[1]):
                one.update(Batch(*(x[k : k + 1] for x in batch)))
        obs = random.normal(size=(3, 5, 3)).astype(np.float32)
        for k in range(3):
            for name in NETWORKS:
                assert torch.equal(getattr(group, name).flat[k], getattr(alone[k], name).flat[0])
            for one in range(5):  # nem depende de quantos estados vão juntos
                own = learners[1][k].act(obs[k : k + 1, one : one + 1])
                assert np.array_equal(learners[0].act(obs)[k, one], own[0, 0])


POISONED = {
    "NaN num parâmetro": lambda agent, batch: agent.critic.flat.__setitem__((0, 3), np.nan),
    "NaN no ator": lambda agent, batch: agent.actor.flat.__setitem__((0, -1), np.nan),
    "infinito num peso": lambda agent, batch: agent.critic.flat.__setitem__((0, 5), np.inf),
    "NaN na observação": lambda agent, batch: batch.obs.__setitem__((0, 2, 1), np.nan),
    "infinito na observação": lambda agent, batch: batch.next_obs.__setitem__((0, 2, 1), np.inf),
    "infinito na recompensa": lambda agent, batch: batch.reward.__setitem__((0, 1), np.inf),
    "NaN em terminated": lambda agent, batch: batch.terminated.__setitem__((0, 1), np.nan),
    "tudo enorme": lambda agent, batch: batch.reward.mul_(1e30),
    "NaN no alvo": lambda agent, batch: agent.target_actor.flat.__setitem__((0, 0), np.nan),
}


@pytest.mark.parametrize("name", POISONED)
def test_not_a_number_comes_out_as_in_pytorch(name):
    random = np.random.default_rng(3)
    batch = random_batch(random, 2, 16, 3, 1)
    text, agent = DDPG(3, 1, seeds=[0, 1], hidden=(8, 12)), DDPG(3, 1, seeds=[0, 1], hidden=(8, 12))
    POISONED[name](text, batch._replace(**{k: v.clone() for k, v in batch._asdict().items()}))
    POISONED[name](agent, batch)
    learner = CompiledLearner(agent, 16)
    for _ in range(2):
        for own, wanted in zip(learner.update(batch), text.update(batch)):
            torch.testing.assert_close(own, wanted, equal_nan=True, rtol=1e-4, atol=1e-6)
    for network in NETWORKS:
        own, wanted = getattr(agent, network).flat, getattr(text, network).flat
        torch.testing.assert_close(own, wanted, equal_nan=True, rtol=1e-4, atol=1e-5)
        assert torch.isfinite(own[1]).all() or "enorme" in name, "a outra réplica não pode sofrer"


@pytest.mark.parametrize("scale", ["fixa", "corrente", "nenhuma"])
def test_acting_and_normalizing_equal_the_text(scale):
    random = np.random.default_rng(5)
    makers = {
        "fixa": lambda: FixedScale([-1, -2, -8], [1, 2, 8]), "corrente": lambda: RunningScale(2, (3,)),
        "nenhuma": lambda: None,
    }  # fmt: skip
    agents = [DDPG(3, 2, seeds=[0, 1], normalizer=makers[scale]()) for _ in range(2)]
    learner = CompiledLearner(agents[1], 64)
    for _ in range(5):
        seen = random.normal(size=(2, 3)) * 3
        for agent in agents:
            if agent.normalizer:
                agent.normalizer.observe(seen)
        batch = random_batch(random, 2, 64, 3, 2)
        agents[0].update(batch), learner.update(batch)
    obs = random.normal(size=(2, 150, 3)).astype(np.float32)
    np.testing.assert_allclose(learner.act(obs), agents[0].act(obs), atol=1e-5)
    noisy = agents[1].actor.like(agents[1].actor.flat + 0.1)
    for policy in (noisy, agents[1].target_actor):
        np.testing.assert_allclose(learner.act(obs, policy), agents[1].act(obs, policy), atol=1e-6)


def test_tensors_stay_the_same_objects_and_are_seen_from_both_sides():
    agent = DDPG(3, 1)
    before = agent.actor.flat, agent.actor_optimizer.m, agent.settings["gamma"]
    learner = CompiledLearner(agent, 8)
    assert learner.holds()
    after = agent.actor.flat, agent.actor_optimizer.m, agent.settings["gamma"]
    assert all(one is other for one, other in zip(before, after)) and agent.actor_optimizer.flat is before[0]
    agent.actor.flat.mul_(2)
    assert np.array_equal(learner.fields["actor"], before[0].numpy())
    assert agent.actor.layers[0].W.data_ptr() == agent.actor.flat.data_ptr()
    copied = copy.deepcopy(agent)
    assert torch.equal(copied.actor.flat, agent.actor.flat)
    assert copied.actor.flat.data_ptr() != agent.actor.flat.data_ptr()
    assert len(pickle.dumps(agent.actor.flat)) < 20_000, "vai o tensor, e não a memória do motor"
    CompiledLearner(copied, 8).update(random_batch(np.random.default_rng(0), 1, 8, 3, 1))
    assert not torch.equal(copied.actor.flat, agent.actor.flat)
    assert evaluate(agent, "Pendulum-v1", 1).shape == (1, 1)


def test_a_replaced_tensor_is_adopted_again():
    random = np.random.default_rng(2)
    text, agent = DDPG(3, 1), DDPG(3, 1)
    learner = CompiledLearner(agent, 8)
    for one in (text, agent):
        with torch.inference_mode():  # como dentro de `DDPG.update`
            one.critic.flat = one.critic.flat * 1.5
        one.critic_optimizer.flat = one.critic.flat
        one.actor_optimizer.m = torch.zeros_like(one.actor_optimizer.m)
    assert not learner.holds()
    batch = random_batch(random, 1, 8, 3, 1)
    learner.update(batch), text.update(batch)
    assert learner.holds()
    for name in NETWORKS:
        torch.testing.assert_close(getattr(agent, name).flat, getattr(text, name).flat, atol=1e-5, rtol=0)
    agent.actor.flat = agent.actor.flat.clone()  # e o Adam ficou com o de antes
    with pytest.raises(ValueError, match="Adam"):
        learner.update(batch)


def test_what_does_not_fit_is_refused_with_a_reason():
    class Mine(DDPG):
        pass

    linear = lambda: torch.nn.Sequential(torch.nn.Linear(3, 1), torch.nn.Tanh())  # noqa: E731
    for agent, why in [
        (Mine(3, 1), "Mine"),
        (DDPG(3, 1, actor=linear), "do curso"),
        (DDPG(3, 1, hidden=[4] * 40), "camadas"),
    ]:
        with pytest.raises(ValueError, match=why):
            CompiledLearner(agent, 8)
    with pytest.raises(ValueError, match="forma"):
        CompiledLearner(DDPG(3, 1), 8).update(random_batch(np.random.default_rng(0), 1, 9, 3, 1))
