"""A conferência de 02.4: ∇ₐQ à mão, num crítico em que cada engano aparece."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from ..answers import same, tensor
from ..guard import Wrong, call


class Critic(nn.Module):
    """Um crítico como o da aula, com ganhos e deslocamentos sorteados, para que cada engano apareça."""

    def __init__(self) -> None:
        super().__init__()
        self.layer1, self.norm1 = nn.Linear(3, 32), nn.LayerNorm(32)
        self.layer2, self.norm2 = nn.Linear(32 + 1, 64), nn.LayerNorm(64)
        self.last = nn.Linear(64, 1)
        for norm in (self.norm1, self.norm2):
            nn.init.uniform_(norm.weight, 0.5, 2)
            nn.init.uniform_(norm.bias, -0.5, 0.5)

    def forward(self, obs: Tensor, action: Tensor) -> Tensor:
        """Q(s, a), de [lote, 3] e [lote, 1] a [lote]."""
        h1 = torch.relu(self.norm1(self.layer1(obs)))
        h2 = torch.relu(self.norm2(self.layer2(torch.cat([h1, action], -1))))
        return self.last(h2).squeeze(-1)


def hidden_slopes() -> tuple[Critic, Tensor, Tensor, Tensor, dict[str, Tensor]]:
    """Um crítico, um lote, o ∇ₐQ certo, [12, 1], e o que cada engano daria."""
    critic, obs, action = Critic(), torch.randn(12, 3), torch.rand(12, 1) * 2 - 1
    x = torch.cat([torch.relu(critic.norm1(critic.layer1(obs))), action], -1).detach().requires_grad_()
    z = critic.layer2(x)
    y = critic.norm2(z)

    def pulled(end: Tensor) -> Tensor:
        return torch.autograd.grad(end.sum(), x, retain_graph=True)[0]

    right = pulled(critic.last(torch.relu(y)))
    mistakes = {
        "essa é a primeira coluna; a entrada da camada é `[h1, a]`, e a ação é a última.": right[:, :1],
        "faltou a ReLU: o gradiente só volta por onde h > 0.": pulled(critic.last(y))[:, -1:],
        "faltou o gradiente que chega de `last`: em h2 ele é o vetor de pesos dela, e não 1.": (
            pulled(torch.relu(y))[:, -1:]
        ),
        "faltou o LayerNorm na volta: ele também tem de ser atravessado.": (
            (critic.last.weight * (y > 0)) @ critic.layer2.weight[:, -1:]
        ),
    }
    return critic, obs, action, right[:, -1:], {name: own.detach() for name, own in mistakes.items()}


def by_hand(slope_by_hand: Callable[..., Any], *inputs: Any) -> Any:
    """O que a função devolve com o autograd desligado."""
    with torch.no_grad():
        try:
            return call(slope_by_hand, *inputs)
        except RuntimeError as error:
            if "does not require grad" in str(error):
                raise Wrong("há um `backward` ou um `autograd.grad` no caminho; aqui a conta é à mão.") from error
            raise


def slope_shape(slope_by_hand: Callable[..., Any]) -> None:
    """02.4, a forma."""
    critic, obs, action, right, _ = hidden_slopes()
    whole = "Esse é o gradiente na entrada `[h1, a]` inteira; a ação é uma coluna só."
    flat = "Use `[:, -1:]`, e não `[:, -1]`, para conservar o eixo da ação."
    given, name = by_hand(slope_by_hand, critic, obs, action), "o que `slope_by_hand` devolveu"
    tensor(given, right.shape, name, {(12, 33): whole, (12,): flat})


def slope_values(slope_by_hand: Callable[..., Any]) -> None:
    """02.4, os valores."""
    critic, obs, action, right, mistakes = hidden_slopes()
    same(by_hand(slope_by_hand, critic, obs, action), right, "∇ₐQ", mistakes)
