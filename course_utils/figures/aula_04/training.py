"""Os treinos da aula 04: o termostato com o ator em treino, o ruído que decai, os estudos, os gêmeos e as camadas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ...study import Study
from ...study.bands import band
from ..plots import HATCHES, STYLES, decimal_comma, legend_above, number
from .layout import column, comma, thousands, told


def tracking(table: pd.DataFrame, name: str) -> Figure:
    """d (em cima) e σ (embaixo) durante treinos de verdade; `name` é o que muda, `"delta"` ou `"sigma0"`.

    `table`: as colunas `delta`, `sigma0`, `seed`, `step`, `d`, `sigma`; a faixa de 95 % é sobre as sementes.
    """
    letter, own = ("δ", table[table.sigma0 == 0.05]) if name == "delta" else ("σ₀", table[table.delta == 0.2])
    figure, grid = column(2, 5, sharex=True)
    ends = []
    for (color, line), (value, rows) in zip(STYLES, own.groupby(name)):
        for axes, quantity in zip(grid, ("d", "sigma")):
            values = rows.pivot(index="seed", columns="step", values=quantity)
            center, low, high = band(values.to_numpy())
            label = f"{letter} = {value:g}".replace(".", ",")
            axes.plot(values.columns, center, color=color, linestyle=line, linewidth=1.5, label=label)
            axes.fill_between(values.columns, low, high, color=color, alpha=0.15, linewidth=0)
        grid[0].axhline(rows.delta.iloc[0], color="0.4", linewidth=0.8, zorder=0)
        late = rows[rows.step > 4000]
        ends.append(
            f"com {letter} igual a {value:g}, d perto de {late.d.median():.2f} e σ perto de {late.sigma.median():.3f}"
        )
    grid[0].legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False)
    grid[0].set(ylabel="distância d", ylim=(0, None))
    grid[1].set(ylabel="σ (escala log.)", xlabel="passos de ambiente", yscale="log")
    for axes in grid:
        comma(axes)
    alt = f"d e σ em 5.000 passos de treino, com faixas de 95 % sobre dez sementes. No fim: {'; '.join(ends)}."
    return told(figure, alt.replace(".0", ",0").replace("0.", "0,"))


def decay(sigma: float, factors: Sequence[float], steps: int = 5000) -> Figure:
    """O σ de um ruído na ação que decai: σ₀ vezes o fator elevado ao passo, uma linha por fator."""
    figure, (axes,) = column(1, 2.8)
    when, ends = np.arange(steps + 1), []
    for (color, line), factor in zip(STYLES, factors):
        own = sigma * factor**when
        axes.plot(when, own, color=color, linestyle=line, linewidth=2, label=f"fator {number(factor, 4)}")
        ends.append(f"com o fator {number(factor, 4)}, {number(own[-1], 3)}")
    legend_above(axes)
    decimal_comma(axes)
    axes.set(xlabel="passo de ambiente", ylabel="σ na ação", xlim=(0, steps), ylim=(0, None))
    return told(
        figure, f"σ contra o passo, de {number(sigma, 1)} para baixo. No passo {thousands(steps)}: {'; '.join(ends)}."
    )


def each_setting(study: Study) -> Figure:
    """Um quadro por ajuste: a média interquartil e a faixa dele e, em cinza, as curvas dos outros."""
    figure, all_axes = column(len(study.settings), 1.45 * len(study.settings) + 0.6, sharex=True, sharey=True)
    steps = study.curves(next(iter(study.settings))).columns.to_numpy()
    bands = {name: study.band(name) for name in study.settings}
    for axes, (name, own), (color, line) in zip(all_axes, bands.items(), cycle(STYLES)):
        for other in bands.values():
            axes.plot(steps, other.center, color="0.75", linewidth=1, zorder=0)
        axes.plot(steps, own.center, color=color, linestyle=line, linewidth=2)
        axes.fill_between(steps, own.low, own.high, color=color, alpha=0.2, linewidth=0)
        axes.set_title(name, loc="left", color=color)
        axes.set_xlim(0, study.steps)
    all_axes[-1].set_xlabel("passos de ambiente")
    figure.supylabel("retorno sem ruído (média interquartil)")
    ends = "; ".join(
        f"{name}, de {np.ravel(own.low)[-1]:.0f} a {np.ravel(own.high)[-1]:.0f}" for name, own in bands.items()
    )
    alt = f"Um quadro por ajuste, com a faixa de 95 % sobre dez sementes e os outros em cinza. No fim: {ends}."
    return told(figure, alt.replace("-", "−"))


def twins(steps: np.ndarray, heights: Mapping[str, np.ndarray], changed: int, episodes: Sequence[int]) -> Figure:
    """A altura da ponta (cos φ) de réplicas gêmeas; `changed`: o passo da mudança; `episodes`: onde começam."""
    figure, (axes,) = column(1, 3.6)
    for (color, line), width, (name, own) in zip(STYLES, (4, 1.8, 1.8), heights.items()):
        axes.plot(steps, own, color=color, linestyle=line, linewidth=width, label=name)
    axes.axvline(changed, color="black", linewidth=1.5)
    axes.text(changed, 1.13, " σ muda aqui", va="bottom")
    for start in episodes:
        axes.axvline(start, color="0.75", linewidth=1, zorder=0)
        axes.text(start, 1.13, " novo episódio", va="bottom", color="0.35")
    axes.set(xlabel="passo de ambiente", xlim=(steps[0], steps[-1]), ylim=(-1.1, 1.12))
    axes.set_yticks([-1, 0, 1], ["pendurado", "deitado", "em pé"])
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2, frameon=False)
    return told(
        figure,
        f"A altura da ponta do pêndulo em três réplicas gêmeas, do passo {thousands(steps[0])} ao "
        f"{thousands(steps[-1])}. Até o passo {thousands(episodes[0])} as três coincidem, embora σ mude no passo "
        f"{thousands(changed)}. Daí em diante a do gêmeo se separa; a do placebo continua em cima da original.",
    )


def layer_distances(groups: Mapping[str, Mapping[str, np.ndarray]]) -> Figure:
    """d quando só uma camada é perturbada: quadro → rede → `[camada]`, com o mesmo σ em todas."""
    figure, all_axes = column(len(groups), 2.3 * len(groups), sharex=True, sharey=True)
    spoken = []
    for axes, (title, networks) in zip(all_axes, groups.items()):
        for k, ((color, _), hatch, (name, own)) in enumerate(zip(STYLES, HATCHES, networks.items())):
            x = np.arange(len(own)) + 0.38 * (k - 0.5)
            axes.bar(x, own, 0.36, color=color, hatch=hatch, edgecolor="white", label=name)
            spoken.append(f"{title}, {name}: {', '.join(number(float(d), 2) for d in own)}")
        axes.set_xticks(range(len(own)), [f"camada {i + 1}" for i in range(len(own) - 1)] + ["última"])
        axes.set_title(title, loc="left")
        axes.set_ylabel("distância d")
        axes.yaxis.set_major_formatter(lambda y, _: number(y, 1))
    all_axes[0].legend(frameon=False)
    return told(figure, f"Barras da distância d por camada perturbada. {'; '.join(spoken)}.")
