"""A faixa da turma: como foram vinte treinos com os ajustes do curso, para pôr um treino ao lado deles."""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd

from ..support.paths import course_file

EPISODE = 200  # passos de cada episódio da turma: os do pêndulo


@functools.cache
def reference_band(kind: str) -> list[list[float]]:
    """Por episódio: o passo em que acaba, e o 5º, o 50º e o 95º percentil do retorno de treino das sementes da turma.

    - `kind`: a exploração, como em `knobs.KINDS`; das que a turma não treinou, a lista é vazia.

    Não é uma faixa de confiança: é onde caem dezoito de cada vinte treinos, cada um uma semente.
    """
    table = pd.read_csv(course_file("resultados/referencia.csv"))
    returns = table[table["exploration"] == kind].pivot(index="episode", columns="seed", values="return")
    low, middle, high = np.percentile(returns.to_numpy(), [5, 50, 95], axis=1) if len(returns) else np.empty((3, 0))
    return [[EPISODE * (e + 1.0), float(a), float(b), float(c)] for e, a, b, c in zip(returns.index, low, middle, high)]
