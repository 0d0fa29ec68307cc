"""Uma cópia de qualquer peça nossa é a peça inteira: aprende igual à de que veio, e não mexe nela.

Quase todas guardam vistas: as camadas de uma rede são pedaços do seu `flat`, e o otimizador muda esse mesmo `flat`.
Numa cópia em que as vistas viram vetores à parte, o treino segue sem erro e sem efeito.
"""

import copy
import io
import pickle

import cloudpickle
import loky
import numpy as np
import pytest
import torch
from support.networks import PlainCritic, plain_actor
from torch import nn

from course_utils import DDPG, TD3, ActionNoise, Actor, Critic, OUNoise, ParameterNoise, ReplayBuffer
from course_utils.adam import Adam
from course_utils.ddpg import Metrics
from course_utils.encoder import SeeingCritic
from course_utils.normalization import FixedScale, RunningScale
from course_utils.student_networks import ModuleNetwork
from course_utils.support.history import MetricsLog
from course_utils.support.randomness import Stream

SEEDS = [0, 1]


def torch_copy(thing):
    file = io.BytesIO()
    torch.save(thing, file)
    file.seek(0)
    return torch.load(file, weights_only=False)


def in_another_process(thing):
    """Vai a outro processo e volta."""
    return loky.get_reusable_executor(max_workers=1, timeout=60).submit(copy.copy, thing).result()


WAYS = {
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
    "deepcopy": copy.deepcopy,
    "torch.save": torch_copy,
    "cloudpickle": lambda thing: cloudpickle.loads(cloudpickle.dumps(thing)),
    "loky": in_another_process,
}


def small_eyes():
    return nn.Sequential(nn.Flatten(), nn.Linear(12, 5))


def small_actor():
    return plain_actor(3, 1)


def small_critic():
    return PlainCritic(3, 1)


def moved(network, *inputs):
    """O que a rede dá depois de mudar o `flat`, no lugar, como faz o otimizador."""
    network.flat.mul_(1.5).add_(0.01)
    return network(*inputs)


def updated(agent):
    """O que três atualizações dão."""
    random = np.random.default_rng(0)
    buffer = ReplayBuffer(9, agent.obs_shape, agent.act_dim, len(agent.seeds))
    for _ in range(9):
        obs, following = random.normal(size=(2, len(SEEDS), *agent.obs_shape))
        buffer.add(obs, random.uniform(-1, 1, (2, 1)), random.normal(size=2), following, np.zeros(2))
    for _ in range(3):
        metrics = agent.update(buffer.at(random.random((2, 4))))
    acted = agent.act(np.ones((2, 5, *agent.obs_shape), np.float32))
    return torch.stack(metrics), torch.from_numpy(acted), agent.target_actor.flat, agent.target_critic.flat


def stepped(adam):
    adam.step(torch.ones_like(adam.flat))
    return adam.flat


def filled(buffer):
    """O que se sorteia depois de guardar mais uma transição."""
    buffer.add(np.ones((2, 3)), np.ones((2, 1)), np.ones(2), np.ones((2, 3)), np.ones(2))
    return tuple(buffer.at(np.array([[0.1, 0.9], [0.9, 0.1]])))


def explored(exploration):
    """Um episódio que começa, e as ações dele."""
    actor = Actor(3, 1, (4, 4), seeds=SEEDS)
    exploration.start_episode(actor, 0)
    exploration.settings["sigma"][:] = 0.5
    exploration.start_episode(actor, 1)
    acted = exploration.policy(actor)(torch.ones(2, 1, 3))
    return torch.from_numpy(exploration.noise(acted[:, 0].numpy().astype(float)))


def seen(scale):
    scale.observe(np.full((2, 3), 7.0))
    return scale(torch.ones(2, 1, 3))


def logged(log):
    log.append(Metrics(*torch.ones(5, 2)))
    return torch.stack(log[-1]), torch.tensor(len(log))


def buffer():
    own = ReplayBuffer(4, (3,), 1, 2)
    filled(own)
    return own


def bound(exploration):
    return lambda: exploration.bind(Actor(3, 1, (4, 4), seeds=SEEDS), SEEDS, 1)


def log():
    own = MetricsLog(Metrics, 2, torch.device("cpu"))
    own.append(Metrics(*torch.zeros(5, 2)))
    return own


def module(make, purpose):
    return ModuleNetwork(make, purpose=purpose, seeds=SEEDS)


def seeing():
    return SeeingCritic(module(small_eyes, "encoder"), Critic(5, 1, (4, 4), seeds=SEEDS))


OBS, ACTION, FRAMES = torch.ones(2, 4, 3), torch.zeros(2, 4, 1), torch.ones(2, 4, 3, 2, 2)
#: Nome → (como se faz, como se usa).
THINGS = {
    "Actor": (lambda: Actor(3, 1, (4, 4), seeds=SEEDS), lambda it: moved(it, OBS)),
    "Actor.like": (lambda: (a := Actor(3, 1, (4,), seeds=SEEDS)).like(a.flat.clone()), lambda it: moved(it, OBS)),
    "Critic": (lambda: Critic(3, 1, (4, 4), seeds=SEEDS), lambda it: moved(it, OBS, ACTION)),
    "ModuleNetwork": (lambda: module(small_actor, "actor"), lambda it: moved(it, OBS)),
    "SeeingCritic": (seeing, lambda it: moved(it, FRAMES, ACTION)),
    "DDPG": (lambda: DDPG(3, 1, seeds=SEEDS, hidden=(4, 4)), updated),
    "DDPG com escala": (lambda: DDPG(3, 1, seeds=SEEDS, normalizer=RunningScale(2, (3,))), updated),
    "DDPG do estudante": (lambda: DDPG(3, 1, seeds=SEEDS, actor=small_actor, critic=small_critic), updated),
    "DDPG que vê": (lambda: DDPG((3, 2, 2), 1, seeds=SEEDS, encoder=small_eyes, hidden=(4, 4)), updated),
    "TD3": (lambda: TD3(3, 1, seeds=SEEDS, hidden=(4, 4), policy_delay=3), updated),
    "Adam": (lambda: Adam(torch.ones(2, 3), torch.tensor([[0.1], [0.2]])), stepped),
    "ReplayBuffer": (buffer, filled),
    "Stream": (lambda: Stream(SEEDS, "teste", 3, rows=2), lambda it: torch.from_numpy(it.next().copy())),
    "ActionNoise": (bound(ActionNoise()), explored),
    "OUNoise": (bound(OUNoise()), explored),
    "ParameterNoise": (bound(ParameterNoise()), explored),
    "RunningScale": (lambda: RunningScale(2, (3,)), seen),
    "FixedScale": (lambda: FixedScale([-1, -1, -8], [1, 1, 8]), seen),
    "MetricsLog": (log, logged),
}
CASES = [
    pytest.param(make, use, way, id=f"{name}-{by}") for name, (make, use) in THINGS.items() for by, way in WAYS.items()
]


def equal(one, other):
    many = (lambda it: it) if isinstance(one, tuple) else (lambda it: (it,))
    return all(torch.equal(a, b) for a, b in zip(many(one), many(other), strict=True))


@pytest.mark.parametrize(("make", "use", "way"), CASES)
def test_a_copy_is_used_as_the_original_and_leaves_it_alone(make, use, way):
    """A cópia dá o que a original daria; e a original, depois de usada a cópia, dá o que ainda não deu."""
    original = make()
    made = way(original)
    assert equal(given := use(made), use(make()))
    assert equal(use(original), given)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_copy_of_a_copy_is_a_copy(way):
    assert equal(filled(way(way(buffer()))), filled(buffer()))
    assert equal(explored(way(way(bound(OUNoise())()))), explored(bound(OUNoise())()))
