"""A tabela da turma: para ler no terminal, e para abrir numa planilha."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from .delivery import Entry

HEADER = (
    "aluno", "ambiente", "sementes", "exploração", "passos", "mudanças", "começo", "final", "retorno", "exercícios",
    "quiz", "segundos", "veredito",
)  # fmt: skip


def cells(entry: Entry) -> list[str]:
    """Uma linha da tabela, na ordem de `HEADER`; um traço é o que não se soube."""
    values = (
        entry.student,
        entry.env,
        entry.seeds,
        entry.exploration,
        entry.steps,
        entry.changes,
        None if entry.early is None else "igual" if entry.early else "outro",
        None if entry.final is None else "na faixa" if entry.final else "fora",
        " ".join(f"{one:.0f}" for one in entry.returned),
        entry.exercises,
        entry.quiz,
        None if entry.seconds is None else f"{entry.seconds:.0f}",
        verdict(entry),
    )
    return ["—" if value in (None, "") else short(str(value)) for value in values]


def verdict(entry: Entry) -> str:
    """A última palavra sobre uma entrega."""
    if entry.exercises is not None and not entry.env:
        return "só progresso"
    return "aceita" if entry.accepted else "não aceita"


def short(text: str, most: int = 40) -> str:
    """O texto de um arquivo alheio, seguro para o terminal: numa linha, sem sinais de controle e sem exagero."""
    safe = "".join(letter if letter.isprintable() else "·" for letter in text)
    return safe if len(safe) <= most else f"{safe[: most - 1]}…"


def as_text(entries: list[Entry]) -> str:
    """A tabela para o terminal, e embaixo o porquê de cada entrega que pede atenção."""
    rows = [list(HEADER), *map(cells, entries)]
    empty = [all(row[k] == "—" for row in rows[1:]) for k in range(len(HEADER))]  # uma coluna toda vazia não se mostra
    widths = [max(len(row[k]) for row in rows) for k in range(len(HEADER))]
    lines = ["  ".join(row[k].ljust(widths[k]) for k in range(len(row)) if not empty[k]).rstrip() for row in rows]
    whys = [
        f"{short(entry.student)} ({short(entry.file, 60)}): {short('; '.join(entry.reasons), 400)}"
        for entry in entries
        if entry.reasons
    ]
    accepted = sum(entry.accepted for entry in entries)
    ends = [f"{accepted} de {len(entries)} aceitas."]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:], "", *whys, *([""] if whys else []), *ends])


def save_csv(entries: list[Entry], path: Path) -> None:
    """A tabela para uma planilha em português: `;` entre colunas, e uma coluna a mais, com o porquê."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow([*HEADER, "arquivo", "por quê"])
        for entry in entries:
            row = [*cells(entry), short(entry.file, 200), short("; ".join(entry.reasons), 1000)]
            table.writerow([inert(one) for one in row])


def inert(text: str) -> str:
    """Um texto que a planilha não toma por fórmula; números, também negativos, ficam como são."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") and not re.fullmatch(r"[-\d ]+", text) else text
