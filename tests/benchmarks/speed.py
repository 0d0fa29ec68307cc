"""A corrida: o curso contra o Stable-Baselines3, o SBX e o laço que um estudante escreveria.

`python tests/benchmarks/speed.py` mede, mostra a tabela e a escreve em `RESULTS.md`. Cada concorrente corre em
um processo só seu, preso a um núcleo e a uma linha de execução. As rodadas alternam os concorrentes, porque a
velocidade da máquina flutua: o que vale são as razões dentro de cada rodada.
"""

from __future__ import annotations

import argparse
import datetime
import json
import math
import os
import platform
import subprocess
import sys
import time
import venv
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JAX_PLATFORMS": "cpu",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}
COMMON = {"lr": 1e-3, "gamma": 0.98, "warmup": 500, "sigma": 0.1}
WARM, SECONDS, CAP = 700, 4, 20_000


class Contestant(NamedTuple):
    """Quem corre: nome, ambiente (`None` é o do curso), módulo, ajustes, e se corre também até resolver."""

    name: str
    home: str | None
    module: str
    options: dict[str, Any]
    solves: bool


OURS, OURS_16, OURS_64 = "curso, 1 agente", "curso, 16 agentes", "curso, 64 agentes"
TEXT, TEXT_16, TEXT_64 = (f"{name}, PyTorch" for name in (OURS, OURS_16, OURS_64))
WHOLE = "`run.c`, 1 agente"
SB3, SBX, CLEANRL, PLAIN = "Stable-Baselines3", "SBX", "laço como o do CleanRL", "versão simples"
CONTESTANTS = [
    Contestant(OURS, None, "rivals.ours", {}, True),
    Contestant(OURS_16, None, "rivals.ours", {"replicas": 16}, False),
    Contestant(OURS_64, None, "rivals.ours", {"replicas": 64}, False),
    Contestant(TEXT, None, "rivals.ours", {"engine": "torch"}, True),
    Contestant(TEXT_16, None, "rivals.ours", {"replicas": 16, "engine": "torch"}, False),
    Contestant(TEXT_64, None, "rivals.ours", {"replicas": 64, "engine": "torch"}, False),
    Contestant(WHOLE, None, "rivals.whole", {}, False),
    Contestant(SB3, "sb3", "rivals.libraries", {"library": "stable_baselines3", "tau": 0.05, **COMMON}, True),
    Contestant(SBX, "sbx", "rivals.libraries", {"library": "sbx", "tau": 0.02, **COMMON}, True),
    Contestant(CLEANRL, None, "rivals.loop", {"memory": "array", "tau": 0.005, **COMMON}, True),
    Contestant(PLAIN, None, "rivals.loop", {"memory": "list", "tau": 0.005, **COMMON}, False),
]


def python_of(home: str | None) -> Path:
    """O Python de um concorrente; cria o ambiente dele na primeira vez, ou quando os requisitos mudam."""
    if home is None:
        return Path(sys.executable)
    folder, wanted = ROOT / ".venv-bench" / home, HERE / f"requisitos-{home}.txt"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "instalado.txt"
    if not stamp.exists() or stamp.read_text() != wanted.read_text():
        print(f"Instalando {home} em {folder.relative_to(ROOT)}…", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", wanted], check=True)
        stamp.write_text(wanted.read_text())
    return python


def run(contestant: Contestant, measure: str, wall: bool, **given: Any) -> dict[str, Any]:
    """Corre um concorrente uma vez e devolve o que ele mediu."""
    python = python_of(contestant.home)
    given["born"] = time.time() if wall else None
    command = [
        python,
        HERE / "contestant.py",
        measure,
        contestant.module,
        *map(json.dumps, (contestant.options, given)),
    ]
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def race(measure: str, contestants: list[Contestant], turns: list[dict], wall: bool) -> dict[str, list[dict]]:
    """Todos correm em cada rodada, um depois do outro; uma lista de medidas por concorrente."""
    results: dict[str, list[dict]] = {contestant.name: [] for contestant in contestants}
    for turn in turns:
        for contestant in contestants:
            results[contestant.name].append(run(contestant, measure, wall, **turn))
            print(f"{measure:5}  {contestant.name:24} {results[contestant.name][-1]}", flush=True)
    return results


def measured(measure: str, cores: set[int]) -> dict[str, Any]:
    """O que `engine.py` mede, num processo só dele, nestes núcleos."""
    pin = (lambda: os.sched_setaffinity(0, cores)) if cores else None
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, HERE / "engine.py", measure]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True, preexec_fn=pin)
    print(f"{measure:7} {done.stdout}", end="", flush=True)
    return json.loads(done.stdout.splitlines()[-1])[measure]


def number(x: float, digits: int = 2) -> str:
    """Um número com vírgula decimal."""
    return f"{x:.{digits}f}".replace(".", ",")


def spread(values: list[float], digits: int = 2) -> str:
    """Mediana e, entre parênteses, o menor e o maior valor."""
    low, middle, high = (number(x, digits) for x in (min(values), median(values), max(values)))
    return f"{middle} ({low} a {high})"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Uma tabela em Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def verdict(goal: str, value: float, bar: float, at_least: bool) -> list[str]:
    """Uma linha da tabela de metas."""
    met = value >= bar if at_least else value <= bar
    return [
        goal,
        f"{'≥' if at_least else '≤'} {number(bar, 1 if bar >= 1 else 2)}",
        number(value),
        "cumprida" if met else "**não cumprida**",
    ]


def speed_report(results: dict[str, list[dict]]) -> tuple[str, list[list[str]]]:
    """A tabela das velocidades e as metas que dependem delas."""
    rates = {name: [one["rate"] for one in own] for name, own in results.items()}

    def against(name: str, rival: str) -> list[float]:
        return [own / other for own, other in zip(rates[name], rates[rival])]

    rows = [
        [name, number(median(own), 0), spread(against(name, SB3)), spread(against(name, SBX))]
        for name, own in rates.items()
    ]
    goals = [
        verdict("1 agente, contra o SB3", median(against(OURS, SB3)), 8, True),
        verdict("1 agente, contra o SBX", median(against(OURS, SBX)), 2.8, True),
        verdict("16 agentes, contra o SB3", median(against(OURS_16, SB3)), 13, True),
        verdict("16 agentes, contra o SBX", median(against(OURS_16, SBX)), 4.5, True),
        verdict("`run.c` pelo Python, 1 agente, contra o SB3", median(against(WHOLE, SB3)), 15, True),
        verdict("`run.c` pelo Python, 1 agente, contra o SBX", median(against(WHOLE, SBX)), 5, True),
        verdict("tempo por agente, 64 contra 16", median(against(OURS_16, OURS_64)), 1.1, False),
    ]
    return table(["concorrente", "passos/s", "× SB3", "× SBX"], rows), goals


def solve_report(results: dict[str, list[dict]]) -> tuple[str, list[list[str]]]:
    """A tabela dos tempos até o pêndulo resolvido e a meta que depende deles."""
    never = math.inf
    times = {
        name: [never if one["seconds"] is None else one["seconds"] for one in own] for name, own in results.items()
    }
    rows = [
        [
            name,
            spread(times[name], 1).replace("inf", "nunca"),
            f"{median(one['steps'] for one in own):.0f}",
            f"{sum(time < never for time in times[name])} de {len(own)}",
        ]
        for name, own in results.items()
    ]
    middle = {name: median(own) for name, own in times.items()}
    quickest = min(own for name, own in middle.items() if name not in (OURS, TEXT))
    goal = verdict("tempo até resolver, contra o rival mais rápido", middle[OURS] / quickest, 0.22, False)
    return table(["concorrente", "segundos", "passos", "sementes que resolvem"], rows), [goal]


def engine_report(costs: dict[str, Any], wall: bool) -> tuple[str, list[list[str]]]:
    """A tabela do PyTorch contra o motor, e as metas que dependem dela."""
    rows, goals = [], []
    for (count, (text, engine)), bar in zip(costs["updates"].items(), (6, 1.5, 1.3)):
        name = f"uma atualização, {count} agente{'s' * (count != '1')}"
        rows.append([name, f"{number(text, 0)} µs", f"{number(engine, 0)} µs", number(text / engine)])
        goals.append(verdict(f"{name}, PyTorch ÷ motor", text / engine, bar, True))
    parts = ("um passo de um agente", "um passo, fora atualização e ambiente")
    for i, name in enumerate(parts):
        text, engine = (costs["step"][one][i] for one in ("torch", "compiled"))
        rows.append([name, f"{number(text, 0)} µs", f"{number(engine, 0)} µs", number(text / engine)])
    goals.append(verdict(f"{parts[1]}, µs", costs["step"]["compiled"][1], 120, False))
    text, engine = (costs["study"][one][0 if wall else 1] for one in ("torch", "compiled"))
    name = "64 corridas de 6.000 passos, avaliadas, em dois núcleos"
    rows.append([name, f"{number(text, 0)} s", f"{number(engine, 0)} s", number(text / engine)])
    goals.append(verdict(f"{name}, s", engine, 60, False))
    return table(["", "PyTorch", "motor", "vezes"], rows), goals


def versions(home: str | None, packages: list[str]) -> str:
    """As versões instaladas no ambiente de um concorrente."""
    code = "import sys, importlib.metadata as m; print(*(f'{n} {m.version(n)}' for n in sys.argv[1:]), sep=', ')"
    return subprocess.run(
        [python_of(home), "-c", code, *packages], capture_output=True, text=True, check=True
    ).stdout.strip()


def machine() -> str:
    """O processador e o sistema."""
    cpuinfo = Path("/proc/cpuinfo")
    models = [line for line in cpuinfo.read_text().splitlines() if "model name" in line] if cpuinfo.exists() else []
    model = models[0].split(":")[1].strip() if models else platform.processor()
    system = f"{platform.system()} {platform.machine()}; Python {platform.python_version()}"
    return f"{model}, {os.cpu_count()} núcleos; {system}"


def report(
    speeds: dict[str, list[dict]], solves: dict[str, list[dict]], costs: dict[str, Any], load: float, wall: bool
) -> str:
    """O texto de `RESULTS.md`."""
    rounds, seeds = len(speeds[OURS]), len(solves[OURS])
    speed_table, speed_goals = speed_report(speeds)
    solve_table, solve_goals = solve_report(solves)
    engine_table, engine_goals = engine_report(costs, wall)
    settings = [
        [c.name, ", ".join(f"{k}={v}" for k, v in c.options.items()) or "os de fábrica do `Trainer`"]
        for c in CONTESTANTS
    ]
    clock = "o da parede" if wall else "o de CPU do processo: o tempo que outros programas tomaram não conta"
    return f"""# Velocidade: o curso e o que um estudante usaria no lugar dele

Gerado por `make bench`; não edite. {datetime.date.today():%d/%m/%Y}.

- Máquina: {machine()}.
- Curso, laço e versão simples: {versions(None, ["torch", "numpy", "gymnasium", "wasmtime"])}.
- Stable-Baselines3: {versions("sb3", ["stable-baselines3", "torch", "numpy", "gymnasium"])}.
- SBX: {versions("sbx", ["sbx-rl", "jax", "jaxlib", "flax", "numpy", "gymnasium"])}.
- Pendulum-v1, lotes de 64, uma atualização por passo, ruído gaussiano na ação, um núcleo e uma linha de execução.
- Relógio: {clock}. Carga média no começo: {number(load, 1)}.

## Passos por segundo

Mediana de {rounds} rodada(s) alternada(s), depois de {WARM} passos de aquecimento; numa população, a soma das réplicas.
As razões são tomadas dentro de cada rodada; entre parênteses, a menor e a maior. O curso, o laço e a versão
simples usam redes 32-64 com LayerNorm; o SB3 e o SBX, 32-64 sem ele, o que os favorece. "Curso" é o `Trainer` com o
motor compilado e o ambiente do Gymnasium; `run.c` é o treino inteiro no motor, também o pêndulo.

{speed_table}

Ao lado, fora da corrida: o RLtools (C++ nativo, TD3, redes 64-64) anda a 4.240 passos/s numa máquina deste tipo, e a
527 como WebAssembly; são os números do comando que ele publica, e não desta rodada.

## O motor e o texto

Tempo de processador, mediana de rodadas alternadas num núcleo; o estudo, uma vez cada, em dois núcleos
({"o da parede" if wall else "a metade do tempo de processador"}). A atualização vai do sorteio do lote às medidas.

{engine_table}

## Do nascimento do processo ao pêndulo resolvido

Segundos até a primeira avaliação (10 episódios, a cada 500 passos) com média ≥ −200; contam os imports e a
compilação, não as avaliações. Mediana de {seeds} semente(s), entre parênteses a menor e a maior; até {CAP} passos.

{solve_table}

## Metas

{table(["meta", "pedido", "medido", ""], speed_goals + engine_goals + solve_goals)}

## Ajustes

{table(["concorrente", "ajustes"], settings)}

`sigma` é o do ruído na ação, na escala [−1, 1]. Os dois últimos são o mesmo código (`rivals/loop.py`): o laço
como o do CleanRL guarda as transições em vetores já alocados; a versão simples, num `deque`.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rodadas de passos por segundo")
    parser.add_argument("--seeds", type=int, default=5, help="sementes da corrida até resolver")
    parser.add_argument("--core", type=int, default=0, help="o núcleo em que todos correm")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall", help="`cpu` numa máquina ocupada")
    parser.add_argument("--output", type=Path, default=HERE / "RESULTS.md")
    args = parser.parse_args()
    wall = args.clock == "wall"
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    cores = set()
    if hasattr(os, "sched_setaffinity"):
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {args.core})  # os concorrentes herdam
    for contestant in CONTESTANTS:
        python_of(contestant.home)

    speeds = race("speed", CONTESTANTS, [{"warm": WARM, "seconds": SECONDS}] * args.rounds, wall)
    runners = [contestant for contestant in CONTESTANTS if contestant.solves]
    solves = race("solve", runners, [{"seed": seed, "cap": CAP} for seed in range(args.seeds)], wall)
    costs = {name: measured(name, {args.core} if cores else set()) for name in ("updates", "step")}
    costs["study"] = measured("study", set(sorted(cores)[:2]))
    text = report(speeds, solves, costs, load, wall)
    panel = HERE / "RESULTS-painel.md"  # o que `panel.py` mediu vai no fim
    args.output.write_text(text + ("\n" + panel.read_text("utf-8") if panel.exists() else ""), encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
