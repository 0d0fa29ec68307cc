"""Os exercícios da aula 08: o braço, a recompensa esparsa e a reinterpretação do passado."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from ...worlds.arm import NEAR, Reaching, played
from ..answers import near, number
from ..engine import Exercise, Stage
from ..guard import Wrong, call, refuse, told
from .retelling import five_each, same_past, seen_ahead, told_again

EPISODES = 20


@cache
def chance_episodes() -> list[Reaching]:
    """Vinte episódios do braço com ações sorteadas, para o exercício 3: sempre os mesmos."""
    random = np.random.default_rng(0)
    return [played(lambda obs: random.uniform(-1, 1, 4), seed) for seed in range(EPISODES)]


def coin_truth(true: Any, seen: Any) -> None:
    """08.2: o valor verdadeiro de lançar a moeda."""
    mistakes = {
        "essa é a recompensa quando a moeda dá o outro lado; conte também as vezes em que ela acerta.": -1.0,
        "essa é a recompensa quando a moeda acerta; conte também as vezes em que ela erra.": 0.0,
    }
    near(true, -0.5, "true", mistakes)


def coin_told(true: Any, seen: Any) -> None:
    """08.2: o que o crítico estima com oito décimos da memória recontados."""
    mistakes = {
        "assim seria se toda a memória fosse recontada; um quinto dela não é.": 0.0,
        "assim seria sem recontar nada.": -0.5,
        "divida pelo que há na memória com o objetivo cara, e não por tudo.": -0.05,
        "as partes estão trocadas: oito décimos se recontam.": -0.4,
        "nas transições não recontadas a moeda também acerta, metade das vezes.": -0.2,
    }
    near(seen, -0.1, "seen", mistakes)


def shares_of(zeros: Any) -> dict[str, float]:
    """As três frações da resposta, cada uma entre 0 e 1."""
    names = ("pedido", "final", "future")
    if not isinstance(zeros, dict) or set(zeros) != set(names):
        raise Wrong(f'`zeros` deveria ser {{"pedido": …, "final": …, "future": …}}; recebi {told(zeros)}.')
    shares = {name: number(zeros[name], f'zeros["{name}"]') for name in names}
    refuse(max(shares.values()) > 1 or min(shares.values()) < 0, "são frações das transições, entre 0 e 1.")
    return shares


def zeros_asked(zeros: Any) -> None:
    """08.3: com o objetivo pedido, contam-se as recompensas que houve."""
    shares = shares_of(zeros)
    episodes = chance_episodes()
    right = float(np.mean([own.rewards == 0 for own in episodes]))
    wrong = float(np.mean([own.rewards[-1] == 0 for own in episodes]))
    given = shares["pedido"]
    refuse(abs(given - (1 - right)) < 1e-3, '`zeros["pedido"]`: essa é a fração de −1; conte os zeros.')
    refuse(abs(given - wrong) < 1e-3 < abs(wrong - right), '`zeros["pedido"]`: conte todos os passos, não só o último.')
    refuse(abs(given - right) > 1e-3, '`zeros["pedido"]` ainda não é essa: é a média de `own.rewards == 0`.')


def zeros_told(zeros: Any) -> None:
    """08.3: com os objetivos novos, há muito mais zeros, e mais com os próximos."""
    shares = shares_of(zeros)
    right = {"final": told_zeros(final=True), "future": told_zeros(final=False)}
    close = {name: abs(shares[name] - own) < 0.03 for name, own in right.items()}
    crossed = abs(shares["final"] - right["future"]) < 0.03 and abs(shares["future"] - right["final"]) < 0.03
    refuse(crossed and not all(close.values()), "“final” e “future” estão trocadas.")
    for name, own in close.items():
        refuse(not own, f'`zeros["{name}"]` ainda não é essa: a distância é a de `path[t + 1]` ao objetivo novo.')


def told_zeros(final: bool) -> float:
    """A fração de zeros com o objetivo no último ponto ou, na média dos sorteios, em cada um dali em diante."""
    shares = []
    for own in chance_episodes():
        reached = own.path[1:]
        close = np.linalg.norm(reached[:, None] - reached, axis=-1) < NEAR
        shares += [close[t, -1] if final else close[t, t:].mean() for t in range(len(reached))]
    return float(np.mean(shares))


def one_pair(reward: Any) -> None:
    """08.4: de um par, um número: 0 perto, −1 longe."""
    goal = np.zeros(3)
    for far, right in ((0.0, 0), (0.04, 0), (0.06, -1), (1.0, -1)):
        given = call(reward, np.array([far, 0, 0]), goal)
        refuse(np.size(given) != 1, f"de um par de pontos sai um número; recebi {told(given)}.")
        value = float(np.ravel(given)[0])
        refuse(value not in (0.0, -1.0), f"a recompensa é 0 ou −1; recebi {value:g}.")
        refuse(value != right, "está ao contrário, ou o limite é outro: 0 a menos de 0,05, e −1 dali em diante.")


def many_pairs(reward: Any) -> None:
    """08.4: de n pares, n números."""
    random = np.random.default_rng(0)
    for count in (1, 2, 3, 7):
        achieved, desired = random.uniform(-0.06, 0.06, (2, count, 3))
        given = call(reward, achieved, desired)
        refuse(np.ndim(given) == 0, "de muitos pares saiu um número só: a norma precisa de `axis=-1`.")
        refuse(np.shape(given) != (count,), f"de {count} pares saem {count} números; recebi {told(given)}.")
        right = np.where(np.linalg.norm(achieved - desired, axis=-1) < NEAR, 0, -1)
        each = np.where(abs(achieved - desired).max(-1) < NEAR, 0, -1)
        refuse(
            np.array_equal(given, each) and not np.array_equal(right, each),
            "isso compara cada coordenada; a distância é a norma da diferença.",
        )
        refuse(not np.array_equal(given, right), "alguma recompensa não confere: faça a conta linha a linha.")


EXERCISES = {
    "08.1": Exercise(
        "A memória que reinterpreta",
        ("hindsight",),
        (
            Stage("uma transição para cada uma", five_each),
            Stage("o estado e a ação são os mesmos", same_past),
            Stage("o objetivo é um ponto alcançado mais adiante", seen_ahead),
            Stage("a recompensa, recalculada", told_again),
        ),
        (
            "Percorra o episódio com `enumerate`; só duas das cinco partes de cada transição mudam.",
            "`random.integers(t, len(episode))` sorteia um instante de t em diante; ali está o objetivo novo.",
            "O objetivo novo é `episode[instante][2]`, e a recompensa sai de `np.linalg.norm(achieved - goal)`.",
        ),
        "Só serve porque o DDPG é off-policy: o crítico aprende até com objetivos que ninguém pediu.",
    ),
    "08.2": Exercise(
        "A moeda",
        ("true", "seen"),
        (Stage("o valor verdadeiro", coin_truth), Stage("o que o crítico estima", coin_told)),
        (
            "A recompensa é 0 quando a moeda dá o objetivo, e −1 quando não dá. Q é a média delas.",
            "Numa transição recontada, o objetivo é o lado que saiu: que recompensa ela tem?",
            "Com o objetivo cara há um décimo da memória sem recontar, de média −0,5, e quatro décimos recontados.",
        ),
        "A reinterpretação conta os acertos que foram sorte. No braço quase não há acaso, e o viés não aparece.",
    ),
    "08.3": Exercise(
        "De onde vêm os zeros",
        ("zeros",),
        (Stage("com o objetivo pedido", zeros_asked), Stage("com os objetivos novos", zeros_told)),
        (
            "Cada episódio traz `path`, `[51, 3]`, e `rewards`, `[50]`: o ponto alcançado no passo t é `path[t + 1]`.",
            "Em “final” o objetivo é `path[-1]`; em “future”, `path[k + 1]`, com k de t a 49.",
            "Conte `np.linalg.norm(path[t + 1] - goal) < 0.05` e tire a média dos episódios todos.",
        ),
        "Mais zeros não querem dizer, por si, que se aprende melhor: importa também de que objetivos eles são.",
    ),
    "08.4": Exercise(
        "Muitas recompensas de uma vez",
        ("reward_of_many",),
        (Stage("um par de pontos", one_pair), Stage("muitos pares", many_pairs)),
        (
            "O último eixo é o das coordenadas; os outros, quantos forem, são dos pares.",
            "`np.linalg.norm(achieved - desired, axis=-1)` dá uma distância por par.",
            "Uma comparação dá True e False; `-(distance >= 0.05).astype(float)` os leva a −1 e 0.",
        ),
        "Com um `compute_reward` assim, um ambiente seu também treina com `hindsight`.",
    ),
}
