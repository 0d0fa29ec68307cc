"""Os resultados: o que já se resolveu, guardado num arquivo pequeno ao lado do trabalho do estudante."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ..support.audience import nobody_watches
from ..support.files import read_text, replace_file

FILE = Path("meu_progresso.json")
#: De cada exercício, os enganos diferentes que se guardam, e o tamanho da frase de cada um.
MISTAKES, LONGEST = 20, 300

#: Os exercícios que mudaram de aula: um progresso de antes conta no lugar novo.
MOVED = {"06.5": "08.1"}

#: O que não se pôde gravar; e, sem ninguém olhando (`CURSO_SEM_CONTROLES`), tudo.
memory: dict[str, Kept] = {}


@dataclass(frozen=True)
class Result:
    """De um exercício ou pergunta: se foi resolvido, em quantas tentativas, com quantas dicas e com que enganos."""

    solved: bool = False
    tries: int = 0
    hints: int = 0
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wager:
    """De uma aposta: o que se escolheu, se foi assim, e o quanto se estava certo, de 0 (chute) a 2 (certeza).

    - `chosen`: o número da opção, como apareceu na tela; numa ordem, o de cada uma, da primeira à última.
    """

    chosen: list[int]
    right: bool
    sure: int


@dataclass(frozen=True)
class Named:
    """De quem é o progresso: o nome com que se sortearam os números de um exercício."""

    name: str


Kept = Result | Wager | Named


def record(item: str, solved: bool, mistake: str = "") -> None:
    """Anota uma tentativa. O que se resolveu uma vez fica resolvido, e as tentativas param de contar.

    - `item`: um exercício, `"02.1"`, ou uma pergunta do quiz, `"02.q1"`.
    - `mistake`: o engano, com o nome que a conferência lhe deu; no quiz, a opção errada.

    Erro: `ValueError`, se `item` não tem essa forma.
    """
    before = results().get(item, Result())
    if not before.solved:
        named = [mistake[:LONGEST]] if mistake else []
        made = tuple(dict.fromkeys([*before.mistakes, *named]))[:MISTAKES]
        keep(item, replace(before, solved=solved, tries=before.tries + 1, mistakes=made))


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
    return stored() | memory


def stored() -> dict[str, Kept]:
    """O que está no arquivo; nada, se agora ele não se deixa ler."""
    try:
        return {} if nobody_watches() else read()
    except OSError:
        return {}


def read() -> dict[str, Kept]:
    """O que está no arquivo. Um arquivo estragado é posto de lado, e se começa outro.

    Erro: `OSError`, se ele existe e não se pode ler nem pôr de lado: outro programa o tem aberto, por exemplo.
    """
    try:
        return {MOVED.get(item, item): read_one(own) for item, own in json.loads(read_text(FILE)).items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        FILE.replace(FILE.with_suffix(".estragado.json"))
        return {}


def read_one(own: dict[str, Any]) -> Kept:
    """O que o arquivo diz de um exercício, pergunta ou aposta, ou de quem ele é."""
    if "name" in own:
        return Named(str(own["name"]))
    if "chosen" in own:
        return Wager([int(k) for k in own["chosen"]], bool(own["right"]), int(own["sure"]))
    mistakes = tuple(str(one)[:LONGEST] for one in own.get("mistakes", ())[:MISTAKES])
    return Result(bool(own["solved"]), int(own["tries"]), int(own["hints"]), mistakes)


def keep(item: str, one: Kept) -> None:
    """Guarda um resultado, uma aposta ou um nome no arquivo ou, se não dá, na memória."""
    if isinstance(one, Result) and not re.fullmatch(r"\d\d\.q?\d+", item):
        raise ValueError(f'"{item}" não é um exercício nem uma pergunta; use algo como "02.1" ou "02.q1".')
    memory[item] = one
    if not nobody_watches():
        try:
            everything = {name: asdict(own) for name, own in sorted((read() | memory).items())}
            replace_file(FILE, lambda file: file.write(json.dumps(everything, indent=1).encode()))
        except OSError:  # só de leitura, aberto noutro programa, disco cheio: `progress` avisa que não ficou guardado
            return
        memory.clear()
