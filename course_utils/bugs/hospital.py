"""O hospital: os pacientes, o que a bancada lê em cada um, e a nota da lista de conferência.

As leituras estão guardadas em `files/resultados/hospital.csv`, que `ferramentas/gerar/hospital.py` refaz.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import pandas as pd
from scipy.stats import binomtest

from ..study.bands import Band
from ..support.paths import files_dir

HEALTHY = "saudável"
PLACE = files_dir() / "resultados" / "hospital.csv"


@cache
def readings() -> pd.DataFrame:
    """O que cada pergunta da lista achou, uma por linha: `patient`, `seed`, `instrument`, `check`, `sound`, `says`."""
    return pd.read_csv(PLACE)


def accused(patient: str) -> pd.Series:
    """Em cada semente de um paciente, se alguma pergunta da lista o acusou."""
    own = readings()[readings()["patient"] == patient]
    return ~own.groupby("seed")["sound"].all()


def told(patient: str) -> dict[str, list[str]]:
    """O que cada instrumento disse de um paciente, com a semente 0."""
    table = readings()
    own = table[(table["patient"] == patient) & (table["seed"] == 0)]
    return own.groupby("instrument", sort=False)["says"].agg(list).to_dict()


def patients() -> list[str]:
    """Os pacientes da bancada: os erros que a lista pega, na ordem em que foram examinados."""
    return caught([name for name in readings()["patient"].unique() if name != HEALTHY])


def caught(names: Sequence[str]) -> list[str]:
    """Os erros que a lista pega: os que alguma pergunta acusa em **todas** as sementes."""
    return [name for name in names if accused(name).all()]


def proportion(count: int, total: int) -> Band:
    """Uma proporção e a sua faixa de 95 %, pelo método de Wilson."""
    interval = binomtest(count, total).proportion_ci(method="wilson")
    return Band(count / total, interval.low, interval.high)


def drawn(name: str, many: int) -> int:
    """O número, de 0 a `many − 1`, que o nome de uma pessoa sorteia: o mesmo aqui e na página (FNV-1a, 32 bits)."""
    value = 0x811C9DC5
    for byte in unicodedata.normalize("NFC", name.strip().lower()).encode():
        value = (value ^ byte) * 0x01000193 % 2**32
    return value % many
