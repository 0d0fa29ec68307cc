"""A tabela da turma: para ler no terminal, e para abrir numa planilha."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path

from ..exercises.overview import plural
from ..support.files import replace_file
from .delivery import Entry
from .students import of_each

HEADER = (
    "aluno", "feita em", "ambiente", "sementes", "exploração", "passos", "mudanças", "começo", "final", "retorno",
    "exercícios", "quiz", "apostas", "segundos", "veredito",
)  # fmt: skip

UNREAD = "não se leu"


def cells(entry: Entry) -> list[str]:
    """Uma linha da tabela, na ordem de `HEADER`; um traço é o que não se soube."""
    values = (
        entry.student,
        entry.made_in,
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
        entry.bets,
        None if entry.seconds is None else f"{entry.seconds:.0f}",
        verdict(entry),
    )
    return ["—" if value in (None, "") else short(str(value)) for value in values]


def verdict(entry: Entry) -> str:
    """A última palavra sobre uma entrega."""
    if entry.env:
        return "aceita" if entry.accepted else "não aceita"
    return UNREAD if entry.progress is None else "só progresso"


def short(text: str, most: int = 40) -> str:
    """O texto de um arquivo alheio, seguro para o terminal: numa linha, sem sinais de controle e sem exagero."""
    safe = "".join(letter if letter.isprintable() else "·" for letter in text)
    return safe if len(safe) <= most else f"{safe[: most - 1]}…"


def why(entry: Entry) -> str:
    """Por que uma entrega pede atenção, numa linha."""
    return short("; ".join(entry.reasons), 400)


def summary(entries: list[Entry]) -> str:
    """O que se entregou, numa frase sem nomes."""
    recordings = [one for one in entries if one.env]
    unread = sum(verdict(one) == UNREAD for one in entries)
    return (
        f"{sum(one.accepted for one in recordings)} de {len(recordings)} gravações aceitas, "
        f"progresso de {plural(len(of_each(entries)), 'aluno')} e {plural(unread, 'arquivo')} sem leitura."
    )


def as_text(entries: list[Entry]) -> str:
    """A tabela para o terminal, e embaixo o porquê de cada entrega que pede atenção."""
    rows = [list(HEADER), *map(cells, entries)]
    empty = [all(row[k] == "—" for row in rows[1:]) for k in range(len(HEADER))]  # uma coluna toda vazia não se mostra
    widths = [max(len(row[k]) for row in rows) for k in range(len(HEADER))]
    lines = ["  ".join(row[k].ljust(widths[k]) for k in range(len(row)) if not empty[k]).rstrip() for row in rows]
    whys = [f"{short(one.student)} ({short(one.file, 60)}): {why(one)}" for one in entries if one.reasons]
    ends = [*([""] if whys else []), summary(entries)]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:], "", *whys, *ends])


def save_csv(entries: list[Entry], path: Path) -> None:
    """A tabela para uma planilha em português: `;` entre colunas, e duas colunas a mais, com o arquivo e o porquê.

    Erro: `OSError`, se não se pode gravar; uma tabela que já estava lá fica como estava.
    """
    text = StringIO(newline="")
    rows = csv.writer(text, delimiter=";")
    rows.writerow([*HEADER, "arquivo", "por quê"])
    for entry in entries:
        row = [*cells(entry), short(entry.file, 200), short("; ".join(entry.reasons), 1000)]
        rows.writerow([inert(one) for one in row])
    replace_file(path, lambda file: file.write(text.getvalue().encode("utf-8-sig")))


def inert(text: str) -> str:
    """Um texto que a planilha não toma por fórmula; um número sozinho, também negativo, fica como é."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") and not re.fullmatch(r"-?\d+", text) else text
