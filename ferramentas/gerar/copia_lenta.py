"""Quanto tempo pede a cópia lenta da aula 03: τ = 0,001 e τ = 0,05 por 30.000 passos, com 10 sementes de cada.

Rode `python ferramentas/gerar/copia_lenta.py` (uns cinco minutos) para refazer `copia_lenta.csv`: a cada 1.000 passos,
o retorno sem ruído, o valor que o crítico-alvo diz de ficar pendurado, parado, e o que o ator de agora recebe dali.
"""

import csv

import numpy as np
import torch

from course_utils import DDPG, ActionNoise, Trainer, evaluate
from course_utils.support.paths import files_dir
from course_utils.worlds.pendulum import MAX_TORQUE, push, reward

SEEDS, STEPS, EVERY = 10, 30_000, 1000
TAUS = (0.001, 0.05)
TABLE = files_dir() / "resultados" / "copia_lenta.csv"
COLUMNS = ("tau", "seed", "step", "return", "said", "received")


def said(agent: DDPG) -> np.ndarray:
    """O que o crítico-alvo diz de pendurado e parado, em unidades de recompensa, `[réplica]`."""
    obs = torch.tensor([-1.0, 0.0, 0.0]).expand(len(agent.seeds), 1, 3)
    with torch.inference_mode():
        value = agent.target_critic(obs, agent.target_actor(obs))
    return (value / agent.settings["reward_scale"])[:, 0].numpy()


def received(agent: DDPG, steps: int = 200) -> np.ndarray:
    """O que o ator de agora recebe dali em diante, com o desconto, `[réplica]`; depois de 200 passos o resto é nada."""
    angle, speed = np.full((2, len(agent.seeds)), [[np.pi], [0.0]])
    gamma, total = agent.settings["gamma"][:, 0].numpy(), np.zeros(len(agent.seeds))
    for step in range(steps):
        obs = np.stack([np.cos(angle), np.sin(angle), speed], axis=-1).astype(np.float32)
        torque = MAX_TORQUE * agent.act(obs[:, None])[:, 0, 0]
        total += gamma**step * reward(angle, speed, torque)
        angle, speed = push(angle, speed, torque)
    return total


def rows(seeds: int = SEEDS, steps: int = STEPS, every: int = EVERY):
    """As linhas da tabela, na ordem em que se medem."""
    tau, together = np.repeat(TAUS, seeds), [*range(seeds)] * len(TAUS)
    trainer = Trainer("Pendulum-v1", seeds=together, exploration=ActionNoise(), tau=tau.tolist())
    while trainer.steps < steps:
        trainer.step()
        if trainer.steps % every == 0:
            agent = trainer.agent
            ends = evaluate(agent, "Pendulum-v1", episodes=10).mean(1)
            yield from zip(tau, together, [trainer.steps] * len(tau), ends, said(agent), received(agent))


def main() -> None:
    """Refaz a tabela, na ordem de τ, da semente e do passo."""
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for tau, seed, step, *numbers in sorted(rows()):
            writer.writerow([f"{tau:g}", seed, step, *(f"{x:.1f}" for x in numbers)])


if __name__ == "__main__":
    main()
