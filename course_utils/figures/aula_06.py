"""As figuras da aula 06: o que o agente vê, o que uma rede tira dos quadros, e para onde ela olha."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from ..training import Trainer
from .plots import BLUE, ORANGE, STYLES, decimal_comma, legend_above, new_axes, number

#: Vermelho-alaranjado onde um pixel empurra a ação para cima, azul onde a empurra para baixo.
PUSH = LinearSegmentedColormap.from_list("push", [BLUE, "white", ORANGE])


def frames_seen(groups: Mapping[str, np.ndarray]) -> Figure:
    """Os quadros de cada observação, uma linha por observação, do mais antigo ao mais novo.

    - `groups`: nome → quadros `[quadro, 32, 32]`, em cinzas de 0 a 255.
    """
    columns = max(len(frames) for frames in groups.values())
    figure = Figure(figsize=(1.9 * columns + 1.6, 2.0 * len(groups)), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(len(groups), columns, squeeze=False)
    for row, (name, frames) in zip(grid, groups.items()):
        row[0].set_ylabel(name, rotation=0, ha="right", va="center")
        for axes, frame, when in zip(row, frames, frame_names(len(frames))):
            _picture(axes, frame)
            axes.set_title(when, fontsize=10)
        for axes in row[len(frames) :]:
            axes.axis("off")
    return figure


def regression(truth: np.ndarray, guesses: Mapping[str, np.ndarray], names: Sequence[str]) -> Figure:
    """O que cada rede adivinha contra o que é: uma linha de quadros por rede, uma coluna por grandeza.

    - `truth`: `[exemplo, grandeza]`. `guesses`: nome da rede → `[exemplo, grandeza]`. `names`: as grandezas.
    """
    figure = Figure(figsize=(8, 2.6 * len(guesses)), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(len(guesses), len(names), squeeze=False)
    for row, (who, guess) in zip(grid, guesses.items()):
        for axes, name, true, own in zip(row, names, truth.T, guess.T):
            low, high = true.min(), true.max()
            axes.plot(true, own, ".", color=BLUE, markersize=2, alpha=0.5)
            axes.plot([low, high], [low, high], color=ORANGE, linestyle="--", linewidth=1.5)
            axes.set_title(f"{name}: R² = {number(r_squared(true, own), 2)}", fontsize=10)
            axes.set_ylim(1.15 * low, 1.15 * high)
            axes.spines[["top", "right"]].set_visible(False)
            decimal_comma(axes)
        row[0].set_ylabel(f"{who}\n\nadivinhado")
    for axes in grid[-1]:
        axes.set_xlabel("verdadeiro")
    return figure


def r_squared(truth: np.ndarray, guess: np.ndarray) -> float:
    """R²: 1 é acerto perfeito; 0 é o mesmo que responder sempre a média."""
    return float(1 - np.square(truth - guess).mean() / truth.var())


def filters(weights: np.ndarray) -> Figure:
    """Os filtros da primeira convolução, um por coluna e um quadro por linha; `weights`: `[filtro, quadro, h, w]`."""
    count, frames = weights.shape[:2]
    figure = Figure(figsize=(8, 0.62 * frames + 0.4), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(frames, count, squeeze=False)
    for i, own in enumerate(weights):
        limit = np.abs(own).max()
        for j, picture in enumerate(own):
            grid[j, i].imshow(picture, cmap=PUSH, vmin=-limit, vmax=limit)
            grid[j, i].set(xticks=[], yticks=[])
        grid[0, i].set_title(str(i + 1), fontsize=8)
    for j, name in enumerate(frame_names(frames)):
        grid[j, 0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=8)
    return figure


def saliency(frames: np.ndarray, slopes: np.ndarray, titles: Sequence[str]) -> Figure:
    """Para onde o ator olha: cada observação com ∂μ/∂pixel por cima, uma coluna por observação.

    - `frames`: `[observação, quadro, 32, 32]`, em cinzas. `slopes`: a derivada da ação em cada pixel, da mesma forma.
    """
    figure = Figure(figsize=(8, 1.75 * frames.shape[1] + 0.4), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(frames.shape[1], len(frames), squeeze=False)
    for column, own, slope, title in zip(grid.T, frames, slopes, titles):
        limit = np.abs(slope).max()  # cada coluna na sua escala: onde a tanh satura, tudo é pequeno
        for axes, frame, pushed in zip(column, own, slope):
            shade = axes.imshow(pushed, cmap=PUSH, vmin=-limit, vmax=limit)
            axes.contour(frame, [128], colors="0.3", linewidths=0.8)
            axes.set(xticks=[], yticks=[])
        column[0].set_title(title, fontsize=9)
    for axes, name in zip(grid[:, 0], frame_names(frames.shape[1])):
        axes.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=9)
    bar = figure.colorbar(shade, ax=grid, ticks=[-limit, 0, limit], shrink=0.6)
    bar.set_ticklabels(["diminui", "nada", "aumenta"], fontsize=9)
    bar.set_label("clarear este pixel … a ação", fontsize=9)
    return figure


def trials(groups: Mapping[str, np.ndarray]) -> Figure:
    """O retorno de cada episódio em cada prova, um ponto por episódio e uma linha por prova; o traço é a média."""
    figure, axes = new_axes(8, 0.5 * len(groups) + 0.9)
    for row, ((color, _), returns) in enumerate(zip(STYLES, groups.values())):
        flat = np.ravel(returns)
        axes.plot(flat, np.full(flat.size, row), "o", color=color, alpha=0.6, markersize=7)
        axes.plot([flat.mean()] * 2, [row - 0.35, row + 0.35], color=color, linewidth=3)
    axes.set_yticks(range(len(groups)), list(groups))
    axes.invert_yaxis()
    axes.set(xlabel="retorno do episódio, sem ruído", xlim=(-1900, 30))
    return figure


def film(frames: np.ndarray, seconds: np.ndarray, columns: int = 8) -> Figure:
    """Um episódio como o agente o vê: um quadro por momento, `[momento, 32, 32]`, com o instante em cima."""
    rows = -(-len(frames) // columns)
    figure = Figure(figsize=(8, 1.25 * rows), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(rows, columns, squeeze=False)
    for axes, frame, now in zip(grid.flat, frames, seconds):
        _picture(axes, frame)
        axes.set_title(f"{number(now, 1)} s", fontsize=8)
    for axes in grid.flat[len(frames) :]:
        axes.axis("off")
    return figure


def frame_names(count: int) -> list[str]:
    """O nome de cada quadro da pilha, do mais antigo ao mais novo."""
    return [f"há {number(0.1 * ago, 1)} s" for ago in range(count - 1, 0, -1)] + ["agora"]


def seen_and_learned(trainer: Trainer, replica: int = 0) -> Figure:
    """O que o agente vê agora, à esquerda, e o retorno de cada episódio de treino até aqui, à direita."""
    figure = Figure(figsize=(8, 2.9), layout="constrained", facecolor="white")
    frames = trainer.obs[replica]
    *left, axes = figure.subplots(1, len(frames) + 1, width_ratios=[1] * len(frames) + [4])
    for picture, frame, name in zip(left, frames, frame_names(len(frames))):
        _picture(picture, frame)
        picture.set_title(name, fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    axes.axvspan(0, min(trainer.warmup, trainer.steps), color="0.9", label="aquecimento")
    finished = trainer.history[replica]
    axes.plot([own.end for own in finished], [own.total for own in finished], color=BLUE, marker="o", markersize=3)
    axes.set(xlabel="decisão", ylabel="retorno do episódio", ylim=(-1900, 50), xlim=(0, max(trainer.steps, 100)))
    legend_above(axes)
    return figure


def _picture(axes: Axes, frame: np.ndarray) -> None:
    """Um quadro, pixel por pixel, em cinzas de 0 a 255."""
    axes.imshow(frame, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    axes.set(xticks=[], yticks=[])
