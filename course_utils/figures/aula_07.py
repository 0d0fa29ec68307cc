"""Os desenhos do museu: o medido ao lado do esperado, e o que cada erro fez ao retorno."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..study import Study
from ..study.bands import band
from .plots import BLUE, GREEN, ORANGE, decimal_comma

Labels = tuple[str, str]


class Finding(NamedTuple):
    """O que um diagnóstico achou: o veredito, o número que o decide, uma frase e um desenho."""

    sound: bool
    value: float
    says: str
    draw: Callable[[Axes], None]

    def __str__(self) -> str:
        return f"{'✓' if self.sound else '✗'} {self.says}"

    def plot(self) -> Figure:
        """O desenho do diagnóstico, sozinho numa figura."""
        return beside({"": self})


def against(
    axes: Axes,
    x: np.ndarray,
    measured: np.ndarray,
    expected: np.ndarray,
    labels: Labels,
    names: Labels = ("esperado", "medido"),
) -> None:
    """Uma curva medida e, tracejada, a esperada; `names`: o que a legenda diz das duas, a tracejada primeiro."""
    axes.plot(x, expected, color="0.35", linestyle="--", linewidth=1.8, label=names[0], zorder=3)
    axes.plot(x, measured, color=ORANGE, linewidth=1.8, label=names[1])
    axes.set(xlabel=labels[0], ylabel=labels[1])


def spread(
    axes: Axes, values: np.ndarray, allowed: tuple[float, float], limits: tuple[float, float], labels: Labels
) -> None:
    """Um histograma, com o intervalo esperado sombreado; a altura é a fração em cada barra."""
    axes.axvspan(*allowed, color=GREEN, alpha=0.15, label="esperado")
    weights = np.full(values.size, 1 / values.size)
    axes.hist(values, np.linspace(*limits, 41).tolist(), weights=weights, color=ORANGE, label="medido")
    axes.set(xlabel=labels[0], ylabel=labels[1], xlim=limits)


def points(axes: Axes, x: np.ndarray, y: np.ndarray, limits: tuple[tuple, tuple], labels: Labels) -> None:
    """Pontos num plano, meio transparentes: onde muitos se repetem, a cor fica cheia."""
    axes.plot(x, y, "o", color=ORANGE, alpha=0.5, markersize=8, label="medido")
    axes.set(xlabel=labels[0], ylabel=labels[1], xlim=limits[0], ylim=limits[1])


def beside(findings: Mapping[str, Finding]) -> Figure:
    """O mesmo diagnóstico em vários treinos, um quadro por treino, nas mesmas escalas."""
    figure = Figure(figsize=(8, 2.8), layout="constrained", facecolor="white")
    all_axes: Sequence[Axes] = figure.subplots(1, len(findings), sharex=True, sharey=True, squeeze=False)[0]
    for axes, (title, finding) in zip(all_axes, findings.items()):
        finding.draw(axes)
        axes.set_title(f"{title} {'✓' if finding.sound else '✗'}".strip(), fontsize=11)
        axes.spines[["top", "right"]].set_visible(False)
        axes.label_outer()
        decimal_comma(axes)
    figure.legend(
        *all_axes[0].get_legend_handles_labels(), loc="outside lower right", ncols=2, frameon=False, fontsize=9
    )
    return figure


def selected(study: Study, names: Mapping[str, str]) -> Study:
    """As linhas pedidas de um estudo, com outros nomes: nome a mostrar → nome salvo."""
    rows = [study.rows[study.rows["setting"] == own].assign(setting=shown) for shown, own in names.items()]
    return replace(study, settings={shown: study.settings[own] for shown, own in names.items()}, rows=pd.concat(rows))


def returns_at(study: Study, pairs: Mapping[str, tuple[str, str]], steps: Sequence[int]) -> Figure:
    """O retorno correto e com o erro em alguns momentos do treino: a média interquartil e a faixa de 95 %.

    - `pairs`: a peça → (a linha do treino correto, a do treino com o erro). `steps`: os momentos, um quadro para cada.
    """
    figure = Figure(figsize=(8, 0.5 * len(pairs) + 1.3), layout="constrained", facecolor="white")
    all_axes: Sequence[Axes] = figure.subplots(1, len(steps), sharey=True, squeeze=False)[0]
    looks = (("correto", BLUE, "o", -0.15), ("com o erro", ORANGE, "s", 0.15))
    for axes, step in zip(all_axes, steps):
        for row, both in enumerate(pairs.values()):
            for (label, color, mark, offset), setting in zip(looks, both):
                center, low, high = map(float, band(study.curves(setting)[step].to_numpy()))
                y = row + offset
                axes.plot([low, high], [y, y], color=color, linewidth=2.5, solid_capstyle="round")
                axes.plot(center, y, mark, color=color, markersize=6, label=label if row == 0 else None)
        axes.set(xlabel="retorno sem ruído", title=f"aos {step:,} passos".replace(",", "."))
        axes.grid(axis="x", color="0.9")
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
        decimal_comma(axes)
    all_axes[0].set_yticks(range(len(pairs)), list(pairs))
    all_axes[0].set_ylim(len(pairs) - 0.5, -0.5)
    figure.legend(*all_axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=2, frameon=False)
    return figure
