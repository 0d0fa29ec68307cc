"""A tabela de um estudo: uma linha por medida, as curvas com as suas faixas, e os dois arquivos em que se salva."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..support.checks import number_in, shown
from ..support.files import read_text, replace_file
from .bands import Band, band, statistic_of
from .pair import COLUMNS, files_of, table_of
from .populations import Run


@dataclass
class Study:
    """Os resultados de um estudo, em tabelas arrumadas: uma linha por medida.

    - `evaluations`: `setting`, `seed`, `step`, `return`: média de `episodes` episódios sem ruído, a cada
      `evaluate_every` passos, sempre dos mesmos estados iniciais.
    - `training`: as mesmas colunas, uma linha por episódio de treino, com o passo em que ele acabou.
    - `code`: a impressão digital do ambiente (`"env"`) e do que é código nos ajustes (`"meu ajuste: actor"`).
    """

    env: str
    steps: int
    evaluate_every: int
    episodes: int
    settings: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=lambda: {p: version(p) for p in ("torch", "numpy", "gymnasium")})
    code: dict[str, str] = field(default_factory=dict)
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
        self._check_code(asked.code)
        return self

    def expect(self, name: str, setting: dict[str, Any], code: Mapping[str, str]) -> None:
        """Anota um ajuste; ou, se o nome já está aqui, confere que é o mesmo ajuste, feito com o mesmo código.

        - `setting`: o ajuste por extenso; `code`: a impressão digital do que nele é código.

        Erro: `ValueError`, se já há outro com esse nome.
        """
        known = name in self.settings
        if self.settings.setdefault(name, setting) != setting:
            raise ValueError(
                f"O estudo já guarda outro ajuste com o nome {name!r}: {self.settings[name]}. Mude o nome, ou o `path`."
            )
        own = {f"{name}: {key}": one for key, one in code.items()}
        if known:
            self._check_code(own)
        self.code |= own

    def _check_code(self, asked: Mapping[str, str]) -> None:
        for name in (name for name, one in asked.items() if self.code.get(name) != one):
            why = "é outro código" if name in self.code else "é código, e o estudo guardado não diz qual era"
            raise ValueError(
                f"`{name}` tem o mesmo nome que no estudo guardado, mas {why}; ou ele usa um valor que mudou, ou o "
                "Python é de outra versão. Os números de um não valem para o outro: use outro `path`, outro nome de "
                "ajuste, ou apague o par .csv e .json para refazê-lo."
            )

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
        """A curva de um ajuste sobre as sementes, com a faixa de 95 % (ver `course_utils.study.bands`).

        Com uma semente só, a curva é a dela, e não há faixa: `low` e `high` são NaN.
        """
        return self._band(self.curves(setting).to_numpy(), statistic)

    @staticmethod
    def _band(values: np.ndarray, statistic: str) -> Band:
        center = statistic_of(statistic)(values, axis=0)
        return band(values, statistic) if len(values) > 1 else Band(center, center * np.nan, center * np.nan)

    def steps_to(self, threshold: float, setting: str) -> pd.Series:
        """O primeiro passo avaliado com retorno ≥ `threshold`, por semente; infinito se nunca chegou."""
        reached = self.curves(setting) >= number_in("threshold", threshold, -np.inf, np.inf)
        return reached.idxmax(axis=1).where(reached.any(axis=1), np.inf)

    def table(self, threshold: float | None = None, statistic: str = "iqm") -> pd.DataFrame:
        """O retorno final de cada ajuste com a faixa de 95 % e, se houver `threshold`, os passos até ele."""
        lines = {}
        for setting in self.settings:
            last = self.curves(setting).iloc[:, -1]
            center, low, high = self._band(last.to_numpy(), statistic)
            lines[setting] = {"sementes": len(last), "retorno final": center, "de": low, "até": high}
            if threshold is not None:
                first = self.steps_to(threshold, setting)
                lines[setting] |= {"passos (mediana)": first.median(), "chegaram": int(np.isfinite(first).sum())}
        return pd.DataFrame.from_dict(lines, orient="index").rename_axis("ajuste")

    def plot(self, statistic: str = "iqm"):
        """Desenha as curvas com as suas faixas; devolve a figura do matplotlib."""
        from ..figures.studies import plot_study  # a tela fica acima, e só a carrega quem desenha

        curves = {name: (self.curves(name).columns.to_numpy(), self.band(name, statistic)) for name in self.settings}
        seeds = self.evaluations.groupby("setting")["seed"].nunique()
        band = "faixa de 95 %" if seeds.min() > 1 else "sem faixa onde há uma semente só"
        count = "1 semente" if seeds.min() == 1 else f"{seeds.min()} sementes"
        return plot_study(f"{self.env}: {count} por ajuste, {band}", self.steps, curves, statistic)

    def save(self, path: str | Path) -> None:
        """Guarda o par `path.csv` (as linhas) e `path.json` (o que foi pedido, com versões).

        Um `path` que já acaba em .csv ou .json é o do par; outro ponto faz parte do nome, como em `"lr_0.001"`.
        """
        files = files_of(path)
        files.csv.parent.mkdir(parents=True, exist_ok=True)
        about = {name: value for name, value in vars(self).items() if name != "rows" and (name != "code" or value)}
        table = self.rows.to_csv(index=False, lineterminator="\n")
        text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
        replace_file(files.json, lambda file: file.write(text.encode()))
        replace_file(files.csv, lambda file: file.write(table.encode()))

    @classmethod
    def load(cls, path: str | Path) -> Study:
        """Lê um estudo guardado. Erro: `ValueError` se o par estiver incompleto, mexido ou não for de um estudo."""
        files = files_of(path)
        try:
            about = json.loads(read_text(files.json))
            return cls(**about, rows=table_of(read_text(files.csv), about["settings"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            absent = [file.name for file in files if not file.exists()]
            why = f"falta o arquivo {' e o '.join(absent)}" if absent else error
            raise ValueError(
                f"{path} não guarda um estudo inteiro ({why}). São dois arquivos de `Study.save`, .csv e .json."
            ) from error
