"""As figuras da aula 06: o que o agente vê, o que uma rede tira dos quadros, e o que uma câmera deslocada faz."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from ..ddpg import DDPG
from ..study import Study
from ..study.bands import band
from ..training import Trainer
from ..worlds.pixels import seen_through, shifted
from .curves import FONT, WIDTH, curves, final, one_size
from .plots import BLUE, ORANGE, STYLES, decimal_comma, described, new_axes, number

#: Vermelho-alaranjado onde um pixel empurra a ação para cima, azul onde a empurra para baixo.
PUSH = LinearSegmentedColormap.from_list("push", [BLUE, "white", ORANGE])
LOWEST = -1900  # abaixo de qualquer retorno que se mostra


def shifted_camera(agent: DDPG, right: float) -> Figure:
    """Um episódio com a imagem `right` pixels para a direita: quatro quadros que o agente vê, e a altura da ponta.

    O pêndulo desenhado parte de pendurado e parado. A altura é a verdadeira, não a da imagem.
    """
    env = seen_through(lambda x: shifted(x, int(right)), "drawn")
    obs, _ = env.reset(seed=0)
    env.unwrapped.state = np.array([np.pi, 0.0])  # type: ignore[attr-defined]  # o primeiro quadro é o do sorteio
    frames, heights, total = [], [], 0.0
    for _ in range(100):
        obs, reward, *_ = env.step(2 * agent.act(obs[None, None])[0, 0])
        frames.append(obs[-1])
        heights.append(np.cos(env.unwrapped.state[0]))  # type: ignore[attr-defined]
        total += float(reward)
    figure = Figure(figsize=(WIDTH, 4.4), layout="constrained", facecolor="white")
    grid = figure.add_gridspec(2, 4, height_ratios=[1, 1.3])
    for column, k in enumerate((9, 19, 39, 79)):
        axes = figure.add_subplot(grid[0, column])
        _picture(axes, frames[k])
        axes.set_title(f"{(k + 1) // 10} s", fontsize=FONT)
    axes = figure.add_subplot(grid[1, :])
    axes.plot(0.1 * np.arange(1, 101), heights, color=BLUE, linewidth=2)
    axes.axhline(1, color="0.4", linestyle=":")
    axes.spines[["top", "right"]].set_visible(False)
    axes.set(xlim=(0, 10), ylim=(-1.15, 1.15), xlabel="segundos", ylabel="altura da ponta")
    axes.set_yticks([-1, 0, 1], ["embaixo", "no meio", "em pé"])
    axes.set_title(f"imagem deslocada {number(right, 0)} pixels: retorno {number(total, 0)}", fontsize=FONT)
    one_size(figure)
    side = (
        "no lugar" if not right else f"{number(abs(right), 0)} pixels para a {'direita' if right > 0 else 'esquerda'}"
    )
    end = "termina em pé" if min(heights[-30:]) > 0.8 else "não termina em pé"
    return described(
        figure,
        f"Quatro quadros que o agente vê, com a imagem {side}, e a altura da ponta em 10 segundos: a haste {end}.",
    )


def shifts_of(tests: pd.DataFrame) -> pd.DataFrame:
    """De `testes.csv`, o agente guardado com a haste desenhada: uma linha por episódio, uma coluna por deslocamento."""
    drawn = tests[tests["test"].str.startswith("desenhada ")]
    shift = drawn["test"].str.removeprefix("desenhada ").astype(int)
    return drawn.assign(shift=shift).pivot(index="episode", columns="shift", values="return")


def seeds_of(camera: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """De `camera.csv`, cada modo de treinar: uma linha por semente, uma coluna por deslocamento."""
    groups = camera.groupby("setting", sort=False)
    return {str(name): own.pivot(index="seed", columns="shift", values="return") for name, own in groups}


def by_shift(groups: Mapping[str, pd.DataFrame], trained: int = 0) -> Figure:
    """O retorno contra o deslocamento da imagem, com a faixa de 95 %, uma curva por grupo.

    - `groups`: nome → tabela em que cada coluna é um deslocamento, em pixels, e cada linha, um episódio ou uma semente.
    - `trained`: até que deslocamento se treinou num deles; sombreia-se essa região.
    """
    bands = {name: (table.columns.to_numpy(), band(table.to_numpy(), "mean")) for name, table in groups.items()}
    figure, axes = curves(bands, "deslocamento da imagem (pixels)", "retorno sem ruído (média)", 3.6, ylim=(LOWEST, 0))
    if trained:
        axes.axvspan(-trained, trained, color="0.9", zorder=0)
        axes.text(0, LOWEST + 40, "deslocamentos do treino", ha="center", fontsize=FONT)
    axes.axvline(0, color="0.4", linestyle=":")
    told = "; ".join(
        f"{name}, {number(np.asarray(own.center)[list(x).index(0)], 0)} com a imagem no lugar e "
        f"{number(np.asarray(own.center)[list(x).index(3)], 0)} com 3 pixels para a direita"
        for name, (x, own) in bands.items()
    )
    return described(figure, f"Retorno contra o deslocamento da imagem, com faixas de 95 %: {told}.")


def learning(*studies: Study, only: Sequence[str] = ()) -> Figure:
    """O retorno sem ruído contra as decisões, com a faixa de 95 %: os ajustes de vários estudos, ou só os de `only`."""
    bands = {
        name: (study.curves(name).columns.to_numpy(), study.band(name))
        for study in studies
        for name in study.settings
        if not only or name in only
    }
    figure, axes = curves(
        bands, "decisões, de 0,1 s cada", "retorno sem ruído\n(média interquartil)", 3.6, ylim=(LOWEST, 0)
    )
    axes.axhline(-200, color="0.4", linestyle=":")
    told = "; ".join(f"{name}, {final(own)}" for name, (_, own) in bands.items())
    return described(figure, f"Retorno sem ruído contra as decisões, com faixas. Na última avaliação: {told}.")


def last_evaluation(study: Study, threshold: float = -200) -> pd.DataFrame:
    """Um ajuste por linha: o retorno na última avaliação, com a faixa de 95 %, e as sementes acima de `threshold`."""
    rows = {}
    for name in study.settings:
        last = study.curves(name).iloc[:, -1]
        rows[name] = {
            "retorno no fim": final(study.band(name)),
            f"≥ {number(threshold, 0)}": f"{(last >= threshold).sum()} de {len(last)}",
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("ajuste")


def frames_seen(groups: Mapping[str, np.ndarray]) -> Figure:
    """Os quadros de cada observação, uma linha por observação, do mais antigo ao mais novo.

    - `groups`: nome → quadros `[quadro, 32, 32]`, em cinzas de 0 a 255.
    """
    columns = max(len(frames) for frames in groups.values())
    figure = Figure(figsize=(WIDTH, 2.1 * len(groups)), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(len(groups), columns, squeeze=False)
    for row, (name, frames) in zip(grid, groups.items()):
        row[0].set_ylabel(name)
        for axes, frame, when in zip(row, frames, frame_names(len(frames))):
            _picture(axes, frame)
            axes.set_title(when)
        for axes in row[len(frames) :]:
            axes.axis("off")
    one_size(figure)
    return described(
        figure,
        "Quadros cinzentos de 32 por 32 pixels, do mais antigo ao mais novo, em que a haste gira um pouco de um para o "
        f"outro. As linhas: {', '.join(groups)}.",
    )


def regression(truth: np.ndarray, guesses: Mapping[str, np.ndarray]) -> Figure:
    """O que cada rede adivinha contra o que é: uma coluna por rede, uma linha por grandeza.

    - `truth`: `[exemplo, grandeza]`: seno, cosseno e velocidade. `guesses`: nome da rede → `[exemplo, grandeza]`.
    """
    names, scores = ("sen φ", "cos φ", "velocidade"), []
    figure = Figure(figsize=(WIDTH, 2.5 * len(names)), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(len(names), len(guesses), squeeze=False)
    for column, (who, guess) in zip(grid.T, guesses.items()):
        for axes, name, true, own in zip(column, names, truth.T, guess.T):
            low, high = true.min(), true.max()
            axes.plot(true, own, ".", color=BLUE, markersize=2, alpha=0.5)
            axes.plot([low, high], [low, high], color=ORANGE, linestyle="--", linewidth=1.5)
            scores.append(f"{who}, {name}: R² = {number(r_squared(true, own), 2)}")
            axes.set_title(scores[-1].replace(", ", "\n", 1))
            axes.set_ylim(1.15 * low, 1.15 * high)
            axes.spines[["top", "right"]].set_visible(False)
            decimal_comma(axes)
        column[-1].set_xlabel("verdadeiro")
    for axes in grid[:, 0]:
        axes.set_ylabel("adivinhado")
    one_size(figure)
    return described(figure, f"O valor adivinhado contra o verdadeiro. {'; '.join(scores)}.")


def r_squared(truth: np.ndarray, guess: np.ndarray) -> float:
    """R²: 1 é acerto perfeito; 0 é o mesmo que responder sempre a média."""
    return float(1 - np.square(truth - guess).mean() / truth.var())


def filters(weights: np.ndarray) -> Figure:
    """Os filtros da primeira convolução, oito por faixa, um quadro por linha; `weights`: `[filtro, quadro, h, w]`."""
    count, frames = weights.shape[:2]
    bands = -(-count // 8)
    figure = Figure(figsize=(WIDTH, 0.8 * frames * bands), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(frames * bands, 8, squeeze=False)
    for i, own in enumerate(weights):
        limit, (top, column) = np.abs(own).max(), divmod(i, 8)
        for j, picture in enumerate(own):
            grid[frames * top + j, column].imshow(picture, cmap=PUSH, vmin=-limit, vmax=limit)
        grid[frames * top, column].set_title(str(i + 1))
    for k, row in enumerate(grid):
        row[0].set_ylabel(frame_names(frames)[k % frames], rotation=0, ha="right", va="center")
        for axes in row:
            axes.set(xticks=[], yticks=[])
    one_size(figure)
    return described(
        figure,
        "Os filtros da primeira convolução, um por coluna, com uma janela de 5 por 5 por quadro: manchas laranja e "
        "azuis. Em vários filtros, as janelas de quadros diferentes são diferentes entre si.",
    )


def saliency(frames: np.ndarray, slopes: np.ndarray, titles: Sequence[str]) -> Figure:
    """Para onde o ator olha: cada observação com ∂μ/∂pixel por cima, uma coluna por observação.

    - `frames`: `[observação, quadro, 32, 32]`, em cinzas. `slopes`: a derivada da ação em cada pixel, da mesma forma.
    """
    figure = Figure(figsize=(WIDTH, 1.6 * frames.shape[1] + 0.9), layout="constrained", facecolor="white")
    grid: np.ndarray = figure.subplots(frames.shape[1], len(frames), squeeze=False)
    for column, own, slope, title in zip(grid.T, frames, slopes, titles):
        limit = np.abs(slope).max()  # cada coluna na sua escala: onde a tanh satura, tudo é pequeno
        for axes, frame, pushed in zip(column, own, slope):
            shade = axes.imshow(pushed, cmap=PUSH, vmin=-limit, vmax=limit)
            axes.contour(frame, [128], colors="0.3", linewidths=0.8)
            axes.set(xticks=[], yticks=[])
        column[0].set_title(title)
    for axes, name in zip(grid[:, 0], frame_names(frames.shape[1])):
        axes.set_ylabel(name)
    bar = figure.colorbar(shade, ax=grid, ticks=[-limit, 0, limit], location="bottom", shrink=0.7, aspect=30)
    bar.set_ticklabels(["diminui", "nada", "aumenta"])
    bar.set_label("o que clarear este pixel faz à ação")
    one_size(figure)
    return described(
        figure,
        "Situações em colunas, três quadros em linhas, com o contorno da haste e, em cores, a derivada da ação em cada "
        "pixel. As cores fortes ficam sobre a haste e em volta dela; longe dela, quase nada.",
    )


def trials(groups: Mapping[str, np.ndarray]) -> Figure:
    """O retorno de cada episódio em cada teste, um ponto por episódio; o traço é a média, com a faixa de 95 %."""
    figure, axes = new_axes(WIDTH, 0.95 * len(groups) + 0.8)
    told = []
    for row, ((color, _), (name, returns)) in enumerate(zip(STYLES, groups.items())):
        center, low, high = (float(own) for own in band(np.ravel(returns), "mean"))
        axes.plot(np.ravel(returns), np.full(np.size(returns), row), "o", color=color, alpha=0.4, markersize=6)
        axes.plot([center] * 2, [row - 0.2, row + 0.2], color=color, linewidth=3)
        axes.plot([low, high], [row + 0.2] * 2, color=color, linewidth=3)
        told.append(f"{name}: média {number(center, 0)}, de {number(low, 0)} a {number(high, 0)}")
        axes.text(LOWEST + 20, row - 0.3, told[-1], color=color, fontsize=FONT)
    axes.set(xlabel="retorno do episódio, sem ruído", xlim=(LOWEST, 30), ylim=(len(groups) - 0.6, -0.75), yticks=[])
    one_size(figure)
    return described(figure, f"O retorno de cada episódio, um ponto, em cada teste. {'; '.join(told)}.")


def frame_names(count: int) -> list[str]:
    """O nome de cada quadro da pilha, do mais antigo ao mais novo."""
    return [f"há {number(0.1 * ago, 1)} s" for ago in range(count - 1, 0, -1)] + ["agora"]


def seen_and_learned(trainer: Trainer, replica: int = 0) -> Figure:
    """O que o agente vê agora, em cima, e o retorno de cada episódio de treino até aqui, embaixo."""
    figure = Figure(figsize=(WIDTH, 4.8), layout="constrained", facecolor="white")
    frames = trainer.obs[replica]
    grid = figure.add_gridspec(2, len(frames), height_ratios=[1, 1.4])
    for column, (frame, name) in enumerate(zip(frames, frame_names(len(frames)))):
        picture = figure.add_subplot(grid[0, column])
        _picture(picture, frame)
        picture.set_title(name)
    axes = figure.add_subplot(grid[1, :])
    axes.spines[["top", "right"]].set_visible(False)
    axes.axvspan(0, min(trainer.warmup, trainer.steps), color="0.9", label="aquecimento")
    finished = trainer.history[replica]
    axes.plot([own.end for own in finished], [own.total for own in finished], color=BLUE, marker="o", markersize=3)
    axes.set(xlabel="decisão", ylabel="retorno do episódio", ylim=(LOWEST, 50), xlim=(0, max(trainer.steps, 100)))
    axes.legend(loc="lower right", frameon=False)
    one_size(figure)
    return described(
        figure,
        "Em cima, os três últimos quadros que o agente viu. Embaixo, o retorno de cada episódio contra a decisão: "
        "depois do aquecimento, sombreado, ele ainda fica algum tempo perto de −1.300, e então sobe acima de −500.",
    )


def _picture(axes: Axes, frame: np.ndarray) -> None:
    """Um quadro, pixel por pixel, em cinzas de 0 a 255."""
    axes.imshow(frame, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    axes.set(xticks=[], yticks=[])
