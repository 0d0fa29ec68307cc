"""A conferência de 02.2, 02.3 e 02.8: a perda do ator, a subida e a ponta da tanh."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from ..answers import near, number, same, tensor
from ..guard import Wrong, call, refuse
from .networks import Actor, Critic, uneven

# --- 02.8: a perda do ator ------------------------------------------------------------------------------------------


def actor_loss(actor: Callable[[Tensor], Tensor], critic: Callable[..., Tensor], s: Tensor) -> Tensor:
    """A perda do ator: menos a média de Q(s, μ(s)) no lote `s`, [lote, 3]."""
    return -critic(s, actor(s)).mean()


def lost(own_loss: Callable[..., Any]) -> tuple[Any, Any, Any, Tensor]:
    """O que a função do estudante dá, e com que redes. As redes vão em funções, que não se copiam."""
    actor, critic, s = uneven(Actor()), uneven(Critic()), torch.randn(16, 3)
    given = call(own_loss, lambda obs: actor(obs), lambda obs, action: critic(obs, action), s)
    refuse(isinstance(given, float), "devolva o tensor, sem `.item()`: por um número não volta gradiente.")
    return given, actor, critic, s


def loss_value(own_loss: Callable[..., Any]) -> None:
    """02.8, o valor."""
    given, actor, critic, s = lost(own_loss)
    with torch.no_grad():
        q = critic(s, actor(s))
    each = "É um valor por observação; a perda é um número só, a média deles."
    mistakes = {
        "otimizadores descem, e queremos subir Q: falta o sinal de menos.": q.mean(),
        "essa é a soma; com a média, o tamanho do lote não muda o passo.": -q.sum(),
        "essa é a soma, e sem o sinal de menos.": q.sum(),
        "o quadrado é da perda do crítico, que tem um alvo; o ator só quer Q maior.": q.square().mean(),
    }
    same(tensor(given, (), "a perda", {(16,): each}), -q.mean(), "a perda", mistakes)


def loss_reaches_the_actor(own_loss: Callable[..., Any]) -> None:
    """02.8, o gradiente: ele atravessa o crítico e chega ao ator."""
    given, actor, _, _ = lost(own_loss)
    if given.requires_grad:
        given.backward()
    if actor.last.weight.grad is None:
        raise Wrong("o valor está certo, mas nenhum gradiente chega ao ator: há um `detach` ou um `no_grad` no meio.")


# --- 02.2: a ponta da tanh ------------------------------------------------------------------------------------------


def saturated(threshold: Any, climb_actor: Any) -> None:
    """02.2, a conta: 1 − a² < 0,01."""
    mistakes = {
        "faltou a raiz: esse é o a².": 0.99,
        "isso é quanto falta até a ponta; a pergunta é o ponto.": 1 - 0.99**0.5,
        "você resolveu a² < 0,01; a inclinação é 1 − a².": 0.1,
        "essa é a ponta em que a inclinação fica menor que 0,1, dez vezes mais.": 0.9**0.5,
    }
    near(threshold, 0.99**0.5, "threshold", mistakes, within=1e-3)


def climbed(threshold: Any, climb_actor: Callable[..., Any]) -> None:
    """02.2, a subida: em cem passos, um ator nascido pequeno sobe uns dois pontos de Q, e o crítico não muda."""
    tries = [(0.01, 0), (0.01, 0), (0.01, 100), (2, 100)]
    born, again, small, large = (number(call(climb_actor, *one), "climb_actor(limit, steps)") for one in tries)
    if born > 0:
        raise Wrong("a média de Q deu positiva, e nenhuma recompensa passa de zero: devolva Q, sem o sinal de menos.")
    if born > -20:
        raise Wrong("a média está na escala da rede; divida por `SCALE` para comparar com as da aula.")
    if born != again:
        raise Wrong("medida duas vezes, a média muda: fixe a semente do ator, e meça sempre nas mesmas observações.")
    if small == large:
        raise Wrong("o ator de última camada grande dá o mesmo que o de pequena: o `limit` chega ao `MyActor`?")
    if small == born:
        raise Wrong("cem passos não mudaram nada: o otimizador recebeu os parâmetros do ator, e deu os passos?")
    if small < born:
        raise Wrong("Q desceu em vez de subir: o sinal da perda está trocado. Otimizadores descem; a perda é −Q.")
    if small < born + 1:
        raise Wrong("o ator sobe pouco: a taxa é a da aula, 0.01, e há um `zero_grad` antes de cada `backward`?")


# --- 02.3: dez vezes o crítico --------------------------------------------------------------------------------------


def ten_times(gradient: Any, sgd: Any, adam: Any) -> None:
    """02.3: o gradiente e o SGD crescem dez vezes; o Adam não percebe."""
    constant = "multiplicar não é somar: a constante desaparece na derivada, o fator não."
    near(gradient, 10, "gradient", {constant: 1, "o fator aparece uma vez só na derivada.": 100}, within=0.05)
    fixed = "o SGD não divide nada: o passo é a taxa vezes o gradiente."
    near(sgd, 10, "sgd", {fixed: 1, "o fator aparece uma vez só no passo.": 100}, within=0.05)


def adam_divides(gradient: Any, sgd: Any, adam: Any) -> None:
    """02.3, o Adam."""
    divides = "isso é o SGD; o Adam divide o gradiente pelo tamanho típico dele, e o fator vai junto."
    inverse = "o Adam divide pelo tamanho do gradiente, que também cresceu: o fator se cancela."
    near(adam, 1, "adam", {divides: 10, inverse: 0.1, "nada desaparece: o passo não fica zero.": 0.0}, within=0.05)
