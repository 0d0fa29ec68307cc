"""As aulas cabem no Binder? Roda cada uma num processo só seu, num núcleo, e mede o tempo e o pico de memória.

`python tests/benchmarks/binder.py` mede todas, e `… 03` só a aula 03. Termina com erro se uma passa de 2 GB ou de três
minutos. A memória é a soma do processo e dos que ele criou, olhada cinco vezes por segundo.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
MEMORY, SECONDS = 2e9, 180

LESSON = """
import sys
sys.path[:0] = [".", "tests"]
import conftest
import nbformat
from support.asked import plain, run

names = {"__name__": "aula"}
for number, cell in enumerate(nbformat.read(sys.argv[1], as_version=4).cells):
    if cell.cell_type == "code":
        run(plain(cell.source), f"célula {number}", names)
"""


def used(process: psutil.Process) -> int:
    """Os bytes de memória de um processo e dos que ele criou; quem acabou enquanto se olhava não conta."""
    total = 0
    for one in (process, *process.children(recursive=True)):
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def measure(path: Path) -> tuple[float, float]:
    """O tempo, em segundos, e o pico de memória, em bytes, de uma aula inteira."""
    began, peak = time.perf_counter(), 0
    with subprocess.Popen([sys.executable, "-c", LESSON, str(path)], cwd=ROOT, stdout=subprocess.DEVNULL) as lesson:
        while lesson.poll() is None:
            try:
                peak = max(peak, used(psutil.Process(lesson.pid)))
            except psutil.NoSuchProcess:
                break
            time.sleep(0.2)
    if lesson.returncode:
        sys.exit(f"{path.stem} terminou em erro; a mensagem está acima.")
    return time.perf_counter() - began, peak


def main() -> None:
    """Mede as aulas pedidas e mostra uma linha por aula."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # os processos das aulas herdam isto
    fits = True
    for path in sorted((ROOT / "notebooks").glob("0*.ipynb")):
        if not sys.argv[1:] or path.name[:2] in sys.argv[1:]:
            seconds, peak = measure(path)
            fits &= seconds < SECONDS and peak < MEMORY
            print(f"{path.stem}: {seconds:.0f} s, {peak / 1e9:.2f} GB", flush=True)
    if not fits:
        sys.exit("Uma aula não cabe no Binder.")


if __name__ == "__main__":
    main()
