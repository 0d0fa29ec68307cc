"""A lagoa da aula 09: o que nasce, o que se pesca, o plano de cada γ, e o máximo possível."""

import gymnasium as gym
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils import check_env
from course_utils.worlds.pond import END, FULL, GROWTH, MOST, PRICE, Pond, after, ceiling, plan


@given(fish=st.floats(0, FULL), quota=st.floats(0, MOST), weather=st.floats(0, 2))
def test_a_month_never_leaves_the_pond(fish, quota, weather):
    left, income = after(fish, quota, weather)
    assert 0 <= left <= FULL and 0 <= income <= PRICE * min(quota, fish) + 1e-9
    assert after(fish, 0.0, weather)[0] >= fish


def test_the_environment_is_sound_and_ends_by_the_clock(capsys):
    found = check_env(Pond)
    assert found.ok and found.settings == {"normalize": '"bounds"', "reward_scale": "0.001"}
    assert "episódios acabam, em 240 a 240 passos" in capsys.readouterr().out
    pond, over = Pond(months=12, render_mode="rgb_array"), []
    pond.reset(seed=0)
    for _ in range(END // 12):
        *_, terminated, truncated, _ = pond.step([0.0])
        over.append((terminated, truncated))
    assert set(over[:-1]) == {(False, False)} and over[-1] == (False, True)
    full = pond.render()
    pond.fish = 0.0
    assert isinstance(pond, gym.Env) and (full != pond.render()).any()


def test_a_year_is_twelve_months():
    monthly, yearly = Pond(), Pond(months=12)
    for pond in (monthly, yearly):
        pond.reset(seed=3)
    income = sum(monthly.step([70.0])[1] for _ in range(12))
    assert yearly.step([70.0])[1] == pytest.approx(income) and yearly.fish == pytest.approx(monthly.fish)


def test_the_discount_decides_if_the_plan_keeps_fish():
    """O limite é γ (1 + taxa) = 1: abaixo dele, um quilo deixado na lagoa vale menos do que um pescado agora."""
    grid, greedy = plan(0.95)
    _, patient = plan(0.99)
    assert 0.95 * (1 + GROWTH) < 1 < 0.99 * (1 + GROWTH)
    assert (greedy[1:] >= np.minimum(grid[1:], MOST)).all()
    assert (patient[grid <= 3000] == 0).all() and (patient[grid >= 5000] == MOST).all()


def test_no_policy_earns_more_than_the_ceiling():
    random = np.random.default_rng(0)
    weather = random.uniform(0, 2, END)
    best = ceiling(weather.tolist(), 6000.0)
    for _ in range(20):
        fish, total = 6000.0, 0.0
        quota, threshold = random.uniform(0, MOST), random.uniform(0, 8000)
        for each in weather:
            fish, income = after(fish, quota * (fish > threshold), each)
            total += income
        assert total < 1.005 * best  # a grade do plano é fina, mas é uma grade


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        (dict(gamma=1.0), ValueError, "`gamma` recebeu 1.0, mas aceita menos do que 1"),
        (dict(gamma=1.5), ValueError, "`gamma` recebeu 1.5.*entre 0 e 1"),
        (dict(gamma=-0.1), ValueError, "`gamma` recebeu -0.1.*entre 0 e 1"),
        (dict(gamma=np.nan), ValueError, "`gamma` recebeu nan.*entre 0 e 1"),
        (dict(gamma="0,9"), TypeError, "`gamma` recebeu '0,9'"),
        (dict(gamma=0.9, months=0), ValueError, "`months` recebeu 0.*entre 1 e 240"),
    ],
)
def test_a_plan_that_would_never_be_ready_is_refused(given, error, said):
    with pytest.raises(error, match=said):
        plan(**given)


@pytest.mark.parametrize(("months", "error"), [(0, ValueError), (-1, ValueError), (241, ValueError), (1.5, TypeError)])
def test_a_step_lasts_some_whole_months(months, error):
    with pytest.raises(error, match=f"`months` recebeu {months}, mas aceita um número inteiro entre 1 e 240"):
        Pond(months)


@pytest.mark.parametrize("quota", [-100, MOST + 1, np.nan, np.inf])
def test_a_quota_that_is_not_one_neither_makes_fish_nor_is_paid(quota):
    pond = Pond()
    pond.reset(seed=0)
    fish = pond.fish
    with pytest.raises(ValueError, match=f"`action` recebeu {quota}.*entre 0 e 400"):
        pond.step([quota])
    assert pond.fish == fish and pond.month == 0
    pond.step([MOST]), pond.step(np.zeros(1, np.float32))
    assert pond.month == 2
