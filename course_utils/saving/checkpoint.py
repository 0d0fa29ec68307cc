"""Um checkpoint: o treino inteiro num arquivo, que se escreve de uma vez só e se lê sem executar código.

O arquivo é um `.npz` do NumPy: os vetores do estado e, em `about`, um JSON com o resto. Ele se lê sem pickle, e o zip
traz uma soma de verificação de cada parte.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from ..ddpg import DDPG, Metrics
from ..engine import Note
from ..support.files import replace_file
from ..support.history import Change, Finished, Override
from ..support.versions import differences, versions
from .description import code_in, describe, opens_by_itself, rebuilt
from .state import restore, values

if TYPE_CHECKING:
    from .trainers import Trainer

FORMAT = {"format": "course_utils checkpoint", "version": 1}
#: Os ajustes que se podem trocar ao abrir um treino, e que não mudam ao vivo.
REPLACEABLE = ("env", "device", "engine", "warmup", "updates_per_step")


def save(trainer: Trainer, path: str | Path) -> None:
    """Guarda um treino que está entre dois passos (ver `Trainer.save`)."""
    trainer.check_whole()
    replicas = len(trainer.seeds)
    shape = (-1, replicas, trainer.environments.act_dim)
    state = values(trainer) | {
        "played": np.array(trainer.environments.played).reshape(shape),
        "action": np.array([] if trainer.action is None else [trainer.action]).reshape(shape),
        "metrics": np.array([[one.cpu().numpy() for one in own] for own in trainer.metrics]).reshape(-1, 5, replicas),
    }
    if trainer.arguments["normalize"] == "bounds":  # com eles, os pesos servem sem o ambiente
        space = trainer.environments.obs_space
        state["bounds"] = np.array([space.low, space.high])
    about: dict[str, Any] = {"settings": describe(trainer.arguments), "needs": code_in(trainer.arguments)}
    if overrides := trainer.overrides:
        about["overrides"] = overrides
    done = {"history": trainer.history, "changes": trainer.changes, "engines": trainer.engine_notes}
    write(path, state, about | done)


def load(cls: type[Trainer], path: str | Path, given: Mapping[str, Any]) -> Trainer:
    """Retoma um treino guardado (ver `Trainer.load`).

    `given` traz o que é código e o que se troca: `env`, `device`, `warmup` e `updates_per_step` ficam em `overrides`;
    os ajustes ao vivo, como `gamma` ou `sigma`, são uma mudança neste passo, e ficam em `changes`.
    """
    state, about = read(path)
    try:
        settings, needs = {"engine": "torch"} | about["settings"], about["needs"]  # sem ele, é de antes do motor
        live = {name: one for name, one in given.items() if name not in (*needs, *REPLACEABLE)}
        arguments = rebuilt(settings, needs, {name: one for name, one in given.items() if name not in live})
        for name in live.keys() & settings.keys() - arguments.get("algorithm", DDPG).LIMITS.keys():
            raise ValueError(
                f"`{name}` já está no arquivo ({settings[name]!r}), e o estado guardado depende dele. Podem-se trocar, "
                f"ao abrir, {', '.join(REPLACEABLE)} e os ajustes ao vivo, como `gamma`. Para outro treino com os "
                "mesmos pesos, use `load_agent`."
            )
    except (KeyError, TypeError, AttributeError) as error:
        raise broken(path, error) from error
    trainer = cls(**arguments)
    try:
        _fill(trainer, path, state, about)
        trainer.overrides.extend(replaced(trainer, settings, needs))
        trainer.resume()
        for name, value in live.items():
            trainer.change(name, value)
    except BaseException:
        trainer.close()
        raise
    return trainer


def _fill(trainer: Trainer, path: str | Path, state: Mapping[str, Any], about: Mapping[str, Any]) -> None:
    """Põe num treino novo o estado e a história de um guardado."""
    try:
        restore(trainer, dict(state))
        trainer.environments.played = list(state["played"])
        trainer.action = next(iter(state["action"]), None)
        for own in torch.from_numpy(state["metrics"]).to(trainer.agent.device):
            trainer.metrics.append(Metrics(*own))
        trainer.history = [[Finished(*one) for one in own] for own in about["history"]]
        trainer.changes = [Change(*one) for one in about["changes"]]
        trainer.overrides.extend(Override(*one) for one in about.get("overrides", ()))
        noted = [Note(*one) for one in about.get("engines", [])]  # num arquivo de antes do motor, nada
        if noted and noted[-1].engine != trainer.engine:
            noted.append(trainer.engine_notes[0]._replace(step=trainer.steps))
        trainer.engine_notes[:] = noted or trainer.engine_notes
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise broken(path, error, about.get("versions")) from error


def replaced(trainer: Trainer, settings: Mapping[str, Any], needs: list[str]) -> list[Override]:
    """O que um treino recém-aberto tem no lugar do guardado; o código que só se deu de novo não conta."""
    here = describe(trainer.arguments)
    same = {"engine", *needs, *(() if opens_by_itself(settings.get("env")) else ("env",))}
    return [
        Override(trainer.steps, name, settings.get(name), here[name])
        for name in REPLACEABLE
        if name not in same and settings.get(name) != here[name]
    ]


def write(path: str | Path, state: Mapping[str, Any], about: Mapping[str, Any]) -> None:
    """Escreve o estado e o que se diz dele; quem interromper encontra o arquivo antigo inteiro, ou o novo."""
    arrays: dict[str, Any] = {name: leaf for name, leaf in state.items() if isinstance(leaf, np.ndarray)}
    numbers = {name: leaf for name, leaf in state.items() if name not in arrays}
    text = json.dumps(FORMAT | {"versions": versions(), "numbers": numbers, **about}, ensure_ascii=False)
    arrays["about"] = np.frombuffer(text.encode(), np.uint8)
    replace_file(path, lambda file: np.savez(file, **arrays))


def read(path: str | Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Lê o que `write` escreveu: o estado e o que se diz dele.

    Erros: `FileNotFoundError`; `ValueError`, se não é um checkpoint, está cortado ou é de uma versão mais nova.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"Não existe o arquivo {path}. Confira o nome, ou guarde um treino com `trainer.save`.")
    try:
        if not zipfile.is_zipfile(path):
            with path.open("rb") as file:
                text = b"course_utils recording" in file.read(500)
            raise ValueError(
                "é uma gravação, e se abre com `Recording.load`" if text else "está cortado, ou é outra coisa"
            )
        with zipfile.ZipFile(path) as parts:
            if any(part.compress_type != zipfile.ZIP_STORED for part in parts.infolist()) or parts.testzip():
                raise ValueError("as partes não são as que `trainer.save` escreve")
        with np.load(path, allow_pickle=False) as file:
            arrays: dict[str, Any] = dict(file)
        about = json.loads(arrays.pop("about").tobytes())
        if {name: about[name] for name in FORMAT} != FORMAT:
            raise ValueError(f"o formato é {about['format']!r}, versão {about['version']}; este curso lê {FORMAT}")
        return arrays | about["numbers"], about
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        EOFError,
        MemoryError,
        RecursionError,
        zipfile.BadZipFile,
    ) as error:
        raise broken(path, error) from error


def broken(path: str | Path, error: Exception, saved: dict[str, str] | None = None) -> ValueError:
    """O erro de um arquivo que não serve, com o motivo e o que fazer."""
    more = differences(saved) if isinstance(saved, dict) else ""
    return ValueError(
        f"{path} não é um checkpoint que se possa retomar: {error}. Guarde outro com `trainer.save`. {more}"
    )
