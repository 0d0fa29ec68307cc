"""O motor compilado aprende? O pêndulo com os dois ruídos, 40 sementes, e o carro na montanha, 20 sementes.

    python ferramentas/gerar/aprendizado_do_motor.py

Refaz `files/resultados/motor/pendulo.csv` e `carro.csv` (uns dez minutos): o retorno médio de 100 e de 20 episódios sem
ruído, que começam sempre nos mesmos estados. As sementes são as primeiras, de 0 em diante; nenhuma foi escolhida.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import torch

from course_utils import DDPG, ActionNoise, ParameterNoise, evaluate
from course_utils.engine import Run
from course_utils.normalization import FixedScale
from course_utils.worlds.mountain_car import ENV as CAR
from course_utils.worlds.mountain_car import SETTINGS, SOLVED

FOLDER = Path(__file__).resolve().parents[2] / "files" / "resultados" / "motor"
PENDULUM = "Pendulum-v1"
OBS_DIM = {PENDULUM: 3, CAR: 2}
EXPLORATIONS = {"ruído na ação": ActionNoise(), "ruído nos parâmetros": ParameterNoise()}


def curves(env: str, seeds: int, steps: int, every: int, episodes: int, **settings: Any) -> np.ndarray:
    """O retorno médio de `episodes` episódios sem ruído, `[semente, avaliação]`.

    Quem treina é o motor; quem julga é o Gymnasium, nos mesmos episódios em que julga o `Trainer`.
    """
    run = Run(env, seeds=range(seeds), capacity=steps, **settings)
    scale = settings.get("normalize")
    judged = DDPG(OBS_DIM[env], 1, seeds=range(seeds), normalizer=scale and FixedScale(*scale))
    means = []
    while run.steps < steps:
        run.run(every)
        judged.actor.flat.copy_(torch.from_numpy(run.weights()))
        means.append(evaluate(judged, env, episodes).mean(1))
    return np.stack(means, 1)


def write(name: str, every: int, found: dict[str, np.ndarray]) -> None:
    """Guarda uma tabela: exploração, semente, passo, retorno."""
    with (FOLDER / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["exploração", "semente", "passo", "retorno"])
        for exploration, means in found.items():
            for seed, row in enumerate(means):
                writer.writerows([exploration, seed, every * (1 + i), f"{mean:.1f}"] for i, mean in enumerate(row))


def read(name: str) -> dict[str, np.ndarray]:
    """Uma tabela guardada: exploração → retornos `[semente, avaliação]`."""
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = {}
    for exploration in dict.fromkeys(row["exploração"] for row in rows):
        own = [row for row in rows if row["exploração"] == exploration]
        seeds = 1 + max(int(row["semente"]) for row in own)
        found[exploration] = np.array([float(row["retorno"]) for row in own]).reshape(seeds, -1)
    return found


def first_at(means: np.ndarray, level: float, every: int) -> np.ndarray:
    """O primeiro passo avaliado com média de pelo menos `level`, por semente; infinito se nunca."""
    reached = means >= level
    return np.where(reached.any(1), every * (1 + reached.argmax(1)), np.inf)


def main() -> None:
    """Treina o que falta e escreve as duas tabelas."""
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    found = {name: curves(PENDULUM, 40, 5000, 500, 100, exploration=one) for name, one in EXPLORATIONS.items()}
    write("pendulo.csv", 500, found)
    for name, means in found.items():
        first = first_at(means, -200, 500)
        print(f"pêndulo, {name}: mediana {np.median(first):.0f}; {np.isfinite(first).sum()} de 40 até 5.000 passos")
    means = curves(CAR, 20, 20_000, 2000, 20, **SETTINGS)
    write("carro.csv", 2000, {"ruído nos parâmetros": means})
    print(f"carro: {(means[:, -1] >= SOLVED).sum()} de 20 sementes com {SOLVED} ou mais aos 20.000 passos")


if __name__ == "__main__":
    main()
