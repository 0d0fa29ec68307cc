"""Os ajustes de um treino por extenso, em JSON, e o caminho de volta.

Números, textos e as explorações do curso se escrevem; uma função ou um módulo é código, e código não se guarda em
arquivo: escreve-se só o nome, e quem lê o arquivo dá o código de novo.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..exploration import Exploration
from .names import EXPLORATIONS


def describe(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Os ajustes por extenso, para guardar, ler e comparar: números como são; explorações e código, pelo nome."""
    return {key: _words(value) for key, value in sorted(settings.items())}


def _words(value: Any) -> Any:
    if isinstance(value, Exploration):
        return {type(value).__name__: {name: _words(own) for name, own in _parameters(value).items()}}
    if isinstance(value, (list, tuple, range, np.ndarray)):
        return [_words(one) for one in value]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (int, float, str, type(None))):
        return value
    return getattr(value, "__qualname__", type(value).__name__)


def _parameters(exploration: Exploration) -> dict[str, Any]:
    """Os argumentos com que uma exploração ainda não ligada foi criada."""
    return {name: own for name, own in vars(exploration).items() if name != "settings"} | exploration.settings


def code_in(settings: Mapping[str, Any]) -> list[str]:
    """Os ajustes que são código: uma função, um `nn.Module`, uma exploração que não é do curso."""
    return sorted(key for key, value in settings.items() if _is_code(value))


def _is_code(value: Any) -> bool:
    if isinstance(value, Exploration):
        return type(value) not in EXPLORATIONS.values()
    if isinstance(value, (list, tuple, range, np.ndarray)):
        return any(map(_is_code, value))
    return not isinstance(value, (int, float, str, type(None), np.generic))


def rebuilt(settings: Mapping[str, Any], code: list[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """De volta aos argumentos do `Trainer`; `given` traz de novo o que é código, e pode trocar `engine`.

    Erros: `ValueError`, se falta um código, ou se sobra; se o ambiente não é um id simples (um id com dois-pontos
    importaria um módulo qualquer), ou se uma exploração não é do curso.
    """
    for name in code:
        if name not in given:
            raise ValueError(
                f"Este arquivo foi feito com `{name}` = {settings.get(name)}. É código, e código não se guarda: dê-o "
                f"de novo, como em `Trainer.load(caminho, {name}=…)` ou `replay({name}=…)`."
            )
    for name in given.keys() - {*code, "engine"}:
        raise ValueError(
            f"`{name}` já está no arquivo ({settings.get(name)!r}) e não se dá de novo; tire-o da chamada."
        )
    arguments = {"engine": "torch"} | dict(settings) | dict(given)  # um arquivo de antes do motor é do PyTorch
    if "env" not in given and not re.fullmatch(r"[\w./-]+", str(arguments.get("env"))):
        raise ValueError(f"O arquivo pede o ambiente {arguments['env']!r}, que não é um id como 'Pendulum-v1'.")
    if "exploration" not in given:
        arguments["exploration"] = _exploration(arguments.get("exploration"))
    if isinstance(arguments.get("normalize"), list):
        arguments["normalize"] = tuple(arguments["normalize"])
    return arguments


def _exploration(words: Any) -> Any:
    if words is None:
        return None
    if isinstance(words, list):
        return [_exploration(one) for one in words]
    if isinstance(words, dict) and len(words) == 1:
        (name, parameters), *_ = words.items()
        if name in EXPLORATIONS and isinstance(parameters, dict):
            return EXPLORATIONS[name](**parameters)
    raise ValueError(f"O arquivo pede a exploração {words!r}, que não é uma das do curso: {', '.join(EXPLORATIONS)}.")
