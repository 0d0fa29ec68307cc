"""O README em inglês: o exemplo roda como está, e os números são os das medidas."""

import re
import sys
from pathlib import Path

import numpy as np

from course_utils import Recording, Trainer
from course_utils.study.bands import band

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "tests/benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import learning  # noqa: E402

ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8").split("## In English")[1].split("\n## ")[0]
FLAT = " ".join(ENGLISH.split())


def test_the_example_runs_and_its_recording_opens(tmp_path, monkeypatch, capsys):
    (code,) = re.findall(r"```python\n(.*?)```", ENGLISH, re.DOTALL)
    shorter = re.sub(r"(range|episodes)\(\d+\)", r"\1(2)", code)
    assert shorter != code and len(code.splitlines()) <= 12
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    exec(compile(shorter, "README.md", "exec"), names)
    assert len(capsys.readouterr().out.splitlines()) == 5
    assert isinstance(names["trainer"], Trainer)
    assert {change.name for change in Recording.load("run.json").changes} == {"delta"}


def test_the_speeds_are_those_of_the_benchmark():
    text = (BENCHMARKS / "RESULTS.md").read_text(encoding="utf-8")
    rows = {
        name: rest for name, *rest in re.findall(r"^\| (.+?) \| (\d+) \| ([\d,]+) .+? \| ([\d,]+) ", text, re.MULTILINE)
    }
    (steps, sb3, sbx), (many, *_) = rows["curso, 1 agente"], rows["curso, 16 agentes"]
    english = f"one agent makes {int(steps):,} steps/s, {sb3} times Stable-Baselines3 and {sbx} times SBX; "
    assert dotted(english) + f"16 agents make {int(many):,} together" in FLAT
    steps, sb3, sbx = rows["curso, 1 agente, PyTorch"]
    assert dotted(f"one agent makes {int(steps):,}: {sb3} times Stable-Baselines3, but {sbx} times SBX") in FLAT


def dotted(text: str) -> str:
    """Os decimais à inglesa; uma vírgula antes de três algarismos já separa milhares."""
    return re.sub(r"(\d),(\d\d)(?!\d)", r"\1.\2", text)


def test_the_learning_is_that_of_the_table():
    table = learning.read_table()
    for name, english in ("ruído na ação", "action"), ("ruído nos parâmetros", "parameter"):
        first, final = learning.first_solved(table[name]), band(table[name][:, -1], "mean")
        assert f"{np.median(first):,.0f}" in FLAT
        assert re.search(rf"{english} noise \({np.isfinite(first).sum()} of {len(first)}", FLAT)
        low, high = (f"{edge:.0f}".replace("-", "−") for edge in (final.low, final.high))
        said = rf"{final.center:.0f} with {english} noise \((95 % band )?{low} to {high}\)"
        assert re.search(said.replace("-", "−"), FLAT)
    action, noise = (band(means[:, -1], "mean") for means in table.values())
    assert noise.center < action.center, "o README diz que aqui o ruído nos parâmetros não ganha"
