"""Camadas com a ida e a volta escritas à mão (a aula 02 deduz cada linha).

Cada tensor tem o eixo das réplicas na frente: entradas `[réplica, lote, largura]`, pesos `[réplica, entrada, saída]`;
na última camada, `[réplica, saída, entrada]`. `backward` leva ∂L/∂(saída) até a combinação linear; daí `params` e
`input` dão ∂L/∂(parâmetros) e ∂L/∂(entrada). Quem não precisa de um dos dois não paga por ele.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import torch
from torch import Tensor

EPS = 1e-5  # evita a divisão por zero no LayerNorm


class Parameter(NamedTuple):
    """Um parâmetro de uma camada: o nome, a forma, entre que números nasce (por igual) e se recebe o ruído."""

    name: str
    shape: tuple[int, int]
    low: float
    high: float
    noisy: bool


class HiddenTape(NamedTuple):
    """O que a camada escondida lembra da ida, para a volta."""

    x: Tensor
    z: Tensor
    mean: Tensor
    rstd: Tensor
    z_hat: Tensor
    h: Tensor


class Hidden(NamedTuple):
    """Camada escondida, `h = relu(gain · ẑ + shift)`, com `ẑ = LayerNorm(x W + b)` (Ba et al. 2016)."""

    W: Tensor  # [réplica, entrada, saída]
    b: Tensor  # [réplica, 1, saída]
    gain: Tensor  # [réplica, 1, saída]
    shift: Tensor  # [réplica, 1, saída]
    W_T: Tensor  # uma vista: W transposta, [réplica, saída, entrada]

    def forward(self, x: Tensor) -> tuple[Tensor, HiddenTape]:
        z = torch.baddbmm(self.b, x, self.W)
        z_hat, mean, rstd = torch.native_layer_norm(z, z.shape[-1:], None, None, EPS)
        h = torch.addcmul(self.shift, z_hat, self.gain).relu_()
        return h, HiddenTape(x, z, mean, rstd, z_hat, h)

    def backward(self, tape: HiddenTape, g: Tensor) -> tuple[Tensor, Tensor]:
        """Volta pela ReLU (só passa onde h > 0), pelo ganho e pelo LayerNorm: ∂L/∂(gain·ẑ + shift) e ∂L/∂z."""
        g = torch.ops.aten.threshold_backward(g, tape.h, 0.0)
        g_z, _, _ = torch.ops.aten.native_layer_norm_backward(
            g * self.gain, tape.z, tape.z.shape[-1:], tape.mean, tape.rstd, None, None, [True, False, False]
        )
        return g, g_z

    def params(self, tape: HiddenTape, local: tuple[Tensor, Tensor]) -> list[Tensor]:
        g, g_z = local
        return [torch.bmm(tape.x.transpose(1, 2), g_z), g_z.sum(1), (g * tape.z_hat).sum(1), g.sum(1)]

    def input(self, local: tuple[Tensor, Tensor]) -> Tensor:
        return torch.bmm(local[1], self.W_T)


class OutputTape(NamedTuple):
    """O que a última camada lembra da ida: a entrada e, se houver tanh, a saída."""

    x: Tensor
    out: Tensor | None


class Output(NamedTuple):
    """Última camada, `x Wᵀ + b`, com tanh se `squash`.

    Escrita como `(x · W).sum(-1)`: com uma só coluna, o produto de matrizes escolheria outra rotina para
    uma réplica sozinha, e o último bit mudaria com a companhia.
    """

    W: Tensor  # [réplica, saída, entrada]
    b: Tensor  # [réplica, 1, saída]
    W_row: Tensor  # uma vista: [réplica, 1, saída, entrada]
    squash: bool

    def forward(self, x: Tensor) -> tuple[Tensor, OutputTape]:
        """A ida: a saída `[réplica, lote, saída]`, e o que a volta vai precisar lembrar."""
        out = (x.unsqueeze(2) * self.W_row).sum(-1).add_(self.b)
        if self.squash:
            out.tanh_()
        return out, OutputTape(x, out if self.squash else None)

    def backward(self, tape: OutputTape, g: Tensor) -> Tensor:
        """Volta pela tanh, cuja derivada é `1 − tanh²`."""
        return g if tape.out is None else torch.ops.aten.tanh_backward(g, tape.out)

    def params(self, tape: OutputTape, g: Tensor) -> list[Tensor]:
        """∂L/∂W e ∂L/∂b, somados sobre o lote."""
        return [torch.bmm(g.transpose(1, 2), tape.x), g.sum(1)]

    def input(self, g: Tensor) -> Tensor:
        """∂L/∂x, `[réplica, lote, entrada]`."""
        return torch.bmm(g, self.W)


# --- o que cada camada aprende, e como ela se põe sobre as vistas de um `flat` ----------------------------------------


def hidden_parameters(inputs: int, outputs: int) -> list[Parameter]:
    """De uma camada escondida: W e b nascem em U(±1/√entrada); o ganho, em 1, e o deslocamento, em 0."""
    bound = 1 / math.sqrt(inputs)
    return [
        Parameter("W", (inputs, outputs), -bound, bound, True),
        Parameter("b", (1, outputs), -bound, bound, True),
        Parameter("gain", (1, outputs), 1, 1, False),
        Parameter("shift", (1, outputs), 0, 0, False),
    ]


def output_parameters(inputs: int, outputs: int, bound: float) -> list[Parameter]:
    """Da última camada: W e b nascem em U(±bound)."""
    return [
        Parameter("W", (outputs, inputs), -bound, bound, True),
        Parameter("b", (1, outputs), -bound, bound, True),
    ]


def hidden_over(views: Iterator[Tensor]) -> Hidden:
    """A camada escondida sobre as próximas quatro vistas, na ordem de `hidden_parameters`."""
    W, b, gain, shift = islice(views, 4)
    return Hidden(W, b, gain, shift, W.transpose(1, 2))


def output_over(views: Iterator[Tensor], squash: bool) -> Output:
    """A última camada sobre as próximas duas vistas, na ordem de `output_parameters`."""
    W, b = islice(views, 2)
    return Output(W, b, W.unsqueeze(1), squash)
