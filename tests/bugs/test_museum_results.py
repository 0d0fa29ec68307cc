"""Os estudos guardados em `files/resultados/museu/`: são o que o script pede, e mostram o que a aula diz."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from support.scripts import load_script

from course_utils import ActionNoise, Trainer
from course_utils.bugs import BUGS
from course_utils.bugs.exhibit import patched
from course_utils.bugs.returns import MOMENTS, OTHERS, PIECES, SOUND, apart, pair
from course_utils.bugs.strangers import STRANGERS
from course_utils.study.bands import probability_of_improvement

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "files" / "resultados"

museu = load_script(ROOT / "ferramentas/gerar/museu.py")

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
    """Cada erro tem a sua linha; a de dois deles é uma linha que já existe, como os testes seguintes conferem."""
    rows = {bug for plan in museu.PLANS.values() for bugs, _ in plan.rows.values() for bug in bugs}
    assert (BUGS | STRANGERS).keys() - rows == {"flag_never_off", "one_noise_for_all"}


def test_the_critic_in_torque_sees_twice_the_action_and_comes_out_as_it_went_in():
    """O crítico do estudo `escala`: Q(s, 2a), com o gradiente do que calcula; na saída, as funções de antes."""

    def functions():
        return [vars(owner)[name] for owner, name, _ in museu.IN_TORQUE]

    before, critic = functions(), Trainer("Pendulum-v1", seeds=[0, 1]).agent.critic
    obs, action = torch.randn(2, 5, 3), torch.empty(2, 5, 1).uniform_(-1, 1).requires_grad_()
    expected = critic(obs, 2 * action)
    (slope,) = torch.autograd.grad(expected.sum(), action)
    with patched(museu.IN_TORQUE):
        seen = critic(obs, action)
        q, pull = critic.vjp(obs, action)
        by_hand = pull.action(torch.ones(2, 5))
    assert torch.equal(seen, expected) and torch.equal(q, expected)
    torch.testing.assert_close(by_hand, slope)
    assert all(now is then for now, then in zip(functions(), before))


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


def test_one_noise_for_all_trains_as_the_sound_one_on_the_pendulum_bit_by_bit():
    plan = museu.PLANS["pendulo"]
    one = plan._replace(rows={"um": (("one_noise_for_all",), museu.pendulum(ActionNoise))}, every=300)
    broken = museu.train(one, "um", seeds=[3], steps=600)
    sound = museu.train(plan._replace(every=300), "na ação", seeds=[3], steps=600)
    np.testing.assert_array_equal(broken["return"], sound["return"])


def separate(name, setting, other):
    """Os passos em que as faixas de 95 % de duas linhas de um estudo não se tocam."""
    study = museu.stored(name)
    one, two = study.band(setting), study.band(other)
    parted = (np.asarray(one.low) > two.high) | (np.asarray(two.low) > one.high)
    return [step for step, yes in zip(study.curves(setting).columns, parted) if yes]


#: O que a aula 07 afirma do pêndulo: os momentos em que as faixas de cada erro e do treino correto se separam.
CLAIMS = {
    "broadcast_in_d": [],
    "old_actions_in_d": [],
    "squared_d": [],
    "sigma_too_large": [],
    "uniform_ou": [1500],
    "flag_never_off": [1000],
    "action_scale": [],
    "masking_by_truncation": [1000, 3000],
    "fixed_reset_seed": [],
    "double_update": [1000],
    "layernorm_missing": [1500],
    "large_last_layer": [],
    "reward_missing": [1000, 1500, 3000],
    "mask_added": [],
    "present_state": [1000, 1500, 3000],
    "frozen_target_actor": [3000],
    "target_is_online": [1000, 1500, 3000],
    "targets_born_apart": [],
    "critic_all_pairs": [1000, 1500, 3000],
    "next_episode": [],
    "same_array": [1000, 1500, 3000],
    "raw_batches": [1500, 3000],
    "noise_missing": [],
    "unclipped": [],
    "adapts_every_step": [],
}


def test_the_bands_part_where_lesson_07_says_they_do():
    found = {step: set(apart([*PIECES, *OTHERS], step)) for step in MOMENTS}
    assert {name: [step for step in MOMENTS if name in found[step]] for name in [*PIECES, *OTHERS]} == CLAIMS


def test_each_bug_is_compared_with_the_training_of_its_own_exploration():
    """A linha correta difere da do erro só no erro: os mesmos ajustes."""
    settings = museu.stored("pendulo").settings | museu.stored("desconhecidos").settings
    assert SOUND.keys() <= {*PIECES, *OTHERS}
    for name in {*PIECES, *OTHERS} - {"flag_never_off"}:
        sound, broken = (settings[row] for row in pair(name))
        assert broken["bugs"] == [name] and broken | {"bugs": []} == sound


def test_by_the_odds_four_pieces_would_be_worse_at_the_end():
    """O outro critério, que a aula nomeia e não usa: a chance de o treino correto ganhar, com a faixa acima de ½."""
    curves = museu.stored("pendulo").curves
    worse = [
        name for name in PIECES if probability_of_improvement(*(curves(row)[3000] for row in pair(name))).low > 0.5
    ]
    assert worse == ["uniform_ou", "masking_by_truncation", "fixed_reset_seed", "layernorm_missing"]


def test_the_double_update_looks_better_and_the_fixed_start_looks_worse():
    curves = museu.stored("pendulo").curves
    faster = probability_of_improvement(curves("double_update")[1000], curves("na ação")[1000])
    worse = probability_of_improvement(curves("na ação")[3000], curves("fixed_reset_seed")[3000])
    assert faster.low > 0.6 and 0.5 < worse.low < 0.6


def test_the_bands_of_the_car_never_part_and_most_still_arrive():
    assert separate("carro", "OU", "no_terminal") == []
    curves = museu.stored("carro").curves
    later = probability_of_improvement(curves("OU")[4000], curves("no_terminal")[4000])
    assert later.low > 0.5
    assert all((curves(row)[5000] > 0).mean() > 0.5 for row in museu.PLANS["carro"].rows)
    assert (curves("no_terminal")[5000] > 0).sum() == 13


def test_the_action_scale_helps_a_slow_actor_and_the_scale_of_the_critic_does_not():
    scale = museu.stored("escala")
    for sound in ("certa", "certa, crítico em N·m"):
        assert separate("escala", sound, "engano") == [2000, 2500, 3000]
        better = probability_of_improvement(scale.curves("engano")[3000], scale.curves(sound)[3000])
        assert better.low > 0.6
    assert separate("escala", "certa", "certa, crítico em N·m") == []
    assert museu.stored("pendulo").band("na ação").low[-1] > scale.band("engano").high[-1]


@pytest.mark.learning
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_slice_of_the_scale_study_repeats_with_new_seeds():
    """Oito sementes novas: com o engano várias chegam aos 3.000 passos; sem ele, quase todas ficam pelo caminho.

    No estudo, 18 em 20 com o engano passam de −300, e 5 em 20 sem ele passam de −200.
    """
    plan = museu.PLANS["escala"]._replace(every=3000)
    runs = {row: museu.train(plan, row, seeds=range(100, 108)) for row in ("engano", "certa")}
    ends = {row: run.loc[run["kind"] == "evaluation", "return"] for row, run in runs.items()}
    assert (ends["engano"] > -300).sum() >= 3, ends["engano"].to_list()
    assert (ends["certa"] > -200).sum() <= 6, ends["certa"].to_list()
