"""A página que treina, medida no Chromium, no Firefox e no WebKit sem tela, nos mesmos núcleos.

`python tests/benchmarks/page.py` mede tudo menos a parte longa; com nomes de `PARTS`, só essas partes. Cada uma refaz a
sua seção de `RESULTS-pagina.md` e deixa as outras. `corrida` leva um minuto por rodada, e pede os rivais instalados por
`speed.py`; `pagina` e `fraca` levam um minuto cada; `longa`, o que disser `--minutos`.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psutil
import torch
from speed import CONTESTANTS, HERE, SB3, SBX, WARM, machine, number, run, spread, table

sys.path.insert(0, str(HERE.parent))

from support.browsers import firefox, webkit
from support.lab import chromium
from support.pages import PANEL, ask, opened, until

from course_utils import ParameterNoise, Trainer
from course_utils.engine import Run
from course_utils.live.page_lab import laboratory_page, page, recordings
from course_utils.live.sources import PANEL_STYLES

REPORT = HERE / "RESULTS-pagina.md"
SECONDS = 8

#: Sem placa gráfica, o WebKitGTK desenha num OpenGL emulado, que toma quase um núcleo; os outros dois, na própria CPU.
NO_OPENGL = {"WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
EMULATED = "WebKit com o OpenGL emulado"

#: Começa a treinar assim que o painel existe, como quem aperta o botão no primeiro instante.
STARTS = """{
    const waiting = setInterval(() => {
        const lab = document.querySelector(".painel-vivo")?.panel?.lab;
        if (lab) clearInterval(waiting), lab.ask("start");
    }, 1);
}"""

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


def made(folder: Path, name: str, *seeds: int) -> str:
    """Escreve uma página, com uma réplica por semente, e diz o seu endereço."""
    settings = {"env": "Pendulum-v1", "seeds": list(seeds), "exploration": {"ParameterNoise": {}}}
    (folder / name).write_text(page("panel_page.js", PANEL_STYLES, "medida", {"settings": settings}))
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


# --- as partes: cada uma devolve as linhas da sua tabela --------------------------------------------------------------


def in_page(folder: Path, args: argparse.Namespace) -> list[list[str]]:
    """O que se sente na página, no Chromium: abrir, mexer, ver."""
    firsts, solved = [], []
    with chromium() as browser:
        view = opened(browser.new_page(viewport={"width": 1280, "height": 1000}), made(folder, "um.html", 0))
        ask(view, "start")
        until(view, "panel.state.step > 700", 60)
        pressed = slider(view)
        view.close()
        for seed in range(5):
            view = browser.new_page()
            view.add_init_script(STARTS)
            view.goto(made(folder, "abre.html", seed))
            first, third = view.evaluate(SOLVED)
            firsts.append(first)
            solved.append(third)
            view.close()
        view = opened(browser.new_page(), made(folder, "dois.html", 0, 1))
        ask(view, "start")
        until(view, "panel.state.step > 700", 60)
        fps, gap, block = view.evaluate(FRAMES, SECONDS)
    size = len(laboratory_page(recordings()).encode())
    p95 = np.percentile(pressed, 95)
    return [
        ["abrir → primeiro passo, mediana de 5", f"{number(median(firsts), 0)} ms", "≤ 500 ms"],
        ["abrir → três episódios ≥ −300, mediana de 5", f"{number(median(solved) / 1000)} s", "≤ 2 s"],
        ["tecla → primeiro passo com o valor novo, p95", f"{number(p95, 0)} ms", "≤ 50 ms"],
        ["quadros por segundo, duas réplicas treinando", number(fps, 0), "≥ 55"],
        ["o maior bloqueio da linha principal", f"{number(block, 0)} ms", "≤ 50 ms"],
        ["o maior vão entre dois quadros", f"{number(gap, 0)} ms", ""],
        ["`laboratorio.html`", f"{number(size / 1000, 0)} kB", "≤ 400 kB"],
    ]


def race(folder: Path, args: argparse.Namespace) -> list[list[str]]:
    """Passos por segundo, um agente, com o painel aberto: navegadores, rivais e Python, em rodadas alternadas."""
    rates: dict[str, list[float]] = {}
    for k in range(args.rodadas):
        found = {}
        with chromium() as browser:
            view = opened(browser.new_page(viewport={"width": 1280, "height": 1000}), made(folder, "um.html", 0))
            found["Chromium"] = speed(view)
        for name, browser in (("Firefox", firefox()), ("WebKit", webkit(**NO_OPENGL)), (EMULATED, webkit())):
            with browser as view:
                view.goto(made(folder, "um.html", 0))
                until(view, "panel.state && panel.lab", 60)
                found[name] = speed(view)
        for rival in (SBX, SB3):
            (contestant,) = (one for one in CONTESTANTS if one.name == rival)
            found[rival] = run(contestant, "speed", True, warm=WARM, seconds=SECONDS)["rate"]
        found["o motor em Python (wasmtime)"], found["o PyTorch"] = in_python()
        print(f"rodada {k + 1}:", {name: round(rate) for name, rate in found.items()}, flush=True)
        for name, rate in found.items():
            rates.setdefault(name, []).append(rate)

    def ratio(name: str, rival: str) -> str:
        return spread([one / other for one, other in zip(rates[name], rates[rival])])

    return [
        ["passos por segundo no Chromium", spread(rates["Chromium"], 0), ""],
        ["o mesmo ÷ SBX", ratio("Chromium", SBX), "≥ 4,5"],
        ["o mesmo ÷ Stable-Baselines3", ratio("Chromium", SB3), "≥ 13"],
        *([f"{name} ÷ Chromium", ratio(name, "Chromium"), "≥ 0,7"] for name in ("Firefox", "WebKit", EMULATED)),
        *([f"{name}, passos por segundo", spread(rates[name], 0), ""] for name in list(rates)[4:]),
    ]


def in_python() -> tuple[float, float]:
    """Passos por segundo do motor pelo wasmtime, e do PyTorch."""
    engine = Run("Pendulum-v1", seeds=[0], exploration=ParameterNoise())
    engine.run(WARM)
    began = time.perf_counter()
    engine.run(15_000)
    rate = 15_000 / (time.perf_counter() - began)
    torch.set_num_threads(1)
    trainer = Trainer("Pendulum-v1", seeds=[0], exploration=ParameterNoise(), engine="torch")
    trainer.advance(until=WARM)
    began = time.perf_counter()
    trainer.advance(until=WARM + 2000)
    return rate, 2000 / (time.perf_counter() - began)


def weak(folder: Path, args: argparse.Namespace) -> list[list[str]]:
    """Um sexto do processador, num telefone: sem Web Worker, o navegador freia; com ele, para-se 5 partes em 6."""
    phone = {"viewport": {"width": 360, "height": 800}}
    with chromium() as browser:
        view = browser.new_page(**phone)
        view.context.new_cdp_session(view).send("Emulation.setCPUThrottlingRate", {"rate": 6})
        view.add_init_script("delete globalThis.Worker")
        slices = weakly(view, made(folder, "fraca.html", 0), "here")
        view.close()
        view = browser.new_page(**phone)
        view.goto(made(folder, "antes.html", 0))  # a página seguinte fica no mesmo processo
        stopped = renderers()
        with stopping(stopped):
            worker = weakly(view, made(folder, "fraca.html", 0), "worker")
        assert {one.pid for one in renderers()} <= {one.pid for one in stopped}
    places = {"sem Web Worker, freado pelo navegador": slices, "com Web Worker, parado 5 partes em 6": worker}
    return [
        line
        for place, (solved, fps) in places.items()
        for line in (
            [f"quadros por segundo, {place}", number(fps, 0), "≥ 30"],
            [f"três episódios ≥ −300, {place}", f"{number(solved)} s", "≤ 12 s"],
        )
    ]


def weakly(view: Any, address: str, place: str) -> tuple[float, float]:
    """Os segundos até três episódios bons, e os quadros por segundo."""
    view.add_init_script(STARTS)
    view.goto(address)
    solved = view.evaluate(SOLVED)[1] / 1000
    fps = view.evaluate(FRAMES, SECONDS)[0]
    assert view.evaluate(f"{PANEL}.lab.place") == place
    return solved, fps


def renderers() -> list[psutil.Process]:
    """Os processos do Chromium que desenham páginas e nelas treinam, entre os filhos deste."""
    return [one for one in psutil.Process().children(recursive=True) if "--type=renderer" in one.cmdline()]


@contextmanager
def stopping(processes: list[psutil.Process]) -> Iterator[None]:
    """Para estes processos cinco vezes o tempo que acabaram de correr, de uns dois em dois milésimos de segundo."""
    over = threading.Event()

    def send(sign: int) -> float:
        for one in processes:
            one.send_signal(sign)
        return time.perf_counter()

    def turns() -> None:
        began = time.perf_counter()
        while not over.wait(0.002):
            ended = send(signal.SIGSTOP)
            time.sleep(5 * (ended - began))  # quanto correram se mede: o relógio de uma máquina cheia atrasa
            began = send(signal.SIGCONT)

    thread = threading.Thread(target=turns)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def soak(folder: Path, args: argparse.Namespace) -> list[list[str]]:
    """Treina sem parar, com um ajuste movido a cada segundo: o que a memória da página cresce, e os erros.

    A página guarda até 1.200 pontos por curva e 500 mudanças: no primeiro terço ela enche, e depois não deve crescer.
    Cada medida é a mediana de cinco, de meio em meio minuto.
    """
    complaints: list[str] = []
    with chromium() as browser:
        view = browser.new_page(viewport={"width": 1280, "height": 1000})
        view.on("pageerror", lambda error: complaints.append(str(error)))
        view.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        opened(view, made(folder, "longa.html", 0, 1))
        devtools = view.context.new_cdp_session(view)
        ask(view, "start")
        until(view, "panel.state.step > 700", 60)
        control, began, samples, count = view.get_by_role("slider", name="δ"), time.monotonic(), [], 0
        control.focus()
        while (now := time.monotonic() - began) < 60 * args.minutos:
            control.press("ArrowRight" if (count // 5) % 2 else "ArrowLeft")
            if now > 30 * len(samples):
                samples.append(memory(devtools))
            count += 1
            view.wait_for_timeout(1000)
        state = ask(view, "tick")
        complaints += [state["error"]] if state["error"] else []
        assert state["running"] and state["changed"] >= count
    young, full, last = (np.median(samples[at : at + 5], axis=0) for at in (1, len(samples) // 3, len(samples) - 5))
    told = [
        [f"{what}, {when}", f"{number(a[k], 1)} → {number(b[k], 1)} MB ({number(100 * (b[k] / a[k] - 1), 1)} %)", bar]
        for k, what in enumerate(("memória da página (JavaScript, sem o lixo)", "memória do processo dela"))
        for when, a, b, bar in (("enchendo", young, full, ""), ("cheia", full, last, "≤ +10 %"))
    ]
    length = f"{number(args.minutos, 0)} min, {state['step']} passos, {count} movimentos"
    return [["quanto durou", length, "30 min"], *told, ["erros", str(len(complaints)), "nenhum"]]


def memory(devtools: Any) -> tuple[float, float]:
    """A memória do JavaScript da página depois de recolher o lixo, e a do maior processo de página, em MB."""
    devtools.send("HeapProfiler.collectGarbage")
    heap = devtools.send("Runtime.getHeapUsage")["usedSize"]
    return heap / 1e6, max(one.memory_info().rss for one in renderers()) / 1e6


# --- o relatório --------------------------------------------------------------------------------------------------

PARTS: dict[str, tuple[str, Callable[[Path, argparse.Namespace], list[list[str]]]]] = {
    "pagina": ("O que se sente na página", in_page),
    "corrida": ("A velocidade, um agente, com o painel aberto", race),
    "fraca": ("Um sexto do processador, num telefone", weak),
    "longa": ("Um treino longo, com um ajuste movido a cada segundo", soak),
}


def report(title: str, rows: list[list[str]], load: float) -> None:
    """Refaz uma seção do relatório e deixa as outras."""
    where = f"{machine()}. Carga da máquina ao começar: {number(load, 1)}."
    section = f"## {title}\n\n{where}\n\n{table(['o que', 'medida', 'precisa'], rows)}\n"
    text = REPORT.read_text(encoding="utf-8") if REPORT.exists() else ""
    found = dict(re.findall(r"(?ms)^(## [^\n]+)\n(.*?)(?=^## |\Z)", text))
    found[f"## {title}"] = section.split("\n", 1)[1]
    order = [f"## {name}" for name, _ in PARTS.values()]
    parts = [f"{name}\n{found[name].rstrip()}\n" for name in order if name in found]
    REPORT.write_text("\n".join(["# A página que treina\n", *parts]), encoding="utf-8")
    print(section, flush=True)


def main() -> None:
    """Mede as partes pedidas e escreve o relatório."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("partes", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--rodadas", type=int, default=5, help="quantas vezes a corrida dá a volta")
    parser.add_argument("--minutos", type=float, default=30, help="quanto dura a parte longa")
    args = parser.parse_args()
    for name in args.partes or ("pagina", "corrida", "fraca"):
        title, measure = PARTS[name]
        load = os.getloadavg()[0]
        with tempfile.TemporaryDirectory() as place:
            report(title, measure(Path(place), args), load)


if __name__ == "__main__":
    main()
