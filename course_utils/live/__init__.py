"""As vistas que se movem no navegador: o pêndulo treinado e o painel de um treino ao vivo."""

from .export import actor_of, saved_weights, weights_of
from .panel import LivePanel
from .view import PendulumView, show_pendulum

__all__ = ["LivePanel", "PendulumView", "actor_of", "saved_weights", "show_pendulum", "weights_of"]
