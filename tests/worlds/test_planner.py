"""O planejador da aula 01: a iteração de valor, o guloso e o custo de discretizar, e a página faz as mesmas contas."""

import numpy as np
import pytest
from support.lab import chromium

from course_utils.live.sources import module
from course_utils.worlds.pendulum import gymnasium_starts, push, release, reward
from course_utils.worlds.planner import (
    GRID,
    LEVELS,
    SIDE,
    TURN,
    follow,
    greedy,
    level_costs,
    look_up,
    neighbours,
    plan,
    planner,
    torque_levels,
    worth,
)


def test_on_the_grid_look_up_gives_the_grid_back_and_between_points_the_mixture():
    value = np.random.default_rng(0).normal(size=(SIDE, SIDE))
    value[-1] = value[0]  # 0 e 2π são o mesmo ângulo
    assert np.allclose(look_up(value, *GRID), value)
    assert look_up(value, -0.3, 1.1) == pytest.approx(look_up(value, TURN - 0.3, 1.1))
    plane = 3 + 2 * np.where(GRID[0] < np.pi, GRID[0], 0) - 0.7 * GRID[1]  # uma reta se mistura sem erro
    assert look_up(plane, 1.234, -5.678) == pytest.approx(3 + 2 * 1.234 + 0.7 * 5.678)


def test_the_weights_of_the_mixture_are_positive_and_add_up_to_one():
    angle, speed = np.random.default_rng(1).uniform((-20, -8), (20, 8), (500, 2)).T
    cells, weights = neighbours(angle, speed)
    assert cells.min() >= 0 and cells.max() < SIDE**2
    assert weights.min() >= -1e-12 and np.allclose(weights.sum(0), 1)


def test_a_sweep_is_the_best_choice_point_by_point():
    """Contra a conta escrita ponto a ponto, em Python puro."""
    before, after = plan(3, 0.9, 4), plan(3, 0.9, 5)
    for i, j in np.random.default_rng(2).integers(0, SIDE, (50, 2)):
        state = GRID[0][i, j], GRID[1][i, j]
        choices = [reward(*state, u) + 0.9 * look_up(before, *push(*state, u)) for u in torque_levels(3)]
        assert after[i, j] == pytest.approx(max(choices))


def test_the_fixed_point_obeys_bellman():
    value = plan(3, 0.9, 400)
    assert np.allclose(worth(value, *GRID, torque_levels(3), 0.9).max(0), value, atol=1e-9)


def test_what_the_lesson_says_of_greedy_of_gamma_and_of_the_sweeps():
    angle, _, torque, rewards = release(greedy)
    assert np.cos(angle).max() < -0.6 and (torque == torque[0]).mean() > 0.95
    assert rewards.sum() == pytest.approx(release(planner(3, sweeps=1))[3].sum(), abs=2)  # uma varredura é o guloso
    assert np.cos(release(greedy, 0.3)[0][-50:]).min() > 0.99 > 0 > np.cos(release(greedy, 0.6)[0][-50:]).min()

    def lifts(**how):
        return np.cos(release(planner(3, **how))[0]).max() > 0.99

    assert [lifts(sweeps=count) for count in (1, 4, 6, 7, 20, 60, 120)] == [False, False, False, True, True, True, True]
    assert [lifts(gamma=gamma) for gamma in (0, 0.5, 0.7, 0.8, 0.85, 0.95)] == [False] * 4 + [True] * 2
    assert not lifts(gamma=0.8, sweeps=1000)


def test_what_the_lesson_says_of_the_levels():
    returns, jolts = level_costs()
    assert np.ptp(returns.mean(1)) < 3 and 1 < (returns[-1] - returns[0]).mean() < 2
    assert min(jolts[:2]) > 2 and list(jolts[1:]) == sorted(jolts[1:], reverse=True) and jolts[-1] < 0.3
    last = [np.cos(release(planner(count), *gymnasium_starts(20))[0][-40:]).min() for count in LEVELS]
    assert min(last) > 0.9  # também com dois níveis a haste fica em pé


@pytest.mark.browser
def test_the_page_plans_as_python_does():
    states = np.random.default_rng(3).uniform((-7, -8), (7, 8), (300, 2))
    with chromium() as browser:
        page = browser.new_page()
        page.add_script_tag(type="module", content=f"{module('sweeps.js')}\nwindow.lib = {{ Planner }};")
        page.wait_for_function("window.lib")
        for levels, gamma, sweeps in ((2, 0.99, 40), (3, 0.8, 7), (33, 0.95, 25), (3, 0.99, 1), (3, 0, 3)):
            found = page.evaluate(
                """([levels, gamma, sweeps, states]) => {
                    const own = new lib.Planner(levels, 0.5);
                    own.redo(2);
                    own.redo(sweeps, gamma);
                    return [Array.from(own.value), states.map(([angle, speed]) => own.torque({ angle, speed }))];
                }""",
                [levels, gamma, sweeps, states.tolist()],
            )
            value = plan(levels, gamma, sweeps)
            np.testing.assert_allclose(np.reshape(found[0], value.shape), value, rtol=0, atol=1e-9)
            wanted = follow(value, levels, gamma)(*states.T)
            close = np.sort(worth(value, *states.T, torque_levels(levels), gamma), 0)
            clear = close[-1] - close[-2] > 1e-9  # num empate, o último bit decide
            assert clear.mean() > 0.9 and np.allclose(np.array(found[1])[clear], wanted[clear])
        page.close()
