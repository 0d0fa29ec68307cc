"""O curso com as versões do Colab, num ambiente que toma daqui o que lhe falta: testes rápidos e duas aulas."""

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
    "live/test_controls.py",
    "live/test_race.py",
    "exercises/test_bets.py",
    "exercises/test_quiz.py",
]
#: Executa um caderno numa pasta, com gente olhando, e diz que versão do ipywidgets o fez e quantas vistas há.
EXECUTE = """import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
notebook.cells.append(nbformat.v4.new_code_cell("import ipywidgets; print(ipywidgets.__version__)"))
NotebookClient(notebook, timeout=120, resources={"metadata": {"path": sys.argv[2]}}).execute()
outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
assert not [one for one in outputs if one.get("name") == "stderr" and "Error" in one.text]
views = ["application/vnd.jupyter.widget-view+json" in one.get("data", {}) for one in outputs]
print(outputs[-1].text, sum(views))"""


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


@pytest.mark.slow
@pytest.mark.parametrize("lesson", ["00_comece_aqui", "04_ruido_nos_parametros"])
def test_a_lesson_runs_there_and_its_views_are_widgets(python, tmp_path, monkeypatch, lesson):
    monkeypatch.delenv("CURSO_SEM_CONTROLES")
    path = ROOT / "notebooks" / f"{lesson}.ipynb"
    source = path.read_text(encoding="utf-8")
    version, views = run(python, "-c", EXECUTE, str(path), str(tmp_path)).split()
    assert version == wanted()["ipywidgets"]
    assert int(views) >= sum(source.count(f'"{name}(') for name in ("bet", "quiz", "explore", "LivePanel"))
