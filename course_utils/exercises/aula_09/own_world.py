"""A conferência do ambiente do estudante: o exame, as sementes, e o agente que ganha de quem age ao acaso."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import numpy as np

from ...study.bands import band
from ...support.checkup import check_env
from ..answers import numbers
from ..guard import Wrong, refuse, told

SEEDS = 10


def sound(make: Any, before: Any, after: Any) -> None:
    """09.6: `check_env` o aceita, e os episódios acabam."""
    refuse(not callable(make), f"`make` deveria ser uma função que cria o ambiente, ou a classe; recebi {told(make)}.")
    with contextlib.redirect_stdout(io.StringIO()):
        found = check_env(make)
    ends = [one for one in found.warnings if one.startswith(("Nenhum episódio", "Todo episódio acaba"))]
    for fault in (*found.errors, *ends):
        raise Wrong(f"`check_env` diz: {fault}")


def measured(make: Any, before: Any, after: Any) -> None:
    """09.6: dez sementes ou mais de cada lado, que não sejam as mesmas medidas."""
    for name, given in (("before", before), ("after", after)):
        values = np.asarray(given, float)
        refuse(values.ndim != 1, f"`{name}` tem um retorno por semente; recebi {told(given)}. Falta a média?")
        refuse(len(values) < SEEDS, f"`{name}` tem {len(values)} sementes; são precisas ao menos {SEEDS}.")
        numbers(values, values.shape, f"`{name}`")
    refuse(np.array_equal(before, after), "os dois lados são iguais: avalie antes de treinar e, de novo, depois.")


def better(make: Any, before: Any, after: Any) -> None:
    """09.6: a faixa de 95 % de quem aprendeu está acima da de quem ainda não."""
    start, end = band(np.asarray(before, float)), band(np.asarray(after, float))
    refuse(end.high < start.low, "o agente treinado ficou pior: os dois lados estão trocados?")
    refuse(end.low <= start.high, "as duas faixas se tocam: com estas sementes, ainda não se vê que ele aprendeu.")
