"""As vistas que se movem no navegador: o pêndulo treinado e, daqui a pouco, o painel de um treino ao vivo."""

from .export import actor_of, saved_weights, weights_of
from .view import PendulumView, show_pendulum

__all__ = ["PendulumView", "actor_of", "saved_weights", "show_pendulum", "weights_of"]
