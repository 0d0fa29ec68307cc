"""Os estudos guardados em `files/resultados/` são o que as aulas dizem que são, e uma fatia deles se repete aqui."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from support.scripts import load_script

from course_utils import DDPG, Study, evaluate, run_study
from course_utils.figures import aula_03
from course_utils.saving.description import describe

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "files" / "resultados"

estudos = load_script(ROOT / "ferramentas/gerar/estudos.py")
copia_lenta = load_script(ROOT / "ferramentas/gerar/copia_lenta.py")

every_study = pytest.mark.parametrize("name", list(estudos.STUDIES))


@every_study
def test_a_stored_study_is_what_its_definition_asks(name):
    study = Study.load(RESULTS / name)
    definition = {setting: describe(given) for setting, given in estudos.STUDIES[name].items()}
    assert study.settings == json.loads(json.dumps(definition))
    assert (study.env, study.steps, study.evaluate_every) == (estudos.ENV, estudos.STEPS, estudos.EVERY)


@every_study
def test_a_stored_study_is_whole(name):
    study = Study.load(RESULTS / name)
    steps = list(range(estudos.EVERY, estudos.STEPS + 1, estudos.EVERY))
    for setting in study.settings:
        curves = study.curves(setting)
        assert list(curves.index) == list(estudos.SEEDS) and len(curves) >= 10
        assert list(curves.columns) == steps
        assert curves.to_numpy().max() <= 0 and np.isfinite(curves.to_numpy()).all()
    assert len(study.table(threshold=-200)) == len(estudos.STUDIES[name])


def test_no_stored_study_is_left_without_a_definition():
    about = {"braco"}  # o que diz como se fez um .csv que não é de `Study`
    assert {path.stem for path in RESULTS.glob("*.json")} - about == set(estudos.STUDIES)


def test_the_same_setting_gave_the_same_runs_in_every_study():
    """O padrão aparece em três estudos; a mesma semente tem de ter feito a mesma corrida nos três."""
    names = {"replay": "100 mil passos", "tau": "τ = 0,05", "atualizacoes": "uma por passo"}
    first, *others = (Study.load(RESULTS / name).curves(setting) for name, setting in names.items())
    for other in others:
        np.testing.assert_allclose(other.to_numpy(), first.to_numpy(), rtol=1e-6)


#: O que a aula 03 afirma, com folga: (estudo, ajuste, entre que retornos fica a mediana no fim).
CLAIMS = [
    ("replay", "100 mil passos", (-300, -100)),
    ("replay", "últimos 64 passos", (-1700, -700)),
    ("tau", "τ = 0,001", (-1700, -700)),
]


@pytest.mark.parametrize("name, setting, between", CLAIMS)
def test_the_stored_studies_show_what_lesson_03_says(name, setting, between):
    low, high = between
    assert low < Study.load(RESULTS / name).curves(setting).iloc[:, -1].median() < high


def test_without_target_networks_is_worse_than_with_them_beyond_the_bands():
    study = Study.load(RESULTS / "tau")
    assert study.band("τ = 1, sem alvo").high[-1] < study.band("τ = 0,05").low[-1]


# --- os números que as apostas da aula 03 dizem -------------------------------------------------------------------


def finals(name: str, setting: str) -> np.ndarray:
    return Study.load(RESULTS / name).curves(setting).iloc[:, -1].to_numpy()


def reached(name: str, setting: str) -> int:
    return int((Study.load(RESULTS / name).curves(setting) >= -200).any(axis=1).sum())


def test_the_bet_on_the_warm_up():
    without, full = finals("aquecimento", "nenhum"), finals("aquecimento", "500 passos")
    assert ((without > -200).sum(), (without < -1400).sum(), (full > -200).sum()) == (1, 5, 10)
    final = Study.load(RESULTS / "aquecimento").band("nenhum")
    assert [round(float(x[-1])) for x in (final.low, final.high)] == [-1437, -391]
    steps, drawn = aula_03.without_warmup()
    assert (steps[0], steps[-1]) == (500, 5000) and drawn[-1] == pytest.approx(-900, abs=20)
    assert drawn[steps <= 2500] == pytest.approx(-1400, abs=50)


def test_the_bet_on_the_memory():
    full, short, none = "100 mil passos", "últimos 64 passos", "só o último passo"
    assert [reached("replay", setting) for setting in (full, short, none)] == [10, 0, 0]
    assert (finals("replay", short) < -1400).sum() == 7
    study = Study.load(RESULTS / "replay")
    assert max(study.band(setting).high[-1] for setting in (short, none)) < study.band(full).low[-1] - 500
    blind = DDPG(obs_dim=3, act_dim=1, seeds=[0])
    blind.actor.flat.zero_()  # o motor desligado
    assert (finals("replay", short) < evaluate(blind, "Pendulum-v1", episodes=10).mean()).sum() == 7


def test_the_bet_on_the_target_networks():
    curves = Study.load(RESULTS / "tau").curves("τ = 1, sem alvo")
    falls = curves.diff(axis=1).iloc[:, 1:].min(axis=1)
    high = (curves.iloc[:, :-1].max(axis=1)) > -300
    assert (curves.iloc[:, -1] > -300).sum() == 5 and (falls[high] < -500).sum() == 4
    assert (finals("tau", "τ = 0,05") > -200).all() and reached("tau", "τ = 0,001") == 0


def test_the_bet_on_the_slow_copy():
    table = pd.read_csv(RESULTS / "copia_lenta.csv")
    assert set(map(tuple, table[["tau", "seed"]].drop_duplicates().values)) == {
        (tau, seed) for tau in copia_lenta.TAUS for seed in range(copia_lenta.SEEDS)
    }
    slow, usual = (own for _, own in table.groupby("tau"))
    first = slow[slow["return"] >= -200].groupby("seed")["step"].min()
    assert len(first) == 10 and (first.min(), first.max()) == (14_000, 18_000)
    known = (table["said"] / table["received"]).groupby([table["tau"], table["step"]])
    assert known.median()[0.001][[5000, 15_000, 30_000]].round(2).tolist() == [0.24, 0.62, 0.86]
    assert known.min()[0.001, 14_000] > 0.5 and known.min()[0.05, 2000] > 0.8
    assert (usual[usual["step"] == 3000]["return"] > -200).all()


def test_a_slice_of_the_slow_copy_is_made_again():
    """Os primeiros 600 passos, com duas sementes: o crítico-alvo lento sabe muito menos do que o outro."""
    again = pd.DataFrame(copia_lenta.rows(seeds=2, steps=600, every=600), columns=copia_lenta.COLUMNS)
    slow, usual = again["said"][:2], again["said"][2:]
    assert slow.between(-3, 0).all() and usual.between(-60, -15).all()
    assert again["received"].between(-200, -120).all()


@pytest.mark.learning
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_slice_of_the_studies_repeats_with_new_seeds():
    """Quatro sementes novas de cada ajuste de `CLAIMS` caem nas mesmas faixas, largas.

    Em outra máquina o último bit muda e cada corrida segue o seu caminho; o que se repete é a distribuição. Uma
    semente em quatro pode desviar-se.
    """
    settings = {setting: estudos.STUDIES[name][setting] for name, setting, _ in CLAIMS}
    again = run_study(settings, estudos.ENV, range(100, 104), estudos.STEPS, estudos.STEPS)
    for _, setting, (low, high) in CLAIMS:
        ends = again.curves(setting).iloc[:, -1]
        assert ends.between(low, high).sum() >= 3, (setting, ends.to_list())
