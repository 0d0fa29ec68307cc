"""A conferência das lacunas: o alvo, a perda do crítico, a do ator e a atualização suave, uma função de cada vez.

Cada etapa chama a função do estudante com redes pequenas e seis transições, em que duas terminam, e compara o que ela
devolve com a conta certa e com a de cada engano conhecido.
"""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from ..answers import same, tensor
from ..aula_02.networks import Actor as SmallActor
from ..aula_02.networks import Critic as SmallCritic
from ..guard import Unanswered, refuse

GAMMA, TAU, C = 0.9, 0.25, 0.5


class Case(NamedTuple):
    """Quatro redes diferentes entre si, e um lote de seis transições."""

    actor: nn.Module
    critic: nn.Module
    target_actor: nn.Module
    target_critic: nn.Module
    obs: Tensor
    action: Tensor
    reward: Tensor
    next_obs: Tensor
    terminated: Tensor


def case() -> Case:
    """O caso escondido; a conferência já fixou a semente do torch."""
    networks = [SmallActor(), SmallCritic(), SmallActor(), SmallCritic()]
    with torch.no_grad():
        for parameter in (one for network in networks for one in network.parameters()):
            parameter.add_(torch.randn_like(parameter), alpha=0.3)
    action, terminated = torch.rand(6, 1) * 2 - 1, torch.tensor([1.0, 0, 0, 1, 0, 0])
    parts: list[Any] = [*networks, torch.randn(6, 3), action, torch.randn(6), torch.randn(6, 3), terminated]
    return Case(*parts)


def given(answer: Any) -> Any:
    """O que uma função devolveu; em branco, se ainda é `...`, e um engano, se não é nada."""
    if answer is ...:
        raise Unanswered(": a função ainda devolve `...`.")
    refuse(answer is None, "a função não devolveu nada: falta um `return`?")
    return answer


# --- 03.6: o alvo -------------------------------------------------------------------------------------------------


def asked_target(one: Case, td_target: Any) -> Tensor:
    """O alvo que a função do estudante dá para o caso."""
    return given(
        td_target(one.reward, one.next_obs, one.terminated, one.target_actor, one.target_critic, gamma=GAMMA, c=C)
    )


def target_shape(td_target: Any) -> None:
    """03.6: um alvo por transição, sem gradiente."""
    y = asked_target(case(), td_target)
    broadcast = "Broadcast: uma parte é [6] e outra, [6, 1]; a soma esticou as duas."
    y = tensor(y, (6,), "`td_target`, para um lote de 6,", {(6, 6): broadcast, (6, 1): "Sobra o último eixo."})
    refuse(y.requires_grad, "gradiente pelo alvo: o y é um número fixo. Calcule-o dentro de `torch.no_grad()`.")


def target_values(td_target: Any) -> None:
    """03.6: os valores do alvo, e os dos enganos."""
    one = case()
    alive = 1 - one.terminated
    with torch.no_grad():
        q = one.target_critic(one.next_obs, one.target_actor(one.next_obs))
        at_one = one.target_critic(one.next_obs, torch.ones(6, 1))
    own = C * one.reward
    mistakes = {
        "faltou o γ: o futuro entra com desconto.": own + alive * q,
        "faltou o `terminated`: onde o episódio terminou não há futuro.": own + GAMMA * q,
        "`terminated` ao contrário: o fator é (1 − terminated).": own + GAMMA * one.terminated * q,
        "faltou o fator `c` na recompensa.": one.reward + GAMMA * alive * q,
        "`c` multiplica só a recompensa: Q′ já vem na escala da rede.": C * (one.reward + GAMMA * alive * q),
        "o futuro apagado levou a recompensa junto: (1 − terminated) é só do futuro.": alive * (own + GAMMA * q),
        "γ desconta só o futuro; a recompensa deste passo vale inteira.": GAMMA * (own + alive * q),
        "o peso do futuro é γ, e não (1 − γ): essa é uma média, e o alvo é uma soma.": own + (1 - GAMMA) * alive * q,
        "o futuro se soma à recompensa: y = c r + …, e não c r − ….": own - GAMMA * alive * q,
        "a próxima ação é a que o ator-alvo propõe em s′, e não uma ação fixa.": own + GAMMA * alive * at_one,
        "faltou a recompensa: o alvo contém um passo de verdade.": GAMMA * alive * q,
    }
    same(asked_target(one, td_target), own + GAMMA * alive * q, "`td_target`", mistakes)


# --- 03.7: a perda do crítico -------------------------------------------------------------------------------------


def critic_one_number(critic_loss: Any) -> None:
    """03.7: um número, com gradiente só no crítico."""
    one, y = case(), torch.randn(6)
    loss = given(critic_loss(one.critic, one.obs, one.action, y))
    loss = tensor(loss, (), "`critic_loss`", {(6,): "Falta a média do lote.", (6, 1): "Falta a média do lote."})
    refuse(
        reached(one, loss, "critic_loss") != {"critic"},
        "a perda do crítico muda só o crítico: ela compara Q(s, a), com a ação do lote, e y.",
    )


def critic_values(critic_loss: Any) -> None:
    """03.7: o valor da perda do crítico."""
    one, y = case(), torch.randn(6)
    error = one.critic(one.obs, one.action).detach() - y
    mistakes = {
        "faltou o quadrado: erros de sinais opostos se cancelam.": error.mean(),
        "é o valor absoluto, e não o quadrado.": error.abs().mean(),
        "é a soma, e não a média: o passo cresceria com o lote.": error.square().sum(),
        "há um ½ a mais.": error.square().mean() / 2,
        "há uma raiz a mais: o gradiente dela é outro.": error.square().mean().sqrt(),
        "o quadrado é de cada erro, antes da média: assim erros de sinais opostos se cancelam.": error.mean().square(),
        "essa é a perda de Huber: ela corta os erros grandes, e a do DDPG não.": nn.functional.smooth_l1_loss(
            error, torch.zeros(6)
        ),
    }
    loss = critic_loss(one.critic, one.obs, one.action, y)
    same(loss, error.square().mean(), "`critic_loss`", mistakes)


# --- 03.8: a perda do ator ----------------------------------------------------------------------------------------


def actor_reached(actor_loss: Any) -> None:
    """03.8: um número, cujo gradiente chega ao ator."""
    one = case()
    loss = tensor(given(actor_loss(one.actor, one.critic, one.obs)), (), "`actor_loss`", {(6,): "Falta a média."})
    refuse(
        "actor" not in reached(one, loss, "actor_loss"),
        "o gradiente da perda do ator não chega ao ator: a ação tem de sair dele, sem `detach`.",
    )


def actor_values(actor_loss: Any) -> None:
    """03.8: o valor da perda do ator, e o gradiente que ela deixa nele."""
    one = case()
    q = one.critic(one.obs, one.actor(one.obs)).detach()
    mistakes = {
        "sinal trocado: assim o ator desceria Q. O otimizador desce, e por isso a perda é −Q.": q.mean(),
        "é a soma, e não a média.": -q.sum(),
        "o quadrado é da perda do crítico; o ator quer Q alto, e não Q perto de zero.": q.square().mean(),
        "menos o quadrado empurra Q para longe de zero, para qualquer lado; o ator quer Q alto.": -q.square().mean(),
        "faltou o crítico: quem diz se a ação é boa é Q(s, μ(s)).": -one.actor(one.obs).detach().mean(),
        "o máximo olha um estado só; a média é sobre todos os do lote.": -q.max(),
    }
    same(actor_loss(one.actor, one.critic, one.obs), -q.mean(), "`actor_loss`", mistakes)


# --- 03.9: a atualização suave ------------------------------------------------------------------------------------


def copy_moves(soft_update: Any) -> None:
    """03.9: a cópia anda uma fração τ, e a original fica onde está."""
    one = case()
    fast, slow = flat(one.actor), flat(one.target_actor)
    try:
        soft_update(one.target_actor, one.actor, TAU)
    except RuntimeError as error:
        refuse("leaf" in str(error), "o PyTorch só deixa mudar um parâmetro à mão dentro de `torch.no_grad()`.")
        raise
    refuse(
        not torch.equal(flat(one.actor), fast),
        "`soft_update` mudou a rede original; quem anda é a cópia, o primeiro argumento.",
    )
    mistakes = {
        "a cópia não saiu do lugar: `slow = …` só dá outro nome; use `slow.copy_(…)`.": slow,
        "τ trocado: a cópia anda só uma fração τ, e fica com (1 − τ) do que era.": (1 - TAU) * fast + TAU * slow,
        "a cópia ficou igual à original: isso é τ = 1.": fast,
        "faltou o (1 − τ): assim a cópia cresce a cada passo.": slow + TAU * fast,
        "faltou somar o que a cópia já era, (1 − τ) θ′.": TAU * fast,
        "a cópia se afasta da original: a diferença é θ − θ′.": slow - TAU * (fast - slow),
    }
    now = flat(one.target_actor)
    moved = now != slow
    refuse(moved.any() and not moved.all(), "só uma parte da rede andou: o laço passa por todos os parâmetros.")
    same(now, TAU * fast + (1 - TAU) * slow, "`soft_update`", mistakes)


# --- as redes -----------------------------------------------------------------------------------------------------


def reached(one: Case, loss: Tensor, name: str) -> set[str]:
    """As redes a que o gradiente de uma perda chega."""
    refuse(
        not loss.requires_grad,
        f"nenhum gradiente sai de `{name}`: há um `no_grad`, um `detach` ou um `item` no caminho?",
    )
    networks = {part: getattr(one, part) for part in ("actor", "critic", "target_actor", "target_critic")}
    loss.backward()
    grads = {part: [p.grad for p in net.parameters() if p.grad is not None] for part, net in networks.items()}
    return {part for part, own in grads.items() if any(bool(grad.any()) for grad in own)}


def flat(module: nn.Module) -> Tensor:
    """Os parâmetros de uma rede, num vetor só, copiados."""
    return copy.deepcopy(torch.cat([parameter.detach().flatten() for parameter in module.parameters()]))
