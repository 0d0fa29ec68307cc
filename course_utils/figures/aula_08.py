"""As figuras da aula 08: o caminho da ponta, o crítico de quem só viu fracassos, e o estudo do braço."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from ..ddpg import DDPG
from ..study.bands import band
from ..support.paths import course_file
from ..training import Trainer
from ..worlds.arm import LENGTH, NEAR, REACH, Reaching, last_episode, played
from .curves import WIDTH, curves, final, one_size
from .plots import BLUE, INK, ORANGE, STYLES, decimal_comma, described, new_axes, number

SOLVED = 0.95  # a parte dos episódios que conta como aprendido
#: As coordenadas de cada vista, a do papel que vai para a direita e a que sobe; a 0 vai para a frente.
VIEWS = {"de cima": (1, 0), "de lado": (0, 2)}


def studied() -> pd.DataFrame:
    """O estudo de `ferramentas/gerar/braco.py`, uma linha por medida: `setting`, `seed`, `step`, `success`."""
    return pd.read_csv(course_file("resultados/braco.csv"))


def by_seed(study: pd.DataFrame, setting: str) -> pd.DataFrame:
    """A parte dos episódios com sucesso num ajuste: uma linha por semente, uma coluna por passo."""
    return study[study["setting"] == setting].pivot(index="seed", columns="step", values="success")


def first_good(study: pd.DataFrame, setting: str) -> pd.Series:
    """Por semente, o primeiro passo avaliado com 95 % de sucesso ou mais; infinito, se nunca houve."""
    good = by_seed(study, setting) >= SOLVED
    return good.idxmax(axis=1).where(good.any(axis=1), np.inf)


# --- a mesa e o caminho -------------------------------------------------------------------------------------------


def table_seen() -> Figure:
    """Onde scripts não rodam: uma mesa vista de cima, e um caminho que nunca chega ao objetivo."""
    walk = np.random.default_rng(3).normal(0.001, 0.008, (LENGTH, 3)).cumsum(0)
    figure, axes = new_axes(WIDTH, 5)
    _view(axes, Reaching(np.r_[np.zeros((1, 3)), walk], np.array([-0.11, 0.1, 0]), -np.ones(LENGTH)), (1, 0))
    return described(
        figure,
        "Uma mesa vista de cima: a ponta parte do meio, anda cinquenta passos e nunca entra no círculo do objetivo.",
    )


def tried(agent: DDPG, seed: int) -> Figure:
    """Um episódio, sem ruído, da primeira réplica de um agente."""
    return episode(played(lambda obs: agent.act(np.repeat(obs[None, None], len(agent.seeds), 0))[0, 0], seed))


def episode(own: Reaching) -> Figure:
    """Um episódio: o caminho da ponta, de cima e de lado, e a distância ao objetivo em cada passo."""
    figure, axes = _views_above(own, "")
    far = 100 * np.linalg.norm(own.path[1:] - own.goal, axis=1)
    axes.plot(np.arange(1, LENGTH + 1), far, color=BLUE, linewidth=2)
    axes.axhline(100 * NEAR, color=ORANGE, linestyle="--")
    axes.set(xlabel="passo", ylabel="cm até o objetivo", xlim=(0, LENGTH), ylim=(0, max(30, far.max() * 1.05)))
    alt = "O caminho da ponta do braço, de cima e de lado, num círculo o objetivo; embaixo, a distância a cada passo."
    return described(one_size(figure), alt)


def reaching(trainer: Trainer) -> Figure:
    """Um treino até aqui: o último episódio da primeira semente, e os passos no objetivo em cada episódio de todas."""
    figure, axes = _views_above(last_episode(trainer), "o último episódio, ")
    axes.axvspan(0, min(trainer.warmup, trainer.steps), color="0.9", label="aquecimento")
    for (color, line), history in zip(STYLES, trainer.history):
        there = [LENGTH + one.total for one in history]
        axes.plot([one.end for one in history], there, color=color, linestyle=line, linewidth=2)
    axes.set(xlabel="passo de treino", ylabel="passos no objetivo", ylim=(0, LENGTH), xlim=(0, max(trainer.steps, 100)))
    axes.legend(loc="upper left", frameon=False)
    return described(
        one_size(figure),
        "Em cima, o caminho da ponta no último episódio, de cima e de lado, com o objetivo num círculo. Embaixo, em "
        "quantos dos 50 passos de cada episódio a ponta esteve no objetivo: quase nenhum no começo, e mais depois.",
    )


def _views_above(own: Reaching | None, title: str) -> tuple[Figure, Axes]:
    """Uma figura com as duas vistas de um episódio em cima, e eixos vazios embaixo."""
    figure = Figure(figsize=(WIDTH, 5.8), layout="constrained", facecolor="white")
    grid = figure.add_gridspec(2, 2, height_ratios=[1.3, 1])
    for column, (name, seen) in enumerate(VIEWS.items()):
        above = figure.add_subplot(grid[0, column])
        if own:
            _view(above, own, seen)
        above.set_title(title + name)
    axes = figure.add_subplot(grid[1, :])
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _view(axes: Axes, own: Reaching, seen: tuple[int, int]) -> None:
    """O caminho e o objetivo, em cm, em duas das coordenadas; os pontos laranja são os de recompensa 0."""
    path, goal = 100 * own.path[:, seen], 100 * own.goal[[*seen]]
    axes.add_patch(Circle(tuple(goal), 100 * NEAR, fill=False, color=ORANGE, linestyle="--", linewidth=2))
    axes.plot(*path.T, color=BLUE, linewidth=1.5)
    axes.scatter(path[1:, 0], path[1:, 1], s=14, c=np.where(own.rewards == 0, ORANGE, BLUE), zorder=3)
    axes.plot(*path[-1], "o", color=INK, markersize=9, zorder=4)
    limit = 100 * (REACH + 2 * NEAR)
    axes.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal", xticks=[], yticks=[])
    axes.grid(False)


# --- o crítico de quem só viu −1 ----------------------------------------------------------------------------------


def flat_critic(agent: DDPG, states: np.ndarray) -> Figure:
    """Q em cada estado, `[estado, 13]`, quando a primeira parte da ação vai de −1 a 1: uma linha por estado."""
    pushes = np.linspace(-1, 1, 41, dtype=np.float32)
    obs = torch.from_numpy(np.repeat(states, len(pushes), 0)[None])
    action = torch.zeros(1, obs.shape[1], 4)
    action[0, :, 0] = torch.from_numpy(np.tile(pushes, len(states)))
    values = agent.critic(agent.normalized(obs), action)[0].reshape(len(states), -1) / agent.settings["reward_scale"][0]
    figure, axes = new_axes(WIDTH, 3.6)
    axes.plot(pushes, values.T.numpy(), color=BLUE, alpha=0.4, linewidth=1.2)
    axes.set(xlabel="empurrão para a frente", ylabel="Q(s, a)", ylim=(-22, 1))
    decimal_comma(axes)
    alt = "O valor que o crítico dá a cada ação, em vinte estados: vinte linhas quase horizontais, todas perto de −20."
    return described(one_size(figure), alt)


# --- o estudo -----------------------------------------------------------------------------------------------------


def learned(study: pd.DataFrame, settings: Sequence[str]) -> Figure:
    """A parte dos episódios com sucesso contra os passos: a média das sementes, com a faixa de 95 %."""
    shares = {name: 100 * by_seed(study, name) for name in settings}
    bands = {name: (own.columns.to_numpy(), band(own.to_numpy(), "mean")) for name, own in shares.items()}
    figure, _ = curves(bands, "passos de ambiente", "episódios com sucesso (%)", 3.4, ylim=(-2, 102))
    told = "; ".join(f"{name}, {final(own)} %" for name, (_, own) in bands.items())
    return described(figure, f"Episódios com sucesso contra os passos, com faixas de 95 %. No fim: {told}.")


def aims() -> Figure:
    """Para onde ∇ₐQ aponta aos 1.000 passos: um ponto por semente; o traço é a média, com a faixa de 95 %."""
    study = pd.read_csv(course_file("resultados/braco_direcao.csv"))
    figure, axes = new_axes(WIDTH, 3.2)
    told = []
    for row, ((color, _), (name, own)) in enumerate(zip(STYLES, study.groupby("setting", sort=False)["cosine"])):
        center, low, high = (float(one) for one in band(own.to_numpy(), "mean"))
        axes.plot(own, np.full(len(own), row), "o", color=color, alpha=0.45, markersize=7)
        axes.plot([center] * 2, [row - 0.15, row + 0.15], color=color, linewidth=3)
        axes.plot([low, high], [row + 0.15] * 2, color=color, linewidth=3)
        told.append(f"{name}: média {number(center, 2)} ({number(low, 2)} a {number(high, 2)})")
        axes.text(-0.98, row - 0.25, told[-1], color=color)
    axes.axvline(0, color="0.4", linestyle=":")
    axes.set(xlim=(-1, 1), ylim=(1.45, -0.55), yticks=[], xlabel="cosseno entre ∇ₐQ e a direção do objetivo")
    decimal_comma(axes)
    return described(one_size(figure), f"Para onde a inclinação de Q aponta, um ponto por semente. {'; '.join(told)}.")


def arrivals(study: pd.DataFrame, settings: Sequence[str]) -> pd.DataFrame:
    """Um ajuste por linha: quantas sementes chegaram a 95 %, quando (mediana), e quantas estão lá no fim."""
    rows = {}
    for name in settings:
        first, last = first_good(study, name), by_seed(study, name).iloc[:, -1]
        middle = first.median()
        rows[name] = {
            "chegaram a 95 %": f"{np.isfinite(first).sum()} de {len(first)}",
            "passos (mediana)": "mais de 10.000" if np.isinf(middle) else f"{middle:,.0f}".replace(",", "."),
            "no fim, ≥ 95 %": f"{(last >= SOLVED).sum()} de {len(last)}",
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("ajuste")
