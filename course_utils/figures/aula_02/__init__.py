"""As figuras da aula 02: o ator-crítico de quatro números, e os críticos treinados que ensinam um ator."""

from .critics import SCALE, first_actions, gradient_change, policy_maps, students, ten_slopes, ten_students
from .four_numbers import actor_paths, machine_prizes, parabolas

__all__ = [
    "SCALE",
    "actor_paths",
    "first_actions",
    "gradient_change",
    "machine_prizes",
    "parabolas",
    "policy_maps",
    "students",
    "ten_slopes",
    "ten_students",
]
