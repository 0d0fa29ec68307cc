"""As redes do curso escritas com camadas comuns do PyTorch, para comparar e para fazer as vezes das do estudante."""

import torch
from torch import nn


def plain_actor(obs_dim=3, act_dim=2):
    """O ator do curso com camadas comuns."""
    return nn.Sequential(
        nn.Linear(obs_dim, 32), nn.LayerNorm(32), nn.ReLU(), nn.Linear(32, 64), nn.LayerNorm(64), nn.ReLU(),
        nn.Linear(64, act_dim), nn.Tanh(),
    )  # fmt: skip


class PlainCritic(nn.Module):
    """O crítico do curso com camadas comuns."""

    def __init__(self, obs_dim=3, act_dim=2):
        super().__init__()
        self.first = nn.Sequential(nn.Linear(obs_dim, 32), nn.LayerNorm(32), nn.ReLU())
        self.second = nn.Sequential(nn.Linear(32 + act_dim, 64), nn.LayerNorm(64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, obs, action):
        return self.second(torch.cat((self.first(obs), action), -1))


def load_plain(module, row):
    """Põe num módulo comum os parâmetros de uma réplica (o torch guarda W transposto)."""
    views = [view[0] for layer in row.layers for view in layer[: 4 if len(layer) == 5 else 2]]
    with torch.no_grad():
        for p, view in zip(module.parameters(), views, strict=True):
            p.copy_(view.T if p.dim() == 2 and p.shape != view.shape else view.reshape(p.shape))
