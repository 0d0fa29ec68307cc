"""Atores recém-sorteados e perturbados, da aula 05: as conferências da inclinação e dos dois ruídos."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import torch

from ...exploration import ParameterNoise
from ...worlds.blind_cars import perturbed, shaking
from ...worlds.mountain_car import BOTTOM, NOISE, SCALE, first_episode
from ..answers import near, number, numbers, same
from ..guard import call, refuse


@cache
def newborn() -> tuple[torch.Tensor, ...]:
    """05.3: de 400 atores perturbados, a inclinação, a do ator limpo, a medida em x = 0, e quem chegou."""

    def slopes(sigma: float, position: float) -> torch.Tensor:
        act = perturbed(sigma)
        return torch.from_numpy(act(position, 0.03) - act(position, -0.03))

    arrived = torch.from_numpy(first_episode(ParameterNoise(**NOISE))[1])
    sigma = NOISE["sigma"]
    return slopes(sigma, BOTTOM), slopes(0, BOTTOM), slopes(sigma, 0), arrived


def slope_of_each(slope: Any, climb: Any, brake: Any) -> None:
    """05.3: a inclinação de cada ator perturbado."""
    right, clean, elsewhere, _ = newborn()
    shapes = {
        (400, 1): "Tire o último eixo.",
        (2, 400): "São as duas ações; a pergunta é a diferença.",
        (400, 2): "São as duas ações; a pergunta é a diferença.",
        (150,): "São 400 atores, e não os 150 da figura.",
    }
    given = numbers(slope, (400,), "`slope`", shapes)
    mistakes = {
        'essas são as dos atores limpos, de σ = 0: peça os perturbados, `perturbed(NOISE["sigma"])`.': clean,
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


def two_noises(choose: Any, gain: Any) -> None:
    """05.5: a política perturbada, mais o OU, recortada."""
    act = perturbed(0.3, count=6)
    x, v = np.random.default_rng(0).uniform(*SCALE, (6, 2)).T[:, :, None]

    def steps(own: Any) -> torch.Tensor:
        """Oito passos seguidos com o mesmo ruído."""
        shake = shaking(0.8, 6)
        return torch.stack([numbers(own(shake), (6, 1), "o que `choose` devolve", SHAPES) for _ in range(8)])

    given = steps(lambda shake: call(lambda x, v: choose(x, v, act, shake), x, v))
    tilted, nothing = act(x, v), np.zeros((6, 1))
    mistakes = {
        "falta o OU: some-o com `shake`.": steps(lambda shake: tilted),
        "falta o ator perturbado: a ação dele é `act(x, v)`.": steps(lambda shake: shake(nothing).clip(-1, 1)),
        "falta recortar em [-1, 1], depois de somar.": steps(lambda shake: shake(tilted)),
        "o ruído age duas vezes por passo: chame `shake` uma vez só.": steps(
            lambda shake: shake(shake(tilted)).clip(-1, 1)
        ),
        "a ação do ator entra duas vezes: `shake(a)` já devolve a ação `a` com o ruído somado.": steps(
            lambda shake: (tilted + shake(tilted)).clip(-1, 1)
        ),
    }
    same(given, steps(lambda shake: shake(tilted).clip(-1, 1)), "`choose`", mistakes)


def how_much_more(choose: Any, gain: Any) -> None:
    """05.5: com metade do OU, o dobro de bandeiras."""
    mistakes = {
        "é uma razão: `both(choose, 0.25) / both(choose, 0)`, e não o contrário.": 0.5,
        "a pergunta é quantas vezes mais, e não quantos carros a mais.": 83,
        "é uma razão, e não uma porcentagem.": 200,
        "essa é a do OU inteiro, com σ = 0,5; a pergunta é a da metade.": 3.1,
    }
    near(gain, 2.0, "gain", mistakes, within=0.2)


SHAPES = {
    (6,): "Não tire o último eixo: a forma é [carro, 1].",
    (6, 1, 1): "Sobra um eixo: a forma é [carro, 1].",
}
