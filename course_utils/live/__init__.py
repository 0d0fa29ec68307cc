"""As vistas que se movem no navegador: o pêndulo treinado, o painel de um treino ao vivo, o laboratório da página.

`laboratory` faz o que a página pede, `reading` lê para ela o treino, e `support.runner` o avança; nenhum conhece a
tela. `panel` e `view` são os widgets; `knobs` diz o rótulo e a escala de cada ajuste, `sliders` faz deles
controles comuns do ipywidgets, e `page/` tem o JavaScript e o CSS.
"""

from .export import actor_of, saved_weights, weights_of
from .ghosts import Ghosts
from .lesson_00 import show_bellman, show_learning
from .lesson_01 import show_sweeps
from .panel import LivePanel
from .race import race
from .recorded import show_recording
from .share import share_policy
from .sliders import controls
from .view import PendulumView, show_pendulum

__all__ = [
    "Ghosts",
    "LivePanel",
    "PendulumView",
    "actor_of",
    "controls",
    "race",
    "saved_weights",
    "share_policy",
    "show_bellman",
    "show_learning",
    "show_pendulum",
    "show_recording",
    "show_sweeps",
    "weights_of",
]
