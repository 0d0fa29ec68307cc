"""O relatório da turma: uma página que se basta, para projetar. Não tem scripts, não usa a rede e, se não se pede, não
traz nomes.

A página é uma árvore, e quem a escreve em HTML é a biblioteca: um nome alheio é sempre texto, faça ele o que fizer.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from ..live.sources import source
from ..support.files import replace_file
from . import table, tally
from .delivery import Entry
from .students import Progress, of_each

NAMED = ("aluno", "o que é", "veredito", "exercícios", "quiz", "apostas", "arquivo", "por quê")


def save_report(entries: list[Entry], path: Path, names: bool = False) -> None:
    """Escreve o relatório em `path`; com `names`, também quem entregou o quê."""
    page = "<!DOCTYPE html>\n" + tostring(report(entries, names), encoding="unicode", method="html")
    replace_file(path, lambda file: file.write(page.encode()))


def report(entries: list[Entry], names: bool = False) -> Element:
    """O relatório, como árvore."""
    page, turma = Element("html", lang="pt-BR"), of_each(entries)
    head(SubElement(page, "head"))
    main = SubElement(SubElement(page, "body"), "main")
    add(main, "h1", "O que a turma apostou, e o que aconteceu")
    add(main, "p", table.summary(entries))
    bets(main, turma)
    calibration(main, turma)
    mistakes(main, turma)
    if names:
        delivered(main, entries)
    return page


def head(parent: Element) -> None:
    """O título, o estilo, e a ordem ao navegador de não buscar nem rodar nada."""
    css = source("class_report.css")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    SubElement(parent, "meta", charset="utf-8")
    SubElement(parent, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    SubElement(parent, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(parent, "meta", name="color-scheme", content="light dark")
    add(parent, "title", "A turma")
    SubElement(parent, "style").text = css


def bets(main: Element, turma: list[Progress]) -> None:
    """Aula por aula, o que se apostou e o que aconteceu."""
    for lesson, made in tally.bets_made(turma).items():
        add(main, "h2", f"Apostas da aula {lesson}")
        for one in made:
            section = add(main, "section", name="aposta")
            add(section, "h3", one.asked.question)
            order = one.asked.kind == "order"
            kept = " A ordem certa é esta, e a barra diz quantos puseram cada uma no seu lugar:" if order else ""
            add(section, "p", f"{share(one.right, one.many)} acertaram.{kept}")
            options = add(section, "ol" if order else "ul", name="opcoes")
            for bar in one.bars:
                item = add(options, "li", name="certa" if bar.right else "")
                add(item, "span", bar.text)
                if bar.right and not order:
                    add(item, "strong", "✓ Foi assim.")
                bar_of(item, bar.count, one.many)
            says = [option.says for option in one.asked.option if option.right]  # numa ordem, nenhuma é a certa
            add(section, "p", says[0] if says else one.asked.after, "frase")


def calibration(main: Element, turma: list[Progress]) -> None:
    """O quanto cada certeza acertou."""
    said = [one for one in tally.calibration(turma) if one.many]
    if not said:
        return
    add(main, "h2", "Quem tinha certeza acertou mais?")
    section = add(main, "section", name="aposta")
    add(section, "p", "De todas as apostas feitas com cada certeza, quantas acertaram:")
    rows = add(section, "ul", name="opcoes")
    for one in said:
        item = add(rows, "li")
        add(item, "span", f"“{one.said}”")
        bar_of(item, one.right, one.many)


def mistakes(main: Element, turma: list[Progress]) -> None:
    """Os enganos que mais gente cometeu."""
    add(main, "h2", "Os enganos mais comuns")
    found = tally.mistakes(turma)
    if not found:
        add(main, "p", "Nenhum engano foi cometido por duas pessoas ou mais.")
        return
    add(main, "p", "O engano de uma pessoa só não aparece aqui. A barra compara com os que tentaram o exercício.")
    rows = add(add(main, "section", name="aposta"), "ul", name="opcoes")
    for one in found:
        item = add(rows, "li")
        add(item, "strong", f"{one.item} · {one.title}")
        add(item, "span", table.short(one.name, 300))
        bar_of(item, one.count, one.tried)


def delivered(main: Element, entries: list[Entry]) -> None:
    """Quem entregou o quê, com nomes."""
    add(main, "h2", "Quem entregou o quê")
    box = add(main, "div", name="rolagem")
    box.attrib |= {"tabindex": "0", "role": "region", "aria-label": "Tabela das entregas"}
    rows = add(box, "table")
    header = add(add(rows, "thead"), "tr")
    for title in NAMED:
        add(header, "th", title).set("scope", "col")
    body = add(rows, "tbody")
    for one in entries:
        own = dict(zip(table.HEADER, table.cells(one)))
        own |= {"o que é": kind(one), "arquivo": table.short(one.file, 80), "por quê": table.why(one)}
        row = add(body, "tr")
        for title in NAMED:
            add(row, "td", own[title])


def kind(entry: Entry) -> str:
    """O que uma entrega é."""
    what = [f"gravação ({'da página' if entry.made_in == 'página' else 'do Python'})"] if entry.env else []
    return " e ".join([*what, *([] if entry.progress is None else ["progresso"])]) or "—"


def share(count: int, many: int) -> str:
    """Uma contagem, e a porcentagem dela."""
    return f"{count} de {many} ({100 * count / many:.0f} %)"


def bar_of(parent: Element, count: int, many: int) -> None:
    """Uma barra, com o número por extenso; a barra só repete o número, e quem não a vê nada perde."""
    row = add(parent, "div", name="barra")
    drawing = SubElement(row, "svg", {"viewBox": "0 0 100 1", "preserveAspectRatio": "none", "aria-hidden": "true"})
    SubElement(drawing, "rect", width=f"{100 * count / many:.1f}", height="1")
    add(row, "span", share(count, many))


def add(parent: Element, tag: str, text: str = "", name: str = "") -> Element:
    """Mais um elemento em `parent`, da classe `name`, com `text`, em que o que está entre crases é código."""
    one = SubElement(parent, tag, {"class": name} if name else {})
    one.text, *rest = re.split(r"`([^`]+)`", text)
    for code, after in zip(rest[::2], rest[1::2]):
        inside = SubElement(one, "code")
        inside.text, inside.tail = code, after
    return one
