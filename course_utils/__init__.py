"""O pacote do curso: DDPG com ruído adaptativo nos parâmetros, para ler, testar e tocar enquanto aprende.

Os arquivos daqui são o núcleo, que as aulas leem: `training` avança, `ddpg` aprende, `exploration` tem os ruídos e o
termostato. Em volta há salas, uma por pasta; o mapa está em `docs/arquitetura.md`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .ddpg import DDPG, Metrics
from .evaluation import evaluate
from .exploration import ActionNoise, OUNoise, ParameterNoise
from .networks import Actor, Critic
from .replay import Batch, ReplayBuffer
from .saving.agent import load_agent
from .saving.page_recording import PageRecording
from .saving.recording import Recording
from .support.hindsight import Hindsight
from .support.history import Change, Episode
from .td3 import TD3
from .training import Trainer

if TYPE_CHECKING:
    from .figures.episode import show_episode
    from .study import Study, run_study
    from .support.checkup import check_env

__all__ = [
    "DDPG",
    "TD3",
    "ActionNoise",
    "Actor",
    "Batch",
    "Change",
    "Critic",
    "Episode",
    "Hindsight",
    "Metrics",
    "OUNoise",
    "PageRecording",
    "ParameterNoise",
    "Recording",
    "ReplayBuffer",
    "Study",
    "Trainer",
    "check_env",
    "evaluate",
    "load_agent",
    "run_study",
    "show_episode",
]
#: O que traz o pandas, o SciPy ou o matplotlib, que demoram: só vem quando alguém pede.
LATE = {"Study": "study", "run_study": "study", "show_episode": "figures.episode", "check_env": "support.checkup"}


def __getattr__(name: str) -> Any:
    if name in LATE:
        return getattr(import_module(f".{LATE[name]}", __name__), name)
    raise AttributeError(f"course_utils não tem {name!r}")
