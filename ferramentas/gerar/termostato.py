"""O termostato da aula 04: d e σ a cada adaptação, para três δ e três σ₀, com 10 sementes de cada.

Rode `python ferramentas/gerar/termostato.py` (um minuto) para refazer `termostato.csv`.
"""

import csv

import numpy as np

from course_utils import ParameterNoise, Trainer
from course_utils.support.paths import files_dir

SEEDS, STEPS, WARMUP = 10, 5000, 500
#: (δ, σ₀) de cada ajuste.
SETTINGS = [(0.05, 0.05), (0.2, 0.05), (0.6, 0.05), (0.2, 0.001), (0.2, 1.0)]
TABLE = files_dir() / "resultados" / "termostato.csv"


def traces(settings=SETTINGS, seeds=SEEDS, steps=STEPS):
    """d e σ depois de cada adaptação: passos `[adaptação]`, d e σ `[ajuste, semente, adaptação]`."""
    delta, sigma = (np.repeat(values, seeds) for values in zip(*settings))
    noise = ParameterNoise(sigma=sigma, delta=delta)
    together = [*range(seeds)] * len(settings)
    trainer = Trainer("Pendulum-v1", seeds=together, exploration=noise, warmup=WARMUP, engine="torch")
    (bound,) = trainer.explorations
    assert isinstance(bound, ParameterNoise)
    when, distances, sigmas = [], [], []
    while trainer.steps < steps:
        trainer.step()
        if trainer.steps > WARMUP and trainer.steps % noise.every == 0:
            when.append(trainer.steps)
            distances.append(bound.distance.copy())
            sigmas.append(bound.settings["sigma"].copy())
    shape = (len(settings), seeds, len(when))
    return np.array(when), *(np.array(x).T.reshape(shape) for x in (distances, sigmas))


def main():
    """Refaz a tabela: uma linha por ajuste, semente e adaptação."""
    when, distances, sigmas = traces()
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["delta", "sigma0", "seed", "step", "d", "sigma"])
        for (delta, start), own_d, own_sigma in zip(SETTINGS, distances, sigmas):
            for seed in range(SEEDS):
                for step, d, sigma in zip(when, own_d[seed], own_sigma[seed]):
                    writer.writerow([delta, start, seed, step, f"{d:.4g}", f"{sigma:.4g}"])


if __name__ == "__main__":
    main()
