"""Os dez críticos treinados, e os atores que os ouvem. Ações em [-1, 1]; valores nas unidades da recompensa."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import Tensor, nn

from ...ddpg import DDPG
from ...evaluation import evaluate
from ...networks import Actor, Critic
from ...support.paths import course_arrays
from ...worlds.pendulum import MAX_SPEED, MAX_TORQUE
from ..pendulum import TORQUE_COLORS, TURN_TICKS
from ..plots import BLUE, ORANGE, STYLES, decimal_comma, legend_above, legible, new_axes
from .style import WIDTH

SCALE = 0.1  # os críticos guardados viram a recompensa multiplicada por 0,1


# --- dez críticos treinados ---------------------------------------------------------------------------------------


def ten_slopes(angle: float, speed: float, where: str) -> Figure:
    """Q(s, a) contra a ação num estado, segundo dez críticos treinados; o ponto é a escolha do ator de cada um.

    - `where`: o estado em palavras, para o texto alternativo.
    """
    stored = course_arrays("pesos/ator_critico.npz")
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


def students(
    actor_class: Callable[[], nn.Module], train: Callable[..., None], trained: Callable[[Tensor], Tensor]
) -> tuple[Figure, Figure]:
    """Atores recém-sorteados que só ouvem o crítico: o retorno de dez, e os mapas do primeiro, junto dos do treinado.

    - `train(student, steps, random)`: dá `steps` passos de subida; `random`: o gerador dos lotes.
    """
    torch.manual_seed(0)
    student, random, maps = actor_class(), np.random.default_rng(0), {}
    for name, steps in (("recém-sorteado", 0), ("10 passos", 10), ("100 passos", 90)):
        train(student, steps, random)
        maps[name] = copy.deepcopy(student)
    return ten_students(actor_class, train), policy_maps(maps | {"o treinado": trained})


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
        axes.set_xticks(*TURN_TICKS)
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
