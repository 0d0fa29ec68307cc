"""Os cadernos andam em passo com os seus textos, e a construção recusa o que não deve ser publicado."""

import ast
import builtins
import html
import re
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from support.scripts import load_script

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
TEXTS = sorted((NOTEBOOKS / "textos").glob("*.md"))

construir = load_script(NOTEBOOKS / "construir.py")

every_text = pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.stem)


def published(text: Path) -> nbformat.NotebookNode:
    """O caderno gravado de um texto."""
    return nbformat.read(NOTEBOOKS / f"{text.stem}.ipynb", as_version=4)


def plain(source: str) -> str:
    """O código de uma célula sem os comandos do IPython, para o `ast` o ler."""
    return re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)


def solutions(notebook: nbformat.NotebookNode) -> list[str]:
    """O código das soluções dobradas."""
    markdown = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    folded = [block for source in markdown for block in re.findall(r"<details>.*?</details>", source, re.DOTALL)]
    return [code for block in folded for code in re.findall(r"```python\n(.*?)```", block, re.DOTALL)]


def test_every_notebook_has_a_text_and_every_text_a_notebook():
    assert TEXTS
    assert {path.stem for path in TEXTS} == {path.stem for path in NOTEBOOKS.glob("*.ipynb")}


@every_text
def test_the_notebook_is_in_step_with_its_text(text):
    expected, found = construir.read_text(text), published(text)
    for one, other in zip(expected.cells, found.cells, strict=True):
        assert other.source == one.source, f"mudou o texto ou o caderno: rode python notebooks/construir.py {text.stem}"
        assert (other.cell_type, other.metadata, other.id) == (one.cell_type, one.metadata, one.id)
    assert found.metadata == expected.metadata


@every_text
def test_the_notebook_ran_once_from_top_to_bottom_without_a_complaint(text):
    code = [cell for cell in published(text).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    for cell in code:
        assert not [
            output for output in cell.outputs if output.get("name") == "stderr" or output.output_type == "error"
        ]


@every_text
def test_figures_tell_who_cannot_see_what_is_in_them(text):
    outputs = [output for cell in published(text).cells for output in cell.get("outputs", [])]
    figures = [output for output in outputs if "<img" in output.get("data", {}).get("text/html", "")]
    assert figures
    for figure in figures:
        images = re.findall(r"<img [^>]*>", figure.data["text/html"])
        alts = [re.search(r'alt="([^"]{41,})"', image) for image in images]
        assert all(alts)
        if figure.data["text/html"] == images[0]:
            assert html.unescape(alts[0][1]) == figure.data["text/plain"]


@every_text
def test_each_figure_is_stored_once(text):
    outputs = [output for cell in published(text).cells for output in cell.get("outputs", [])]
    for output in outputs:
        assert not output.get("data", {}).keys() & {"image/png", "image/svg+xml", "text/markdown"}


@every_text
def test_the_lesson_tells_what_it_gives_what_it_asks_and_ends_with_what_to_do(text):
    notebook = published(text)
    opening, everything = notebook.cells[0].source, "\n".join(cell.source for cell in notebook.cells)
    assert "Nesta aula você vai" in opening and "**Você precisa" in opening and "minutos" in opening
    assert everything.count("**Aposte antes.**") + len(re.findall(r'\bbet\("', everything)) >= 2
    exercises = re.findall(r"^### (?:(?:Exercício )?\d|Lacuna \w)", everything, re.MULTILINE)
    assert len(exercises) >= 4
    checks = re.findall(r'^check\("\d\d\.\d+"', everything, re.MULTILINE)  # as dicas estão na conferência
    assert len(checks) == everything.count("<summary>Solução</summary>") == len(exercises)
    assert everything.count("<details>") == everything.count("</details>")
    assert "\n## Resumo" in everything and re.search(r"^###? O que ler", everything, re.MULTILINE)


@every_text
def test_solutions_are_python_that_uses_only_what_the_lesson_defines(text):
    notebook = published(text)
    code = "\n".join(plain(cell.source) for cell in notebook.cells if cell.cell_type == "code")
    for solution in solutions(notebook):
        nodes = list(ast.walk(ast.parse(f"{code}\n{solution}")))
        names = [node for node in nodes if isinstance(node, ast.Name)]
        known = {node.id for node in names if isinstance(node.ctx, ast.Store)} | set(dir(builtins))
        known |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        known |= {node.arg for node in nodes if isinstance(node, ast.arg)}
        for node in nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                known |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        assert {node.id for node in names} <= known


@every_text
def test_a_line_of_code_fits_a_cell(text):
    notebook = construir.read_text(text)
    blocks = [cell.source for cell in notebook.cells if cell.cell_type == "code"] + solutions(notebook)
    assert [line for block in blocks for line in block.splitlines() if len(line) > 88] == []


# --- a construção -------------------------------------------------------------------------------------------------

TEXT = """---
kernelspec:
  display_name: Python 3
  name: python3
---

# Título

```{code-cell}
:tags: [nbval-ignore-output]

CODE
```

O mesmo.

+++

O mesmo.
"""


@pytest.fixture
def text(tmp_path) -> Path:
    """Um texto pequeno, de uma célula de código, a escrever com `text.write_text`."""
    path = tmp_path / "pequeno.md"
    path.write_text(TEXT.replace("CODE", "print(6 * 7)"), encoding="utf-8")
    return path


def test_reading_a_text_keeps_tags_and_gives_each_cell_its_own_lasting_id(text):
    first = construir.read_text(text)
    assert [cell.cell_type for cell in first.cells] == ["markdown", "code", "markdown", "markdown"]
    assert first.cells[1].metadata.tags == ["nbval-ignore-output"]
    ids = [cell.id for cell in first.cells]
    assert len(set(ids)) == 4
    text.write_text(text.read_text(encoding="utf-8").replace("# Título", "# Outro"), encoding="utf-8")
    assert [cell.id for cell in construir.read_text(text).cells][1:] == ids[1:]


def test_the_set_up_cell_is_completed_and_folded_everywhere(text):
    source = TEXT.replace("nbval-ignore-output", "preparo").replace("CODE", "import numpy as np")
    text.write_text(source, encoding="utf-8")
    (cell,) = (cell for cell in construir.read_text(text).cells if cell.cell_type == "code")
    assert cell.source == f"{construir.GUARD}\nimport numpy as np\n\n{construir.READY}"
    assert cell.metadata.jupyter.source_hidden and cell.metadata.cellView == "form"
    assert cell.metadata.tags == ["preparo", "hide-input"]
    names = {}
    exec(plain(cell.source), names)  # fora do Colab nada se instala
    assert "np" in names


@pytest.mark.slow
def test_executing_twice_gives_the_same_notebook_and_leaves_no_trace_of_the_machine(text):
    source = "import os\nprint(os.environ['TQDM_DISABLE'], 'inline' in os.environ['MPLBACKEND'])"
    text.write_text(TEXT.replace("CODE", source), encoding="utf-8")
    first, second = construir.read_text(text), construir.read_text(text)
    for notebook in (first, second):
        construir.execute(notebook)
    assert first == second
    assert first.cells[1].outputs[0].text == "1 True\n"
    assert "version" not in str(first.metadata) and "execution" not in first.cells[1].metadata


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "error"),
    [("1 / 0", CellExecutionError), ("import sys\nprint('aviso', file=sys.stderr)", construir.BuildError)],
)
def test_a_cell_that_fails_or_complains_stops_the_construction(text, code, error):
    text.write_text(TEXT.replace("CODE", code), encoding="utf-8")
    with pytest.raises(error):
        construir.execute(construir.read_text(text))


def test_an_unknown_name_is_refused_with_the_names_there_are(capsys):
    assert construir.main(["nao_existe"]) == 1
    assert "03_ddpg" in capsys.readouterr().err
