"""Redes de um estudante que não servem como vieram: o motivo em português, e o que pôr no lugar."""

import pytest
import torch
from support.networks import PlainCritic, plain_actor
from torch import nn

from course_utils import DDPG
from course_utils.student_networks import ModuleNetwork


class Recurrent(nn.Module):
    def __init__(self, kind=nn.LSTM):
        super().__init__()
        self.memory, self.out = kind(3, 8, batch_first=True), nn.Linear(8, 1)

    def forward(self, obs):
        return self.out(self.memory(obs.unsqueeze(1))[0][:, -1])


def actor_of(action):
    class Own(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(3, 1)

        def forward(self, obs):
            return action(self.layer, obs)

    return Own


def critic_of(value):
    class Own(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(4, 1)

        def forward(self, obs, action):
            return value(self.layer, obs, action)

    return Own


def whole(layer, obs, action):
    return layer(torch.cat((obs, action), -1))


BATCH_NORM = r"BatchNorm, que mistura os exemplos.*`nn\.LayerNorm\(n\)`.*GroupNorm"
ACTORS = {
    "BatchNorm": (lambda: nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 1)), BATCH_NORM),
    "BatchNorm sem médias": (
        lambda: nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4, track_running_stats=False), nn.Linear(4, 1)),
        BATCH_NORM,
    ),
    "LSTM": (Recurrent, r"recorrente.*FrameStackObservation"),
    "GRU": (lambda: Recurrent(nn.GRU), "recorrente.*memória sorteia transições soltas"),
    "item": (actor_of(lambda layer, obs: layer(obs) * obs.mean().item()), r"`\.item\(\)`.*torch\.where"),
    "if de tensor": (actor_of(lambda layer, obs: layer(obs) if obs.sum() > 0 else -layer(obs)), r"um `if` sobre"),
    "float()": (actor_of(lambda layer, obs: layer(obs) * float(obs.mean())), r"`\.item\(\)`"),
    "numpy": (actor_of(lambda layer, obs: torch.from_numpy(layer(obs).detach().numpy())), "sai do torch|`.item"),
    "detach": (actor_of(lambda layer, obs: layer(obs).detach()), r"gradiente.*`\.detach\(\)`"),
    "outra largura": (lambda: nn.Linear(5, 1), r"entrada de outro tamanho.*`nn\.Linear`"),
    "outro forward": (lambda: PlainCritic(3, 1), r"`forward\(self, obs\)`"),
    "outra saída": (lambda: nn.Linear(3, 4), r"`actor` devolveu a forma \(2, 4\).*precisa devolver \(2, 1\)"),
}


@pytest.mark.parametrize("name", ACTORS)
def test_an_actor_that_does_not_serve_is_told_why_and_what_instead(name):
    make, says = ACTORS[name]
    with pytest.raises(ValueError, match=says):
        DDPG(3, 1, seeds=[0, 1], actor=make, critic=lambda: PlainCritic(3, 1))


CRITICS = {
    "ignora a ação": (
        critic_of(lambda layer, obs, action: layer(torch.cat((obs, obs[:, :1]), -1))),
        "não se usa.*ação",
    ),
    "corta a ação": (critic_of(lambda layer, obs, action: whole(layer, obs, action.detach())), r"`\.detach\(\)`"),
    "não usa os parâmetros": (critic_of(lambda layer, obs, action: obs.sum(-1) + action.sum(-1)), "parâmetros"),
    "só a observação": (lambda: plain_actor(3, 1), r"`forward\(self, obs, action\)`"),
    "BatchNorm no meio": (lambda: nn.Sequential(nn.Sequential(nn.BatchNorm1d(4)), nn.Linear(4, 1)), BATCH_NORM),
}


@pytest.mark.parametrize("name", CRITICS)
def test_a_critic_that_does_not_serve_too(name):
    make, says = CRITICS[name]
    with pytest.raises(ValueError, match=says):
        DDPG(3, 1, critic=make)


ENCODERS = {
    "canais no fim": (
        lambda: nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten()),
        r"canais noutro lugar.*transpose\(2, 0, 1\)",
    ),
    "BatchNorm2d": (lambda: nn.Sequential(nn.Conv2d(32, 4, 3), nn.BatchNorm2d(4), nn.Flatten()), "GroupNorm"),
    "sem achatar": (lambda: nn.Conv2d(32, 4, 3), r"Termine com `nn\.Flatten\(\)`"),
    "largura errada": (lambda: nn.Sequential(nn.Flatten(), nn.Linear(7, 2)), "entrada de outro tamanho"),
}


@pytest.mark.parametrize("name", ENCODERS)
def test_an_encoder_that_does_not_serve_too(name):
    make, says = ENCODERS[name]
    with pytest.raises(ValueError, match=says):
        DDPG((32, 32, 3), 1, encoder=make)


def test_what_serves_still_serves():
    """LayerNorm, GroupNorm e Dropout passam; as redes do curso não passam por aqui."""
    kept = nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4), nn.Dropout(0.1), nn.Linear(4, 1), nn.Tanh())
    DDPG(3, 1, seeds=[0, 1], actor=kept, critic=critic_of(whole))
    DDPG((4, 8, 8), 1, encoder=lambda: nn.Sequential(nn.Conv2d(4, 4, 3), nn.GroupNorm(1, 4), nn.Flatten()))
    with pytest.raises(ValueError, match="BatchNorm"):
        ModuleNetwork(nn.BatchNorm1d(3), purpose="actor", seeds=[0])
