"""O pêndulo em imagens: quadros pequenos, cinzentos e empilhados, no lugar do ângulo e da velocidade.

Duas fontes de quadros, uma interface. O desenho do próprio Gymnasium é o caso mais realista: vem como é, até com a seta
do torque, e custa uns 2 ms. Uma haste desenhada aqui, com a mesma geometria, custa dezenas de vezes menos.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import gymnasium as gym
import numpy as np
import torch
from gymnasium.spaces import Box
from gymnasium.wrappers import AddRenderObservation, FrameStackObservation, TransformObservation

from ..ddpg import DDPG
from ..encoder import convolutions
from ..exploration import ActionNoise
from ..support.checks import integer
from ..support.paths import course_arrays
from ..training import Trainer

SIZE = 32  # o lado de um quadro, em pixels
SCREEN = 250  # o lado do desenho do Gymnasium: a metade do de costume, que demora o dobro e, reduzido, é igual
CROP = slice(61, 189)  # o que se vê dele: um quadrado de 128, que é 4 × 32
PIXEL = 4 * 4.4 / SCREEN  # o lado de um pixel nosso, em comprimentos de haste
HALF_WIDTH = 0.1  # a metade da largura da haste, em comprimentos dela
FRAME = Box(0, 255, (SIZE, SIZE), np.uint8)

X = (np.arange(SIZE, dtype=np.float32) - (SIZE - 1) / 2) * np.float32(PIXEL)  # o centro de cada coluna; o pivô é 0
Y = -X[:, None]  # o centro de cada linha, de cima para baixo

#: Os ajustes que aprendem o pêndulo em quadros: `Trainer(pixel_pendulum, seeds=[0], **RECIPE)`.
RECIPE: dict[str, Any] = dict(
    encoder=convolutions,
    normalize="bounds",
    hidden=(50, 128, 128),
    gamma=0.98,
    tau=0.01,
    actor_lr=3e-4,
    critic_lr=1e-3,
    warmup=1000,
    capacity=10_000,
    exploration=ActionNoise(0.5, decay=0.9992),
)


def pixel_pendulum(source: str = "drawn", frames: int = 3) -> gym.Env:
    """O Pendulum-v1 visto em `frames` quadros, do mais antigo ao mais novo: `[frames, 32, 32]`, `uint8`.

    - `source`: `"drawn"`, a haste desenhada por `draw_rod`; ou `"gymnasium"`, o desenho dele reduzido.
    - `frames`: quantos quadros se empilham. No começo do episódio, o primeiro se repete.

    Uma decisão vale por dois passos de ambiente (0,1 s), e os quadros empilhados são os das últimas decisões. A
    recompensa é a soma dos dois passos: o retorno continua nas unidades do ambiente, em 100 decisões por episódio.
    """
    integer("frames", frames, 1)
    if source == "drawn":
        env = RepeatAction(gym.make("Pendulum-v1"))
        seen = TransformObservation(env, lambda obs: draw_rod(obs[0], obs[1]), FRAME)
    elif source == "gymnasium":
        os.environ.setdefault("SDL_VIDEODRIVER", "dummy")  # desenha-se num quadro, não numa janela: roda sem tela
        env = RepeatAction(gym.make("Pendulum-v1", render_mode="rgb_array"))
        env.unwrapped.screen_dim = SCREEN  # type: ignore[attr-defined]
        seen = TransformObservation(AddRenderObservation(env), shrink, FRAME)
    else:
        raise ValueError(
            f'`source` recebeu {source!r}; aceita "drawn" (haste desenhada) ou "gymnasium" (o desenho dele).'
        )
    return FrameStackObservation(seen, frames)


def seen_through(change: Callable[[np.ndarray], np.ndarray], source: str = "gymnasium") -> gym.Env:
    """O pêndulo em quadros, com `change` entre a câmera e o agente: recebe e devolve `[3, 32, 32]` em bytes."""
    env = pixel_pendulum(source)
    return TransformObservation(env, change, env.observation_space)


def swung(source: str) -> np.ndarray:
    """A observação depois de quatro decisões, sempre do mesmo começo, `[3, 32, 32]`: a haste que balança."""
    env = pixel_pendulum(source)
    env.reset(seed=4)
    for action in (2.0, 2.0, -2.0, -2.0):
        obs, *_ = env.step(np.array([action], np.float32))
    return obs


def shifted(frames: np.ndarray, right: int) -> np.ndarray:
    """Os quadros, `[…, 32, 32]`, com a imagem `right` pixels para a direita (negativo: para a esquerda).

    O que sai por um lado se perde, e o que entra pelo outro é branco.
    """
    moved = np.full_like(frames, 255)
    kept = slice(max(right, 0), SIZE + min(right, 0))
    moved[..., kept] = frames[..., max(-right, 0) : SIZE - max(right, 0)]
    return moved


def trained_on_pixels() -> DDPG:
    """O agente de `files/pesos/visao.npz`, treinado nos quadros do Gymnasium (`ferramentas/gerar/pesos_visao.py`)."""
    stored = course_arrays("pesos/visao.npz")
    agent = Trainer(pixel_pendulum, seeds=[0], **RECIPE).agent
    for name in ("actor", "critic"):
        getattr(agent, name).flat.copy_(torch.from_numpy(stored[name].astype(np.float32))[None])
    return agent


class RepeatAction(gym.Wrapper):
    """Repete cada ação por dois passos de ambiente e soma as recompensas (o Gymnasium só traz um igual desde o 1.3)."""

    def step(self, action):
        """Um passo daqui são dois do ambiente, ou um só, se o episódio acaba no primeiro."""
        total = 0.0
        for _ in range(2):
            obs, reward, terminated, truncated, info = self.env.step(action)
            total += float(reward)
            if terminated or truncated:
                break
        return obs, total, terminated, truncated, info


def draw_rod(cos: float, sin: float) -> np.ndarray:
    """A haste no ângulo φ, `[32, 32]` `uint8`: preta sobre branco, com bordas suaves, onde o Gymnasium a desenharia.

    A ponta fica em (−sen φ, cos φ), com y para cima. Cada pixel escurece conforme a sua distância ao eixo da haste.
    """
    x, y = np.float32(-sin), np.float32(cos)
    along = np.clip(X * x + Y * y, 0, 1)  # a sombra do pixel sobre a haste, do pivô (0) à ponta (1)
    distance = np.sqrt((X - along * x) ** 2 + (Y - along * y) ** 2)
    ink = np.clip((HALF_WIDTH - distance) / PIXEL + 0.5, 0, 1)
    return (255 * (1 - ink)).astype(np.uint8)


def shrink(image: np.ndarray) -> np.ndarray:
    """O desenho do Gymnasium, `[250, 250, 3]`, em cinza e 32 × 32: cada pixel é a média de um quadrado de 4 × 4.

    O cinza é o canal verde, em que a haste, vermelha, é escura.
    """
    return image[CROP, CROP, 1].reshape(SIZE, 4, SIZE, 4).mean((1, 3)).astype(np.uint8)
