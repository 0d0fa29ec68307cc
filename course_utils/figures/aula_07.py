"""Os desenhos do museu: o medido ao lado do esperado, e o que cada erro fez ao retorno."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from ..study import Study
from ..study.bands import band
from .plots import BLUE, GREEN, ORANGE, decimal_comma, described

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


def beside(findings: Mapping[str, Finding], alt: str = "O desenho de um diagnóstico.") -> Figure:
    """O mesmo diagnóstico em vários treinos, um quadro debaixo do outro, nas mesmas escalas."""
    figure = Figure(figsize=(6.2, 2.3 * len(findings) + 0.5), layout="constrained", facecolor="white")
    all_axes: Sequence[Axes] = list(figure.subplots(len(findings), 1, sharex=True, sharey=True, squeeze=False)[:, 0])
    for axes, (title, finding) in zip(all_axes, findings.items()):
        finding.draw(axes)
        axes.set_title(f"{title} {'✓' if finding.sound else '✗'}".strip(), fontsize=13)
        tidy(axes)
        axes.label_outer()
    figure.legend(
        *all_axes[0].get_legend_handles_labels(), loc="outside lower right", ncols=2, frameon=False, fontsize=12
    )
    return described(figure, alt)


def tidy(axes: Axes) -> None:
    """Sem moldura em cima nem à direita, com vírgula decimal e letras que se leem num celular."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.xaxis.label.set_fontsize(12)
    axes.yaxis.label.set_fontsize(12)
    axes.tick_params(labelsize=11)
    decimal_comma(axes)


def selected(study: Study, names: Mapping[str, str]) -> Study:
    """As linhas pedidas de um estudo, com outros nomes: nome a mostrar → nome salvo."""
    rows = [study.rows[study.rows["setting"] == own].assign(setting=shown) for shown, own in names.items()]
    return replace(study, settings={shown: study.settings[own] for shown, own in names.items()}, rows=pd.concat(rows))


def returns_at(study: Study, pairs: Mapping[str, tuple[str, str]], steps: Sequence[int], alt: str) -> Figure:
    """O retorno correto e com o erro em alguns momentos do treino: a média interquartil e a faixa de 95 %.

    - `pairs`: o erro → (a linha do treino correto, a do treino com o erro). `steps`: os momentos, um quadro para cada,
      um debaixo do outro.
    """
    height = 0.62 * len(pairs) + 0.7
    figure = Figure(figsize=(6.2, height * len(steps) + 0.4), layout="constrained", facecolor="white")
    all_axes: Sequence[Axes] = list(figure.subplots(len(steps), 1, sharex=True, squeeze=False)[:, 0])
    looks = (("correto", BLUE, "o", 0), ("com o erro", ORANGE, "s", 0.22))
    for axes, step in zip(all_axes, steps):
        for row, both in enumerate(pairs.values()):
            for (label, color, mark, offset), setting in zip(looks, both):
                center, low, high = map(float, band(study.curves(setting)[step].to_numpy()))
                y = row + offset
                axes.plot([low, high], [y, y], color=color, linewidth=2.5, solid_capstyle="round")
                axes.plot(center, y, mark, color=color, markersize=6, label=label if row == 0 else None)
        axes.set_title(f"aos {step:,} passos".replace(",", "."), fontsize=13)
        axes.grid(axis="x", color="0.9")
        axes.set_axisbelow(True)
        axes.set_ylim(len(pairs) - 0.55, -0.8)
        tidy(axes)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        for row, name in enumerate(pairs):  # o nome em cima da linha: ao lado, não sobraria figura num celular
            axes.text(0, row - 0.38, name, transform=axes.get_yaxis_transform(), fontsize=12, va="center")
    all_axes[-1].set_xlabel("retorno sem ruído")
    figure.legend(
        *all_axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=2, frameon=False, fontsize=12
    )
    return described(figure, alt)


def small(study: Study, alt: str) -> Figure:
    """As curvas de um estudo, numa figura que cabe num celular."""
    figure = study.plot()
    figure.set_size_inches(6.2, 3.8)
    for text in figure.findobj(Text):
        text.set_fontsize(max(11, text.get_fontsize()))
    return described(figure, alt)


def updates_study(study: Study) -> Figure:
    """O estudo de uma ou duas atualizações por passo, de dez sementes."""
    return small(
        study,
        "Retorno sem ruído contra passos de ambiente, dez sementes, com uma e com duas atualizações por passo. As duas "
        "faixas se sobrepõem quase o tempo todo, e no fim os dois ajustes estão no mesmo nível.",
    )


def car_study(study: Study) -> Figure:
    """O carro na montanha, correto e com o erro em que nenhum episódio termina."""
    return small(
        selected(study, {"correto": "OU", "com o erro": "no_terminal"}),
        "Retorno sem ruído no carro na montanha contra passos de ambiente, correto e com o erro, 20 sementes. As duas "
        "curvas caem até perto de −100 aos 3.000 passos e depois sobem, a do treino correto mais cedo. As faixas são "
        "muito largas e se sobrepõem em todos os momentos.",
    )


def scale_study(study: Study) -> Figure:
    """Os três agentes com os ajustes da lição original."""
    names = {"certa": "certa", "com o erro": "engano", "crítico em N·m": "certa, crítico em N·m"}
    return small(
        selected(study, names),
        "Retorno sem ruído no pêndulo contra passos de ambiente, com ajustes parecidos com os da lição original, 20 "
        "sementes. O agente com o erro sobe antes e, dos 2.000 passos em diante, a sua faixa fica acima das outras "
        "duas, que se sobrepõem o tempo todo.",
    )
