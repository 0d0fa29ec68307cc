"""Treinar um estudo: muitas sementes e muitos ajustes de uma vez, em populações espalhadas pelos núcleos.

Ajustes que só diferem em números treinam na mesma população; cada população é uma tarefa para qualquer
`concurrent.futures.Executor`. O resultado não depende de como se agrupa, nem de quem executa.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from pathlib import Path
from typing import Any

import loky
import pandas as pd
from tqdm.auto import tqdm

from ..engine import choose
from ..evaluation import evaluate
from ..saving.description import describe
from ..support.checks import integer, path_of, seeds_of, shown
from ..training import Trainer
from .populations import Run, check_settings, merged, populations
from .study import COLUMNS, Study


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

    - `settings`: nome → ajustes do `Trainer`, como `{"τ pequeno": dict(tau=0.005), "padrão": {}}`. Com o `engine` de
      fábrica, decide-se aqui, uma vez, se as corridas são do motor compilado; o estudo guarda isso.
    - `env`: um id do Gymnasium ou uma função sem argumentos. `seeds`: as mesmas para todos os ajustes.
    - `steps`: passos de ambiente por corrida. `episodes`: episódios por avaliação, dos mesmos estados iniciais.
    - `executor`: qualquer `concurrent.futures.Executor`. `None` usa os núcleos desta máquina (loky); o de um
      aglomerado Dask é `client.get_executor()`.
    - `path`: onde guardar (par .csv e .json). O que já estiver lá não se refaz; o resto se junta a ele, população
      por população. Sem `path`, um estudo interrompido deixa o que fez no atributo `study` da exceção.

    Erros: `TypeError` ou `ValueError` se um ajuste não existir, ou se `path` guardar um estudo feito de outro modo.
    """
    check_settings(settings)
    settings = {
        name: dict(own) | {"engine": choose(own.get("engine", "auto"), own)[0]} for name, own in settings.items()
    }
    seeds = tuple(dict.fromkeys(seeds_of(list(seeds) if isinstance(seeds, Iterable) else seeds)))
    if executor is not None and not hasattr(executor, "submit"):
        raise TypeError(f"`executor` recebeu {shown(executor)}; aceita None ou um `concurrent.futures.Executor`.")
    path = None if path is None else path_of(path)
    study = Study(
        env if isinstance(env, str) else getattr(env, "__qualname__", repr(env)),
        integer("steps", steps, 1),
        integer("evaluate_every", evaluate_every, 1, steps),
        integer("episodes", episodes, 1),
    )
    if path is not None and path.with_suffix(".json").exists():
        study = Study.load(path).confirmed(study)
    for name, setting in settings.items():
        asked = describe(setting)
        if asked["engine"] == "torch":  # o que não diz quem atualizou foi o PyTorch, como antes de haver motor
            del asked["engine"]
        if study.settings.setdefault(name, asked) != asked:
            raise ValueError(
                f"{path} já guarda outro ajuste com o nome {name!r}: {study.settings[name]}; este é {asked}. Mude o "
                'nome ou, se só falta lá o `engine`, dê `engine="torch"`.'
            )

    done = study.runs()
    missing = [run for name in settings for seed in seeds if (run := Run(name, seed)) not in done]
    if not missing:
        return study
    pool: Any = executor or loky.get_reusable_executor(initializer=_ignore_interrupts, timeout=60)
    workers = getattr(pool, "_max_workers", None) or loky.cpu_count()
    futures: dict[Future, int] = {}
    try:
        for runs in populations(settings, missing, workers):
            plan = (env, merged(settings, runs), runs, steps, evaluate_every, episodes)
            futures[pool.submit(train_population, *plan)] = len(runs)
        silent = True if os.environ.get("TQDM_DISABLE") else None  # a barra de caderno, sozinha, não olha o ambiente
        with tqdm(total=len(missing), desc="corridas", unit="corrida", disable=silent) as bar:
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
        if path is not None:
            study.save(path)
        stop.study = study  # type: ignore[attr-defined]
        where = f"em {path}: rode de novo para continuar" if path else "no atributo `study` desta exceção"
        stop.add_note(f"{len(study.runs())} corridas terminaram e estão {where}.")
        raise
    return study


def train_population(
    env: str | Callable[[], Any],
    kwargs: dict[str, Any],
    runs: Sequence[Run],
    steps: int,
    evaluate_every: int,
    episodes: int,
) -> pd.DataFrame:
    """Treina e avalia uma população; é a tarefa que cada núcleo recebe."""
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


def _ignore_interrupts() -> None:
    """O botão de parar interrompe quem coordena; os trabalhadores são encerrados por ele, todos juntos."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
