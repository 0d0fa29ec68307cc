"""O otimismo do crítico na aula 09: o que ele promete menos o que veio, para o DDPG, cada emenda e o TD3.

Os dados são de `ferramentas/gerar/superestimativa.py`: um ponto por semente, média interquartil e faixa de 95 %.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...study.bands import Band, band
from ...support.paths import course_file
from ..plots import BLUE, GREEN, ORANGE, PINK, YELLOW, number
from .style import WIDTH, finished

COLORS = {"DDPG": ORANGE, "dois críticos": GREEN, "alvo suave": YELLOW, "ator com atraso": PINK, "TD3": BLUE}


class World(NamedTuple):
    """Um estudo: o nome dele numa frase, e até onde vai o eixo de cada γ, nas unidades da recompensa."""

    name: str
    reach: dict[float, float]
    returns: tuple[float, float]  # de onde até onde vai o eixo do retorno


WORLDS = {
    "pendulo": World("no pêndulo", {0.95: 3, 0.99: 45}, (-600, -140)),
    "carro": World("no carro na montanha", {0.99: 10}, (-100, 100)),
    "bonus": World("no pêndulo com bônus", {0.95: 3, 0.99: 60}, (-600, -140)),
}


@cache
def measured(world: str) -> pd.DataFrame:
    """A tabela de um estudo, com o otimismo de cada semente em cada momento na coluna `optimism`."""
    table = pd.read_csv(course_file(f"resultados/td3_{world}.csv"))
    return table.assign(optimism=table["promised"] - table["paid"])


def seeds_of(world: str, gamma: float, setting: str, column: str = "optimism") -> pd.DataFrame:
    """Uma coluna da tabela, uma linha por semente e uma coluna por momento."""
    table = measured(world)
    own = table[(table["gamma"] == gamma) & (table["setting"] == setting)]
    return own.pivot(index="seed", columns="step", values=column)


def settings_of(world: str) -> list[str]:
    """Os ajustes que um estudo comparou, na ordem."""
    return list(dict.fromkeys(measured(world)["setting"]))


def table(world: str = "pendulo") -> pd.DataFrame:
    """No último momento, uma linha por γ e ajuste: o otimismo, quantas sementes prometem demais, e o retorno."""
    rows = {}
    for gamma in WORLDS[world].reach:
        for setting in settings_of(world):
            optimism, returns = (
                seeds_of(world, gamma, setting, column).iloc[:, -1] for column in ("optimism", "return")
            )
            rows[f"γ = {number(gamma, 2)}", setting] = {
                "otimismo": _words(band(optimism.to_numpy()), 1),
                "prometem demais": f"{(optimism > 0).sum()} de {len(optimism)}",
                "retorno": _words(band(returns.to_numpy()), 0),
            }
    return pd.DataFrame(rows).T.rename_axis(["desconto", "ajuste"])


def _words(own: Band, decimals: int) -> str:
    center, low, high = (number(x, decimals) for x in own)
    return f"{center} [{low}; {high}]"


def optimism(world: str = "pendulo") -> Figure:
    """O otimismo de cada semente no fim do treino, um quadro por γ."""
    about = WORLDS[world]
    figure, told = _panels(about), []
    for axes, (gamma, reach) in zip(figure.axes, about.reach.items()):
        told.append(_strips(axes, world, gamma, "optimism", -reach, reach))
        axes.axvline(0, color="black", linewidth=1)
        axes.set_xlabel("← promete de menos · promete demais →")
    return finished(
        figure,
        f"O otimismo do crítico {about.name} no fim do treino, um ponto por semente, com a média interquartil e a "
        f"faixa de 95 por cento; zero é prometer o que vem. {' '.join(told)}",
    )


def returns(world: str = "pendulo") -> Figure:
    """O retorno sem ruído de cada semente no fim do treino, um quadro por γ."""
    about = WORLDS[world]
    figure, told = _panels(about), []
    for axes, gamma in zip(figure.axes, about.reach):
        told.append(_strips(axes, world, gamma, "return", *about.returns))
        axes.set_xlabel("retorno sem ruído")
    return finished(
        figure,
        f"O retorno sem ruído {about.name} no fim do treino, um ponto por semente, com a média interquartil e a faixa "
        f"de 95 por cento. {' '.join(told)}",
    )


def _panels(about: World) -> Figure:
    figure = Figure(figsize=(WIDTH, 0.4 + 2.8 * len(about.reach)), layout="constrained")
    figure.subplots(len(about.reach))
    return figure


def _strips(axes: Axes, world: str, gamma: float, column: str, low: float, high: float) -> str:
    """Uma linha por ajuste, um ponto por semente, e um triângulo na borda por quem sai do quadro; diz as médias."""
    jitter, spoken = np.random.default_rng(0), []
    for y, name in enumerate(settings_of(world)):
        own = seeds_of(world, gamma, name, column).iloc[:, -1].to_numpy()
        color, heights = COLORS[name], y + 0.22 + jitter.uniform(-0.14, 0.14, len(own))
        for side, marker in ((own < low, "<"), (own > high, ">"), ((own >= low) & (own <= high), "o")):
            if side.any():
                axes.plot(np.clip(own, low, high)[side], heights[side], marker, color=color, alpha=0.7, clip_on=False)
        center, *ends = band(own)
        axes.plot(np.clip(ends, low, high), [y - 0.18] * 2, color=color, linewidth=3)
        axes.plot(np.clip(center, low, high), y - 0.18, "D", color=color, markersize=7)
        spoken.append(f"{name}, {number(center, 1 if column == 'optimism' else 0)}")
    axes.set_yticks(range(len(spoken)), settings_of(world))
    axes.locator_params(axis="x", nbins=6)
    axes.set(xlim=(low, high), ylim=(len(spoken) - 0.4, -0.6), title=f"γ = {number(gamma, 2)}")
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:g}".replace(".", ",").replace("-", "−"))
    return f"Com γ igual a {number(gamma, 2)}, em média: {'; '.join(spoken)}."


def optimism_over_time(world: str = "pendulo", gamma: float = 0.99) -> Figure:
    """O otimismo do DDPG e do TD3 do segundo momento em diante: cada semente, a média interquartil e a faixa."""
    about, told = WORLDS[world], []
    reach = 2 * about.reach[gamma]
    figure = Figure(figsize=(WIDTH, 3.6), layout="constrained")
    axes = figure.subplots()
    for setting, line in (("DDPG", "--"), ("TD3", "-")):
        seeds, color = seeds_of(world, gamma, setting).iloc[:, 1:], COLORS[setting]
        center, low, high = band(seeds.to_numpy())
        axes.plot(seeds.columns, seeds.T, color=color, linestyle=line, linewidth=0.7, alpha=0.4)
        axes.fill_between(seeds.columns, low, high, color=color, alpha=0.25, linewidth=0)
        axes.plot(seeds.columns, center, color=color, linestyle=line, linewidth=2.5, label=setting)
        told.append(f"{setting}, de {number(center[0], 1)} a {number(center[-1], 1)}")
    first, last = (f"{x:,}".replace(",", ".") for x in (seeds.columns[0], seeds.columns[-1]))
    axes.axhline(0, color="black", linewidth=1)
    axes.set(ylim=(-reach, reach), xlim=(seeds.columns[0], seeds.columns[-1]))
    axes.set(xlabel="passos de ambiente", ylabel="promessa menos o que veio")
    axes.locator_params(axis="x", nbins=5)
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:,.0f}".replace(",", "."))
    axes.yaxis.set_major_formatter(lambda x, _: number(x, 0))
    axes.legend(loc="upper right", frameon=False)
    return finished(
        figure,
        f"O otimismo do DDPG e do TD3 {about.name}, com γ igual a {number(gamma, 2)}, do passo {first} ao {last}, uma "
        "linha fina por semente, que às vezes sai do quadro. A média interquartil, com a faixa de 95 por cento: "
        f"{'; '.join(told)}.",
    )
