"""O pacote do curso: DDPG com ruído adaptativo nos parâmetros, para ler, testar e tocar enquanto aprende."""

from .ddpg import DDPG, Metrics
from .evaluation import evaluate, mean_interval
from .exploration import ActionNoise, OUNoise, ParameterNoise
from .networks import Actor, Critic
from .replay import Batch, ReplayBuffer
from .training import Change, Episode, Trainer

__all__ = [
    "ActionNoise",
    "Actor",
    "Batch",
    "Change",
    "Critic",
    "DDPG",
    "Episode",
    "Metrics",
    "OUNoise",
    "ParameterNoise",
    "ReplayBuffer",
    "Trainer",
    "evaluate",
    "mean_interval",
]
