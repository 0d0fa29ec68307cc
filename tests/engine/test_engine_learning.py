"""O motor compilado aprende: a tabela guardada, o que ela promete, e uma linha dela refeita na hora."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ferramentas" / "gerar"))
sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))

import aprendizado_do_motor as stored  # noqa: E402
import learning  # noqa: E402

pytestmark = pytest.mark.skipif("ENGINE_LIBRARY" in os.environ, reason="a tabela é do WebAssembly")
PENDULUM = stored.read("pendulo.csv")


@pytest.mark.parametrize("name, median", [("ruído na ação", 2000), ("ruído nos parâmetros", 2500)])
def test_the_pendulum_is_learned_by_almost_every_seed(name, median):
    means = PENDULUM[name]
    assert means.shape == (40, 10)
    first = stored.first_at(means, -200, 500)
    assert np.isfinite(first).sum() >= 36 and np.median(first) <= median
    torch = learning.read_table()[name]  # as bandas da mediana do último ponto se encontram
    bands = [np.quantile(np.median(np.random.default_rng(0).choice(x[:, -1], (2000, len(x))), 1), [0.025, 0.975])
             for x in (means, torch)]  # fmt: skip
    assert bands[0][0] <= bands[1][1] and bands[1][0] <= bands[0][1], bands


def test_the_car_reaches_the_flag():
    means = stored.read("carro.csv")["ruído nos parâmetros"]
    assert means.shape == (20, 10) and (means[:, -1] >= stored.SOLVED).sum() >= 18


@pytest.mark.learning
def test_a_line_of_the_table_can_be_remade():
    """Treino igual bit a bit; o juiz é o Gymnasium desta máquina, e por isso a margem."""
    means = stored.curves("Pendulum-v1", 2, 2000, 500, 100, exploration=stored.EXPLORATIONS["ruído na ação"])
    np.testing.assert_allclose(means, PENDULUM["ruído na ação"][:2, :4], atol=2.0)
