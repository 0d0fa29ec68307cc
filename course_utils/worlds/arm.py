"""O braço (aula 08): o FetchReach do Gymnasium-Robotics, os ajustes que o aprendem, e o que se mede dele.

A ponta do braço parte de `HOME` e deve ir a um ponto sorteado a até `REACH` metros dali em cada direção. A observação é
um dicionário; o treino vê um vetor de 13 números: a posição da ponta, o estado da pinça (que não se mexe), as
velocidades e, no fim, o objetivo. A ação tem quatro: o deslocamento da ponta e a pinça, que aqui nada faz. Um episódio
tem 50 passos, e cada um paga 0, com a ponta a menos de 5 cm do objetivo, ou −1.
"""

from __future__ import annotations

import io
from contextlib import redirect_stderr
from typing import Any, NamedTuple

import gymnasium as gym
import numpy as np
from gymnasium.wrappers import TransformReward

from ..ddpg import DDPG
from ..environments import Environments
from ..exploration import ActionNoise
from ..support.hindsight import Hindsight
from ..training import Trainer

ENV = "FetchReach-v4"
HOME, REACH, NEAR = np.array([1.342, 0.749, 0.535]), 0.15, 0.05  # em metros
LENGTH = 50  # passos de um episódio
TIP, GOAL = slice(0, 3), slice(-3, None)  # onde estão, no vetor que o treino vê

#: O que a normalização leva a [-1, 1]: a ponta e o objetivo na mesma escala; a pinça e as velocidades, em metros.
HALF = np.r_[[REACH] * 3, [0.05] * 2, [0.02] * 5, [REACH] * 3]
CENTER = np.r_[HOME, [0.0] * 7, HOME]
SCALE = ((CENTER - HALF).tolist(), (CENTER + HALF).tolist())
#: Os ajustes do `Trainer` que aprendem o braço: 20 sementes, 10.000 passos (`ferramentas/gerar/braco.py`).
SETTINGS: dict[str, Any] = dict(
    hindsight=Hindsight(share=0.8, strategy="future"),
    exploration=ActionNoise(0.2),
    normalize=SCALE,
    hidden=(64, 64),
    batch_size=128,
    capacity=10_000,
    gamma=0.95,
    tau=0.05,
    actor_lr=1e-3,
    critic_lr=1e-3,
    warmup=500,
)


def arm() -> gym.Env:
    """Um FetchReach novo, sem câmera nem janela. Erro: `ModuleNotFoundError`, se falta o que o simula."""
    try:
        with redirect_stderr(io.StringIO()):  # ele avisa, em inglês, de ambientes que não usamos
            import gymnasium_robotics
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"Falta o pacote {error.name}, que simula o braço. Instale o extra `robo`: numa célula, "
            '`%pip install "gymnasium-robotics>=1.3"`; ou, na pasta do curso, `pip install -e ".[robo]"`. Depois '
            "reinicie o núcleo e rode de novo a célula de preparo."
        ) from error
    gym.register_envs(gymnasium_robotics)
    return gym.make(ENV, disable_env_checker=True)  # o treino já confere tudo o que ele devolve


class Reaching(NamedTuple):
    """Um episódio do braço: por onde a ponta andou, `[passo + 1, 3]`, o objetivo, `[3]`, e as recompensas, `[passo]`.

    As posições são em metros, a partir de onde a ponta começa.
    """

    path: np.ndarray
    goal: np.ndarray
    rewards: np.ndarray


def reached(agent: DDPG, world: Environments, episodes: int = 50, seed: int = 1000) -> np.ndarray:
    """Se cada episódio sem ruído acabou com a ponta no objetivo, `[réplica, episódio]`.

    - `world`: um braço por réplica, `Environments(arm, réplicas)`; criá-los demora, e por isso se reaproveitam.
    - `seed`: o episódio e começa da semente `seed + e`, em todas as réplicas.
    """
    found = np.zeros((len(agent.seeds), episodes), bool)
    for e in range(episodes):
        world.start(dict.fromkeys(range(len(agent.seeds)), seed + e))
        for _ in range(LENGTH):
            transition = world.step(agent.act(world.obs[:, None])[:, 0])
        found[:, e] = transition.reward == 0
    return found


def played(act: Any, seed: int) -> Reaching:
    """Um episódio que começa da semente dada; `act` leva a observação, `[13]`, à ação, `[4]`, em [-1, 1]."""
    world = Environments(arm, 1)
    world.start({0: seed})
    path, rewards, goal = [world.obs[0, TIP].copy()], [], world.obs[0, GOAL] - HOME
    for _ in range(LENGTH):
        transition = world.step(np.asarray(act(world.obs[0]))[None])
        path.append(transition.next_obs[0, TIP].copy())
        rewards.append(float(transition.reward[0]))
    world.close()
    return Reaching(np.array(path) - HOME, goal, np.array(rewards))


def last_episode(trainer: Trainer, replica: int = 0) -> Reaching | None:
    """O último episódio inteiro de um treino, lido da memória dele.

    `None`, se ainda não acabou nenhum, ou se a memória é pequena e já escreveu por cima do começo dele.
    """
    memory, history = trainer.buffer, trainer.history[replica]
    if not history or trainer.steps - history[-1].end + history[-1].length > memory.capacity:
        return None
    own = history[-1]
    rows = np.arange(own.end - own.length, own.end) % memory.capacity
    path = np.concatenate([memory.obs[replica, rows[:1], TIP], memory.next_obs[replica, rows, TIP]])
    return Reaching(path - HOME, memory.obs[replica, rows[0], GOAL] - HOME, memory.reward[replica, rows])


def critic_of_failures() -> tuple[DDPG, np.ndarray]:
    """Um agente que só ouviu −1, em 2.000 passos, como se nenhum objetivo se alcançasse, e 20 estados, `[20, 13]`."""

    def never() -> gym.Env:
        return TransformReward(arm(), lambda reward: -1.0)

    trainer = Trainer(never, seeds=[0], **SETTINGS | dict(hindsight=None)).advance(until=2000)
    trainer.close()
    return trainer.agent, trainer.buffer.obs[0, np.random.default_rng(0).integers(2000, size=20)]
