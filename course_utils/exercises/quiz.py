"""As cinco perguntas do fim de cada aula: escolher uma opção abre o porquê dela, com ou sem núcleo.

A página é HTML comum (`<details>`): responde-se também no caderno gravado e no site, onde ninguém anota. Com um núcleo,
o mesmo HTML vira um widget, que conta as respostas no progresso.
"""

from __future__ import annotations

import tomllib
from typing import Any, NamedTuple

import traitlets

from ..figures.lasting import Lasting
from ..live.sources import module, source
from ..support.paths import course_file
from .report import rich
from .results import record, results


class Option(NamedTuple):
    """Uma opção: o texto, o porquê que se lê ao escolhê-la, e se é a certa."""

    text: str
    why: str
    right: bool = False


class Question(NamedTuple):
    """Uma pergunta e as suas opções."""

    text: str
    options: list[Option]


def quiz(lesson: str) -> Quiz:
    """As perguntas da aula `lesson` (`"03"`). Num caderno, a última linha da célula.

    Erro: `ValueError`, se não há perguntas com esse nome.
    """
    asked, known = questions(lesson), results()
    ids = [f"{lesson}.q{n}" for n in range(1, len(asked) + 1)]
    solved = [n for n, id in enumerate(ids) if id in known and known[id].solved]
    return Quiz(lesson, asked, ids, solved)


def questions(lesson: str) -> list[Question]:
    """As perguntas de uma aula, de `files/perguntas/`. Erro: `ValueError`, com as aulas que há."""
    files = {path.stem: path for path in course_file("perguntas").glob("*.toml")}
    if lesson not in files:
        there = ", ".join(f'"{name}"' for name in sorted(files))
        raise ValueError(f"`lesson` recebeu {lesson!r}, mas só há perguntas das aulas {there}.")
    read = tomllib.loads(files[lesson].read_text(encoding="utf-8-sig"))["question"]
    return [Question(own["text"], [Option(**option) for option in own["option"]]) for own in read]


class Quiz(Lasting):
    """As perguntas na tela. Escolher uma opção mostra o porquê, e a primeira escolha certa conta no progresso.

    Sem ninguém olhando (`CURSO_SEM_CONTROLES`), e no caderno que perdeu o núcleo, fica só a página, que se responde do
    mesmo jeito e não anota nada.
    """

    _esm = module("quiz.js")
    _css = source("quiz.css")
    title = "Perguntas da aula"
    page = traitlets.Unicode().tag(sync=True)
    solved = traitlets.List(traitlets.Int()).tag(sync=True)

    def __init__(self, lesson: str, asked: list[Question], ids: list[str], solved: list[int]):
        super().__init__(page=page_of(lesson, asked), solved=solved)
        self._asked, self._ids = asked, ids
        self.on_msg(self._receive)

    def _receive(self, _: Any, chosen: dict[str, int], buffers: Any) -> None:
        """Uma opção escolhida na página."""
        question, option = chosen["question"], chosen["option"]
        own = self._asked[question].options[option]
        record(self._ids[question], own.right, "" if own.right else own.text)
        if own.right:
            self.solved = sorted({*self.solved, question})

    def remains(self) -> tuple[dict, dict]:
        """O que fica no caderno sem o núcleo: a página."""
        return {"text/html": f"<style>{self._css}</style>{self.page}", "text/plain": plain(self._asked)}, {}


def page_of(lesson: str, asked: list[Question]) -> str:
    """As perguntas em HTML: cada opção é um `<details>`, e o porquê está dentro."""
    groups = "".join(
        f"<fieldset><legend>{n}. {rich(own.text)}</legend>{''.join(map(_option, own.options))}</fieldset>"
        for n, own in enumerate(asked, 1)
    )
    return (
        f'<section class="perguntas" lang="pt-BR" aria-label="Perguntas da aula {lesson}" '
        f'data-lm-suppress-shortcuts="true">{groups}</section>'
    )


def _option(own: Option) -> str:
    name, verdict = ("certa", "Certo.") if own.right else ("errada", "Ainda não.")
    return (
        f'<details class="{name}"><summary>{rich(own.text)}</summary>'
        f"<p><strong>{verdict}</strong> {rich(own.why)}</p></details>"
    )


def plain(asked: list[Question]) -> str:
    """As perguntas e as opções em texto, para onde não há HTML; os porquês ficam de fora."""
    lines = []
    for n, own in enumerate(asked, 1):
        lines += [f"{n}. {own.text}", *(f"   ({letter}) {option.text}" for letter, option in zip("abc", own.options))]
    return "\n".join(lines)
