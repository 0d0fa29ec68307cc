"""As figuras da aula 01: o motor fraco, o valor que se espalha e o custo de discretizar o torque.

Ângulos em radianos, com 0 em pé; torques em N·m; tempos em passos de 0,05 s.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from ..study.bands import band
from ..support.paths import course_file
from ..worlds.pendulum import MAX_SPEED, SECONDS_PER_STEP, Policy, release
from ..worlds.planner import LEVELS, TURN, level_costs, plan, planner
from .plots import BLUE, ORANGE, STYLES, decimal_comma, described, legend_above, new_axes, number

WIDTH, LETTERS = 4.8, 12


def constant_torques(torques: Sequence[float] = (2, 3.6, 3.7)) -> Figure:
    """A altura da ponta ao longo de 10 segundos, a partir de pendurada, com cada torque constante."""
    figure, axes = new_axes(WIDTH, 3.4)
    for (color, line), torque in zip(STYLES, torques):
        height = np.cos(release(_always(torque))[0])
        time = SECONDS_PER_STEP * np.arange(len(height))
        axes.plot(time, height, color=color, linestyle=line, label=f"{number(torque, 1)} N·m")
    axes.set_xlabel("tempo (s)", fontsize=LETTERS)
    axes.set_ylim(-1.1, 1.1)
    axes.set_yticks([-1, 0, 1], ["pendurada", "deitada", "em pé"])
    _legend_above(axes)
    return described(
        _legible(figure),
        "A altura da ponta em 10 segundos, com torque constante, a partir de pendurada. Com 2 N·m ela oscila perto de "
        "pendurada. Com 3,6 passa de deitada, quase chega ao topo e cai de volta. Com 3,7 vence o topo e dá voltas.",
    )


def highest_tips(most: int = 20) -> Figure:
    """A maior altura a que a ponta chega de pendurada, contra as varreduras que o plano teve (3 níveis, γ = 0,99)."""
    sweeps = range(most + 1)
    height = [np.cos(release(planner(3, sweeps=count))[0]).max() for count in sweeps]
    figure, axes = new_axes(WIDTH, 3.2)
    axes.plot(sweeps, height, "o-", color=BLUE)
    axes.set_xlabel("varreduras", fontsize=LETTERS)
    axes.set_ylabel("maior altura em 10 s", fontsize=LETTERS)
    axes.set_xticks(range(0, most + 1, 5))
    axes.set_yticks([-1, 0, 1], ["pendurada", "deitada", "em pé"])
    return described(
        _legible(figure),
        "A maior altura da ponta em 10 segundos contra o número de varreduras. Com nenhuma ela fica "
        "pendurada; cada varredura a mais a leva mais alto; com sete ela chega ao topo, e com mais de sete também.",
    )


def value_maps(sweeps: Sequence[int] = (1, 5, 20)) -> Figure:
    """O valor de cada estado depois de algumas varreduras, com a haste pendurada no centro do mapa."""
    figure = Figure(figsize=(WIDTH, 8.4), layout="constrained", facecolor="white")
    for axes, count in zip(figure.subplots(len(sweeps), 1, sharex=True), sweeps):
        mesh = axes.imshow(
            plan(3, sweeps=count).T, origin="lower", extent=(0, TURN, -MAX_SPEED, MAX_SPEED), aspect="auto"
        )
        axes.set_title(f"{count} varredura" + "s" * (count > 1), fontsize=LETTERS)
        axes.set_ylabel("velocidade (rad/s)", fontsize=LETTERS)
        axes.set_yticks([-8, -4, 0, 4, 8], ["−8", "−4", "0", "4", "8"])
        axes.set_xticks([0, np.pi, TURN], ["0\nem pé", "π\npendurada", "2π\nem pé"])
        bar = figure.colorbar(mesh, ax=axes, label="valor")
        bar.ax.yaxis.set_major_formatter(lambda x, _: number(x, 0))
    return described(
        _legible(figure),
        "Três mapas do valor sobre ângulo e velocidade, com a haste pendurada no centro e em pé nas duas bordas. "
        "Depois de 1 varredura o valor é a recompensa: alto nas bordas e baixo no centro. Depois de 5 e de 20, o valor "
        "alto se estende das bordas para dentro, ao longo de uma faixa inclinada.",
    )


def planning_by_levels() -> Figure:
    """O retorno do planejador e o solavanco do motor, contra os níveis de torque; os começos são os do Gymnasium."""
    returns, jolts = level_costs()
    figure = Figure(figsize=(WIDTH, 5.4), layout="constrained", facecolor="white")
    top, bottom = figure.subplots(2, 1, sharex=True)
    center, low, high = band(returns.T, "mean")
    top.plot(LEVELS, center, "o-", color=BLUE)
    top.fill_between(LEVELS, low, high, color=BLUE, alpha=0.15, linewidth=0)
    top.set_ylabel("retorno", fontsize=LETTERS)
    top.set_ylim(-400, 0)
    bottom.plot(LEVELS, jolts, "s--", color=ORANGE)
    bottom.set_ylabel("solavanco (N·m por passo)", fontsize=LETTERS)
    bottom.set_ylim(0, None)
    bottom.set_xlabel("níveis de torque", fontsize=LETTERS)
    for axes in (top, bottom):
        axes.set_xscale("log")
        decimal_comma(axes)
        axes.set_xticks(LEVELS, [str(count) for count in LEVELS])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.spines[["top", "right"]].set_visible(False)
    return described(
        _legible(figure),
        "Em cima, o retorno médio do planejador em 100 episódios contra o número de níveis, com a faixa de 95 %: uma "
        "linha quase reta perto de −150, de 2 a 33 níveis. Embaixo, quanto o torque muda por passo: mais de 2 N·m com "
        "2 e 3 níveis, e cada vez menos dali em diante, até 0,2 com 33.",
    )


def learned_levels() -> pd.DataFrame:
    """Os retornos do Q-learning de tabela: uma linha por (níveis, semente), uma coluna por passo."""
    rows = pd.read_csv(course_file("resultados/torque_discreto.csv"))
    return rows.pivot(index=["níveis", "semente"], columns="passo", values="retorno")


def learning_by_levels() -> Figure:
    """O retorno do Q-learning de tabela por número de níveis: média de dez sementes e faixa de 95 %."""
    figure, axes = new_axes(WIDTH, 4.4)
    for (color, line), (levels, own) in zip(STYLES, learned_levels().groupby(level="níveis")):
        center, low, high = band(own.to_numpy(), "mean")
        steps = own.columns.to_numpy() / 1000
        axes.plot(steps, center, color=color, linestyle=line, linewidth=2, label=f"{levels} níveis")
        axes.fill_between(steps, low, high, color=color, alpha=0.15, linewidth=0)
    axes.set_xlabel("milhares de passos de ambiente", fontsize=LETTERS)
    axes.set_ylabel("retorno sem exploração", fontsize=LETTERS)
    _legend_above(axes)
    return described(
        _legible(figure),
        "Retorno sem exploração contra passos de ambiente, para seis números de níveis, com faixas de 95 % sobre dez "
        "sementes. Na primeira avaliação, com 25.000 passos, todas estão entre −1.030 e −1.240. No fim, quanto mais "
        "níveis, mais baixa a curva: −234 com 2, −385 com 3, −666 com 5, −966 com 9, −1.044 com 17 e −1.182 com 33, "
        "que quase não saiu do lugar.",
    )


def table_growth(memory: float = 16e9) -> Figure:
    """Quantas ações há numa lista com 2 e com 3 níveis por motor, contra o número de motores."""
    figure, axes = new_axes(WIDTH, 3.8)
    motors = np.arange(1, 31)
    for (color, line), levels in zip(STYLES, (3, 2)):
        label = f"{levels} níveis por motor"
        axes.plot(motors, float(levels) ** motors, color=color, linestyle=line, label=label)
    axes.axhline(memory / 4, color="0.4", linewidth=1)
    axes.text(1, memory / 4, "cabem em 16 GB", ha="left", va="bottom", fontsize=11)
    axes.set_yscale("log")
    axes.set_xlabel("motores", fontsize=LETTERS)
    axes.set_ylabel("ações na lista", fontsize=LETTERS)
    axes.set_xticks([1, 5, 10, 15, 20, 25, 30])
    legend_above(axes)
    return described(
        _legible(figure),
        "O número de ações na lista contra o número de motores, em escala logarítmica, com 3 e com 2 níveis por motor: "
        "duas retas que sobem. Com 3 níveis, 20 motores ainda cabem em 16 GB e 21 já não; com 2 níveis, cabem 31.",
    )


def _always(torque: float) -> Policy:
    return lambda angle, speed: torque


def _legend_above(axes: Axes) -> None:
    """A legenda em cima do quadro, que num telefone fica todo para as curvas."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=3,
        columnspacing=1,
        handlelength=1.7,
        frameon=False,
        borderaxespad=0.2,
    )


def _legible(figure: Figure) -> Figure:
    """A figura com as marcas dos eixos num tamanho que se lê também no telefone."""
    for axes in figure.axes:
        axes.tick_params(labelsize=11)
        axes.yaxis.label.set_fontsize(LETTERS)
    return figure
