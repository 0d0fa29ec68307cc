"""Arquivos: escrever de uma vez só, e ler um texto que pode ter passado por um editor."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from threading import get_ident
from typing import IO


def replace_file(path: str | Path, write: Callable[[IO[bytes]], object]) -> None:
    """Chama `write(arquivo)` num arquivo ao lado e só então o põe no lugar de `path`.

    Se `write` falha, ou a máquina para no meio, `path` fica como estava. Erros: `FileNotFoundError`, se a pasta não
    existe; `IsADirectoryError`, se `path` é uma pasta; `PermissionError`, se outro programa não larga o arquivo.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"Não existe a pasta {path.parent}. Crie-a, ou confira o caminho de {path.name}.")
    if path.is_dir():
        raise IsADirectoryError(f"{path} é uma pasta. Dê o nome de um arquivo, como {path / 'treino.ckpt'}.")
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{get_ident()}.novo")
    try:
        with fresh.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        _into_place(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


#: Quanto se espera, em segundos, entre duas tentativas de pôr um arquivo no lugar do outro.
WAITS = (0.05, 0.1, 0.2, 0.4)


def _into_place(fresh: Path, path: Path) -> None:
    """Troca `path` por `fresh`. O Windows recusa enquanto outro programa, como o OneDrive, o tem aberto: insiste."""
    for wait in (*WAITS, None):
        try:
            fresh.replace(path)
            return
        except PermissionError as error:
            if wait is None:
                raise PermissionError(
                    f"Não foi possível trocar {path}: outro programa o tem aberto, ou ele é só de leitura. Feche-o lá "
                    "e tente de novo, ou dê outro nome."
                ) from error
            time.sleep(wait)


def read_text(path: str | Path) -> str:
    """O texto de um arquivo, sem a marca de ordem de bytes (BOM) que alguns editores põem no começo.

    Erros: `OSError`, se não se pode ler; `ValueError`, que diz o que o arquivo parece ser, se não é um texto em UTF-8.
    """
    data = Path(path).read_bytes()
    if data.startswith(b"PK"):
        raise ValueError(
            "é um checkpoint, e não um texto; abra-o com `Trainer.load`, ou dê o .json de `trainer.recording.save`"
            if b"about.npy" in data
            else "é um arquivo compactado (.zip, ou uma planilha), e não um texto; descompacte-o e dê o que há dentro"
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:100]:
        raise ValueError("não está em UTF-8: parece UTF-16. Abra-o num editor de texto e salve-o de novo em UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("não é um texto em UTF-8. Se abre num editor de texto, salve-o de novo em UTF-8") from error
