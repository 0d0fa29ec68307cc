"""A linha de comando: lê o pedido, confere as entregas, mostra a tabela e grava o que se pediu."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from ..support.terminal import forgive_signs
from .folder import check_folder
from .report import save_report
from .table import as_text, save_csv

USAGE = """\
Como usar: python -m course_utils.homework ENTREGAS [--csv TABELA.csv] [--html TURMA.html [--nomes]] [--segundos 60]

  ENTREGAS    uma pasta, ou um .zip, com um arquivo por aluno, com o nome dele, ou uma pasta por aluno
  --csv       grava a tabela também para uma planilha
  --html      grava uma página para projetar: as apostas da turma, a certeza e os enganos, sem nomes
  --nomes     põe na página também quem entregou o quê
  --segundos  o que cada arquivo pode demorar
"""


class Asked(argparse.ArgumentParser):
    """O pedido; um pedido torto ganha a explicação em português."""

    def error(self, message: str) -> NoReturn:
        """Mostra como se usa, e sai."""
        self.exit(2, USAGE)

    def format_help(self) -> str:
        """Como se usa."""
        return USAGE


def main() -> int:
    """Confere o que se pediu; devolve 0, ou 2 se o pedido não se entende ou não se gravou."""
    forgive_signs()
    parser = Asked()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--html", type=Path)
    parser.add_argument("--nomes", action="store_true")
    parser.add_argument("--segundos", type=float, default=60.0)
    asked = parser.parse_args()
    if Path.cwd().is_relative_to(asked.folder.resolve()):
        print(
            "Rode de fora da pasta das entregas: de dentro, o Python poderia importar um arquivo dela.", file=sys.stderr
        )
        return 2
    try:
        entries = check_folder(asked.folder, asked.segundos)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(as_text(entries), flush=True)
    saved = [
        written(asked.csv, lambda path: save_csv(entries, path)),
        written(asked.html, lambda path: save_report(entries, path, asked.nomes)),
    ]
    return 0 if all(saved) else 2


def written(path: Path | None, save: Callable[[Path], None]) -> bool:
    """Grava um arquivo, se foi pedido; falso se não deu, e diz por quê."""
    try:
        if path:
            save(path)
    except OSError as error:
        print(f"Não foi possível gravar {path}. {error}", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
