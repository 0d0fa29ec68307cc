"""Quanta experiência custa um torque em níveis? Q-learning de tabela no pêndulo, com 2 a 33 níveis e 10 sementes.

Rode `python ferramentas/gerar/torque_discreto.py` (uns três minutos) para refazer `torque_discreto.csv`, que a aula 01
desenha: a cada 25 mil passos, o retorno médio de 100 episódios sem exploração, sempre dos mesmos começos. As sementes
de um número de níveis treinam juntas, uma por linha dos vetores; nenhuma influi nas outras.
"""

from __future__ import annotations

import csv

import numpy as np

from course_utils.support.paths import files_dir
from course_utils.worlds.pendulum import push, reward, wrap

LEVELS, SEEDS, STEPS, EVERY = (2, 3, 5, 9, 17, 33), range(10), 300_000, 25_000
CELLS = 41  # fatias do ângulo e da velocidade: 41 × 41 lugares na tabela
ALPHA, GAMMA, EPSILON, EPISODE = 0.2, 0.99, 0.2, 200
TABLE = files_dir() / "resultados" / "torque_discreto.csv"


def place(angle, speed):
    """O lugar da tabela em que um estado cai."""
    column = ((wrap(angle) + np.pi) / (2 * np.pi) * CELLS).astype(int) % CELLS
    return column * CELLS + np.clip(((speed + 8) / 16 * CELLS).astype(int), 0, CELLS - 1)


def learn(levels, seeds, steps=STEPS, every=EVERY):
    """Q-learning com `levels` torques entre −2 e 2: retornos médios `[avaliação, semente]`."""
    torques, row, means = np.linspace(-2, 2, levels), np.arange(len(seeds)), []
    streams = [np.random.default_rng([seed, levels]) for seed in seeds]
    q = np.zeros((len(seeds), CELLS**2, levels))
    for _ in range(0, steps, every):
        luck = np.stack([stream.random((every, 2)) for stream in streams], 1)
        starts = np.stack([stream.uniform((-np.pi, -1), (np.pi, 1), (every // EPISODE, 2)) for stream in streams], 1)
        for t in range(every):
            if t % EPISODE == 0:
                angle, speed = starts[t // EPISODE].T.copy()
                here = place(angle, speed)
            random_level = (luck[t, :, 1] * levels).astype(int)
            level = np.where(luck[t, :, 0] < EPSILON, random_level, q[row, here].argmax(1))
            torque = torques[level]
            gain, (angle, speed) = reward(angle, speed, torque), push(angle, speed, torque)
            there = place(angle, speed)
            q[row, here, level] += ALPHA * (gain + GAMMA * q[row, there].max(1) - q[row, here, level])
            here = there
        means.append([play(own, torques) for own in q])
    return np.array(means)


def play(q, torques, episodes=100):
    """Retorno médio sem exploração, de começos sorteados como os do Gymnasium, sempre os mesmos."""
    angle, speed = np.random.default_rng(1000).uniform((-np.pi, -1), (np.pi, 1), (episodes, 2)).T
    total = np.zeros(episodes)
    for _ in range(EPISODE):
        torque = torques[q[place(angle, speed)].argmax(1)]
        total += reward(angle, speed, torque)
        angle, speed = push(angle, speed, torque)
    return total.mean()


def main():
    """Refaz a tabela."""
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["níveis", "semente", "passo", "retorno"])
        for levels in LEVELS:
            means = learn(levels, SEEDS)
            for seed, own in zip(SEEDS, means.T):
                writer.writerows([levels, seed, EVERY * (i + 1), f"{mean:.1f}"] for i, mean in enumerate(own))
            print(f"{levels} níveis, {CELLS**2 * levels} entradas: {means[-1].mean():.0f} no fim", flush=True)


if __name__ == "__main__":
    main()
