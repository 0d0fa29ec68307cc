"""Adivinhar o estado do pêndulo por quadros, da aula 06: os exemplos, e uma rede que aprende com eles."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from ..encoder import convolutions
from ..support.checks import integer
from .pixels import pixel_pendulum

EPISODES, DECISIONS, KEPT = 30, 100, 600


def random_frames() -> tuple[np.ndarray, np.ndarray]:
    """As observações de 30 episódios com torque ao acaso, `[3000, 3, 32, 32]`, e o estado em cada uma, `[3000, 3]`.

    O estado é sen φ, cos φ e a velocidade, em rad/s.
    """
    env, random = pixel_pendulum(), np.random.default_rng(0)
    frames, states = [], []
    for episode in range(EPISODES):
        env.reset(seed=episode)
        for _ in range(DECISIONS):
            obs, *_ = env.step(random.uniform(-2, 2, 1).astype(np.float32))
            angle, speed = env.unwrapped.state  # type: ignore[attr-defined]
            frames.append(obs)
            states.append((np.sin(angle), np.cos(angle), speed))
    return np.array(frames), np.array(states, np.float32)


def guess_state(frames: np.ndarray, states: np.ndarray, count: int, steps: int = 500) -> np.ndarray:
    """O que uma rede treinada com os `count` quadros mais novos adivinha nos últimos 600 exemplos, `[600, 3]`.

    - `frames`, `states`: como `random_frames` os dá. A rede treina com todos os outros, por `steps` atualizações.
    """
    integer("count", count, 1, frames.shape[1])
    torch.manual_seed(0)
    net = nn.Sequential(convolutions(count), nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, 3))
    images = torch.from_numpy(frames[:, -count:]).float() / 127.5 - 1
    wanted = torch.from_numpy(states / states.std(0))
    optimizer, draw = torch.optim.Adam(net.parameters(), lr=2e-3), torch.Generator().manual_seed(1)
    for _ in range(steps):
        rows = torch.randint(len(frames) - KEPT, (128,), generator=draw)
        optimizer.zero_grad()
        (net(images[rows]) - wanted[rows]).square().mean().backward()
        optimizer.step()
    with torch.no_grad():
        return net(images[-KEPT:]).numpy() * states.std(0)
