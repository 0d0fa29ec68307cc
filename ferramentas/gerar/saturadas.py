"""Quem salva um ator saturado? Sementes novas, escolhidas por estarem presas no passo 1.000, e seis continuações.

    python ferramentas/gerar/saturadas.py    # uns dez minutos: refaz files/resultados/saturadas.csv

As sementes de 0 a 1.999 treinam no motor compilado com os ajustes da aula. Uma está **presa** se as suas quatro últimas
medidas de d antes do passo 1.000 ficam abaixo de 0,01: o ruído não muda ação alguma. O critério só olha o que veio
antes, e foi fixado antes de se ver qualquer continuação. Dali, o mesmo estado continua de seis maneiras, até o passo
6.000, com um retorno sem ruído (10 episódios, sempre dos mesmos começos) a cada 500 passos.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from course_utils import ActionNoise, ParameterNoise
from course_utils.engine import Run
from course_utils.support.paths import files_dir

SEEDS, CHOSEN_AT, STEPS, EVERY, EPISODES = range(2000), 1000, 6000, 500, 10
STUCK, MEASURES = 0.01, 4
SIGMA = "ParameterNoise.sigma"
#: O que muda no passo 1.000. Com α = 1, σ fica onde está; σ = 0 não volta a subir, porque α · 0 = 0.
TREATMENTS: dict[str, dict[str, float]] = {
    "com o termostato": {},
    "δ = 0,05": {"delta": 0.05},
    "σ parado": {"alpha": 1.0},
    "σ = 0,4 de uma vez": {SIGMA: 0.4},
    "ruído na ação": {SIGMA: 0.0, "ActionNoise.sigma": 0.2},
    "sem ruído": {SIGMA: 0.0},
}
TABLE = files_dir() / "resultados" / "saturadas.csv"


def stuck(seed: int) -> Run | None:
    """O treino da semente no passo 1.000, se está presa. O ruído na ação está nele, com σ = 0, para quem o ligar."""
    run = Run("Pendulum-v1", seeds=[seed], exploration=[ActionNoise(sigma=0.0), ParameterNoise()])
    run.run(CHOSEN_AT)
    return run if (run.samples[-MEASURES:, 0, 6] < STUCK).all() else None


def continued(run: Run, changes: dict[str, float]) -> Iterator[tuple[int, float, float]]:
    """O passo, o retorno sem ruído e o σ, a cada 500 passos, do mesmo estado e com `changes`."""
    for name, value in changes.items():
        run.change(name, value)
    while True:
        yield run.steps, float(run.evaluate(EPISODES).mean()), float(run.settings[SIGMA][0])
        if run.steps >= STEPS:
            return
        run.run(EVERY)


def rows(seeds: range = SEEDS) -> Iterator[list[str]]:
    """As linhas da tabela, semente por semente."""
    for seed in seeds:
        run = stuck(seed)
        if run is None:
            continue
        saved = run.save()
        for name, changes in TREATMENTS.items():
            run.restore(saved)
            for step, total, sigma in continued(run, changes):
                yield [str(seed), name, str(step), f"{total:.1f}", f"{sigma:.4g}"]


if __name__ == "__main__":
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["seed", "treatment", "step", "return", "sigma"])
        for row in rows():
            writer.writerow(row)
            file.flush()
