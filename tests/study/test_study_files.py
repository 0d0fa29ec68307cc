"""Um estudo e os seus arquivos: cada nome tem os seus, e os números de um código nunca passam pelos de outro."""

import functools
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gymnasium as gym
import numpy as np
import pandas as pd
import pytest
import torch
from gymnasium.envs.classic_control.pendulum import PendulumEnv
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from course_utils import Study, Trainer, run_study
from course_utils.exploration import ActionNoise
from course_utils.saving.description import describe
from course_utils.study.pair import COLUMNS, files_of
from course_utils.study.populations import Run, populations

RESULTS = Path(__file__).parents[2] / "files" / "resultados"
SMALL = dict(warmup=10, batch_size=8, hidden=(4, 4))
PLAN = dict(seeds=[0], steps=60, evaluate_every=30, episodes=1)


@pytest.fixture(autouse=True)
def registry():
    """O registro do Gymnasium volta a ser o que era."""
    kept = dict(gym.registry)
    yield
    gym.registry.clear()
    gym.registry.update(kept)


def quick(setting=SMALL, env="Pendulum-v1", **kwargs):
    with ThreadPoolExecutor(1) as executor:
        return run_study({"a": setting}, env, executor=executor, **PLAN | kwargs)


def made(*settings, value=-200.5):
    """Um estudo de mentira, com uma medida por ajuste."""
    study = Study("Pendulum-v1", 60, 30, 1, settings={name: {} for name in settings})
    rows = [(name, 0, "evaluation", 30, value) for name in settings]
    study.add(pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS))
    return study


# --- um nome, um par de arquivos ----------------------------------------------------------------------------------


@pytest.mark.parametrize("one, other", [("lr_0.001", "lr_0.01"), ("v1.2", "v1"), ("a.csv.b", "a.csv"), ("a.", "a"),
                                        ("τ=0.5", "τ=0.05"), ("a.tar.gz", "a.tar"), ("a.json.json", "a")])  # fmt: skip
def test_each_name_has_its_own_files(tmp_path, one, other):
    made("um").save(tmp_path / one)
    made("outro").save(tmp_path / other)
    assert list(Study.load(tmp_path / one).settings) == ["um"] and len(list(tmp_path.iterdir())) == 4
    assert list(Study.load(tmp_path / other).settings) == ["outro"]


def test_the_two_files_and_the_bare_name_are_the_same_study(tmp_path):
    made("um").save(tmp_path / "lr_0.1.csv")
    assert {path.name for path in tmp_path.iterdir()} == {"lr_0.1.csv", "lr_0.1.json"}
    for name in ("lr_0.1", "lr_0.1.csv", "lr_0.1.json", "lr_0.1.CSV"):
        assert list(Study.load(tmp_path / name).settings) == ["um"]


def test_two_paths_with_a_dot_do_not_mix(tmp_path):
    for rate in (0.001, 0.01):
        study = quick(SMALL | dict(actor_lr=rate), path=tmp_path / f"lr_{rate}")
        assert study.settings["a"]["actor_lr"] == rate
    assert len(list(tmp_path.iterdir())) == 4


def test_a_file_that_is_not_of_a_study_is_never_written_over(tmp_path):
    for name, says in (("dados.csv", "falta o arquivo dados.json"), ("notas.json", "não guarda um estudo inteiro")):
        (tmp_path / name).write_text("meus dados")
        with pytest.raises(ValueError, match=says):
            quick(path=tmp_path / name)
        assert (tmp_path / name).read_text() == "meus dados"


def test_a_folder_in_the_place_of_a_file_is_refused_before_training(tmp_path, monkeypatch):
    (tmp_path / "pasta.csv").mkdir()
    monkeypatch.setattr(Trainer, "step", lambda self: pytest.fail("treinou"))
    with pytest.raises(ValueError, match="não guarda um estudo inteiro"):
        quick(path=tmp_path / "pasta")


def test_what_cannot_be_written_stays_in_the_exception(tmp_path):
    (tmp_path / "arquivo").touch()
    with pytest.raises(OSError) as caught:
        quick(path=tmp_path / "arquivo" / "estudo")
    assert caught.value.study.runs() == {("a", 0)} and "no atributo `study`" in caught.value.__notes__[0]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=3, unique=True), st.floats(-1e300, 0))
def test_any_name_of_a_setting_comes_back(tmp_path_factory, names, value):
    names = [name for name in names if name.isprintable()] or ["NA"]
    path = tmp_path_factory.mktemp("nomes") / "estudo"
    made(*names, "nan", "1e3", 'a"b,c', value=value).save(path)
    back = Study.load(path)
    assert list(back.settings) == [*names, "nan", "1e3", 'a"b,c'] and (back.rows["return"] == value).all()


@pytest.mark.parametrize(
    "path", sorted(set(RESULTS.rglob("*.json")) - {RESULTS / "braco.json"}), ids=lambda path: path.stem
)
def test_the_stored_studies_load_and_are_written_the_same(tmp_path, path):
    Study.load(path).save(tmp_path / path.stem)
    for old, new in zip(files_of(path), files_of(tmp_path / path.stem)):
        assert new.read_bytes() == old.read_bytes()


# --- o mesmo nome, outro código -----------------------------------------------------------------------------------


def earth():
    return gym.make("Pendulum-v1")


def actor(width):
    return nn.Sequential(nn.Linear(3, width), nn.ReLU(), nn.Linear(width, 1), nn.Tanh())


def critic():
    class Q(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(4, 1)

        def forward(self, obs, action):
            return self.layer(torch.cat((obs, action), -1))

    return Q()


def noise(sigma):
    """Uma exploração do estudante, com o número na classe."""

    class Mine(ActionNoise):
        def noise(self, action):
            return action + sigma

    return Mine()


#: Pares com o mesmo nome, feitos de outra coisa: (ambiente, ajustes) de um e do outro.
OTHERS = {
    "lambda": [(lambda: gym.make("Pendulum-v1"), {}), (lambda: gym.make("Pendulum-v1", g=1.62), {})],
    "partial": [(functools.partial(gym.make, "Pendulum-v1", g=g), {}) for g in (9.81, 1.62)],
    "rede": [(earth, dict(actor=one, critic=critic)) for one in (lambda: actor(4), lambda: actor(5))],
    "pesos": [(earth, dict(actor=actor(4), critic=critic)) for _ in range(2)],
    "exploração": [(earth, dict(exploration=noise(s))) for s in (0.1, 0.2)],
    "numa lista": [(earth, dict(exploration=[noise(s)])) for s in (0.1, 0.2)],
}  # fmt: skip


@pytest.mark.parametrize("one, other", OTHERS.values(), ids=OTHERS)
def test_another_code_with_the_same_name_never_gives_the_old_numbers(tmp_path, one, other):
    first = quick(SMALL | one[1], one[0], path=tmp_path / "g")
    old = files_of(tmp_path / "g").csv.read_bytes()
    with pytest.raises(ValueError, match="mesmo nome que no estudo guardado, mas é outro código.*use outro `path`"):
        quick(SMALL | other[1], other[0], path=tmp_path / "g")
    assert files_of(tmp_path / "g").csv.read_bytes() == old
    again = quick(SMALL | one[1], one[0], path=tmp_path / "g")  # o mesmo de novo não se refaz, nem se recusa
    pd.testing.assert_frame_equal(again.rows, first.rows)


def test_a_study_that_does_not_say_what_code_it_was_is_not_continued(tmp_path):
    """Os de antes guardavam só o nome: um id ainda se continua; uma função, não."""
    for env in ("Pendulum-v1", earth):
        study = quick(env=env, path=tmp_path / "antigo")
        study.code = {}
        study.save(tmp_path / "antigo")
        assert "code" not in json.loads(files_of(tmp_path / "antigo").json.read_text())
        if env is earth:
            with pytest.raises(ValueError, match="não diz qual era"):
                quick(env=env, path=tmp_path / "antigo")
        else:
            assert len(quick(env=env, path=tmp_path / "antigo", seeds=[0, 1]).runs()) == 2
        for file in tmp_path.iterdir():
            file.unlink()


def test_another_class_registered_with_the_same_id_is_another_environment(tmp_path):
    class Heavy(PendulumEnv):
        pass

    for entry_point, gravity in ((PendulumEnv, 10.0), (PendulumEnv, 1.62), (Heavy, 10.0)):
        gym.registry.pop("Dupla-v0", None)
        gym.register("Dupla-v0", entry_point, max_episode_steps=50, kwargs={"g": gravity})
        if (gravity, entry_point) == (10.0, PendulumEnv):
            quick(env="Dupla-v0", path=tmp_path / "g")
        else:
            with pytest.raises(ValueError, match="`env` tem o mesmo nome"):
                quick(env="Dupla-v0", path=tmp_path / "g")


def test_settings_that_only_look_the_same_do_not_train_together():
    """Dois `nn.Module` e dois vetores longos podem ter o mesmo `repr`, e não ser a mesma rede nem a mesma escala."""
    scale = np.linspace(1, 2, 3000)
    other = scale + 1e-12
    pairs = [dict(actor=actor(4)), dict(actor=actor(4))], [dict(normalize=(-scale, s)) for s in (scale, other)]
    pairs += ([dict(exploration=noise(0.1)), dict(exploration=noise(0.2))],)
    for one, two in pairs:
        assert len(populations({"a": one, "b": two}, [Run("a", 0), Run("b", 0)], 1)) == 2
        assert len(populations({"a": one, "b": dict(one)}, [Run("a", 0), Run("b", 0)], 1)) == 1


def test_numbers_in_a_tensor_and_a_device_are_written_out():
    given = dict(tau=torch.tensor(0.5), device=torch.device("cpu"), hidden=np.array([4, 4]))
    assert describe(given) == {"tau": 0.5, "device": "cpu", "hidden": [4, 4]}


# --- um id registrado no caderno ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_id_registered_here_reaches_the_other_processes():
    """Também o registrado de novo, num trabalhador que já conhecia o antigo; pelo id, ou dentro de uma função."""
    pendulum = "gymnasium.envs.classic_control.pendulum:PendulumEnv"
    totals = []
    for gravity in (10.0, 1.62):
        gym.registry.pop("MeuPend-v0", None)
        gym.register("MeuPend-v0", pendulum, max_episode_steps=50, kwargs={"g": gravity})
        for env in ("MeuPend-v0", lambda: gym.make("MeuPend-v0")):
            study = run_study({"a": SMALL}, env, **PLAN)
            pd.testing.assert_frame_equal(study.rows, quick(env=env).rows)
            totals.append(study.evaluations["return"].tolist())
    assert totals[0] == totals[1] != totals[2] == totals[3]


@pytest.mark.slow
def test_a_class_of_the_notebook_and_an_id_with_its_package_reach_them_too(monkeypatch):
    import __main__

    class Mine(PendulumEnv):
        pass

    monkeypatch.setattr(__main__, "Minha", Mine, raising=False)
    gym.register("Classe-v0", Mine, max_episode_steps=50)
    gym.register("Texto-v0", "__main__:Minha", max_episode_steps=50)
    for env in ("Classe-v0", "Texto-v0", "course_utils:Classe-v0"):
        study = run_study({"a": SMALL}, env, **PLAN)
        assert study.env == env and len(study.evaluations) == 2


def test_an_id_that_is_not_there_is_refused_before_training(monkeypatch):
    monkeypatch.setattr(Trainer, "step", lambda self: pytest.fail("treinou"))
    with pytest.raises(ValueError, match="Não há um ambiente chamado 'Nada-v0'"):
        quick(env="Nada-v0")


# --- o que uma planilha faz -----------------------------------------------------------------------------------------


def resaved(path, change):
    file = files_of(path).csv
    file.write_bytes(change(file.read_text().replace("\n", "\r\n")))


@pytest.mark.parametrize("change", [
    lambda text: b"\xef\xbb\xbf" + text.encode(),
    lambda text: "\r\n".join(",".join(f'"{one}"' for one in line.split(",")) for line in text.splitlines()).encode(),
])  # fmt: skip
def test_a_mark_and_other_quotes_change_nothing(tmp_path, change):
    study = made("a", "b")
    study.save(tmp_path / "e")
    resaved(tmp_path / "e", change)
    pd.testing.assert_frame_equal(Study.load(tmp_path / "e").rows, study.rows)


@pytest.mark.parametrize(("change", "says"), [
    (lambda text: text.replace(",", ";").replace(".", ",").encode(), "a primeira linha do .csv é 'setting;seed"),
    (lambda text: text.replace(",", "\t").encode(), "a primeira linha"),
    (lambda text: "\r\n".join(f'"{line}"' for line in text.splitlines()).encode(), "a primeira linha"),
    (lambda text: text.replace("-200.5", '"-200,5"').encode(), "a coluna return do .csv tem o que não é número"),
    (lambda text: text.replace(",0,evaluation", ",jan/01,evaluation").encode(), "a coluna seed do"),
    (lambda text: text.replace("a0.10", "a0.1").encode(), "'a0.1'.*que o .json não conhece"),
    (lambda text: text.replace("evaluation", "avaliação").encode(), "a coluna kind"),
    (lambda text: text.encode("utf-16"), "parece UTF-16"),
    (lambda text: text.replace("a0", "ação").encode("latin-1"), "não é um texto em UTF-8"),
    (lambda text: b"PK\x03\x04xl/worksheets", "é um arquivo compactado"),
    (lambda text: b"", "a primeira linha"),
])  # fmt: skip
def test_what_a_spreadsheet_changed_is_refused(tmp_path, change, says):
    made("a0.10").save(tmp_path / "e")
    resaved(tmp_path / "e", change)
    with pytest.raises(ValueError, match=f"(?s)e não guarda um estudo inteiro.*{says}.*São dois arquivos"):
        Study.load(tmp_path / "e")


# --- uma semente só -------------------------------------------------------------------------------------------------


def test_one_seed_has_a_curve_and_a_table_and_no_band():
    study = made("um", "dois")
    table = study.table(threshold=-300)
    assert (table["retorno final"] == -200.5).all() and table[["de", "até"]].isna().all(axis=None)
    (axes,) = study.plot().axes
    assert [line.get_ydata().tolist() for line in axes.lines] == [[-200.5]] * 2 and "1 semente por" in axes.get_title()
    assert study.band("um", "median").center.tolist() == [-200.5] and np.isnan(study.band("um").low).all()
    for call in (study.plot, study.table):
        for wrong in ("moda", []):
            with pytest.raises(ValueError, match="`statistic` recebeu"):
                call(statistic=wrong)


def test_one_setting_with_more_seeds_keeps_its_band():
    study = made("um", "dois")
    study.add(pd.DataFrame([("dois", 1, "evaluation", 30, -100.0)], columns=list(COLUMNS)))
    assert np.isfinite(study.table().loc["dois", "de"]) and np.isnan(study.table().loc["um", "de"])
    assert "sem faixa onde há uma semente só" in study.plot().axes[0].get_title()
