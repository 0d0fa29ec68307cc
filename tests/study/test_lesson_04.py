"""O que a aula 04 afirma sai dos seus dados: a semente 4, as sementes presas e os lugares que cada ruído visita."""

import csv
import math
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from support.scripts import load_script

from course_utils import Recording, Study
from course_utils.engine import unavailable
from course_utils.study.bands import band, probability_of_improvement

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "files" / "resultados"
TEXT = (ROOT / "notebooks/textos/04_ruido_nos_parametros.md").read_text(encoding="utf-8")
BETS = tomllib.loads((ROOT / "files/apostas/04.toml").read_text(encoding="utf-8"))

needs_the_engine = pytest.mark.skipif(unavailable() is not None, reason="sem o motor compilado")


@pytest.fixture(scope="module")
def thermostat():
    return pd.read_csv(RESULTS / "termostato.csv")


@pytest.fixture(scope="module")
def stuck():
    return pd.read_csv(RESULTS / "saturadas.csv")


@pytest.fixture(scope="module")
def up(stuck):
    """Se cada semente está em pé no passo 6.000, `[semente, continuação]`."""
    return stuck[stuck.step == 6000].pivot(index="seed", columns="treatment", values="return") >= -200


def end(study: str, setting: str, seed: int = 4) -> float:
    return float(Study.load(RESULTS / study).curves(setting).loc[seed].iloc[-1])


# --- a semente 4 ----------------------------------------------------------------------------------------------------


def test_the_case_is_as_it_is_told(thermostat):
    own = thermostat[(thermostat.delta == 0.2) & (thermostat.sigma0 == 0.05) & (thermostat.seed == 4)]
    own = own.set_index("step")
    early = own.d.loc[600:3050]
    assert (early < 0.025).mean() > 0.9 and early.median() < 0.002
    assert own.sigma.idxmax() == 3050 and round(own.sigma.max(), 2) == 0.45 and own.sigma.iloc[0] < 0.053
    assert round(own.d[3100], 2) == 0.89 and own.d.loc[3100:4600].median() > 0.5
    curve = Study.load(RESULTS / "delta").curves("δ = 0,2").loc[4]
    assert curve.loc[1000:3000].round().eq(-1441).all() and round(curve.iloc[-1]) == -177
    for told in ("de 0,05 a 0,45, no passo 3.050", "No passo 3.100, *d* salta para 0,89", "−1.441", "em −177"):
        assert told in TEXT, told


def test_where_seed_4_ends_is_as_it_is_told():
    assert round(end("ruidos", "nenhum")) == -683
    assert all(abs(end("delta", name) + 683) < 2 for name in ("δ = 0,05", "δ = 0,1"))
    ends = [end("delta", name) for name in ("δ = 0,2", "δ = 0,4", "δ = 0,8")]
    assert (round(max(ends)), round(min(ends))) == (-172, -178)
    assert end("alpha", "α = 1,5") < -600 and end("sigma", "σ₀ = 0,001") > -200 and end("ruidos", "na ação") > -200
    assert "entre −178 e −172" in TEXT and "termina em −683" in TEXT


# --- as sementes presas ---------------------------------------------------------------------------------------------


def test_no_continuation_stands_out_and_the_sentences_count_right(stuck, up):
    assert len(up) == 59 and "59 sementes" in BETS["salvou"]["question"]
    bands = [band(up[name].to_numpy(float), "mean") for name in up]
    assert max(one.low for one in bands) < min(one.high for one in bands), "as seis faixas se cobrem"
    hot, cold = up["com o termostato"], up["sem ruído"]
    after = BETS["salvou"]["after"]
    assert f"{hot.sum()} das 59 ficam em pé; sem ruído nenhum, {cold.sum()}" in after
    assert f"Em {(hot & cold).sum()} sementes as duas dão certo; em {(hot & ~cold).sum()}, só o termostato" in after
    assert f"em {(~hot & cold).sum()}, só a falta de ruído" in after
    assert up.sum().idxmax() == "σ = 0,4 de uma vez"
    assert up["ruído na ação"].sum() == hot.sum()
    before = stuck[stuck.step == 1000].groupby("seed")["return"].agg(np.ptp)
    assert (before == 0).all(), "as seis continuações partem do mesmo estado"


def test_the_recording_of_the_opening_is_one_of_the_four(up):
    seed = Recording.load(ROOT / "files/gravacoes/preso.json").settings["seeds"][0]
    assert up["com o termostato"][seed] and not up["sem ruído"][seed]
    assert f"as sementes de 0 a {seed}: a {seed} é a primeira" in TEXT


@needs_the_engine
def test_the_table_of_the_stuck_is_what_its_command_gives():
    script = load_script(ROOT / "ferramentas/gerar/saturadas.py")
    with (RESULTS / "saturadas.csv").open(encoding="utf-8") as file:
        stored = [row for row in csv.reader(file) if row[0] == "20"]
    script.STEPS = 2000
    assert list(script.rows(range(19, 21))) == [row for row in stored if int(row[2]) <= 2000]
    assert "De 2.000 sementes" in TEXT and len(script.SEEDS) == 2000


# --- os lugares -----------------------------------------------------------------------------------------------------


def test_white_noise_stays_behind_and_against_ou_it_depends_on_the_actor():
    table = pd.read_csv(RESULTS / "lugares.csv")
    found = {}
    for actor, own in table.groupby("actor"):
        assert own.seed.nunique() == 20
        white, ou, inside = (
            band(own[own.noise == name].places.to_numpy(float), "mean")
            for name in ("branco na ação", "OU na ação", "nos parâmetros")
        )
        assert white.high < min(ou.low, inside.low), actor
        found[actor] = inside.low > ou.high
    assert found == {"treinado": False, "recém-criado": True}


def test_the_newborn_rows_repeat():
    lugares = load_script(ROOT / "ferramentas/gerar/lugares.py")
    table = pd.read_csv(RESULTS / "lugares.csv").set_index(["actor", "seed", "noise"]).places
    seed, actor = next(lugares.newborn())
    for noise in lugares.NOISES:
        found = lugares.places(lugares.wander(actor, noise, seed=seed)).sum()
        assert abs(found - table["recém-criado", seed, noise]) <= 2  # o último bit muda entre máquinas


def test_the_three_noises_have_the_same_size():
    from course_utils import Actor
    from course_utils.exploration import policy_distance
    from course_utils.worlds.wandering import SIZE, sigma_of

    actor = Actor(3, 1, seeds=[3])
    obs = torch.randn(1, 400, 3, generator=torch.Generator().manual_seed(0)) * torch.tensor([0.7, 0.7, 4.6])
    draws = torch.randn(200, actor.flat.shape[1], generator=torch.Generator().manual_seed(1))
    copies = actor.like(actor.flat + sigma_of(actor) * draws * actor.noise_mask)
    d = policy_distance(actor(obs), copies(obs.expand(200, -1, -1))).median()
    assert 0.7 * SIZE < d < 1.3 * SIZE


# --- para ir além ---------------------------------------------------------------------------------------------------


def test_the_thermostat_follows_the_actor_with_the_delays_told(thermostat):
    late = thermostat[thermostat.step > 4000].groupby(["delta", "sigma0"])[["d", "sigma"]].median()
    assert all(abs(row.d / delta - 1) < 0.35 for (delta, _), row in late.iterrows())
    adaptations = [abs(math.log(late.sigma[0.2, start] / start)) / math.log(1.05) for start in (0.001, 1.0)]
    assert all(60 <= count <= 75 for count in adaptations)
    tight = thermostat[(thermostat.delta == 0.05)].pivot(index="seed", columns="step", values="d")
    center = pd.Series(band(tight.to_numpy()).center, tight.columns)
    assert 0.25 < center.max() < 0.35 and center.loc[4000:].max() < 0.1


def test_no_setting_stands_out_at_the_end():
    for name in ("ruidos", "sigma", "delta", "alpha", "adaptacao"):
        study = Study.load(RESULTS / name)
        bands = [study.band(setting) for setting in study.settings]
        assert max(one.low[-1] for one in bands) < min(one.high[-1] for one in bands), name


def test_the_seeds_that_never_arrive():
    failed = []
    for name in ("ruidos", "sigma", "delta", "alpha", "adaptacao"):
        study = Study.load(RESULTS / name)
        for setting in study.settings:
            first = study.steps_to(-200, setting)
            failed += first.index[np.isinf(first)].tolist()
    assert failed.count(4) >= len(failed) - 1, "onde uma faixa é larga, quase sempre é a semente 4"


def test_only_at_1000_steps_the_band_excludes_a_half():
    noises = Study.load(RESULTS / "ruidos")
    inside, outside = (noises.curves(name) for name in ("nos parâmetros", "na ação"))
    assert probability_of_improvement(inside[1000], outside[1000]).high < 0.5
    last = probability_of_improvement(inside[5000], outside[5000])
    assert last.low < 0.5 < last.high
