"""Os pesos, sem o treino: de qualquer checkpoint, um agente pronto para agir."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from gymnasium.spaces import Box

from ..algorithm import settings_of
from ..ddpg import DDPG
from ..normalization import normalizer
from ..support.checks import path_of
from ..support.spaces import make
from .checkpoint import broken, read
from .description import algorithm_of, opens_by_itself, rebuilt
from .state import restore


def load_agent(path: str | Path, **code: Any) -> DDPG:
    """O agente de um checkpoint, um `DDPG` ou `TD3` pronto para agir: redes, alvos, otimizadores e normalização.

    Não precisa do ambiente: serve para `evaluate`, para gráficos e para começar outro treino com os mesmos pesos, como
    em `trainer.agent.actor.flat.copy_(load_agent("treino.ckpt").actor.flat)` (e o mesmo com `critic`, `target_actor` e
    `target_critic`).

    - `code`: as redes que são código, `actor`, `critic` e `encoder`, e `device`. Um checkpoint antigo, com
      `normalize="bounds"` num ambiente seu, pede também `env`.

    Erros: `FileNotFoundError`; `ValueError`, se o arquivo não serve, ou falta uma rede.
    """
    path = path_of(path)
    state, about = read(path)
    try:
        kind = algorithm_of({} if "algorithm" in about["needs"] else about["settings"])
        own = {"seeds", "device", *settings_of(kind)}
        settings = {name: value for name, value in about["settings"].items() if name in own}
        needs = [name for name in about["needs"] if name in own]
        scaled = about["settings"]["normalize"]
        shape, act_dim = state["obs"].shape[1:], state["played"].shape[2]
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise broken(path, error) from error
    for name in code.keys() - {*needs, "device", "env"}:
        raise ValueError(f"`{name}` não se dá aqui; para abrir {path}, aceita-se {' e '.join([*needs, 'device'])}.")
    learner = rebuilt(settings, needs, {name: own for name, own in code.items() if name != "env"})
    space = _space(path, state, about, code.get("env"))
    scaled = tuple(scaled) if isinstance(scaled, list) else scaled
    scale = normalizer(scaled, space, len(learner["seeds"]), learner["device"])
    agent = kind(shape, act_dim, normalizer=scale, **learner)
    try:
        restore(agent, {name.removeprefix("agent."): own for name, own in state.items() if name.startswith("agent.")})
    except ValueError as error:
        raise broken(path, error, about.get("versions")) from error
    return agent


def _space(path: Path, state: Mapping[str, Any], about: Mapping[str, Any], env: Any) -> Any:
    """O espaço das observações; num checkpoint que não guarda os limites, o do ambiente."""
    if "bounds" in state:
        return Box(*state["bounds"], dtype=state["bounds"].dtype.type)
    if about["settings"]["normalize"] != "bounds":
        return Box(-np.inf, np.inf, state["obs"].shape[1:])
    stored = about["settings"]["env"]
    if env is None and not ("env" not in about["needs"] and opens_by_itself(stored)):
        raise ValueError(f"{path} é de um curso mais antigo, que não guardava os limites das observações: dê `env`.")
    made = make(stored if env is None else env)
    made.close()
    return made.observation_space
