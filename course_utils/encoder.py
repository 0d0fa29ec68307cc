"""Os olhos: um codificador que tira características de quadros, e o crítico que é dono dele.

O codificador aprende só com a perda do crítico. O ator e a cabeça do crítico são redes comuns: recebem as
características, e o ator, sem que nenhum gradiente volte delas (Yarats et al. 2019, arXiv 1910.01741).
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from .networks import Critic, Pullback
from .student_networks import ModuleNetwork, ModulePullback
from .support.flat import OverFlat


def convolutions(frames: int = 3) -> nn.Sequential:
    """O codificador do curso: duas convoluções, de `[lote, frames, 32, 32]` a 512 características.

    A primeira tem 16 filtros de 5 × 5 e anda de quatro em quatro pixels, 32 → 8; a segunda, 32 de 3 × 3, 8 → 4.
    """
    first = nn.Conv2d(frames, 16, 5, stride=4, padding=2)
    second = nn.Conv2d(16, 32, 3, stride=2, padding=1)
    return nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), nn.Flatten())


class SeeingPullback(NamedTuple):
    """A volta do crítico que vê: da cabeça às características, e delas ao codificador."""

    encoder: ModulePullback
    head: Pullback | ModulePullback

    def params(self, g: Tensor) -> Tensor:
        """∂L/∂parâmetros, `[réplica, parâmetros]`: primeiro os do codificador, depois os da cabeça."""
        return torch.cat((self.encoder.params(self.head.obs(g)), self.head.params(g)), 1)


class SeeingCritic(OverFlat):
    """Q(quadros, a): um codificador e uma cabeça, `head(encoder(quadros), a)`, com os parâmetros num `flat` só.

    - `encoder`: uma população que leva `[réplica, lote, …]` a características `[réplica, lote, n]`.
    - `head`: um crítico que as recebe no lugar da observação.

    Os dois são vistas do mesmo `flat`: um passo do otimizador do crítico, ou da atualização suave, move ambos.
    O que uma réplica aprende de um lote não depende da companhia, bit a bit; a ação num só estado pode diferir no
    último bit quando a réplica está sozinha (uma multiplicação larga, de uma linha só, usa outra rotina).
    """

    VIEWS = ("encoder", "head")

    def __init__(self, encoder: ModuleNetwork, head: Critic | ModuleNetwork):
        self._cut = encoder.flat.shape[1]
        #: As duas redes sem parâmetro algum: a forma, sobre a qual `spread` põe os de `flat`.
        self._forms = (
            encoder.like(encoder.flat.new_empty(0, self._cut)),
            head.like(head.flat.new_empty(0, *head.flat.shape[1:])),
        )
        self.flat = torch.cat((encoder.flat, head.flat), 1)

    def spread(self, flat: Tensor) -> None:
        """O codificador e a cabeça, um ao lado do outro em `flat`."""
        encoder, head = self._forms
        self.encoder, self.head = encoder.like(flat[:, : self._cut]), head.like(flat[:, self._cut :])

    def see(self, frames: Tensor) -> Tensor:
        """As características que o codificador tira dos quadros, `[réplica, lote, n]`."""
        return self.encoder(frames)

    def forward(self, frames: Tensor, action: Tensor) -> Tensor:
        """Q(quadros, a): `[réplica, lote]`."""
        return self.head(self.see(frames), action)

    __call__ = forward

    def vjp(self, frames: Tensor, action: Tensor) -> tuple[Tensor, SeeingPullback]:
        """Q(quadros, a) e a volta até os parâmetros, os do codificador inclusive."""
        features, pull_encoder = self.encoder.vjp(frames)
        q, pull_head = self.head.vjp(features, action)
        return q, SeeingPullback(pull_encoder, pull_head)
