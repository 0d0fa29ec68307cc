"""Os otimizadores do PyTorch que um estudante usa: a memória deles, e a taxa que muda durante o treino."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer


def put(agent: Any, name: str, value: float) -> None:
    """Põe um ajuste no lugar em que o agente o lê: o seu atributo ou, sendo uma taxa, o otimizador."""
    optimizer = getattr(agent, name.replace("_lr", "_optimizer"), None)
    if not isinstance(optimizer, Optimizer):
        setattr(agent, name, value)
        return
    for group in optimizer.param_groups:
        group["lr"] = value


def moments(optimizer: Optimizer) -> list[Tensor]:
    """A memória de um otimizador. O PyTorch só a cria no primeiro passo: um passo vazio a cria, toda em zero."""
    rates = [group["lr"] for group in optimizer.param_groups]
    parameters = [one for group in optimizer.param_groups for one in group["params"]]
    for one in parameters:
        one.grad = torch.zeros_like(one)
    for group in optimizer.param_groups:
        group["lr"] = 0.0
    optimizer.step()
    for group, rate in zip(optimizer.param_groups, rates):
        group["lr"] = rate
    optimizer.zero_grad()
    found = [leaf for one in parameters for leaf in optimizer.state[one].values() if isinstance(leaf, Tensor)]
    for leaf in found:
        leaf.zero_()
    return found
