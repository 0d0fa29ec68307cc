"""Treinar um estudo: muitas sementes e muitos ajustes de uma vez, em populações espalhadas pelos núcleos.

Ajustes que só diferem em números treinam na mesma população; cada população é uma tarefa para qualquer
`concurrent.futures.Executor`. O resultado não depende de como se agrupa, nem de quem executa.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from contextlib import suppress
from pathlib import Path
from typing import Any

import gymnasium as gym
import loky
import pandas as pd
from gymnasium.envs.registration import EnvSpec
from tqdm.auto import tqdm

from ..evaluation import evaluate
from ..saving.description import code_in, describe
from ..saving.fingerprint import environments_in, fingerprint
from ..support.checks import integer, seeds_of, shown
from ..support.spaces import make
from ..training import Trainer
from .pair import COLUMNS, files_of
from .populations import Run, check_settings, merged, populations
from .study import Study


def run_study(
    settings: Mapping[str, Mapping[str, Any]],
    env: str | Callable[[], Any],
    seeds: Iterable[int],
    steps: int,
    evaluate_every: int,
    *,
    episodes: int = 10,
    executor: Executor | None = None,
    path: str | Path | None = None,
) -> Study:
    """Treina cada ajuste com cada semente e avalia sem ruído a cada `evaluate_every` passos.

    - `settings`: nome → ajustes do `Trainer`, como `{"τ pequeno": dict(tau=0.005), "padrão": {}}`.
    - `env`: um id do Gymnasium ou uma função sem argumentos. `seeds`: as mesmas para todos os ajustes.
    - `steps`: passos de ambiente por treino. `episodes`: episódios por avaliação, dos mesmos estados iniciais.
    - `executor`: qualquer `concurrent.futures.Executor`. `None` usa os núcleos desta máquina (loky); o de um
      cluster Dask é `client.get_executor()`.
    - `path`: onde guardar (par .csv e .json). O que já estiver lá não se refaz; o resto se junta a ele, população
      por população. Sem `path`, um estudo interrompido deixa o que fez no atributo `study` da exceção.

    Erros: `TypeError` ou `ValueError` se um ajuste não existir, ou se `path` guardar um estudo feito de outro modo.
    """
    check_settings(settings)
    seeds = tuple(dict.fromkeys(seeds_of(list(seeds) if isinstance(seeds, Iterable) else seeds)))
    if executor is not None and not hasattr(executor, "submit"):
        raise TypeError(f"`executor` recebeu {shown(executor)}; aceita None ou um `concurrent.futures.Executor`.")
    env, name = registered(env)
    study = Study(
        name,
        integer("steps", steps, 1),
        integer("evaluate_every", evaluate_every, 1, steps),
        integer("episodes", episodes, 1),
        code={"env": fingerprint(env)},
    )
    if path is not None and any(file.exists() for file in files_of(path)):
        stored = Study.load(path)
        if isinstance(env, str):  # os estudos de antes não diziam de que código era um id
            stored.code.setdefault("env", study.code["env"])
        study = stored.confirmed(study)
    for setting, own in settings.items():
        study.expect(setting, describe(own), {key: fingerprint(own[key]) for key in code_in(own)})

    done = study.runs()
    missing = [run for name in settings for seed in seeds if (run := Run(name, seed)) not in done]
    if not missing:
        return study
    specs = environments_in(env)
    pool: Any = executor or loky.get_reusable_executor(initializer=_ignore_interrupts, timeout=60)
    workers = getattr(pool, "_max_workers", None) or loky.cpu_count()
    futures: dict[Future, int] = {}
    try:
        for runs in populations(settings, missing, workers):
            plan = (env, merged(settings, runs), runs, steps, evaluate_every, episodes, specs)
            futures[pool.submit(train_population, *plan)] = len(runs)
        silent = True if os.environ.get("TQDM_DISABLE") else None  # a barra de caderno, sozinha, não olha o ambiente
        with tqdm(total=len(missing), desc="treinos", unit="treino", disable=silent) as bar:
            for future in as_completed(list(futures)):
                study.add(future.result())
                bar.update(futures.pop(future))
                if path is not None:
                    study.save(path)
    except BaseException as stop:  # o botão de parar, ou um erro numa população: nada do que terminou se perde
        for future in futures:
            if not future.cancel() and future.done() and future.exception() is None:
                study.add(future.result())
        if executor is None:
            pool.shutdown(kill_workers=True)
        stop.study = study  # type: ignore[attr-defined]
        where = "no atributo `study` desta exceção"
        if path is not None:
            with suppress(OSError):  # sem disco, ou sem a pasta, resta a exceção
                study.save(path)
                where = f"em {path}: rode de novo para continuar"
        stop.add_note(f"{len(study.runs())} treinos terminaram e estão {where}.")
        raise
    return study


def train_population(
    env: str | Callable[[], Any],
    kwargs: dict[str, Any],
    runs: Sequence[Run],
    steps: int,
    evaluate_every: int,
    episodes: int,
    specs: Sequence[EnvSpec] = (),
) -> pd.DataFrame:
    """Treina e avalia uma população; é a tarefa que cada núcleo recebe.

    - `specs`: os ambientes que `env` pede pelo id: quem os registrou foi outro processo.
    """
    gym.registry.update({spec.id: spec for spec in specs})
    trainer = Trainer(env, **kwargs)
    rows: list[tuple] = []
    while trainer.steps < steps:
        trainer.step()
        if trainer.steps % evaluate_every == 0:
            means = evaluate(trainer.agent, env, episodes).mean(1)
            rows += [(*run, "evaluation", trainer.steps, mean) for run, mean in zip(runs, means)]
    for run, finished in zip(runs, trainer.history):
        rows += [(*run, "training", own.end, own.total) for own in finished]
    trainer.close()
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def registered(env: str | Callable[[], Any]) -> tuple[str | Callable[[], Any], str]:
    """O ambiente, e o nome com que um estudo o guarda; um id se confere aqui, antes de treinar, e fica sem o pacote.

    `"pacote:Id-v0"` importa o pacote, que registra `Id-v0`; num outro processo, quem o registra é o estudo.
    """
    if not isinstance(env, str):
        return env, getattr(env, "__qualname__", type(env).__name__)
    made = make(env)
    made.close()
    return (made.spec.id if made.spec else env), env


def _ignore_interrupts() -> None:
    """O botão de parar interrompe quem coordena; os trabalhadores são encerrados por ele, todos juntos."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
