"""O caso da semente 4: o que aconteceu com ela, e com outras sementes presas."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ...study import Study
from ...study.bands import band
from ..plots import BLUE, GREEN, ORANGE, STYLES, decimal_comma, legend_above, number
from .layout import MARKS, column, thousands, told


def case(table: pd.DataFrame, seed: int = 4) -> Figure:
    """d e σ de uma semente ao longo do treino, com δ = 0,2; `table` é `termostato.csv`."""
    own = table[(table.delta == 0.2) & (table.sigma0 == 0.05) & (table.seed == seed)]
    figure, (top, bottom) = column(2, 4.4, sharex=True)
    top.plot(own.step, own.d, ".", color=ORANGE, markersize=6, label="d medida")
    top.axhline(0.2, color=GREEN, linewidth=2, linestyle="-.", label="δ = 0,2")
    top.set(ylabel="distância d", ylim=(-0.05, None))
    bottom.plot(own.step, own.sigma, color=BLUE, linewidth=2, label="σ")
    bottom.set(ylabel="tamanho σ do ruído", xlabel="passo de ambiente", xlim=(0, 5000), ylim=(0, None))
    for axes in (top, bottom):
        legend_above(axes)
        decimal_comma(axes)
    peak = own.loc[own.sigma.idxmax()]
    return told(
        figure,
        f"Dois quadros, do passo 550 ao 5.000, na semente {seed}. Em cima, d fica colada no zero até perto do passo "
        f"3.000, com poucas exceções, e depois salta para cima de 0,5. Embaixo, σ sobe de 0,05 até "
        f"{number(peak.sigma, 2)} no passo {thousands(peak.step)}, e daí em diante desce.",
    )


def fates(studies: Mapping[str, Study], seed: int) -> Figure:
    """O retorno sem ruído em que uma semente acaba, em cada ajuste dos estudos; o padrão, repetido, vai uma vez."""
    ends: dict[str, float] = {}
    for study in studies.values():
        for name in study.settings:
            value = float(study.curves(name).loc[seed].iloc[-1])
            if not any(np.isclose(value, other) for other in ends.values()):
                ends[name] = value
    names = sorted(ends, key=lambda name: -ends[name])
    figure, (axes,) = column(1, 0.33 * len(names) + 0.8)
    for row, name in enumerate(names):
        color, mark = (BLUE, "o") if ends[name] > -300 else (ORANGE, "s")
        axes.plot([ends[name], 0], [row, row], color=color, linewidth=1.5, alpha=0.5)
        axes.plot(ends[name], row, mark, color=color, markersize=8)
        axes.annotate(
            number(ends[name], 0), (ends[name], row), (-8, 0), textcoords="offset points", ha="right", va="center"
        )
    axes.set_yticks(range(len(names)), names)
    axes.set(xlim=(-900, 0), ylim=(len(names) - 0.4, -0.6), xlabel=f"retorno sem ruído no fim, semente {seed}")
    axes.xaxis.set_major_formatter(lambda x, _: number(x, 0))
    spoken = "; ".join(f"{name}, {number(ends[name], 0)}" for name in names)
    return told(figure, f"Onde a semente {seed} acaba em cada ajuste, do melhor ao pior: {spoken}.")


def freed(table: pd.DataFrame, step: int = 6000, enough: float = -200) -> Figure:
    """De quantas das sementes presas cada continuação faz um pêndulo em pé; `table` é `saturadas.csv`."""
    ends = table[table.step == step].pivot(index="seed", columns="treatment", values="return") >= enough
    names = list(dict.fromkeys(table.treatment))[::-1]
    figure, (axes,) = column(1, 3.6)
    for row, (name, (color, _)) in enumerate(zip(names, cycle(STYLES))):
        center, low, high = (100 * float(x) for x in band(ends[name].to_numpy(float), "mean"))
        axes.plot([low, high], [row, row], color=color, linewidth=5, alpha=0.4)
        axes.plot(center, row, MARKS[row % len(MARKS)], color=color, markersize=9)
        axes.annotate(f"{center:.0f} %", (center, row), (0, 9), textcoords="offset points", ha="center", color=color)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlim=(0, 100), ylim=(-0.6, len(names) - 0.2), xlabel=f"sementes em pé no passo {thousands(step)} (%)")
    axes.grid(axis="x", color="0.9")
    shares = ", ".join(f"{name} {100 * ends[name].mean():.0f} %" for name in reversed(names))
    return told(
        figure,
        f"Seis continuações do mesmo momento, em {len(ends)} sementes presas: a parte que está em pé no passo "
        f"{thousands(step)}, com a faixa de 95 %. {shares}. As seis faixas se cobrem.",
    )
