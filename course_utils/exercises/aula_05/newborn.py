"""Atores recém-sorteados e perturbados, da aula 05: as conferências da inclinação e dos dois ruídos."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import torch

from ...ddpg import DDPG
from ...exploration import OUNoise, ParameterNoise
from ...normalization import FixedScale
from ...worlds.mountain_car import BOTTOM, NOISE, SCALE, first_episode
from ..answers import near, number, numbers, same
from ..guard import call, refuse


def perturbed(sigma: float, count: int) -> tuple[DDPG, Any]:
    """Atores recém-sorteados, com a escala da aula, e o ruído que guarda as suas cópias perturbadas."""
    agent = DDPG(2, 1, seeds=range(count), normalizer=FixedScale(*SCALE))
    noise = ParameterNoise(sigma=sigma).bind(agent.actor, agent.seeds, 1)
    for replica in range(count):
        noise.start_episode(agent.actor, replica)
    return agent, noise


@cache
def newborn() -> tuple[torch.Tensor, ...]:
    """05.3: de 400 atores perturbados, a inclinação, a do ator limpo, a medida em x = 0, e quem chegou."""
    agent, noise = perturbed(NOISE["sigma"], 400)

    def slopes(position: float, network: Any) -> torch.Tensor:
        obs = np.array([[position, 0.03], [position, -0.03]], np.float32)[None].repeat(400, 0)
        fast, slow = agent.act(obs, network)[..., 0].T
        return torch.from_numpy(fast - slow)

    arrived = torch.from_numpy(first_episode(ParameterNoise(**NOISE))[1])
    return slopes(BOTTOM, noise.noisy), slopes(BOTTOM, None), slopes(0, noise.noisy), arrived


def slope_of_each(slope: Any, climb: Any, brake: Any) -> None:
    """05.3: a inclinação de cada ator perturbado."""
    right, clean, elsewhere, _ = newborn()
    shapes = {
        (400, 1): "Tire o último eixo.",
        (2, 400): "São as duas ações; a pergunta é a diferença.",
        (400, 2): "São as duas ações; a pergunta é a diferença.",
        (150,): "São 400 atores: `count=400`.",
    }
    given = numbers(slope, (400,), "`slope`", shapes)
    mistakes = {
        "essas são as dos atores limpos: peça as ações a `noise.noisy`.": clean,
        "a posição é a do fundo do vale, `BOTTOM`, e não zero.": elsewhere,
        "a pergunta é a diferença entre as duas ações; não divida pela diferença das velocidades.": right / 0.06,
    }
    same(given, right, "`slope`", mistakes)


def who_arrives(slope: Any, climb: Any, brake: Any) -> None:
    """05.3: a fração que chega, dos que tomam embalo e dos que freiam."""
    right, *_, arrived = newborn()
    steep, falls = right > 1, right < 0

    def share(among: torch.Tensor, what: torch.Tensor) -> float:
        return float(what[among].float().mean())

    mistakes = {
        "dos que têm inclinação acima de 1, quantos chegam? Você contou, dos que chegam, quantos a têm.": share(
            arrived, steep
        ),
        "essa é a fração de todos os 400; olhe só os de inclinação acima de 1.": float(arrived.float().mean()),
        "é uma fração, entre 0 e 1.": 100 * share(steep, arrived),
    }
    near(climb, share(steep, arrived), "climb", mistakes, within=0.06)
    given = number(brake, "brake")
    refuse(abs(given - share(falls, ~arrived)) < 0.02, "`brake`: essa é a fração dos que não chegam.")
    refuse(
        abs(given - share(falls, arrived)) > 0.02,
        "`brake`: quase nenhum dos que freiam chega. Olhe só os de inclinação negativa.",
    )


def two_noises(act: Any, gain: Any) -> None:
    """05.5: a política perturbada, mais o OU, recortada."""
    agent, inside = perturbed(0.3, 6)
    obs = np.random.default_rng(0).uniform(*SCALE, (6, 1, 2)).astype(np.float32)

    def steps(choose: Any) -> torch.Tensor:
        """Oito passos seguidos com o mesmo ruído."""
        noise = OUNoise(0.8, 0.15, 1).bind(agent.actor, agent.seeds, 1)
        return torch.stack([numbers(choose(noise), (6,), "o que `act` devolve", SHAPES) for _ in range(8)])

    given = steps(lambda noise: call(lambda obs: act(agent, inside, noise, obs), obs))
    tilted, clean = agent.act(obs, inside.noisy)[:, 0], agent.act(obs)[:, 0]
    mistakes = {
        "falta o OU: some-o com `outside.noise`.": steps(lambda noise: tilted[:, 0]),
        "falta o ruído nos parâmetros: a rede que age é `inside.noisy`.": steps(
            lambda noise: noise.noise(clean)[:, 0].clip(-1, 1)
        ),
        "falta recortar em [-1, 1], depois de somar.": steps(lambda noise: noise.noise(tilted)[:, 0]),
        "o ruído age duas vezes por passo: chame `outside.noise` uma vez só.": steps(
            lambda noise: noise.noise(noise.noise(tilted))[:, 0].clip(-1, 1)
        ),
    }
    same(given, steps(lambda noise: noise.noise(tilted)[:, 0].clip(-1, 1)), "`act`", mistakes)


def how_much_more(act: Any, gain: Any) -> None:
    """05.5: com metade do OU, o dobro de bandeiras."""
    mistakes = {
        "é uma razão: `both(act, 0.25) / both(act, 0)`, e não o contrário.": 0.5,
        "a pergunta é quantas vezes mais, e não quantos carros a mais.": 83,
        "é uma razão, e não uma porcentagem.": 200,
        "essa é a do OU inteiro, com σ = 0,5; a pergunta é a da metade.": 3.1,
    }
    near(gain, 2.0, "gain", mistakes, within=0.2)


SHAPES = {
    (6, 1): "Tire o último eixo: um número por carro.",
    (6, 1, 1): "Tire os eixos de tamanho 1: um número por carro.",
}
