"""O carro na montanha: a física é a do Gymnasium, o plano é bom, e os estudos guardados são o que a aula 05 diz."""

import json
from pathlib import Path

import gymnasium as gym
import numpy as np
import pandas as pd
import pytest
import torch
from support.scripts import load_script

from course_utils import DDPG, OUNoise, ParameterNoise, Study, Trainer, evaluate, run_study
from course_utils.figures.aula_05 import car as car_plots
from course_utils.figures.aula_05 import flag as flag_plots
from course_utils.figures.aula_05 import studies, untrained
from course_utils.figures.plots import alt_of
from course_utils.normalization import FixedScale
from course_utils.saving.description import describe
from course_utils.support.paths import course_arrays
from course_utils.worlds.blind_cars import arrivals, both, deviation, perturbed, remembering
from course_utils.worlds.mountain_car import (
    BOTTOM,
    ENV,
    FLAG,
    HIGH,
    LIMIT,
    LOW,
    NOISE,
    SCALE,
    SETTINGS,
    SOLVED,
    at_flag,
    drive,
    first_episode,
    height,
    plan,
    push,
    rewards,
)

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "files" / "resultados"

montanha = load_script(ROOT / "ferramentas/gerar/montanha.py")

STORED = sorted(path.stem for path in (RESULTS / "montanha").glob("*.json"))
every_study = pytest.mark.parametrize("name", STORED)


def swing(x, v):
    """A favor da velocidade; parado, para a esquerda."""
    return np.sign(v) if v else -1


# --- a física e o plano -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", [swing, lambda x, v: 1.0, lambda x, v: -1.0, lambda x, v: np.sin(50 * x)])
def test_the_physics_and_the_rewards_are_those_of_gymnasium(policy):
    env = gym.make(ENV)
    env.reset(seed=0)
    env.unwrapped.state = np.array([-0.5, 0.0])
    positions, actions = drive(policy)
    total, ended = 0.0, False
    for position, action in zip(positions[1:], actions):
        assert not ended
        obs, reward, terminated, truncated, _ = env.step(np.array([action], np.float32))
        total, ended = total + reward, terminated or truncated
        assert obs[0] == pytest.approx(position, abs=1e-3)
    assert ended and terminated == bool(positions[-1] >= FLAG)
    assert rewards(positions, actions).sum() == pytest.approx(total, abs=1e-2)


def test_the_limits_are_those_of_gymnasium():
    env = gym.make(ENV)
    np.testing.assert_allclose((LOW, HIGH), (env.observation_space.low, env.observation_space.high), rtol=1e-6)
    assert env.unwrapped.goal_position == FLAG and env.spec.max_episode_steps == LIMIT
    places = np.linspace(LOW[0], HIGH[0], 1000)
    assert places[height(places).argmin()] == pytest.approx(BOTTOM, abs=0.01)


def test_many_cars_move_as_each_would_alone():
    places, speeds, actions = np.random.default_rng(0).uniform(-1, 1, (3, 7)) * [[0.5], [0.07], [1]]
    together = push(places, speeds, actions)
    for k in range(7):
        assert [x[k] for x in together] == list(map(float, push(places[k], speeds[k], actions[k])))
    assert list(at_flag(np.array([0.44, 0.45, 0.5]), np.array([0.01, 0.01, -0.01]))) == [False, True, False]


def worth(policy, gamma):
    """O valor de um episódio no primeiro passo."""
    own = rewards(*drive(policy))
    return gamma ** np.arange(len(own)) @ own


def test_the_plan_beats_pumping_and_pumping_beats_a_constant_push():
    values = [worth(policy, 0.99) for policy in (lambda x, v: 1, swing, plan(0.99))]
    assert values[0] < 0 < values[1] < values[2]
    assert np.allclose(values[1:], (40.2, 47.7), atol=0.3)


def test_with_a_short_horizon_pumping_loses_to_nothing_but_the_plan_does_not():
    """O que a aula corrige: com γ = 0,95 não fazer nada não é o ótimo, só é quase; com 0,9, sim."""
    assert worth(swing, 0.95) < 0 < worth(plan(0.95), 0.95) < 3
    assert not drive(plan(0.9))[1].any()


# --- os estudos guardados -----------------------------------------------------------------------------------------


@every_study
def test_a_stored_study_is_what_its_definition_asks(name):
    study, (settings, seeds) = Study.load(RESULTS / "montanha" / name), montanha.STUDIES[name]
    assert study.settings == json.loads(json.dumps({key: describe(own) for key, own in settings.items()}))
    assert (study.env, study.steps, study.evaluate_every) == (ENV, montanha.STEPS, montanha.EVERY)
    for setting in settings:
        curves = study.curves(setting)
        assert list(curves.index) == list(seeds) and len(seeds) >= 20
        assert curves.columns[-1] == montanha.STEPS and np.isfinite(curves.to_numpy()).all()
        assert curves.to_numpy().min() >= -100 and curves.to_numpy().max() < 100


def test_every_study_is_stored_and_none_is_left_without_a_definition():
    assert set(STORED) == set(montanha.STUDIES)


def test_the_settings_of_the_lesson_stand_in_one_place():
    assert montanha.STUDIES["ruidos"][0]["nos parâmetros"] == SETTINGS
    assert describe(SETTINGS)["exploration"] == {"ParameterNoise": {**NOISE}}


def solved(name, setting):
    """Quantas sementes chegaram a 90, em alguma avaliação de 20 episódios."""
    return int(np.isfinite(Study.load(RESULTS / "montanha" / name).steps_to(SOLVED, setting)).sum())


def test_parameter_noise_solves_at_least_18_of_20_seeds_and_gaussian_noise_few():
    assert solved("ruidos", "nos parâmetros") >= 18 and solved("ruidos", "gaussiano") <= 5


@pytest.mark.parametrize("setting", ["nenhum", "gaussiano", "nos parâmetros"])
def test_who_saw_the_flag_learned_and_who_did_not_did_not(setting):
    study = Study.load(RESULTS / "montanha" / "ruidos")
    seen, learned = np.isfinite(flag_plots.first_flag(study, setting)), study.curves(setting).iloc[:, -1] >= SOLVED
    assert (seen == learned).all()


def test_without_noise_nobody_sees_the_flag():
    study = Study.load(RESULTS / "montanha" / "ruidos")
    assert np.isinf(flag_plots.first_flag(study, "nenhum")).all() and solved("ruidos", "nenhum") == 0


def ends(setting):
    return Study.load(RESULTS / "montanha" / "mudancas").curves(setting).iloc[:, -1]


def test_what_lesson_05_says_of_the_noise_that_finds_the_flag_and_does_not_learn():
    """OU com dt = 1: todas veem a bandeira; as que falham terminam com o motor no máximo, para um lado só."""
    study, name = Study.load(RESULTS / "montanha" / "mudancas"), "OU, dt = 1"
    failed = ends(name).index[ends(name) < SOLVED]
    assert np.isfinite(flag_plots.first_flag(study, name)).all() and 4 <= len(failed) <= 8
    assert ends(name)[failed].to_numpy() == pytest.approx(-99.9, abs=0.05)
    own = study.rows.query("setting == @name and kind == 'training' and step > 15_000 and seed in @failed")
    assert (own["return"] > 0).mean() > 0.6, "com o ruído ligado, chegam"
    throttle = pd.read_csv(RESULTS / "montanha" / "acelerador_preso.csv")
    stuck = throttle["avaliação"] < SOLVED
    assert throttle["saturados"].median() > 0.9
    assert throttle["um_lado"][stuck].min() > 0.9 > 0.4 > throttle["um_lado"][~stuck].max()


#: Sementes de 20 que resolvem no fim, com folga: o que a aula 05 afirma de cada mudança.
SOLVED_AT_THE_END = {
    "OU, dt = 0,01": (17, 20),
    "γ = 0,95": (17, 20),
    "sem LayerNorm": (17, 20),
    "64 e 64": (16, 20),
    "128 e 128": (16, 20),
    "δ = 1": (12, 18),
    "16 e 16": (9, 15),
    "sem escala": (6, 12),
    "δ = 0,1": (4, 10),
}


@pytest.mark.parametrize("setting, between", SOLVED_AT_THE_END.items())
def test_what_each_change_does_to_the_car(setting, between):
    low, high = between
    assert len(ends(setting)) == 20 and low <= (ends(setting) >= SOLVED).sum() <= high


def test_twenty_seeds_that_nobody_looked_at_before_confirm_the_settings():
    assert solved("outras_sementes", "nos parâmetros") >= 18


def test_what_lesson_05_counts_before_any_training():
    """Contas sem redes treinadas: os carros que só o ruído empurra, e o desvio padrão do OU."""
    counts = {
        (memory, size): arrivals(remembering(memory, size)) for memory in (1, 20, 500, 1 / 0.15) for size in (0.5, 0.95)
    }
    assert [counts[memory, 0.5] for memory in (1, 20, 500)] == [0, 271, 1]
    assert [counts[1, 0.95], counts[1 / 0.15, 0.5], counts[1 / 0.15, 0.95]] == [6, 219, 339]
    assert deviation(OUNoise(0.5, 0.15, 1)) == pytest.approx(0.95, abs=0.005)
    assert remembering(20, 0.5).std() == pytest.approx(0.5, abs=0.02)


def test_what_lesson_05_counts_of_newborns_in_their_first_episode():
    """Redes recém-sorteadas: os números podem mudar de uns poucos carros de uma máquina para outra."""
    found = untrained.found()
    assert list(found.values()) == pytest.approx([0, 339, 37, 83], abs=6)
    assert found["gaussiano, σ = 0,5"] == 0
    raw, scaled = (first_episode(ParameterNoise(sigma=1), scale, 150)[1].sum() for scale in (None, SCALE))
    assert raw <= 6 < 15 <= scaled


def test_the_perturbed_actors_are_those_of_the_first_episode():
    act, clean = perturbed(0.15, count=5), perturbed(0, count=5)
    assert act(BOTTOM, 0.03).shape == (5,) and act(BOTTOM, [0.0, 0.01]).shape == (5, 2)
    places = np.linspace(-1, 0, 5)[:, None]
    assert act(places, 0).shape == (5, 1)
    assert act(places, 0)[2] == pytest.approx(act(places[2, 0], 0)[2], abs=1e-6)
    assert np.abs(clean(BOTTOM, 0.03)).max() < 0.1 < np.abs(act(BOTTOM, 0.03)).max()
    alone = both(lambda x, v, act, shake: act(x, v), 0.0, count=40)
    assert alone == first_episode(ParameterNoise(**NOISE), count=40)[1].sum()


def test_neither_size_nor_memory_explains_the_stuck_throttle():
    """O que a aposta do tamanho conta: quantas de 40 sementes terminam presas, e que as faixas se sobrepõem."""
    study = Study.load(RESULTS / "montanha" / "tamanho_e_memoria")
    stuck = [int((study.curves(name).iloc[:, -1] < studies.STUCK).sum()) for name in study.settings]
    assert stuck == [3, 5, 2, 2]
    bands = [flag_plots.wilson(count, 40) for count in stuck]
    assert max(low for low, _ in bands) < min(high for _, high in bands)
    assert all((study.curves(name) < studies.STUCK).any(axis=1).sum() > 20 for name in study.settings)
    assert [deviation(own["exploration"]) for own in montanha.SIZES.values()] == pytest.approx([0.95, 0.5, 0.95, 0.5])


#: Viram a bandeira e resolvem no fim: as contagens exatas que a aula escreve.
COUNTED = {
    "nenhum": "0 0",
    "gaussiano": "2 2",
    "OU, dt = 1": "20 14",
    "OU, dt = 0,01": "19 19",
    "nos parâmetros": "20 20",
    "como na aula": "20 20",
    "sem escala": "12 9",
    "γ = 0,95": "20 19",
    "δ = 0,1": "8 7",
    "δ = 1": "18 15",
    "sem LayerNorm": "20 19",
    "16 e 16": "15 12",
    "64 e 64": "20 18",
    "128 e 128": "20 19",
    "outras 20 sementes": "20 19",
}


def test_the_counts_of_lesson_05_are_those_of_the_stored_studies():
    for table in (studies.learned()[1], studies.one_change_each()):
        for name, row in table.iterrows():
            assert [f"{n} de 20" for n in COUNTED[name].split()] == [row["viram a bandeira"], row["resolvem no fim"]]
    pairs = [(studies.stored("mudancas"), name) for name in montanha.CHANGES if "OU" not in name]
    pairs.append((studies.stored("outras_sementes"), "nos parâmetros"))
    everyone = [study.curves(name).iloc[:, -1] for study, name in pairs]
    seen = [np.isfinite(flag_plots.first_flag(study, name)) for study, name in pairs]
    failed = np.concatenate([end[saw & (end < SOLVED)] for end, saw in zip(everyone, seen)])
    assert len(failed) == 16 and (failed < studies.STUCK).sum() == 10
    narrow = sorted(ends("δ = 1")[np.isfinite(flag_plots.first_flag(studies.stored("mudancas"), "δ = 1"))])[:3]
    assert narrow == pytest.approx([-99.9, 85.8, 88.6], abs=0.06)


def test_the_figures_of_the_studies_tell_what_they_show():
    for figure in (studies.when_seen(), studies.when_changed(), studies.throttle(), studies.learned()[0]):
        assert len(alt_of(figure)) > 80 and figure.get_figwidth() <= 6.4
    assert list(studies.hidden_by_noise().index) == [6, 10, 11, 13, 14, 17]


@pytest.mark.learning
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_slice_of_the_study_repeats_with_new_seeds():
    """Quatro sementes novas, com quatro quintos dos passos: uma em quatro pode desviar-se."""
    settings = {name: montanha.STUDIES["ruidos"][0][name] for name in ("nenhum", "nos parâmetros")}
    again = run_study(settings, ENV, range(100, 104), 16_000, 16_000, episodes=5)
    assert (again.curves("nos parâmetros").iloc[:, -1] >= SOLVED).sum() >= 3
    assert (again.curves("nenhum").iloc[:, -1] < SOLVED).sum() >= 3


def test_the_stored_actor_solves_the_car():
    agent = DDPG(2, 1, normalizer=FixedScale(*SCALE))
    agent.actor.flat.copy_(torch.from_numpy(course_arrays("pesos/carro.npz")["actor"])[None])
    assert evaluate(agent, ENV, episodes=20).mean() > SOLVED


def made_study():
    """Um estudo de mentira: duas sementes, uma que vê a bandeira no passo 300, outra que nunca."""
    columns = ["setting", "seed", "kind", "step", "return"]
    rows = [("a", 0, "training", 200, -40.0), ("a", 0, "training", 300, 60.0), ("a", 0, "training", 400, 95.0)]
    rows += [("a", 1, "training", 999, -99.9), ("a", 0, "evaluation", 1000, 93.0), ("a", 1, "evaluation", 1000, 0.0)]
    study = Study(ENV, 1000, 1000, 20, {"a": {}})
    study.add(pd.DataFrame(rows, columns=columns))
    return study


def test_the_first_flag_is_the_first_training_episode_with_a_positive_return():
    assert flag_plots.first_flag(made_study(), "a").to_dict() == {0: 300, 1: np.inf}


# --- as figuras ---------------------------------------------------------------------------------------------------


def test_the_car_is_drawn_to_the_flag_and_starred_only_if_it_arrives():
    runs = {"chega": drive(swing)[0], "não chega": drive(lambda x, v: 1.0)[0]}
    figure = car_plots.stacked_journeys(runs, "dois carros")
    stars = [line for axes in figure.axes for line in axes.lines if line.get_marker() == "*"]
    assert len(stars) == 1 and stars[0].get_ydata()[0] >= FLAG


def test_the_worth_of_a_behaviour_is_its_discounted_sum():
    figure = car_plots.worth({"um": np.array([-0.1, 0, 100.0])}, (1.0, 0.5), "valores")
    assert [axes.patches[0].get_width() for axes in figure.axes] == pytest.approx([99.9, 24.9])
    assert figure.axes[1].get_title("left") == "γ = 0,50"


def test_the_band_of_a_share_holds_it_and_stays_within_0_and_1():
    for count in (0, 1, 200, 400):
        low, high = flag_plots.wilson(count, 400)
        assert 0 <= low <= count / 400 <= high <= 1 and high - low > 0.005
    figure = flag_plots.shares({"um": 0, "outro": 200}, 400, "dois")
    assert [text.get_text() for text in figure.axes[0].texts] == ["0", "200"]


def test_the_first_flags_tell_who_solved_and_who_never_saw_it():
    axes = flag_plots.first_flags(made_study(), "duas").axes[0]
    full, cross = axes.lines[:2]
    assert list(full.get_xdata()) == [300] and full.get_marker() == "o"
    assert cross.get_xdata()[0] > 1000 and cross.get_marker() == "X"


def test_a_stuck_throttle_is_a_cross_and_high_up():
    table = pd.DataFrame({"avaliação": [93.0, -99.9], "saturados": [0.9, 0.95], "um_lado": [0.2, 1.0]})
    solved, stuck, *_ = flag_plots.throttles(table, "dois").axes[0].lines
    assert (list(solved.get_ydata()), solved.get_marker()) == ([0.2], "o")
    assert (list(stuck.get_ydata()), stuck.get_marker()) == ([1.0], "X")


def test_a_noisy_actor_that_arrives_is_orange():
    panels = {name: (np.zeros((3, 5)), np.array([name == "um", False, False])) for name in ("um", "outro")}
    one, other = car_plots.noisy_actors(np.linspace(-1, 1, 5), panels, "dois").axes
    assert [line.get_color() == car_plots.ORANGE for line in one.lines[:3]] == [True, False, False]
    assert "1 de 3" in one.get_title() and "0 de 3" in other.get_title()


def test_the_policy_map_shows_the_action_of_the_chosen_replica():
    trainer = Trainer(ENV, seeds=[0, 1], normalize=SCALE)
    trainer.agent.actor.flat[1] += 0.5
    maps = car_plots.policies({"um": (trainer.agent, 0), "outro": (trainer.agent, 1)}, "dois mapas")
    one, other = (np.abs(axes.collections[0].get_array()).max() for axes in maps.axes[:2])
    assert one < 0.2 < other
