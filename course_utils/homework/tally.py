"""As contas da turma: o que se apostou, o quanto se estava certo, e os enganos de mais gente. Nenhuma traz nomes."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from ..exercises.bets import SURE, Asked, bets_of, fits, rows_of
from ..exercises.engine import exercises, lessons
from ..exercises.quiz import questions
from ..exercises.results import Result, Wager
from .students import Progress


class Bar(NamedTuple):
    """Uma opção de uma aposta: o texto, quantos a escolheram (ou, numa ordem, a puseram no lugar), e se foi assim."""

    text: str
    people: int
    right: bool


class Made(NamedTuple):
    """O que a turma fez de uma aposta: quantos apostaram, quantos acertaram, e as barras."""

    asked: Asked
    many: int
    right: int
    bars: list[Bar]


class Sure(NamedTuple):
    """As apostas feitas com uma certeza: o que se disse, quantas acertaram, de quantas."""

    said: str
    right: int
    many: int


class Mistake(NamedTuple):
    """Um engano: de que exercício ou pergunta, com que nome, quantos o cometeram, dos que tentaram."""

    item: str
    title: str
    name: str
    people: int
    tried: int


def bets_made(turma: list[Progress]) -> dict[str, list[Made]]:
    """De cada aula, as apostas que ao menos um fez, na ordem da aula."""
    made = {lesson: [made_of(turma, *one) for one in bets_of(lesson).items()] for lesson in lessons()}
    return {lesson: kept for lesson, every in made.items() if (kept := [one for one in every if one.many])}


def made_of(turma: list[Progress], id: str, asked: Asked) -> Made:
    """O que a turma fez de uma aposta. O acerto se calcula aqui; só o de uma curva é o que o arquivo diz."""
    own = wagers_of(turma, id, asked)
    if asked.kind == "order":
        places = [[row.place for row in rows_of(id, asked)][k] for one in own for k in one.chosen]
        hits = Counter(place for n, place in enumerate(places) if place == n % len(asked.option))
        bars = [Bar(option.text, hits[place], True) for place, option in enumerate(asked.option)]
    else:
        picks = Counter(option_of(one, asked) for one in own)
        bars = [Bar(option.text, picks[k], option.right) for k, option in enumerate(asked.option)]
    return Made(asked, len(own), sum(hit(one, id, asked) for one in own), bars)


def wagers_of(turma: list[Progress], id: str, asked: Asked) -> list[Wager]:
    """As apostas de uma pergunta que cabem nela: um arquivo alheio pode trazer outras."""
    return [one for own in turma if isinstance(one := own.get(id), Wager) and fits(one, asked)]


def option_of(one: Wager, asked: Asked) -> int:
    """A opção de uma aposta: a escolhida ou, numa curva, a de quem a acompanhou ou a de quem ficou longe."""
    if asked.kind == "curve":
        return next(k for k, option in enumerate(asked.option) if option.right == one.right)
    return one.chosen[0]


def hit(one: Wager, id: str, asked: Asked) -> bool:
    """Se a aposta acertou."""
    if asked.kind == "curve":
        return one.right
    rows = rows_of(id, asked)
    return all(rows[k].place == n for n, k in enumerate(one.chosen))


def calibration(turma: list[Progress]) -> list[Sure]:
    """De cada certeza, do chute à certeza, quantas apostas acertaram."""
    hits: list[list[bool]] = [[] for _ in SURE]
    for lesson in lessons():
        for id, asked in bets_of(lesson).items():
            for one in wagers_of(turma, id, asked):
                hits[one.sure].append(hit(one, id, asked))
    return [Sure(said, sum(own), len(own)) for said, own in zip(SURE, hits)]


def mistakes(turma: list[Progress], most: int = 12) -> list[Mistake]:
    """Os enganos de mais gente, até `most`. O de um só não se conta: a frase dele podia trazer a resposta de alguém."""
    titles = titles_of()
    tried: Counter[str] = Counter()
    made: Counter[tuple[str, str]] = Counter()
    for progress in turma:
        results = {item: own for item, own in progress.items() if isinstance(own, Result) and item in titles}
        tried.update(results.keys())
        made.update((item, name) for item, own in results.items() for name in set(own.mistakes))
    common = sorted(((-count, item, name) for (item, name), count in made.items() if count > 1))[:most]
    return [Mistake(item, titles[item], name, -minus, tried[item]) for minus, item, name in common]


def titles_of() -> dict[str, str]:
    """O título de cada exercício e o texto de cada pergunta, pelo nome."""
    asked = {f"{lesson}.q{n}": own.text for lesson in lessons() for n, own in enumerate(questions(lesson), 1)}
    return asked | {id: one.title for lesson in lessons() for id, one in exercises(lesson).items()}
