"""Guardar e retomar: o treino retomado é o que não parou, bit a bit; e o que não serve é recusado."""

import io
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import gymnasium as gym
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from support.environments import Scripted
from support.networks import PlainCritic, plain_actor

from course_utils import ActionNoise, OUNoise, ParameterNoise, Trainer
from course_utils.saving.trace import digest_of

EXPLORATIONS = [
    None,
    ActionNoise(0.2, decay=0.999),
    OUNoise(),
    ParameterNoise(every=7),
    [ParameterNoise(every=5), OUNoise(0.1), ActionNoise([0.1, 0.3])],
]
SMALL = dict(hidden=(8, 8), batch_size=16, warmup=20, capacity=90)


def everything(trainer):
    """Tudo o que um treino é, também o que ele conta de si."""
    metrics = [[one.tolist() for one in own] for own in trainer.metrics]
    played = [action.tobytes() for action in trainer.environments.played]
    return digest_of(trainer), trainer.history, trainer.changes, metrics, played


@settings(deadline=None, max_examples=12)
@given(
    env=st.sampled_from(["Pendulum-v1", "MountainCarContinuous-v0"]),
    exploration=st.sampled_from(EXPLORATIONS),
    normalize=st.sampled_from([None, "running"]),
    seeds=st.tuples(st.integers(0, 2**70), st.integers(0, 9)),
    before=st.integers(0, 230),
)
def test_a_resumed_run_equals_the_uninterrupted_one(tmp_path_factory, env, exploration, normalize, seeds, before):
    """Em qualquer ponto, também no meio de um episódio e com o buffer já dando a volta."""
    path = tmp_path_factory.mktemp("retomar") / "treino.ckpt"
    whole = Trainer(env, seeds=seeds, exploration=exploration, normalize=normalize, **SMALL).advance(until=before)
    whole.change("tau", [0.2, 0.03])
    whole.save(path)
    resumed = Trainer.load(path)
    assert everything(resumed) == everything(whole)
    assert everything(resumed.advance(until=before + 60)) == everything(whole.advance(until=before + 60))


RESUME = """
import sys
from course_utils import Trainer
from course_utils.saving.trace import digest_of

for path in sys.argv[1:]:
    trainer = Trainer.load(path)
    for _ in range(250):
        trainer.step()
    print(digest_of(trainer))
"""


@pytest.mark.slow
def test_resumes_in_another_process(tmp_path):
    """Pontos de parada sorteados, nos dois ambientes; quem continua é um processo novo."""
    random, paths, wanted = np.random.default_rng(0), [], []
    for i, exploration in enumerate(EXPLORATIONS * 2):
        env = ["Pendulum-v1", "MountainCarContinuous-v0"][i % 2]
        seeds = random.integers(1000, size=2).tolist()
        trainer = Trainer(env, seeds=seeds, exploration=exploration, warmup=50)
        trainer.advance(until=int(random.integers(1, 700)))
        paths.append(tmp_path / f"{i}.ckpt")
        trainer.save(paths[-1])
        wanted.append(digest_of(trainer.advance(until=trainer.steps + 250)))
    done = subprocess.run(
        [sys.executable, "-c", RESUME, *map(str, paths)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == wanted


def test_students_modules_and_factories_are_given_again(tmp_path):
    path = tmp_path / "treino.ckpt"
    code = dict(env=lambda: gym.make("Pendulum-v1"), actor=lambda: plain_actor(3, 1), critic=lambda: PlainCritic(3, 1))
    whole = Trainer(**code, seeds=[0], warmup=70).advance(until=90)
    whole.save(path)
    assert everything(Trainer.load(path, **code).advance(until=110)) == everything(whole.advance(until=110))
    with pytest.raises(ValueError, match=r"`critic` = .*código.*Trainer.load\(caminho, critic=…\)"):
        Trainer.load(path, env=code["env"], actor=code["actor"])
    with pytest.raises(ValueError, match="`seeds` já está no arquivo"):
        Trainer.load(path, **code, seeds=[1])


def test_a_network_of_another_shape_is_refused(tmp_path):
    path = tmp_path / "treino.ckpt"
    given = dict(critic=lambda: PlainCritic(3, 1))
    Trainer("Pendulum-v1", seeds=[0], actor=lambda: plain_actor(3, 1), **given).advance(until=5).save(path)
    with pytest.raises(ValueError, match=r"agent.actor.flat deveria ter a forma"):
        Trainer.load(path, actor=lambda: torch.nn.Linear(3, 1), **given)


# --- escrever de uma vez só -----------------------------------------------------------------------------------------


class Full(OSError):
    """O disco cheio dos testes."""


def half(write):
    """Uma escrita que para no meio."""

    def broken(file, **arrays):
        kept = io.BytesIO()
        write(kept, **arrays)
        file.write(kept.getvalue()[: len(kept.getvalue()) // 2])
        raise Full

    return broken


def test_a_failed_write_keeps_the_old_file(tmp_path, monkeypatch):
    path, trainer = tmp_path / "treino.ckpt", Trainer("Pendulum-v1", seeds=[0])
    trainer.advance(until=10).save(path)
    old = path.read_bytes()
    monkeypatch.setattr(np, "savez", half(np.savez))
    with pytest.raises(Full):
        trainer.advance(until=15).save(path)
    assert path.read_bytes() == old and os.listdir(tmp_path) == ["treino.ckpt"]
    monkeypatch.undo()
    trainer.save(path)
    assert Trainer.load(path).steps == 15


KILLED = """
import os, sys
import numpy as np
from course_utils import Trainer

trainer = Trainer("Pendulum-v1", seeds=[0])
trainer.save(sys.argv[1])
trainer.step()
np.savez = lambda file, **arrays: (file.write(b"meio"), file.flush(), os._exit(9))
trainer.save(sys.argv[1])
"""


def test_a_process_that_dies_while_writing_keeps_the_old_file(tmp_path):
    path = tmp_path / "treino.ckpt"
    died = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=Path(__file__).parents[2])
    assert died.returncode == 9 and len(os.listdir(tmp_path)) == 2
    assert Trainer.load(path).steps == 0


# --- o que se recusa ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    path = tmp_path_factory.mktemp("bom") / "treino.ckpt"
    Trainer("Pendulum-v1", seeds=[0], exploration=ParameterNoise(), **SMALL).advance(until=50).save(path)
    return path


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_truncated_or_altered_files_are_refused(good, tmp_path_factory, data):
    whole = good.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    altered = whole[:at] if cut else whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
    path = tmp_path_factory.mktemp("ruim") / "treino.ckpt"
    path.write_bytes(altered)
    try:
        trainer = Trainer.load(path)
    except ValueError as error:
        assert str(path) in str(error) and "trainer.save" in str(error)
    else:  # há bytes que o zip não usa, como a data; o que se lê ainda é o treino inteiro
        assert everything(trainer) == everything(Trainer.load(good))


class Hostile:
    """Ao ser lido por pickle, cria um arquivo."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


def with_part(good, path, name, content):
    """O mesmo checkpoint com uma parte trocada."""
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return path


def array_bytes(array, **kwargs):
    file = io.BytesIO()
    np.save(file, array, **kwargs)
    return file.getvalue()


def about(good, change):
    """O texto do checkpoint, mudado."""
    with np.load(good) as file:
        text = file["about"].tobytes().decode()
    changed = change(text)
    assert changed != text
    return array_bytes(np.frombuffer(changed.encode(), np.uint8))


def test_reading_executes_nothing(good, tmp_path):
    trap = tmp_path / "executou"
    pickled = array_bytes(np.array([Hostile(trap)], object), allow_pickle=True)
    for name in ("agent.actor.flat.npy", "about.npy"):
        with pytest.raises(ValueError, match="não é um checkpoint"):
            Trainer.load(with_part(good, tmp_path / "hostil.ckpt", name, pickled))
    (tmp_path / "puro.ckpt").write_bytes(pickle.dumps(Hostile(trap)))
    with pytest.raises(ValueError, match="não é um checkpoint"):
        Trainer.load(tmp_path / "puro.ckpt")
    torch.save({"x": Hostile(trap)}, tmp_path / "torch.ckpt")
    with pytest.raises(ValueError, match="não é um checkpoint"):
        Trainer.load(tmp_path / "torch.ckpt")
    assert not trap.exists()


def test_an_environment_id_cannot_import_a_module(good, tmp_path):
    """No Gymnasium, `"modulo:Id-v0"` importa `modulo`: um arquivo alheio não pode pedir isso."""
    (tmp_path / "armadilha.py").write_text("import pathlib; pathlib.Path('executou').touch()")
    hostile = about(good, lambda text: text.replace("Pendulum-v1", "armadilha:Pendulum-v1"))
    with pytest.raises(ValueError, match="'armadilha:Pendulum-v1', que não é um id"):
        Trainer.load(with_part(good, tmp_path / "hostil.ckpt", "about.npy", hostile))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace('"version": 1', '"version": 2'), "versão 2.*'version': 1"),
        (lambda text: text.replace("course_utils checkpoint", "outro"), "o formato é 'outro'"),
        (lambda text: text[:-40], "não é um checkpoint"),
        (lambda text: text.replace('"steps": 50', '"steps": "50"'), "steps deveria ser um número"),
        (lambda text: text.replace('"history"', '"historia"'), "history"),
        (lambda text: text.replace('"Pendulum-v1"', '"Pendulo-v1"'), "Não há um ambiente chamado 'Pendulo-v1'"),
        (lambda text: text.replace('"ParameterNoise"', '"Exec"'), "exploração .*Exec.*não é uma das do curso"),
        (lambda text: text.replace('"hidden": [8, 8]', '"hidden": [8, 9]'), "deveria ter a forma"),
        (lambda text: text.replace('"hidden": [8, 8]', '"inventado": 1'), "inventado"),
    ],
)
def test_a_changed_description_is_refused(good, tmp_path, change, says):
    path = with_part(good, tmp_path / "outro.ckpt", "about.npy", about(good, change))
    with pytest.raises((ValueError, TypeError), match=says):
        Trainer.load(path)


def test_a_bomb_is_not_expanded(good, tmp_path):
    path = tmp_path / "bomba.ckpt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("about.npy", b"\0" * 10**7)
    with pytest.raises(ValueError, match="não são as que `trainer.save` escreve"):
        Trainer.load(path)


def test_missing_files_and_folders_are_named(tmp_path):
    for path in (tmp_path / "nada.ckpt", tmp_path):
        with pytest.raises(FileNotFoundError, match="Não existe o arquivo"):
            Trainer.load(path)


class Forgetful(Scripted):
    """Não se repete: a semente não decide nada."""

    def _obs(self):
        return np.array([self.clock, np.random.default_rng().normal()], np.float32)


def test_an_environment_that_does_not_repeat_itself_opens_at_the_next_episode(tmp_path):
    path = tmp_path / "treino.ckpt"
    trainer = Trainer(Forgetful, seeds=[0]).advance(until=3)
    trainer.save(path)
    with pytest.warns(UserWarning, match=r"Forgetful: com a mesma semente.*não se repete.*reset\(seed="):
        opened = Trainer.load(path, env=Forgetful)
    assert opened.steps == 3 and opened.lengths[0] == 0 and opened.advance(until=13).steps == 13
    assert trainer.advance(until=13).steps == 13, "quem não parou segue"
