"""As soluções dobradas das aulas rodam, uma a uma, depois do código da aula e com os nomes que ele deixa."""

import re
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))

pytestmark = [pytest.mark.slow, pytest.mark.notebook]


def plain(source: str) -> str:
    """O código de uma célula sem os comandos do IPython."""
    return re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)


def solutions(notebook: nbformat.NotebookNode) -> list[tuple[str, str]]:
    """(título do exercício, código da solução), na ordem."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for exercise in re.split(r"^(?=### )", cell.source, flags=re.MULTILINE):
                folded = re.findall(r"<summary>Solução</summary>.*?</details>", exercise, re.DOTALL)
                code = [own for block in folded for own in re.findall(r"```python\n(.*?)```", block, re.DOTALL)]
                if code:
                    found.append((exercise.splitlines()[0], "\n".join(code)))
    return found


def run(source: str, name: str, names: dict) -> None:
    exec(compile(source, name, "exec"), names)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_solution_runs_after_the_lesson(path):
    notebook = nbformat.read(path, as_version=4)
    lesson: dict = {"__name__": "aula"}
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            run(plain(cell.source), f"{path.stem}, célula {number}", lesson)
    for title, code in solutions(notebook):
        run(code, f"{path.stem}, {title}", dict(lesson))  # o que uma solução define não chega às outras


def test_a_solution_is_found_only_where_it_is():
    text = "### 1. Um\n<details><summary>Dica</summary>\n\n```python\n1 / 0\n```\n\n</details>\n"
    text += "<details><summary>Solução</summary>\n\n```python\nx = 1\n```\n\n</details>\n### 2. Dois\n```python\ny\n```"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    assert solutions(notebook) == [("### 1. Um", "x = 1\n")]
