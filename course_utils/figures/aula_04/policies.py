"""O ator parado, sem ruído e perturbado: a mesma observação muitas vezes, a distância d e o termostato."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import Tensor

from ...exploration import adapted_sigma, perturb, policy_distance
from ...networks import Actor
from ...worlds.pendulum import MAX_SPEED
from ..plots import BLUE, GREEN, HATCHES, ORANGE, STYLES, decimal_comma, legend_above, number
from .layout import MARKS, column, comma, told

COPIES, SHOWN = 200, 30


def observed(angle: np.ndarray, speed: np.ndarray) -> Tensor:
    """As observações desses estados, `[1, estado, 3]`."""
    return torch.from_numpy(np.stack((np.cos(angle), np.sin(angle), speed), -1)).float()[None]


def states(count: int = 64) -> Tensor:
    """Observações de estados sorteados por igual, sempre os mesmos, `[1, estado, 3]`."""
    random = np.random.default_rng(0)
    return observed(random.uniform(-np.pi, np.pi, count), random.uniform(-MAX_SPEED, MAX_SPEED, count))


def same_observation(actor: Actor, of_action: float, of_parameters: float) -> Figure:
    """Quinze visitas à mesma observação (quase em pé, parado) em quatro episódios, com cada ruído; os σ de cada um."""
    random, here = np.random.default_rng(3), observed(np.array([0.08]), np.zeros(1))
    clean, by_action, by_parameters = actor(here).item(), [], []
    for _ in range(4):
        one = actor.like(perturb(actor.flat, np.array([of_parameters]), actor.noise_mask, [random]))
        by_action.append(np.clip(clean + of_action * random.standard_normal(15), -1, 1))
        by_parameters.append([one(here).item() for _ in range(15)])
    groups = {"ruído na ação": np.array(by_action), "ruído nos parâmetros": np.array(by_parameters)}
    return repeated_actions(groups, clean)


def repeated_actions(groups: Mapping[str, np.ndarray], clean: float) -> Figure:
    """A ação dada à **mesma** observação: um quadro por exploração, `[episódio, visita]`; `clean` é μ(s)."""
    figure, all_axes = column(len(groups), 2.3 * len(groups), sharex=True, sharey=True)
    for axes, (title, actions) in zip(all_axes, groups.items()):
        episodes, visits = actions.shape
        axes.axhline(clean, color="0.4", linewidth=1, linestyle="--", label="sem ruído, μ(s)")
        for e, own in enumerate(actions):
            x = e * visits + np.arange(visits)
            axes.plot(x, own, MARKS[e % len(MARKS)], color=STYLES[e % len(STYLES)][0], markersize=5)
        axes.set_xticks(visits * (np.arange(episodes) + 0.5) - 0.5, [str(e + 1) for e in range(episodes)])
        axes.tick_params(axis="x", length=0)
        for border in range(1, episodes):
            axes.axvline(border * visits - 0.5, color="0.85", linewidth=1, zorder=0)
        axes.set_title(title, loc="left")
        axes.set(ylabel="ação a", ylim=(-1.08, 1.08))
        axes.yaxis.set_major_formatter(lambda y, _: number(y, 1))
    all_axes[-1].set_xlabel(f"episódio ({visits} visitas em cada)")
    all_axes[0].legend(loc="lower left", frameon=False)
    return told(
        figure,
        f"A mesma observação em {episodes} episódios. Com ruído na ação, {visits} pontos espalhados em "
        f"cada episódio. Com ruído nos parâmetros, {visits} pontos na mesma altura em cada episódio, e uma altura "
        "diferente por episódio.",
    )


def one_decision(actor: Actor, sigma: float, delta: float) -> Figure:
    """Cópias do ator perturbadas com σ, a d de cada uma e, no título, o que a equação 1 faz ao medir a primeira."""
    draws = torch.from_numpy(np.random.default_rng(5).standard_normal((COPIES, actor.flat.shape[1]), np.float32))
    copies = actor.like(actor.flat + sigma * draws * actor.noise_mask)
    there, angle = states(), np.linspace(-np.pi, np.pi, 101)
    d = policy_distance(actor(there), copies(there.expand(COPIES, -1, -1))).numpy()
    sign, new = ("≤", "α σ") if d[0] <= delta else (">", "σ / α")
    title = f"d = {number(float(d[0]), 2)} {sign} δ = {number(delta, 2)}:  σ ← {new}"
    still = observed(angle, 0 * angle)
    curves = copies(still.expand(COPIES, -1, -1))[:SHOWN, :, 0].numpy()
    return noisy_policies(angle, actor(still)[0, :, 0].numpy(), curves, d, delta, title)


def noisy_policies(
    angle: np.ndarray, clean: np.ndarray, noisy: np.ndarray, distances: np.ndarray, delta: float, title: str
) -> Figure:
    """Cópias perturbadas da política e a distância de cada uma até ela.

    - `angle`, `clean`: `[ângulo]`; `noisy`: `[cópia, ângulo]`; `distances`: d de muitas cópias. A primeira de cada
      lista é a cópia que está sendo medida: ela aparece destacada.
    """
    figure, (top, bottom) = column(2, 5.2)
    top.plot(angle, noisy[1:].T, color=ORANGE, linewidth=0.8, alpha=0.4)
    top.plot(angle, noisy[0], color=ORANGE, linewidth=2, linestyle="--", label="a cópia medida")
    top.plot(angle, clean, color=BLUE, linewidth=2.5, label="sem ruído")
    top.set(xlabel="ângulo φ (rad), com o pêndulo parado", ylabel="ação a", ylim=(-1.08, 1.08))
    top.set_xlim(angle[0], angle[-1])
    edges = np.linspace(0, 1.6, 41).tolist()
    bottom.hist(distances, edges, color=ORANGE, alpha=0.5, hatch=HATCHES[1], edgecolor="white")
    bottom.axvline(delta, color=GREEN, linewidth=2, label="δ")
    bottom.axvline(distances[0], color=ORANGE, linewidth=2, linestyle="--", label="d medida")
    bottom.set(xlabel="distância d", ylabel="cópias, de 200", xlim=(0, 1.6))
    for axes in (top, bottom):
        legend_above(axes)
        decimal_comma(axes)
    figure.suptitle(title)
    return told(
        figure,
        f"Em cima, a política sem ruído contra o ângulo e trinta cópias perturbadas em volta dela. Embaixo, as "
        f"distâncias d de duzentas cópias: um histograma de mediana {number(float(np.median(distances)), 2)}, e a "
        f"linha δ em {number(delta, 2)}. O título diz: {title}",
    )


def cooling(actor: Actor, sigma: float, delta: float, alpha: float, count: int = 300) -> Figure:
    """A equação 1 repetida `count` vezes num ator parado."""
    random, there, history = np.random.default_rng(0), states(), []
    for _ in range(count):
        other = actor.like(perturb(actor.flat, np.array([sigma]), actor.noise_mask, [random]))
        d = policy_distance(actor(there), other(there)).item()
        history.append((d, sigma))
        sigma = float(adapted_sigma(sigma, alpha, delta, d))
    d, sigmas = np.array(history).T
    return thermostat(d, sigmas, delta)


def thermostat(distance: np.ndarray, sigma: np.ndarray, delta: float) -> Figure:
    """d e σ a cada adaptação, com δ como linha."""
    figure, (top, bottom) = column(2, 4.6, sharex=True)
    top.plot(distance, ".", color=ORANGE, markersize=5, label="d medida")
    top.axhline(delta, color=GREEN, linewidth=2, label="δ")
    top.set(ylabel="distância d", ylim=(0, max(1.05 * distance.max(), 1.5 * delta)))
    bottom.plot(sigma, color=BLUE, linewidth=2, label="σ")
    bottom.set(ylabel="σ (escala log.)", yscale="log", ylim=(5e-4, 2), xlabel="adaptação", xlim=(0, len(sigma)))
    for axes in (top, bottom):
        legend_above(axes)
        comma(axes)
    return told(
        figure,
        f"Em cima, d a cada adaptação e a linha δ em {number(delta, 2)}; embaixo, σ em escala logarítmica, que vai de "
        f"{number(sigma[0], 3)} a {number(sigma[-1], 3)} em {len(sigma)} adaptações.",
    )
