"""Adam sobre um tensor `flat`: a taxa de aprendizado pode ser outra em cada réplica."""

from __future__ import annotations

import math

import torch
from torch import Tensor

BETA1, BETA2, EPS = 0.9, 0.999, 1e-8  # os valores do artigo


class Adam:
    """Adam (Kingma e Ba 2015, algoritmo 1), igual ao `torch.optim.Adam`, elemento a elemento.

    - `flat`: os parâmetros `[réplica, parâmetros]`, mudados no lugar.
    - `lr`: a taxa de aprendizado de cada réplica, `[réplica, 1]`; pode mudar durante o treino.
    """

    STATE = ("m", "v", "t")

    def __init__(self, flat: Tensor, lr: Tensor):
        self.flat, self.lr = flat, lr
        self.m, self.v = torch.zeros_like(flat), torch.zeros_like(flat)
        self.t = 0

    def step(self, gradient: Tensor) -> None:
        """Dá um passo contra o gradiente `[réplica, parâmetros]`."""
        self.t += 1
        self.m.lerp_(gradient, 1 - BETA1)
        self.v.mul_(BETA2).addcmul_(gradient, gradient, value=1 - BETA2)
        # m̂ / (√v̂ + ε), com as correções de viés 1 − βᵗ reunidas num só fator
        root = math.sqrt(1 - BETA2**self.t)
        self.flat.addcdiv_(self.m * (self.lr * (-root / (1 - BETA1**self.t))), self.v.sqrt().add_(EPS * root))
