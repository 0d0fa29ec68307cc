"""Quantos lugares cada ruído visita: vinte atores treinados e vinte recém-criados, com o mesmo tamanho de ruído.

    python ferramentas/gerar/lugares.py    # menos de um minuto: refaz files/resultados/lugares.csv

Os treinados são os das sementes de 0 em diante que, depois de 5.000 passos no motor compilado com os ajustes da aula,
têm retorno médio sem ruído de −200 para cima; os recém-criados, os das sementes de 0 a 19.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import count, islice

import torch

from course_utils import Actor, ParameterNoise
from course_utils.engine import Run
from course_utils.support.paths import files_dir
from course_utils.worlds.wandering import NOISES, places, wander

ACTORS = 20
TABLE = files_dir() / "resultados" / "lugares.csv"


def trained() -> Iterator[tuple[int, Actor]]:
    """Os atores que aprenderam, e a semente de cada um."""
    for seed in count():
        run = Run("Pendulum-v1", seeds=[seed], exploration=ParameterNoise())
        run.run(5000)
        if run.evaluate(10).mean() >= -200:
            actor = Actor(3, 1)
            actor.flat.copy_(torch.from_numpy(run.weights()))
            yield seed, actor


def newborn() -> Iterator[tuple[int, Actor]]:
    """Atores antes de qualquer atualização."""
    return ((seed, Actor(3, 1, seeds=[seed])) for seed in count())


def rows(actors: int = ACTORS) -> Iterator[list]:
    """As linhas da tabela."""
    for kind, source in (("treinado", trained()), ("recém-criado", newborn())):
        for seed, actor in islice(source, actors):
            for noise in NOISES:
                yield [kind, seed, noise, int(places(wander(actor, noise, seed=seed)).sum())]


if __name__ == "__main__":
    torch.set_num_threads(1)
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["actor", "seed", "noise", "places"])
        writer.writerows(rows())
