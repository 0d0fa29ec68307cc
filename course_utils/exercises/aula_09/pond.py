"""A conferência da lagoa: o que nasce, o que se pesca, e como o episódio acaba."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...worlds.pond import END, FULL, GROWTH, PRICE
from ...worlds.pond import Pond as Ours
from ..answers import close
from ..guard import Unanswered, refuse, told

SEED = 3


def stepped(student: Any, quota: float, months: int = 1, fish: float | None = None) -> tuple[float, float, Any, float]:
    """Um passo da lagoa do estudante: o peixe de antes, o de depois, a recompensa, e o clima que fez nesse mês.

    - `fish`: com quanto peixe se começa; sem ele, o que o `reset` sorteia.
    """
    pond, ours = student(months=months), Ours(months)
    pond.reset(seed=SEED)
    ours.reset(seed=SEED)
    pond.fish = ours.fish = before = fish or ours.fish
    _, income, terminated, truncated, _ = pond.step(np.array([quota], np.float32))
    if terminated is ... or truncated is ...:
        raise Unanswered(": falta dizer como o episódio acaba.")
    refuse(np.ndim(income) or np.ndim(pond.fish), "a cota é um número, `action[0]`; `action` é um vetor.")
    ours.step([0.0])
    weather = (ours.fish - before) / (GROWTH * before * (1 - before / FULL))
    return before, float(pond.fish), income, float(weather)


def named(given: float, right: float, mistakes: Mapping[str, float], otherwise: str) -> None:
    """Se um número é o certo; senão, o engano que ele é."""
    if close(given, right, 1e-4):
        return
    for mistake, value in mistakes.items():
        refuse(close(given, value, 1e-4), mistake)
    refuse(True, otherwise)


def grows(student: Any) -> None:
    """09.1: sem pesca, os peixes crescem."""
    fish, later, income, weather = stepped(student, 0.0)
    born = later - fish + float(income) / PRICE
    room = 1 - fish / FULL
    mistakes = {
        "faltou o espaço que sobra: numa lagoa cheia não nasce ninguém a mais.": GROWTH * weather * fish,
        "faltou o clima, `weather`: todos os meses ficariam iguais.": GROWTH * fish * room,
        "o espaço é a fração livre da lagoa: divida `self.fish` por 10.000.": GROWTH * weather * fish * (1 - fish),
        "faltou a taxa, 4 % por mês.": weather * fish * room,
        "quem nasce é uma parte dos peixes que há: faltou `self.fish`.": GROWTH * weather * room,
        "essa é a parte ocupada da lagoa; é a livre que deixa crescer.": GROWTH * weather * fish * (1 - room),
        "4 % é 0,04.": 4 * weather * fish * room,
        "o sinal está trocado: os que nascem se somam.": -GROWTH * weather * fish * room,
    }
    named(born, GROWTH * weather * fish * room, mistakes, "`births` ainda não é essa conta.")


def pays(student: Any) -> None:
    """09.1: a pesca tira a cota, ou o que houver, e paga por ela."""
    for quota, start in ((80.0, None), (300.0, 50.0)):  # com peixe de sobra, e com menos do que a cota
        fish, later, income, weather = stepped(student, quota, fish=start)
        births = GROWTH * weather * fish * (1 - fish / FULL)
        right = min(quota, fish)
        mistakes = {
            "não se pesca mais peixe do que há: é o menor dos dois.": quota,
            "se há peixe de sobra, se pesca só a cota.": fish,
            "a ação já é a cota, em kg: não a multiplique.": quota * fish,
            "pesca-se o que havia no começo do mês; os que nascem ficam para o seguinte.": min(quota, fish + births),
            "`caught` é quanto se pescou, em kg; o preço já entra na linha de baixo.": PRICE * right,
        }
        named(float(income) / PRICE, right, mistakes, "`caught` ainda não é essa conta.")
        refuse(not close(later, fish + births - right, 1e-4), "o peixe pescado não saiu da lagoa.")


def ends(student: Any) -> None:
    """09.1: depois de vinte anos o relógio interrompe; a lagoa mesma nunca termina."""
    for months in (1, 7):  # 240 não se divide por 7: quem conta com `==` nunca acaba
        pond, steps, over = student(months=months), 0, False
        pond.reset(seed=SEED)
        while not over and steps <= END + 1:
            _, _, terminated, truncated, _ = pond.step(np.zeros(1, np.float32))
            steps, over = steps + 1, bool(terminated or truncated)
            told_wrong = f"`truncated` deveria ser verdadeiro ou falso; é {told(truncated)}."
            refuse(not isinstance(truncated, bool | np.bool_), told_wrong)
            refuse(
                terminated,
                "`terminated` diz que dali não há mais futuro; a lagoa continua, e quem interrompe é o relógio.",
            )
        right = -(-END // months)
        refuse(not over, f"com passos de {months} mês(es) o episódio não acaba: use `>=`, e não `==`.")
        refuse(steps < right, "o episódio acaba cedo: são 240 meses, e `self.month` já conta os meses deste passo.")
        refuse(steps > right, "o episódio acaba um passo depois: no mês 240, ele já se interrompe.")
