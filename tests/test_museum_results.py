"""Os estudos guardados em `files/resultados/museu/`: são o que o script pede, e mostram o que a aula diz."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from course_utils import ActionNoise
from course_utils.bands import probability_of_improvement
from course_utils.bugs import BUGS

RESULTS = Path(__file__).resolve().parent.parent / "files" / "resultados"

spec = importlib.util.spec_from_file_location("museu", RESULTS / "museu.py")
assert spec and spec.loader
museu = importlib.util.module_from_spec(spec)
spec.loader.exec_module(museu)

every_plan = pytest.mark.parametrize("name", list(museu.PLANS))


@every_plan
def test_a_stored_study_is_what_its_definition_asks(name):
    study, plan = museu.stored(name), museu.PLANS[name]
    assert study.settings == json.loads(json.dumps(museu.definition(plan)))
    assert (study.env, study.steps, study.evaluate_every, study.episodes) == plan[:4]


@every_plan
def test_a_stored_study_is_whole(name):
    study, plan = museu.stored(name), museu.PLANS[name]
    for setting in plan.rows:
        curves = study.curves(setting)
        assert list(curves.index) == list(museu.SEEDS) and len(curves) >= 20
        assert list(curves.columns) == list(range(plan.every, plan.steps + 1, plan.every))
        assert np.isfinite(curves.to_numpy()).all()


def test_no_stored_study_is_left_without_a_definition():
    assert {path.stem for path in (RESULTS / "museu").iterdir()} == set(museu.PLANS)


def test_every_bug_has_its_evidence():
    """Cada peça tem a sua linha; as de duas delas são linhas que já existem, como os testes seguintes conferem."""
    rows = {bug for plan in museu.PLANS.values() for bugs, _ in plan.rows.values() for bug in bugs}
    assert set(BUGS) - rows == {"flag_never_off", "no_terminal"}


def test_the_flag_trains_as_parameter_noise_bit_by_bit():
    plan = museu.PLANS["pendulo"]
    flag = {"com False": (("flag_never_off",), lambda: dict(exploration=False))}
    with_flag = museu.train(plan._replace(rows=flag, every=300), "com False", seeds=[3], steps=600)
    with_noise = museu.train(plan._replace(every=300), "nos parâmetros", seeds=[3], steps=600)
    np.testing.assert_array_equal(with_flag["return"], with_noise["return"])


def test_no_terminal_trains_as_the_sound_one_on_the_pendulum_bit_by_bit():
    plan = museu.PLANS["pendulo"]
    never = plan._replace(rows={"nunca": (("no_terminal",), museu.pendulum(ActionNoise))}, every=300)
    broken = museu.train(never, "nunca", seeds=[3], steps=600)
    sound = museu.train(plan._replace(every=300), "na ação", seeds=[3], steps=600)
    np.testing.assert_array_equal(broken["return"], sound["return"])


#: O que a aula 07 afirma do pêndulo: peça → (a linha sã, a linha enganada, os momentos em que as faixas se separam).
CLAIMS = {
    "broadcast_in_d": ("nos parâmetros", "broadcast_in_d", []),
    "old_actions_in_d": ("nos parâmetros", "old_actions_in_d", []),
    "squared_d": ("nos parâmetros", "squared_d", []),
    "sigma_too_large": ("nos parâmetros", "sigma_too_large", []),
    "uniform_ou": ("OU", "uniform_ou", [1500]),
    "flag_never_off": ("nenhum", "nos parâmetros", [1000]),
    "action_scale": ("na ação", "action_scale", []),
    "masking_by_truncation": ("na ação", "masking_by_truncation", [1000, 3000]),
    "fixed_reset_seed": ("na ação", "fixed_reset_seed", []),
    "double_update": ("na ação", "double_update", [1000]),
    "layernorm_missing": ("nos parâmetros", "layernorm_missing", [1500]),
    "large_last_layer": ("na ação", "large_last_layer", []),
}


@pytest.mark.parametrize("bug", CLAIMS)
def test_the_bands_part_where_lesson_07_says_they_do(bug):
    sound, broken, moments = CLAIMS[bug]
    study = museu.stored("pendulo")
    steps = list(study.curves(sound).columns)
    one, other = study.band(sound), study.band(broken)
    apart = (np.asarray(one.low) > other.high) | (np.asarray(other.low) > one.high)
    assert [step for step in (1000, 1500, 3000) if apart[steps.index(step)]] == moments


def test_the_double_update_looks_better_and_the_fixed_start_looks_worse():
    curves = museu.stored("pendulo").curves
    faster = probability_of_improvement(curves("double_update")[1000], curves("na ação")[1000])
    worse = probability_of_improvement(curves("na ação")[3000], curves("fixed_reset_seed")[3000])
    assert faster.low > 0.6 and 0.5 < worse.low < 0.6
