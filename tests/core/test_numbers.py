"""Números que um tipo não guarda, que não são números, ou que saem dos limites: ditos, e nunca calados."""

import copy

import gymnasium as gym
import numpy as np
import pytest
import torch
from support.batches import random_batch
from support.environments import Scripted
from torch import nn

from course_utils import DDPG, ActionNoise, Batch, ParameterNoise, ReplayBuffer, Trainer, evaluate
from course_utils.algorithm import one_agent
from course_utils.environments import EnvironmentFault
from course_utils.exploration import Exploration
from course_utils.normalization import FixedScale, RunningScale
from course_utils.support import memory
from course_utils.support.agents import NetworkFault

SMALL = dict(warmup=5, batch_size=4, hidden=(4, 4))


# --- o que um ambiente devolve -------------------------------------------------------------------------------------


def frames(value, dtype=np.float32, high=255):
    """Quadros declarados em bytes que mostram `value`, no tipo dado."""

    class Frames(Scripted):
        def __init__(self):
            super().__init__()
            self.observation_space = gym.spaces.Box(0, high, (1, 4, 4), np.uint8)

        def _obs(self):
            return np.full((1, 4, 4), value, dtype)

    return Frames


def encoder():
    return nn.Sequential(nn.Flatten(), nn.Linear(16, 4))


@pytest.mark.parametrize(
    ("value", "dtype", "says"),
    [
        (0.7, np.float32, r"float32 com 0\.6?9?7?.*uint8.*viraria 0"),
        (300, np.int64, "int64 com 300.*viraria 44"),
        (-1, np.int16, "int16 com -1.*viraria 255"),
        (0.5, np.float64, r"float64 com 0\.5"),
        (256.0, np.float32, "256"),
    ],
)
def test_frames_that_bytes_do_not_hold_are_refused(value, dtype, says):
    with pytest.raises(EnvironmentFault, match=says):
        Trainer(frames(value, dtype), seeds=[0], encoder=encoder, **SMALL).step()


@pytest.mark.parametrize(("value", "dtype"), [(7, np.uint8), (200, np.int64), (3.0, np.float32), (True, bool)])
def test_frames_that_bytes_hold_are_kept(value, dtype):
    trainer = Trainer(frames(value, dtype), seeds=[0], encoder=encoder, **SMALL).advance(until=9)
    assert trainer.buffer.obs.max() == int(value)


class Ragged(Scripted):
    """Devolve o que quiserem no lugar da observação ou da recompensa."""

    obs, reward = None, 0.0

    def __init__(self):
        super().__init__(fault=lambda obs, r, *rest: (obs if self.obs is None else self.obs, self.reward, *rest))


def giving(**wrong):
    return type("Dado", (Ragged,), wrong)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (dict(obs=[0.1, [0.2, 0.3]]), r"observação \[0\.1, \[0\.2, 0\.3\]\].*a forma \(2,\)"),
        (dict(obs=torch.zeros(2, requires_grad=True)), "observação tensor.*requires_grad"),
        (dict(obs=np.array([1j, 0])), "observação array"),
        (dict(obs=[0, 1e39]), "caibam em float32"),
        (dict(obs=object()), "observação <object"),
        (dict(reward=torch.tensor(1.0, requires_grad=True)), r"que é um Tensor.*devolva `float\(recompensa\)`"),
        (dict(reward="1"), r"'1', que é um str.*float\(recompensa\)"),
        (dict(reward=[1.0, 2.0]), "que é um list.*um número só"),
        (dict(reward=None), "None, que é um NoneType"),
        (dict(reward={}), "que é um dict"),
        (dict(reward=1j), "que é um complex"),
        (dict(reward=float("nan")), "divisão por zero"),
        (dict(reward=1e39), r"1e\+39; a memória guarda.*viraria infinito. Divida-a"),
        (dict(reward=-(10**40)), "viraria infinito"),
    ],
)
def test_what_does_not_become_a_vector_or_a_number_is_a_fault(wrong, says):
    with pytest.raises(EnvironmentFault, match=says):
        Trainer(giving(**wrong), seeds=[0], **SMALL).step()


@pytest.mark.parametrize(
    "reward", [1, np.int64(1), np.float32(1), True, np.bool_(True), np.array([1.0]), torch.tensor(1)]
)
def test_a_single_number_of_any_kind_is_a_reward(reward):
    trainer = Trainer(giving(reward=reward), seeds=[0], **SMALL).advance(until=8)
    assert trainer.history[0][0].total == 5


# --- o que se guarda à mão -----------------------------------------------------------------------------------------

GOOD = dict(obs=np.zeros((1, 2)), action=np.zeros((1, 1)), reward=[0.0], next_obs=np.zeros((1, 2)), terminated=[0.0])


@pytest.mark.parametrize(
    ("dtype", "wrong", "says"),
    [
        (np.uint8, dict(obs=np.full((1, 2), 0.7)), r"`obs` valores float64, como 0\.7, que um buffer uint8 não guarda"),
        (np.uint8, dict(next_obs=np.full((1, 2), 300)), "`next_obs` valores int64, como 300"),
        (bool, dict(obs=np.full((1, 2), 0.5)), "buffer bool não guarda"),
        (np.int16, dict(obs=np.full((1, 2), 1e6)), "buffer int16"),
        (np.float16, dict(obs=np.full((1, 2), 1e6)), "`obs` um número que não é finito em float16"),
        (np.float32, dict(reward=[1e39]), "`reward` um número que não é finito em float32"),
        (np.float32, dict(reward=[np.nan]), "`reward`.*NaN"),
        (np.float32, dict(obs=np.full((1, 2), np.inf)), "`obs` um número que não é finito"),
        (np.float32, dict(action=[[np.nan]]), "`action`"),
    ],
)
def test_a_hand_written_loop_keeps_only_what_the_buffer_holds(dtype, wrong, says):
    buffer = ReplayBuffer(5, (2,), 1, dtype=dtype)
    with pytest.raises(ValueError, match=says):
        buffer.add(**GOOD | wrong)
    assert len(buffer) == 0
    buffer.add(**GOOD)
    assert len(buffer) == 1


@pytest.mark.parametrize(
    "wrong", [dict(reward=[np.nan]), dict(terminated=[np.inf]), dict(next_obs=np.zeros((1, 3))), dict(action="a")]
)
def test_what_is_refused_spoils_no_old_transition(wrong):
    """Cheio, o buffer escreveria por cima da mais antiga: ou entra tudo, ou nada muda."""
    buffer = ReplayBuffer(2, (2,), 1)
    for k in (1.0, 2.0):
        buffer.add(**GOOD | dict(obs=np.full((1, 2), k)))
    before = [field.copy() for field in buffer._kept]
    with pytest.raises(ValueError):
        buffer.add(**GOOD | dict(obs=np.full((1, 2), 9.0)) | wrong)
    assert all(np.array_equal(old, now) for old, now in zip(before, buffer._kept))


def test_a_large_buffer_is_said_before_it_is_made(monkeypatch):
    asked = dict(capacity=100_000, obs_shape=(9, 84, 84), act_dim=1, dtype=np.uint8)
    monkeypatch.setattr(memory, "free_memory", lambda: 16e9)
    monkeypatch.setattr(np, "zeros", lambda *shape: pytest.fail("alocou antes de dizer"))
    with pytest.raises(ValueError, match=r"pede 25\.4 GB.* há 16 GB livres. Peça menos: `capacity=\d+` cabe"):
        ReplayBuffer(**asked | dict(capacity=200_000))
    monkeypatch.undo()
    monkeypatch.setattr(memory, "free_memory", lambda: 16e9)
    with pytest.warns(UserWarning, match=r"`capacity` 100000.*pede 12\.7 GB.*Peça menos: `capacity=(\d+)`"):
        ReplayBuffer(**asked)
    ReplayBuffer(**asked | dict(capacity=7_000))  # o que cabe não avisa


def test_free_memory_is_a_positive_number():
    assert memory.free_memory() > 0


@pytest.mark.parametrize(("capacity", "batch"), [(50, 64), (1, 2), (4, 5)])
def test_a_batch_that_never_fills_is_refused(capacity, batch):
    with pytest.raises(ValueError, match=f"`batch_size` recebeu {batch}.*`capacity` = {capacity}.*sem aprender"):
        Trainer("Pendulum-v1", seeds=[0], capacity=capacity, batch_size=batch)


@pytest.mark.parametrize("capacity", [4, 5])
def test_a_batch_as_large_as_the_memory_learns(capacity):
    trainer = Trainer(Scripted, seeds=[0], capacity=capacity, batch_size=4, warmup=0, hidden=(4,)).advance(until=10)
    assert len(trainer.metrics) == 7


# --- as ações --------------------------------------------------------------------------------------------------------


class Loud(nn.Module):
    """Um ator que passa dos limites: sem tanh, e com uma escala própria."""

    def __init__(self):
        super().__init__()
        self.own = nn.Linear(2, 1)
        nn.init.constant_(self.own.bias, 9.0)

    def forward(self, obs):
        return 10 * self.own(obs)


@pytest.mark.parametrize(("low", "high"), [(-2.0, 2.0), (0.0, 10.0), (-0.1, 0.3)])
@pytest.mark.parametrize("exploration", [None, ActionNoise(0.5), ParameterNoise(0.5)])
def test_training_and_evaluation_clip_by_one_rule(low, high, exploration):
    made = []
    env = lambda: made.append(Scripted((low,), (high,))) or made[-1]  # noqa: E731
    trainer = Trainer(env, seeds=[0], actor=Loud, exploration=exploration, **SMALL).advance(until=20)
    evaluate(trainer.agent, env, 3)
    received = np.concatenate([np.concatenate(one.received) for one in made])
    assert received.min() >= np.float32(low) and received.max() == np.float32(high)
    assert trainer.agent.act([5.0, 0.0]) == 1.0
    noisy = trainer.agent.actor.like(-trainer.agent.actor.flat)
    assert trainer.agent.act([5.0, 0.0], noisy) == -1.0


class Log(nn.Module):
    """Um ator que dá NaN."""

    def __init__(self):
        super().__init__()
        self.own = nn.Linear(2, 1)

    def forward(self, obs):
        return torch.log(-1 - self.own(obs).square())


class NoisyNan(Exploration):
    """Uma exploração do estudante que dá NaN."""

    settings = {}

    def noise(self, action):
        return action * np.nan


def diverged(trainer, value=np.nan):
    trainer.agent.actor.flat[-1] = value
    return trainer


def test_a_network_that_gives_nan_is_named_and_nothing_is_sent():
    trainer = Trainer(Scripted, seeds=[0, 1], actor=Log, **SMALL).advance(until=5)
    sent = [len(env.received) for env in trainer.environments.envs]
    for _ in range(2):
        with pytest.raises(
            NetworkFault, match=r"O ator \(`Log`\) devolveu a ação nan na réplica 0; nada foi mandado.*`log`"
        ):
            trainer.step()
    assert trainer.steps == 5 and [len(env.received) for env in trainer.environments.envs] == sent
    made = []
    with pytest.raises(NetworkFault, match="Log"):
        evaluate(trainer.agent, lambda: made.append(Scripted()) or made[-1], 2)
    assert all(env.closed and not env.received for env in made)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_diverged_are_said_and_the_run_can_be_saved(value, tmp_path):
    trainer = Trainer(Scripted, seeds=[0, 1, 2], exploration=ActionNoise(), **SMALL).advance(until=12)
    diverged(trainer, value)
    with pytest.raises(NetworkFault, match=r"`Actor`.*réplica 2; nada.*divergiu.*`actor_lr`.*Trainer\.load"):
        trainer.step()
    assert trainer.steps == 12
    trainer.save(tmp_path / "t.ckpt")
    assert Trainer.load(tmp_path / "t.ckpt", env=Scripted).steps == 12
    with pytest.raises(NetworkFault, match="divergiu"):
        trainer.agent.act([0.0, 0.0])


def test_nan_observations_are_blamed_on_the_observation():
    with pytest.raises(NetworkFault, match="observação que ele recebeu também não é finita"):
        DDPG(2, 1).act([np.nan, 0.0])
    with pytest.raises(NetworkFault, match="observação"):
        DDPG(2, 1).act([1e300, 0.0])


def test_an_exploration_that_gives_nan_is_blamed_and_nothing_is_sent():
    trainer = Trainer(Scripted, seeds=[0], exploration=NoisyNan(), **SMALL).advance(until=5)
    with pytest.raises(NetworkFault, match=r"Com o ruído, a ação ficou \[\[nan\]\]; nada.*exploração"):
        trainer.step()
    assert len(trainer.environments.envs[0].received) == 5


def test_noisy_weights_that_are_nan_are_named_too():
    trainer = Trainer(Scripted, seeds=[0], exploration=ParameterNoise(), **SMALL).advance(until=6)
    trainer.explorations[0].noisy.flat.fill_(torch.nan)
    with pytest.raises(NetworkFault, match="nada foi mandado"):
        trainer.step()


# --- agir com uma observação, um lote ou a população -----------------------------------------------------------------

TYPES = [np.float32, np.float64, np.float16, np.int64, np.uint8, bool]


@pytest.mark.parametrize("replicas", [1, 3])
@pytest.mark.parametrize("dtype", TYPES, ids=lambda one: np.dtype(one).name)
def test_one_observation_a_batch_or_the_population(replicas, dtype):
    agent = DDPG(3, 2, seeds=range(replicas))
    obs = np.random.default_rng(0).integers(0, 2, (replicas, 4, 3)).astype(dtype)
    whole = agent.act(obs.astype(np.float32))
    assert whole.shape == (replicas, 4, 2) and np.array_equal(agent.act(obs), whole)
    batch, one = agent.act(obs[0]), agent.act(obs[0, 0])
    assert batch.shape == ((4, 2) if replicas == 1 else (replicas, 4, 2))
    assert one.shape == ((2,) if replicas == 1 else (replicas, 2))
    np.testing.assert_allclose(batch if replicas == 1 else batch[0], whole[0], atol=1e-6)
    np.testing.assert_allclose(one if replicas == 1 else one[0], whole[0, 0], atol=1e-6)


@pytest.mark.parametrize(
    "wrap",
    [
        list,
        lambda x: x.tolist(),
        torch.from_numpy,
        lambda x: torch.from_numpy(x).requires_grad_(),
        lambda x: x[:, ::-1].copy()[:, ::-1],
        np.asfortranarray,
        lambda x: np.broadcast_to(x, x.shape),
    ],
    ids=[
        "lista de vetores",
        "listas",
        "tensor",
        "tensor com gradiente",
        "de trás para a frente",
        "fortran",
        "só leitura",
    ],
)
def test_lists_tensors_and_strange_arrays_act_alike(wrap):
    agent, obs = DDPG(3, 1), np.random.default_rng(0).normal(size=(5, 3))
    assert np.array_equal(agent.act(wrap(obs)), agent.act(obs.astype(np.float32)[None])[0])


def test_images_act_alone_and_in_batches():
    agent = DDPG((1, 4, 4), 1, encoder=encoder, seeds=[0, 1])
    frame = np.full((1, 4, 4), 9, np.uint8)
    assert agent.act(frame).shape == (2, 1) and agent.act([frame, frame]).shape == (2, 2, 1)


@pytest.mark.parametrize(
    ("obs", "error"),
    [
        (np.zeros((1, 1, 4)), ValueError),
        (np.zeros(4), ValueError),
        (np.zeros((2, 1, 3)), ValueError),
        (0.5, ValueError),
        (np.zeros((1, 1, 1, 3)), ValueError),
        ([], ValueError),
        ("abc", TypeError),
        (None, TypeError),
        ([1j, 0, 0], TypeError),
        ([[0, 0, 0], [0, 0]], TypeError),
        ({"x": 1}, TypeError),
        ([None] * 3, TypeError),
    ],
)
def test_other_shapes_are_refused_with_the_ones_that_serve(obs, error):
    says = (
        r"aceita uma só, \(3,\), um lote, \(lote, 3\)" if error is ValueError else "`act` recebeu .*aceita observações"
    )
    with pytest.raises(error, match=says):
        DDPG(3, 1).act(obs)


def test_a_hand_written_loop_is_the_evaluation():
    trainer = Trainer("Pendulum-v1", seeds=[0], **SMALL).advance(until=30)
    env = gym.make("Pendulum-v1")
    obs, _ = env.reset(seed=1000)
    total, over = 0.0, False
    while not over:
        obs, reward, terminated, truncated, _ = env.step(2 * trainer.agent.act(obs.astype(np.float64)))
        total, over = total + reward, terminated or truncated
    assert evaluate(trainer.agent, "Pendulum-v1", 1)[0, 0] == pytest.approx(total, rel=1e-5)


class Mine:
    """A classe de um estudante, para um agente só."""

    def __init__(self, gamma=0.9):
        self.gamma, self.actor = gamma, Loud()

    def update(self, obs, action, reward, next_obs, terminated):
        """Não aprende."""


def test_the_agent_of_a_student_acts_and_is_evaluated_alike():
    trainer = Trainer(Scripted, seeds=[0, 1], algorithm=one_agent(Mine), batch_size=4, warmup=5).advance(until=20)
    assert trainer.agent.act([0.0, 0.0]).tolist() == [[1.0], [1.0]]
    assert evaluate(trainer.agent, Scripted, 2).tolist() == [[15, 15], [15, 15]]


# --- os lotes --------------------------------------------------------------------------------------------------------

BENT = {
    "double": (lambda b: Batch(*(x.double() for x in b)), "`obs` é .*float64.*float32"),
    "numpy": (lambda b: Batch(*(x.numpy() for x in b)), "`obs` é ndarray"),
    "sem o eixo das réplicas": (lambda b: Batch(*(x[0] for x in b)), "`obs` é"),
    "terminated bool": (
        lambda b: b._replace(terminated=b.terminated.bool()),
        r"`terminated` é .*torch\.bool.*float\(\)",
    ),
    "recompensa com um eixo a mais": (lambda b: b._replace(reward=b.reward[..., None]), "`reward` é|`obs` é"),
    "recompensa inteira": (lambda b: b._replace(reward=b.reward.long()), r"`reward` é .*int64"),
    "lotes diferentes": (lambda b: b._replace(action=b.action[:, :3]), r"`action` é \(2, 3, 1\)"),
    "outra observação": (lambda b: b._replace(next_obs=b.next_obs[..., :2]), r"`next_obs` é \(2, 8, 2\)"),
    "vazio": (lambda b: Batch(*(x[:, :0] for x in b)), "`obs` é"),
    "outras réplicas": (lambda b: Batch(*(x[:1] for x in b)), "`obs` é"),
    "nada": (lambda b: None, "`update` recebeu None; aceita um `Batch`"),
    "quatro campos": (lambda b: tuple(b)[:4], "aceita um `Batch`"),
}


@pytest.mark.parametrize("make", [lambda: DDPG(3, 1, seeds=[0, 1]), lambda: one_agent(Mine)((3,), 1, seeds=[0, 1])])
@pytest.mark.parametrize("name", BENT)
def test_a_bent_batch_is_refused_and_nothing_moves(name, make):
    bend, says = BENT[name]
    agent = make()
    before = copy.deepcopy(agent.actor.flat)
    with pytest.raises((TypeError, ValueError), match=says):
        agent.update(bend(random_batch(np.random.default_rng(0), 2, 8, 3, 1)))
    assert torch.equal(agent.actor.flat, before)


# --- a normalização --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("normalize", "error", "says"),
    [
        (([-1, -1], [1, 1]), ValueError, r"limites de forma \(2,\), mas as observações têm a forma \(3,\)"),
        (([-1, -1], [1, 1, 1]), ValueError, "limites finitos"),
        (([[-1] * 3], [[1] * 3]), ValueError, r"limites de forma \(1, 3\)"),
        ((["a"] * 3, [1] * 3), TypeError, "aceita dois números"),
        (([-1, [-1]], [1, 1]), TypeError, "aceita dois números"),
        ((None, None), TypeError, "aceita dois números"),
        (([], []), TypeError, "aceita dois números"),
    ],
)
def test_limits_that_do_not_fit_are_refused_before_training(normalize, error, says):
    with pytest.raises(error, match=says):
        Trainer("Pendulum-v1", seeds=[0], normalize=normalize)


@pytest.mark.parametrize("normalize", [(-8, 8), ([-8], [8]), ([-1, -1, -8], [1, 1, 8]), (-8, [1, 1, 8])])
def test_every_form_of_limits_that_fits_trains(normalize):
    Trainer("Pendulum-v1", seeds=[0, 1], normalize=normalize, **SMALL).advance(until=12)


@pytest.mark.parametrize(
    ("scale", "says"),
    [
        (FixedScale([-1, -1], [1, 1]), r"\(2,\)"),
        (RunningScale(1, (3,)), r"RunningScale\(2, \(3,\)\)"),
        (RunningScale(2, (4,)), r"RunningScale\(2, \(3,\)\)"),
    ],
)
def test_a_normalizer_of_another_shape_is_refused_by_the_agent(scale, says):
    with pytest.raises(ValueError, match=says):
        DDPG(3, 1, seeds=[0, 1], normalizer=scale)
