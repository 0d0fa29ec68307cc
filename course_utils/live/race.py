"""`race`: o palco em que um cérebro, ou vários lado a lado, movem pêndulos que largam do mesmo lugar."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import numpy as np
from IPython.display import display
from matplotlib.figure import Figure

from ..figures.plots import STYLES as LINES
from ..figures.plots import described, figure_bundle, legend_above, new_axes
from ..support.checks import number_in, shown, yes_or_no
from ..worlds.pendulum import SECONDS_PER_STEP, push, reward
from .brains import page_brain, torque_of
from .sources import PAGE, module, page_of, styles

YOU = "você"
STYLES = ("colors.css", "pendulum.css", "race.css")
MOST = 4  # quantos cabem lado a lado, contando você


def race(brains: Mapping[str, Any], *, manual: bool = False, sigma: float = 0.0) -> None:
    """Mostra de um a quatro pêndulos que largam juntos, cada um movido por um cérebro, numa página que se basta.

    - `brains`: nome → cérebro. Um cérebro é uma rede (o que `weights_of(actor)` ou `saved_weights()` devolve); uma
      função `politica(angulo, velocidade)` que dá o torque em N·m, em vetores ou para um lugar de cada vez (o ângulo
      em rad, entre −π e π, 0 em pé; a velocidade em rad/s; o torque é cortado em ±2); ou uma tabela de torques
      `[ângulo, velocidade]`, com os ângulos de −π a π e as velocidades de −8 a 8, pontas incluídas.
    - `manual`: se você já começa correndo também, com as setas ou com um controle; o relógio espera o seu primeiro
      toque. Na página, "Jogar também" põe e tira você, se há lugar.
    - `sigma`: onde começa o σ do ruído nos parâmetros, que só as redes têm.

    Anima sem núcleo, também no caderno salvo, no HTML exportado e no site: uma função é amostrada uma vez numa grade
    de 180 ângulos por 161 velocidades, e a página usa o torque do lugar mais próximo. Onde scripts não rodam fica uma
    figura. Erros: `TypeError` ou `ValueError`, com o nome de quem não serve.
    """
    data, metadata = race_bundle(brains, manual=manual, sigma=sigma)
    display(data, raw=True, metadata=metadata)


def race_bundle(brains: Mapping[str, Any], *, manual: bool = False, sigma: float = 0.0) -> tuple[dict, dict]:
    """Os formatos da saída: `text/html` que se basta, e a figura para quem não o mostra."""
    manual = yes_or_no("manual", manual)
    racers = _racers(brains, manual)
    data, metadata = figure_bundle(race_heights({one["name"]: one for one in racers}))
    options = {"racers": racers, "manual": manual, "sigma": number_in("sigma", sigma, 0, 10)}
    srcdoc = page_of(styles(*STYLES), module("race.js"), options)
    data["text/html"] = PAGE.format(srcdoc=html.escape(srcdoc), still=data["text/html"])
    return data, metadata


def _racers(brains: Any, manual: bool) -> list[dict[str, Any]]:
    """Os cérebros como a página os recebe, conferidos."""
    if not isinstance(brains, Mapping) or not all(isinstance(name, str) and name.strip() for name in brains):
        raise TypeError(f"`brains` recebeu {shown(brains)}; aceita um dicionário, como `{{'agente': pesos}}`.")
    if not 1 <= len(brains) <= MOST - manual:
        raise ValueError(f"`brains` traz {len(brains)} cérebros; aceita de 1 a {MOST}, contando você.")
    if YOU in brains:
        raise ValueError(f"`brains` tem um cérebro chamado '{YOU}', que é o nome de quem joga; use outro nome.")
    return [{"name": name, **page_brain(name, brain)} for name, brain in brains.items()]


def run_of(brain: dict[str, Any], steps: int = 200) -> tuple[np.ndarray, float]:
    """O ângulo em cada passo e o retorno, de pendurado e parado, com o torque que a página vai usar."""
    policy, angle, speed, total = torque_of(brain), np.pi, 0.0, 0.0
    angles = np.empty(steps)
    for k in range(steps):
        angles[k], torque = angle, policy(angle, speed)
        total += float(reward(angle, speed, torque))
        angle, speed = push(angle, speed, torque)
    return angles, total


def race_heights(brains: Mapping[str, dict[str, Any]]) -> Figure:
    """A altura da ponta de cada um, em 10 segundos a partir de pendurado: o que fica onde nada se move."""
    figure, axes = new_axes(6.4, 3.2)
    told = []
    for (color, line), (name, brain) in zip(LINES, brains.items()):
        height = np.cos(run_of(brain)[0])
        axes.plot(SECONDS_PER_STEP * np.arange(len(height)), height, color=color, linestyle=line, label=name)
        told.append(f"{name} {_how(height)}")
    axes.set(xlabel="tempo (s)", ylim=(-1.1, 1.1))
    axes.set_yticks([-1, 0, 1], ["pendurada", "deitada", "em pé"])
    legend_above(axes)
    return described(figure, f"A altura da ponta da haste em 10 segundos, a partir de pendurada: {'; '.join(told)}.")


def _how(height: np.ndarray) -> str:
    """No que deu um episódio, numa frase sem números que mudem de uma máquina para outra."""
    if height[-40:].min() > 0.9:
        return "sobe e termina em pé"
    if height.max() > 0.9:
        return "passa pelo topo e não fica"
    return "não chega ao topo"
