"""Treinos com ruído nos parâmetros, da aula 04: as conferências da cópia que age e do σ fixo."""

from __future__ import annotations

from typing import Any

import torch

from ...exploration import ParameterNoise, policy_distance
from ...training import Trainer
from ..answers import near, numbers, same
from ..guard import call, refuse, told


def acting(acting_distance: Any, farther: Any) -> None:
    """04.3: a distância até a cópia que age, num treino curto de duas réplicas."""
    trainer = Trainer("Pendulum-v1", seeds=[0, 1], warmup=40, batch_size=8, exploration=ParameterNoise())
    trainer.advance(until=55)
    noise: Any = trainer.explorations[0]
    obs = torch.randn(2, 64, 3)
    clean, noisy = trainer.agent.actor(obs), noise.noisy(obs)
    shapes = {
        (): "Cada réplica tem a sua distância: a média é só sobre estados e dimensões.",
        (2, 64): "Falta a média sobre os estados.",
    }
    given = numbers(
        call(lambda obs: acting_distance(trainer, obs), obs), (2,), "o que `acting_distance` devolve", shapes
    )
    mistakes = {
        "essa é a d do pacote, de uma cópia sorteada só para medir; a pergunta é sobre a que age.": torch.from_numpy(
            noise.distance
        ),
        "falta a raiz.": policy_distance(clean, noisy) ** 2,
        "são os quadrados das diferenças, e não os valores absolutos.": (clean - noisy).abs().mean((1, 2)),
        "você comparou uma política com ela mesma; a cópia que age é `noise.noisy`.": torch.zeros(2),
        "compare com o ator, e não com o ator-alvo.": policy_distance(trainer.agent.target_actor(obs), noisy),
    }
    same(given, policy_distance(clean, noisy), "`acting_distance`", mistakes)


def thermostat_off(fixed: Any, distances: Any, growth: Any) -> None:
    """04.4: um treinador com dez sementes e σ fixo, no passo 3.000."""
    refuse(not isinstance(fixed, Trainer), f"`fixed` deveria ser um `Trainer`; recebi {told(fixed)}.")
    kinds = [type(one) for one in fixed.explorations]
    refuse(kinds != [ParameterNoise], "`fixed` explora de outro jeito; use só `ParameterNoise`.")
    live = fixed.explorations[0].settings
    refuse((live["alpha"] != 1).any(), "o termostato de `fixed` está ligado: com esse α, σ não fica fixo.")
    refuse((live["sigma"] != 0.05).any(), "σ não ficou em 0,05, o da pergunta.")
    refuse(len(fixed.seeds) != 10, f"a pergunta é com dez sementes; `fixed` tem {len(fixed.seeds)}.")
    refuse(fixed.steps < 3000, f"`fixed` está no passo {fixed.steps}; treine até o 3.000.")


def measures(fixed: Any, distances: Any, growth: Any) -> None:
    """04.4: uma medida a cada 50 passos, depois do aquecimento."""
    mistakes = {
        (10, 50): "Uma medida por linha, uma semente por coluna.",
        (60, 10): "As dez primeiras são do aquecimento, em que o agente não aprende: comece depois do passo 500.",
        (50,): "Falta um eixo: cada medida tem dez sementes.",
    }
    given = numbers(distances, (50, 10), "`distances`", mistakes)
    same_row = (given == given[-1]).all()
    refuse(same_row, "todas as linhas são iguais: o treino escreve sempre no mesmo vetor. Guarde uma cópia dele.")


def growing(fixed: Any, distances: Any, growth: Any) -> None:
    """04.4: quantas vezes d cresceu."""
    means = numbers(distances, (50, 10), "`distances`").mean(1)
    first, last = float(means[:10].mean()), float(means[-10:].mean())
    mistakes = {
        "é o fim dividido pelo começo, e não o contrário.": first / last,
        "a pergunta é quantas vezes cresceu: uma razão, e não uma diferença.": last - first,
        "uma medida só é muito ruidosa: use a média de dez, no começo e no fim.": float(means[-1] / means[0]),
    }
    near(growth, last / first, "growth", mistakes, within=0.02)
    flat = "`distances` quase não cresce, e com σ fixo costuma mais que dobrar. São as d deste treino?"
    refuse(last < 1.2 * first, flat)
