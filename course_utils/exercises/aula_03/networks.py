"""As redes da aula 02 como dois `nn.Module`, para o `MyDDPG`: as do curso, mas de um agente só e com `backward`."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def small(layer: nn.Linear, limit: float = 0.01) -> nn.Linear:
    """A mesma camada, com os parâmetros sorteados entre −`limit` e `limit`: as primeiras saídas ficam perto de zero."""
    for parameter in layer.parameters():
        nn.init.uniform_(parameter, -limit, limit)
    return layer


class SmallActor(nn.Module):
    """μ(s): de `[lote, 3]` a `[lote, 1]`, em [−1, 1]."""

    def __init__(self) -> None:
        super().__init__()
        self.layer1, self.norm1 = nn.Linear(3, 32), nn.LayerNorm(32)
        self.layer2, self.norm2 = nn.Linear(32, 64), nn.LayerNorm(64)
        self.last = small(nn.Linear(64, 1))

    def forward(self, obs: Tensor) -> Tensor:
        """A ação de cada observação."""
        h = torch.relu(self.norm1(self.layer1(obs)))
        h = torch.relu(self.norm2(self.layer2(h)))
        return torch.tanh(self.last(h))


class SmallCritic(nn.Module):
    """Q(s, a): de `[lote, 3]` e `[lote, 1]` a `[lote]`; a ação entra na segunda camada."""

    def __init__(self) -> None:
        super().__init__()
        self.layer1, self.norm1 = nn.Linear(3, 32), nn.LayerNorm(32)
        self.layer2, self.norm2 = nn.Linear(32 + 1, 64), nn.LayerNorm(64)
        self.last = small(nn.Linear(64, 1))

    def forward(self, obs: Tensor, action: Tensor) -> Tensor:
        """O valor de cada par."""
        h = torch.relu(self.norm1(self.layer1(obs)))
        h = torch.relu(self.norm2(self.layer2(torch.cat([h, action], dim=-1))))
        return self.last(h).squeeze(-1)
