"""O pacote do curso: DDPG com ruído adaptativo nos parâmetros, para ler, testar e tocar enquanto aprende."""

from .ddpg import DDPG, Metrics
from .evaluation import evaluate, mean_interval
from .exploration import ActionNoise, OUNoise, ParameterNoise
from .networks import Actor, Critic
from .replay import Batch, ReplayBuffer
from .study import Study, run_study
from .training import Change, Episode, Trainer

__all__ = [
    "DDPG",
    "ActionNoise",
    "Actor",
    "Batch",
    "Change",
    "Critic",
    "Episode",
    "Metrics",
    "OUNoise",
    "ParameterNoise",
    "ReplayBuffer",
    "Study",
    "Trainer",
    "evaluate",
    "mean_interval",
    "run_study",
]
