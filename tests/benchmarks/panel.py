"""O painel ao vivo medido num JupyterLab e num Chromium de verdade, nos mesmos núcleos, treinando à toda.

`python tests/benchmarks/panel.py` leva uns cinco minutos e escreve `RESULTS-painel.md`, que também vai no fim de
`RESULTS.md`. `--soak 30` mede só a memória, em trinta minutos de treino com um ajuste movido a cada segundo.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psutil
from playwright.sync_api import Page
from speed import HERE, machine, number, table

sys.path.insert(0, str(HERE.parent))

from support.lab import Kernel, chromium, jupyter_lab, open_notebook, run_all, serving, write_notebook

REPORT, RESULTS, SOAK = HERE / "RESULTS-painel.md", HERE / "RESULTS.md", HERE / "painel-longo.json"
TITLE = "# O painel ao vivo"

#: O treino do painel, com um relógio: quando começou o primeiro passo depois de cada mudança, e quando se resolveu.
CELL = """import time
from course_utils import ParameterNoise, Trainer
from course_utils.live import LivePanel

def watched(seeds):
    trainer = Trainer("Pendulum-v1", seeds=seeds, exploration=ParameterNoise())
    trainer.felt, trainer.solved, plain, known = [], None, trainer.step, 0
    def step():
        nonlocal known
        if len(trainer.changes) > known:
            known = len(trainer.changes)
            trainer.felt.append(time.time())
        plain()
        last = [one.total for one in trainer.history[0][-3:]]
        if trainer.solved is None and len(last) == 3 and min(last) >= -300:
            trainer.solved = time.time()
    trainer.step = step
    return trainer

def alone(seconds, warm=700):
    trainer = watched([0, 1])
    trainer.advance(until=warm)
    began, cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() - began < seconds:
        trainer.step()
    steps = trainer.steps - warm
    return steps / (time.perf_counter() - began), steps / (time.process_time() - cpu)

try:
    seeds
except NameError:
    seeds = [0, 1]
panel = LivePanel(watched(seeds))
panel"""

#: Anota, a cada quadro, quando foi, onde se desenhou o pêndulo e de quando são os pesos; e as teclas.
WATCH = """node => {
    const { stage } = node.panel, paint = stage.paint.bind(stage);
    window.frames_ = []; window.keys_ = [];
    stage.paint = (part) => {
        paint(part);
        const { from, state } = stage.bodies[0];
        const angle = from.angle + (state.angle - from.angle) * part, age = Date.now() / 1000 - node.panel.state.time;
        window.frames_.push([performance.now(), angle, age]);
    };
    node.addEventListener("keydown", () => window.keys_.push(Date.now() / 1000), true);
}"""


@contextmanager
def laboratory() -> Iterator[tuple[Page, Kernel, list[str], Path]]:
    """Um JupyterLab com o painel na tela: a página, o núcleo, as queixas e o registro do servidor."""
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        home = Path(place)
        notebook = write_notebook(home / "aula" / "painel.ipynb", CELL)
        with serving(jupyter_lab(notebook), f"lab/tree/{notebook.name}", notebook.parent, home) as address:
            page = browser.new_page(viewport={"width": 1280, "height": 1100}, locale="pt-BR")
            complaints: list[str] = []
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
            open_notebook(page, address)
            yield page, Kernel(home), complaints, home / "jupyter.log"


def fresh(page: Page, kernel: Kernel, seeds: list[int]) -> Any:
    """Roda de novo a célula, com outras sementes, e devolve a vista do painel novo."""
    before = kernel("id(globals().get('panel'))")
    kernel.run(f"seeds = {seeds}")
    run_all(page)
    while kernel("id(globals().get('panel'))") == before:
        time.sleep(0.05)
    view = page.locator(".painel-vivo")
    page.wait_for_function("() => document.querySelector('.painel-vivo')?.panel?.state?.step === 0", timeout=60_000)
    return view


def train_to(view: Any, kernel: Kernel, step: int) -> None:
    """Aperta "Treinar" e espera o treino chegar a esse passo."""
    view.get_by_role("button", name="Treinar").click()
    while kernel("panel.trainer.steps") < step:
        time.sleep(0.1)


# --- as medidas ---------------------------------------------------------------------------------------------------


def on_screen(page: Page, kernel: Kernel, seconds: int = 20) -> dict[str, list[float]]:
    """Estados distintos desenhados em cada segundo, e a idade dos pesos em cada quadro (ms), com 2 réplicas."""
    view = fresh(page, kernel, [0, 1])
    train_to(view, kernel, 700)
    view.evaluate(WATCH)
    page.wait_for_timeout(1000 * seconds)
    frames = np.array(page.evaluate("window.frames_"))
    second = ((frames[:, 0] - frames[0, 0]) / 1000).astype(int)
    drawn = [float(len(np.unique(frames[second == k, 1]))) for k in range(seconds - 1)]
    return {"drawn": drawn, "age": (1000 * frames[:, 2]).tolist()}


def latency(page: Page, kernel: Kernel, presses: int = 60) -> list[float]:
    """Da tecla no controle de τ ao começo do primeiro passo de treino com o valor novo, em ms."""
    slider = page.locator(".painel-vivo").get_by_role("slider", name="τ")
    slider.focus()
    page.evaluate("() => { window.keys_ = []; }")
    kernel.run("panel.trainer.felt.clear()")
    for k in range(presses):
        slider.press("ArrowRight" if k % 2 else "ArrowLeft")
        page.wait_for_timeout(250 + 37 * (k % 5))
    page.wait_for_timeout(500)
    keys, felt = page.evaluate("window.keys_"), kernel("panel.trainer.felt")
    assert len(keys) == len(felt) == presses, (len(keys), len(felt))
    return [1000 * (there - here) for here, there in zip(keys, felt)]


def speeds(page: Page, kernel: Kernel, rounds: int, seconds: int = 6) -> list[tuple[float, ...]]:
    """Passos por segundo com o painel na tela e, em seguida, num laço simples sem painel, em rodadas alternadas.

    Depois, os mesmos dois por segundo de processador do núcleo: numa máquina cheia, o que o painel custa ao treino.
    """
    found = []
    for _ in range(rounds):
        view = fresh(page, kernel, [0, 1])
        train_to(view, kernel, 700)
        now = "panel.trainer.steps, time.perf_counter(), time.process_time()"
        kernel.run(f"import time; a = {now}")
        page.wait_for_timeout(1000 * seconds)
        kernel.run(f"b = {now}")
        steps, wall, cpu = kernel("[there - here for here, there in zip(a, b)]")
        view.evaluate("node => node.panel.destroy()")
        kernel.run(f"rate = alone({seconds})")
        alone, alone_cpu = kernel("rate")
        found.append((steps / wall, alone, steps / cpu, alone_cpu))
        print("passos/s com e sem painel, da parede e do processador:", *map(round, found[-1]), flush=True)
    return found


def solving(page: Page, kernel: Kernel, seeds: int) -> list[float]:
    """Do clique em "Treinar" ao fim do terceiro episódio seguido com retorno ≥ −300, em segundos, por semente."""
    found = []
    for seed in range(seeds):
        view = fresh(page, kernel, [seed])
        view.evaluate("node => node.addEventListener('click', () => { window.began_ ??= Date.now() / 1000; }, true)")
        page.evaluate("() => { delete window.began_; }")
        view.get_by_role("button", name="Treinar").click()
        until = time.monotonic() + 90
        while (solved := kernel("panel.trainer.solved")) is None and time.monotonic() < until:
            time.sleep(0.2)
        found.append(float("inf") if solved is None else solved - page.evaluate("window.began_"))
        print(f"semente {seed}: {found[-1]:.1f} s", flush=True)
    return found


def soak(minutes: float) -> dict[str, Any]:
    """Memória do núcleo e da página, no começo e no fim, com um ajuste movido a cada segundo; e as queixas."""
    with laboratory() as (page, kernel, complaints, log):
        view = fresh(page, kernel, [0, 1])
        train_to(view, kernel, 700)
        devtools = page.context.new_cdp_session(page)
        process = psutil.Process(kernel("__import__('os').getpid()"))
        slider, samples, began = view.get_by_role("slider", name="δ"), [], time.monotonic()
        slider.focus()
        settle, count = min(120.0, 20 * minutes), 0
        while (now := time.monotonic() - began) < 60 * minutes:
            slider.press("ArrowRight" if (count // 5) % 2 else "ArrowLeft")
            if now > settle + len(samples) * max(1.0, 60 * minutes - settle) / 15:
                samples.append([now, *memory(devtools, process)])
            count += 1
            page.wait_for_timeout(1000)
        samples.append([time.monotonic() - began, *memory(devtools, process)])
        steps, running = kernel("panel.trainer.steps"), kernel("panel.laboratory.session.runner.running")
        wrong = [line for line in log.read_text().splitlines() if "ERROR" in line or "Traceback" in line]
    return {
        "date": f"{datetime.date.today():%d/%m/%Y}", "minutes": minutes, "steps": steps, "moves": count,
        "running": running, "samples": samples, "complaints": complaints + wrong,
    }  # fmt: skip


def memory(devtools: Any, process: psutil.Process) -> tuple[float, float]:
    """A memória do núcleo e a da página depois de recolher o lixo, em MB."""
    devtools.send("HeapProfiler.collectGarbage")
    page = devtools.send("Runtime.getHeapUsage")["usedSize"]
    return process.memory_info().rss / 1e6, page / 1e6


# --- o relatório --------------------------------------------------------------------------------------------------


def line(what: str, bar: str, told: str, met: bool) -> list[str]:
    """Uma linha da tabela de metas."""
    return [what, bar, told, "cumprida" if met else "**não cumprida**"]


def soak_lines() -> tuple[list[list[str]], str]:
    """As linhas da medida longa, se ela já foi feita, e quando."""
    if not SOAK.exists():
        return [], "A medida longa ainda não foi feita (`--soak 30`)."
    found = json.loads(SOAK.read_text(encoding="utf-8"))
    first, last = found["samples"][0], found["samples"][-1]
    lines = []
    for name, column in (("núcleo", 1), ("página", 2)):
        grown = 100 * (last[column] / first[column] - 1)
        told = f"{number(grown, 1).replace('-', '−')} % ({number(first[column], 0)} → {number(last[column], 0)} MB)"
        lines.append(line(f"crescimento da memória, {name}", "≤ 10 %", told, grown <= 10))
    lines.append(
        line("erros no console e no registro", "nenhum", str(len(found["complaints"])), not found["complaints"])
    )
    return lines, (
        f"A memória foi medida em {found['date']}: {number(found['minutes'], 0)} minutos, {found['steps']} passos, "
        f"um ajuste movido {found['moves']} vezes; o crescimento conta dos dois primeiros minutos ao fim."
    )


def report(screen: dict, keys: list[float], rates: list[tuple[float, ...]], times: list[float], load: float) -> str:
    """O texto de `RESULTS-painel.md`."""
    drawn, age, ratios = np.array(screen["drawn"]), np.percentile(screen["age"], 95), [a / b for a, b, *_ in rates]
    low, mid, slow = np.percentile(drawn, 5), median(drawn), np.percentile(keys, 95)
    spread = f"{number(median(ratios))} ({number(min(ratios))} a {number(max(ratios))})"
    cost = number(median(a / b for *_, a, b in rates))
    each = ", ".join(number(t, 1) for t in times)
    rows = [
        line("estados distintos do pêndulo por segundo, mediana", "≥ 30", number(mid, 0), mid >= 30),
        line("o mesmo, 5º percentil", "≥ 20", number(low, 0), low >= 20),
        line("idade dos pesos na tela, 95º percentil", "≤ 500 ms", f"{age:.0f} ms", age <= 500),
        line(
            "tecla até o primeiro passo com o valor novo, mediana",
            "≤ 50 ms",
            f"{median(keys):.0f} ms",
            median(keys) <= 50,
        ),
        line("o mesmo, 95º percentil", "≤ 150 ms", f"{slow:.0f} ms", slow <= 150),
        line("velocidade com o painel ÷ sem ele, mediana", "≥ 0,90", spread, median(ratios) >= 0.9),
        line(
            "do clique a três episódios ≥ −300, mediana",
            "≤ 8 s",
            f"{number(median(times), 1)} s ({each})",
            median(times) <= 8,
        ),
    ]
    long, told = soak_lines()
    return f"""{TITLE}

Gerado por `python tests/benchmarks/panel.py`; não edite. {datetime.date.today():%d/%m/%Y}.

- Máquina: {machine()}.
- Outros programas rodavam no começo (carga média {number(load, 1)}); esta medida, com prioridade {os.nice(0)} (nice).
- JupyterLab e Chromium sem tela, nos mesmos núcleos; Pendulum-v1, ruído nos parâmetros, o mais rápido possível.
- Na tela, 2 réplicas: a física dá 20 passos por segundo, e o desenho interpola entre eles. {len(drawn)} segundos.
- {len(keys)} teclas; {len(rates)} rodadas alternadas de velocidade, contra um laço simples no mesmo núcleo, com o
  caderno aberto e sem painel ({number(median(one[1] for one in rates), 0)} passos/s); {len(times)} sementes. Por
  segundo de processador do núcleo, e não da parede, a razão é {cost}: é o que vale numa máquina cheia.

{table(["", "meta", "medido", ""], rows + long)}

{told}
"""


def publish(text: str) -> None:
    """Escreve o relatório, e o põe no fim de `RESULTS.md`, depois do que é da velocidade."""
    REPORT.write_text(text, encoding="utf-8")
    speed = RESULTS.read_text(encoding="utf-8").split(f"\n{TITLE}\n")[0].rstrip()
    RESULTS.write_text(f"{speed}\n\n{text}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rodadas da comparação de velocidade")
    parser.add_argument("--seeds", type=int, default=5, help="sementes da corrida até três bons episódios")
    parser.add_argument("--soak", type=float, help="em vez de tudo, a medida longa, nestes minutos")
    args = parser.parse_args()
    if args.soak:
        found = soak(args.soak)
        SOAK.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        print(json.dumps(found["samples"][-1]), found["complaints"])
        return
    load = os.getloadavg()[0]
    with laboratory() as (page, kernel, complaints, _):
        screen = on_screen(page, kernel)
        keys = latency(page, kernel)
        rates = speeds(page, kernel, args.rounds)
        times = solving(page, kernel, args.seeds)
        assert not complaints, complaints
    text = report(screen, keys, rates, times, load)
    publish(text)
    print(text)


if __name__ == "__main__":
    main()
