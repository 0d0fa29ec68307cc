"""As figuras da aula 02: os caminhos do ator de um número, a encosta que o crítico desenha, e as subidas por ela.

Ações em [-1, 1]; valores nas unidades da recompensa do ambiente.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from matplotlib.text import Text
from torch import Tensor, nn

from ..ddpg import DDPG
from ..evaluation import evaluate
from ..networks import Actor, Critic
from ..support.paths import course_file
from ..worlds.pendulum import MAX_SPEED, MAX_TORQUE
from .pendulum import TORQUE_COLORS, TURN_TICKS
from .plots import BLUE, GREEN, ORANGE, STYLES, decimal_comma, described, legend_above, new_axes

WIDTH = 5.0  # polegadas: num celular, as letras ainda se leem
SCALE = 0.1  # os críticos guardados viram a recompensa multiplicada por 0,1
BEST = 0.4  # o melhor ponto da máquina de quatro números
GHOST: dict[str, Any] = dict(color="0.55", linewidth=1, alpha=0.7)


def legible(figure: Figure, alt: str) -> Figure:
    """A figura com letras de pelo menos 11 pontos, e o texto alternativo."""
    for axes in figure.axes:
        axes.tick_params(labelsize=11)
    for text in figure.findobj(Text):
        text.set_fontsize(max(11, text.get_fontsize()))  # type: ignore[attr-defined]
    return described(figure, alt)


# --- quatro números -----------------------------------------------------------------------------------------------


def machine_prizes() -> Figure:
    """Quarenta prêmios da máquina, em posições sorteadas: o que fica onde não se pode puxar a alavanca."""
    random = np.random.default_rng(0)
    a = random.uniform(-1, 1, 40)
    figure, axes = new_axes(WIDTH, 3)
    axes.plot(a, 1 - (a - BEST) ** 2 + 0.2 * random.standard_normal(40), "o", color="0.55", markersize=5)
    axes.set(xlabel="posição do botão", ylabel="prêmio")
    decimal_comma(axes)
    return legible(
        figure,
        "Quarenta prêmios contra a posição do botão, de −1 a 1. Os pontos sobem até perto de 0,4 e descem depois, com "
        "um sorteio em cada um.",
    )


def actor_paths(learn: Callable[..., tuple[np.ndarray, np.ndarray]], noise: float) -> Figure:
    """O caminho do ator em 200 sementes: a faixa em que caem 95 %, a mediana, e dez delas como fantasmas.

    - `learn(seed, noise)`: devolve o caminho do ator e os três números do crítico no fim.
    """
    paths = np.array([learn(seed, noise)[0] for seed in range(200)])
    low, middle, high = np.percentile(paths, [2.5, 50, 97.5], axis=0)
    figure, axes = new_axes(WIDTH, 3.4)
    attempts = np.arange(1, paths.shape[1] + 1)
    axes.fill_between(attempts, low, high, color=ORANGE, alpha=0.25, linewidth=0, label="95 % das 200 sementes")
    for k, path in enumerate(paths[:10]):
        axes.plot(attempts, path, **GHOST, label="dez sementes" if k == 0 else None)
    axes.plot(attempts, middle, color=ORANGE, linewidth=2.5, label="mediana")
    axes.axhline(BEST, color=GREEN, linestyle="--", label="melhor ponto")
    axes.set(xlabel="tentativa", ylabel="ação do ator, θ", ylim=(-0.9, 0.75))
    decimal_comma(axes)
    legend_above(axes)
    return legible(figure, _told_of_paths(paths))


def _told_of_paths(paths: np.ndarray) -> str:
    """O que os caminhos fazem, sem números que mudem no último algarismo."""
    if np.percentile(paths[:, -1], 2.5) < 0:
        return (
            "Todos os caminhos partem de −0,8, sobem juntos até perto de −0,5 e quase param ali. A faixa é estreita, "
            "e o melhor ponto, 0,4, fica longe."
        )
    return (
        "Os caminhos partem de −0,8, sobem depressa, quase todos passam um pouco de 0,4, voltam e oscilam em torno "
        "desse ponto. A faixa de 95 % das sementes acompanha a mediana."
    )


def parabolas(learn: Callable[..., tuple[np.ndarray, np.ndarray]]) -> Figure:
    """As parábolas em que o crítico de dez sementes terminou, sobre o prêmio médio de verdade."""
    figure, axes = new_axes(WIDTH, 3.2)
    a = np.linspace(-1, 1.1, 100)
    for seed in range(10):
        w = learn(seed)[1]
        axes.plot(a, w[0] + w[1] * a + w[2] * a**2, **GHOST, label="dez críticos" if not seed else None)
    axes.plot(a, 1 - (a - BEST) ** 2, color=GREEN, linewidth=2.5, linestyle="--", label="prêmio médio")
    axes.set(xlabel="ação a", ylabel="prêmio", ylim=(-1.2, 1.3))
    decimal_comma(axes)
    legend_above(axes)
    return legible(
        figure,
        "Prêmio médio contra a ação, uma parábola tracejada com o máximo em 0,4, e as dez parábolas do crítico no fim. "
        "Todas têm o máximo perto de 0,4; à esquerda de zero, afastam-se da verdade e umas das outras.",
    )


# --- dez críticos treinados ---------------------------------------------------------------------------------------


def ten_slopes(angle: float, speed: float, where: str) -> Figure:
    """Q(s, a) contra a ação num estado, segundo dez críticos treinados; o ponto é a escolha do ator de cada um.

    - `where`: o estado em palavras, para o texto alternativo.
    """
    stored = np.load(course_file("pesos/ator_critico.npz"))
    actor, critic = Actor(3, 1, seeds=range(10)), Critic(3, 1, seeds=range(10))
    actor.flat.copy_(torch.from_numpy(stored["actors"]))
    critic.flat.copy_(torch.from_numpy(stored["critics"]))
    actions = torch.linspace(-1, 1, 81)
    obs = torch.tensor([np.cos(angle), np.sin(angle), speed], dtype=torch.float32).expand(10, 81, 3)
    q = critic(obs, actions.expand(10, 81)[..., None]) / SCALE
    chosen = actor(obs[:, :1])
    heights = critic(obs[:, :1], chosen) / SCALE
    figure, axes = new_axes(WIDTH, 3.6)
    for seed in range(10):
        color, line = STYLES[seed % len(STYLES)]
        axes.plot(actions, q[seed], color=color, linestyle=line, linewidth=1.6)
        axes.plot(chosen[seed, 0], heights[seed], "o", color=color, markersize=8, markeredgecolor="white", zorder=5)
    axes.set(xlabel="ação a (o torque é 2a)", ylabel="Q(s, a)", xlim=(-1.06, 1.06))
    decimal_comma(axes)
    left, right = (int(n) for n in ((chosen < -0.1).sum(), (chosen > 0.1).sum()))
    return legible(
        figure,
        f"{where}. Dez curvas de Q contra a ação, uma por semente, cada uma com um ponto na ação que o ator dela "
        f"escolhe: {left} escolhem torque horário e {right}, anti-horário.",
    )


# --- o ator que ouve o crítico ------------------------------------------------------------------------------------


def ten_students(
    actor_class: Callable[[], nn.Module], train: Callable[..., None], marks: Sequence[int] = (0, 10, 30, 100)
) -> Figure:
    """O retorno médio de dez atores recém-sorteados, depois de 0, 10, 30 e 100 passos de subida, sem ruído.

    - `train(student, steps, random)`: dá `steps` passos de subida; `random`: o gerador dos lotes.
    """
    returns = np.empty((10, len(marks)))
    for k in range(10):
        torch.manual_seed(k)
        student, random, done = actor_class(), np.random.default_rng(k), 0
        for i, mark in enumerate(marks):
            train(student, mark - done, random)
            done = mark
            returns[k, i] = evaluate(DDPG(3, 1, actor=student), "Pendulum-v1", episodes=10, seed=1000).mean()
    figure, axes = new_axes(WIDTH, 3.4)
    for own in returns:
        axes.plot(range(len(marks)), own, "o-", color="0.55", linewidth=1, markersize=4, alpha=0.8)
    axes.plot(range(len(marks)), np.median(returns, 0), color=ORANGE, linewidth=2.5, label="mediana de dez sorteios")
    axes.set_xticks(range(len(marks)), [str(mark) for mark in marks])
    axes.set(xlabel="passos de gradiente do ator", ylabel="retorno médio", ylim=(min(returns.min(), -1400) - 50, 0))
    legend_above(axes)
    ending = "todos levantam o pêndulo" if returns[:, -1].max() > -400 and returns[:, -1].min() > -400 else "nem todos"
    return legible(
        figure,
        "O retorno médio de dez atores contra os passos de gradiente. Com 0 passos, todos ficam abaixo de −1.000; com "
        f"30, a maioria já sobe, e alguns não; com 100, {ending}.",
    )


def policy_maps(policies: Mapping[str, Callable[[Tensor], Tensor]]) -> Figure:
    """Quatro políticas como mapas de torque, dois a dois; cada uma leva `[lote, 3]` a ações `[lote, 1]`."""
    angle, speed = np.meshgrid(np.linspace(-np.pi, np.pi, 81), np.linspace(-MAX_SPEED, MAX_SPEED, 81))
    obs = torch.from_numpy(np.stack((np.cos(angle), np.sin(angle), speed), -1).reshape(-1, 3)).float()
    figure = Figure(figsize=(WIDTH, 5.2), layout="constrained", facecolor="white")
    grid = figure.subplots(2, 2, sharex=True, sharey=True)
    for axes, (name, policy) in zip(grid.flat, policies.items()):
        with torch.no_grad():
            torque = MAX_TORQUE * policy(obs).reshape(angle.shape).numpy()
        mesh = axes.pcolormesh(
            angle, speed, torque, cmap=TORQUE_COLORS, vmin=-MAX_TORQUE, vmax=MAX_TORQUE, rasterized=True
        )
        axes.contour(angle, speed, torque, [0], colors="0.4", linewidths=1)
        axes.set_title(name, fontsize=12)
        axes.set_xticks(TURN_TICKS[0][::2], TURN_TICKS[1][::2])
    for axes in grid[1]:
        axes.set_xlabel("ângulo φ (rad)")
    for axes in grid[:, 0]:
        axes.set_ylabel("velocidade (rad/s)")
    figure.colorbar(mesh, ax=list(grid.flat), label="torque (N·m)", ticks=[-2, 0, 2])
    return legible(
        figure,
        f"Quatro mapas do torque sobre ângulo e velocidade: {', '.join(policies)}. O recém-sorteado é quase branco: "
        "torque perto de zero. Passo a passo surgem as regiões de torque horário e anti-horário, e a faixa diagonal "
        "entre elas, do ator treinado.",
    )


def gradient_change(ask: Callable[[float], tuple[float, Sequence[Tensor]]], lift: float) -> str:
    """O que muda na perda do ator e no gradiente dela quando se soma `lift` a todo Q, numa frase.

    - `ask(lift)`: a perda e os gradientes, um por parâmetro.
    """
    (loss, gradient), (lifted_loss, lifted) = ask(0), ask(lift)
    changed = sum(int((one != other).sum()) for one, other in zip(gradient, lifted))
    count = sum(one.numel() for one in gradient)
    told = [f"{number:,.0f}".replace(",", ".") for number in (abs(loss - lifted_loss), count, changed)]
    return f"A perda mudou {told[0]}. Dos {told[1]} números do gradiente, mudaram {told[2]}."


# --- para ir além -------------------------------------------------------------------------------------------------


def first_actions(make: Callable[[float], nn.Module], obs: Tensor, limits: Sequence[float] = (0.01, 0.5, 2)) -> Figure:
    """As primeiras ações de atores cuja última camada nasce com pesos até cada limite, um quadro por limite.

    - `make(limit)`: um ator novo; `obs`: as observações, `[lote, 3]`.
    """
    figure = Figure(figsize=(WIDTH, 4.6), layout="constrained", facecolor="white")
    told = []
    for axes, limit in zip(figure.subplots(len(limits), 1, sharex=True), limits):
        torch.manual_seed(3)
        with torch.no_grad():
            actions = make(limit)(obs).numpy()
        stuck = 100 * (1 - actions**2 < 0.1).mean()
        axes.hist(actions.ravel(), np.linspace(-1, 1, 41).tolist(), color=BLUE, edgecolor="white")
        name = f"pesos até {limit:g}".replace(".", ",")
        axes.set_title(f"{name}: {stuck:.0f} % saturadas", fontsize=12, loc="left")
        axes.spines[["top", "right"]].set_visible(False)
        decimal_comma(axes)
        told.append(f"com {name}, {stuck:.0f} %")
    axes.set_xlabel("a primeira ação, antes de aprender")
    return legible(figure, f"Histogramas de mil primeiras ações. Ações saturadas: {'; '.join(told)}.")
