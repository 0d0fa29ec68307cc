"""Os resultados: o que já se resolveu, guardado num arquivo pequeno ao lado do trabalho do estudante."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ..support.files import read_text, replace_file

FILE = Path("meu_progresso.json")

#: O que não se pôde gravar; e, sem ninguém olhando (`CURSO_SEM_CONTROLES`), tudo.
memory: dict[str, Result] = {}


@dataclass(frozen=True)
class Result:
    """De um exercício ou pergunta: se foi resolvido, em quantas tentativas e com quantas dicas."""

    solved: bool = False
    tries: int = 0
    hints: int = 0


def record(item: str, solved: bool) -> None:
    """Anota uma tentativa. O que se resolveu uma vez fica resolvido, e as tentativas param de contar.

    - `item`: um exercício, `"02.1"`, ou uma pergunta do quiz, `"02.q1"`.

    Erro: `ValueError`, se `item` não tem essa forma.
    """
    before = results().get(item, Result())
    if not before.solved:
        keep(item, replace(before, solved=solved, tries=before.tries + 1))


def reveal(item: str) -> int:
    """Anota mais uma dica mostrada, até três, e devolve quantas já são."""
    before = results().get(item, Result())
    after = replace(before, hints=min(before.hints + 1, 3))
    keep(item, after)
    return after.hints


def results() -> dict[str, Result]:
    """O que se sabe de cada exercício e pergunta em que já houve uma tentativa."""
    return stored() | memory


def stored() -> dict[str, Result]:
    """O que está no arquivo. Um arquivo estragado é posto de lado, e se começa outro."""
    if headless():
        return {}
    try:
        read = json.loads(read_text(FILE))
        return {item: Result(bool(own["solved"]), int(own["tries"]), int(own["hints"])) for item, own in read.items()}
    except OSError:  # ainda não há arquivo, ou não se pode ler
        return {}
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        with suppress(OSError):
            FILE.replace(FILE.with_suffix(".estragado.json"))
        return {}


def keep(item: str, result: Result) -> None:
    """Guarda um resultado no arquivo ou, se não dá, na memória."""
    if not re.fullmatch(r"\d\d\.q?\d+", item):
        raise ValueError(f'"{item}" não é um exercício nem uma pergunta; use algo como "02.1" ou "02.q1".')
    memory[item] = result
    if not headless():
        try:
            everything = {name: asdict(own) for name, own in sorted(results().items())}
            replace_file(FILE, lambda file: file.write(json.dumps(everything, indent=1).encode()))
        except OSError:  # pasta só de leitura, disco cheio: `progress` avisa que não ficou guardado
            return
        memory.clear()


def headless() -> bool:
    """Se ninguém olha: na construção dos cadernos e nos testes, nada se lê nem se grava."""
    return bool(os.environ.get("CURSO_SEM_CONTROLES"))
