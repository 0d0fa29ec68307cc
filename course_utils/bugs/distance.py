"""Sala 1, o termômetro do ruído nos parâmetros: erros na distância d e no tamanho de σ."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .. import exploration
from ..exploration import ParameterNoise
from ..figures.aula_07 import against, spread
from ..figures.plots import number
from ..training import Trainer
from ..worlds.pendulum import MAX_TORQUE
from .exhibit import Bug, Finding, Make, Patch

SIGMAS = np.array([0.0, 0.01, 0.02, 0.04, 0.08, 0.16])
MEASURES = 60


# --- os erros -----------------------------------------------------------------------------------------------------


def all_pairs(_original):
    """A ação em cada estado, comparada com as ações em todos os outros."""

    def policy_distance(clean: Tensor, noisy: Tensor) -> Tensor:
        return (clean[:, None] - noisy[:, :, None]).square().flatten(1).mean(1).sqrt()

    return policy_distance


def squares_of_torques(_original):
    """A média dos quadrados, sem a raiz, e em N·m: d = 0,2 vira 0,16; d = 0,02 vira 0,0016."""

    def policy_distance(clean: Tensor, noisy: Tensor) -> Tensor:
        return (MAX_TORQUE * clean - MAX_TORQUE * noisy).square().flatten(1).mean(1)

    return policy_distance


def against_the_buffer(_original):
    """Compara o ator limpo com as ações guardadas, em vez de compará-lo com a cópia perturbada."""

    def adapt(self, agent, buffer, step: int) -> None:
        if step % self.every:
            return
        batch = buffer.at(np.stack([own.random(exploration.MEASURED) for own in self.measures]))
        clean = agent.actor(agent.normalized(batch.obs))
        self.distance[:] = exploration.policy_distance(clean, batch.action).cpu().numpy()
        self.settings["sigma"][:] = exploration.adapted_sigma(**self.settings, distance=self.distance)

    return adapt


def starting_at_a_quarter(original):
    """O σ₀ de quem não disse outro passa a ser 0,25."""

    def __init__(self, sigma=0.25, *args, **settings) -> None:
        original(self, sigma, *args, **settings)

    return __init__


# --- os diagnósticos ----------------------------------------------------------------------------------------------


def thermometer(trainer: Trainer) -> np.ndarray:
    """A d média de sessenta medidas do próprio treino, `[réplica]`, com o ator parado."""
    noise: Any = trainer.explorations[0]
    measured = []
    for _ in range(MEASURES):
        noise.adapt(trainer.agent, trainer.buffer, 0)
        measured.append(noise.distance.copy())
    return np.mean(measured, 0)


def noisy_actions(trainer: Trainer, sigma: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """μ(s) e as ações de sessenta cópias perturbadas, nos estados da memória: `[réplica, estado]` e `[cópia, …]`."""
    actor, random = trainer.agent.actor, np.random.default_rng(seed)
    obs = trainer.agent.normalized(torch.from_numpy(trainer.buffer.obs[:, : len(trainer.buffer)]))
    scale = torch.as_tensor(sigma, dtype=torch.float32)[:, None] * actor.noise_mask
    noise = [torch.from_numpy(random.standard_normal(actor.flat.shape, np.float32)) for _ in range(MEASURES)]
    copies = [actor.like(actor.flat + scale * own)(obs) for own in noise]
    return actor(obs).numpy()[..., 0], torch.stack(copies).numpy()[..., 0]


def ruler(trainer: Trainer, sigma: np.ndarray, seed: int) -> np.ndarray:
    """A mesma d, calculada aqui em NumPy, sem nada do treino: `[réplica]`."""
    clean, noisy = noisy_actions(trainer, sigma, seed)
    return np.sqrt(((clean - noisy) ** 2).mean(2)).mean(0)


def one_for_each_sigma(make: Make, seed: int) -> Trainer:
    """Seis réplicas do mesmo ator, cada uma com um σ, que α = 1 mantém fixo.

    O ator é sorteado com pesos grandes, para dar ações diferentes em estados diferentes: não é preciso treiná-lo.
    """
    noise = ParameterNoise(sigma=SIGMAS, alpha=1.0)
    trainer = make("Pendulum-v1", seeds=[seed] * len(SIGMAS), exploration=noise, warmup=200).advance(until=200)
    actor = trainer.agent.actor
    actor.flat += 0.3 * torch.from_numpy(np.random.default_rng(seed).standard_normal(actor.flat.shape[1], np.float32))
    return trainer


def zero_is_zero(make: Make, seed: int) -> Finding:
    """Com σ = 0 a cópia é o próprio ator: d tem de ser zero."""
    trainer = one_for_each_sigma(make, seed)
    measured, own = thermometer(trainer), ruler(trainer, SIGMAS, seed)
    draw = partial(against, x=SIGMAS, measured=measured, expected=own, labels=("σ", "distância d"))
    says = f"com σ = 0, o treino mede d = {number(measured[0], 2)}; tem de ser 0"
    return Finding(bool(measured[0] < 1e-6), float(measured[0]), says, draw)


def same_as_the_ruler(make: Make, seed: int) -> Finding:
    """A d que o treino mede e a d calculada à parte são a mesma."""
    trainer = one_for_each_sigma(make, seed)
    measured, own = thermometer(trainer), ruler(trainer, SIGMAS, seed)
    draw = partial(against, x=SIGMAS, measured=measured, expected=own, labels=("σ", "distância d"))
    ratio = measured[1] / own[1]
    says = f"com σ = 0,01, o treino mede {number(ratio, 1)} vezes a d verdadeira; tem de ser 1"
    return Finding(bool(0.6 < ratio < 1.6), float(ratio), says, draw)


def deaf_to_the_buffer(make: Make, seed: int) -> Finding:
    """As ações guardadas não entram em d: trocá-las por outras não pode mudá-la."""
    trainer = one_for_each_sigma(make, seed)
    before = thermometer(trainer)
    trainer.buffer.action[:] = 1  # a maior ação que há, em todo passo
    after = thermometer(trainer)
    names = ("antes da troca", "depois da troca")
    draw = partial(against, x=SIGMAS, measured=after, expected=before, labels=("σ", "distância d"), names=names)
    change = abs(after[0] - before[0])
    says = f"trocar as ações da memória muda d em {number(change, 2)}; tem de ser 0"
    return Finding(bool(change < 0.2), float(change), says, draw)


def not_far_from_delta(make: Make, seed: int) -> Finding:
    """Com o σ inicial, um ator recém-sorteado se afasta de δ no máximo por um fator 2."""
    trainer = make("Pendulum-v1", seeds=[seed], exploration=ParameterNoise(), warmup=200).advance(until=200)
    sigma, delta = trainer.settings["sigma"], trainer.settings["delta"][0]
    _, noisy = noisy_actions(trainer, sigma, seed)
    d = ruler(trainer, sigma, seed)[0]
    labels = ("ação das cópias perturbadas", "fração")
    draw = partial(spread, values=noisy.ravel(), allowed=(-2 * delta, 2 * delta), limits=(-1, 1), labels=labels)
    says = f"com o σ inicial, d = {number(d, 2)}, para um δ de {number(delta, 2)}; o limite é o dobro"
    return Finding(bool(d < 2 * delta), float(d), says, draw)


# --- as peças -----------------------------------------------------------------------------------------------------

broadcast_in_d = Bug(
    name="broadcast_in_d",
    title="Cada estado contra todos os outros",
    symptom="σ só diminui, até o ruído sumir",
    wrong="d = ((clean.flatten() - noisy) ** 2).mean().sqrt()   # (64,) − (64, 1) dá (64, 64)",
    right="d = ((clean - noisy) ** 2).mean().sqrt()             # (64, 1) − (64, 1)",
    patches=[Patch(exploration, "policy_distance", all_pairs)],
    diagnostic=zero_is_zero,
    alt=(
        "Distância d contra σ, medida e esperada. No treino correto, as duas curvas coincidem e saem de zero. "
        "Com o erro, a medida já começa em 0,6 com σ igual a zero e fica bem acima da esperada."
    ),
)
old_actions_in_d = Bug(
    name="old_actions_in_d",
    title="Ações antigas na distância d",
    symptom="σ só diminui, e d muda mesmo com o ruído parado",
    wrong="d = distance(actor(batch.obs), batch.action)",
    right="d = distance(actor(batch.obs), perturbed(batch.obs))",
    patches=[Patch(ParameterNoise, "adapt", against_the_buffer)],
    diagnostic=deaf_to_the_buffer,
    alt=(
        "Distância d contra σ, antes (tracejada) e depois (laranja) de trocar as ações da memória. No treino "
        "correto, as duas coincidem. Com o erro, as duas são retas horizontais, e a laranja fica bem acima da "
        "tracejada."
    ),
)
squared_d = Bug(
    name="squared_d",
    title="A distância d em outra escala",
    symptom="o mesmo δ explora muito num motor e nada em outro",
    wrong="d = ((2 * clean - 2 * noisy) ** 2).mean()",
    right="d = ((clean - noisy) ** 2).mean().sqrt()",
    patches=[Patch(exploration, "policy_distance", squares_of_torques)],
    diagnostic=same_as_the_ruler,
    alt=(
        "Distância d contra σ, medida e esperada. No treino correto, as curvas quase coincidem. Com o erro, a "
        "medida fica abaixo da esperada para σ pequeno e muito acima dela para σ grande."
    ),
)
sigma_too_large = Bug(
    name="sigma_too_large",
    title="σ da ação usado nos parâmetros",
    symptom="no começo, cada episódio é de um agente quase sorteado",
    wrong="ParameterNoise(sigma=0.25)",
    right="ParameterNoise(sigma=0.05)",
    patches=[Patch(ParameterNoise, "__init__", starting_at_a_quarter)],
    diagnostic=not_far_from_delta,
    alt=(
        "Histogramas das ações de cópias perturbadas de um ator recém-sorteado. No treino correto, elas ficam "
        "perto de zero, dentro da faixa esperada. Com o erro, espalham-se por todo o intervalo, com picos nas "
        "duas pontas."
    ),
)
