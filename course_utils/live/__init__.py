"""As vistas que se movem no navegador: o pêndulo treinado, o painel de um treino ao vivo, as cenas e a demonstração."""

from .demo import Demo
from .export import actor_of, saved_weights, weights_of
from .panel import LivePanel
from .view import PendulumView, show_pendulum

__all__ = ["Demo", "LivePanel", "PendulumView", "actor_of", "saved_weights", "show_pendulum", "weights_of"]
