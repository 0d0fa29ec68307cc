"""Os exercícios da aula 00: comece aqui."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from ..networks import Actor
from .answers import choice, near, number
from .engine import Exercise, Stage
from .guard import Wrong, call, told

COST = float(np.pi**2)  # o que custa um passo pendurado, parado e com o motor desligado
SIGMAS = (0, 0.02, 0.05, 0.1, 0.2)


# --- 00.1: o retorno de não fazer nada ----------------------------------------------------------------------------


def hung(hanging_return: Any, hanging_value: Any) -> None:
    """00.1, o retorno."""
    mistakes = {
        "essa é a recompensa de um passo; o retorno soma os 200.": -COST,
        "isso já é com desconto; o retorno do curso não tem.": -20 * COST,
        "o ângulo é φ = π quando pendurado, e entra ao quadrado.": -200 * np.pi,
        "o ângulo deve estar em radianos, não em graus.": -200 * 180.0**2,
    }
    near(hanging_return, -200 * COST, "hanging_return", mistakes, within=0.005)


def hung_forever(hanging_return: Any, hanging_value: Any) -> None:
    """00.1, o valor."""
    mistakes = {
        "esse é o retorno; o valor tem desconto e não para no passo 200.": -200 * COST,
        "é só a recompensa de agora; falta o que vem depois.": -COST,
        "a conta é dividir por 1 − γ, e não multiplicar.": -0.05 * COST,
        "a conta é dividir por 1 − γ, e não por γ.": -COST / 0.95,
        "essa é só a parte que vem depois do primeiro passo.": -19 * COST,
        "esse é o valor com γ = 0,99.": -100 * COST,
    }
    near(hanging_value, -20 * COST, "hanging_value", mistakes, within=0.005)


# --- 00.2: disputar com um agente perturbado ----------------------------------------------------------------------


def played(sigma: Any, failure: Any, same_state: Any) -> None:
    """00.2: o σ em que você ganha depende da mão; o resto, não."""
    if number(sigma, "sigma") not in SIGMAS[2:]:
        raise Wrong("`sigma` deveria ser um dos três da disputa: 0.05, 0.1 ou 0.2.")
    only = "sorteie outro ruído algumas vezes: há agentes que erram de outro jeito."
    choice(failure, "failure", "depende do sorteio", {"sobe mal": only, "não fica no topo": only})
    shaky = "isso seria ruído na ação. Dentro de um episódio ε não muda: o agente perturbado é determinístico."
    choice(same_state, "same_state", "o mesmo", {"outra coisa": shaky})


# --- 00.3: o mesmo σ, em números ----------------------------------------------------------------------------------


def perturbs(perturbed: Callable[..., Any], medians: Any) -> None:
    """00.3, a perturbação: o que muda, e o que não pode mudar."""
    actor, random = Actor(3, 1), np.random.default_rng(0)
    before = actor.flat.clone()
    first, second, still = (call(lambda sigma=sigma: perturbed(actor, sigma, random)) for sigma in (0.1, 0.1, 0))
    if not torch.equal(actor.flat, before):
        raise Wrong("a função mudou o próprio `actor`: some num tensor novo, e use `actor.like(novo)`.")
    if not all(isinstance(one, Actor) for one in (first, second, still)):
        raise Wrong(f"`perturbed` deveria devolver uma rede, com `actor.like(…)`; devolveu {told(first)}.")
    if not torch.equal(still.flat, before):
        raise Wrong("com σ = 0 nada deveria mudar.")
    noise, other = first.flat - before, second.flat - before
    if bool((noise * (1 - actor.noise_mask)).any()):
        raise Wrong("o ruído entrou no LayerNorm: multiplique-o por `actor.noise_mask`.")
    if torch.equal(noise, other):
        raise Wrong("dois sorteios deram o mesmo ε: sorteie de `random`, sem recomeçar a semente.")
    drawn = noise[:, actor.noise_mask.flatten().bool()] / 0.1
    if drawn.std() < 1e-3:
        raise Wrong("o mesmo número foi somado a todos os parâmetros; ε tem um número sorteado para cada um.")
    if abs(drawn.mean()) > 0.2:
        raise Wrong("ε não tem média zero: ele vem de uma normal, `random.standard_normal`.")
    if abs(drawn.std() - 1) > 0.1:
        raise Wrong("o tamanho do ruído não é σ: some exatamente σ vezes uma normal de desvio padrão 1.")


def measured(perturbed: Callable[..., Any], medians: Any) -> None:
    """00.3, as medianas: a forma da curva, e não os números."""
    if not isinstance(medians, dict) or not all(sigma in medians for sigma in SIGMAS):
        raise Wrong("`medians` deveria ser um dicionário com os cinco σ: {0: …, 0.02: …, 0.05: …, 0.1: …, 0.2: …}.")
    own = [number(medians[sigma], f"medians[{sigma}]") for sigma in SIGMAS]
    if max(own) > 0:
        raise Wrong("um retorno do pêndulo é negativo; o sinal está trocado.")
    if abs(own[0] + 358) > 40:
        raise Wrong("com σ = 0 a mediana deveria ser o retorno do agente a partir de pendurado. Começou dali?")
    if own[1] < own[0] - 150:
        raise Wrong("com σ = 0,02 ele quase não piora. Você perturbou uma rede já perturbada?")
    if own[4] > own[0] - 300:
        raise Wrong("com σ = 0,2 o agente deveria despencar. O ruído chega à rede que joga?")


# --- 00.4: até onde gama enxerga ----------------------------------------------------------------------------------


def discounts(discounted: Callable[..., Any], motive: Any) -> None:
    """00.4, a soma com desconto."""
    rewards, gamma = np.array([-3.0, -1.0, -4.0, -1.5]), 0.5
    power = gamma ** np.arange(4)
    mistakes = {
        "faltou o γ: essa é a soma sem desconto.": rewards.sum(),
        "a primeira recompensa não tem desconto: ela leva γ⁰, que é 1.": gamma * (power @ rewards),
        "o desconto está ao contrário: a última recompensa é a que mais perde.": power[::-1] @ rewards,
        "o desconto se acumula: a recompensa k passos adiante leva γ elevado a k.": gamma * rewards.sum(),
        "faltou a última recompensa.": power[:3] @ rewards[:3],
    }
    near(call(discounted, rewards, gamma), power @ rewards, "discounted(rewards, 0.5)", mistakes, within=1e-6)
    near(call(discounted, rewards, 1.0), rewards.sum(), "discounted(rewards, 1)", {}, within=1e-6)


def shortsighted(discounted: Callable[..., Any], motive: Any) -> None:
    """00.4, a pergunta."""
    far = "em dois passos, um décimo de segundo, a haste mal sai do lugar: o topo fica fora do horizonte dele."
    choice(motive, "motive", "não", {"sim": far})


EXERCISES = {
    "00.1": Exercise(
        "O retorno de não fazer nada",
        ("hanging_return", "hanging_value"),
        (Stage("o retorno", hung), Stage("o valor", hung_forever)),
        (
            "A função `reward` da aula dá a recompensa de um passo. Quantos passos há?",
            "Para o valor, use Bellman: se nada muda, Q = r + γ Q.",
            "Isole Q: é a recompensa de um passo dividida por 1 − γ.",
        ),
        "Com γ = 0,95, é como se só 20 passos contassem.",
    ),
    "00.2": Exercise(
        "Quem ganha de um agente perturbado?",
        ("sigma", "failure", "same_state"),
        (Stage("você jogou e olhou", played),),
        (
            "`Recomeçar pendurado` volta ao começo com outro ε; `Sortear outro ruído` troca o ε sem voltar.",
            "Antes de jogar, olhe alguns episódios só do agente, com σ = 0,1: todos erram do mesmo jeito?",
            "Cada ε é outro agente, e ele vale até o fim do episódio.",
        ),
        "Cada ε é um agente: os erros mudam de um sorteio para outro, mas não dentro do episódio.",
    ),
    "00.3": Exercise(
        "O mesmo σ, em números",
        ("perturbed", "medians"),
        (Stage("a perturbação", perturbs), Stage("as medianas", measured)),
        (
            "`actor.flat` guarda todos os parâmetros, e `actor.noise_mask` vale 0 onde o ruído não entra.",
            "`actor.like(novo)` dá a mesma rede com outros parâmetros, e `random.standard_normal` sorteia a normal.",
            "`torch.from_numpy(random.standard_normal(actor.flat.shape, np.float32))` é ε. O retorno é "
            "`play(rede).sum()`.",
        ),
        "Vinte sorteios de um agente são um caso isolado. Guarde a forma da curva, não os números.",
    ),
    "00.4": Exercise(
        "Até onde gama enxerga",
        ("discounted", "motive"),
        (Stage("a soma com desconto", discounts), Stage("o motivo", shortsighted)),
        (
            "Some as recompensas, cada uma vezes a sua potência de γ. A primeira fica inteira.",
            "`enumerate(rewards)` dá o k de cada recompensa, a partir de 0; ou some de trás para a frente.",
            "Com γ = 0,5 o agente enxerga cerca de 2 passos. Como é a recompensa nos dois primeiros do balanço?",
        ),
        "Com γ = 1 o valor é o próprio retorno; com 0,5, é cerca de duas recompensas, com balanço ou sem.",
    ),
}
