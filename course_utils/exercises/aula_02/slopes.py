"""A conferência de 02.4: ∇ₐQ à mão, num crítico em que cada engano aparece."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from ..answers import same, tensor
from ..guard import Wrong, call
from .networks import Critic, uneven


def hidden_slopes() -> tuple[Any, Tensor, Tensor, Tensor, dict[str, Tensor]]:
    """Um crítico, um lote, o ∇ₐQ certo, [12, 1], e o que cada engano daria."""
    critic, obs, action = uneven(Critic()), torch.randn(12, 3), torch.rand(12, 1) * 2 - 1
    x = torch.cat([torch.relu(critic.norm1(critic.layer1(obs))), action], -1).detach().requires_grad_()
    z = critic.layer2(x)
    y = critic.norm2(z)

    def pulled(end: Tensor) -> Tensor:
        return torch.autograd.grad(end.sum(), x, retain_graph=True)[0]

    right = pulled(critic.last(torch.relu(y)))
    mistakes = {
        "essa é a primeira coluna; a entrada da camada é `[h1, a]`, e a ação é a última.": right[:, :1],
        "faltou a ReLU: o gradiente só volta por onde h > 0.": pulled(critic.last(y))[:, -1:],
        "faltou o gradiente que chega de `last`: em h2 ele é o vetor de pesos dela.": (pulled(torch.relu(y))[:, -1:]),
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
    flat = "Com `[:, -1:]` em vez de `[:, -1]`, o eixo da ação se conserva."
    given, name = by_hand(slope_by_hand, critic, obs, action), "o que `slope_by_hand` devolveu"
    tensor(given, right.shape, name, {(12, 33): whole, (12,): flat})


def slope_values(slope_by_hand: Callable[..., Any]) -> None:
    """02.4, os valores."""
    critic, obs, action, right, mistakes = hidden_slopes()
    same(by_hand(slope_by_hand, critic, obs, action), right, "∇ₐQ", mistakes)
