"""As aulas cabem no Binder (um núcleo, 2 GB), e as suas soluções dobradas rodam, com os nomes que a aula deixa."""

import os
import re
import threading
from contextlib import contextmanager
from pathlib import Path

import nbformat
import psutil
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


@contextmanager
def like_binder():
    """Um núcleo só, e no fim a conta da memória: a deste processo e a dos que ele criou, no pior momento."""
    process, peak, done = psutil.Process(), [0], threading.Event()

    def watch():
        while not done.wait(0.2):
            sizes = []
            for one in (process, *process.children(recursive=True)):
                try:
                    sizes.append(one.memory_info().rss)
                except psutil.NoSuchProcess:  # acabou enquanto se olhava
                    continue
            peak[0] = max(peak[0], sum(sizes))

    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    if cores:
        os.sched_setaffinity(0, {min(cores)})
    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        if cores:
            os.sched_setaffinity(0, cores)
    assert peak[0] < 2e9, f"{peak[0] / 1e9:.1f} GB"


@pytest.mark.timeout(900)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_lesson_fits_in_binder_and_its_solutions_run(path):
    notebook = nbformat.read(path, as_version=4)
    lesson: dict = {"__name__": "aula"}
    with like_binder():
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
