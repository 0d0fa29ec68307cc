"""O TD3 como o curso o escreve, o que fica no lugar do que está em branco, e a prova de que a conta é a mesma."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor, nn

from ...td3 import TD3
from ...worlds.pond import Pond
from ..aula_02.networks import Actor as SmallActor
from ..aula_02.networks import Critic as SmallCritic
from ..aula_03.proof import batches, flat_of, gap, our_actor_loss, our_critic_loss, our_soft_update
from ..ours import passing

actor_loss, critic_loss, soft_update = our_actor_loss, our_critic_loss, our_soft_update
UPDATES = 20


def descend(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    """Um passo do otimizador, para baixo na perda."""
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def our_smaller_target(reward, next_obs, terminated, target_actor, target_critics, gamma, c, smooth):
    """O exercício 2, como o curso o preenche."""
    with torch.no_grad():
        action = smooth(target_actor(next_obs))
        first, second = (critic(next_obs, action) for critic in target_critics)
        return c * reward + gamma * (1 - terminated) * torch.minimum(first, second)


def our_smoothed(action, noise, sigma, clip):
    """O exercício 3, como o curso o preenche."""
    return (action + (sigma * noise).clamp(-clip, clip)).clamp(-1, 1)


class OurTD3:
    """O exercício 4, como o curso o preenche: o `MyDDPG` da aula 03 com três mudanças."""

    def __init__(self, gamma, tau, actor_lr, critic_lr, reward_scale):
        self.gamma, self.tau, self.c = gamma, tau, reward_scale
        self.sigma, self.clip, self.updates = 0.2, 0.5, 0
        self.actor, self.critic, self.critic2 = SmallActor(), SmallCritic(), SmallCritic()
        self.target_actor = copy.deepcopy(self.actor)
        self.target_critic, self.target_critic2 = copy.deepcopy(self.critic), copy.deepcopy(self.critic2)
        self.adam_actor = torch.optim.Adam(self.actor.parameters(), lr=actor_lr)
        both = [*self.critic.parameters(), *self.critic2.parameters()]
        self.adam_critics = torch.optim.Adam(both, lr=critic_lr)

    def smooth(self, action):
        """A ação borrada."""
        return our_smoothed(action, torch.randn_like(action), self.sigma, self.clip)

    def actor_moves(self):
        """Se o ator anda nesta atualização."""
        return self.updates % 2 == 0

    def update(self, obs, action, reward, next_obs, terminated):
        """Aprende com um lote."""
        self.updates += 1
        networks = self.target_actor, (self.target_critic, self.target_critic2)
        y = our_smaller_target(reward, next_obs, terminated, *networks, self.gamma, self.c, self.smooth)
        losses = (critic_loss(critic, obs, action, y) for critic in (self.critic, self.critic2))
        descend(self.adam_critics, sum(losses))
        if self.actor_moves():
            descend(self.adam_actor, actor_loss(self.actor, self.critic, obs))
            for name in ("actor", "critic", "critic2"):
                soft_update(getattr(self, f"target_{name}"), getattr(self, name), self.tau)


OURS = {"09.1": Pond, "09.2": our_smaller_target, "09.3": our_smoothed, "09.4": OurTD3}


def yours(id: str, answer: Any) -> Any:
    """A sua resposta ao exercício `id`, se ela passa na conferência; senão a do curso, e um aviso: a aula segue."""
    return passing(id, answer, OURS[id])


def same_as_course(student: type[Any]) -> None:
    """Faz vinte atualizações com o `MyTD3` e com o `TD3` do pacote, dos mesmos pesos e lotes, e compara.

    - `student`: a classe, criada com `gamma`, `tau`, `actor_lr`, `critic_lr` e `reward_scale`.

    Dos dois lados a ação não se borra (σ = 0): o sorteio de cada um é o seu.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        theirs = TD3(obs_dim=3, act_dim=1, seeds=[0], target_noise=0.0)
        names = ("gamma", "tau", "actor_lr", "critic_lr", "reward_scale")
        mine = student(**{name: theirs.settings[name].item() for name in names})
        mine.sigma = 0.0
        pairs = paired(mine, theirs)
        for own, network in pairs.values():
            network.flat.copy_(flat_of(own))
    for count, batch in enumerate(batches(UPDATES), 1):
        theirs.update(batch)
        mine.update(*(field[0] for field in batch))
        if apart := [name for name, (own, network) in pairs.items() if gap(flat_of(own), network.flat)]:
            print(f"✗ Na atualização {count} a sua conta e a do pacote discordam em: {', '.join(apart)}.")
            return
    print(f"✓ {UPDATES} atualizações: a sua conta e a do `TD3` do pacote dão os mesmos parâmetros.")


def paired(mine: Any, theirs: TD3) -> dict[str, tuple[nn.Module, Any]]:
    """As seis redes, a do estudante e a do pacote."""
    networks = dict(actor=theirs.actor, critic=theirs.critics[0], critic2=theirs.critics[1])
    networks |= dict(target_actor=theirs.target_actor, target_critic=theirs.target_critics[0])
    networks["target_critic2"] = theirs.target_critics[1]
    return {name: (getattr(mine, name), network) for name, network in networks.items()}
