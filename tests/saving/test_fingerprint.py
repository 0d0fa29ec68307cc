"""A impressão digital de um código: muda com o que ele faz, e só com isso."""

import json
import os
import subprocess
import sys
import threading
import types
from pathlib import Path

import gymnasium as gym
import numpy as np
import pytest
import torch
from gymnasium.envs.registration import EnvSpec
from torch import nn

from course_utils import ActionNoise
from course_utils.saving.fingerprint import environments_in, fingerprint

ROOT = Path(__file__).parents[2]


def cell(source, name="<célula>"):
    """O valor de `made` depois de rodar uma célula, como num caderno."""
    names = {"__name__": "__main__"}
    exec(compile(source, name, "exec"), names)
    return names["made"]


CELLS = {
    "lambda": """
import gymnasium as gym
made = lambda: gym.make("Pendulum-v1", g=9.81)
""",
    "global": """
import gymnasium as gym
G = 9.81
def made():
    return gym.make("Pendulum-v1", g=G)
""",
    "de fábrica": """
import gymnasium as gym
def made(g=9.81, *, a={1, "b", 2.0}):
    return gym.make("Pendulum-v1", g=g)
""",
    "partial": """
import gymnasium as gym
from functools import partial
made = partial(gym.make, "Pendulum-v1", g=9.81)
""",
    "guardado": """
def maker(g):
    def make():
        return g
    return make
made = maker(9.81)
""",
    "classe": """
class Env:
    G = 9.81
    def step(self, a):
        return a * self.G
made = lambda: Env()
""",
    "herança": """
class A:
    def g(self):
        return 9.81
class B(A):
    def f(self):
        super().f()
made = B
""",
    "dentro": """
def made():
    class Env:
        G = 9.81
        def f(self):
            return [x + 9.81 for x in (1, 2)]
    return Env()
""",
    "método": """
class Make:
    def __init__(self, g):
        self.g = g
    def env(self):
        return self.g
made = Make(9.81).env
""",
    "chamável": """
class Make:
    __slots__ = ("g",)
    def __call__(self):
        return self.g
made = Make()
made.g = 9.81
""",
    "propriedade": """
class Env:
    @property
    def g(self):
        return 9.81
    @staticmethod
    def f():
        return 1
made = Env
""",
    "outra função": """
def g():
    return 9.81
def made():
    return g()
""",
    "recursiva": """
def made(n=3):
    return 9.81 if n == 0 else made(n - 1)
""",
    "rede": """
import torch
from torch import nn
torch.manual_seed(981)
made = nn.Sequential(nn.Linear(3, 8), nn.Tanh())
""",
    "vetor": """
import numpy as np
LOW = np.full(2000, 9.81)
made = lambda: LOW
""",
    "acaso": """
import numpy as np
rng = np.random.default_rng(981)
made = lambda: rng.normal()
""",
    "guardada": """
from functools import cache, wraps
def twice(f):
    @wraps(f)
    def g():
        return f()
    return g
@twice
@cache
def made():
    return 9.81
""",
    "ficha": """
from dataclasses import dataclass, field
@dataclass(frozen=True)
class Made:
    g: float = 9.81
    wind: list = field(default_factory=lambda: [9.81])
    def __call__(self):
        return self.g
made = Made()
""",
    "exceção": """
def made():
    try:
        return 9.81
    except (ValueError, KeyError):
        return 0
""",
}
every_cell = pytest.mark.parametrize("source", CELLS.values(), ids=CELLS)


@every_cell
def test_the_same_cell_again_is_the_same(source):
    """Também mais abaixo no caderno, com comentários, e depois de ter sido usada."""
    one, again = cell(source), cell(f"# outra linha\n\n{source}  # e um comentário", "<outra célula>")
    assert fingerprint(one) == fingerprint(again) == fingerprint(one)


@every_cell
def test_another_number_is_another_code(source):
    other = source.replace("9.81", "1.62").replace("981", "162")
    assert other != source and fingerprint(cell(other)) != fingerprint(cell(source))


def test_docstrings_are_not_what_a_code_does():
    plain = "class Env:\n    def f(self):\n        return 1\nmade = Env"
    told = "class Env:\n    'Um mundo.'\n    def f(self):\n        'Devolve um.'\n        return 1\nmade = Env"
    assert fingerprint(cell(plain)) == fingerprint(cell(told))


def test_another_process_gives_the_same(tmp_path):
    """Com outra ordem dos conjuntos, outro diretório e outros endereços."""
    code = "import sys, json\nfrom course_utils.saving.fingerprint import fingerprint\n"
    code += "for source in json.loads(sys.argv[1]):\n    names = {'__name__': '__main__'}\n    exec(source, names)\n"
    code += "    print(fingerprint(names['made']))"

    asked = [sys.executable, "-c", code, json.dumps(list(CELLS.values()))]
    env = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(asked, env=env, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.split() == [fingerprint(cell(source)) for source in CELLS.values()], done.stderr


def test_a_module_of_the_student_is_read_and_a_library_is_named(monkeypatch):
    mine = types.ModuleType("meu_modulo")
    monkeypatch.setitem(sys.modules, "meu_modulo", mine)
    makers = [cell(f"{line}\nmade = lambda: {call}") for line, call in (
        ("import meu_modulo", "meu_modulo.Env()"), ("import meu_modulo as m", "m.Env()"))]  # fmt: skip
    makers.append(cell("def made():\n    from meu_modulo import Env\n    return Env()"))
    found = []
    for g in (9.81, 1.62):
        mine.Env = cell(f"class Env:\n    G = {g}\nmade = Env")
        mine.other = g  # o que o código não usa não conta
        found.append([fingerprint(make) for make in makers])
    assert all(earth != moon for earth, moon in zip(*found))
    mine.other = "outro"
    assert [fingerprint(make) for make in makers] == found[1]
    assert fingerprint(nn.Linear) == fingerprint(nn.Linear) != fingerprint(nn.Conv2d)


def test_values_are_told_apart_by_what_they_hold():
    long = np.linspace(0, 1, 5000)
    other = long.copy()
    other[2500] += 1e-12  # o `repr` dos dois é o mesmo
    things = [1, 1.0, True, "1", b"1", None, (1,), [1], {1}, frozenset({1}), {1: 1}, np.float32(1), torch.ones(1),
              torch.zeros(1), np.ones(1), long, other, torch.device("cpu"), torch.device("cuda:0"), object, print,
              ActionNoise(0.1), ActionNoise(0.2), ActionNoise, len, [].append,
              torch.ones(1, dtype=torch.bfloat16)]  # fmt: skip
    assert len({fingerprint(one) for one in things}) == len(things)


def test_what_cannot_be_copied_is_still_read():
    """Um cadeado não impede de ver o resto; e um nó de listas sem fim é recusado em português."""

    class Guarded:
        def __init__(self, g):
            self.g, self.lock = g, threading.Lock()

    assert fingerprint(Guarded(1)) == fingerprint(Guarded(1)) != fingerprint(Guarded(2))
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(ValueError, match="Não sei conferir um código como este, list"):
        fingerprint(deep)
    deep.clear()


class Mine(gym.Env):
    """Um ambiente que o caderno registra."""


@pytest.fixture
def registry():
    """O registro do Gymnasium, que volta a ser o que era."""
    kept = dict(gym.registry)
    yield gym.registry
    gym.registry.clear()
    gym.registry.update(kept)


def test_an_id_is_what_it_was_registered_for(registry):
    """Quem o registra de novo, com outra classe ou outros ajustes, tem outro ambiente com o mesmo nome."""
    pendulum, found = "gymnasium.envs.classic_control.pendulum:PendulumEnv", set()
    specs = [dict(entry_point=pendulum), dict(entry_point=pendulum, kwargs={"g": 1.62}), dict(entry_point=Mine),
             dict(entry_point=pendulum, max_episode_steps=50)]  # fmt: skip
    for own in specs:
        registry["Meu-v0"] = EnvSpec("Meu-v0", **own)
        found |= {fingerprint("Meu-v0"), fingerprint(lambda: gym.make("Meu-v0"))}
        assert environments_in(lambda: gym.make("Meu-v0")) == [registry["Meu-v0"]]
    assert len(found) == 2 * len(specs)
    assert fingerprint("Pendulum-v1") == fingerprint("Pendulum-v1") and environments_in(Mine) == []
