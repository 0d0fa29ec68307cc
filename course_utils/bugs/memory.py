"""Sala 3, o que entra na memória: ações em outra unidade, fins trocados e começos repetidos."""

from __future__ import annotations

from functools import partial
from typing import Any

import gymnasium as gym
import numpy as np

from ..environments import Environments, Transition
from ..figures.aula_07 import against, points, spread
from ..figures.plots import number
from ..replay import ReplayBuffer
from ..support.randomness import generator
from ..training import Trainer
from ..worlds.pendulum import MAX_TORQUE
from .exhibit import PG, Bug, Finding, Make, Patch

# --- os erros -----------------------------------------------------------------------------------------------------


def in_place(original):
    """Converte a ação em N·m no próprio vetor que vai depois para a memória."""

    def to_env(self, action: np.ndarray) -> np.ndarray:
        units = original(self, action)
        action[:] = units.reshape(action.shape)
        return units

    return to_env


def cut_is_the_end(original):
    """O corte pelo relógio passa por fim de verdade."""

    def step(self, action: np.ndarray) -> Transition:
        result = original(self, action)
        return result._replace(terminated=result.terminated | result.truncated)

    return step


def never_over(original):
    """A memória não sabe que um episódio termina."""

    def add(self, obs, action, reward, next_obs, terminated) -> None:
        original(self, obs, action, reward, next_obs, 0)

    return add


def same_start(_original):
    """A semente de todo `reset` é a do primeiro episódio da réplica."""

    def _episode_seed(self, k: int) -> int:
        return int(generator(self.seeds[k], "reset", 0).integers(2**31))

    return _episode_seed


# --- os diagnósticos ----------------------------------------------------------------------------------------------


class NearFlag(gym.Wrapper):
    """O carro na montanha solto perto da bandeira e já subindo: chega a ela em poucos passos, faça o que fizer."""

    def reset(self, *, seed=None, options=None):
        """Começa entre 0,35 e 0,42, com velocidade 0,03."""
        _, info = self.env.reset(seed=seed, options=options)
        car: Any = self.unwrapped
        car.state = np.array([car.np_random.uniform(0.35, 0.42), 0.03], np.float32)
        return car.state.copy(), info


def near_flag() -> gym.Env:
    """Um `NearFlag` novo, para o treinador."""
    return NearFlag(gym.make("MountainCarContinuous-v0"))


def short_pendulum() -> gym.Env:
    """O pêndulo com episódios de 20 passos, cortados pelo relógio."""
    return gym.make("Pendulum-v1", max_episode_steps=20)


def actions_fit(make: Make, seed: int) -> Finding:
    """As ações da memória vivem onde o ator vive: em [-1, 1]."""
    trainer = make("Pendulum-v1", seeds=[seed], warmup=400).advance(until=400)
    kept = trainer.buffer.action[0, :400].ravel()
    labels = ("ação guardada na memória", "fração")
    draw = partial(spread, values=kept, allowed=(-1, 1), limits=(-MAX_TORQUE, MAX_TORQUE), labels=labels)
    value = float(np.abs(kept).max())
    says = f"a maior ação da memória é {number(value, 1)}; o ator só chega a 1"
    return Finding(value <= 1, value, says, draw)


def a_cut_is_not_an_end(make: Make, seed: int) -> Finding:
    """O pêndulo nunca termina: nenhuma transição pode dizer que terminou."""
    trainer = make(short_pendulum, seeds=[seed], warmup=200).advance(until=200)
    ended = trainer.buffer.terminated[0, :200]
    labels = ("passo (o relógio corta a cada 20)", "terminated")
    draw = partial(against, x=np.arange(1, 201), measured=ended, expected=0 * ended, labels=labels)
    value = float(ended.sum())
    says = f"{value:.0f} de 10 cortes pelo relógio foram guardados como fim; tem de ser 0"
    return Finding(value == 0, value, says, draw)


def no_more_than_there_is(make: Make, seed: int) -> Finding:
    """Quem só pode ganhar 100, e uma vez, não tem Q maior do que 100."""
    settings = dict(gamma=0.99, reward_scale=0.1, warmup=100, normalize=([-1.1, -0.035], [0.1, 0.035]))
    trainer = make(near_flag, seeds=[seed], **settings).advance(until=600)
    q = np.array([own.q[0].item() for own in trainer.metrics]) / 0.1
    labels = ("atualização", "Q médio do lote")
    draw = partial(against, x=np.arange(q.size), measured=q, expected=np.full(q.size, 100.0), labels=labels)
    sound = bool(q.max() <= 150)
    says = f"Q {'não ' if sound else ''}promete muito mais do que os 100 que a bandeira dá"
    return Finding(sound, float(q.max()), says, draw)


def many_starts(make: Make, seed: int) -> Finding:
    """Vinte episódios começam de vinte estados."""
    trainer = make(short_pendulum, seeds=[seed], warmup=400).advance(until=400)
    starts = trainer.buffer.obs[0, :400:20]
    value = len(np.unique(starts, axis=0))
    angle = np.arctan2(starts[:, 1], starts[:, 0])
    labels = ("ângulo φ inicial (rad)", "velocidade inicial")
    draw = partial(points, x=angle, y=starts[:, 2], limits=((-np.pi, np.pi), (-1.1, 1.1)), labels=labels)
    says = f"20 episódios começaram de {value} estado{'s' * (value > 1)}; têm de ser 20"
    return Finding(value == 20, float(value), says, draw)


# --- as peças -----------------------------------------------------------------------------------------------------

action_scale = Bug(
    name="action_scale",
    title="Duas unidades para a mesma ação",
    symptom="o crítico aprende com ações de −2 a 2, e o ator só o consulta de −1 a 1",
    wrong="action *= high; env.step(action); buffer.add(obs, action, …)   # em N·m, de −2 a 2",
    right="env.step(high * action); buffer.add(obs, action, …)            # de −1 a 1",
    patches=[Patch(Environments, "to_env", in_place)],
    diagnostic=actions_fit,
    alt=(
        "Histogramas das ações guardadas na memória no aquecimento. No treino correto, vão de −1 a 1, todas "
        "na faixa esperada. Com o erro, vão de −2 a 2, e metade delas está fora da faixa."
    ),
)
masking_by_truncation = Bug(
    name="masking_by_truncation",
    title="O corte do relógio passa por fim",
    symptom="o pêndulo, que nunca termina, aparece na memória como terminado",
    wrong="done = terminated or truncated; y = r + gamma * (1 - done) * q_next",
    right="y = r + gamma * (1 - terminated) * q_next",
    patches=[Patch(Environments, "step", cut_is_the_end)],
    source=PG,
    diagnostic=a_cut_is_not_an_end,
    alt=(
        "O campo terminated de 200 transições do pêndulo com episódios de 20 passos. No treino correto, é "
        "sempre zero. Com o erro, vale um a cada 20 passos, onde o relógio corta."
    ),
)
no_terminal = Bug(
    name="no_terminal",
    title="Nenhum episódio termina",
    symptom="Q promete mais do que há para ganhar",
    wrong="y = r + gamma * q_next",
    right="y = r + gamma * (1 - terminated) * q_next",
    patches=[Patch(ReplayBuffer, "add", never_over)],
    diagnostic=no_more_than_there_is,
    alt=(
        "Q médio do lote ao longo das atualizações, com o carro solto perto da bandeira. No treino correto, "
        "sobe e para em 100, a linha tracejada. Com o erro, passa de 100 e continua subindo, até várias vezes "
        "isso."
    ),
)
fixed_reset_seed = Bug(
    name="fixed_reset_seed",
    title="Todo episódio começa igual",
    symptom="todo episódio começa do mesmo estado",
    wrong="obs, info = env.reset(seed=seed)",
    right="obs, info = env.reset(seed=seed if episode == 0 else None)",
    patches=[Patch(Trainer, "_episode_seed", same_start)],
    source=PG,
    diagnostic=many_starts,
    alt=(
        "Ângulo e velocidade em que começam vinte episódios. No treino correto, vinte pontos espalhados. Com "
        "o erro, todos no mesmo ponto."
    ),
)
