"""`bet`: a aposta que se faz antes de ver. O que aconteceu só aparece depois de escolher, ou de desistir de apostar.

As apostas são dados, em `files/apostas/NN.toml`. Com um núcleo, o widget pergunta, e a figura só se calcula depois da
escolha. Sem núcleo (o caderno gravado, o site, o HTML exportado) a saída é uma página que se basta: onde há scripts,
`bets.js` guarda a resposta até a escolha; onde não há, ela fica dentro de `<details>` fechados.
"""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Callable, Sequence
from contextlib import suppress
from html import escape
from typing import Any, NamedTuple

import numpy as np
import traitlets
from IPython.display import HTML
from matplotlib.figure import Figure

from ..figures.lasting import Lasting
from ..figures.plots import figure_html
from ..live.sources import module, source
from ..support.audience import nobody_watches
from ..support.paths import course_file
from .kept import Wager
from .report import rich
from .results import wager, wagers

#: O quanto se está certo de uma aposta, do menos ao mais; o mesmo que dizem os botões de `bets.js`.
SURE = ("é um chute", "acho que sim", "tenho certeza")
#: As alças de uma curva, e a distância média, em porcentagem da altura, que ainda é acompanhá-la; como `bets_curve.js`.
HANDLES, NEAR = 6, 10


class Option(NamedTuple):
    """Uma opção: o texto, a frase que se lê depois, e se é a certa (numa ordem, a ordem do arquivo é a certa).

    Numa curva são duas: a certa, de quem a acompanhou, e a de quem ficou longe.
    """

    text: str
    says: str
    right: bool = False


class Asked(NamedTuple):
    """Uma aposta. `after`: o que se lê no fim. `alt`: o texto alternativo da figura, se a função dela não o traz.

    - `kind`: `"choice"`, uma opção; `"order"`, pôr todas em ordem; `"curve"`, desenhar uma curva.
    - `x`, `y`: os eixos da curva: o nome, onde começa e onde acaba.
    """

    question: str
    option: list[Option]
    kind: str = "choice"
    after: str = ""
    alt: str = ""
    x: Sequence[Any] = ()
    y: Sequence[Any] = ()


#: Uma função sem argumentos que devolve a curva que aconteceu: os x, em ordem, e os y.
Curve = Callable[[], tuple[Any, Any]]


def bet(id: str, draw: Callable[[], Any] | None = None, curve: Curve | None = None) -> Bet:
    """A aposta `id` (`"03.tau"`). Num caderno, a última linha da célula.

    - `draw`: uma função sem argumentos, chamada só depois da escolha, que devolve o que se mostra: uma `Figure`, uma
      tabela, um texto, ou uma tupla deles. Sem ela, mostram-se só as frases.
    - `curve`: numa aposta que se desenha, e só nela, uma função sem argumentos que devolve a curva que aconteceu:
      `(x, y)`, nas unidades dos eixos.

    Erro: `ValueError`, se não há aposta com esse nome, ou falta ou sobra a curva.
    """
    known = bets_of(str(id)[:2])
    if id not in known:
        there = ", ".join(f'"{name}"' for name in known) or "nenhuma nessa aula"
        raise ValueError(f"`bet` recebeu {id!r}, que não é uma aposta; as que há: {there}.")
    if (known[id].kind == "curve") != (curve is not None):
        need = (
            "precisa de `curve`, a função" if curve is None else "não é uma aposta de desenhar: tire `curve`, a função"
        )
        raise ValueError(f'`bet("{id}")` {need} que devolve a curva que aconteceu.')
    return Bet(id, known[id], draw, curve)


def bets_of(lesson: str) -> dict[str, Asked]:
    """As apostas de uma aula, na ordem do arquivo; nenhuma, se ela não as tem."""
    files = {path.stem: path for path in course_file("apostas").glob("*.toml")}
    if lesson not in files:
        return {}
    read = tomllib.loads(files[lesson].read_text(encoding="utf-8-sig"))
    return {
        f"{lesson}.{name}": Asked(**own | {"option": [Option(**option) for option in own["option"]]})
        for name, own in read.items()
    }


class Row(NamedTuple):
    """Uma opção na tela: o seu texto, o lugar que lhe cabe (0 é o certo, ou o primeiro), e a frase."""

    text: str
    place: int
    says: str


class Bet(Lasting):
    """A aposta na tela. Uma aposta já feita reaparece com o que aconteceu.

    Sem ninguém olhando (`CURSO_SEM_CONTROLES`) deixa só a página que se basta, com a resposta escondida; no caderno que
    perdeu o núcleo, fica a pergunta, e como ver a resposta.
    """

    _esm = module("bets.js")
    _css = source("bets.css")
    title = "Uma aposta"
    page = traitlets.Unicode().tag(sync=True)
    #: Vazio até a escolha; depois, o que se escolheu e tudo o que estava escondido.
    result = traitlets.Dict().tag(sync=True)

    def __init__(self, id: str, asked: Asked, draw: Callable[[], Any] | None, curve: Curve | None = None):
        self._id, self._asked, self._draw, self._rows = id, asked, draw, rows_of(id, asked)
        self._curve = curve
        answer, real = (answer_of(asked, draw), self._real()) if nobody_watches() else (None, None)
        super().__init__(page=page_of(id, asked, self._rows, answer, real))
        if made := self._kept():
            self.result = self._revealed(made)
        self.on_msg(self._receive)

    def reveal(self) -> HTML:
        """O que aconteceu, sem apostar: para onde os controles não aparecem."""
        right = [f"<p>{row.text}</p><p>{row.says}</p>" for row in sorted(self._rows, key=lambda row: row.place)]
        shown = right if self._asked.kind == "order" else right[:1]
        return HTML("".join([*shown, answer_of(self._asked, self._draw)]))

    def _receive(self, _: Any, said: dict[str, Any], buffers: Any) -> None:
        """Uma aposta feita na página, ou a desistência dela (`chosen` vazio)."""
        made = None
        if chosen := [int(k) for k in said["chosen"]]:
            with suppress(Exception):  # a curva é do caderno, e pode falhar: o que não se julga não se guarda
                made = Wager(chosen, self._hits(chosen), said["sure"])
        if made:
            wager(self._id, made)
            made = self._kept() or made
        self.result = self._revealed(made)

    def _kept(self) -> Wager | None:
        """A aposta que ficou guardada, se cabe na pergunta."""
        made = wagers().get(self._id)
        return made if made and fits(made, self._asked) else None

    def _real(self) -> list[list[float]] | None:
        """A curva que aconteceu, se é uma curva que se aposta."""
        return percent(self._asked, self._curve) if self._curve else None

    def _hits(self, chosen: list[int]) -> bool:
        if real := self._real():
            return is_near(chosen, real)
        return all(self._rows[k].place == n for n, k in enumerate(chosen))

    def _revealed(self, made: Wager | None) -> dict[str, Any]:
        real: list[list[float]] | None = []
        try:
            real = self._real()
            answer = answer_of(self._asked, self._draw)
        except Exception as error:  # a figura é do caderno, e pode depender do que ainda não se rodou
            told = escape(f"{type(error).__name__}: {error}")
            answer = f"<p>A figura não pôde ser feita ({told}). Rode as células de cima e esta de novo.</p>"
        if real == []:  # sem a curva que aconteceu, a página não tem a que comparar a aposta
            made = None
        key = {"places": [row.place for row in self._rows], "says": [row.says for row in self._rows], "answer": answer}
        return key | {"real": real, "chosen": made.chosen if made else [], "sure": made.sure if made else 0}

    def remains(self) -> tuple[dict, dict]:
        """O que fica no caderno sem o núcleo."""
        page = {"text/html": f"<style>{self._css}</style>{self.page}", "text/plain": plain(self._rows, self._asked)}
        if nobody_watches():
            page["text/html"] += f'<script type="module">\n{self._esm}\nenhance(document);\n</script>'
            return page, {}
        page["text/html"] += (
            f"<p>Para apostar, rode esta célula onde os controles aparecem. Para só ver o que aconteceu, termine-a com "
            f"<code>bet({escape(repr(self._id))}, …).reveal()</code>.</p>"
        )
        return page, {}


def rows_of(id: str, asked: Asked) -> list[Row]:
    """As opções na ordem em que aparecem: a do arquivo ou, se é a ordem que se aposta, embaralhadas, sempre iguais."""
    if asked.kind == "curve":
        return [Row(rich(one.text), int(not one.right), rich(one.says)) for one in asked.option]
    if asked.kind == "choice":
        told = {True: "Foi assim.", False: "Não foi assim."}
        return [
            Row(rich(one.text), int(not one.right), f"<strong>{told[one.right]}</strong> {rich(one.says)}")
            for one in asked.option
        ]
    rows = [Row(rich(one.text), place, rich(one.says)) for place, one in enumerate(asked.option)]
    draws, right = random.Random(id), rows[:]
    while rows == right:
        draws.shuffle(rows)
    return rows


def fits(made: Wager, asked: Asked) -> bool:
    """Se uma aposta cabe na sua pergunta: um arquivo alheio, ou de outra edição do curso, pode trazer outra."""
    size = {"choice": 1, "order": len(asked.option), "curve": HANDLES}[asked.kind]
    most = 101 if asked.kind == "curve" else len(asked.option)
    return (
        len(made.chosen) == size
        and all(0 <= k < most for k in made.chosen)
        and (asked.kind == "curve" or len(set(made.chosen)) == size)
        and 0 <= made.sure < len(SURE)
    )


def answer_of(asked: Asked, draw: Callable[[], Any] | None) -> str:
    """O que se mostra depois da escolha, em HTML."""
    shown = html_of(draw(), asked.alt) if draw else ""
    return shown + (f"<p>{rich(asked.after)}</p>" if asked.after else "")


def html_of(shown: Any, alt: str) -> str:
    """Uma figura, uma tabela, um texto ou uma tupla deles, em HTML."""
    if isinstance(shown, tuple | list):
        return "".join(html_of(one, alt) for one in shown)
    if isinstance(shown, Figure):
        return figure_html(shown, alt or None)
    own = getattr(shown, "_repr_html_", None)
    return own() if own else f"<pre>{escape(str(shown))}</pre>"


def percent(asked: Asked, curve: Curve) -> list[list[float]]:
    """A curva que aconteceu em partes do eixo horizontal, de 0 a 1, e porcentagens do vertical; até 200 pontos."""
    (_, x0, x1), (_, y0, y1), (x, y) = asked.x, asked.y, curve()
    at = np.linspace(0, 1, 200)
    heights = np.clip(100 * (np.interp(x0 + at * (x1 - x0), x, y) - y0) / (y1 - y0), 0, 100)
    return np.stack([at.round(4), heights.round(1)], 1).tolist()


def is_near(chosen: list[int], real: list[list[float]]) -> bool:
    """Se a curva desenhada ficou, em média, perto da que aconteceu."""
    at = np.interp(np.linspace(0, 1, HANDLES), *np.transpose(real))
    return bool(np.abs(at - chosen).mean() <= NEAR)


def page_of(id: str, asked: Asked, rows: list[Row], answer: str | None, real: list | None = None) -> str:
    """A aposta em HTML. Com `answer`, traz dentro de `<details>` tudo o que esconde; sem, só pergunta."""
    curve = asked.kind == "curve"
    options = "" if curve and answer is None else "".join(map(_asks if answer is None else _hides, rows))
    kept = f" data-real='{json.dumps(real)}'" if real else ""
    folded = f'<details class="resposta"{kept}><summary>Ver o que aconteceu</summary><div>{answer}</div></details>'
    axes = "".join(f" data-{name}='{escape(json.dumps(getattr(asked, name)))}'" for name in "xy") if curve else ""
    return (
        f'<div class="aposta" role="region" lang="pt-BR" aria-label="Aposta" data-id="{id}" data-kind="{asked.kind}"'
        f'{axes} data-lm-suppress-shortcuts="true">'
        f'<p class="pergunta"><strong>Aposte antes.</strong> {rich(asked.question)}</p>'
        f'<div class="opcoes">{options}</div>{"" if answer is None else folded}</div>'
    )


def _asks(row: Row) -> str:
    return f"<div>{row.text}</div>"


def _hides(row: Row) -> str:
    return f'<details data-place="{row.place}"><summary>{row.text}</summary><p>{row.says}</p></details>'


def plain(rows: list[Row], asked: Asked) -> str:
    """A pergunta e as opções em texto, para onde não há HTML; o que aconteceu fica de fora."""
    texts = {rich(one.text): one.text for one in asked.option}
    return "\n".join([f"Aposte antes. {asked.question}", *(f"   ○ {texts[row.text]}" for row in rows)])
