"""A tabela de um estudo: uma linha por medida, as curvas com as suas faixas, e os dois arquivos em que se salva."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..support.checks import number_in, path_of, shown
from ..support.files import replace_file
from .bands import Band, band
from .populations import Run

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
        """Os treinos (ajuste, semente) que já estão aqui."""
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

    def confirmed(self, asked: Study) -> Study:
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
        """A curva de um ajuste sobre as sementes, com a faixa de 95 % (ver `course_utils.study.bands`)."""
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
        from ..figures.studies import plot_study  # a tela fica acima, e só a carrega quem desenha

        curves = {name: (self.curves(name).columns.to_numpy(), self.band(name, statistic)) for name in self.settings}
        seeds = self.evaluations.groupby("setting")["seed"].nunique().min()
        return plot_study(f"{self.env}: {seeds} sementes por ajuste, faixa de 95 %", self.steps, curves, statistic)

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
