"""O que o progresso guarda: resultados, apostas e um nome; como se leem de um JSON, e como dois deles viram um só."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: De cada exercício, os enganos diferentes que se guardam, e o tamanho da frase de cada um.
MISTAKES, LONGEST = 20, 300

#: Os exercícios que mudaram de aula: um progresso de antes conta no lugar novo.
MOVED = {"06.5": "08.1"}


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


def grown(old: Kept, new: Kept) -> Kept:
    """O que fica de um item guardado duas vezes: o resolvido fica resolvido, e só a primeira aposta vale."""
    if isinstance(old, Result) and isinstance(new, Result):
        mistakes = tuple(dict.fromkeys([*old.mistakes, *new.mistakes]))[:MISTAKES]
        return Result(old.solved or new.solved, max(old.tries, new.tries), max(old.hints, new.hints), mistakes)
    return old if isinstance(old, Wager) else new


def merged(*many: Mapping[str, Kept]) -> dict[str, Kept]:
    """Vários progressos num só, do mais antigo ao mais novo, com cada exercício na aula em que está hoje."""
    one: dict[str, Kept] = {}
    for item, own in [pair for each in many for pair in each.items()]:
        item = MOVED.get(item, item)
        one[item] = grown(one[item], own) if item in one else own
    return one


def read_one(own: dict[str, Any]) -> Kept:
    """O que o arquivo diz de um exercício, pergunta ou aposta, ou de quem ele é."""
    if "name" in own:
        return Named(sound(str(own["name"])))
    if "chosen" in own:
        return Wager([int(k) for k in own["chosen"]], bool(own["right"]), int(own["sure"]))
    mistakes = tuple(sound(str(one)) for one in own.get("mistakes", ())[:MISTAKES])
    return Result(bool(own["solved"]), int(own["tries"]), int(own["hints"]), mistakes)


def sound(text: str) -> str:
    """Um texto que se pode gravar em UTF-8, e não longo demais; meia letra, que não se pode, vira um `?`."""
    return text.encode("utf-8", "replace").decode()[:LONGEST]
