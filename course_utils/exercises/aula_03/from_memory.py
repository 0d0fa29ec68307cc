"""A conferência de 03.6: a atualização do DDPG escrita de memória, método por método."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

import torch
from torch import Tensor

from ..answers import same, tensor
from ..guard import Wrong

SETTINGS = dict(gamma=0.9, tau=0.25, actor_lr=1e-3, critic_lr=1e-3, reward_scale=0.5)
NETWORKS = ("actor", "critic", "target_actor", "target_critic")


class Case(NamedTuple):
    """Um agente com quatro redes diferentes entre si, e um lote de seis transições em que duas terminam."""

    agent: Any
    obs: Tensor
    action: Tensor
    reward: Tensor
    next_obs: Tensor
    terminated: Tensor


def case_of(agent_class: Any) -> Case:
    """O caso escondido, com o agente do estudante."""
    agent = agent_class(**SETTINGS)
    with torch.no_grad():
        for name in NETWORKS:
            for parameter in getattr(agent, name).parameters():
                parameter += 0.3 * torch.randn_like(parameter)
    batch = (torch.randn(6, 3), torch.rand(6, 1) * 2 - 1, torch.randn(6), torch.randn(6, 3))
    return Case(agent, *batch, torch.tensor([1.0, 0, 0, 1, 0, 0]))


def shapes(agent_class: Any) -> None:
    """As formas: um alvo por transição, e perdas que são um número."""
    one = case_of(agent_class)
    broadcast = "Broadcast: uma parte é [6] e outra, [6, 1]; a soma esticou as duas."
    y = one.agent.target(one.reward, one.next_obs, one.terminated)
    tensor(y, (6,), "`target`, para um lote de 6,", {(6, 6): broadcast, (6, 1): "Sobra o último eixo."})
    mean = {(6,): "Falta a média do lote."}
    tensor(one.agent.critic_loss(one.obs, one.action, y), (), "`critic_loss`", mean)
    tensor(one.agent.actor_loss(one.obs), (), "`actor_loss`", mean)


def gradients(agent_class: Any) -> None:
    """Por onde os gradientes passam: nenhum pelo alvo; o da perda do crítico, só nele; o da do ator, até o ator."""
    one = case_of(agent_class)
    y = one.agent.target(one.reward, one.next_obs, one.terminated)
    if y.requires_grad:
        raise Wrong("gradiente pelo alvo: o y é um número fixo. Calcule-o dentro de `torch.no_grad()`.")
    reached = reaches(one.agent, one.agent.critic_loss(one.obs, one.action, y), "critic_loss")
    if reached != {"critic"}:
        raise Wrong("a perda do crítico deveria mudar só o crítico: ela compara Q(s, a), da ação do lote, com y.")
    reached = reaches(one.agent, one.agent.actor_loss(one.obs), "actor_loss")
    if "target_critic" in reached or "target_actor" in reached:
        raise Wrong("a perda do ator passa por uma rede-alvo; aqui valem o ator e o crítico de agora.")
    if "actor" not in reached:
        raise Wrong("o gradiente da perda do ator não chega ao ator: a ação tem de sair dele, sem `detach`.")


def reaches(agent: Any, loss: Tensor, name: str) -> set[str]:
    """As redes a que o gradiente de uma perda chega."""
    if not loss.requires_grad:
        raise Wrong(f"nenhum gradiente sai de `{name}`: há um `no_grad`, um `detach` ou um `item` no caminho?")
    for network in NETWORKS:
        getattr(agent, network).zero_grad()
    loss.backward()
    moved = {name: [one.grad for one in getattr(agent, name).parameters() if one.grad is not None] for name in NETWORKS}
    return {name for name, grads in moved.items() if any(bool(grad.any()) for grad in grads)}


def values(agent_class: Any) -> None:
    """Os valores do alvo e das duas perdas."""
    one = case_of(agent_class)
    agent, (c, gamma) = one.agent, (SETTINGS["reward_scale"], SETTINGS["gamma"])
    alive = 1 - one.terminated
    with torch.no_grad():
        q_next = agent.target_critic(one.next_obs, agent.target_actor(one.next_obs))
        online = agent.critic(one.next_obs, agent.actor(one.next_obs))
        mixed = agent.target_critic(one.next_obs, agent.actor(one.next_obs))
        fresh = agent.critic(one.next_obs, agent.target_actor(one.next_obs))
        q = agent.critic(one.obs, one.action)
        q_mu = agent.critic(one.obs, agent.actor(one.obs))
        y = agent.target(one.reward, one.next_obs, one.terminated)
    mistakes = {
        "faltou o γ: o futuro entra com desconto.": c * one.reward + alive * q_next,
        "faltou o `terminated`: onde o episódio terminou não há futuro.": c * one.reward + gamma * q_next,
        "`terminated` ao contrário: o fator é (1 − terminated).": c * one.reward + gamma * one.terminated * q_next,
        "faltou o fator `reward_scale` na recompensa.": one.reward + gamma * alive * q_next,
        "`reward_scale` multiplica só a recompensa.": c * (one.reward + gamma * alive * q_next),
        "o futuro apagado levou a recompensa junto: (1 − terminated) multiplica só o futuro.": (
            alive * (c * one.reward + gamma * q_next)
        ),
        "sem redes-alvo: y usa as cópias lentas, `target_critic` e `target_actor`.": c * one.reward
        + gamma * alive * online,
        "a próxima ação é a do ator-alvo, e não a do ator.": c * one.reward + gamma * alive * mixed,
        "o próximo valor é o do crítico-alvo, e não o do crítico.": c * one.reward + gamma * alive * fresh,
    }
    same(y, c * one.reward + gamma * alive * q_next, "`target`", mistakes)
    error = q - y
    mistakes = {
        "faltou o quadrado: erros de sinais opostos se cancelam.": error.mean(),
        "é o valor absoluto, e não o quadrado.": error.abs().mean(),
        "é a soma, e não a média: o passo cresceria com o lote.": error.square().sum(),
        "há um ½ a mais.": error.square().mean() / 2,
    }
    same(agent.critic_loss(one.obs, one.action, y), error.square().mean(), "`critic_loss`", mistakes)
    mistakes = {
        "sinal trocado: assim o ator desceria Q. O otimizador desce, e por isso a perda é −Q.": q_mu.mean(),
        "é a soma, e não a média.": -q_mu.sum(),
    }
    same(agent.actor_loss(one.obs), -q_mu.mean(), "`actor_loss`", mistakes)


def copies(agent_class: Any) -> None:
    """A atualização suave: a cópia anda uma fração τ, e a original fica onde está."""
    agent, tau = case_of(agent_class).agent, SETTINGS["tau"]
    fast, slow = flat(agent.actor), flat(agent.target_actor)
    agent.soft_update(agent.target_actor, agent.actor)
    if not torch.equal(flat(agent.actor), fast):
        raise Wrong("`soft_update` mudou a rede original; quem anda é a cópia, o primeiro argumento.")
    mistakes = {
        "a cópia não saiu do lugar: `slow = …` só dá outro nome; use `slow.copy_(…)`.": slow,
        "τ trocado: a cópia anda só uma fração τ, e fica com (1 − τ) do que era.": (1 - tau) * fast + tau * slow,
        "a cópia ficou igual à original: isso é τ = 1.": fast,
    }
    same(flat(agent.target_actor), tau * fast + (1 - tau) * slow, "`soft_update`", mistakes)


def flat(module: Any) -> Tensor:
    """Os parâmetros de uma rede, num vetor só, copiados."""
    return copy.deepcopy(torch.cat([parameter.detach().flatten() for parameter in module.parameters()]))
