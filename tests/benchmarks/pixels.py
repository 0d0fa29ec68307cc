"""O treino ao vivo da aula 06: quantos segundos até uma avaliação ≥ −300, de quadros desenhados, em cinco sementes.

`python tests/benchmarks/pixels.py` mede e escreve `VISAO.md`. Como na aula, a figura se refaz a cada segundo; as
avaliações (10 episódios sem ruído, a cada 250 decisões) não contam. Com `--cpu`, o relógio é o do processo: numa
máquina ocupada, o tempo que outros programas tomam não conta.
"""

from __future__ import annotations

import argparse
import datetime
import math
import os
import platform
import time
from pathlib import Path
from statistics import median

import torch

from course_utils import Trainer, evaluate
from course_utils.figures.aula_06 import seen_and_learned
from course_utils.figures.plots import figure_html
from course_utils.worlds.pixels import RECIPE, pixel_pendulum

SEEDS, WANTED, EVERY, LIMIT, GOAL = range(5), -300, 250, 6000, 60


def live_run(seed: int, clock) -> tuple[float, int]:
    """Segundos e decisões até a primeira avaliação ≥ −300; infinito se não chega em 6.000 decisões."""
    start = clock()
    trainer, apart, drawn = Trainer(pixel_pendulum, seeds=[seed], **RECIPE), 0.0, start
    while trainer.steps < LIMIT:
        trainer.step()
        if clock() - drawn > 1:
            figure_html(seen_and_learned(trainer), "o que se viu e o que se aprendeu", small=False)
            drawn = clock()
        if trainer.steps > trainer.warmup and trainer.steps % EVERY == 0:
            before = clock()
            mean = evaluate(trainer.agent, pixel_pendulum, 10).mean()
            apart += clock() - before
            if mean >= WANTED:
                return clock() - start - apart, trainer.steps
    return math.inf, LIMIT


def report(runs: list[tuple[float, int]], cpu: bool) -> str:
    """O texto de `VISAO.md`."""
    seconds = median(own for own, _ in runs)
    rows = "\n".join(f"| {seed} | {own:.1f} | {steps} |".replace(".", ",") for seed, (own, steps) in zip(SEEDS, runs))
    verdict = "cumprida" if seconds <= GOAL else "**não cumprida**"
    return f"""# Visão: o treino ao vivo da aula 06

Gerado por `python tests/benchmarks/pixels.py{" --cpu" if cpu else ""}`; não edite. {datetime.date.today():%d/%m/%Y}.

- Máquina: {platform.machine()}, {os.cpu_count()} núcleos; torch {torch.__version__}.
- Relógio: {"o de CPU do processo; a máquina estava ocupada" if cpu else "o da parede"}. Uma linha de execução.
- Quadros desenhados, ajustes de `RECIPE`; avaliação de 10 episódios a cada {EVERY} decisões, fora do relógio.

| semente | segundos até ≥ {WANTED} | decisões |
| --- | --- | --- |
{rows}

Mediana: {f"{seconds:.1f}".replace(".", ",")} s. Meta, ≤ {GOAL} s: {verdict}.
""".replace("≥ -", "≥ −")


def main() -> None:
    """Mede as cinco sementes e escreve o relatório."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cpu", action="store_true", help="conta o tempo de CPU, e não o da parede")
    cpu = parser.parse_args().cpu
    torch.set_num_threads(1)
    runs = []
    for seed in SEEDS:
        runs.append(live_run(seed, time.process_time if cpu else time.monotonic))
        print(f"semente {seed}: {runs[-1][0]:.1f} s, {runs[-1][1]} decisões", flush=True)
    Path(__file__).with_name("VISAO.md").write_text(report(runs, cpu), encoding="utf-8")


if __name__ == "__main__":
    main()
