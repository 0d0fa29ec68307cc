"""Escrever um arquivo de uma vez só: quem interromper encontra o antigo inteiro, ou o novo, nunca meio."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO


def replace_file(path: str | Path, write: Callable[[IO[bytes]], object]) -> None:
    """Chama `write(arquivo)` num arquivo ao lado e só então o põe no lugar de `path`.

    Se `write` falha, ou a máquina para no meio, `path` fica como estava.
    """
    path = Path(path)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.novo")
    try:
        with fresh.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
