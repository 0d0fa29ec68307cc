"""O treinador: mesmos bits sozinho ou em grupo, mudanças ao vivo, episódios e a fila de pedidos."""

import threading

import numpy as np
import pytest
import torch
from support.environments import Scripted
from support.networks import PlainCritic, plain_actor

from course_utils import ActionNoise, OUNoise, ParameterNoise, Trainer


def train(seeds, steps, **kwargs):
    return Trainer("Pendulum-v1", seeds=seeds, **kwargs).advance(until=steps)


def fingerprint(trainer, k=0):
    """Tudo o que uma réplica é, para comparar bit a bit."""
    agent = trainer.agent
    nets = [agent.actor, agent.critic, agent.target_actor, agent.target_critic]
    kept = trainer.buffer.action[k, : trainer.steps], trainer.buffer.obs[k, : trainer.steps]
    values = [float(v[k]) for v in trainer.settings.values()]
    return [net.flat[k].numpy().tobytes() for net in nets] + [x.tobytes() for x in kept] + [values, trainer.history[k]]


ALL = [ParameterNoise(), ActionNoise(0.1), OUNoise(0.1)]


@pytest.mark.slow
@pytest.mark.parametrize("size", [2, 5, 16])
def test_a_replica_does_not_depend_on_its_company(size):
    """A réplica k sozinha é a réplica k no grupo, bit a bit, por 2.000 atualizações."""
    seeds = list(range(10, 10 + size))
    group = train(seeds, 2100, warmup=100, exploration=ALL)
    assert len(group.metrics) == 1000 and group.agent.actor_optimizer.t == 2000
    for k in {0, size // 2, size - 1}:
        assert fingerprint(train([seeds[k]], 2100, warmup=100, exploration=ALL)) == fingerprint(group, k)


def test_a_replica_does_not_depend_on_its_company_quick():
    """O mesmo em 150 atualizações, com normalização e ajustes por réplica."""
    settings = dict(warmup=80, exploration=ALL, normalize="running")
    group = train([3, 1, 3, 2, 9], 230, tau=[0.05, 0.01, 0.05, 0.1, 0.2], **settings)
    assert fingerprint(group, 0) == fingerprint(group, 2), "gêmeos: mesma semente, mesmos ajustes"
    for k, (seed, tau) in enumerate([(3, 0.05), (1, 0.01)]):
        assert fingerprint(train([seed], 230, tau=tau, **settings)) == fingerprint(group, k)


def test_same_seed_same_run_and_another_seed_another():
    one, two, other = (
        train([5], 300, exploration=ALL),
        train([5], 300, exploration=ALL),
        train([6], 300, exploration=ALL),
    )
    assert fingerprint(one) == fingerprint(two) != fingerprint(other)


def test_episodes_return_the_true_reward_by_index():
    """Réplicas de episódios longos e curtos: cada uma termina os seus, casados pelo índice."""
    lengths = iter([3, 7])
    trainer = Trainer(lambda: Scripted(ends=next(lengths)), seeds=[0, 1], warmup=1000)
    episodes = list(trainer.episodes(3))
    assert [e.index for e in episodes] == [0, 1, 2]
    for e in episodes:
        assert e.lengths.tolist() == [3, 7] and e.returns.tolist() == [6.0, 28.0]
    assert episodes[2].ends.tolist() == [9, 21] and trainer.steps == 21
    assert next(trainer.episodes(1)).index == 3


def test_warmup_is_uniform_and_learns_nothing():
    trainer = Trainer("Pendulum-v1", seeds=[0], warmup=400, exploration=ActionNoise(0.0))
    before = trainer.agent.actor.flat.clone()
    trainer.advance(until=400)
    kept = trainer.buffer.action[0, :400, 0]
    assert torch.equal(before, trainer.agent.actor.flat) and not trainer.metrics
    assert abs(kept.mean()) < 0.1 and kept.std() == pytest.approx(3**-0.5, rel=0.1)
    trainer.step()
    assert len(trainer.metrics) == 1 and abs(trainer.buffer.action[0, 400, 0]) < 0.2


@pytest.mark.parametrize("updates", [0, 1, 3])
def test_counts_updates_per_step(updates):
    trainer = train([0], 110, warmup=100, updates_per_step=updates)
    assert trainer.agent.critic_optimizer.t == trainer.agent.actor_optimizer.t == 10 * updates


def test_no_exploration_acts_by_the_actor():
    trainer = train([0], 60, warmup=50)
    obs = trainer.obs[:, None].copy()
    wanted = trainer.agent.act(obs)[0, 0, 0]
    trainer.step()
    assert trainer.buffer.action[0, 60, 0] == wanted


def test_one_thread_of_torch():
    torch.set_num_threads(2)
    train([0], 1)
    assert torch.get_num_threads() == 1


def test_trains_a_students_modules():
    trainer = train(
        [0, 1], 150, warmup=70, actor=lambda: plain_actor(3, 1), critic=lambda: PlainCritic(3, 1), exploration=ALL
    )
    assert trainer.agent.actor_optimizer.t == 80 and np.isfinite(trainer.agent.actor.flat.numpy()).all()


# --- mudanças ao vivo -------------------------------------------------------------------------------------------


def test_a_change_takes_effect_at_the_next_step_and_is_written_down():
    trainer = train([0, 0], 120, warmup=50, exploration=ParameterNoise())
    old = trainer.settings["sigma"]
    trainer.change("sigma", 0.3, replica=1)
    assert trainer.settings["sigma"].tolist() == [old[0], 0.3]
    assert [tuple(c) for c in trainer.changes] == [(120, 1, "sigma", old[1], 0.3)]
    assert torch.equal(trainer.agent.actor.flat[0], trainer.agent.actor.flat[1])
    trainer.change("tau", [0.5, 0.6])
    assert [c.new for c in trainer.changes[1:]] == pytest.approx([0.5, 0.6])
    trainer.advance(until=320)
    assert not torch.equal(trainer.agent.actor.flat[0], trainer.agent.actor.flat[1])


@pytest.mark.parametrize("name", ["gamma", "tau", "actor_lr", "critic_lr", "reward_scale", "sigma", "alpha", "delta"])
def test_every_live_setting_moves_only_its_replica(name):
    """Dois gêmeos; muda-se o ajuste de um só: ele se separa, e o outro é como se nada fosse."""
    twins, alone = (train(s, 60, warmup=50, exploration=ParameterNoise(every=5)) for s in ([4, 4], [4]))
    new = {"alpha": 2.0, "delta": 0.0, "sigma": 1.0}.get(name, 0.5)
    twins.change(name, new, replica=1)
    twins.advance(until=420)
    alone.advance(until=420)
    assert fingerprint(twins, 0) == fingerprint(alone)
    assert fingerprint(twins, 1) != fingerprint(alone)


def test_ambiguous_names_carry_their_class():
    trainer = train([0], 1, exploration=ALL)
    trainer.change("ParameterNoise.sigma", 0.4)
    assert trainer.settings["ParameterNoise.sigma"] == 0.4 and trainer.settings["ActionNoise.sigma"] == 0.1
    with pytest.raises(ValueError, match="'ActionNoise.sigma' ou 'OUNoise.sigma' ou 'ParameterNoise.sigma'"):
        trainer.change("sigma", 0.4)


@pytest.mark.parametrize(
    "name, value, replica, error",
    [
        ("sigma", 0.1, None, ValueError),  # sem exploração, não há σ
        ("gama", 0.9, None, ValueError),
        ("tau", 1.5, None, ValueError),
        ("tau", -0.1, None, ValueError),
        ("tau", float("nan"), None, ValueError),
        ("tau", "0,05", None, TypeError),
        ("tau", None, None, TypeError),
        ("tau", [0.1, 0.2, 0.3], None, ValueError),
        ("tau", 0.1, 2, ValueError),
        ("tau", 0.1, 0.0, TypeError),
        ("capacity", 10, None, ValueError),
    ],
)
def test_bad_changes_are_refused_without_effect(name, value, replica, error):
    trainer = Trainer("Pendulum-v1", seeds=[0, 1])
    before = {name: values.tolist() for name, values in trainer.settings.items()}
    with pytest.raises(error, match="recebeu|Não há"):
        trainer.change(name, value, replica)
    assert trainer.changes == [] and before == {name: values.tolist() for name, values in trainer.settings.items()}


def test_requests_run_between_steps_of_a_training_thread():
    """Pedidos de outra linha de execução nunca caem no meio de um passo, e nenhum se perde."""
    trainer, stop = Trainer("Pendulum-v1", seeds=[0], warmup=10), threading.Event()
    inside, wrong = threading.Event(), []
    original = trainer._learn

    def learn(transition):
        inside.set()
        original(transition)
        inside.clear()

    trainer._learn = learn
    thread = threading.Thread(target=lambda: [trainer.step() for _ in iter(stop.is_set, True)])
    thread.start()
    futures = [trainer.request(lambda: wrong.append(1) if inside.is_set() else trainer.steps) for _ in range(300)]
    seen = [future.result(timeout=30) for future in futures]
    stop.set()
    thread.join()
    assert not wrong and seen == sorted(seen)
    assert trainer.request(lambda: "já").result(timeout=1) == "já"


def test_a_failing_request_goes_back_to_who_asked():
    trainer = Trainer("Pendulum-v1", seeds=[0])
    future = trainer.request(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        future.result(timeout=1)
    trainer.step()


# --- construção -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kwargs, error, says",
    [
        (dict(seeds=[]), ValueError, "ao menos uma semente"),
        (dict(seeds=3), TypeError, "lista de inteiros"),
        (dict(seeds=[-1]), ValueError, "`seeds` recebeu -1"),
        (dict(seeds=[0.5]), TypeError, "inteiro"),
        (dict(gamma=1.1), ValueError, "`gamma` recebeu 1.1.*entre 0 e 1"),
        (dict(gamma=[0.9, 0.8]), ValueError, "`gamma`"),
        (dict(tau="muito"), TypeError, "`tau`"),
        (dict(batch_size=0), ValueError, "`batch_size`"),
        (dict(capacity=-5), ValueError, "`capacity`"),
        (dict(warmup=1.5), TypeError, "`warmup`"),
        (dict(updates_per_step=-1), ValueError, "`updates_per_step`"),
        (dict(hidden=()), ValueError, "camada escondida"),
        (dict(hidden=64), TypeError, "`hidden`"),
        (dict(hidden=(32, 0)), ValueError, "`hidden`"),
        (dict(normalize="sim"), ValueError, "`normalize` recebeu 'sim'"),
        (dict(gama=0.9), TypeError, "quis dizer 'gamma'"),
        (dict(exploration="ruído"), TypeError, "`exploration`"),
        (dict(exploration=[ActionNoise(), ActionNoise()]), ValueError, "mesma classe"),
        (dict(exploration=True), TypeError, "`exploration`"),
    ],
)
def test_bad_settings_are_refused(kwargs, error, says):
    with pytest.raises(error, match=says):
        Trainer("Pendulum-v1", **{"seeds": [0], **kwargs})


def test_normalization_by_bounds_and_by_statistics():
    bounds = Trainer("MountainCarContinuous-v0", seeds=[0], normalize="bounds")
    space = bounds.environments.obs_space
    corners = torch.from_numpy(np.stack([space.low, space.high])[None])
    torch.testing.assert_close(bounds.agent.normalized(corners), torch.tensor([[[-1.0, -1.0], [1.0, 1.0]]]))
    running = train([0, 1], 300, warmup=300, normalize="running")
    seen = torch.from_numpy(running.buffer.obs[:, :300])
    torch.testing.assert_close(running.agent.normalized(seen).mean(1), torch.zeros(2, 3), atol=1e-3, rtol=0)
    torch.testing.assert_close(running.agent.normalized(seen).std(1), torch.ones(2, 3), atol=1e-2, rtol=0)
    with pytest.raises(ValueError, match="limites finitos"):
        Trainer(Scripted, seeds=[0], normalize="bounds")
