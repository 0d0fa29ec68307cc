"""As figuras da aula 03: o fluxo da atualização, os estudos sem uma peça, a cópia lenta e os mapas do treino."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from ..ddpg import DDPG
from ..exploration import ActionNoise
from ..study import Study
from ..study.bands import band
from ..support.history import Episode
from ..support.paths import course_file
from ..training import Trainer
from ..worlds.pendulum import MAX_SPEED, MAX_TORQUE
from .drawings import show_drawing
from .pendulum import TORQUE_COLORS, TURN_TICKS, state_maps
from .plots import (
    BLUE,
    ORANGE,
    STYLES,
    described,
    learning_curve,
    legend_above,
    number,
    returns_histogram,
    show,
)

WIDTH, LETTERS = 6.4, 11  # polegadas e pontos: numa tela de 360 pixels ainda se lê
GAMMA = 0.95


def readable(figure: Figure, height: float) -> Figure:
    """A mesma figura na largura de uma coluna, com letras de ao menos 11 pontos."""
    figure.set_size_inches(WIDTH, height)
    for axes in figure.axes:
        axes.tick_params(labelsize=LETTERS)
    for text in figure.findobj(Text):
        text.set_fontsize(max(LETTERS, text.get_fontsize()))
    return figure


def in_portuguese(axes: Axes) -> None:
    """Os números dos eixos com vírgula decimal e os milhares separados, como no texto."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda x, _: f"{x:,g}".translate(str.maketrans(",.-", ".,−")))


def column(rows: int, height: float, **shared: Any) -> tuple[Figure, list[Axes]]:
    """Quadros numa coluna só, sem moldura em cima nem à direita."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(rows, 1, squeeze=False, **shared)
    every = list(grid[:, 0])
    for axes in every:
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="0.9")
    return figure, every


# --- a atualização e o treino -------------------------------------------------------------------------------------


def show_flow() -> None:
    """Mostra o caminho de um lote pelas quatro redes."""
    show_drawing(
        "ddpg-fluxo",
        "Três fileiras que saem da memória. Em cima, s′ passa pelo ator-alvo e pelo crítico-alvo e, com r e "
        "terminated, dá o alvo y. No meio, s e a passam pelo crítico, e Q e y dão a perda do crítico; o gradiente "
        "volta e muda só o crítico. Embaixo, s passa pelo ator e pelo mesmo crítico, e dá a perda do ator; o gradiente "
        "volta, atravessa o crítico sem mudá-lo e muda o ator. Setas verdes: cada cópia-alvo anda uma fração τ em "
        "direção à sua original.",
    )


def show_training(episodes: Sequence[Episode], before: np.ndarray, after: np.ndarray, warmup: int = 500) -> None:
    """Mostra a curva de um treino e as avaliações de antes e de depois dele."""
    curve, histogram = learning_curve(episodes, warmup), returns_histogram({"antes": before, "depois": after})
    for figure in (curve, histogram):
        in_portuguese(figure.axes[0])
    show(
        readable(curve, 3.2),
        f"Retorno de cada um dos {len(episodes)} episódios de treino contra o passo de ambiente. Começa em torno de "
        "−1.300; alguns episódios depois do aquecimento sobe depressa e, no fim, fica quase sempre acima de −300.",
    )
    show(
        readable(histogram, 3),
        "Histogramas dos retornos de 100 episódios sem ruído. Antes de treinar, espalhados, quase todos abaixo de "
        "−800. Depois, juntos à direita, quase todos acima de −500 e a maior parte acima de −250.",
    )


# --- os estudos ---------------------------------------------------------------------------------------------------


def stored(name: str) -> Study:
    """Um estudo guardado em `files/resultados/`."""
    return Study.load(course_file(f"resultados/{name}.csv"))


def study_bands(name: str) -> Figure:
    """As curvas de um estudo guardado, com as faixas; quem as descreve é a aposta que as mostra."""
    figure = stored(name).plot()
    in_portuguese(figure.axes[0])
    return readable(figure, 4.2)


def without_warmup() -> tuple[np.ndarray, np.ndarray]:
    """Os passos e o retorno das dez sementes sem aquecimento, em média interquartil: a curva que se aposta."""
    study = stored("aquecimento")
    return study.curves("nenhum").columns.to_numpy(), study.band("nenhum").center


def without_target() -> Figure:
    """As avaliações de cada semente, com τ = 0,05 e sem rede-alvo, uma linha por semente."""
    study = stored("tau")
    figure, every = column(2, 5.6, sharex=True, sharey=True)
    for axes, setting in zip(every, ("τ = 0,05", "τ = 1, sem alvo")):
        curves = study.curves(setting)
        for (color, line), (_, own) in zip(cycle(STYLES), curves.iterrows()):
            axes.plot(own.index, own, color=color, linestyle=line, linewidth=1.5)
        axes.set(title=f"{setting}: {len(curves)} sementes", xlim=(0, study.steps), ylabel="retorno sem ruído")
        in_portuguese(axes)
    every[-1].set(xlabel="passos de ambiente")
    return readable(figure, 5.6)


def long_copy() -> Figure:
    """A cópia lenta por 30.000 passos: o retorno, e quanto do valor de ficar pendurado o crítico-alvo já conhece."""
    table = pd.read_csv(course_file("resultados/copia_lenta.csv"))
    table["known"] = table["said"] / table["received"]
    figure, every = column(2, 5.6, sharex=True)
    for (color, line), (tau, own) in zip([STYLES[1], STYLES[0]], table.groupby("tau")):
        for axes, name in zip(every, ("return", "known")):
            curves = own.pivot(index="seed", columns="step", values=name)
            center, low, high = band(curves.to_numpy(), "iqm")
            axes.plot(curves.columns, center, color=color, linestyle=line, label=f"τ = {number(tau, 3).rstrip('0')}")
            axes.fill_between(curves.columns, low, high, color=color, alpha=0.2, linewidth=0)
    every[0].axhline(-200, color="0.5", linestyle=":", linewidth=1)
    every[0].set(ylabel="retorno sem ruído")
    every[1].set(ylabel="fração do valor conhecida", xlabel="passos de ambiente", ylim=(0, 1.1))
    legend_above(every[0])
    for axes in every:
        in_portuguese(axes)
    return readable(figure, 5.6)


# --- a cópia lenta num exemplo mínimo -----------------------------------------------------------------------------


def trembling() -> np.ndarray:
    """Um parâmetro que treme e, na atualização 50, salta de 0 para 1."""
    return np.where(np.arange(400) < 50, 0, 1) + 0.25 * np.random.default_rng(0).standard_normal(400)


def slow_copy(tau: float, steps: int = 5000) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Um parâmetro que treme e a sua cópia; o valor aprendido através de uma cópia, e o valor certo."""
    online, copies, slow = trembling(), [], 0.0
    for fast in online:
        slow = tau * fast + (1 - tau) * slow
        copies.append(slow)
    learned, q_target = [], 0.0
    for _ in range(steps):
        q = -(np.pi**2) + GAMMA * q_target  # o crítico passa a valer o alvo
        q_target = tau * q + (1 - tau) * q_target  # e a cópia anda τ em direção a ele
        learned.append(q_target)
    return online, np.array(copies), np.array(learned), -(np.pi**2) / (1 - GAMMA)


def follow(tau: float) -> Figure:
    """O que τ decide: em cima, a cópia atrás do original; embaixo, o valor aprendido através dela."""
    online, slow, learned, truth = slow_copy(tau)
    figure, (top, bottom) = column(2, 5.4)
    top.plot(online, color="0.65", linewidth=1, label="θ, o original")
    top.plot(slow, color=BLUE, linewidth=2, label="θ′, a cópia")
    top.set(ylabel="um parâmetro")
    bottom.plot(learned, color=BLUE, linewidth=2, label="o que a cópia diz")
    bottom.axhline(truth, color=ORANGE, linestyle="--", label="o valor certo")
    bottom.set(xlabel="atualização", ylabel="valor de ficar pendurado", ylim=(1.1 * truth, -0.05 * truth))
    for axes in (top, bottom):
        legend_above(axes)
        in_portuguese(axes)
    said = number(tau, 3).rstrip("0").rstrip(",")
    figure.suptitle(f"τ = {said}")
    return described(
        readable(figure, 5.4),
        f"Com τ = {said}. Em cima, um parâmetro cinza que treme e salta de 0 para 1, e a cópia azul, que o segue com "
        f"menos tremor. Embaixo, o valor aprendido em 5.000 atualizações desce de 0 a {number(learned[-1], 0)}; o "
        f"valor certo é {number(truth, 0)}.",
    )


# --- os mapas ao longo do treino ----------------------------------------------------------------------------------


def portraits(steps: Sequence[int], seed: int = 0) -> tuple[list[int], list[DDPG], list[np.ndarray]]:
    """Treina um agente e guarda, nestes passos, uma cópia dele e os estados que ele já viu."""
    trainer = Trainer("Pendulum-v1", seeds=[seed], exploration=ActionNoise())
    agents, visited = [], []
    for wanted in steps:
        while trainer.steps < wanted:
            trainer.step()
        agents.append(copy.deepcopy(trainer.agent))
        visited.append(trainer.buffer.obs[0, : len(trainer.buffer)].copy())
    return list(steps), agents, visited


def learning_maps(steps: Sequence[int], agents: Sequence[DDPG], visited: Sequence[np.ndarray]) -> Figure:
    """A política (à esquerda) e o valor (à direita) em vários momentos do treino, um por fileira, nas mesmas cores.

    - `agents`: um agente por momento (mostra-se a primeira réplica); `visited`: as observações vistas até ali,
      `[estado, 3]`, a marcar no mapa do valor.
    """
    maps = [state_maps(agent, points=81) for agent in agents]
    lowest = min(worth.min() for *_, worth in maps)
    figure = Figure(figsize=(WIDTH, 9), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(len(maps), 2, sharex=True, sharey=True, squeeze=False)
    torques: dict[str, Any]
    values: dict[str, Any]
    torques, values = dict(cmap=TORQUE_COLORS, vmin=-MAX_TORQUE, vmax=MAX_TORQUE), dict(vmin=lowest, vmax=0)
    for row, step, (angle, speed, torque, worth), seen in zip(grid, steps, maps, visited):
        policy = row[0].pcolormesh(angle, speed, torque, rasterized=True, **torques)
        value = row[1].pcolormesh(angle, speed, worth, cmap="viridis", rasterized=True, **values)
        row[1].plot(np.arctan2(seen[:, 1], seen[:, 0]), seen[:, 2], ".", color="white", markersize=1, alpha=0.5)
        row[0].set_ylabel(f"{step:,} passos".replace(",", "."))
        for axes in row:
            axes.set(xlim=(-np.pi, np.pi), ylim=(-MAX_SPEED, MAX_SPEED))
            axes.set_xticks(TURN_TICKS[0], [name.splitlines()[0] for name in TURN_TICKS[1]])
    figure.colorbar(policy, ax=list(grid[:, 0]), label="torque (N·m)", ticks=[-2, 0, 2], location="bottom")
    figure.colorbar(value, ax=list(grid[:, 1]), label="Q(s, μ(s)) / c", location="bottom")
    figure.supxlabel("ângulo φ (rad)")
    figure.supylabel("velocidade angular (rad/s)")
    return described(
        readable(figure, 9),
        "Quatro fileiras, aos 400, 1.000, 2.000 e 5.000 passos; à esquerda a política e à direita o valor. Aos 400 os "
        "dois mapas são quase de uma cor só. Aos 1.000 a política já tem grandes regiões de torque máximo, e o valor, "
        "baixo em volta de pendurado, já mostra uma crista larga. No fim ela é estreita e alta, e passa por em pé. "
        "Pontos brancos marcam os estados visitados: de início só órbitas em volta de pendurado, no fim quase todo o "
        "mapa, com um acúmulo em pé.",
    )
