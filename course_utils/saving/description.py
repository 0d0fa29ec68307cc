"""Os ajustes de um treino por extenso, em JSON, e o caminho de volta.

Números, textos e as explorações do curso se escrevem; uma função ou um módulo é código, e código não se guarda em
arquivo: escreve-se só o nome, e quem lê o arquivo dá o código de novo.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from ..ddpg import DDPG
from ..exploration import Exploration
from ..support.checks import device_of
from ..support.hindsight import Hindsight
from .names import ALGORITHMS, EXPLORATIONS


def describe(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Os ajustes por extenso, para guardar, ler e comparar: números como são; explorações e código, pelo nome."""
    return {key: _words(value) for key, value in sorted(settings.items())}


def _words(value: Any) -> Any:
    if isinstance(value, (Exploration, Hindsight)):
        return {type(value).__name__: {name: _words(own) for name, own in _parameters(value).items()}}
    if isinstance(value, (list, tuple, range, np.ndarray)):
        return [_words(one) for one in value]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, torch.Tensor):
        return value.tolist()
    if isinstance(value, torch.device):
        return str(value)
    if isinstance(value, (int, float, str, type(None))):
        return value
    return getattr(value, "__qualname__", type(value).__name__)


def _parameters(exploration: Exploration | Hindsight) -> dict[str, Any]:
    """Os argumentos com que uma exploração, ou um `Hindsight`, que ainda não se ligou a um treino foi criada."""
    return {name: own for name, own in vars(exploration).items() if name != "settings"} | exploration.settings


def code_in(settings: Mapping[str, Any]) -> list[str]:
    """Os ajustes que são código: uma função, um `nn.Module`, uma exploração que não é do curso."""
    return sorted(key for key, value in settings.items() if _is_code(value))


def _is_code(value: Any) -> bool:
    if isinstance(value, Exploration):
        return type(value) not in EXPLORATIONS.values()
    if type(value) is Hindsight or any(value is own for own in ALGORITHMS.values()):
        return False
    if isinstance(value, (list, tuple, range, np.ndarray)):
        return any(map(_is_code, value))
    return not isinstance(value, (int, float, str, type(None), np.generic, torch.Tensor, torch.device))


def rebuilt(settings: Mapping[str, Any], code: list[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """De volta aos argumentos do `Trainer`; `given` traz de novo o que é código, e o que se quer no lugar do guardado.

    Um dispositivo que não há nesta máquina vira a CPU, com um aviso. Erros: `ValueError`, se falta um código, se o
    ambiente não é um id simples, ou se uma exploração não é do curso.
    """
    for name in code:
        if name not in given:
            raise ValueError(
                f"Este arquivo foi feito com `{name}` = {settings.get(name)}. É código, e código não se guarda: dê-o "
                f"de novo, como em `Trainer.load(caminho, {name}=…)` ou `replay({name}=…)`."
            )
    arguments = dict(settings) | dict(given)
    if "env" in settings and "env" not in given and not opens_by_itself(settings["env"]):
        raise ValueError(
            f"O arquivo pede o ambiente {settings['env']!r}, que não é um id como 'Pendulum-v1': abri-lo importaria "
            f"código. Se confia nele, dê-o: `Trainer.load(caminho, env={settings['env']!r})` ou `replay(env=…)`."
        )
    if "exploration" in settings and "exploration" not in given:
        arguments["exploration"] = _exploration(settings["exploration"])
    if "hindsight" in settings and "hindsight" not in (*code, *given):
        arguments["hindsight"] = _hindsight(settings["hindsight"])
    if "algorithm" in settings and "algorithm" not in (*code, *given):
        arguments["algorithm"] = algorithm_of(settings)
    if "device" in settings and "device" not in given:
        arguments["device"] = available(settings["device"])
    if isinstance(arguments.get("normalize"), list):
        arguments["normalize"] = tuple(arguments["normalize"])
    return arguments


def algorithm_of(settings: Mapping[str, Any]) -> type[DDPG]:
    """O algoritmo do curso com que um arquivo foi feito; sem nome nenhum, o `DDPG`. Erro: `ValueError`, se é outro."""
    name = settings.get("algorithm", "DDPG")
    if name not in ALGORITHMS:
        raise ValueError(f"O arquivo pede o algoritmo {name!r}, que não é um dos do curso: {', '.join(ALGORITHMS)}.")
    return ALGORITHMS[name]


def opens_by_itself(env: Any) -> bool:
    """Se um ambiente se cria só pelo nome: um id simples; `"pacote:Id-v0"` importaria um módulo qualquer."""
    return isinstance(env, str) and re.fullmatch(r"[\w./-]+", env) is not None


def available(device: str) -> str:
    """O dispositivo em que um treino foi feito, se há um igual aqui; senão, a CPU, com um aviso."""
    try:
        return str(device_of(device))
    except ValueError:
        if not re.fullmatch(r"(cuda|mps|xpu|hip|mtia)(:\d+)?", str(device)):
            raise
    warnings.warn(
        f"Este treino foi feito em {device!r}, que não há nesta máquina; abre-se na CPU, e continua com outros bits. "
        'Para escolher onde, dê `device`, como em `Trainer.load(caminho, device="cpu")`.',
        stacklevel=5,  # quem chamou `Trainer.load`
    )
    return "cpu"


def _hindsight(words: Any) -> Hindsight | None:
    match words:
        case None:
            return None
        case {"Hindsight": {"share": share, "strategy": strategy}}:
            return Hindsight(share, strategy)
    raise ValueError(f"O arquivo pede `hindsight` = {words!r}, que não é um `Hindsight`.")


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
