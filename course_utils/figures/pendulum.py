"""O pêndulo em figuras: a política e o valor em cada estado, e um episódio em tiras."""

from __future__ import annotations

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from ..ddpg import DDPG
from ..worlds.pendulum import MAX_SPEED, MAX_TORQUE, SECONDS_PER_STEP
from .plots import BLUE, ORANGE, number

#: Torque: azul no sentido horário, branco sem torque, laranja no anti-horário.
TORQUE_COLORS = LinearSegmentedColormap.from_list("torque", [BLUE, "white", ORANGE])
TURN_TICKS = ([-np.pi, 0, np.pi], ["−π", "0\nem pé", "π"])


def state_maps(agent: DDPG, points: int) -> tuple[np.ndarray, ...]:
    """Uma grade de ângulos e velocidades e, em cada ponto, o torque do ator e o valor Q(s, μ(s)); quatro matrizes.

    É o agente da primeira réplica; a grade tem `points` × `points`.

    O torque está em N·m. O valor está nas unidades da recompensa do ambiente: desfaz-se o `reward_scale`.
    """
    angle, speed = np.meshgrid(np.linspace(-np.pi, np.pi, points), np.linspace(-MAX_SPEED, MAX_SPEED, points))
    obs = np.stack((np.cos(angle), np.sin(angle), speed), -1).reshape(1, -1, 3).astype(np.float32)
    states = torch.from_numpy(np.repeat(obs, len(agent.seeds), 0)).to(agent.device)
    with torch.no_grad():
        action = agent.actor(agent.normalized(states))
        value = agent.critic(agent.normalized(states), action) / agent.settings["reward_scale"]
    torque, worth = (x[0].reshape(angle.shape).cpu().numpy() for x in (MAX_TORQUE * action, value))
    return angle, speed, torque, worth


def film_strip(angle: np.ndarray, torque: np.ndarray, every: int = 8, frames: int = 12) -> Figure:
    """O pêndulo em `frames` momentos de um episódio, um a cada `every` passos.

    - `angle`, `torque`: o que aconteceu a cada passo; ângulo 0 em pé, torque positivo no sentido anti-horário.

    O arco é o torque: o comprimento é a sua força e a seta, o seu sentido. As hastes claras são os passos desde o
    quadro anterior.
    """
    columns = (frames + 1) // 2
    figure = Figure(figsize=(8, 3.5), layout="constrained", facecolor="white")
    axes = figure.subplots()
    for i in range(frames):
        now = i * every
        center = np.array([2.5 * (i % columns), -2.9 * (i // columns)])
        for past in range(max(0, now - every + 1), now):
            _draw_rod(
                axes, center, angle[past], color="0.55", alpha=0.12 + 0.25 * (past - now + every) / every, width=3
            )
        _draw_rod(axes, center, angle[now], color="0.2", alpha=1, width=6)
        _draw_torque(axes, center, torque[now])
        axes.text(center[0], center[1] - 1.45, f"{number(now * SECONDS_PER_STEP, 1)} s", ha="center", fontsize=9)
    axes.plot([], [], color=ORANGE, label="↺ torque anti-horário")
    axes.plot([], [], color=BLUE, linestyle="--", label="↻ torque horário")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2, frameon=False)
    axes.set(xlim=(-1.3, 2.5 * columns - 1.2), ylim=(-4.4, 1.2), aspect="equal")
    axes.axis("off")
    return figure


def _draw_rod(axes: Axes, center: np.ndarray, angle: float, *, color: str, alpha: float, width: float) -> None:
    """A haste, do pivô à ponta; o ângulo cresce no sentido anti-horário a partir do topo."""
    tip = center + np.array([-np.sin(angle), np.cos(angle)])
    axes.plot(*zip(center, tip), color=color, alpha=alpha, linewidth=width, solid_capstyle="round")


def _draw_torque(axes: Axes, center: np.ndarray, torque: float) -> None:
    """O torque como arco em volta do pivô: 75 graus por N·m, com a seta no sentido dele."""
    axes.plot(*center, "o", color="white", markeredgecolor="0.2", markersize=5, zorder=4)
    half = np.radians(75 * torque) / 2
    turn = np.pi / 2 + np.linspace(-half, half, 40)
    x, y = center[0] + 0.5 * np.cos(turn), center[1] + 0.5 * np.sin(turn)
    color, line = (ORANGE, "-") if torque > 0 else (BLUE, (0, (3, 1)))
    axes.plot(x, y, color=color, linestyle=line, linewidth=2, zorder=5)
    arrow = dict(arrowstyle="-|>", color=color, mutation_scale=11, shrinkA=0, shrinkB=0)
    if abs(torque) > 0.1:
        axes.annotate("", (x[-1], y[-1]), (x[-4], y[-4]), arrowprops=arrow, zorder=6)
