"""A conferência de 02.5: um ator-crítico de poucos números, com os termos que o estudante escolheu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..answers import number
from ..guard import Wrong, call

PLACES = [(0.3, -0.4), (-0.8, 0.5), (0.6, 0.9), (-0.2, -0.7)]


def vector(answer: Any, name: str) -> np.ndarray:
    """Um vetor de números finitos, de uma lista, uma tupla ou um array."""
    try:
        given = np.asarray(answer, float)
    except (TypeError, ValueError) as error:
        raise Wrong(f"{name} deveria ser uma lista de números, como (1, s, a).") from error
    if given.ndim != 1 or not np.isfinite(given).all():
        raise Wrong(f"{name} deveria ser um vetor de números finitos; recebi a forma {given.shape}.")
    return given


def features_linked(features: Callable[..., Any], slope_of: Callable[..., Any], theta: Any) -> None:
    """02.5, os termos: algum precisa de inclinação em `a` que mude com `s`, e algum, de curvatura em `a`."""
    x = [[vector(call(features, s, a), "`features(s, a)`") for a in (-1.0, 0.0, 1.0)] for s in (-1.0, 1.0)]
    if not np.abs([up - down for down, _, up in x]).max() > 0:
        raise Wrong("nenhum termo depende da ação: a inclinação em `a` seria zero em todo lugar.")
    crossed = (x[1][2] - x[1][0]) - (x[0][2] - x[0][0])
    if np.abs(crossed).max() < 1e-9:
        raise Wrong("falta o termo que liga os dois: a inclinação em `a` destes termos é a mesma para toda luz `s`.")
    curved = [up - 2 * middle + down for down, middle, up in x]
    if np.abs(curved).max() < 1e-9:
        raise Wrong("falta um termo com a curva da ação: sem ele, Q não tem um máximo onde parar.")


def slope_derived(features: Callable[..., Any], slope_of: Callable[..., Any], theta: Any) -> None:
    """02.5, a inclinação: a derivada em `a` dos termos do próprio estudante."""
    random = np.random.default_rng(0)
    for s, a in PLACES:
        up, down = (vector(call(features, s, a + h), "`features(s, a)`") for h in (1e-4, -1e-4))
        w = random.standard_normal(len(up))
        each = w * (up - down) / 2e-4
        given = number(call(slope_of, w, s, a), "slope_of(w, s, a)")
        if abs(given - each.sum()) > 1e-4:
            raise Wrong(slope_mistake(given, w, s, a, each))


def slope_mistake(given: float, w: np.ndarray, s: float, a: float, each: np.ndarray) -> str:
    """O nome do engano de uma inclinação."""
    if abs(given + each.sum()) < 1e-4:
        return "a inclinação está com o sinal trocado."
    for k, part in enumerate(each):
        if abs(given - (each.sum() - part)) < 1e-4:
            return f"na inclinação falta a derivada do termo {k} de `features` (contando do zero)."
        if abs(given - (each.sum() - part / 2)) < 1e-4:
            return f"na derivada do termo {k} de `features` (contando do zero) falta o 2: a derivada de a² é 2a."
    return "a inclinação não é a derivada de w · features(s, a) em `a`; derive termo a termo."


def theta_found(features: Callable[..., Any], slope_of: Callable[..., Any], theta: Any) -> None:
    """02.5, o que o ator aprendeu."""
    given = vector(theta, "`theta`")
    if given.shape != (2,):
        raise Wrong(f"`theta` tem dois números, θ₀ e θ₁; recebi {len(given)}.")
    if abs(given[1]) < 0.1:
        raise Wrong("o ator dá a mesma ação para toda luz: θ₁ não saiu do zero. O gradiente dele é (1, s).")
    if given[1] < 0:
        raise Wrong("o ator foge do melhor ponto: o sinal do passo está trocado. O ator sobe, e o crítico desce.")
    if np.abs(given - [0, 0.6]).max() > 0.1:
        raise Wrong("`theta` ainda está longe; olhe o passo de cada um e o número de tentativas.")
