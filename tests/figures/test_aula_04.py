"""As figuras da aula 04 se leem numa tela estreita e se descrevem; o que o LayerNorm faz é o que a aposta diz."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from matplotlib.text import Text

from course_utils import Actor, Study
from course_utils.figures import aula_04 as plots
from course_utils.support.paths import course_file
from course_utils.worlds.wandering import NOISES, wander

ROOT = Path(__file__).resolve().parents[2]


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(course_file(f"resultados/{name}.csv"))


def studies(*names: str) -> dict[str, Study]:
    return {name: Study.load(course_file(f"resultados/{name}.json")) for name in names}


def actor() -> Actor:
    return Actor(3, 1)


FIGURES = {
    "case": lambda: plots.case(table("termostato")),
    "fates": lambda: plots.fates(studies("ruidos", "delta"), 4),
    "freed": lambda: plots.freed(table("saturadas")),
    "places_bands": lambda: plots.places_bands(table("lugares")),
    "places_maps": lambda: plots.places_maps({"novo": {noise: wander(actor(), noise, 3) for noise in NOISES}}),
    "same_observation": lambda: plots.same_observation(actor(), 0.2, 0.03),
    "one_decision": lambda: plots.one_decision(actor(), 0.05, 0.2),
    "cooling": lambda: plots.cooling(actor(), 1.0, 0.2, 1.05, 20),
    "tracking": lambda: plots.tracking(table("termostato"), "delta"),
    "decay": lambda: plots.decay(0.4, (0.999, 0.9995)),
    "each_setting": lambda: plots.each_setting(studies("delta")["delta"]),
    "twins": lambda: plots.twins(np.arange(3), {"um": np.zeros(3), "outro": np.ones(3)}, 1, (2,)),
    "layer_distances": lambda: plots.layer_distances({"quadro": {"rede": np.array([0.1, 0.2])}}),
}


@pytest.mark.parametrize("name", FIGURES)
def test_each_figure_is_legible_and_described(name):
    figure = FIGURES[name]()
    assert figure.get_figwidth() <= 6.4
    figure.draw_without_rendering()
    assert min(text.get_fontsize() for text in figure.findobj(Text) if text.get_text()) >= 11
    assert len(figure.alt) > 60 and not re.search(r"\d\.\d(?!\d\d\b)", figure.alt)


def test_one_setting_appears_once_where_each_seed_ends():
    (axes,) = plots.fates(studies("ruidos", "delta"), 4).axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert len(names) == len(set(names)) == 4 + 5 - 1  # o padrão está nos dois


def test_the_title_says_which_branch_acts():
    assert "≤" in plots.one_decision(actor(), 0.0, 0.2).get_suptitle()
    assert ">" in plots.one_decision(actor(), 1.0, 0.05).get_suptitle()


def test_layer_norm_keeps_d_and_does_not_make_the_layers_equal():
    text = (ROOT / "notebooks/textos/04_ruido_nos_parametros.md").read_text(encoding="utf-8")
    (cell,) = (one for one in re.findall(r"```\{code-cell\}\n(.*?)```", text, re.DOTALL) if "def layer_by_layer" in one)
    names = {"plots": plots, "torch": torch, "nn": torch.nn, "np": np, "copy": __import__("copy")}
    exec(cell.replace('bet("04.unidade", by_unit)', ""), names)
    states = plots.states()[0]
    with_norm, without = (names["network"](norm) for norm in (True, False))
    one, large = (names["layer_by_layer"](with_norm, scale * states) for scale in (1, 10))
    np.testing.assert_allclose(one, (0.05, 0.14, 0.23), atol=0.02)
    assert np.abs(large / one - 1).max() < 0.3
    one, large = (names["layer_by_layer"](without, scale * states) for scale in (1, 10))
    assert (large / one).min() > 2
