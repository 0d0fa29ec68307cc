"""Estudos: o resultado não depende do grupo nem de quem executa; o que se fez não se perde nem se refaz."""

import json
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from support.environments import Scripted
from support.training import advance
from torch import nn

from course_utils import ActionNoise, ParameterNoise, Study, Trainer, evaluate, run_study
from course_utils.study import run as study_module
from course_utils.study.populations import Run, merged, populations

SETTINGS = {
    "padrão": {},
    "τ": dict(tau=0.5, gamma=0.9),
    "ação": dict(exploration=ActionNoise(0.3)),
    "ação fraca": dict(exploration=ActionNoise(0.05, decay=0.99), critic_lr=1e-4),
    "parâmetros": dict(exploration=ParameterNoise(delta=0.4)),
    "mais raro": dict(exploration=ParameterNoise(every=100)),
    "estreita": dict(hidden=(16, 16)),
}
PLAN = dict(steps=120, evaluate_every=60, episodes=2)


class Immediate(Executor):
    """Executa na hora, nesta linha: o executor mais simples que existe."""

    def __init__(self, workers=1):
        self._max_workers = workers
        self.tasks = 0

    def submit(self, function, /, *args, **kwargs):
        self.tasks += 1
        future = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def quick(settings, seeds=(0, 1), executor=None, **kwargs):
    """Um estudo curto, em que o aprendizado já começou no passo 40."""
    if isinstance(settings, dict):
        settings = {name: {"warmup": 40, "batch_size": 16, **setting} for name, setting in settings.items()}
    return run_study(settings, "Pendulum-v1", seeds, **PLAN, executor=executor or Immediate(), **kwargs)


@pytest.fixture(scope="module")
def whole():
    return quick(SETTINGS, range(3))


def test_one_run_is_a_plain_trainer(whole):
    """Cada linha é o que um `Trainer` sozinho dá, bit a bit."""
    trainer = Trainer(
        "Pendulum-v1", seeds=[2], warmup=40, batch_size=16, exploration=ActionNoise(0.05, decay=0.99), critic_lr=1e-4
    )
    for step in (60, 120):
        advance(trainer, step)
        mean = evaluate(trainer.agent, "Pendulum-v1", 2).mean()
        assert whole.curves("ação fraca").loc[2, step] == mean


@settings(deadline=None, max_examples=8)
@given(st.permutations(list(SETTINGS)), st.integers(1, 9), st.sets(st.integers(0, 2), min_size=1))
def test_results_do_not_depend_on_the_grouping(whole, names, workers, seeds):
    part = quick({name: SETTINGS[name] for name in names[:3]}, sorted(seeds), Immediate(workers))
    for name in names[:3]:
        pd.testing.assert_frame_equal(part.curves(name), whole.curves(name).loc[sorted(seeds)])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(list(SETTINGS)), min_size=1, unique=True), st.integers(1, 40), st.integers(1, 8))
def test_populations_lose_and_double_nothing(names, seeds, workers):
    runs = [Run(name, seed) for name in names for seed in range(seeds)]
    parts = populations({name: SETTINGS[name] for name in names}, runs, workers)
    assert sorted(run for part in parts for run in part) == sorted(runs) and all(1 <= len(part) <= 32 for part in parts)
    shapes = {("hidden" in SETTINGS[n], type(SETTINGS[n].get("exploration")), n == "mais raro") for n in names}
    assert len(parts) >= len(shapes)
    for part in parts:
        assert merged(SETTINGS, part)["seeds"] == [run.seed for run in part]


def test_settings_that_differ_in_numbers_share_a_population():
    runs = [Run(name, seed) for name in ("padrão", "τ") for seed in range(8)]
    assert len(populations(SETTINGS, runs, 1)) == 1
    noises = [Run(name, seed) for name in ("ação", "ação fraca") for seed in range(8)]
    together = merged(SETTINGS, noises)
    assert len(populations(SETTINGS, noises, 1)) == 1
    assert together["exploration"][0].settings["sigma"] == [0.3] * 8 + [0.05] * 8
    assert together["critic_lr"][:9] == [2e-3] * 8 + [1e-4]


@pytest.mark.slow
def test_local_cores_give_the_same_and_notebook_classes_travel(whole):
    """O padrão (loky): classes e funções definidas na hora chegam aos trabalhadores."""

    class Corridor(Scripted):
        pass

    def actor():
        return nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1), nn.Tanh())

    local = run_study({"meu": dict(actor=actor, warmup=5)}, lambda: Corridor(ends=9), [0, 1, 2], 40, 20, episodes=2)
    assert len(local.evaluations) == 6 and len(local.training) == 3 * (40 // 9)
    names = ["padrão", "parâmetros"]
    spread = {name: {"warmup": 40, "batch_size": 16, **SETTINGS[name]} for name in names}
    again = run_study(spread, "Pendulum-v1", range(3), **PLAN)
    for name in names:
        pd.testing.assert_frame_equal(again.curves(name), whole.curves(name))


def test_threads_are_an_executor_too(whole):
    with ThreadPoolExecutor(2) as executor:
        pd.testing.assert_frame_equal(quick(SETTINGS, range(3), executor).rows, whole.rows)


def test_saves_loads_and_merges_only_what_is_missing(tmp_path, whole):
    path = tmp_path / "pasta" / "estudo"
    first = quick({"padrão": {}, "τ": SETTINGS["τ"]}, [0, 1], path=path)
    assert json.loads(path.with_suffix(".json").read_text())["versions"]["torch"] == torch.__version__
    pd.testing.assert_frame_equal(Study.load(path).rows, first.rows)
    executor = Immediate()
    second = quick(SETTINGS, range(3), executor, path=path)
    pd.testing.assert_frame_equal(second.rows.sort_values(list(second.rows)).reset_index(drop=True),
                                  whole.rows.sort_values(list(whole.rows)).reset_index(drop=True))  # fmt: skip
    runs_of_first = {Run(n, s) for n in ("padrão", "τ") for s in (0, 1)}
    assert runs_of_first <= second.runs() and len(second.runs()) == 21
    nothing = Immediate()
    again = quick(SETTINGS, range(3), nothing, path=path)
    assert nothing.tasks == 0 and executor.tasks > 0
    pd.testing.assert_frame_equal(again.rows, second.rows)


def test_a_stored_study_made_otherwise_is_refused(tmp_path):
    path = tmp_path / "estudo"
    quick({"a": {}}, path=path)
    with pytest.raises(ValueError, match="outro ajuste com o nome 'a'"):
        quick({"a": dict(tau=0.7)}, path=path)
    with pytest.raises(ValueError, match="de outro modo.*steps: 120 lá, 60 aqui"):
        run_study({"a": {}}, "Pendulum-v1", [0], 60, 60, episodes=2, executor=Immediate(), path=path)
    path.with_suffix(".csv").write_text("setting,seed\n")
    with pytest.raises(ValueError, match="não guarda um estudo inteiro"):
        Study.load(path)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_an_interrupt_keeps_what_is_done_and_continues(tmp_path, monkeypatch, stop, whole):
    """Parar no meio: o que terminou fica no arquivo e na exceção; rodar de novo só faz o resto."""
    path, done = tmp_path / "estudo", []
    original = study_module.train_population

    def interrupted(*args):
        if len(done) == 2:
            raise stop("parei")
        done.append(args)
        return original(*args)

    monkeypatch.setattr(study_module, "train_population", interrupted)
    with pytest.raises(stop) as caught:
        quick(SETTINGS, range(3), path=path)
    assert "terminaram e estão em" in caught.value.__notes__[0]
    kept = caught.value.study.runs()
    assert len(done) == 2 and 0 < len(kept) < len(whole.runs()) and kept == Study.load(path).runs()
    monkeypatch.undo()
    executor = Immediate()
    final = quick(SETTINGS, range(3), executor, path=path)
    assert final.runs() == whole.runs()
    for name in SETTINGS:
        pd.testing.assert_frame_equal(final.curves(name), whole.curves(name))


def test_adding_twice_doubles_nothing(whole):
    study = Study("Pendulum-v1", 120, 60, 2, settings=dict(whole.settings))
    for _ in range(2):
        study.add(whole.rows)
    pd.testing.assert_frame_equal(study.rows, whole.rows)


def test_a_part_of_a_study_has_the_asked_settings_in_order_and_leaves_the_whole_alone(whole):
    part = whole.only("τ", "padrão")
    assert list(part.settings) == ["τ", "padrão"] == list(part.table().index)
    pd.testing.assert_frame_equal(part.curves("τ"), whole.curves("τ"))
    assert set(part.rows["setting"]) == {"τ", "padrão"} and list(whole.settings) == list(SETTINGS)
    with pytest.raises(ValueError, match="não tem o ajuste 'inventado'"):
        whole.only("padrão", "inventado")


def test_table_and_thresholds():
    rows = [("a", s, "evaluation", step, -1000 + 100 * s + step) for s in range(8) for step in (200, 400, 600)]
    study = Study("Pendulum-v1", 600, 200, 1, settings={"a": {}})
    study.add(pd.DataFrame(rows, columns=["setting", "seed", "kind", "step", "return"]))
    assert study.steps_to(-100, "a").tolist() == [np.inf] * 3 + [600, 600, 400, 400, 200]
    table = study.table(threshold=-100)
    assert (
        table.loc["a", "chegaram"] == 5 and table.loc["a", "retorno final"] == -50 and table.loc["a", "sementes"] == 8
    )
    assert table.loc["a", "de"] < -50 < table.loc["a", "até"]
    assert study.band("a").center.tolist() == [-450, -250, -50]
    with pytest.raises(ValueError, match="não tem o ajuste 'b'; tem: a"):
        study.curves("b")


@pytest.mark.parametrize(
    "settings, error, says",
    [
        ({}, TypeError, "dicionário"),
        ([dict(tau=0.1)], TypeError, "`settings` recebeu"),
        ({1: {}}, TypeError, "cada nome é um texto"),
        ({"a": dict(tal=0.1)}, TypeError, "quis dizer 'tau'"),
        ({"a": dict(seeds=[1])}, TypeError, "Não há ajuste chamado 'seeds'"),
        ({"a": dict(tau=[0.1, 0.2])}, ValueError, "um número por ajuste"),
        ({"a": dict(tau=7)}, ValueError, "`tau` recebeu.*entre 0 e 1"),
        ({"a": dict(exploration="sim")}, TypeError, "`exploration`"),
    ],
)
def test_bad_settings_are_refused(settings, error, says):
    with pytest.raises(error, match=says):
        quick(settings)


@pytest.mark.parametrize("seeds, steps, every", [([], 10, 5), ([0], 0, 5), ([0], 10, 11), ([0], 10, 0), ([-1], 10, 5)])
def test_bad_plans_are_refused(seeds, steps, every):
    with pytest.raises(ValueError, match="recebeu"):
        run_study({"a": {}}, "Pendulum-v1", seeds, steps, every, executor=Immediate())


def test_plot_shows_every_setting_with_its_band(whole):
    figure = whole.plot("median")
    (axes,) = figure.axes
    assert {text.get_text() for text in axes.texts} == set(SETTINGS)
    assert len(axes.lines) == len(axes.collections) == len(SETTINGS)
    assert axes.lines[0].get_ydata().tolist() == whole.band("padrão", "median").center.tolist()
    assert "3 sementes" in axes.get_title() and "(mediana)" in axes.get_ylabel()
    heights = sorted(text.xy[1] for text in axes.texts)
    low, high = axes.get_ylim()
    assert min(np.diff(heights)) > 0.05 * (high - low)
