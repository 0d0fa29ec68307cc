"""As figuras da aula 04: o caso da semente 4, por onde anda cada ruído, a distância d, o termostato e os treinos.

Ações e distâncias na escala [-1, 1]; tempos em passos de 0,05 s.
"""

from .case import case, fates, freed
from .places import places_bands, places_maps
from .policies import cooling, one_decision, same_observation, states
from .training import decay, each_setting, layer_distances, tracking, twins

__all__ = [
    "case",
    "cooling",
    "decay",
    "each_setting",
    "fates",
    "freed",
    "layer_distances",
    "one_decision",
    "places_bands",
    "places_maps",
    "same_observation",
    "states",
    "tracking",
    "twins",
]
