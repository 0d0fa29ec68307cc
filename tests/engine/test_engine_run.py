"""Um treino inteiro no motor: o acaso, a física, as explorações, as mudanças, e a mesma rodada em toda parte."""

import json
import math
import os
import shutil
import subprocess
from pathlib import Path

import gymnasium as gym
import numpy as np
import pytest
import torch

from course_utils import DDPG, ActionNoise, Actor, OUNoise, ParameterNoise
from course_utils.engine import Run
from course_utils.engine.run import COLUMNS, SETTINGS
from course_utils.exploration import adapted_sigma
from course_utils.replay import Batch
from course_utils.worlds.mountain_car import SETTINGS as CAR

HERE = Path(__file__).parent
PENDULUM = "Pendulum-v1"
#: O que `run` e `node.mjs` fazem, e o resumo do estado a que chegam, guardado: se mudar, mudaram as rodadas de todos.
STORED = json.loads((HERE / "digests.json").read_text(encoding="utf-8"))


def small(**changed):
    """Um treino pequeno e rápido, com as três explorações juntas."""
    given = dict(
        seeds=[3, 3, 7],
        exploration=[ParameterNoise(sigma=0.1, every=20), ActionNoise(0.1, decay=0.999), OUNoise(0.1)],
        hidden=(8, 12),
        batch_size=16,
        warmup=60,
        capacity=150,
    )
    return Run(PENDULUM, **given | changed)


# --- o acaso --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key, counter, wanted",
    [  # os vetores publicados com o gerador (Salmon et al. 2011, Random123, kat_vectors)
        ("00000000 00000000", "00000000 00000000 00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff", "ffffffff ffffffff ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("a4093822 299f31d0", "243f6a88 85a308d3 13198a2e 03707344", "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)
def test_philox_gives_its_published_answers(key, counter, wanted):
    instance = small().instance
    numbers = instance.exchange(4).view(np.uint32)
    numbers[:6] = [int(word, 16) for word in f"{key} {counter}".split()]
    at = instance.call("exchange_at")
    instance.call("philox", at, at + 8)
    assert [f"{word:08x}" for word in numbers[2:6]] == wanted.split()


def test_streams_have_the_distributions_they_claim():
    """O aquecimento é uniforme em [-1, 1]; o ruído da ação, normal; e propósitos diferentes não se repetem."""
    run = Run(PENDULUM, seeds=range(50), warmup=1000, updates_per_step=0, hidden=(4,))
    run.run(1000)
    uniform = run.trace[:, :, COLUMNS.index("action")].ravel()
    assert len(uniform) == 50_000 and abs(uniform.mean()) < 0.01 and abs(uniform.var() - 1 / 3) < 0.01
    assert uniform.min() < -0.999 and uniform.max() > 0.999
    run = Run(PENDULUM, seeds=range(50), warmup=0, updates_per_step=0, hidden=(4,), exploration=ActionNoise(0.2))
    run.run(1000)
    normal = run.trace[:, :, COLUMNS.index("action")].ravel() / 0.2  # o ator recém-nascido quase não age
    assert abs(normal.mean()) < 0.05 and abs(normal.std() - 1) < 0.02
    assert abs((normal**4).mean() - 3) < 0.15 and abs((normal**3).mean()) < 0.2
    actors = run.weights()
    assert len(np.unique(actors[:, 0])) == 50


def test_newborn_networks_are_those_of_the_course():
    """Mesmos limites, camada a camada, e ganho 1 e deslocamento 0 no LayerNorm."""
    run = Run(PENDULUM, seeds=range(200), hidden=(32, 64), capacity=64)
    born, text = run.weights(), Actor(3, 1, seeds=range(200))
    at = 0
    for shape in (one.shape for one in text.table):
        size = math.prod(shape)
        own, other = born[:, at : at + size], text.flat[:, at : at + size].numpy()
        assert own.min() == pytest.approx(other.min(), abs=0.05 * float(np.abs(other).max()))
        assert own.max() == pytest.approx(other.max(), abs=0.05 * float(np.abs(other).max()))
        at += size
    assert at == born.shape[1]


# --- a física -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("world, name, low", [(0, PENDULUM, -2.0), (1, "MountainCarContinuous-v0", -1.0)])
def test_a_step_of_the_world_is_the_one_of_gymnasium(world, name, low):
    env = gym.make(name).unwrapped
    env.reset(seed=0)
    random = np.random.default_rng(0)
    instance = small().instance
    body, at = instance.exchange(8), instance.call("exchange_at")
    ends = 0
    for _ in range(2000):
        x, v = random.uniform(-9, 9), random.uniform(-8, 8)
        if world:  # também junto da parede e da bandeira
            x, v = random.choice([random.uniform(-1.2, 0.6), -1.19, 0.44]), random.uniform(-0.07, 0.07)
            x, v = float(np.float32(x)), float(np.float32(v))
        action = random.uniform(-1, 1)
        env.state, body[:2] = np.array([x, v]), (x, v)
        _, reward, terminated, *_ = env.step(np.array([action * -low], np.float32))
        assert bool(instance.call("world_step", world, at, action)) == terminated
        ends += terminated
        np.testing.assert_allclose(body[:2], env.state, rtol=1e-6, atol=1e-6)
        assert body[3] == pytest.approx(reward, rel=1e-6, abs=1e-6)
    assert ends > 50 if world else not ends


@pytest.mark.parametrize("name", [PENDULUM, "MountainCarContinuous-v0"])
def test_whole_episodes_follow_gymnasium(name):
    """As mesmas ações, do mesmo começo: o mesmo retorno, os mesmos passos, o mesmo fim."""
    settings = dict(CAR, exploration=None) if "Car" in name else {}
    run = Run(name, seeds=[1], hidden=(4,), **settings | dict(warmup=10**6))
    env = gym.make(name)
    for _ in range(3):
        env.reset(seed=0)
        env.unwrapped.state = run._bodies[0, :2].copy()
        total, length, over, done = 0.0, 0, False, len(run.history[0].returns)
        while not over:
            run.run(1)
            action = np.array([run._bodies[0, 2]])
            low, high = env.action_space.low, env.action_space.high
            own = (0.5 * ((1 - action) * low + (1 + action) * high)).astype(np.float32)
            _, reward, terminated, truncated, _ = env.step(own)
            total, length, over = total + reward, length + 1, terminated or truncated
            assert run._bodies[0, 3] == pytest.approx(reward, abs=1e-4)
        history = run.history[0]
        assert len(history.returns) == done + 1
        assert history.returns[-1] == pytest.approx(total, rel=1e-4)
        assert history.lengths[-1] == length and history.ends[-1] == run.steps


# --- o treino -------------------------------------------------------------------------------------------------------


def test_the_update_of_a_run_is_the_one_of_the_text():
    """Um passo de treino, refeito no PyTorch a partir do mesmo lote e dos mesmos parâmetros."""
    run = small(seeds=[5], exploration=None)
    run.run(80)
    agent = DDPG(3, 1, seeds=[5], hidden=(8, 12))
    learner = run.instance.call("run_learner", run._at)
    field = lambda i, shape: run.instance.view(run.instance.call("learner_field", learner, i), shape)  # noqa: E731
    targets = [agent.actor.flat, agent.critic.flat, agent.target_actor.flat, agent.target_critic.flat]
    targets += [agent.actor_optimizer.m, agent.actor_optimizer.v, agent.critic_optimizer.m, agent.critic_optimizer.v]
    for i, tensor in enumerate(targets):
        tensor[:] = torch.from_numpy(field(i, tuple(tensor.shape)).copy())
    agent.actor_optimizer.t = agent.critic_optimizer.t = run._count(1)
    run.run(1)
    shapes = [(1, 16, 3), (1, 16, 1), (1, 16), (1, 16, 3), (1, 16)]
    batch = Batch(*(torch.from_numpy(field(13 + i, shape).copy()) for i, shape in enumerate(shapes)))
    metrics = agent.update(batch)
    np.testing.assert_allclose(run.trace[-1, 0, :5], torch.stack(metrics)[:, 0], rtol=1e-4, atol=1e-6)
    for i, tensor in enumerate(targets):
        np.testing.assert_allclose(field(i, tuple(tensor.shape)), tensor, atol=1e-5)


def test_a_replica_does_not_depend_on_its_company_and_twins_are_equal_until_changed():
    group, alone = small(), small(seeds=[7])
    group.run(400), alone.run(400)
    assert np.array_equal(group.weights()[2], alone.weights()[0])
    assert np.array_equal(group.samples[:, 2], alone.samples[:, 0], equal_nan=True)
    assert np.array_equal(group.history[2].returns, alone.history[0].returns)
    assert np.array_equal(group.weights()[0], group.weights()[1])
    group.change("ParameterNoise.sigma", 0.3, replica=1)
    group.run(400)
    assert not np.array_equal(group.weights()[0], group.weights()[1])


def test_the_same_run_in_one_call_or_in_many():
    whole, pieces = small(), small()
    whole.run(300)
    for _ in range(100):
        pieces.run(3)
    assert whole.digest == pieces.digest != small().digest
    assert np.array_equal(whole.samples, pieces.samples, equal_nan=True)
    pieces.evaluate(3)
    assert whole.digest == pieces.digest, "avaliar não pode mudar o treino"


def test_changes_wait_for_their_step_in_order():
    live, planned = small(), small()
    for step, value in [(100, 0.5), (150, 0.9)]:
        planned.change("tau", value, replica=0, step=step)
    live.run(100), live.change("tau", 0.5, 0), live.run(50), live.change("tau", 0.9, 0), live.run(50)
    planned.run(200)
    assert live.digest == planned.digest
    assert planned.settings["tau"].tolist() == [0.9, 0.05, 0.05]
    planned.change("gamma", 0.9, step=300)
    with pytest.raises(ValueError, match="recusou"):
        planned.change("gamma", 0.8, step=250)
    for name, value, error in [("gamma", 1.5, ValueError), ("gamma", math.nan, ValueError), ("gama", 0.5, ValueError)]:
        with pytest.raises(error):
            planned.change(name, value)


@pytest.mark.skipif("ENGINE_LIBRARY" in os.environ, reason="copia o bloco inteiro, com os vãos que o ASan proíbe")
def test_a_saved_run_continues_equal_in_another_memory():
    whole, first, second = small(), small(), small()
    whole.run(500), first.run(230)
    second.restore(first.save())
    assert second.digest == first.digest and second.steps == 230
    second.run(270)
    assert second.digest == whole.digest
    assert np.array_equal(second.history[0].returns, whole.history[0].returns)
    assert np.array_equal(second.samples, whole.samples, equal_nan=True)
    before = second.digest
    for wrong in (small(seeds=[1, 2, 4]).save(), b"", first.save()[:100]):
        with pytest.raises(ValueError, match="configuração"):
            second.restore(wrong)
    assert second.digest == before


def test_the_thermostat_obeys_equation_1():
    run = Run(PENDULUM, seeds=range(4), exploration=ParameterNoise(sigma=0.05, delta=[0.05, 0.2, 0.4, 0.0]))
    run.run(1500)
    sigma, d = (run.samples[:, :, COLUMNS.index(name)].astype(float) for name in ("sigma", "distance"))
    first = 500 // 50
    assert np.isnan(d[:first]).all() and np.isfinite(d[first:]).all()
    before = np.vstack([np.full((1, 4), 0.05), sigma[first:-1]])
    wanted = adapted_sigma(before, 1.05, np.array([0.05, 0.2, 0.4, 0.0]), d[first:])
    np.testing.assert_allclose(sigma[first:], wanted, rtol=1e-5)


def test_exploration_none_repeats_the_policy_and_ou_is_correlated():
    quiet = Run(PENDULUM, seeds=[0], warmup=0, updates_per_step=0)
    quiet.run(50)
    assert np.abs(quiet.trace[:, 0, -1]).max() < 0.1
    ou = Run(PENDULUM, seeds=range(40), warmup=0, updates_per_step=0, exploration=OUNoise(0.2, dt=1.0))
    ou.run(200)
    x = ou.trace[100:, :, -1]
    assert x.std() == pytest.approx(0.2 / math.sqrt(1 - 0.85**2), rel=0.1)
    assert np.corrcoef(x[:-1].ravel(), x[1:].ravel())[0, 1] == pytest.approx(0.85, abs=0.03)
    decaying = Run(PENDULUM, seeds=[0], warmup=10, updates_per_step=0, exploration=ActionNoise(0.5, decay=0.9))
    decaying.run(20)
    assert decaying.settings["sigma"][0] == pytest.approx(0.5 * 0.9**10)


def test_a_run_that_diverges_stops_and_says_where():
    run = small(actor_lr=1.0, critic_lr=1.0, reward_scale=1e6, exploration=None)
    run._actor[1, 0] = np.nan
    with pytest.raises(FloatingPointError, match="réplica 1"):
        run.run(200)
    stopped = run.steps
    with pytest.raises(FloatingPointError):
        run.run(1)
    assert run.steps == stopped <= 61


def test_bad_settings_are_refused():
    for changed, error in [
        (dict(seeds=[2**53]), ValueError), (dict(hidden=()), ValueError), (dict(gamma=2), ValueError),
        (dict(batch_size=0), ValueError), (dict(lr=1), TypeError), (dict(seeds=[]), ValueError),
    ]:  # fmt: skip
        with pytest.raises(error):
            small(**changed)
    with pytest.raises(ValueError, match="Pendulum-v1"):
        Run("CartPole-v1", seeds=[0])
    with pytest.raises(MemoryError):
        Run(PENDULUM, seeds=range(1000), capacity=10**7)


def test_settings_follow_the_order_of_run_c():
    text = (HERE.parents[1] / "course_utils/engine/run.c").read_text(encoding="utf-8")
    for name, bound in (("LOW", 0), ("HIGH", 1)):
        numbers = text.split(f"{name}[SETTINGS] = {{")[1].split("}")[0]
        assert [float(x) for x in numbers.split(",")] == [kind.LIMITS[own][bound] for kind, own in SETTINGS]


# --- a mesma rodada em toda parte -----------------------------------------------------------------------------------


def replay(case):
    """Faz o que um caso de digests.json pede e devolve os resumos."""
    made = {"ação": ActionNoise, "ou": OUNoise, "parâmetros": ParameterNoise}
    noise = [made[name](**own) for name, own in case["exploration"].items()]
    run = Run(case["env"], seeds=case["seeds"], exploration=noise, **case["settings"])
    for step, setting, replica, value in case["changes"]:
        run.instance.call("run_change", run._at, step, setting, replica, value)
    found = []
    for steps in case["steps"]:
        run.run(steps - run.steps)
        found.append(run.digest)
    return run, found


@pytest.mark.skipif("ENGINE_LIBRARY" in os.environ, reason="uma biblioteca nativa tem o seno desta máquina")
@pytest.mark.parametrize("name", STORED)
def test_the_digest_is_the_stored_one(name):
    run, found = replay(STORED[name])
    assert found == STORED[name]["digests"], "as rodadas de todos mudaram"
    own = run.evaluate(5)[0]
    np.testing.assert_array_equal(own, STORED[name]["evaluation"])


@pytest.mark.skipif(shutil.which("node") is None or "ENGINE_LIBRARY" in os.environ, reason="precisa do node")
def test_node_gives_the_same_digests():
    """A página é JavaScript: o mesmo módulo, no motor do Chromium, sem um bit de diferença."""
    configurations = {name: replay(case | {"steps": []})[0]._config.tolist() for name, case in STORED.items()}
    asked = json.dumps({name: case | {"config": configurations[name]} for name, case in STORED.items()})
    done = subprocess.run(["node", HERE / "node.mjs"], input=asked, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    for name, case in STORED.items():
        assert told[name] == {"digests": case["digests"], "evaluation": case["evaluation"]}, name
