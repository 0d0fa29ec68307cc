"""Os estudos da aula 05: o carro na montanha, 20 sementes por ajuste, 20 episódios sem ruído a cada 2.000 passos.

Rode `python files/resultados/montanha.py` (cerca de uma hora em dois núcleos) para refazer o que falta; apague um par
.csv e .json de `files/resultados/montanha/` para refazê-lo do zero. Com nomes, como `… montanha.py outras_sementes`,
só esses.
"""

import sys
from pathlib import Path

import torch
from torch import nn

from course_utils import ActionNoise, OUNoise, ParameterNoise, run_study
from course_utils.mountain_car import ENV, NOISE, SETTINGS, SOLVED

STEPS, EVERY, EPISODES = 20_000, 2000, 20
HERE = Path(__file__).parent / "montanha"


def small(layer):
    """A última camada nasce pequena, como nas redes do curso."""
    for parameter in layer.parameters():
        nn.init.uniform_(parameter, -0.01, 0.01)
    return layer


class PlainCritic(nn.Module):
    """O crítico do curso sem LayerNorm; a ação entra na segunda camada."""

    def __init__(self):
        super().__init__()
        self.layer1, self.layer2, self.last = nn.Linear(2, 32), nn.Linear(32 + 1, 64), small(nn.Linear(64, 1))

    def forward(self, obs, action):
        h = torch.relu(self.layer1(obs))
        return self.last(torch.relu(self.layer2(torch.cat([h, action], -1))))


def plain_actor():
    """O ator do curso sem LayerNorm."""
    last = small(nn.Linear(64, 1))
    return nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), last, nn.Tanh())


def car(**changes):
    """Os ajustes da aula, com o que mudar."""
    return SETTINGS | changes


def parameters(**changes):
    """Os ajustes da aula, com o que mudar no ruído nos parâmetros."""
    return car(exploration=ParameterNoise(**NOISE | changes))


SETTINGS_OF_STUDY = {
    "nenhum": car(exploration=None),
    "gaussiano": car(exploration=ActionNoise(sigma=0.5)),
    "OU, dt = 1": car(exploration=OUNoise(sigma=0.5, theta=0.15, dt=1)),
    "OU, dt = 0,01": car(exploration=OUNoise(sigma=0.5, theta=0.15, dt=0.01)),
    "nos parâmetros": car(),
    "γ = 0,9": car(gamma=0.9),
    "γ = 0,95": car(gamma=0.95),
    "δ = 0,1": parameters(delta=0.1),
    "δ = 0,3": parameters(delta=0.3),
    "δ = 1": parameters(delta=1.0),
    "sem escala": car(normalize=None),
    "OU, sem escala": car(exploration=OUNoise(sigma=0.5, theta=0.15, dt=1), normalize=None),
    "sem LayerNorm": car(actor=plain_actor, critic=PlainCritic),
    "16 e 16": car(hidden=(16, 16)),
    "64 e 64": car(hidden=(64, 64)),
    "128 e 128": car(hidden=(128, 128)),
}
#: Estudo → (ajustes, sementes). O segundo repete os ajustes da aula em sementes que ninguém viu ao escolhê-los.
STUDIES = {"estudo": (SETTINGS_OF_STUDY, range(20)), "outras_sementes": ({"nos parâmetros": car()}, range(20, 40))}


if __name__ == "__main__":
    for name in sys.argv[1:] or STUDIES:
        settings, seeds = STUDIES[name]
        study = run_study(settings, ENV, seeds, STEPS, EVERY, episodes=EPISODES, path=HERE / name)
        print(f"{name}\n{study.table(threshold=SOLVED).to_string()}\n", flush=True)
