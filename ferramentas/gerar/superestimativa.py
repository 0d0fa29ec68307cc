"""O otimismo do crítico (aula 09): o que ele promete e o que de fato vem, para o DDPG, cada emenda do TD3 e as três.

    python ferramentas/gerar/superestimativa.py            # refaz files/resultados/td3_*.csv (uns 40 min de um núcleo)
    python ferramentas/gerar/superestimativa.py carro      # só esse

São 20 sementes de cada; em vários momentos, 20 episódios sem ruído, com os mesmos começos. Cada linha diz a média, nos
estados desses episódios, de Q(s, μ(s)) e do retorno descontado que se seguiu, e a média dos retornos sem desconto.
"""

from __future__ import annotations

import csv
import sys
import time
from typing import Any

import gymnasium as gym
import numpy as np

from course_utils import TD3, ActionNoise, Trainer
from course_utils.support.paths import files_dir
from course_utils.worlds import mountain_car
from course_utils.worlds.promises import on_car, on_pendulum

SEEDS = range(20)
HERE = files_dir() / "resultados"
OFF: dict[str, Any] = dict(algorithm=TD3, twin_critics=False, target_noise=0.0, policy_delay=1)
#: O que cada ajuste liga; com as três emendas desligadas, o TD3 é o DDPG, bit a bit.
SETTINGS: dict[str, dict[str, Any]] = {
    "DDPG": OFF,
    "dois críticos": OFF | dict(twin_critics=True),
    "alvo suave": OFF | dict(target_noise=0.2),
    "ator com atraso": OFF | dict(policy_delay=2),
    "TD3": dict(algorithm=TD3),
}
PENDULUM: dict[str, Any] = dict(env="Pendulum-v1", exploration=ActionNoise())


def raised() -> gym.Env:
    """O pêndulo que ganha `BONUS` a mais por passo: o mesmo problema, com valores acima de zero."""
    return gym.wrappers.TransformReward(gym.make("Pendulum-v1"), lambda reward: float(reward) + BONUS)


BONUS = 3.0
#: Nome → (os ajustes do treino, os descontos, os passos, de quantos em quantos se mede, como, e que ajustes).
STUDIES: dict[str, tuple] = {
    "pendulo": (PENDULUM, (0.95, 0.99), 8000, 1000, on_pendulum, list(SETTINGS)),
    "carro": (mountain_car.SETTINGS | dict(env=mountain_car.ENV), (0.99,), 20_000, 2000, on_car, list(SETTINGS)),
    "bonus": (PENDULUM | dict(env=raised), (0.95, 0.99), 8000, 1000, on_pendulum, ["DDPG", "TD3"]),
}


def rows(name: str):
    """As linhas de um estudo: as sementes e os descontos de um ajuste são uma população só."""
    base, gammas, steps, every, measure, settings = STUDIES[name]
    bonus = BONUS if name == "bonus" else 0.0
    for setting in settings:
        runs = [(gamma, seed) for gamma in gammas for seed in SEEDS]
        gamma, seeds = map(list, zip(*runs))
        began = time.process_time()
        trainer = Trainer(**(base | SETTINGS[setting] | dict(gamma=gamma, seeds=seeds, engine="torch")))
        for step in range(every, steps + 1, every):
            trainer.advance(until=step)
            found = measure(trainer.agent)
            means = zip(*(np.nanmean(one, axis=(0, 2)) for one in found[:2]), found.returns.mean(1))
            for (own, seed), (promised, paid, total) in zip(runs, means):
                more = bonus / (1 - own)  # o que o bônus acrescenta a todo valor
                yield [setting, own, seed, step, *(f"{x:.5g}" for x in (promised, paid + more, total))]
        trainer.close()
        print(f"{name}, {setting}: {time.process_time() - began:.0f} s de núcleo", flush=True)


def main() -> None:
    """Refaz as tabelas pedidas."""
    for name in sys.argv[1:] or STUDIES:
        with (HERE / f"td3_{name}.csv").open("w", buffering=1, newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["setting", "gamma", "seed", "step", "promised", "paid", "return"])
            writer.writerows(rows(name))


if __name__ == "__main__":
    main()
