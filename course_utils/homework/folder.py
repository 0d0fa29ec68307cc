"""Uma pasta de entregas: um arquivo por aluno, com o nome dele, ou uma pasta por aluno."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tqdm import tqdm

from ..support.checks import number_in, path_of
from .delivery import Entry, checked


def check_folder(folder: str | Path, seconds: float = 300.0) -> list[Entry]:
    """Confere tudo o que há numa pasta, um arquivo por núcleo; devolve uma entrega por linha da tabela.

    - `seconds`: o que cada arquivo pode demorar.

    Erro: `NotADirectoryError`, se a pasta não existe, ou se é um arquivo, como um .zip.
    """
    folder, seconds = path_of(folder), number_in("seconds", seconds, 1)
    if folder.is_file():
        raise NotADirectoryError(
            f"{folder} é um arquivo, e aqui se dá uma pasta, com um arquivo (ou uma pasta) por aluno. Se é um .zip, "
            "descompacte-o e dê a pasta que sair dele."
        )
    if not folder.is_dir():
        raise NotADirectoryError(f"Não existe a pasta {folder}. Confira o nome.")
    waiting = list(deliveries(folder))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = pool.map(lambda one: checked(one[0], one[1], seconds), waiting)
        return joined(list(tqdm(done, total=len(waiting), desc="entregas", disable=None)))


def deliveries(folder: Path) -> Iterator[tuple[Path, Entry]]:
    """Cada arquivo da pasta, e a sua entrega ainda por conferir. O que começa com ponto não conta."""
    for where, folders, files in os.walk(folder):
        odd = [name for name in folders if name.endswith(".json")]
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in odd)
        for name in sorted([*odd, *files]):
            path = Path(where, name)
            inside = path.relative_to(folder)
            if not name.startswith("."):
                owner = inside.parts[0] if len(inside.parts) > 1 else path.stem
                yield path, Entry(owner, inside.as_posix())


def joined(entries: list[Entry]) -> list[Entry]:
    """As entregas em ordem de aluno, com o progresso de cada um na sua linha e as repetidas apontadas."""
    rows = [one for one in entries if one.exercises is None]
    for grade in (one for one in entries if one.exercises is not None):
        own = [row for row in rows if plain(row.student) == plain(grade.student)]
        for row in own:
            row.exercises, row.quiz = grade.exercises, grade.quiz
        rows += [] if own else [grade]
    for row in rows:
        twins = {other.student for other in rows if set(other.marks) & set(row.marks)} - {row.student}
        if twins:
            row.reasons.append(f"é o mesmo treino de {', '.join(sorted(twins))}: mesmos ajustes, semente e mudanças")
    return sorted(rows, key=lambda row: (plain(row.student), row.file))


def plain(name: str) -> str:
    """Um nome sem acentos, maiúsculas nem sinais: "Ana Souza" e "ana-souza" são a mesma pessoa."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", letters.lower())) or name
