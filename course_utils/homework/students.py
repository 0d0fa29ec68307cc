"""As entregas postas por aluno: o progresso de cada um junto da sua gravação, e o que foi entregue duas vezes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ..exercises.results import Result, Wager
from .delivery import Entry

Progress = dict[str, Result | Wager]


def joined(entries: list[Entry]) -> list[Entry]:
    """As entregas em ordem de aluno, com o progresso de cada um na sua linha e as repetidas apontadas."""
    rows = [one for one in entries if one.progress is None]
    grades: dict[str, list[Entry]] = {}
    for one in entries:
        if one.progress is not None:
            grades.setdefault(plain(one.student), []).append(one)
    for name, own in grades.items():
        recordings = [row for row in rows if row.env and plain(row.student) == name]
        own[0].progress = together(one.progress or {} for one in own)
        for row in recordings:
            row.progress = own[0].progress
        rows += [] if recordings else own[:1]
    for row in rows:
        twins = {told(row, other) for other in rows if other is not row and set(other.marks) & set(row.marks)}
        if twins:
            row.reasons.append(f"é o mesmo treino de {', '.join(sorted(twins))}: mesmos ajustes, semente e mudanças")
    return sorted(rows, key=lambda row: (plain(row.student), row.file))


def told(row: Entry, other: Entry) -> str:
    """Como uma entrega chama outra: pelo aluno ou, se é dele mesmo, pelo arquivo."""
    return other.file if plain(other.student) == plain(row.student) else other.student


def together(files: Iterable[Progress]) -> Progress:
    """O progresso de quem entregou mais de um arquivo: de cada exercício, o resolvido; do resto, o do primeiro."""
    one: Progress = {}
    for own in files:
        solved = {item: it for item, it in own.items() if isinstance(it, Result) and it.solved}
        one = own | one | {item: it for item, it in solved.items() if not getattr(one.get(item), "solved", False)}
    return one


def of_each(entries: list[Entry]) -> list[Progress]:
    """O progresso de cada aluno, uma vez só."""
    return list({plain(row.student): row.progress for row in entries if row.progress is not None}.values())


def plain(name: str) -> str:
    """Um nome sem acentos, maiúsculas nem sinais: "Ana Souza" e "ana-souza" são a mesma pessoa."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", letters.lower())) or name
