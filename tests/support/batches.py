"""Lotes sorteados, e aprendizes prontos para os receber."""

import numpy as np
import torch

from course_utils import DDPG, Batch
from course_utils.adam import Adam
from course_utils.encoder import convolutions

SHAPE = (3, 32, 32)


def random_batch(random, replicas, size, obs_dim, act_dim, dtype=np.float32):
    """Um lote qualquer, com cerca de um terço de fins verdadeiros."""
    return Batch(
        *(
            torch.from_numpy(x.astype(dtype))
            for x in (
                random.normal(size=(replicas, size, obs_dim)),
                random.uniform(-1, 1, (replicas, size, act_dim)),
                random.normal(size=(replicas, size)),
                random.normal(size=(replicas, size, obs_dim)),
                random.random((replicas, size)) < 1 / 3,
            )
        )
    )


def to_float64(agent):
    """Passa um agente inteiro para float64, para comparar sem arredondamento no caminho."""
    for name in ("actor", "critic", "target_actor", "target_critic"):
        network = getattr(agent, name)
        setattr(agent, name, network.like(network.flat.double()))
    agent.settings = {name: value.double() for name, value in agent.settings.items()}
    agent.actor_optimizer = Adam(agent.actor.flat, agent.settings["actor_lr"])
    agent.critic_optimizer = Adam(agent.critic.flat, agent.settings["critic_lr"])
    return agent


def frames_batch(random, replicas, size, act_dim=1, dtype=np.float32):
    """Um lote qualquer, com imagens no lugar das observações."""
    batch = random_batch(random, replicas, size, 1, act_dim, dtype)
    obs, next_obs = (torch.from_numpy(random.normal(size=(replicas, size, *SHAPE)).astype(dtype)) for _ in range(2))
    return batch._replace(obs=obs, next_obs=next_obs)


def seeing(seeds=(0,), **settings):
    return DDPG(SHAPE, 1, seeds=seeds, encoder=convolutions, **settings)
