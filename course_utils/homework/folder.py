"""O que a turma entregou, numa pasta ou num .zip: um arquivo por aluno, com o nome dele, ou uma pasta por aluno."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from tqdm import tqdm

from ..support.checks import number_in, path_of
from .archive import unpacked
from .delivery import Entry
from .examiner import Examiner
from .students import joined

#: O que o `Moodle` põe depois do nome de cada aluno.
MOODLE = re.compile(r"_\d+_assignsubmission_file.*")
#: O que se diz de uma pasta sem permissão de leitura.
CLOSED = "é uma pasta que não se deixa abrir; confira as permissões dela"


def check_folder(folder: str | Path, seconds: float = 60.0) -> list[Entry]:
    """Confere tudo o que há numa pasta, ou num .zip, um arquivo por núcleo; devolve uma entrega por linha da tabela.

    - `seconds`: o que cada arquivo pode demorar.

    Erros: `NotADirectoryError`, se não há essa pasta; `ValueError`, se não é um .zip inteiro, ou é grande demais.
    """
    folder, seconds = path_of(folder), number_in("seconds", seconds, 1)
    with TemporaryDirectory() as temporary:
        if folder.is_file():
            waiting = list(delivered(unpacked(folder, Path(temporary))))
        elif folder.is_dir():
            waiting = list(delivered(found_in(folder)))
        else:
            raise NotADirectoryError(f"Não existe a pasta {folder}. Confira o nome.")
        return joined(examined(waiting, seconds))


def examined(waiting: list[tuple[Path, Entry]], seconds: float) -> list[Entry]:
    """As entregas, conferidas: um processo por núcleo, e uma barra para quem espera."""
    examiners = [Examiner(seconds) for _ in range(os.cpu_count() or 1)]
    free: SimpleQueue[Examiner] = SimpleQueue()
    for one in examiners:
        free.put(one)

    def examine(one: tuple[Path, Entry]) -> Entry:
        if one[1].reasons:
            return one[1]
        examiner = free.get()
        try:
            return examiner.checked(*one)
        finally:
            free.put(examiner)

    try:
        with ThreadPoolExecutor(len(examiners)) as pool:
            done = pool.map(examine, waiting)
            return list(tqdm(done, total=len(waiting), desc="entregas", disable=None))
    finally:
        for one in examiners:
            one.close()


def delivered(files: Iterator[tuple[Path, str, str]]) -> Iterator[tuple[Path, Entry]]:
    """Cada arquivo, e a sua entrega ainda por conferir."""
    for path, name, trouble in files:
        yield path, Entry(owner(name.split("/")), name, reasons=[trouble] if trouble else [])


def owner(parts: Sequence[str]) -> str:
    """De quem é um arquivo: da primeira pasta ou, sem pasta, do nome dele."""
    name = parts[0] if len(parts) > 1 else Path(parts[0]).stem
    return MOODLE.sub("", name) or name


def found_in(folder: Path) -> Iterator[tuple[Path, str, str]]:
    """De cada arquivo da pasta, em ordem, onde está, que nome tem e, se não se abre, por quê, como em `unpacked`.

    O que começa com ponto não conta. Uma pasta que só é um atalho, ou que não se deixa abrir, conta como um arquivo.
    """
    closed: list[OSError] = []
    found = []
    for where, folders, files in os.walk(folder, onerror=closed.append):
        odd = [name for name in folders if name.endswith(".json") or Path(where, name).is_symlink()]
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in odd)
        found += [(Path(where, name), "") for name in sorted([*odd, *files]) if not name.startswith(".")]
    found += [(Path(error.filename or folder), CLOSED) for error in closed]
    for path, trouble in found:
        yield path, path.relative_to(folder).as_posix(), trouble
