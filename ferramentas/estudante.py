"""A edição do estudante, sem as soluções dobradas: `make estudante`, ou `python ferramentas/estudante.py`.

Sai dos mesmos textos, de `notebooks/textos/`, com as saídas dos cadernos gravados: nada é executado. Escreve em
`build/estudante/`, uma pasta que se entrega sozinha à turma. As células que terminam em `check(…)` vêm por rodar.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "ferramentas"), str(ROOT / "notebooks")]

from construir import NOTEBOOKS, TEXTS, read_text  # type: ignore[import-not-found]  # noqa: E402
from links import repository  # noqa: E402

TARGET = ROOT / "build/estudante"

SOLUTION = re.compile(r"<details><summary>Solução</summary>.*?</details>\s*", re.DOTALL)
#: O que só sobra de uma solução escrita de outro modo: o título dela, ou um `<details>` sem o seu `</details>`.
TITLE = re.compile(r"<summary\b(?:(?!</summary>).)*solu[çc]", re.DOTALL | re.IGNORECASE)
OPENED, CLOSED = (re.compile(tag, re.IGNORECASE) for tag in (r"<details\b", r"</details>"))
COLAB = re.compile(r" ?\[Abrir no Colab\]\([^)]*\)")  # abriria o caderno do professor
ASKS = re.compile(r"^check\(", re.MULTILINE)


def without_solutions(source: str) -> str:
    """Um texto sem as soluções, com os links para fora da pasta apontando para o repositório.

    Raises:
        ValueError: se há uma solução escrita de outro modo, que ficaria à vista.
    """
    source = COLAB.sub("", SOLUTION.sub("", source))
    if TITLE.search(source) or len(OPENED.findall(source)) != len(CLOSED.findall(source)):
        raise ValueError(
            "Abra a solução com <details><summary>Solução</summary>, numa linha só, sem outro <details> dentro dela, e "
            f"feche-a com </details>:\n\n{source}"
        )
    return source.replace("](../", f"](https://github.com/{repository()}/blob/main/").strip()


def student_edition(text: Path) -> NotebookNode:
    """O caderno de um texto sem as soluções; uma célula em que só havia uma solução some."""
    notebook = read_text(text)
    saved = {cell.id: cell for cell in nbformat.read(NOTEBOOKS / f"{text.stem}.ipynb", as_version=4).cells}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = without_solutions(cell.source)
        elif cell.id in saved and not ASKS.search(cell.source):
            cell.outputs, cell.execution_count = saved[cell.id].outputs, saved[cell.id].execution_count
    notebook.cells = [cell for cell in notebook.cells if cell.source]
    return notebook


def main() -> None:
    """Escreve a edição do estudante de todas as aulas."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for text in sorted(TEXTS.glob("0*.md")):
        nbformat.write(student_edition(text), TARGET / f"{text.stem}.ipynb")
    print(f"A edição do estudante está em {TARGET.relative_to(ROOT)}/")


if __name__ == "__main__":
    main()
