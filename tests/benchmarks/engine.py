"""Quanto o motor compilado ganha, e o que custa o que está em volta dele.

`python tests/benchmarks/engine.py` mede e escreve uma linha JSON; `speed.py` o chama e a põe na sua tabela. Rodadas
alternadas, uma linha de execução, a mediana do tempo de processador.

- `updates`: microssegundos de uma atualização, PyTorch e motor, com 1, 16 e 64 agentes.
- `step`: microssegundos de um passo de um agente, e o que dele não é atualização nem ambiente, em cada um.
- `study`: segundos de 64 corridas de 6.000 passos, avaliadas a cada 500 em 10 episódios, em cada um: os da parede, e a
  metade dos de processador, que numa máquina quieta de dois núcleos é o mesmo.
"""

import argparse
import json
import os
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch

from course_utils import DDPG, ActionNoise, ParameterNoise, Trainer, run_study
from course_utils.engine import CompiledLearner
from course_utils.replay import ReplayBuffer

ROUNDS, ENGINES = 7, ("torch", "compiled")


def updates(replicas):
    """Uma atualização, do sorteio do lote às medidas: PyTorch e motor, em microssegundos."""
    random = np.random.default_rng(0)
    buffer = ReplayBuffer(5000, (3,), 1, replicas)
    for _ in range(1000):
        obs, action = random.normal(size=(2, replicas, 3)), random.uniform(-1, 1, (replicas, 1))
        buffer.add(obs[0], action, random.normal(size=replicas), obs[1], np.zeros(replicas))
    text, learner = DDPG(3, 1, seeds=range(replicas)), CompiledLearner(DDPG(3, 1, seeds=range(replicas)), 64)
    uniforms = [random.random((replicas, 64)) for _ in range(50)]
    both = lambda own: text.update(buffer.at(own)), lambda own: learner.update_from(buffer, own)
    count, taken = max(20, 400 // replicas), np.zeros((ROUNDS, 2))
    for row in taken:
        for i, update in enumerate(both):
            start = time.process_time()
            for k in range(count):
                update(uniforms[k % 50])
            row[i] = (time.process_time() - start) / count * 1e6
    return np.median(taken, 0).tolist()


class Timed:
    """Uma função que soma o tempo que passa nela."""

    def __init__(self, function):
        self.function, self.total = function, 0.0

    def __call__(self, *args):
        start = time.process_time()
        result = self.function(*args)
        self.total += time.process_time() - start
        return result


def step():
    """Um passo de um agente: o total e o que não é atualização nem ambiente, em microssegundos, de cada um."""
    found, count = {engine: [] for engine in ENGINES}, 600
    trainers = {}
    for engine in ENGINES:
        trainer = Trainer("Pendulum-v1", seeds=[0], exploration=ActionNoise(), engine=engine).advance(until=700)
        update = trainer._updates.update = Timed(trainer._updates.update)
        world = trainer.environments.envs[0].step = Timed(trainer.environments.envs[0].step)
        trainers[engine] = trainer, update, world
    for _ in range(ROUNDS):
        for engine, (trainer, *parts) in trainers.items():
            before, start = sum(part.total for part in parts), time.process_time()
            trainer.advance(until=trainer.steps + count)
            total, inside = time.process_time() - start, sum(part.total for part in parts) - before
            found[engine].append((total / count * 1e6, (total - inside) / count * 1e6))
    return {engine: np.median(own, 0).tolist() for engine, own in found.items()}


def study():
    """Um estudo de 64 corridas: 4 ajustes, 16 sementes."""
    settings = {
        "na ação": dict(exploration=ActionNoise()),
        "nos parâmetros": dict(exploration=ParameterNoise()),
        "τ pequeno": dict(exploration=ActionNoise(), tau=0.01),
        "σ grande": dict(exploration=ActionNoise(0.5)),
    }
    found = {}
    for engine in ENGINES:
        start, before = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN)
        asked = {name: own | {"engine": engine} for name, own in settings.items()}
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            run_study(asked, "Pendulum-v1", range(16), 6000, 500, executor=pool)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found[engine] = time.time() - start, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 2
    return found


MEASURES = {
    "updates": lambda: {str(count): updates(count) for count in (1, 16, 64)},
    "step": step,
    "study": study,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measures", nargs="*", choices=[[], *MEASURES], help="quais; sem nada, todas")
    torch.set_num_threads(1)
    print(json.dumps({name: MEASURES[name]() for name in parser.parse_args().measures or MEASURES}))


if __name__ == "__main__":
    main()
