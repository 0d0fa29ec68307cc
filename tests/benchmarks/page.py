"""A página que treina, medida no Chromium, no Firefox e no WebKit sem tela, nos mesmos núcleos.

`python tests/benchmarks/page.py` leva uns três minutos e escreve `RESULTS-pagina.md`. A velocidade do motor em Python e
a do PyTorch se medem na mesma rodada; as dos rivais estão em `RESULTS.md`.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import torch
from speed import HERE, machine, number, table

sys.path.insert(0, str(HERE.parent))

from support.browsers import firefox, webkit
from support.lab import chromium
from support.pages import PANEL, ask, opened, until

from course_utils import ParameterNoise, Trainer
from course_utils.engine import Run
from course_utils.live.page_lab import laboratory_page, page
from course_utils.live.sources import PANEL_STYLES

REPORT = HERE / "RESULTS-pagina.md"
SECONDS = 8

#: Espera três episódios seguidos de −300 ou mais, e diz a hora, em ms desde a abertura da página.
SOLVED = """async () => {
    const { lab } = document.querySelector(".painel-vivo").panel;
    for (let all = [], done = 0; ; ) {
        const s = await lab.ask("tick", { generation: 1, returns: [done], trace: 1e9, changes: 1e9 });
        all = [...all, ...s.returns[0].map(([, total]) => total)];
        done = s.done[0];
        if (all.some((_, i) => i >= 2 && Math.min(...all.slice(i - 2, i + 1)) >= -300)) {
            return [s.clock[0] - performance.timeOrigin, performance.now()];
        }
        if (performance.now() > 60000) return [0, Infinity];
        await new Promise((go) => setTimeout(go, 20));
    }
}"""

#: Conta quadros, o maior vão entre dois e o maior bloqueio da linha principal, por alguns segundos.
FRAMES = """(seconds) => new Promise((done) => {
    let count = 0, gap = 0, last = performance.now(), longest = 0;
    const start = last;
    new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    }).observe({ type: "longtask" });
    const frame = (now) => {
        count += 1, gap = Math.max(gap, now - last), last = now;
        if (now - start < 1000 * seconds) requestAnimationFrame(frame);
        else done([count / ((now - start) / 1000), gap, longest]);
    };
    requestAnimationFrame(frame);
})"""


def made(folder: Path, name: str, seed: int, **options: Any) -> str:
    """Escreve uma página e diz o seu endereço."""
    settings = {"env": "Pendulum-v1", "seeds": [seed], "exploration": {"ParameterNoise": {}}} | options.pop(
        "settings", {}
    )
    (folder / name).write_text(page("panel_page.js", PANEL_STYLES, "medida", {"settings": settings} | options))
    return (folder / name).as_uri()


def speed(view: Any) -> float:
    """Passos por segundo, com o painel aberto."""
    ask(view, "start")
    until(view, "panel.state.step > 700", 60)
    began, first = time.perf_counter(), ask(view, "tick")["step"]
    time.sleep(SECONDS)
    return (ask(view, "tick")["step"] - first) / (time.perf_counter() - began)


def slider(view: Any, count: int = 40) -> list[float]:
    """Os ms da tecla ao primeiro passo com o valor novo."""
    view.evaluate("""() => { window.keys_ = 0; addEventListener("keydown", (event) =>
        (window.keys_ = performance.timeOrigin + event.timeStamp), true); }""")
    control, found = view.get_by_role("slider", name="δ"), []
    control.focus()
    for i in range(count):
        control.press("ArrowRight" if i % 2 else "ArrowLeft")
        view.wait_for_timeout(130)
        found.append(ask(view, "tick")["clock"][1] - view.evaluate("window.keys_"))
    return found


def in_chromium(folder: Path) -> dict[str, Any]:
    """As medidas do Chromium."""
    found: dict[str, Any] = {"solved": [], "first": []}
    with chromium() as browser:
        view = opened(browser.new_page(viewport={"width": 1280, "height": 1000}), made(folder, "um.html", 0))
        found["speed"] = speed(view)
        found["slider"] = slider(view)
        view.close()
        for seed in range(5):
            view = browser.new_page()
            view.goto(made(folder, "abre.html", seed, start=True))
            first, solved = view.evaluate(SOLVED)
            found["first"].append(first)
            found["solved"].append(solved)
            view.close()
        view = opened(browser.new_page(), made(folder, "dois.html", 0, settings={"seeds": [0, 1]}))
        ask(view, "start")
        until(view, "panel.state.step > 700", 60)
        found["frames"] = view.evaluate(FRAMES, SECONDS)
        view.close()
        view = browser.new_page(viewport={"width": 360, "height": 800})
        view.context.new_cdp_session(view).send("Emulation.setCPUThrottlingRate", {"rate": 6})
        view.add_init_script("delete globalThis.Worker")
        view.goto(made(folder, "fraca.html", 0, start=True))
        found["weak solved"] = view.evaluate(SOLVED)[1]
        found["weak frames"] = view.evaluate(FRAMES, SECONDS)
        assert view.evaluate(f"{PANEL}.lab.place") == "here"
        view.close()
    return found


def in_python() -> tuple[float, float]:
    """Passos por segundo do motor pelo wasmtime, e do PyTorch."""
    run, began = Run("Pendulum-v1", seeds=[0], exploration=ParameterNoise()), 0.0
    run.run(700)
    began = time.perf_counter()
    run.run(15_000)
    engine = 15_000 / (time.perf_counter() - began)
    torch.set_num_threads(1)
    trainer = Trainer("Pendulum-v1", seeds=[0], exploration=ParameterNoise())
    trainer.advance(until=700)
    began = time.perf_counter()
    trainer.advance(until=2700)
    return engine, 2000 / (time.perf_counter() - began)


def main() -> None:
    """Mede tudo e escreve o relatório."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        own = in_chromium(folder)
        others = {}
        for name, browser in (("Firefox", firefox), ("WebKit", webkit)):
            with browser() as view:
                view.goto(made(folder, "um.html", 0))
                until(view, "panel.state && panel.lab", 60)
                others[name] = speed(view)
    engine, text = in_python()
    fps, gap, block = own["frames"]
    weak_fps, *_ = own["weak frames"]
    size = len(laboratory_page().encode())
    rows = [
        ["passos por segundo, um agente, painel aberto, Chromium", number(own["speed"], 0), ""],
        *([f"o mesmo no {name} ÷ Chromium", number(value / own["speed"]), "≥ 0,7"] for name, value in others.items()),
        ["o motor em Python (wasmtime), passos por segundo", number(engine, 0), ""],
        ["o PyTorch, passos por segundo", number(text, 0), ""],
        ["abrir → primeiro passo, mediana de 5", f"{number(median(own['first']), 0)} ms", "≤ 500 ms"],
        ["abrir → três episódios ≥ −300, mediana de 5", f"{number(median(own['solved']) / 1000)} s", "≤ 2 s"],
        [
            "tecla → primeiro passo com o valor novo, p95",
            f"{number(np.percentile(own['slider'], 95), 0)} ms",
            "≤ 50 ms",
        ],
        ["quadros por segundo, duas réplicas treinando", number(fps, 0), "≥ 55"],
        ["o maior bloqueio da linha principal", f"{number(block, 0)} ms", "≤ 50 ms"],
        ["o maior vão entre dois quadros", f"{number(gap, 0)} ms", ""],
        ["processador seis vezes mais lento, sem Web Worker: quadros por segundo", number(weak_fps, 0), "≥ 30"],
        ["o mesmo: três episódios ≥ −300", f"{number(own['weak solved'] / 1000)} s", "≤ 12 s"],
        ["`laboratorio.html`", f"{number(size / 1000, 0)} kB", "≤ 400 kB"],
    ]
    head = f"# A página que treina\n\n{machine()}. Carga da máquina ao começar: {number(load, 1)}.\n\n"
    report = head + table(["o que", "medida", "precisa"], rows)
    REPORT.write_text(report.rstrip("\n") + "\n", encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
