"""Replay buffer: a memória de transições de onde saem os lotes de treino."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from .support.checks import MOST_REPLICAS, WIDEST, device_of, integer, shape_of
from .support.elsewhere import Suggesting, named
from .support.memory import allocating, check_random, check_uniforms, put


class Batch(NamedTuple):
    """Um lote de transições, cada campo com os eixos `[réplica, lote, …]`."""

    obs: Tensor
    action: Tensor
    reward: Tensor
    next_obs: Tensor
    terminated: Tensor


class ReplayBuffer(Suggesting):
    """Guarda as últimas `capacity` transições de cada réplica (Lillicrap et al. 2015, seção 3).

    - `obs_shape`: a forma de uma observação, sem o eixo das réplicas, como `(3,)`; `dtype`: seu tipo.
    - `act_dim`: o número de dimensões da ação. As ações guardadas vivem em [-1, 1].
    - `terminated`: 1.0 se o episódio *terminou* de verdade no passo; um corte por tempo guarda 0.0.

    Tudo é alocado de uma vez. Cheio, o buffer escreve por cima da transição mais antiga.
    """

    STATE = ("size", "_next", "_kept")

    @named
    def __init__(
        self,
        capacity: int,
        obs_shape: Sequence[int],
        act_dim: int,
        replicas: int = 1,
        *,
        dtype: np.typing.DTypeLike = np.float32,
        device: str | torch.device = "cpu",
    ):
        self.capacity = integer("capacity", capacity, 1)
        self.device = device_of(device)
        shape = (integer("replicas", replicas, 1, MOST_REPLICAS), self.capacity)
        obs_shape = shape_of("obs_shape", obs_shape)
        act_dim = integer("act_dim", act_dim, 1, WIDEST)
        with allocating(self.capacity, math.prod(map(int, (shape[0], *obs_shape))), dtype):
            self.obs = np.zeros((*shape, *obs_shape), dtype)
            self.action = np.zeros((*shape, act_dim), np.float32)
            self.reward = np.zeros(shape, np.float32)
            self.next_obs = np.zeros_like(self.obs)
            self.terminated = np.zeros(shape, np.float32)
        self.size = 0
        self._next = 0
        self._first_row = np.arange(replicas)[:, None] * self.capacity

    def __len__(self) -> int:
        return self.size

    @property
    def _fields(self) -> tuple[np.ndarray, ...]:
        return self.obs, self.action, self.reward, self.next_obs, self.terminated

    @property
    def _flat(self) -> list[np.ndarray]:  # réplicas e posições num eixo só; feita na hora: copiada, seria outro vetor
        return [field.reshape(-1, *field.shape[2:]) for field in self._fields]

    @property
    def _kept(self) -> list[np.ndarray]:
        return [field[:, : self.size] for field in self._fields]

    def add(self, obs, action, reward, next_obs, terminated) -> None:
        """Guarda uma transição de cada réplica; cada argumento tem os eixos `[réplica, …]`. Custo O(1)."""
        places = [field[:, self._next] for field in self._fields]
        put(Batch._fields, places, (obs, action, reward, next_obs, terminated))
        self._next = (self._next + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    @named
    def sample(self, batch_size: int, random: np.random.Generator) -> Batch:
        """Um lote de `batch_size` transições de cada réplica, sorteadas por igual, com reposição, por `random`.

        Erro: `ValueError` se o buffer estiver vazio.
        """
        check_random(random)
        return self.at(random.random((len(self._first_row), integer("batch_size", batch_size, 1, WIDEST))))

    def at(self, uniforms: np.ndarray) -> Batch:
        """O lote que os números `uniforms` `[réplica, lote]` escolhem, cada um em [0, 1).

        O índice é `floor(u · size)`: o acaso fica fora do buffer, e cada réplica usa o seu.
        Erro: `ValueError` se o buffer estiver vazio, ou os números não forem esses.
        """
        uniforms = check_uniforms(uniforms, self.size, len(self._first_row))
        rows = self._first_row + (uniforms * self.size).astype(np.int64)
        return Batch(*(torch.from_numpy(field.take(rows, axis=0)).to(self.device) for field in self._flat))
