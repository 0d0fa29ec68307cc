"""Os exercícios da aula 04: o ruído nos parâmetros."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import torch

from ...study import Study
from ..answers import choice, fair_study, near, number, numbers
from ..engine import Exercise, Stage
from ..guard import call, refuse, told
from .assembly import adapted, measured, moves_sigma, perturbed, trains_alike
from .noisy_training import acting, growing, measures, thermostat_off

NOISES = {"nenhum": None, "na ação": "ActionNoise", "nos parâmetros": "ParameterNoise"}


def adaptations(bill: Any) -> None:
    """04.1: o logaritmo, arredondado para cima."""
    for alpha in (1.05, 1.01, 1.03, 1.5):
        n = math.log(1 / 0.03) / math.log(alpha)
        mistakes = {
            "com uma divisão a menos, σ ainda não chegou: arredonde para cima.": math.floor(n),
            "não há meia adaptação: arredonde para cima.": n,
            "σ não perde sempre o mesmo tanto: a cada vez é dividido por α. Use logaritmos.": math.ceil(
                0.97 / (alpha - 1)
            ),
            "os dois logaritmos têm de ser da mesma base.": math.ceil(math.log10(1 / 0.03) / math.log(alpha)),
            "o logaritmo saiu negativo; a razão entre o maior e o menor é 1/0,03.": math.ceil(-n),
        }
        given = numbers(call(bill, alpha), (3,), "o que `bill` devolve")[0]
        near(given, math.ceil(n), f"bill({alpha})[0]", mistakes, within=1e-9)


def steps_and_episodes(bill: Any) -> None:
    """04.1: de adaptações a passos e a episódios."""
    n, steps, episodes = numbers(call(bill, 1.05), (3,), "o que `bill` devolve").tolist()
    fewer = "há 50 passos entre uma adaptação e outra: são mais passos do que adaptações."
    near(steps, 50 * n, "bill(1.05)[1]", {fewer: n / 50, "isso são as adaptações; conte os passos.": n}, within=1e-9)
    mistakes = {
        "é uma adaptação a cada 5 episódios: são mais episódios do que adaptações.": n / 5,
        "isso são passos; conte os episódios.": 1000 * n,
        "esses são os de uma adaptação a cada 50 passos; aqui há uma a cada 5 episódios.": n / 4,
    }
    near(episodes, 5 * n, "bill(1.05)[2]", mistakes, within=1e-9)


def colleague(summed: Any, settles: Any) -> None:
    """04.2: a medida do colega, em lotes de 2 e de 3 juntas."""
    for joints in (2, 3):
        clean, noisy = torch.randn(2, 32, joints)
        square = (clean - noisy).square()
        mistakes = {
            "essa é a d certa, com a média sobre tudo; o colega soma sobre as juntas.": square.mean().sqrt(),
            "falta a raiz.": square.sum(-1).mean(),
            "a raiz vem por último, depois da média sobre os estados.": square.sum(-1).sqrt().mean(),
            "você somou também sobre os estados; sobre eles, calcule a média.": square.sum().sqrt(),
            "some os quadrados das diferenças, e não os valores absolutos.": (clean - noisy).abs().sum(-1).mean(),
        }
        given = number(call(summed, clean, noisy), "o que `summed` devolve")
        values = {mistake: float(value) for mistake, value in mistakes.items()}
        near(given, float(square.sum(-1).mean().sqrt()), "summed", values, within=1e-4)


def where_it_settles(summed: Any, settles: Any) -> None:
    """04.2: δ / √2."""
    mistakes = {
        "0,2 é a medida do colega, que soma as duas juntas; a pergunta é sobre cada uma.": 0.2,
        "isso é o que ele mede quando cada junta erra 0,2; então ele acha que está quente, e esfria.": 0.2
        * math.sqrt(2),
        "o que dobra é a soma dos quadrados, e depois vem a raiz: não se divide por 2.": 0.1,
        "isso é um quadrado: falta a raiz.": 0.02,
    }
    near(settles, 0.2 / math.sqrt(2), "settles", mistakes, within=0.02)


def which_is_farther(acting_distance: Any, farther: Any) -> None:
    """04.3: o que a medida mostra."""
    meant = "uma das duas parte do ator de agora; a outra, do ator do começo do episódio. Meça."
    choice(farther, "farther", "a que age", {"a sorteada": meant, "nenhuma": meant})


def cold_study(cold: Any, apart: Any) -> None:
    """04.5: as três explorações, quase sem aquecimento, com as mesmas sementes."""
    fair_study(cold, "cold", seeds=5, steps=3000)
    names = ", ".join(map(repr, NOISES))
    refuse(cold.settings.keys() != NOISES.keys(), f"`cold` deveria ter três ajustes, chamados {names}.")
    for name, kind in NOISES.items():
        warmup, explores = cold.settings[name].get("warmup", 500), cold.settings[name].get("exploration")
        refuse(warmup > 64, f"{name!r} ainda tem {warmup} passos de aquecimento; tire-o dos três ajustes.")
        refuse(list(explores or [None]) != [kind], f"{name!r} não explora como o seu nome diz.")


def apart_bands(cold: Study, apart: Any) -> None:
    """04.5: o que as faixas deste estudo permitem dizer."""
    refuse(not isinstance(apart, list | tuple | set), f"`apart` deveria ser uma lista de pares; recebi {told(apart)}.")
    given, low, high = {frozenset(pair) for pair in apart}, cold.table()["de"], cold.table()["até"]
    known = {frozenset(pair): pair for pair in combinations(NOISES, 2)}
    refuse(not given <= known.keys(), "em `apart`, cada par tem dois nomes do estudo, como ('nenhum', 'na ação').")
    for pair, (one, other) in known.items():
        separate = low[one] > high[other] or low[other] > high[one]
        overlap = f"as faixas de {one!r} e {other!r} se tocam: uma linha acima da outra não basta."
        refuse(pair in given and not separate, overlap)
        missed = "no fim há um par de faixas que não se tocam, e que não está em `apart`."
        refuse(separate and pair not in given, missed)


EXERCISES = {
    "04.6": Exercise(
        "Perturbar",
        ("perturb",),
        (Stage("o ator perturbado", perturbed),),
        (
            "θ̃ = θ + σ N(0, I). O sorteio já está em `noise`: falta só pô-lo no lugar certo.",
            "A máscara vale 1 onde o ruído entra e 0 onde não entra. Que parcela da soma ela deve multiplicar?",
            "Uma linha: `theta` mais o produto de `sigma`, `noise` e `mask`.",
        ),
        "Guarde a função: ela vai agir no começo de cada episódio do seu treino.",
    ),
    "04.7": Exercise(
        "Medir",
        ("distance",),
        (Stage("uma d por réplica", measured),),
        (
            "As ações têm a forma [réplica, estado, dimensão]. Sobre que eixos é a média?",
            "Diferença, quadrado, média sobre os dois últimos eixos, raiz: nessa ordem.",
            "`.mean((1, 2))` calcula a média sobre os dois últimos eixos e deixa um número por réplica.",
        ),
        "Com a raiz, d está na escala da ação: é o número que se compara com δ.",
    ),
    "04.8": Exercise(
        "Adaptar, e treinar",
        ("adapt", "MyNoise"),
        (Stage("a equação 1", adapted), Stage("o treino com as suas três funções", trains_alike)),
        (
            "São dois ramos, e a pergunta é só de que lado de δ está a d de cada réplica.",
            "`sigma` e `d` são vetores: um `if` não serve. `np.where(condição, um, outro)` escolhe por réplica.",
            "A condição é `d <= delta`; os dois valores são `alpha * sigma` e `sigma / alpha`.",
        ),
        "O seu ruído dá os mesmos σ, as mesmas d e as mesmas cópias que o do pacote. Ele já pode ir para o painel.",
    ),
    "04.9": Exercise(
        "Um controle seu",
        ("slider_of",),
        (Stage("o controle move σ", moves_sigma),),
        (
            'Um controle avisa quem o observa: `slider.observe(função, "value")`.',
            'A função observada recebe um dicionário, e o valor novo está em `change["new"]`.',
            'Dentro dela, `trainer.change("sigma", change["new"])`; no fim, devolva o controle.',
        ),
        "`live.controls(trainer)` dá estes controles prontos, um para cada ajuste.",
    ),
    "04.1": Exercise(
        "A conta do termostato",
        ("bill",),
        (Stage("as adaptações", adaptations), Stage("os passos e os episódios", steps_and_episodes)),
        (
            "Cada adaptação divide σ por α. Depois de n, quanto vale σ?",
            "σ = 1 / αⁿ. Iguale a 0,03 e tome o logaritmo dos dois lados: n sai de uma divisão.",
            "n = log(1 / 0,03) / log(α), para cima, com `np.ceil`; e 50 passos, ou 5 episódios, para cada uma.",
        ),
        "Um α só é bom para um tamanho de treino. Compare com os passos do pêndulo, que o DDPG aprende em uns 5.000.",
    ),
    "04.2": Exercise(
        "Duas dimensões",
        ("summed", "settles"),
        (Stage("a medida do colega", colleague), Stage("onde o termostato dele estabiliza", where_it_settles)),
        (
            "Invente duas ações que difiram de 0,2 em tudo, e meça dos dois jeitos: com `distance` e com a do colega.",
            "O eixo das juntas é o último, e `.sum(-1)` soma sobre ele. Depois a média, e por fim a raiz.",
            "A medida do colega é √2 vezes a certa, e o termostato a leva a 0,2. A certa é o erro de cada junta.",
        ),
        "Com 20 juntas o fator passa de 4. O teste de σ = 0 não acusa esse erro; o das ações deslocadas, sim.",
    ),
    "04.3": Exercise(
        "Qual cópia medir?",
        ("acting_distance", "farther"),
        (Stage("a distância até a cópia que age", acting), Stage("qual está mais longe", which_is_farther)),
        (
            "`trainer.explorations[0]` é o `ParameterNoise` do treino, e o seu `noisy` é a rede que age agora.",
            "Peça as ações em `obs` a `trainer.agent.actor` e a `noisy`; `exploration.policy_distance` faz o resto.",
            "Depois do passo 500, a cada 50, anote `noise.distance.copy()` e a sua; no 2.500, compare as médias.",
        ),
        "A cópia que age inclui também o que o ator aprendeu desde o começo do episódio. Por isso é sorteada outra.",
    ),
    "04.4": Exercise(
        "Sem termostato",
        ("fixed", "distances", "growth"),
        (
            Stage("o treinador, com σ fixo", thermostat_off),
            Stage("as medidas", measures),
            Stage("quanto d cresceu", growing),
        ),
        (
            "Com α = 1 a equação 1 não muda σ. A d continua em `fixed.explorations[0].distance`, uma por semente.",
            "Num `while fixed.steps < 3000`, dê um `step`; se o passo é maior que 500 e múltiplo de 50, guarde a d.",
            "Guarde `distance.copy()`; no fim, `np.array(lista)`. Divida a média de `[-10:]` pela de `[:10]`.",
        ),
        "A mesma perturbação pesa cada vez mais: o termostato existe para acompanhar o ator.",
    ),
    "04.5": Exercise(
        "Quando o ruído faz falta?",
        ("cold", "apart"),
        (Stage("o estudo", cold_study), Stage("o que as suas faixas permitem dizer", apart_bands)),
        (
            "`run_study` recebe um dicionário de ajustes, e cada um aceita `warmup=64`. Leva menos de um minuto.",
            "Sem ruído, o ajuste é `dict(warmup=64)`; os outros têm `exploration=`. As faixas: `show_table(cold)`.",
            'Duas faixas não se tocam quando o "de" de uma é maior que o "até" da outra. Confira os três pares.',
        ),
        "A sua frase vale para estas sementes. Rode outras cinco e veja se ela continua valendo.",
    ),
}
