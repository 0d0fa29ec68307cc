"""De um estudo a populações: quais treinos podem rodar juntos, e com que ajustes."""

from __future__ import annotations

import copy
import inspect
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..ddpg import DDPG
from ..exploration import Exploration, explorations_of
from ..saving.fingerprint import fingerprint
from ..training import check_names

LARGEST = 32  # réplicas por população; acima disso um agente quase não fica mais barato
Settings = Mapping[str, Mapping[str, Any]]


class Run(NamedTuple):
    """Um treino: um ajuste, uma semente."""

    setting: str
    seed: int


def check_settings(settings: Settings) -> None:
    """Confere o que `run_study` recebe em `settings`, antes de gastar tempo com ele."""
    if not isinstance(settings, Mapping) or not settings:
        raise TypeError(
            f"`settings` recebeu {settings!r}; aceita um dicionário, nome → ajustes do `Trainer`, como "
            '{"τ pequeno": dict(tau=0.005), "τ grande": dict(tau=0.5)}.'
        )
    for name, setting in settings.items():
        if not isinstance(name, str) or not isinstance(setting, Mapping):
            raise TypeError(
                f"`settings` tem {name!r}: {setting!r}; cada nome é um texto, e cada ajuste, um dicionário."
            )
        own = setting.get("algorithm", DDPG)
        check_names(setting, own)
        for key in own.LIMITS.keys() & setting.keys():
            if np.ndim(setting[key]):
                raise ValueError(f"Em {name!r}, `{key}` recebeu {setting[key]!r}; num estudo, dê um número por ajuste.")


def populations(settings: Settings, runs: Sequence[Run], workers: int) -> list[list[Run]]:
    """Reparte os treinos em populações: junta os que só diferem em números, e dá trabalho a todos os núcleos."""
    groups: dict[Any, list[Run]] = {}
    for run in runs:
        groups.setdefault(_shape(settings[run.setting]), []).append(run)
    share = min(LARGEST, math.ceil(len(runs) / workers))
    parts = []
    for group in groups.values():
        count = math.ceil(len(group) / share)
        parts += [group[i * len(group) // count : (i + 1) * len(group) // count] for i in range(count)]
    return parts


def _shape(setting: Mapping[str, Any]) -> str:
    """O que dois treinos precisam ter igual para rodar juntos: tudo, menos os números que variam por réplica."""
    fixed = {key: value for key, value in setting.items() if key not in DDPG.LIMITS and key != "exploration"}
    noises = [(type(e), {k: v for k, v in vars(e).items() if k != "settings"}) for e in _explorations(setting)]
    return fingerprint((sorted(fixed.items()), noises))


def merged(settings: Settings, runs: Sequence[Run]) -> dict[str, Any]:
    """Os argumentos do `Trainer` de uma população: cada número que varia vira um vetor, um valor por réplica."""
    own = [settings[run.setting] for run in runs]
    kwargs = dict(own[0]) | {"seeds": [run.seed for run in runs]}
    defaults = inspect.signature(DDPG).parameters
    for key in DDPG.LIMITS:
        kwargs[key] = [setting.get(key, defaults[key].default) for setting in own]
    together = []
    for same in zip(*(_explorations(setting) for setting in own)):
        exploration = copy.copy(same[0])
        exploration.settings = {key: [one.settings[key] for one in same] for key in exploration.LIMITS}
        together.append(exploration)
    return kwargs | {"exploration": together}


def _explorations(setting: Mapping[str, Any]) -> list[Exploration]:
    return explorations_of(setting.get("exploration"))
