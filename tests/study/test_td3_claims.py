"""O que a aula 09 diz do TD3, refeito de `files/resultados/td3_*.csv`; e uma fatia do estudo, repetida."""

from pathlib import Path

import numpy as np
import pytest
from support.scripts import load_script

from course_utils.figures.aula_09 import bias
from course_utils.study.bands import band

ROOT = Path(__file__).resolve().parents[2]
script = load_script(ROOT / "ferramentas/gerar/superestimativa.py")


def last(world, gamma, setting, column="optimism"):
    return bias.seeds_of(world, gamma, setting, column).iloc[:, -1].to_numpy()


@pytest.mark.parametrize("name", list(script.STUDIES))
def test_each_table_is_whole(name):
    _, gammas, steps, every, _, settings = script.STUDIES[name]
    assert bias.settings_of(name) == settings and list(bias.WORLDS[name].reach) == list(gammas)
    for gamma in gammas:
        for setting in settings:
            for column in ("promised", "paid", "return"):
                own = bias.seeds_of(name, gamma, setting, column)
                assert own.shape == (20, steps // every) and np.isfinite(own.to_numpy()).all()
                assert list(own.columns) == list(range(every, steps + 1, every))


# --- o pêndulo ------------------------------------------------------------------------------------------------------


def test_every_seed_of_the_ddpg_promises_too_much():
    """γ = 0,95: as 20, do passo 5.000 em diante, por perto de 1, quando o que vem é −8 a −9."""
    late = bias.seeds_of("pendulo", 0.95, "DDPG").loc[:, 5000:]
    assert (late > 0).all(axis=None) and 0.7 < band(late.iloc[:, -1].to_numpy()).center < 1.3
    assert -9 < np.median(last("pendulo", 0.95, "DDPG", "paid")) < -8
    assert (last("pendulo", 0.99, "DDPG") > 0).sum() == 19


def test_with_the_longer_horizon_the_optimism_is_as_large_as_the_value():
    late = bias.seeds_of("pendulo", 0.99, "DDPG").loc[:, 5000:]
    assert all(10 < band(own.to_numpy()).center < 18 for _, own in late.items())
    assert -15 < np.median(last("pendulo", 0.99, "DDPG", "paid")) < -12


@pytest.mark.parametrize("gamma", [0.95, 0.99])
def test_two_critics_turn_the_sign_and_so_does_the_td3(gamma):
    for setting, most in (("dois críticos", 3), ("TD3", 1)):
        own = last("pendulo", gamma, setting)
        assert band(own).high < 0 and (own > 0).sum() <= most
    assert abs(band(last("pendulo", gamma, "TD3")).center) < 0.7 * band(last("pendulo", gamma, "DDPG")).center


@pytest.mark.parametrize("gamma", [0.95, 0.99])
@pytest.mark.parametrize("setting", ["alvo suave", "ator com atraso"])
def test_the_other_two_alone_do_not_show_a_difference(gamma, setting):
    one, other = (band(last("pendulo", gamma, name)) for name in (setting, "DDPG"))
    assert one.low > 0 and one.low < other.high and other.low < one.high


@pytest.mark.parametrize("gamma", [0.95, 0.99])
def test_at_the_end_the_return_is_the_same(gamma):
    plain = band(last("pendulo", gamma, "DDPG", "return"))
    for setting in bias.settings_of("pendulo"):
        own = band(last("pendulo", gamma, setting, "return"))
        assert -165 < own.center < -150 and own.low < plain.high and plain.low < own.high


def test_the_delay_costs_time_at_the_beginning():
    """γ = 0,95, no passo 1.000: as faixas do atraso e do TD3 ficam abaixo da do DDPG; no 2.000, tanto faz."""
    first = {
        name: band(bias.seeds_of("pendulo", 0.95, name, "return")[1000].to_numpy())
        for name in bias.settings_of("pendulo")
    }
    assert max(first["ator com atraso"].high, first["TD3"].high) < first["DDPG"].low
    stand = [(bias.seeds_of("pendulo", 0.95, name, "return")[2000] >= -200).sum() for name in first]
    assert set(stand) <= {15, 16}


# --- o carro: onde quase não há otimismo a corrigir -----------------------------------------------------------------


def test_on_the_car_the_ddpg_is_almost_right_and_two_critics_are_more_wrong():
    """O que vem é perto de 70: o DDPG promete de 0 a 2 a mais; os dois críticos e o TD3, uns 2 a 4 a menos."""
    assert all(69 < np.median(last("carro", 0.99, name, "paid")) < 72 for name in bias.settings_of("carro"))
    own = {name: band(last("carro", 0.99, name)) for name in bias.settings_of("carro")}
    assert 0 < own["DDPG"].low < own["DDPG"].high < 1.5
    for name in ("dois críticos", "TD3"):
        assert own[name].high < -1.5 and -own[name].center > 3 * own["DDPG"].center
    assert own["alvo suave"].low < 0 < own["alvo suave"].high < own["DDPG"].low


def test_on_the_car_nothing_is_won_in_the_return():
    solved = {name: (last("carro", 0.99, name, "return") >= 90).sum() for name in bias.settings_of("carro")}
    assert solved == {"DDPG": 20, "dois críticos": 17, "alvo suave": 19, "ator com atraso": 18, "TD3": 17}
    assert all(92 < band(last("carro", 0.99, name, "return")).center < 95 for name in solved)


# --- o bônus: o mesmo pêndulo, com valores acima de zero --------------------------------------------------------------


def test_the_optimism_is_not_the_zero_at_which_q_is_born():
    """γ = 0,99: o DDPG começa abaixo do que vem, cruza o zero e acaba acima; as 20 sementes, nos dois γ."""
    rising = bias.seeds_of("bonus", 0.99, "DDPG")
    assert band(rising[3000].to_numpy()).high < 0 and (rising[8000] > 0).all()
    assert np.median(last("bonus", 0.99, "DDPG", "paid")) > 250
    late = bias.seeds_of("bonus", 0.95, "DDPG").loc[:, 3000:]
    assert (late > 0).all(axis=None) and 1 < band(late[8000].to_numpy()).center < 2


def test_with_the_bonus_the_td3_is_right_with_one_discount_and_still_low_with_the_other():
    short, long = (band(last("bonus", gamma, "TD3")) for gamma in (0.95, 0.99))
    assert short.low < 0 < short.high and abs(short.center) < 0.3
    rising = bias.seeds_of("bonus", 0.99, "TD3").loc[:, 2000:].median()
    assert long.high < -20 and (np.diff(rising) > 0).all() and (last("bonus", 0.99, "TD3") < 0).all()


# --- a medida -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_slice_repeats_itself():
    """Os primeiros mil passos de duas sementes, sozinhas, são os da tabela, a menos do último bit de outra máquina."""
    trainer = script.Trainer(
        **script.PENDULUM, **script.SETTINGS["TD3"], gamma=0.95, seeds=[0, 7], engine="torch"
    ).advance(until=1000)
    promised = np.nanmean(script.on_pendulum(trainer.agent).promised, axis=(0, 2))
    stored = bias.seeds_of("pendulo", 0.95, "TD3", "promised")[1000].loc[[0, 7]]
    np.testing.assert_allclose(promised, stored, atol=15)
