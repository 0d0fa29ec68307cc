"""Os exercícios da aula 01: o problema do pêndulo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..answers import near, number
from ..engine import Exercise, Stage
from ..guard import Wrong, call, told
from ..swing import release, swings_up, torques_of
from . import levels

# --- 01.1: na Lua -------------------------------------------------------------------------------------------------


def on_the_moon(weight_torque: Any, highest: Any) -> None:
    """01.1, o maior torque do peso."""
    mistakes = {
        "o peso age no meio da haste: o braço é l/2.": 1.6,
        "esse é o da Terra; na Lua g é 1,6.": 5.0,
        "isso é 3g/2l, a aceleração; a pergunta é o torque.": 2.4,
        "o l é 1, e o braço máximo é l/2, sem outro meio.": 0.4,
    }
    near(weight_torque, 0.8, "weight_torque", mistakes)


def moon_height(weight_torque: Any, highest: Any) -> None:
    """01.1, a conferência: a maior altura da ponta, cos φ."""
    given = number(highest, "highest")
    if abs(given) > 1:
        raise Wrong("`highest` é uma altura, cos φ, entre −1 e 1; isso parece um ângulo.")
    if given < 0.95:
        raise Wrong("com 2 N·m constantes e `g=1.6` a ponta sobe mais que isso. O `g` chegou a `step`?")


# --- 01.2: quanto custa o quê -------------------------------------------------------------------------------------

PARTS = (float(np.pi**2), 0.1 * 8**2, 0.001 * 2**2)


def worst_step(parts: Any, worst: Any, worst_return: Any) -> None:
    """01.2, as partes e a soma."""
    given = list(parts) if isinstance(parts, list | tuple | np.ndarray) else []
    if len(given) != 3:
        raise Wrong(f"`parts` deveria ter três números: ângulo, velocidade e torque; recebi {told(parts)}.")
    known = [
        {"o ângulo é em radianos.": 180.0**2, "faltou o quadrado.": np.pi, "o extremo é π, e não 2π.": 4 * PARTS[0]},
        {"faltou o fator 0,1.": 64.0, "faltou o quadrado.": 0.8, "a velocidade vai até 8.": 0.1},
        {"faltou o fator 0,001.": 4.0, "faltou o quadrado.": 0.002, "o torque é u = 2, e não a ação.": 0.001},
    ]
    for name, part, value, mistakes in zip(("ângulo", "velocidade", "torque"), PARTS, given, known):
        near(abs(number(value, name)), part, name, mistakes)
    near(worst, -sum(PARTS), "worst", {"faltou uma das partes: são três.": -PARTS[0] - PARTS[2]}, within=1e-3)


def worst_episode(parts: Any, worst: Any, worst_return: Any) -> None:
    """01.2, o retorno."""
    mistakes = {"isso é um passo; um episódio tem 200.": -sum(PARTS), "isso é só o do ângulo.": -200 * PARTS[0]}
    near(worst_return, -200 * sum(PARTS), "worst_return", mistakes, within=1e-3)


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
        "Na Lua",
        ("weight_torque", "highest"),
        (Stage("o torque do peso", on_the_moon), Stage("a ponta sobe", moon_height)),
        (
            "O torque do peso é o maior possível com a haste deitada. Quanto é ali?",
            "É m g l/2, com m = 1 e l = 1. Para conferir, repita `step` 200 vezes com torque 2 e `g=1.6`.",
            "Guarde a maior `np.cos(angle)` do caminho, começando de π e parada.",
        ),
        "O motor tem 2 N·m e vence o peso em qualquer ângulo: na Lua, sobe sem balançar.",
    ),
    "01.2": Exercise(
        "Quanto pesa cada termo da recompensa",
        ("parts", "worst", "worst_return"),
        (Stage("o pior passo", worst_step), Stage("o pior episódio", worst_episode)),
        (
            "Ponha os extremos na fórmula da recompensa.",
            "Os extremos são φ = π, velocidade 8 e u = 2.",
            "As partes são π², 0,1 · 8² e 0,001 · 2²; a recompensa é menos a soma delas.",
        ),
        "O torque quase não conta. Por isso o solavanco do motor de dois níveis não aparece no retorno.",
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
            "Calcule os dois torques, o de balançar e o de segurar, e escolha entre eles com `np.where`.",
            "A energia por inércia é ½ velocidade² + 15 cos φ; em pé e parada vale 15. Se já basta, freie.",
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
