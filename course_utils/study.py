"""Estudos: muitas sementes e muitos ajustes de uma vez, em populações espalhadas pelos núcleos.

Ajustes que só diferem em números treinam na mesma população; cada população é uma tarefa para qualquer
`concurrent.futures.Executor`. O resultado não depende de como se agrupa, nem de quem executa.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import loky
import numpy as np
import pandas as pd
from tqdm.auto import tqdm

from .atomic import replace_file
from .bands import Band, band
from .checks import integer, number_in, path_of, seeds_of, shown
from .description import describe
from .evaluation import evaluate
from .populations import Run, check_settings, merged, populations
from .training import Trainer

COLUMNS = {"setting": str, "seed": int, "kind": str, "step": int, "return": float}


@dataclass
class Study:
    """Os resultados de um estudo, em tabelas arrumadas: uma linha por medida.

    - `evaluations`: `setting`, `seed`, `step`, `return`: média de `episodes` episódios sem ruído, a cada
      `evaluate_every` passos, sempre dos mesmos estados iniciais.
    - `training`: as mesmas colunas, uma linha por episódio de treino, com o passo em que ele acabou.
    """

    env: str
    steps: int
    evaluate_every: int
    episodes: int
    settings: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=lambda: {p: version(p) for p in ("torch", "numpy", "gymnasium")})
    rows: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS))

    @property
    def evaluations(self) -> pd.DataFrame:
        """Uma linha por avaliação sem ruído."""
        return self._of_kind("evaluation")

    @property
    def training(self) -> pd.DataFrame:
        """Uma linha por episódio de treino."""
        return self._of_kind("training")

    def _of_kind(self, kind: str) -> pd.DataFrame:
        return self.rows[self.rows["kind"] == kind].drop(columns="kind").reset_index(drop=True)

    def only(self, *settings: str) -> Study:
        """Este estudo só com os ajustes dados, nesta ordem: para desenhar ou tabelar uma parte.

        Erro: `ValueError` se um deles não estiver no estudo.
        """
        for setting in settings:
            self.curves(setting)
        rows = self.rows[self.rows["setting"].isin(settings)].reset_index(drop=True)
        return replace(self, settings={name: self.settings[name] for name in settings}, rows=rows)

    def runs(self) -> set[Run]:
        """As corridas (ajuste, semente) que já estão aqui."""
        return {Run(*pair) for pair in self.rows[["setting", "seed"]].drop_duplicates().itertuples(index=False)}

    def add(self, rows: pd.DataFrame) -> None:
        """Acrescenta linhas, na ordem dos ajustes, das sementes e dos passos; uma medida repetida entra uma vez só.

        Assim um estudo interrompido logo depois de guardar uma população pode acrescentá-la de novo.
        """
        rows = pd.concat([self.rows, rows]) if len(self.rows) else rows
        rows = rows.drop_duplicates(["setting", "seed", "kind", "step"])
        order = rows["setting"].map({name: i for i, name in enumerate(self.settings)})
        rows = rows.assign(order=order).sort_values(["order", "seed", "kind", "step"], kind="stable")
        self.rows = rows.drop(columns="order").reset_index(drop=True)

    def like(self, asked: Study) -> Study:
        """Devolve este estudo, se foi feito como `asked` pede; senão, `ValueError` com o que difere."""
        pairs = [(n, getattr(self, n), getattr(asked, n)) for n in ("env", "steps", "evaluate_every", "episodes")]
        different = [f"{name}: {there!r} lá, {here!r} aqui" for name, there, here in pairs if there != here]
        if different:
            raise ValueError(f"O estudo guardado foi feito de outro modo ({'; '.join(different)}). Use outro `path`.")
        return self

    def curves(self, setting: str) -> pd.DataFrame:
        """As avaliações de um ajuste: uma linha por semente, uma coluna por passo.

        Erro: `ValueError` se o ajuste não estiver no estudo.
        """
        own = self.evaluations[self.evaluations["setting"] == str(setting)]
        if own.empty:
            raise ValueError(
                f"O estudo não tem o ajuste {shown(setting)}; tem: {', '.join(self.settings) or 'nenhum'}."
            )
        return own.pivot(index="seed", columns="step", values="return")

    def band(self, setting: str, statistic: str = "iqm") -> Band:
        """A curva de um ajuste sobre as sementes, com a faixa de 95 % (ver `course_utils.bands`)."""
        return band(self.curves(setting).to_numpy(), statistic)

    def steps_to(self, threshold: float, setting: str) -> pd.Series:
        """O primeiro passo avaliado com retorno ≥ `threshold`, por semente; infinito se nunca chegou."""
        reached = self.curves(setting) >= number_in("threshold", threshold, -np.inf, np.inf)
        return reached.idxmax(axis=1).where(reached.any(axis=1), np.inf)

    def table(self, threshold: float | None = None, statistic: str = "iqm") -> pd.DataFrame:
        """O retorno final de cada ajuste com a faixa de 95 % e, se houver `threshold`, os passos até ele."""
        lines = {}
        for setting in self.settings:
            last = self.curves(setting).iloc[:, -1]
            center, low, high = band(last.to_numpy(), statistic)
            lines[setting] = {"sementes": len(last), "retorno final": center, "de": low, "até": high}
            if threshold is not None:
                first = self.steps_to(threshold, setting)
                lines[setting] |= {"passos (mediana)": first.median(), "chegaram": int(np.isfinite(first).sum())}
        return pd.DataFrame.from_dict(lines, orient="index").rename_axis("ajuste")

    def plot(self, statistic: str = "iqm"):
        """Desenha as curvas com as suas faixas; devolve a figura do matplotlib."""
        from .study_plots import plot_study  # a tela mora no andar de cima, e só é chamada por quem desenha

        return plot_study(self, statistic)

    def save(self, path: str | Path) -> None:
        """Guarda o par `path.csv` (as linhas) e `path.json` (o que foi pedido, com versões)."""
        path = path_of(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        about = {name: value for name, value in vars(self).items() if name != "rows"}
        table = self.rows.to_csv(index=False, lineterminator="\n")
        text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
        replace_file(path.with_suffix(".csv"), lambda file: file.write(table.encode()))
        replace_file(path.with_suffix(".json"), lambda file: file.write(text.encode()))

    @classmethod
    def load(cls, path: str | Path) -> Study:
        """Lê um estudo guardado. Erro: `ValueError` se o par estiver incompleto ou não for de um estudo."""
        path = path_of(path)
        try:
            about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            rows = pd.read_csv(path.with_suffix(".csv"), dtype=COLUMNS, keep_default_na=False)[list(COLUMNS)]
            return cls(**about, rows=rows)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"{path} não guarda um estudo inteiro ({error}). São dois arquivos de `Study.save`, .csv e .json."
            ) from error


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
    - `steps`: passos de ambiente por corrida. `episodes`: episódios por avaliação, dos mesmos estados iniciais.
    - `executor`: qualquer `concurrent.futures.Executor`. `None` usa os núcleos desta máquina (loky); o de um
      aglomerado Dask é `client.get_executor()`.
    - `path`: onde guardar (par .csv e .json). O que já estiver lá não se refaz; o resto se junta a ele, população
      por população. Sem `path`, um estudo interrompido deixa o que fez no atributo `study` da exceção.

    Erros: `TypeError` ou `ValueError` se um ajuste não existir, ou se `path` guardar um estudo feito de outro modo.
    """
    check_settings(settings)
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
        study = Study.load(path).like(study)
    for name, setting in settings.items():
        asked = describe(setting)
        if study.settings.setdefault(name, asked) != asked:
            raise ValueError(f"{path} já guarda outro ajuste com o nome {name!r}: {study.settings[name]}. Mude o nome.")

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
