"""Os estudos da aula 05: o carro na montanha, 20 ou 40 sementes por ajuste, 20 episódios sem ruído a cada 2.000 passos.

Rode `python ferramentas/gerar/montanha.py` (cerca de uma hora em dois núcleos) para fazer o que falta; apague um par
.csv e .json de `files/resultados/montanha/` para refazê-lo do zero. Com nomes, como `… montanha.py outras_sementes`,
só esses.
"""

import sys
from typing import Any

import numpy as np
import pandas as pd
import torch

from course_utils import DDPG, ActionNoise, OUNoise, ParameterNoise, Trainer, evaluate, run_study
from course_utils.exploration import policy_distance
from course_utils.figures.plots import number
from course_utils.normalization import FixedScale
from course_utils.support.paths import files_dir
from course_utils.worlds.mountain_car import (
    ENV,
    NOISE,
    SCALE,
    SETTINGS,
    SOLVED,
    PlainCritic,
    first_episode,
    plain_actor,
)

STEPS, EVERY, EPISODES = 20_000, 2000, 20
HERE = files_dir() / "resultados" / "montanha"


def car(**changes):
    """Os ajustes da aula, com o que mudar."""
    return SETTINGS | changes


def parameters(**changes):
    """Os ajustes da aula, com o que mudar no ruído nos parâmetros."""
    return car(exploration=ParameterNoise(**NOISE | changes))


OU = dict(sigma=0.5, theta=0.15)
NOISES = {
    "nenhum": car(exploration=None),
    "gaussiano": car(exploration=ActionNoise(sigma=0.5)),
    "nos parâmetros": car(),
}
CHANGES = {
    "OU, dt = 1": car(exploration=OUNoise(**OU, dt=1)),
    "OU, dt = 0,01": car(exploration=OUNoise(**OU, dt=0.01)),
    "sem escala": car(normalize=None),
    "γ = 0,95": car(gamma=0.95),
    "δ = 0,1": parameters(delta=0.1),
    "δ = 1": parameters(delta=1.0),
    "sem LayerNorm": car(actor=plain_actor, critic=PlainCritic),
    "16 e 16": car(hidden=(16, 16)),
    "64 e 64": car(hidden=(64, 64)),
    "128 e 128": car(hidden=(128, 128)),
}


def remembering(deviation, memory):
    """Os ajustes da aula com um OU desse desvio padrão, antes do recorte, e dessa memória, em passos."""
    dt, keep = 1 / (OU["theta"] * memory), 1 - 1 / memory
    sigma = deviation * ((1 - keep**2) / dt) ** 0.5
    return car(exploration=OUNoise(sigma, OU["theta"], dt), engine="compiled")


#: Tamanho e memória, um de cada vez. O OU com dt = 1 da aula tem desvio 0,95 e memória de 7 passos.
SIZES = {
    f"desvio {number(deviation, 2)}, memória {memory}": remembering(deviation, memory)
    for memory in (7, 20)
    for deviation in (0.95, 0.5)
}
#: Estudo → (ajustes, sementes). A aula usa o primeiro; os outros respondem ao que ela deixa em aberto.
STUDIES = {
    "ruidos": (NOISES, range(20)),
    "outras_sementes": ({"nos parâmetros": car()}, range(20, 40)),
    "mudancas": (CHANGES, range(20)),
    "tamanho_e_memoria": (SIZES, range(40)),
}


#: Recém-nascidos: nome → as redes deles.
NETWORKS: dict[str, dict[str, Any]] = {
    "16 e 16": dict(hidden=(16, 16)),
    "32 e 64": dict(hidden=(32, 64)),
    "64 e 64": dict(hidden=(64, 64)),
    "128 e 128": dict(hidden=(128, 128)),
    "32 e 64, sem LayerNorm": dict(actor=plain_actor),
}
ACTORS = 200


def median_distance(sigma, **networks):
    """A mediana de d entre 100 atores recém-nascidos e as suas cópias perturbadas, em estados da caixa da escala."""
    obs = np.random.default_rng(0).uniform(*SCALE, (100, 64, 2)).astype(np.float32)
    agent = DDPG(2, 1, seeds=range(100), normalizer=FixedScale(*SCALE), **networks)
    noise = ParameterNoise(sigma=sigma).bind(agent.actor, agent.seeds, 1)
    for replica in range(100):
        noise.start_episode(agent.actor, replica)
    clean, noisy = (torch.from_numpy(agent.act(obs, policy)) for policy in (None, noise.noisy))
    return float(policy_distance(clean, noisy).median())


def fitting_sigma(delta, **networks):
    """O σ com que a mediana de d é δ, por bisseção: onde o termostato sossegaria."""
    low, high = 0.001, 3.0
    for _ in range(10):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if median_distance(middle, **networks) <= delta else (low, middle)
    return middle


def newborns():
    """Uma linha por rede: o σ que dá d = δ em atores recém-nascidos, e quantos acham a bandeira com ele."""
    rows = []
    for name, networks in NETWORKS.items():
        sigma = fitting_sigma(NOISE["delta"], **networks)
        _, arrived = first_episode(ParameterNoise(sigma=sigma), count=ACTORS, **networks)
        parameters = DDPG(2, 1, **networks).actor.flat.shape[1]
        rows.append((name, parameters, sigma, int(arrived.sum()), ACTORS))
    return pd.DataFrame(rows, columns=["rede", "parâmetros", "sigma", "chegam", "atores"])


def stuck_throttles():
    """Uma linha por semente do OU com dt = 1, aos 8.000 passos: quanto o ator satura, e para que lado.

    `saturados`: a parte dos estados em que |ação| > 0,98. `um_lado`: 0, se empurra tanto para um lado quanto para o
    outro; 1, se só para um.
    """
    trainer = Trainer(ENV, seeds=range(20), engine="torch", **CHANGES["OU, dt = 1"])
    trainer.advance(until=8000)
    states = np.random.default_rng(0).uniform((-1, -0.03), (0.3, 0.03), (200, 2)).astype(np.float32)
    action = trainer.agent.act(np.repeat(states[None], 20, 0))[..., 0]
    columns = {
        "semente": trainer.seeds,
        "avaliação": evaluate(trainer.agent, ENV, EPISODES).mean(1),
        "saturados": (np.abs(action) > 0.98).mean(1),
        "um_lado": np.abs(np.sign(action).mean(1)),
    }
    trainer.close()
    return pd.DataFrame(columns)


#: As tabelas que não são estudos: nome do arquivo → quem a faz.
TABLES = {"recem_nascidos": newborns, "acelerador_preso": stuck_throttles}


if __name__ == "__main__":
    for name in [one for one in sys.argv[1:] or TABLES if one in TABLES]:
        TABLES[name]().to_csv(HERE / f"{name}.csv", index=False, float_format="%.4g", lineterminator="\n")
    for name in [one for one in sys.argv[1:] or STUDIES if one in STUDIES]:
        settings, seeds = STUDIES[name]
        text = {setting: {"engine": "torch"} | own for setting, own in settings.items()}  # salvo se pedem outro
        study = run_study(text, ENV, seeds, STEPS, EVERY, episodes=EPISODES, path=HERE / name)
        print(f"{name}\n{study.table(threshold=SOLVED).to_string()}\n", flush=True)
