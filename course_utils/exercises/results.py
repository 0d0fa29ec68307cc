"""Os resultados: o que já se resolveu, guardado num arquivo pequeno ao lado do trabalho do estudante."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from itertools import count
from pathlib import Path
from typing import Any

from ..support.audience import nobody_watches
from ..support.files import read_text, replace_file
from .kept import Kept, Named, Result, Wager, merged, read_one, sound

FILE = Path("meu_progresso.json")

#: O que não se pôde gravar; e, sem ninguém olhando (`CURSO_SEM_CONTROLES`), tudo.
memory: dict[str, Kept] = {}


def record(item: str, solved: bool, mistake: str = "") -> None:
    """Anota uma tentativa. O que se resolveu uma vez fica resolvido, e as tentativas param de contar.

    - `item`: um exercício, `"02.1"`, ou uma pergunta do quiz, `"02.q1"`.
    - `mistake`: o engano, com o nome que a conferência lhe deu; no quiz, a opção errada.

    Erro: `ValueError`, se `item` não tem essa forma.
    """
    before = results().get(item, Result())
    if not before.solved:
        named = (sound(mistake),) if mistake else ()
        keep(item, replace(before, solved=solved, tries=before.tries + 1, mistakes=before.mistakes + named))


def reveal(item: str) -> int:
    """Anota mais uma dica mostrada, até três, e devolve quantas já são."""
    before = results().get(item, Result())
    after = replace(before, hints=min(before.hints + 1, 3))
    keep(item, after)
    return after.hints


def wager(item: str, made: Wager) -> None:
    """Anota uma aposta, como `"03.tau"`. Só a primeira vale: depois dela já se viu o que aconteceu."""
    if item not in wagers():
        keep(item, made)


def results() -> dict[str, Result]:
    """O que se sabe de cada exercício e pergunta em que já houve uma tentativa."""
    return {item: own for item, own in known().items() if isinstance(own, Result)}


def wagers() -> dict[str, Wager]:
    """As apostas feitas."""
    return {item: own for item, own in known().items() if isinstance(own, Wager)}


def student() -> str:
    """De quem é o progresso; vazio, se ainda não se disse."""
    return next((own.name for own in known().values() if isinstance(own, Named)), "")


def known() -> dict[str, Kept]:
    """Tudo o que se sabe: do arquivo e, o que não coube nele, da memória."""
    return merged(stored(), memory)


def stored() -> dict[str, Kept]:
    """O que está no arquivo; nada, se agora ele não se deixa ler."""
    try:
        return {} if nobody_watches() else read()
    except OSError:
        return {}


def read() -> dict[str, Kept]:
    """O que está no arquivo. De um arquivo estragado, uma cópia fica de lado, e vale o que se entende dele.

    Erro: `OSError`, se ele existe e não se pode ler nem copiar: outro programa o tem aberto, por exemplo.
    """
    try:
        body = json.loads(read_text(FILE)).items()
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError, RecursionError):
        body = [("", None)]  # dele não se entende nada
    own = {item: understood(told) for item, told in body}
    if None in own.values():
        put_aside(FILE.read_bytes())
    return merged({item: one for item, one in own.items() if one})


def understood(own: Any) -> Kept | None:
    """O que o arquivo diz de um item; nada, se não se entende: está estragado, ou é de um curso mais novo."""
    try:
        return read_one(own)
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
        return None


def put_aside(data: bytes) -> None:
    """Guarda o que havia num arquivo estragado, num nome ainda livre: `.estragado.json`, `.estragado-2.json`…"""
    names = (FILE.with_suffix(f".estragado{f'-{k}' if k > 1 else ''}.json") for k in count(1))
    copy = next(name for name in names if not name.exists() or name.read_bytes() == data)
    if not copy.exists():
        replace_file(copy, lambda file: file.write(data))


def damaged() -> list[Path]:
    """As cópias dos arquivos estragados; nenhuma, sem ninguém olhando."""
    return [] if nobody_watches() else sorted(FILE.parent.glob(f"{FILE.stem}.estragado*.json"))


def keep(item: str, one: Kept) -> None:
    """Guarda um resultado, uma aposta ou um nome no arquivo ou, se não dá, na memória."""
    if isinstance(one, Result) and not re.fullmatch(r"\d\d\.q?\d+", item):
        raise ValueError(f'"{item}" não é um exercício nem uma pergunta; use algo como "02.1" ou "02.q1".')
    memory.update(merged(memory, {item: one}))
    if not nobody_watches():
        try:
            everything = {name: asdict(own) for name, own in sorted(merged(read(), memory).items())}
            replace_file(FILE, lambda file: file.write(json.dumps(everything, indent=1).encode()))
        except OSError:  # só de leitura, aberto noutro programa, disco cheio: `progress` avisa que não ficou guardado
            return
        memory.clear()
