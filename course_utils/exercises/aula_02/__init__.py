"""Os exercícios da aula 02: ator e crítico."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..answers import near, number
from ..engine import Exercise, Stage
from ..guard import Wrong, call
from . import moving_button, slopes

# --- 02.1: quantos parâmetros -------------------------------------------------------------------------------------

WEIGHTS, BIASES, NORMS = 3 * 32 + 32 * 64 + 64, 32 + 64 + 1, 2 * 32 + 2 * 64
ACTOR = WEIGHTS + BIASES + NORMS
CRITIC = ACTOR + 64  # a ação é uma entrada a mais na segunda camada


def actor_counted(actor_count: Any, critic_count: Any) -> None:
    """02.1, o ator."""
    mistakes = {
        "faltaram os LayerNorm: cada um tem um ganho e um deslocamento por unidade.": WEIGHTS + BIASES,
        "faltaram os vieses das camadas lineares.": WEIGHTS + NORMS,
        "só os pesos: faltaram os vieses e os LayerNorm.": WEIGHTS,
        "um LayerNorm tem dois números por unidade, e não um: ganho e deslocamento.": ACTOR - NORMS // 2,
        "faltou a última camada.": ACTOR - 65,
        "esse é o número do crítico.": CRITIC,
    }
    near(actor_count, ACTOR, "actor_count", mistakes, within=1e-9)


def critic_counted(actor_count: Any, critic_count: Any) -> None:
    """02.1, o crítico."""
    mistakes = {
        "é o mesmo do ator: faltou a ação, que entra na segunda camada.": ACTOR,
        "a ação é uma entrada a mais, e uma entrada tem um peso para cada unidade da camada.": ACTOR + 1,
        "a ação entra na segunda camada, e não na primeira.": ACTOR + 32,
        "a ação é uma entrada, e não traz vieses nem LayerNorm novos.": ACTOR + 4 * 64,
        "faltaram os LayerNorm.": CRITIC - NORMS,
        "faltaram os vieses das camadas lineares.": CRITIC - BIASES,
    }
    near(critic_count, CRITIC, "critic_count", mistakes, within=1e-9)


# --- 02.2: a ponta da tanh ----------------------------------------------------------------------------------------


def saturated(threshold: Any, climb_actor: Any) -> None:
    """02.2, a conta: 1 − a² < 0,01."""
    mistakes = {
        "faltou a raiz: esse é o a², e não o |a|.": 0.99,
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
        raise Wrong("a média de Q deu positiva, e nenhuma recompensa do pêndulo é maior que zero: devolva Q, e não −Q.")
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


# --- 02.3: dez vezes o crítico ------------------------------------------------------------------------------------


def ten_times(gradient: Any, sgd: Any, adam: Any) -> None:
    """02.3: o gradiente e o SGD crescem dez vezes; o Adam não percebe."""
    constant = "multiplicar não é somar: a constante desaparece na derivada, o fator não."
    near(gradient, 10, "gradient", {constant: 1, "o fator aparece uma vez só na derivada.": 100}, within=0.05)
    fixed = "o SGD não divide nada: o passo é a taxa vezes o gradiente."
    near(sgd, 10, "sgd", {fixed: 1, "o fator aparece uma vez só no passo.": 100}, within=0.05)


def adam_divides(gradient: Any, sgd: Any, adam: Any) -> None:
    """02.3, o Adam."""
    divides = "isso é o SGD; o Adam divide o gradiente pelo tamanho típico dele, e o fator vai junto."
    inverse = "o Adam divide pelo tamanho do gradiente, que também cresceu: o fator se cancela, e não se inverte."
    near(adam, 1, "adam", {divides: 10, inverse: 0.1, "nada desaparece: o passo não fica zero.": 0.0}, within=0.05)


EXERCISES = {
    "02.1": Exercise(
        "Conte os parâmetros",
        ("actor_count", "critic_count"),
        (Stage("o ator", actor_counted), Stage("o crítico", critic_counted)),
        (
            "Some camada por camada, de cima para baixo: as lineares e os LayerNorm.",
            "Uma camada `Linear(n, m)` tem n · m pesos e m vieses. Um `LayerNorm(m)` tem m ganhos e m deslocamentos.",
            "As lineares do ator são (3, 32), (32, 64) e (64, 1). No crítico, só a segunda muda: a ação entra nela.",
        ),
        "A diferença são os pesos da ação, um por unidade da segunda camada. Toda a influência dela passa por ali.",
    ),
    "02.2": Exercise(
        "Saturação da tanh",
        ("threshold", "climb_actor"),
        (Stage("a partir de onde a tanh satura", saturated), Stage("o ator sobe, e o `limit` importa", climbed)),
        (
            "Para a primeira, resolva 1 − a² < 0,01. Para a segunda, parta de `Treinar o ator com o crítico fixo`.",
            "A função cria um `MyActor(limit)`, com a semente fixa, dá os passos e mede a média de Q sempre nas mesmas "
            "observações.",
            "A perda é `-critic(s, student(s)).mean()`, e o Adam vai com `lr=0.01`. No fim, divida por `SCALE`.",
        ),
        "Um ator que começa numa ponta quase não recebe gradiente, mesmo que a ponta seja a errada.",
    ),
    "02.3": Exercise(
        "Dez vezes o crítico",
        ("gradient", "sgd", "adam"),
        (Stage("o gradiente e o SGD", ten_times), Stage("o Adam", adam_divides)),
        (
            "Na derivada de uma soma, a constante desaparece. O que ela faz com um fator?",
            "Copie o ator com `copy.deepcopy`, dê um passo em cada cópia e compare quanto `last.bias` andou.",
            "O passo do SGD é a taxa vezes o gradiente. O primeiro do Adam divide o gradiente pelo tamanho dele mesmo.",
        ),
        "Com Adam, a escala da recompensa pesa pouco no ator. No crítico ela pesa.",
    ),
    "02.4": Exercise(
        "∇ₐQ à mão",
        ("slope_by_hand",),
        (
            Stage("a forma, e sem autograd", slopes.slope_shape),
            Stage("os valores, num crítico que você não viu", slopes.slope_values),
        ),
        (
            "Q é `last(h2)`, e o gradiente de Q em `h2` é o próprio vetor de pesos de `last`.",
            "Leve-o pela segunda camada com `hidden_backward`: a entrada dela é `[h1, a]`, e a ação é a última coluna.",
            "O `nn.Linear` guarda os pesos como [saída, entrada]: transponha. O gradiente na entrada é o primeiro que "
            "`hidden_backward` devolve; pela primeira camada não é preciso voltar.",
        ),
        "É o que `Pullback.action` faz em `course_utils/networks.py`.",
    ),
    "02.5": Exercise(
        "O botão que muda de lugar",
        ("features", "slope_of", "theta"),
        (
            Stage("os termos do crítico", moving_button.features_linked),
            Stage("a inclinação é a derivada deles", moving_button.slope_derived),
            Stage("o ator achou o ponto que se move", moving_button.theta_found),
        ),
        (
            "A inclinação em a é a derivada de Q. Que termo, derivado em a, ainda contém s?",
            "O crítico é Q(s, a) = w · x, com x feito de 1, s, a, os seus quadrados e o produto dos dois.",
            "O ator anda por (1, s) vezes a inclinação em a = μ(s); o crítico, contra (Q − r) x, como na aula.",
        ),
        "O ator só pode aprender o que o crítico consegue dizer.",
    ),
}
