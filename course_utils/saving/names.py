"""Os nomes que os arquivos e os resumos deles usam: uma tabela congelada, à parte dos nomes dos atributos no código.

Renomear um atributo muda a coluna da esquerda, e nunca a da direita: assim uma gravação e um checkpoint de antes abrem,
e o resumo (*digest*) de um treino continua o mesmo. Uma classe que não é do curso usa os nomes dos próprios atributos.
"""

from __future__ import annotations

from typing import Any

from ..ddpg import DDPG
from ..exploration import ActionNoise, OUNoise, ParameterNoise
from ..td3 import TD3

#: Classe → atributo → nome nos arquivos da versão 1. Vale também para as subclasses.
FROZEN: dict[str, dict[str, str]] = {
    "Trainer": {
        "agent": "agent",
        "buffer": "buffer",
        "explorations": "explorations",
        "_uniform": "_uniform",
        "_batches": "_batches",
        "steps": "steps",
        "obs": "obs",
        "returns": "_return",
        "lengths": "_length",
        "hindsight": "hindsight",
    },
    "DDPG": {
        "settings": "live",
        "actor": "actor",
        "critic": "critic",
        "target_actor": "target_actor",
        "target_critic": "target_critic",
        "actor_optimizer": "actor_optimizer",
        "critic_optimizer": "critic_optimizer",
        "normalizer": "normalizer",
    },
    "TD3": {
        "settings": "live",
        "actor": "actor",
        "critics": "critics",
        "target_actor": "target_actor",
        "target_critics": "target_critics",
        "actor_optimizer": "actor_optimizer",
        "critic_optimizers": "critic_optimizers",
        "normalizer": "normalizer",
        "smoothing": "smoothing",
    },
    "Network": {"flat": "flat"},
    "ModuleNetwork": {"flat": "flat"},
    "SeeingCritic": {"flat": "flat"},
    "Adam": {"m": "m", "v": "v", "t": "t"},
    "RunningScale": {"count": "count", "mean": "mean", "m2": "m2"},
    "ReplayBuffer": {"size": "size", "_next": "_next", "_kept": "_kept"},
    "Stream": {"generators": "generators", "block": "block", "row": "row"},
    "Hindsight": {"settings": "live", "which": "which", "when": "when", "past": "past"},
    "Past": {"_kept": "_kept"},
    "ActionNoise": {"settings": "live", "random": "random"},
    "OUNoise": {"settings": "live", "random": "random", "x": "x"},
    "ParameterNoise": {
        "settings": "live",
        "episodes": "episodes",
        "measures": "measures",
        "noisy": "noisy",
        "distance": "distance",
    },
    "Exploration": {"settings": "live"},
}

#: As explorações do curso, pelo nome com que as gravações e os checkpoints as escrevem.
EXPLORATIONS = {"ActionNoise": ActionNoise, "OUNoise": OUNoise, "ParameterNoise": ParameterNoise}

#: Os algoritmos do curso, do mesmo modo.
ALGORITHMS: dict[str, type[DDPG]] = {"DDPG": DDPG, "TD3": TD3}


def name_in_files(thing: Any, attribute: str) -> str:
    """Com que nome um atributo de `thing` aparece nos arquivos."""
    for cls in type(thing).__mro__:
        if attribute in (own := FROZEN.get(cls.__name__, {})):
            return own[attribute]
    return attribute
