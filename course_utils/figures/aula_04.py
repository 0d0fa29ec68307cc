"""As figuras da aula 04: a mesma observação muitas vezes, a distância d e o termostato de σ.

Ações e distâncias na escala [-1, 1]; tempos em passos de 0,05 s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..study.bands import band
from .plots import BLUE, GREEN, HATCHES, ORANGE, STYLES, decimal_comma, legend_above, new_axes, number

MARKS = "os^Dv*"


def repeated_actions(groups: Mapping[str, np.ndarray], clean: float) -> Figure:
    """A ação dada à **mesma** observação: um quadro por exploração, `[episódio, visita]`; `clean` é μ(s)."""
    figure = Figure(figsize=(8, 3), layout="constrained", facecolor="white")
    all_axes: Sequence[Axes] = figure.subplots(1, len(groups), sharey=True)
    for axes, (title, actions) in zip(all_axes, groups.items()):
        episodes, visits = actions.shape
        axes.axhline(clean, color="0.4", linewidth=1, linestyle="--", label="sem ruído, μ(s)")
        for e, own in enumerate(actions):
            x = e * visits + np.arange(visits)
            axes.plot(x, own, MARKS[e % len(MARKS)], color=STYLES[e % len(STYLES)][0], markersize=4)
        axes.set_xticks(visits * (np.arange(episodes) + 0.5) - 0.5, [str(e + 1) for e in range(episodes)])
        axes.tick_params(axis="x", length=0)
        for border in range(1, episodes):
            axes.axvline(border * visits - 0.5, color="0.85", linewidth=1, zorder=0)
        axes.set(title=title, xlabel=f"episódio ({visits} visitas em cada)", ylim=(-1.08, 1.08))
        axes.spines[["top", "right"]].set_visible(False)
        axes.yaxis.set_major_formatter(lambda y, _: number(y, 1))
    all_axes[0].set_ylabel("ação a, na mesma observação")
    all_axes[0].legend(loc="upper left", frameon=False, fontsize=9)
    return figure


def episode_actions(runs: Mapping[str, np.ndarray]) -> Figure:
    """As ações de um episódio, um quadro por exploração, um embaixo do outro."""
    figure = Figure(figsize=(8, 3.8), layout="constrained", facecolor="white")
    all_axes: Sequence[Axes] = figure.subplots(len(runs), 1, sharex=True, sharey=True)
    for axes, (color, _), (name, actions) in zip(all_axes, STYLES, runs.items()):
        axes.plot(actions, color=color, linewidth=1.4)
        axes.axhline(0, color="0.8", linewidth=0.8, zorder=0)
        axes.set_title(name, loc="left", fontsize=10)
        axes.set(ylim=(-1.1, 1.1), yticks=[-1, 0, 1])
        axes.spines[["top", "right"]].set_visible(False)
    all_axes[-1].set(xlabel="passo do episódio", xlim=(0, max(map(len, runs.values()))))
    figure.supylabel("ação a", fontsize=10)
    return figure


def noisy_policies(
    angle: np.ndarray, clean: np.ndarray, noisy: np.ndarray, distances: np.ndarray, delta: float, title: str
) -> Figure:
    """Cópias perturbadas da política e a distância de cada uma até ela.

    - `angle`, `clean`: `[ângulo]`; `noisy`: `[cópia, ângulo]`; `distances`: d de muitas cópias. A primeira de cada
      lista é a cópia que está sendo medida: ela aparece destacada.
    """
    figure = Figure(figsize=(8, 3.5), layout="constrained", facecolor="white")
    left, right = figure.subplots(1, 2, width_ratios=(1.3, 1))
    left.plot(angle, noisy[1:].T, color=ORANGE, linewidth=0.8, alpha=0.4)
    left.plot(angle, noisy[0], color=ORANGE, linewidth=2, linestyle="--", label="a cópia medida")
    left.plot(angle, clean, color=BLUE, linewidth=2.5, label="sem ruído")
    left.set(xlabel="ângulo φ (rad), com o pêndulo parado", ylabel="ação a", ylim=(-1.08, 1.08))
    left.set_xlim(angle[0], angle[-1])
    right.hist(
        distances, np.linspace(0, 1.6, 41).tolist(), color=ORANGE, alpha=0.5, hatch=HATCHES[1], edgecolor="white"
    )
    right.axvline(delta, color=GREEN, linewidth=2, label="δ")
    right.axvline(distances[0], color=ORANGE, linewidth=2, linestyle="--", label="d medida")
    right.set(xlabel="distância d", ylabel="cópias, de 200", xlim=(0, 1.6))
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        legend_above(axes)
        decimal_comma(axes)
    figure.suptitle(title, fontsize=11)
    return figure


def thermostat(distance: np.ndarray, sigma: np.ndarray, delta: float) -> Figure:
    """d e σ a cada adaptação, com δ como linha."""
    figure = Figure(figsize=(8, 3.1), layout="constrained", facecolor="white")
    left, right = figure.subplots(1, 2)
    left.plot(distance, ".", color=ORANGE, markersize=4, label="d medida")
    left.axhline(delta, color=GREEN, linewidth=2, label="δ")
    left.set(ylabel="distância d", ylim=(0, max(1.05 * distance.max(), 1.5 * delta)))
    right.plot(sigma, color=BLUE, linewidth=2, label="σ")
    right.set(ylabel="σ (escala logarítmica)", yscale="log", ylim=(5e-4, 2))
    for axes in (left, right):
        axes.set(xlabel="adaptação", xlim=(0, len(sigma)))
        axes.spines[["top", "right"]].set_visible(False)
        legend_above(axes)
    _log_comma(right)
    left.yaxis.set_major_formatter(lambda y, _: f"{y:g}".replace(".", ","))
    return figure


def sigma_traces(runs: Mapping[str, np.ndarray]) -> Figure:
    """σ a cada adaptação, uma linha por maneira de medir d."""
    figure, axes = new_axes(8, 3)
    for (color, line), (name, sigma) in zip(STYLES, runs.items()):
        axes.plot(sigma, color=color, linestyle=line, linewidth=2, label=name)
    axes.set(xlabel="adaptação", ylabel="σ (escala logarítmica)", yscale="log")
    axes.set_xlim(0, max(map(len, runs.values())))
    legend_above(axes)
    _log_comma(axes)
    return figure


def tracking(table: pd.DataFrame) -> Figure:
    """d (em cima) e σ (embaixo) durante treinos de verdade: à esquerda muda δ, à direita muda σ₀.

    `table`: as colunas `delta`, `sigma0`, `seed`, `step`, `d`, `sigma`; a faixa de 95 % é sobre as sementes.
    """
    figure = Figure(figsize=(8, 5), layout="constrained", facecolor="white")
    grid = figure.subplots(2, 2, sharex=True, sharey="row")
    halves = [table[table.sigma0 == 0.05], table[table.delta == 0.2]]
    names = ["delta", "sigma0"]
    for column, (half, name, letter) in enumerate(zip(halves, names, ("δ", "σ₀"))):
        for (color, line), (value, own) in zip(STYLES, half.groupby(name)):
            for row, quantity in enumerate(("d", "sigma")):
                values = own.pivot(index="seed", columns="step", values=quantity)
                center, low, high = band(values.to_numpy())
                axes = grid[row, column]
                label = f"{letter} = {value:g}".replace(".", ",")
                axes.plot(values.columns, center, color=color, linestyle=line, linewidth=1.5, label=label)
                axes.fill_between(values.columns, low, high, color=color, alpha=0.15, linewidth=0)
                if quantity == "d":
                    axes.axhline(own.delta.iloc[0], color="0.4", linewidth=0.8, zorder=0)
        grid[0, column].legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize=9)
        grid[1, column].set(xlabel="passos de ambiente", yscale="log")
    grid[0, 0].set(ylabel="distância d", ylim=(0, None))
    grid[1, 0].set(ylabel="σ (escala logarítmica)")
    grid[0, 0].yaxis.set_major_formatter(lambda y, _: f"{y:g}".replace(".", ","))
    _log_comma(grid[1, 0])
    for axes in grid.flat:
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def twins(steps: np.ndarray, heights: Mapping[str, np.ndarray], changed: int, episodes: Sequence[int]) -> Figure:
    """A altura da ponta (cos φ) de réplicas gêmeas; `changed`: o passo da mudança; `episodes`: onde começam."""
    figure, axes = new_axes(8, 3.2)
    for (color, line), width, (name, own) in zip(STYLES, (4, 1.8, 1.8), heights.items()):
        axes.plot(steps, own, color=color, linestyle=line, linewidth=width, label=name)
    axes.axvline(changed, color="black", linewidth=1.5)
    axes.text(changed, 1.13, " σ muda aqui", fontsize=9, va="bottom")
    for start in episodes:
        axes.axvline(start, color="0.75", linewidth=1, zorder=0)
        axes.text(start, 1.13, " novo episódio", fontsize=9, va="bottom", color="0.35")
    axes.set(xlabel="passo de ambiente", xlim=(steps[0], steps[-1]), ylim=(-1.1, 1.12))
    axes.set_yticks([-1, 0, 1], ["pendurado", "deitado", "em pé"])
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=3, frameon=False, fontsize=9)
    return figure


def layer_distances(groups: Mapping[str, Mapping[str, np.ndarray]]) -> Figure:
    """d quando só uma camada é perturbada: quadro → rede → `[camada]`, com o mesmo σ em todas."""
    figure = Figure(figsize=(8, 2.9), layout="constrained", facecolor="white")
    all_axes: Sequence[Axes] = figure.subplots(1, len(groups), sharey=True)
    for axes, (title, networks) in zip(all_axes, groups.items()):
        for k, ((color, _), hatch, (name, own)) in enumerate(zip(STYLES, HATCHES, networks.items())):
            x = np.arange(len(own)) + 0.38 * (k - 0.5)
            axes.bar(x, own, 0.36, color=color, hatch=hatch, edgecolor="white", label=name)
        axes.set_xticks(range(len(own)), [f"camada {i + 1}" for i in range(len(own) - 1)] + ["última"])
        axes.set_title(title, fontsize=10)
        axes.spines[["top", "right"]].set_visible(False)
        axes.yaxis.set_major_formatter(lambda y, _: number(y, 1))
    all_axes[0].set_ylabel("distância d")
    all_axes[0].legend(frameon=False, fontsize=9)
    return figure


def _log_comma(axes: Axes) -> None:
    """Uma escala logarítmica com 0,001, 0,01, … em vez de potências."""
    axes.yaxis.set_major_formatter(lambda y, _: f"{y:g}".replace(".", ","))
