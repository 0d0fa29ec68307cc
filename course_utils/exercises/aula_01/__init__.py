"""Os exercícios da aula 01: o problema do pêndulo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...worlds.pendulum import push, reward
from ...worlds.planner import GRID, look_up, neighbours, plan, torque_levels, worth
from ..answers import near, number
from ..drawn import drawn, of_others
from ..engine import Exercise, Stage
from ..guard import Wrong, call, refuse
from ..swing import release, swings_up, torques_of
from . import levels

# --- 01.1: numa lua só sua ----------------------------------------------------------------------------------------

MOONS = (16, 29)  # o g que o nome sorteia, em décimos de m/s²


def on_the_moon(weight_torque: Any, highest: Any) -> None:
    """01.1, o maior torque do peso."""
    g = drawn("", *MOONS) / 10
    mistakes = {
        "o peso age no meio da haste: o braço é l/2.": g,
        "esse é o da Terra; na sua lua g é outro.": 5.0,
        "isso é 3g/2l, a aceleração; a pergunta é o torque.": 1.5 * g,
        "o l é 1, e o braço máximo é l/2, sem outro meio.": g / 4,
    }
    mistakes |= of_others(*MOONS, lambda k: k / 20, lambda k: f"g = {k // 10},{k % 10}")
    near(weight_torque, g / 2, "weight_torque", mistakes)


def moon_height(weight_torque: Any, highest: Any) -> None:
    """01.1, a conferência: a maior altura da ponta, cos φ."""
    given = number(highest, "highest")
    if abs(given) > 1:
        raise Wrong("`highest` é uma altura, cos φ, entre −1 e 1; isso parece um ângulo.")
    if given < 0.95:
        raise Wrong("com 2 N·m constantes e `g=g` a ponta sobe mais que isso. O `g` chegou a `step`?")


# --- 01.2: o valor de um agente qualquer --------------------------------------------------------------------------


def one_policy_sweep(policy_sweep: Callable[..., Any], hanging: Any) -> None:
    """01.2, a varredura que avalia uma política."""
    value = np.random.default_rng(0).uniform(-300, 0, GRID[0].shape)
    angle, speed = GRID
    torque = np.where(speed >= 1, 1.5, -0.5)

    def policy(angle: Any, speed: Any) -> Any:
        return np.where(np.asarray(speed) >= 1, 1.5, -0.5)

    given = np.asarray(call(policy_sweep, value.copy(), policy, 0.9), float)
    if given.shape != value.shape:
        raise Wrong(f"`policy_sweep` deveria devolver um número por ponto da grade, {value.shape}; veio {given.shape}.")
    after = push(angle, speed, torque)
    now, later = reward(angle, speed, torque), look_up(value, *after)
    mistakes = {
        "faltou o γ no valor do estado seguinte.": now + later,
        "faltou a recompensa do passo.": 0.9 * later,
        "faltou o valor do estado seguinte.": now,
        "o valor é o do estado seguinte, e não o de agora.": now + 0.9 * value,
        "a recompensa é a do estado de agora, e não a do seguinte.": reward(*after, torque) + 0.9 * later,
        "isso é o máximo sobre os torques: o do melhor plano. Use o torque da política.": worth(
            value, angle, speed, torque_levels(3), 0.9
        ).max(0),
        "o torque não chegou a `step`: isso é o valor de quem nunca liga o motor.": reward(angle, speed, 0)
        + 0.9 * look_up(value, *push(angle, speed, 0)),
        "o γ é o argumento `gamma`; o seu está fixo em 0,99.": now + 0.99 * later,
    }
    if np.allclose(given, now + 0.9 * later, atol=1e-6):
        return
    for mistake, other in mistakes.items():
        refuse(np.allclose(given, other, atol=1e-6), mistake)
    raise Wrong("não é a recompensa mais γ vezes o valor do estado seguinte, com o torque da política.")


def value_of_pump(policy_sweep: Callable[..., Any], hanging: Any) -> None:
    """01.2, o valor de pendurado e parado, para quem empurra a favor do movimento."""
    value = np.zeros_like(GRID[0])
    angle, speed = GRID
    torque = np.where(speed >= 0, 2.0, -2.0)
    cells, weights = neighbours(*push(angle, speed, torque))
    for _ in range(500):
        value = reward(angle, speed, torque) + 0.99 * (weights * value.take(cells)).sum(0)
    mistakes = {
        "esse é o do plano; o pedido é o de quem segue `pump`.": float(look_up(plan(3), np.pi, 0.0)),
        "esse é o valor em pé e parado; pendurado, φ = π.": float(look_up(value, 0.0, 0.0)),
        "essa é a recompensa de um passo; faltam as varreduras.": float(-(np.pi**2)),
    }
    near(hanging, float(look_up(value, np.pi, 0.0)), "hanging", mistakes, within=0.005)


# --- 01.3: um controlador à mão -----------------------------------------------------------------------------------


def vectors(swing_and_hold: Callable[..., Any]) -> None:
    """01.3, as formas: cem pêndulos de uma vez, torques entre −2 e 2, e ângulos que deram a volta."""
    angle, speed = np.random.default_rng(0).uniform(-3, 3, (2, 100))
    try:
        torque = torques_of(call(swing_and_hold, angle, speed), angle.shape)
    except ValueError as error:
        if "truth value" in str(error):
            raise Wrong(
                "`if` não serve para vetores: `release` manda cem pêndulos de uma vez. Use `np.where`."
            ) from error
        raise
    turned = torques_of(call(swing_and_hold, angle + 2 * np.pi, speed), angle.shape)
    if not np.allclose(torque, turned, atol=1e-6):
        raise Wrong("uma volta a mais muda o torque: o ângulo em −k₁ φ tem de passar por `wrap`.")


def holds(swing_and_hold: Callable[..., Any]) -> None:
    """01.3, de pendurado ao topo."""
    swings_up(swing_and_hold)


def near_the_plan(swing_and_hold: Callable[..., Any]) -> None:
    """01.3, o retorno de cem começos como os do Gymnasium."""
    random = np.random.default_rng(1)
    starts = random.uniform(-np.pi, np.pi, 100), random.uniform(-1, 1, 100)
    mean = release(swing_and_hold, *starts)[3].sum(0).mean()
    if mean < -200:
        raise Wrong(
            f"de cem começos o retorno médio é {mean:.0f}, e dá para passar de −200: "
            "pare de empurrar quando a energia já basta, e mude os ganhos da mola."
        )


EXERCISES = {
    "01.1": Exercise(
        "Numa lua só sua",
        ("weight_torque", "highest"),
        (Stage("o torque do peso", on_the_moon), Stage("a ponta sobe", moon_height)),
        (
            "O torque do peso é o maior possível com a haste deitada. Quanto é ali?",
            "É m g l/2, com m = 1 e l = 1. Para conferir, repita `step` 200 vezes com torque 2 e `g=g`.",
            "Guarde a maior `np.cos(angle)` do caminho, começando de π e parada.",
        ),
        "O motor tem 2 N·m e vence o peso em qualquer ângulo: ali, sobe sem balançar.",
    ),
    "01.2": Exercise(
        "O valor de um agente qualquer",
        ("policy_sweep", "hanging"),
        (Stage("a varredura de uma política", one_policy_sweep), Stage("o valor do `pump`", value_of_pump)),
        (
            "É a varredura da aula sem o laço: há um torque só em cada ponto, o que a política dá.",
            "`policy(*GRID)` dá o torque de cada ponto da grade, e `step(*GRID, …)`, a recompensa e o estado seguinte.",
            "Devolva `reward + gamma * look_up(value, angle, speed)`. Comece de `np.zeros_like(GRID[0])`, repita 500 "
            "vezes com `pump`, e leia `look_up(value, np.pi, 0.0)`.",
        ),
        "É isto que o crítico do DDPG aprende: o valor do ator que existe, e não o do melhor.",
    ),
    "01.3": Exercise(
        "Um controlador escrito à mão",
        ("swing_and_hold",),
        (
            Stage("serve para cem pêndulos de uma vez", vectors),
            Stage("sobe de pendurado e fica em pé", holds),
            Stage("de cem começos, chega perto do plano", near_the_plan),
        ),
        (
            "Calcule os dois torques, o de tomar impulso e o de segurar, e escolha entre eles com `np.where`.",
            "A energia é ½ velocidade² + 15 cos φ; em pé e parada vale 15. Se já basta, freie.",
            "`hold = np.clip(-8 * wrap(angle) - 2.5 * speed, -2, 2)`; use-o onde ele não está no limite.",
        ),
        "São quatro linhas escritas por quem entende de pêndulos. O DDPG chega perto disso sem saber física nenhuma.",
    ),
    "01.4": Exercise(
        "Arredonde um agente contínuo",
        ("rounded", "expensive"),
        (
            Stage("só torques da lista", levels.on_levels),
            Stage("o nível mais próximo, e a conclusão", levels.nearest_level),
        ),
        (
            "`rounded(levels)` devolve uma função de (ângulo, velocidade): pergunte ao ator, dobre e arredonde.",
            "`Actor(3, 1)` recebe observações [1, lote, 3] e devolve ações [1, lote, 1] entre −1 e 1.",
            "`np.abs(torques[:, None] - wanted).argmin(0)` dá o número do nível mais próximo de cada torque.",
        ),
        "Usar níveis não é caro; caro é aprender com muitos.",
    ),
    "01.5": Exercise(
        "Quantos níveis cabem",
        ("joint", "separate", "lost"),
        (Stage("a lista conjunta", levels.fits), Stage("listas separadas", levels.fits_apart)),
        (
            "Quantas ações cabem, a 4 bytes cada? Na lista conjunta há k níveis para cada um dos d motores.",
            "Cabem 4 bilhões. De kᵈ ≤ 4 · 10⁹ sai k ≤ (4 · 10⁹) elevado a 1/d; separadas, de k · d ≤ 4 · 10⁹.",
            "Arredonde para baixo com `int(…)`. E pense em duas mãos que seguram uma caixa: o melhor torque de uma "
            "depende do da outra.",
        ),
        "Um crítico contínuo recebe os d torques de uma vez, e a inclinação de cada um leva em conta os outros.",
    ),
}
