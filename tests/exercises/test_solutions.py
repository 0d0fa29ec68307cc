"""As aulas rodam de ponta a ponta, e as suas soluções recolhidas rodam, com os nomes da aula, e passam."""

from pathlib import Path

import nbformat
import pytest
from support.asked import Asked, asked, assert_solved, play

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))

pytestmark = [pytest.mark.slow, pytest.mark.notebook]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_lesson_and_its_solutions_run(path):
    notebook = nbformat.read(path, as_version=4)
    lesson = play(notebook, path.stem)
    for one in asked(notebook, path.stem[:2]):
        assert_solved(one, lesson)


def test_a_solution_is_found_only_where_it_is():
    text = "### 1. Um\n<details><summary>Dica</summary>\n\n```python\n1 / 0\n```\n\n</details>\n"
    text += "<details><summary>Solução</summary>\n\n```python\nx = 1\n```\n\n</details>\n### 2. Dois\n```python\ny\n```"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("## Exercícios\n" + text)])
    assert asked(notebook, "03") == [Asked("03.1", "### 1. Um", "", ["x = 1\n"])]


def test_a_solution_is_joined_to_the_cell_that_asks_for_it():
    cells = [
        nbformat.v4.new_markdown_cell("## Exercícios\nComo responder.\n\n### 1. Um"),
        nbformat.v4.new_code_cell('x = ...\n\ncheck("03.1", x)'),
        nbformat.v4.new_markdown_cell("<details><summary>Solução</summary>\n\n```python\nx = 1\n```\n\n</details>"),
        nbformat.v4.new_markdown_cell("### O que você já resolveu"),
        nbformat.v4.new_code_cell('progress("03")'),
    ]
    (one,) = asked(nbformat.v4.new_notebook(cells=cells), "03")
    assert one.call == "check('03.1', x)" and one.solution == "x = 1\n"
