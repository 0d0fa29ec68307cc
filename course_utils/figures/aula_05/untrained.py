"""O que a aula 05 mostra sem treinar ninguém: quanto vale sair do lugar, e que ruído acha a bandeira."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from matplotlib.figure import Figure

from ...exploration import ActionNoise, OUNoise, ParameterNoise
from ...worlds.blind_cars import arrivals, perturbed, remembering
from ...worlds.mountain_car import BOTTOM, LIMIT, NOISE, SCALE, at_flag, drive, first_episode, plan, rewards
from ..plots import number
from .car import noisy_actors, stacked_journeys, worth
from .flag import chances, shares

CARS = 400
MEMORIES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # em passos
EXPLORATIONS = {
    "gaussiano, σ = 0,5": ActionNoise(sigma=0.5),
    "OU, dt = 1": OUNoise(sigma=0.5, theta=0.15, dt=1),
    "OU, dt = 0,01": OUNoise(sigma=0.5, theta=0.15, dt=0.01),
    "nos parâmetros": ParameterNoise(**NOISE),
}


def swing(first: int) -> Callable[[float, float], float]:
    """Quem empurra a favor da velocidade e, parado, para o lado `first`."""
    return lambda x, v: np.sign(v) if v else first


@cache
def behaviours() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Quatro comportamentos prontos: nome → posições e ações de um episódio de `drive`."""
    policies = {
        "sempre à direita": lambda x, v: 1,
        "a favor, da direita": swing(1),
        "a favor, da esquerda": swing(-1),
        "plano quase perfeito": plan(0.99),
    }
    return {name: drive(policy) for name, policy in policies.items()}


def four_ways() -> Figure:
    """A posição dos quatro comportamentos nos primeiros 160 passos; no título, em quantos chegam e o retorno."""
    runs = {}
    for name, (positions, actions) in behaviours().items():
        arrived = f"{len(actions)} passos" if len(actions) < LIMIT else "não chega"
        runs[f"{name}: {arrived}, retorno {number(rewards(positions, actions).sum(), 1)}"] = positions
    alt = (
        "A posição de quatro carros contra o passo. Sempre à direita: oscila entre −0,5 e −0,1 e não chega. A favor da "
        "velocidade, começando pela direita: vai um pouco à direita, depois até a parede da esquerda, e chega em 106 "
        "passos. Começando pela esquerda: chega antes. O plano: chega antes ainda, sem ir tão longe para a esquerda."
    )
    return stacked_journeys(runs, alt, steps=160)


def worth_of_leaving() -> Figure:
    """O valor no primeiro passo dos quatro comportamentos, com γ = 0,95 e com γ = 0,99."""
    alt = (
        "Com γ igual a 0,95, o valor é −2,0 para sempre à direita, −1,5 a favor da velocidade a partir da direita, "
        "−0,1 a partir da esquerda e 1,8 para o plano. Com γ igual a 0,99: −10,0, 28,3, 40,2 e 47,7. "
        "Não fazer nada vale 0."
    )
    return worth({name: rewards(*own) for name, own in behaviours().items()}, (0.95, 0.99), alt)


@cache
def first_episodes() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """O primeiro episódio de 400 atores recém-sorteados, por exploração: posições e quem chegou."""
    return {name: first_episode(own, count=CARS) for name, own in EXPLORATIONS.items()}


def found() -> dict[str, int]:
    """Quantos dos 400 acham a bandeira no primeiro episódio, por exploração."""
    return {name: int(arrived.sum()) for name, (_, arrived) in first_episodes().items()}


def who_finds() -> tuple[Figure, Figure]:
    """Quantos acham a bandeira com cada exploração, e um carro de cada."""
    alt = (
        "Quantos de 400 carros acham a bandeira no primeiro episódio, com faixas de 95 %: nenhum com ruído gaussiano, "
        "339 com OU e dt igual a 1, 37 com OU e dt igual a 0,01 e 83 com ruído nos parâmetros."
    )
    return shares(found(), CARS, alt), one_car_each()


def one_car_each() -> Figure:
    """Um carro de cada exploração no primeiro episódio; do ruído nos parâmetros, um que chega e um que não."""
    yes, no = (int(np.flatnonzero(first_episodes()["nos parâmetros"][1] == one)[0]) for one in (True, False))
    cars = {name: (name, yes) for name in EXPLORATIONS if name != "nos parâmetros"}
    cars |= {
        "nos parâmetros: um que chega": ("nos parâmetros", yes),
        "nos parâmetros: um que não": ("nos parâmetros", no),
    }
    alt = (
        "A posição de cinco carros no primeiro episódio. Com ruído gaussiano, oscila em volta do fundo sem chegar. Com "
        "OU e dt igual a 1, oscila cada vez mais e chega. Com OU e dt igual a 0,01, passa muito tempo de cada lado. "
        "Com ruído nos parâmetros, um carro oscila cada vez mais e chega, e outro não."
    )
    return stacked_journeys({name: _journey(*own) for name, own in cars.items()}, alt)


def _journey(name: str, k: int) -> np.ndarray:
    """As posições do carro k, até a bandeira."""
    journey, arrived = first_episodes()[name][0][:, k], first_episodes()[name][1][k]
    return journey[: 1 + int(at_flag(journey, 0).argmax())] if arrived else journey


def rhythm(size: float = 0.5) -> Figure:
    """Quantos de 400 carros empurrados só por ruído acham a bandeira, contra a memória dele, com o mesmo tamanho."""
    counts = [arrivals(remembering(memory, size, CARS)) for memory in MEMORIES]
    alt = (
        "A porcentagem de 400 carros que acham a bandeira contra a memória do ruído, com desvio padrão 0,5: zero com "
        "memória de 1 passo, sobe até cerca de 65 por cento com 10 a 20 passos e volta a quase zero com 500 ou mais. "
        "Uma linha marca os 72 passos do balanço do vale."
    )
    return chances(MEMORIES, counts, CARS, "memória do ruído (passos)", 72, "o balanço", alt)


def size_or_memory() -> Figure:
    """Sem memória e com a memória do OU de dt = 1, com o desvio do gaussiano e com o desse OU: quantos chegam."""
    counts = {
        f"{named}, desvio {number(size, 2)}": arrivals(remembering(memory, size, CARS))
        for named, memory in (("sem memória", 1), ("memória 7", 1 / 0.15))
        for size in (0.5, 0.95)
    }
    alt = (
        "Quantos de 400 carros acham a bandeira, com faixas de 95 %. Sem memória: nenhum com desvio 0,5, e 6 com 0,95. "
        "Com memória de 7 passos: 219 com desvio 0,5, e 339 com 0,95."
    )
    return shares(counts, CARS, alt)


def scaled_and_raw() -> Figure:
    """A ação de 150 atores perturbados contra a velocidade, no fundo do vale, com dois σ, sem a escala e com ela."""
    actors, speeds, panels = 150, np.linspace(-0.05, 0.05, 41), {}
    for sigma in (NOISE["sigma"], 1.0):
        for name, scale in {"sem escala": None, "com escala": SCALE}.items():
            actions = perturbed(sigma, scale, actors)(BOTTOM, speeds)
            arrived = first_episode(ParameterNoise(sigma=sigma), scale, actors)[1]
            panels[f"{name}, σ = {number(sigma, 2)}"] = actions, arrived
    alt = (
        "A ação de atores perturbados contra a velocidade, no fundo do vale, em quatro quadros. Sem escala, com σ "
        "igual a 0,15 e com σ igual a 1, linhas quase horizontais: chegam nenhum e 2 dos 150 carros. Com escala e σ "
        "igual a 0,15, linhas inclinadas; as que sobem com a velocidade são as dos 29 que chegam. Com escala e σ igual "
        "a 1, degraus, e chegam 21."
    )
    return noisy_actors(speeds, panels, alt)


def how_much_noise() -> Figure:
    """Quantos de 150 atores perturbados acham a bandeira contra a distância d entre eles e os limpos."""
    actors, states = 150, np.random.default_rng(0).uniform(*SCALE, (150, 64, 2))
    clean, distances, counts = perturbed(0, count=actors)(states[..., 0], states[..., 1]), [], []
    for sigma in (0.02, 0.05, 0.1, 0.17, 0.3, 1):
        noisy = perturbed(sigma, count=actors)(states[..., 0], states[..., 1])
        distances.append(float(np.median(np.sqrt(((noisy - clean) ** 2).mean(1)))))
        counts.append(int(first_episode(ParameterNoise(sigma=sigma), count=actors)[1].sum()))
    alt = (
        "A porcentagem de 150 carros que acham a bandeira contra a distância d: perto de zero com d igual a 0,1, sobe "
        "até uns 20 por cento perto de 0,6 e volta a descer um pouco até 0,9. Uma linha tracejada marca δ igual a 0,6."
    )
    return chances(distances, counts, actors, "distância d", NOISE["delta"], "o δ da aula", alt)
