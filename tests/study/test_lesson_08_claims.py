"""O estudo do braço: inteiro, como o script o faz, e com o que a aula 08 diz dele."""

import json
import tomllib

import numpy as np
import pandas as pd
import pytest
from support.prose import ROOT
from support.scripts import load_script

from course_utils.figures import aula_08 as arm_plots
from course_utils.figures.plots import number
from course_utils.study.bands import band

braco = load_script(ROOT / "ferramentas/gerar/braco.py")
HINDSIGHT, PLAIN, PARAMETERS = braco.CONDITIONS


@pytest.fixture(scope="module")
def study():
    return arm_plots.studied()


@pytest.fixture(scope="module")
def about():
    return json.loads((braco.HERE / "braco.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def bets():
    return tomllib.loads((ROOT / "files/apostas/08.toml").read_text(encoding="utf-8"))


def test_the_study_is_whole_and_is_what_the_script_asks(study, about):
    described = {name: braco.describe(own) for name, own in braco.CONDITIONS.items()}
    assert about["settings"] == json.loads(json.dumps(described))
    assert (about["seeds"], about["episodes"], tuple(about["moments"])) == (20, 50, braco.MOMENTS)
    assert study["setting"].unique().tolist() == list(braco.CONDITIONS)
    for name in braco.CONDITIONS:
        curves = arm_plots.by_seed(study, name)
        assert list(curves.index) == list(braco.SEEDS) and tuple(curves.columns) == braco.MOMENTS
        assert np.isfinite(curves).all(axis=None) and curves.min(axis=None) >= 0 and curves.max(axis=None) <= 1


def test_what_the_bets_say_of_chance(about, bets):
    chance = about["chance"]
    assert chance["episodes"] == 400
    after = bets["acaso"]["after"]
    assert f"Em {chance['touched']} dos 400" in after and f"só em {chance['ended']} ela termina nele" in after
    assert any(f"São {chance['touched']}, cerca de um em cada seis" in one["says"] for one in bets["acaso"]["option"])
    assert 5.5 < chance["episodes"] / chance["touched"] < 6.5


def test_what_the_bets_say_of_the_direction(bets):
    study = pd.read_csv(braco.HERE / "braco_direcao.csv").groupby("setting")["cosine"]
    told, plain = study.get_group(HINDSIGHT), study.get_group(PLAIN)
    assert len(told) == len(plain) == 20
    after = bets["direcao"]["after"]
    assert f"é {number(told.mean(), 2)}" in after and f"é {number(plain.mean(), 2)}" in after
    assert band(plain.to_numpy(), "mean").low < 0 < band(plain.to_numpy(), "mean").high < band(told.to_numpy()).low
    assert (plain < 0).sum() == 7 and "em sete das vinte" in after
    assert number(told.mean(), 2) in arm_plots.aims().alt


def test_what_the_bets_say_of_the_twenty_seeds(study, bets):
    told, plain = (arm_plots.by_seed(study, name) for name in (HINDSIGHT, PLAIN))
    first = arm_plots.first_good(study, HINDSIGHT)
    assert first.max() == 3000 and first.median() == 2000 and (told[10_000] >= arm_plots.SOLVED).all()
    assert np.isinf(arm_plots.first_good(study, PLAIN)).all()
    after = bets["vinte"]["after"]
    assert (first <= 2000).sum() == 18 and "18 das 20 sementes chegam a 95 % até o passo 2.000" in after
    assert len(braco.MOMENTS) == 7 and (braco.MOMENTS[0], braco.MOMENTS[-1]) == (1000, 10_000)
    assert f"é de {number(100 * plain[10_000].mean(), 0)} % dos episódios" in after
    assert f"já acerta {number(100 * plain[10_000].max(), 0)} %" in after
    assert plain.mean().is_monotonic_increasing and plain.mean()[3000] < 0.01 < plain.mean()[4000]
    assert band(plain[10_000].to_numpy(), "mean").high < band(told[10_000].to_numpy(), "mean").low
    table = arm_plots.arrivals(study, [HINDSIGHT, PLAIN])
    assert table.loc[HINDSIGHT].tolist() == ["20 de 20", "2.000", "20 de 20"]
    assert table.loc[PLAIN].tolist() == ["0 de 20", "mais de 10.000", "0 de 20"]


def test_what_the_bets_say_of_parameter_noise(study):
    first = arm_plots.first_good(study, PARAMETERS)
    assert first.max() == 3000 and first.median() == 2000
    action, noisy = (arm_plots.by_seed(study, name) for name in (HINDSIGHT, PARAMETERS))
    assert ((action - noisy).mean()[3000:].between(0, 0.015)).all() and noisy.mean()[3000:].round(2).eq(0.99).all()
    above = {s: band(action[s].to_numpy(), "mean").low > band(noisy[s].to_numpy(), "mean").high for s in braco.MOMENTS}
    assert above[3000] and above[6000] and not (above[1000] or above[2000] or above[10_000])
