"""Quantos minutos uma aula leva: `python ferramentas/minutos.py [03 …]` mostra a tabela (sem nomes, de todas).

A conta sai do texto da aula e dos arquivos que ele usa: as palavras, as fórmulas, as linhas de código, as figuras e os
exercícios. Os ritmos são de quem estuda, e não de quem corre os olhos, e foram fixados antes de se encurtar qualquer
aula: quem as leu como estudante deu de 80 a 90 minutos à antiga aula 02, de 95 a 120 à 03, de 80 a 100 à 04 e de 75 a
85 à 05, sem exercícios, e a conta fica a menos de 15 % do meio de cada uma. Mudar um ritmo para uma aula caber é mexer
no relógio.

O **caminho** é tudo o que vem antes de "Para ir além"; o que vem depois se conta à parte. Um título que termina em
`(5 min)` é um exercício: valem os minutos que ele diz, e não o que está debaixo. O texto dobrado (soluções) só se conta
em palavras. A célula de partida e o texto alternativo não se leem, e não contam.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "notebooks" / "textos"

#: Os ritmos. Uma linha dentro de um `def` ou `class` se estuda; uma que só chama se acompanha.
WORDS_A_MINUTE = 110
FORMULA, STUDIED_LINE, CALLING_LINE, FIGURE, HANDLED = (seconds / 60 for seconds in (10, 20, 3, 20, 120))

#: Quem mostra uma figura para se olhar, e quem dá uma coisa em que se mexe. Um controle novo entra aqui.
SHOWS = {"show", "show_drawing", "plot", "show_flow", "show_training", "show_episode", "visit"}
HANDLES = {
    "explore", "watch", "LivePanel", "show_pendulum", "PendulumView",
    "show_recording", "Ghosts", "show_machine", "show_slopes", "show_slow_copy",
    "show_switches", "bench", "race", "show_sweeps", "show_learning",
    "show_bellman", "show_car", "show_swarm", "show_search", "show_retelling",
    "show_pond",
}  # fmt: skip

#: O caminho essencial cabe numa sentada, e não tem mais palavras do que isto.
SITTING, MOST_WORDS = 45, 3500
SETUP = "preparo"  # a etiqueta da célula de partida
BEYOND = "Para ir além"

HEADER = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
EXERCISE = re.compile(r"\((\d+) min\)\s*$")
WORD = re.compile(r"[^\W\d_]+")
FORMULAS = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
#: O que não é palavra: fórmulas, o endereço de um link, etiquetas de HTML.
NOT_WORDS = re.compile(rf"{FORMULAS.pattern}|\]\([^)]*\)|<[^<>]*>", re.DOTALL)


@dataclass
class Part:
    """Uma parte da aula: as palavras e as dobradas, os minutos de leitura e os de exercícios."""

    words: int = 0
    folded: int = 0
    reading: float = 0.0
    exercises: float = 0.0

    @property
    def total(self) -> float:
        """Os minutos, com os exercícios."""
        return self.reading + self.exercises

    def read(self, text: str) -> None:
        """Conta uma prosa, com as suas fórmulas."""
        words = count(text)
        self.words += words
        self.reading += words / WORDS_A_MINUTE + FORMULA * len(FORMULAS.findall(text))


def measure(text: str) -> tuple[Part, Part]:
    """O caminho e o que vai além dele, do texto de uma aula."""
    path, beyond = Part(), Part()
    part = path
    for title, body in sections(HEADER.sub("", text)):
        if title.strip("# ") == BEYOND:
            part = beyond
        part.folded += sum(map(count, FOLDED.findall(body)))
        if minutes := EXERCISE.search(title):
            part.exercises += int(minutes[1])
            continue
        body = FOLDED.sub("", body)
        part.read(f"{title}\n{CELL.sub('', body)}")
        for cell in CELL.findall(body):
            add_cell(part, cell)
    return path, beyond


def sections(text: str) -> list[tuple[str, str]]:
    """Os trechos de um texto, cada um com o seu título; um `#` de código não é título."""
    parts = re.split(r"^(#{1,4} .+)$", CODE.sub(lambda code: code[0].replace("\n#", "\n #"), text), flags=re.MULTILINE)
    return [("", parts[0]), *zip(parts[1::2], parts[2::2])]


def add_cell(part: Part, cell: str) -> None:
    """Conta uma célula de código: as linhas, as figuras, as apostas e as perguntas que ela chama."""
    if re.search(rf"^:tags:.*\b{SETUP}\b", cell, re.MULTILINE):
        return
    source = re.sub(r"^:\w+:.*$", "", cell, flags=re.MULTILINE)
    source = re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)
    nodes = list(ast.walk(ast.parse(source)))
    unread = lines_of(nodes, ast.Import, ast.ImportFrom)
    unread |= lines_of([n for n in nodes if isinstance(n, ast.keyword) and n.arg == "alt"], ast.keyword)
    studied = lines_of(nodes, ast.FunctionDef, ast.ClassDef)
    for number, line in enumerate(source.splitlines(), 1):
        if line.strip() and number not in unread:
            part.reading += STUDIED_LINE if number in studied else CALLING_LINE
    for call in (node for node in nodes if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name == "bet":
            part.read(bet_text(asked_of(call, "apostas")))
            part.reading += FIGURE
        elif name == "quiz":
            part.exercises += sum(map(count, quiz_text(asked_of(call, "perguntas")))) / WORDS_A_MINUTE
        elif name in SHOWS | HANDLES:
            part.reading += HANDLED if name in HANDLES else FIGURE


def lines_of(nodes: list[ast.AST], *kinds: type) -> set[int]:
    """As linhas que ocupam os nós desses tipos."""
    found = [node for node in nodes if isinstance(node, kinds)]
    return {line for node in found for line in range(node.lineno, node.end_lineno + 1)}  # type: ignore[attr-defined]


def asked_of(call: ast.Call, folder: str) -> Any:
    """Os dados de uma aposta (`bet("03.tau", …)`) ou das perguntas de uma aula (`quiz("03")`)."""
    lesson, _, name = ast.literal_eval(call.args[0]).partition(".")
    data = tomllib.loads((ROOT / "files" / folder / f"{lesson}.toml").read_text(encoding="utf-8"))
    return data[name] if name else data["question"]


def bet_text(own: dict[str, Any]) -> str:
    """O que se lê de uma aposta: a pergunta, as opções, uma frase (a mais longa) e o que se conclui."""
    options = own["option"]
    longest = max((option.get("says", "") for option in options), key=len)
    return "\n".join([own["question"], *(option["text"] for option in options), longest, own.get("after", "")])


def quiz_text(asked: list[dict[str, Any]]) -> list[str]:
    """O que se lê de cada pergunta do quiz: ela, as opções e um porquê, o mais longo."""
    return [
        "\n".join([own["text"], *(o["text"] for o in own["option"]), max((o["why"] for o in own["option"]), key=len)])
        for own in asked
    ]


def count(text: str) -> int:
    """As palavras de um texto; um `código` conta pelos seus nomes."""
    return len(WORD.findall(NOT_WORDS.sub(" ", text)))


def sittings(text: str) -> int:
    """Em quantas sentadas se dá o caminho: `sentadas:` no cabeçalho. Zero: a aula ainda não está na forma nova."""
    header = HEADER.match(text)
    found = re.search(r"^sentadas: (\d+)$", header[1], re.MULTILINE) if header else None
    return int(found[1]) if found else 0


def table(names: list[str]) -> str:
    """A tabela das aulas cujo nome começa por um de `names`, ou de todas. Erro: `SystemExit`, se não há uma delas."""
    files = sorted(TEXTS.glob("0*.md"))
    for name in names:
        if not any(file.stem.startswith(name) for file in files):
            raise SystemExit(f"Não há aula {name!r}; há {', '.join(file.stem[:2] for file in files)}.")
    rows = ["aula  palavras  caminho = leitura + exercícios   além = leitura + exercícios   dobradas"]
    for file in files:
        if not names or file.stem.startswith(tuple(names)):
            path, beyond = measure(file.read_text(encoding="utf-8"))
            rows.append(
                f"{file.stem[:2]:<4}{path.words:>10}"
                f"{path.total:>9.0f} ={path.reading:>8.0f} +{path.exercises:>11.0f}"
                f"{beyond.total:>7.0f} ={beyond.reading:>8.0f} +{beyond.exercises:>11.0f}"
                f"{path.folded + beyond.folded:>11}"
            )
    return "\n".join(rows)


if __name__ == "__main__":
    print(table(sys.argv[1:]))
