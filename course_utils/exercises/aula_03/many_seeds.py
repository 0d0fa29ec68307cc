"""A conferência de 03.4 e 03.5: os números que o estudante mediu em muitas sementes, e o que conclui deles."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...study.bands import band
from ..answers import close, near, shape
from ..guard import Wrong, told

# --- 03.4: dez sementes -------------------------------------------------------------------------------------------


def matrix(answer: Any, expected: tuple[int, ...], name: str, mistakes: dict[tuple[int, ...], str]) -> np.ndarray:
    """Uma tabela de números finitos, com a forma esperada."""
    try:
        given = np.asarray(answer, float)
    except (TypeError, ValueError, RuntimeError) as error:
        raise Wrong(f"`{name}` deveria ser um array de números; recebi {told(answer)}.") from error
    shape(given.shape, expected, name, mistakes)
    if not np.isfinite(given).all():
        raise Wrong(f"`{name}` tem `nan` ou `inf`.")
    return given


def ten_runs(returns: Any, passed: Any, interval: Any) -> None:
    """03.4, o treino: dez sementes diferentes, cem episódios de cada uma."""
    mistakes = {
        (100, 10): "os eixos estão trocados: primeiro a réplica, depois o episódio.",
        (10,): "essas já são as médias; `returns` deve ter os cem episódios de cada semente.",
        (1, 100): "isso é uma semente só; use `seeds=range(10)`.",
        (10, 25): "esses são os retornos do treino, com ruído; use `evaluate`.",
        (25, 10): "esses são os retornos do treino, com ruído; use `evaluate`.",
    }
    given = matrix(returns, (10, 100), "returns", mistakes)
    if given.max() > 0 or given.min() < -3300:
        raise Wrong("um retorno do pêndulo fica entre −3300 e 0; estes não são retornos de episódio.")
    if len({row.tobytes() for row in given}) < 10:
        raise Wrong("há linhas iguais: duas réplicas têm a mesma semente?")


def ten_counted(returns: Any, passed: Any, interval: Any) -> None:
    """03.4, a conta: quantas sementes passam, e o intervalo sobre as sementes."""
    given = np.asarray(returns, float)
    means = given.mean(1)
    mistakes = {
        "você contou episódios; conte sementes, pela média de cada uma.": float((given > -200).sum()),
        "essas são as que não passam.": float((means <= -200).sum()),
        "uma semente passa pela média, e não pelo melhor episódio.": float((given.max(1) > -200).sum()),
    }
    near(passed, float((means > -200).sum()), "passed", mistakes, within=1e-9)
    low, high = matrix(interval, (2,), "interval", {})
    right = band(means, "mean")
    gap = 0.15 * (right.high - right.low) + 0.5  # o sorteio do bootstrap muda um pouco
    if abs(low - right.low) > gap or abs(high - right.high) > gap:
        raise Wrong(f"`interval`: {interval_mistake(low, high, given)}")


def interval_mistake(low: float, high: float, returns: np.ndarray) -> str:
    """O engano de um intervalo."""
    means = returns.mean(1)
    width, spread = high - low, means.std(ddof=1)
    if low > high:
        return "o primeiro é o lado de baixo, o mais negativo."
    every = band(returns.ravel(), "mean")
    if abs(width - (every.high - every.low)) < 0.15 * width:
        return "esse é sobre os mil episódios; cem episódios do mesmo agente contam como um treino só."
    if any(close(width, k * spread, 0.12) for k in (2, 3.92)):
        return "isso é o espalhamento das sementes (o desvio padrão); a faixa de confiança é da média delas."
    return "não é a faixa de 95 % da média das dez sementes."


# --- 03.5: o que Q diz sem rede-alvo ------------------------------------------------------------------------------

BOUND = -0.1 * 16.2736 / 0.05  # nenhum valor verdadeiro fica abaixo, na escala da rede


def twins_ran(final: Any, last_q: Any, wins: Any, beyond: Any) -> None:
    """03.5, o treino: cinco pares de gêmeos."""
    mistakes = {
        (5,): "são dez réplicas: cinco com rede-alvo e cinco sem, nessa ordem.",
        (10, 100): "falta a média dos episódios de cada réplica: `.mean(1)`.",
        (25, 10): "guarde só o do fim, um por réplica.",
        (2, 5): "num vetor só: as cinco com, depois as cinco sem.",
    }
    ends = matrix(final, (10,), "final", mistakes)
    q = matrix(last_q, (10,), "last_q", mistakes)
    if ends.max() > 0 or ends.min() < -3300:
        raise Wrong("`final` deveria ter retornos, entre −3300 e 0.")
    if not q.any():
        raise Wrong("`last_q` é todo zero: esse é o Q de antes da primeira atualização.")
    if (ends[:5] == ends[5:]).all():
        raise Wrong("os dois lados deram o mesmo: o `tau` das cinco últimas é 1?")


def twins_read(final: Any, last_q: Any, wins: Any, beyond: Any) -> None:
    """03.5, a leitura: par a par, e contra o menor valor possível."""
    ends, q = np.asarray(final, float), np.asarray(last_q, float)
    first, second = ends[:5], ends[5:]
    mistakes = {
        "você contou os pares em que ela perde.": float((first < second).sum()),
        "compare par a par, e não cada uma com todas.": float((first[:, None] > second).sum()),
    }
    near(wins, float((first > second).sum()), "wins", mistakes, within=1e-9)
    mistakes = {
        "−330 é na escala do mapa; `metrics` fala na da rede, dez vezes menor.": float((q < 10 * BOUND).sum()),
        "você contou as que ficam acima do limite.": float((q >= BOUND).sum()),
        "nenhum valor positivo, certo, mas a pergunta é o lado de baixo.": float((q > 0).sum()),
    }
    near(beyond, float((q < BOUND).sum()), "beyond", mistakes, within=1e-9)
