"""O curso sob as versões do Colab: um ambiente à parte, com o que falta emprestado deste, e os testes rápidos lá."""

import os
import site
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
WANTED = ROOT / "tests" / "colab.txt"
HOME = ROOT / ".venv-colab"
TESTS = [
    "core/test_training.py",
    "core/test_environments.py",
    "core/test_ddpg.py",
    "core/test_exploration.py",
    "engine/test_engine_learner.py",
    "engine/test_engine_trainer.py",
    "saving",
    "figures/test_sliders.py",
    "live/test_live.py",
    "live/test_panel.py",
    "exercises/test_quiz.py",
]


def wanted() -> dict[str, str]:
    lines = [line for line in WANTED.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {(one := Requirement(line)).name: next(iter(one.specifier)).version for line in lines}


@pytest.fixture(scope="module")
def python() -> Path:
    """O Python do ambiente; refeito só quando as versões mudam."""
    made, python = HOME / "pronto.txt", HOME / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not made.exists() or made.read_text() != WANTED.read_text():
        subprocess.run([sys.executable, "-m", "venv", "--clear", HOME], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", WANTED], check=True)
        where = "import site; print(site.getsitepackages()[-1])"
        own = subprocess.run([python, "-c", where], check=True, capture_output=True, text=True).stdout.strip()
        (Path(own) / "emprestado.pth").write_text(site.getsitepackages()[-1])  # vem depois do que é dele
        made.write_text(WANTED.read_text())
    return python


def run(python: Path, *arguments: str) -> str:
    env = os.environ | {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"}
    done = subprocess.run([python, *arguments], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.mark.slow
def test_the_course_works_with_the_versions_of_colab(python):
    names = list(wanted())
    printed = run(python, "-c", f"from importlib.metadata import version\nfor name in {names}: print(version(name))")
    assert dict(zip(names, printed.split())) == wanted()
    files = [f"tests/{name}" for name in TESTS]
    quick = ["-m", "not slow and not browser and not learning", "-p", "no:cacheprovider", "-W", "default"]
    # o gym clássico e o NumPy do Colab não se falam; a igualdade com ele é provada fora daqui
    report = run(
        python,
        "-m",
        "pytest",
        "-q",
        *quick,
        "--deselect",
        "tests/core/test_environments.py::test_classic_gym_trains",
        *files,
    )
    assert " passed" in report and " failed" not in report
