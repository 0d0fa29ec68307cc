"""A aula 00: um episódio de um agente treinado, o que ele custa, e o que o ruído nos parâmetros faz dele."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from matplotlib.figure import Figure

from ..networks import Actor
from ..worlds.pendulum import MAX_TORQUE, SECONDS_PER_STEP, push, reward
from .plots import BLUE, ORANGE, decimal_comma, described, legible, new_axes, number

STEPS = 200
SIGMAS, DRAWS = (0.0, 0.02, 0.05, 0.1, 0.2), 20


class Episode(NamedTuple):
    """De cada um dos 200 passos: o ângulo (rad), o torque (N·m) e a recompensa."""

    angles: np.ndarray
    torques: np.ndarray
    rewards: np.ndarray


def episode(actor: Actor, start: tuple[float, float] = (np.pi, 0.0), first: float | None = None) -> Episode:
    """Um episódio sem ruído, a partir de `start`, o ângulo e a velocidade.

    - `first`: a primeira ação, em [−1, 1]; as outras são sempre as do agente. Sem ela, a primeira também.
    """
    (angle, speed), rows = start, np.empty((STEPS, 3))
    for k in range(STEPS):
        obs = torch.tensor([[[np.cos(angle), np.sin(angle), speed]]], dtype=torch.float32)
        action = first if k == 0 and first is not None else float(actor(obs)[0, 0, 0])
        torque = MAX_TORQUE * action
        rows[k] = angle, torque, reward(angle, speed, torque)
        angle, speed = push(angle, speed, torque)
    return Episode(*rows.T)


def play(actor: Actor, start: tuple[float, float] = (np.pi, 0.0), first: float | None = None) -> np.ndarray:
    """As recompensas dos 200 passos de um episódio sem ruído; os argumentos são os de `episode`."""
    return episode(actor, start, first).rewards


def cost_by_second(rewards: np.ndarray) -> Figure:
    """Quanto custou cada segundo de um episódio: a soma das recompensas de 20 passos, com o sinal trocado."""
    figure, axes = new_axes(6.4, 2.8)
    costs = -rewards.reshape(-1, 20).sum(1)
    axes.bar(np.arange(1, 11), costs, color=BLUE)
    axes.set(xlabel="segundo do episódio", ylabel="custo")
    axes.set_xticks(range(1, 11))
    share = costs[:3].sum() / costs.sum()
    told = "quase tudo nos três primeiros" if share > 0.9 else "espalhado por vários"
    return legible(figure, f"Barras com o custo de cada segundo de um episódio que começa pendurado: {told}.")


def three_pushes(actor: Actor, gamma: float = 0.95) -> str:
    """A recompensa e o Q de três ações numa descida, quase no fundo, no sentido horário; depois, segue o agente."""
    lines = []
    for name, first in (("empurrar junto", -1.0), ("desligar", 0.0), ("frear", 1.0)):
        future = play(actor, (3.5, -3.0), first)
        worth = float(gamma ** np.arange(len(future)) @ future)
        lines.append(f"{name:>14}: recompensa {number(future[0], 3)}, Q {number(worth, 1)}")
    return "\n".join(lines)


def worth_of_steps(rewards: np.ndarray, gamma: float = 0.95) -> Figure:
    """A recompensa de cada passo e, embaixo, o valor dele com o desconto `gamma`."""
    values = np.zeros(len(rewards) + 1)
    for k in reversed(range(len(rewards))):
        values[k] = rewards[k] + gamma * values[k + 1]
    figure = Figure(figsize=(6.4, 5), layout="constrained", facecolor="white")
    time = SECONDS_PER_STEP * np.arange(len(rewards))
    top, below = figure.subplots(2, 1, sharex=True)
    top.bar(time, rewards, width=SECONDS_PER_STEP, color=ORANGE)
    top.set(ylabel="recompensa do passo")
    below.plot(time, values[:-1], color=BLUE, linewidth=2)
    below.set(xlabel="tempo (s)", ylabel=f"valor, com γ = {number(gamma, 2)}")
    for axes in (top, below):
        axes.spines[["top", "right"]].set_visible(False)
        decimal_comma(axes)
    return described(
        figure,
        "Dois quadros de um episódio que começa pendurado. Em cima, a recompensa de cada passo: quase −10 no começo, "
        "pior ou melhor conforme a haste balança, e quase zero depois que ela sobe. Embaixo, o valor de cada passo, "
        "que começa a subir antes da recompensa, porque já conta o que vem.",
    )


def draws_by_sigma(actor: Actor) -> Figure:
    """O retorno, de pendurado, de 20 sorteios do ruído nos parâmetros para cada σ; cada ponto é um agente."""
    random = np.random.default_rng(0)
    figure, axes = new_axes(6.4, 3.6)
    for place, sigma in enumerate(SIGMAS):
        returns = [play(_shaken(actor, sigma, random)).sum() for _ in range(DRAWS)]
        axes.plot(place + np.linspace(-0.2, 0.2, DRAWS), returns, "o", color=BLUE, alpha=0.6, markersize=5)
        axes.plot([place - 0.3, place + 0.3], [np.median(returns)] * 2, color=ORANGE, linewidth=2.5)
    axes.set(xlabel="σ do ruído nos parâmetros", ylabel="retorno, de pendurado")
    axes.set_xticks(range(len(SIGMAS)), [number(sigma, 2) for sigma in SIGMAS])
    return legible(
        figure,
        "Vinte sorteios para cada σ, um ponto por sorteio, e um traço na mediana. Com σ até 0,05 quase todos os "
        "retornos ficam perto do retorno sem ruído; com 0,1 eles se espalham por toda a escala; com 0,2 quase todos "
        "são muito ruins.",
    )


def _shaken(actor: Actor, sigma: float, random: np.random.Generator) -> Actor:
    """O mesmo ator, com ruído de tamanho σ nos parâmetros que o recebem."""
    noise = torch.from_numpy(random.standard_normal(actor.flat.shape, np.float32)) * actor.noise_mask
    return actor.like(actor.flat + sigma * noise)
