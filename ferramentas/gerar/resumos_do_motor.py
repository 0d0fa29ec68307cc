"""Refaz `tests/engine/digests.json`: os resumos do estado de algumas rodadas do motor compilado.

    python ferramentas/gerar/resumos_do_motor.py

Só mude o arquivo se a conta do motor mudou de propósito: com outro resumo, as gravações feitas com o motor não se
repetem.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.engine.run import SETTINGS
from course_utils.worlds.mountain_car import NOISE, SCALE

TESTS = Path(__file__).resolve().parents[2] / "tests" / "engine"
FAST = dict(hidden=[8, 12], batch_size=16, warmup=60, capacity=300)


def random_changes(count: int, steps: int) -> list[list[Any]]:
    """Mudanças ao acaso, em passos crescentes: [passo, ajuste, réplica, valor]."""
    random = np.random.default_rng(0)
    changes: list[list[Any]] = []
    for step in np.sort(random.integers(0, steps, count)).tolist():
        setting = int(random.integers(0, len(SETTINGS)))
        low, high = SETTINGS[setting][0].LIMITS[SETTINGS[setting][1]]
        value = float(np.round(random.uniform(low, min(high, low + 0.5)), 4))
        if "lr" in SETTINGS[setting][1]:
            value /= 100
        changes.append([step, setting, int(random.integers(-1, 2)), max(value, low)])
    return changes


CASES: dict[str, dict[str, Any]] = {
    "pêndulo, ruído na ação": dict(
        env="Pendulum-v1", seeds=[0], exploration={"ação": {}}, settings={}, changes=[], steps=[1500]
    ),
    "pêndulo, ruído nos parâmetros, gêmeos": dict(
        env="Pendulum-v1", seeds=[4, 4], exploration={"parâmetros": {}}, settings=dict(warmup=200),
        changes=[[700, 10, 1, 0.3]], steps=[700, 1000],
    ),
    "carro": dict(
        env="MountainCarContinuous-v0", seeds=[0, 1], exploration={"parâmetros": NOISE},
        settings=dict(FAST, normalize=SCALE, gamma=0.99), changes=[], steps=[60, 2500],
    ),
    "duzentas mudanças": dict(
        env="Pendulum-v1", seeds=[1, 2], exploration={"ação": {}, "ou": {}, "parâmetros": {"every": 20}}, settings=FAST,
        changes=random_changes(200, 2000), steps=[1000, 2000],
    ),
}  # fmt: skip


def main() -> None:
    """Refaz os resumos que os testes comparam."""
    sys.path.insert(0, str(TESTS))
    (TESTS / "digests.json").write_text("{}", encoding="utf-8", newline="\n")
    replay = importlib.import_module("test_engine_run").replay

    for case in CASES.values():
        run, case["digests"] = replay(case)
        case["evaluation"] = run.evaluate(5)[0].tolist()
    text = json.dumps(CASES, ensure_ascii=False, default=list)
    (TESTS / "digests.json").write_text(text.replace('}, "', '},\n"') + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
