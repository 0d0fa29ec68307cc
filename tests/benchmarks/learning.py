"""Aprende? 20 sementes de cada exploração no pêndulo, com os ajustes padrão do pacote.

Rode `python tests/benchmarks/learning.py` para refazer `learning.csv`: a cada 500 passos de ambiente, a média
de 100 episódios sem ruído, que começam sempre nos mesmos estados. Não há tempos na tabela: só aprendizado. É a do
PyTorch; a do motor compilado, que se compara com ela, `ferramentas/gerar/aprendizado_do_motor.py` refaz.
"""

import csv
from pathlib import Path

import numpy as np

from course_utils import ActionNoise, ParameterNoise, Trainer, evaluate

ENV, SOLVED, EVERY, STEPS = "Pendulum-v1", -200.0, 500, 5000
EXPLORATIONS = {"ruído na ação": ActionNoise, "ruído nos parâmetros": ParameterNoise}
TABLE = Path(__file__).with_name("learning.csv")


def checkpoints(exploration, seeds, episodes=100, engine="torch"):
    """Retorno médio de cada semente a cada `EVERY` passos, `[semente, avaliação]`."""
    trainer = Trainer(ENV, seeds=seeds, exploration=exploration, engine=engine)
    means = []
    while trainer.steps < STEPS:
        trainer.step()
        if trainer.steps % EVERY == 0:
            means.append(evaluate(trainer.agent, ENV, episodes).mean(1))
    return np.stack(means, 1)


def first_solved(means):
    """O primeiro passo avaliado com média ≥ −200, por semente; infinito se nunca."""
    solved = means >= SOLVED
    return np.where(solved.any(1), EVERY * (1 + solved.argmax(1)), np.inf)


def read_table():
    """A tabela guardada: exploração → médias `[semente, avaliação]`."""
    with TABLE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    stored = {}
    for name in EXPLORATIONS:
        own = [row for row in rows if row["exploração"] == name]
        stored[name] = np.array([float(row["retorno"]) for row in own]).reshape(-1, STEPS // EVERY)
    return stored


def main():
    """Refaz a tabela e imprime o resumo."""
    with TABLE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["exploração", "semente", "passo", "retorno"])
        for name, exploration in EXPLORATIONS.items():
            means = checkpoints(exploration(), range(20))
            for seed, row in enumerate(means):
                writer.writerows([name, seed, EVERY * (1 + i), f"{mean:.1f}"] for i, mean in enumerate(row))
            first = first_solved(means)
            print(f"{name}: mediana {np.median(first):.0f} passos; {np.isfinite(first).sum()} de 20 até {STEPS}")


if __name__ == "__main__":
    main()
