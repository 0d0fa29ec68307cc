"""Aprende: a tabela guardada cumpre o prometido, e uma versão rápida se repete aqui."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from learning import EXPLORATIONS, checkpoints, first_solved, read_table


@pytest.mark.parametrize("name, median", [("ruído na ação", 2000), ("ruído nos parâmetros", 2500)])
def test_the_stored_table_shows_what_is_promised(name, median):
    means = read_table()[name]
    first = first_solved(means)
    assert means.shape == (20, 10)
    assert np.median(first) <= median and (first <= 5000).sum() >= 19


@pytest.mark.learning
@pytest.mark.slow
@pytest.mark.parametrize("engine", ["torch", "compiled"])
@pytest.mark.parametrize("name", list(EXPLORATIONS))
def test_four_seeds_learn_again(name, engine):
    """Quatro sementes novas, numa população: todas aprendem, ou três, e nenhuma longe do que está guardado.

    Em outra máquina o último bit muda e cada corrida segue o seu caminho; o que se repete é a distribuição.
    """
    if engine == "compiled":
        pytest.importorskip("wasmtime")
    means = checkpoints(EXPLORATIONS[name](), range(100, 104), episodes=10, engine=engine)
    assert (first_solved(means) <= 5000).sum() >= 3
    assert abs(np.median(means[:, -1]) - np.median(read_table()[name][:, -1])) < 60
