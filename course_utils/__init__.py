"""O pacote do curso: DDPG com ruído adaptativo nos parâmetros, para ler, testar e tocar enquanto aprende.

Os arquivos daqui são o núcleo, que as aulas leem: `training` avança, `ddpg` aprende, `exploration` tem os ruídos e o
termostato. Em volta há salas, uma por pasta; o mapa está em `docs/arquitetura.md`.
"""

from typing import TYPE_CHECKING, Any

from .ddpg import DDPG, Metrics
from .evaluation import evaluate
from .exploration import ActionNoise, OUNoise, ParameterNoise
from .networks import Actor, Critic
from .replay import Batch, ReplayBuffer
from .saving.page_recording import PageRecording
from .saving.recording import Recording
from .training import Change, Episode, Trainer

if TYPE_CHECKING:
    from .study import Study, run_study

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
    "PageRecording",
    "ParameterNoise",
    "Recording",
    "ReplayBuffer",
    "Study",
    "Trainer",
    "evaluate",
    "run_study",
]


def __getattr__(name: str) -> Any:
    """`Study` e `run_study` trazem o pandas e o SciPy, que demoram: só vêm quando alguém os pede."""
    if name in ("Study", "run_study"):
        from . import study

        return getattr(study, name)
    raise AttributeError(f"course_utils não tem {name!r}")
