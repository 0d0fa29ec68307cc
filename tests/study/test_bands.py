"""As faixas: cobrem o que prometem, e recusam o que não faz sentido."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.study.bands import band, iqm, probability_of_improvement


def test_iqm_is_the_mean_of_the_middle_half():
    assert iqm(np.array([-1000.0, 1, 2, 3, 4, 5, 6, 900])) == pytest.approx(np.mean([2, 3, 4, 5]))


@pytest.mark.parametrize("statistic", ["iqm", "median", "mean"])
def test_band_covers_about_95_percent(statistic):
    random = np.random.default_rng(0)
    bands = band(random.normal(3, 1, (20, 300)), statistic)
    assert bands.center.shape == (300,) and (bands.low <= bands.high).all()
    assert 0.87 <= ((bands.low <= 3) & (bands.high >= 3)).mean() <= 0.99


def test_band_narrows_with_seeds():
    random = np.random.default_rng(1)
    few, many = band(random.normal(size=8)), band(random.normal(size=200))
    assert many.high - many.low < (few.high - few.low) / 2


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(-5, 5), min_size=2, max_size=9), st.lists(st.integers(-5, 5), min_size=2, max_size=9))
def test_improvement_counts_the_pairs(x, y):
    wins = [1.0 if a > b else 0.5 if a == b else 0.0 for a in x for b in y]
    one, other = probability_of_improvement(x, y), probability_of_improvement(y, x)
    assert one.center == pytest.approx(np.mean(wins)) and one.center + other.center == pytest.approx(1)
    assert 0 <= one.low <= one.high <= 1


@pytest.mark.parametrize("values", [[], [1.0], [1.0, np.nan], [1.0, np.inf], 3.0])
def test_bad_values_are_refused(values):
    with pytest.raises((TypeError, ValueError), match="`values` (recebeu|precisa de ao menos 2 sementes)"):
        band(values)


def test_unknown_statistic_is_refused():
    with pytest.raises(ValueError, match="`statistic` recebeu 'moda'; aceita 'iqm'"):
        band([1.0, 2.0], "moda")
