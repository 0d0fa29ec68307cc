"""Quanto o motor compilado ganha: a atualização contra a do PyTorch, e um treino inteiro em Python e no Node.

Rode `python tests/benchmarks/engine.py`: rodadas alternadas, uma linha de execução, a mediana do tempo de processador
de cada uma (o Node conta o tempo de parede: só vale numa máquina quieta).
"""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch

from course_utils import DDPG, ActionNoise, ParameterNoise
from course_utils.engine import CompiledLearner, Run
from course_utils.replay import ReplayBuffer

ROUNDS, STEPS = 7, 4000
NODE = Path(__file__).parents[1] / "engine" / "node.mjs"


def updates(replicas: int) -> tuple[float, float]:
    """Microssegundos de uma atualização, sem o sorteio do lote: PyTorch e motor."""
    random = np.random.default_rng(0)
    buffer = ReplayBuffer(5000, (3,), 1, replicas)
    for _ in range(1000):
        obs, action = random.normal(size=(2, replicas, 3)), random.uniform(-1, 1, (replicas, 1))
        buffer.add(obs[0], action, random.normal(size=replicas), obs[1], np.zeros(replicas))
    agents = DDPG(3, 1, seeds=range(replicas)), DDPG(3, 1, seeds=range(replicas))
    both = agents[0], CompiledLearner(agents[1], 64)
    batches = [buffer.sample(64, random) for _ in range(50)]
    count, taken = max(10, 200 // replicas), np.zeros((ROUNDS, 2))
    for row in taken:
        for i, one in enumerate(both):
            start = time.process_time()
            for k in range(count):
                one.update(batches[k % 50])
            row[i] = (time.process_time() - start) / count * 1e6
    torchs, engine = np.median(taken, 0)
    return torchs, engine


def whole_runs() -> dict[str, float]:
    """Passos por segundo de `run.c`, um agente, no meio do treino."""
    found = {}
    for name, noise in (("ação", ActionNoise()), ("parâmetros", ParameterNoise())):
        run = Run("Pendulum-v1", seeds=[0], exploration=noise)
        run.run(1000)
        taken = []
        for _ in range(ROUNDS):
            start = time.process_time()
            run.run(STEPS)
            taken.append(STEPS / (time.process_time() - start))
        found[f"Python, ruído nos {name}" if name == "parâmetros" else "Python, ruído na ação"] = float(
            np.median(taken)
        )
        if shutil.which("node"):
            case = {
                "config": run._config.tolist(),
                "changes": [],
                "steps": [1000, *(1000 + STEPS * i for i in (1, 2, 3))],
            }
            code = ["node", str(NODE), "--tempos"]
            done = subprocess.run(code, input=json.dumps({name: case}), capture_output=True, text=True, check=True)
            seconds = json.loads(done.stdout)[name]["seconds"][1:]
            found[f"Node, ruído {'nos' if name == 'parâmetros' else 'na'} {name}"] = STEPS / float(np.median(seconds))
    return found


def main() -> None:
    torch.set_num_threads(1)
    for replicas in (1, 16, 64):
        torchs, engine = updates(replicas)
        speed = f"PyTorch {torchs:7.0f} µs, motor {engine:7.0f} µs, {torchs / engine:.2f} vezes"
        print(f"atualização, {replicas:2} agente(s): {speed}")
    for name, speed in whole_runs().items():
        print(f"{name}: {speed:.0f} passos/s")


if __name__ == "__main__":
    main()
