"""Normalização das observações: por limites fixos, ou pelas estatísticas do que já foi visto."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .support.spaces import check_fits, limits_of


class FixedScale:
    """Leva a caixa `[low, high]` de cada dimensão para [-1, 1]: `(obs − centro) / meia-largura`.

    Erro: `ValueError` se um limite for infinito ou se `low` não for menor que `high`.
    """

    STATE = ()

    def __init__(self, low: Sequence[float] | np.ndarray, high: Sequence[float] | np.ndarray, device="cpu"):
        low, high = limits_of(low, high)
        self.center = torch.as_tensor((low + high) / 2, dtype=torch.float32, device=device)
        self.half = torch.as_tensor((high - low) / 2, dtype=torch.float32, device=device)

    def check(self, shape: tuple[int, ...], replicas: int) -> None:
        """Confere que os limites servem a observações de forma `shape`. Erro: `ValueError`."""
        check_fits(tuple(self.half.shape), shape)

    def observe(self, obs: np.ndarray) -> None:
        """Limites fixos não aprendem nada do que é visto."""

    def __call__(self, obs: Tensor) -> Tensor:
        """As observações `[réplica, …]` na escala de -1 a 1."""
        return (obs - self.center).div_(self.half)


class RunningScale:
    """Subtrai a média e divide pelo desvio padrão do que cada réplica já viu; o resultado fica em [-5, 5].

    Média e variância seguem a recorrência de Welford (1962), em float64.
    """

    STATE = ("count", "mean", "m2")
    CLIP = 5.0  # o resultado não passa daqui, para nenhum dos lados

    def __init__(self, replicas: int, shape: Sequence[int], device="cpu"):
        self.count = 0
        self.mean, self.m2 = np.zeros((2, replicas, *shape))
        self.device = device

    def check(self, shape: tuple[int, ...], replicas: int) -> None:
        """Confere que as estatísticas são de tantas réplicas e desta forma. Erro: `ValueError`."""
        if self.mean.shape != (replicas, *shape):
            wanted = f"`RunningScale({replicas}, {shape})`"
            raise ValueError(
                f"`normalizer` recebeu estatísticas de forma {self.mean.shape}, mas o agente pede {wanted}."
            )

    def observe(self, obs: np.ndarray) -> None:
        """Acrescenta uma observação de cada réplica, `[réplica, …]`."""
        self.count += 1
        delta = obs - self.mean
        self.mean += delta / self.count
        self.m2 += delta * (obs - self.mean)

    @property
    def deviation(self) -> np.ndarray:
        """O desvio padrão do que cada réplica já viu, `[réplica, …]`; nunca zero."""
        return np.sqrt(self.m2 / max(self.count, 1) + 1e-8)

    def __call__(self, obs: Tensor) -> Tensor:
        """As observações `[réplica, lote, …]` normalizadas e cortadas em [-5, 5]."""
        mean, deviation = (
            torch.from_numpy(x[:, None].astype(np.float32)).to(self.device) for x in (self.mean, self.deviation)
        )
        return ((obs - mean) / deviation).clamp_(-self.CLIP, self.CLIP)


def normalizer(given: str | Sequence | None, space: Any, replicas: int, device) -> FixedScale | RunningScale | None:
    """O normalizador que `Trainer(normalize=…)` pede, para as observações de um espaço."""
    if given is None:
        return None
    if isinstance(given, str) and given == "running":
        return RunningScale(replicas, space.shape, device)
    if isinstance(given, str) and given == "bounds":
        return FixedScale(space.low, space.high, device)
    if isinstance(given, (tuple, list)) and len(given) == 2:
        scale = FixedScale(given[0], given[1], device)
        scale.check(space.shape, replicas)
        return scale
    raise ValueError(f'`normalize` recebeu {given!r}; aceita None, "bounds", "running" ou um par (low, high).')
