"""O que a aula 09 afirma: do estudo de ajustes, das apostas dele e do que os agentes da lagoa aprendem."""

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from support.scripts import load_script

from course_utils import ActionNoise, Trainer, evaluate
from course_utils.figures.aula_09 import bias, tuning
from course_utils.figures.aula_09 import pond as pond_figures
from course_utils.study.bands import band
from course_utils.worlds.pond import MOST, Pond, plan

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = bias.settings_of("pendulo")
BETS = tomllib.loads((ROOT / "files/apostas/09.toml").read_text(encoding="utf-8"))

ajuste = load_script(ROOT / "ferramentas/gerar/ajuste.py")


# --- o estudo salvo -------------------------------------------------------------------------------------------------


def test_the_stored_table_is_what_its_definition_asks():
    table = pd.read_csv(ROOT / "files/resultados/ajuste.csv", dtype={"setting": str})
    settings = table.drop(columns=["seed", "income"]).drop_duplicates().reset_index(drop=True)
    pd.testing.assert_frame_equal(settings, ajuste.drawn(), check_like=True)
    assert (table.groupby("setting").seed.nunique() == len(ajuste.SEEDS)).all()
    assert np.isfinite(table.income).all() and table.income.between(0, 400).all()


def test_a_slice_of_the_study_is_made_again():
    stored = tuning.incomes_of_all()
    row = next(ajuste.drawn().itertuples())
    trainer = Trainer(Pond, seeds=[0, 1], **ajuste.arguments(row)).advance(until=ajuste.STEPS)
    again = evaluate(trainer.agent, Pond, 10).mean(1) / 1000
    assert np.abs(again - stored[:2, 0]).max() < 60  # entre máquinas o último bit muda, e o treino segue outro caminho


def test_the_numbers_of_the_bet_on_the_choice():
    incomes = tuning.incomes_of_all()
    first, again = tuning.choose(incomes, np.arange(40)), tuning.chosen_again(incomes)
    falls = np.array([one.chosen - one.confirmed for one in again])
    before, fresh = incomes[:3].mean(0), incomes[3:23].mean(0)
    leads = [one[first.winner] - one[0] for one in (before, fresh)]
    own = BETS["escolha"]
    assert f"rende {first.chosen:.0f} mil reais" in own["question"]
    assert f"Com as vinte novas, ele rende {first.confirmed:.0f} mil." in own["after"]
    assert f"que na escolha era de {leads[0]:.0f} mil, cai para {leads[1]:.0f} mil" in own["after"]
    assert (fresh > fresh[first.winner]).sum() == 5 and "cinco dos outros" in own["after"]
    assert f"perdeu em {(falls > 0).sum()}, e metade das vezes mais de {np.median(falls):.0f} mil" in own["after"]


def test_the_rule_of_the_seeds_is_near_four_studies_in_five():
    for first, second in tuning.pairs(tuning.incomes_of_all()):
        assert 0.6 < tuning.seen(first, second, round(tuning.rule(first, second))) < 0.9
        assert tuning.seen(first, second, 3) < 0.5


# --- as emendas do TD3 ----------------------------------------------------------------------------------------------


def test_what_the_critics_promise_and_what_the_return_shows():
    optimism = {g: {s: bias.seeds_of("pendulo", g, s).iloc[:, -1].to_numpy() for s in SETTINGS} for g in (0.95, 0.99)}
    assert ((optimism[0.95]["DDPG"] > 0).sum(), (optimism[0.99]["DDPG"] > 0).sum()) == (20, 19)
    centers = [band(optimism[g]["DDPG"]).center for g in (0.95, 0.99)]
    assert [round(float(x), 1) for x in centers] == [0.9, 11.9]
    paid = [band(bias.seeds_of("pendulo", g, "DDPG", "paid").iloc[:, -1].to_numpy()).center for g in (0.95, 0.99)]
    assert paid == pytest.approx([-8.5, -13], abs=0.5)
    for gamma, own in optimism.items():
        bands = {name: band(values) for name, values in own.items()}
        assert bands["dois críticos"].high < 0 and bands["TD3"].high < 0
        for name in ("alvo suave", "ator com atraso"):
            assert bands[name].low < bands["DDPG"].high and bands["DDPG"].low < bands[name].high, gamma
    assert abs(band(optimism[0.99]["TD3"]).center) < centers[1] / 2
    twins = [float(band(optimism[g]["dois críticos"]).center) for g in (0.95, 0.99)]
    assert twins == pytest.approx([-0.4, -7], abs=0.5)


def returns_at(step: int, gamma: float, setting: str):
    return band(bias.seeds_of("pendulo", gamma, setting, "return")[step].to_numpy())


def test_at_the_end_the_return_tells_nothing_apart_and_at_the_start_the_delay_costs():
    for gamma in (0.95, 0.99):
        ends = [returns_at(8000, gamma, setting) for setting in SETTINGS]
        assert max(own.low for own in ends) <= min(own.high for own in ends)
        assert all(round(float(own.center)) in range(-161, -152) for own in ends), "entre −153 e −161"
    fell = {one: (bias.seeds_of("pendulo", 0.99, one, "return")[8000] < -250).sum() for one in SETTINGS}
    assert [fell[one] for one in ("dois críticos", "DDPG", "alvo suave")] == [4, 2, 2] and sum(fell.values()) == 8
    assert returns_at(1000, 0.95, "TD3").high < returns_at(1000, 0.95, "DDPG").low
    assert returns_at(2000, 0.95, "TD3").high > returns_at(2000, 0.95, "DDPG").low


# --- os agentes da lagoa --------------------------------------------------------------------------------------------


def trained(**settings) -> Trainer:
    """O treino da aula."""
    scales = dict(normalize="bounds", reward_scale=0.001) | settings
    return Trainer(Pond, seeds=range(10), exploration=ActionNoise(), **scales).advance(until=2400)


@pytest.mark.learning
@pytest.mark.slow
def test_what_ten_seeds_do_with_the_pond():
    greedy, patient = trained(), trained(gamma=0.99)
    assert (pond_figures.lived(greedy)[:, 36] < 200).all(), "vazia em menos de três anos"
    assert (pond_figures.lived(patient)[:, 36:] > 1500).mean() > 0.9
    earned = [evaluate(one.agent, Pond, 20).mean(1) / 1000 for one in (greedy, patient)]
    assert earned[0].max() < 80 and np.median(earned[1]) > 230
    fixed = max(played(quota) for quota in (50.0, 80.0, MOST))
    assert np.median(earned[1]) > fixed and played(80.0) < 210, "bem menos que os 230 do episódio da aula"
    grid, planned = plan(0.95)
    obs = np.repeat(grid.astype(np.float32)[None, :, None], 10, 0)
    near = np.abs(pond_figures.quota_of(greedy.agent.act(obs)[..., 0]) - planned)[:, 1:60].mean(1)
    assert np.median(near) < 40, "a maioria em cima do plano"
    for figure in (pond_figures.quotas(greedy), pond_figures.incomes(greedy, patient)):
        assert figure.alt.endswith(".")


def played(quota: float) -> float:
    """A renda média de uma cota fixa, em milhares, nos começos de `evaluate`."""
    total = 0.0
    for seed in range(1000, 1020):
        pond, over = Pond(), False
        pond.reset(seed=seed)
        while not over:
            _, income, _, over, _ = pond.step([quota])
            total += income / 20_000
    return total


@pytest.mark.learning
@pytest.mark.slow
def test_without_a_scale_the_agent_does_not_see_the_fish():
    raw = trained(normalize=None, gamma=0.99)
    grid = np.linspace(500, 9000, 30, dtype=np.float32)
    quota = pond_figures.quota_of(raw.agent.act(np.repeat(grid[None, :, None], 10, 0))[..., 0])
    assert np.ptp(quota, axis=1).max() < 0.05 * MOST
