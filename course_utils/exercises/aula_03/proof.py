"""A prova de que o `MyDDPG` do estudante, o `DDPG` do pacote e o motor em C fazem a mesma conta."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ...ddpg import DDPG
from ...engine import CompiledLearner, unavailable
from ...exploration import ActionNoise
from ...replay import Batch
from ...training import Trainer
from ..engine import exercises, fault_of
from ..guard import Unanswered

NETWORKS = ("actor", "critic", "target_actor", "target_critic")
UPDATES, CLOSE = 20, 1e-5


# --- as lacunas em branco -----------------------------------------------------------------------------------------


def our_target(reward, next_obs, terminated, target_actor, target_critic, gamma, c):
    """Lacuna A, como o curso a preenche."""
    with torch.no_grad():
        q_next = target_critic(next_obs, target_actor(next_obs))
        return c * reward + gamma * (1 - terminated) * q_next


def our_critic_loss(critic, obs, action, y):
    """Lacuna B, como o curso a preenche."""
    return (critic(obs, action) - y).square().mean()


def our_actor_loss(actor, critic, obs):
    """Lacuna C, como o curso a preenche."""
    return -critic(obs, actor(obs)).mean()


def our_soft_update(target, online, tau):
    """Lacuna D, como o curso a preenche."""
    with torch.no_grad():
        for slow, fast in zip(target.parameters(), online.parameters()):
            slow.copy_(tau * fast + (1 - tau) * slow)


OURS: dict[str, Callable[..., Any]] = {
    "03.6": our_target,
    "03.7": our_critic_loss,
    "03.8": our_actor_loss,
    "03.9": our_soft_update,
}


def filled(*written: Callable[..., Any]) -> list[Callable[..., Any]]:
    """As quatro funções da atualização, na ordem da aula: onde a sua está em branco, a do curso.

    Uma que está errada fica: é para ser vista treinando. Diz quais são de quem.
    """
    known, borrowed = exercises("03"), []
    chosen: list[Callable[..., Any]] = []
    for (id, ours), own in zip(OURS.items(), written, strict=True):
        faults = [fault_of(stage, (own,)) for stage in known[id].stages]
        empty = own is ... or any(isinstance(fault, Unanswered) for fault in faults)
        borrowed += [known[id].answers[0]] if empty else []
        chosen.append(ours if empty else own)
    print(f"Em branco, e por isso do curso: {', '.join(borrowed)}." if borrowed else "✓ As quatro funções são suas.")
    return chosen


# --- a mesma conta ------------------------------------------------------------------------------------------------


def flat_of(module: nn.Module) -> Tensor:
    """Os parâmetros de um módulo na ordem em que o pacote os guarda, `[1, parâmetros]`."""
    *hidden, last_weight, last_bias = (parameter.detach() for parameter in module.parameters())
    hidden = [p.T if p.dim() == 2 else p for p in hidden]  # lá, pesos escondidos são [entrada, saída]
    return torch.cat([p.flatten() for p in (*hidden, last_weight, last_bias)])[None]


def batches(count: int) -> list[Batch]:
    """Lotes de um pêndulo que age ao acaso; uma transição em cada oito finge que terminou."""
    collector = Trainer("Pendulum-v1", seeds=[0], exploration=ActionNoise(), warmup=400)
    for _ in range(400):
        collector.step()
    random, pretend = np.random.default_rng(0), (torch.arange(64) % 8 == 0).float()[None]
    return [collector.buffer.sample(64, random)._replace(terminated=pretend) for _ in range(count)]


def same_as_course(student: type[Any]) -> None:
    """Faz vinte atualizações com o `MyDDPG`, com o `DDPG` do pacote e com o motor, dos mesmos pesos e lotes, e compara.

    - `student`: a classe, criada com `gamma`, `tau`, `actor_lr`, `critic_lr` e `reward_scale`.

    Diz em que redes as contas discordam, e desde que atualização, se discordam.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        theirs = DDPG(obs_dim=3, act_dim=1, seeds=[0])
        mine = student(**{name: value.item() for name, value in theirs.settings.items()})
        for name in NETWORKS:
            getattr(theirs, name).flat.copy_(flat_of(getattr(mine, name)))
    start = {name: getattr(theirs, name).flat.clone() for name in NETWORKS}
    third = copy.deepcopy(theirs)
    compiled = None if unavailable() else CompiledLearner(third, batch_size=64)
    for count, batch in enumerate(batches(UPDATES), 1):
        theirs.update(batch)
        mine.update(*(field[0] for field in batch))
        if compiled:
            compiled.update(batch)
        if apart := [name for name in NETWORKS if gap(flat_of(getattr(mine, name)), getattr(theirs, name).flat)]:
            print(f"✗ Na atualização {count} a sua conta e a do pacote discordam em: {', '.join(apart)}.")
            return
    assert not any(torch.equal(getattr(theirs, name).flat, start[name]) for name in NETWORKS)
    print(f"✓ {UPDATES} atualizações: a sua conta e a do pacote dão os mesmos parâmetros, até a quinta casa.")
    if compiled:
        apart = [name for name in NETWORKS if gap(getattr(third, name).flat, getattr(theirs, name).flat)]
        print("✗ O motor em C discorda." if apart else "✓ A terceira escrita, o motor em C, também.")
    else:
        print(unavailable())


def gap(one: Tensor, other: Tensor) -> bool:
    """Se dois vetores de parâmetros diferem mais do que o arredondamento explica."""
    return bool((one - other).abs().max() > CLOSE)
