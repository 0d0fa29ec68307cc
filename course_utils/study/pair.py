"""Os dois arquivos em que um estudo mora: que nomes têm, e a tabela lida como foi escrita."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from ..support.checks import path_of, shown

COLUMNS = {"setting": str, "seed": int, "kind": str, "step": int, "return": float}
RESAVED = "uma planilha que o salva de novo muda números e nomes: ponha de volta o original, e abra nela uma cópia"


class Pair(NamedTuple):
    """Os dois arquivos em que um estudo mora."""

    csv: Path
    json: Path


def files_of(path: str | Path) -> Pair:
    """Os arquivos de um estudo: `path` mais .csv e .json. O nome de um dos dois serve também; outro ponto é do nome."""
    path = path_of(path)
    name = path.stem if path.suffix.lower() in (".csv", ".json") else path.name
    return Pair(path.with_name(f"{name}.csv"), path.with_name(f"{name}.json"))


def table_of(text: str, settings: Mapping[str, Any]) -> pd.DataFrame:
    """As linhas de um estudo, do texto do seu .csv; `settings` são os ajustes que o .json diz que ele tem.

    Erro: `ValueError`, se não está como `Study.save` escreve: uma planilha que o salva de novo troca a vírgula, o ponto
    e os nomes que parecem números, e o que se leria não seria o que foi medido.
    """
    first = next(csv.reader(io.StringIO(text)), [])
    if not set(COLUMNS) <= set(first):
        raise ValueError(f"a primeira linha do .csv é {shown(','.join(first))}, e não {','.join(COLUMNS)}; {RESAVED}")
    rows = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)[list(COLUMNS)]
    for column, known in (("setting", settings), ("kind", ("evaluation", "training"))):
        if strange := sorted(set(rows[column]) - set(known)):
            raise ValueError(f"a coluna {column} do .csv tem {shown(strange)}, que o .json não conhece; {RESAVED}")
    for column, kind in COLUMNS.items():
        try:
            rows[column] = rows[column].astype(kind)
        except ValueError as error:
            raise ValueError(f"a coluna {column} do .csv tem o que não é número; {RESAVED}") from error
    return rows
