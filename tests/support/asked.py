"""Os exercícios de uma aula, lidos do texto dela: a célula que pergunta e a solução dobrada, que é a fonte de tudo."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

import nbformat

#: O título de um exercício na forma nova, em que ele fica onde faz falta, e não numa seção só.
HEADING = re.compile(r"### (?:Exercício (\d+)|Lacuna \w) · ")

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


class Asked(NamedTuple):
    """Um exercício: o nome ("03.1"), o título, a célula que o estudante preenche e os blocos de código da solução.

    O primeiro bloco da solução responde; os outros, se há, só mostram no que deu.
    """

    id: str
    title: str
    cell: str
    blocks: list[str]

    @property
    def solution(self) -> str:
        """O código da solução inteira."""
        return "\n".join(self.blocks)

    @property
    def call(self) -> str:
        """A última linha da célula, que chama a conferência."""
        return ast.unparse(ast.parse(self.cell).body[-1])


def asked(notebook: nbformat.NotebookNode, lesson: str) -> list[Asked]:
    """Os exercícios da aula `lesson` ("03") que têm solução em código, na ordem. Dicas dobradas não são soluções."""
    parts: dict[str, dict[str, list[str]]] = {}
    title = section = ""
    for cell in notebook.cells:
        pieces = [cell.source]
        if cell.cell_type == "markdown":
            pieces = re.split(r"^(?=##+ )", cell.source, flags=re.MULTILINE)
        for piece in pieces:
            if cell.cell_type == "markdown" and piece.startswith("#"):
                head = piece.splitlines()[0]
                section, title = (section, head) if head.startswith("###") else (head, "")
            if not title or not (section == "## Exercícios" or HEADING.match(title)):
                continue
            own = parts.setdefault(title, {"cell": [], "solution": []})
            if cell.cell_type == "code":
                own["cell"].append(piece)
            for block in re.findall(r"<summary>Solução</summary>.*?</details>", piece, re.DOTALL):
                own["solution"] += re.findall(r"```python\n(.*?)```", block, re.DOTALL)
    found = []
    for title, own in parts.items():
        number = re.match(r"### (\d+)\. ", title) or HEADING.match(title)
        cell = "\n".join(own["cell"])
        if number and own["solution"]:
            called = re.search(r'^check\("\d\d\.(\d+)"', cell, re.MULTILINE)  # uma lacuna não traz o número no título
            id = f"{lesson}.{number[1] or (called and called[1])}"
            found.append(Asked(id, title, cell, own["solution"]))
    return found


def plain(source: str) -> str:
    """O código de uma célula sem os comandos do IPython."""
    return re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)


def run(source: str, name: str, names: dict) -> None:
    exec(compile(source, name, "exec"), names)
