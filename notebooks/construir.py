"""Constrói os cadernos: `python notebooks/construir.py [03_ddpg …]` (sem nomes, todos).

Cada texto de `notebooks/textos/` (MyST, lido pelo jupytext) é executado do começo num núcleo limpo e gravado,
com as saídas, em `notebooks/`. O que muda de uma execução para outra sem mudar a aula (tempos, versões,
identificadores) não é gravado. Uma célula com erro, lenta demais ou que avisa de algo no stderr interrompe
a construção, e o caderno antigo fica como estava.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from datetime import datetime
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

NOTEBOOKS = Path(__file__).resolve().parent
TEXTS = NOTEBOOKS / "textos"
CELL_SECONDS, LESSON_SECONDS = 60, 180

#: A etiqueta da célula de partida. No texto ela só traz os `import` da aula; o resto, igual em todas, entra aqui.
SETUP = "preparo"
GUARD = """\
# @title Preparo: rode esta célula uma vez
import importlib.util
import sys

if "google.colab" in sys.modules:
    %pip install --quiet "git+https://github.com/curso-ddpg/ddpg-com-ruido"
elif importlib.util.find_spec("course_utils") is None:
    raise ModuleNotFoundError(
        "Falta instalar o curso. Num terminal, na pasta do repositório: "
        "python -m pip install -e .  "
        "Depois reinicie o núcleo (menu Núcleo) e rode esta célula de novo."
    )
"""
READY = 'print("✓ Tudo pronto.")'

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


class BuildError(Exception):
    """O caderno não pode ser gravado; a mensagem diz por quê."""


def read_text(path: Path) -> NotebookNode:
    """O caderno de um texto, ainda sem saídas: as células, as etiquetas e os metadados que ficam."""
    notebook = jupytext.read(path, fmt="md:myst")
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        if SETUP in cell.metadata.get("tags", []):
            fold(cell)
    seen: set[str] = set()
    for cell in notebook.cells:
        cell.id = cell_id(cell.source, seen)
    tag_slides(notebook.cells)
    return notebook


def fold(cell: NotebookNode) -> None:
    """Completa a célula de partida e a dobra: no JupyterLab, no Colab (`cellView`) e no site (`hide-input`)."""
    cell.source = f"{GUARD}\n{cell.source}\n\n{READY}"
    cell.metadata.tags = [*cell.metadata.tags, "hide-input"]
    cell.metadata.jupyter = nbformat.from_dict({"source_hidden": True})
    cell.metadata.cellView = "form"


def cell_id(source: str, seen: set[str]) -> str:
    """Um identificador tirado do conteúdo: mudar uma célula não muda o das outras."""
    repeat = 0
    while (found := hashlib.sha256(f"{repeat}{source}".encode()).hexdigest()[:12]) in seen:
        repeat += 1
    seen.add(found)
    return found


def tag_slides(cells: list[NotebookNode]) -> None:
    """Põe em cada célula o que ela é nos slides, onde o texto não o diz com `slideshow` nos metadados."""
    section = ""
    for cell in cells:
        titles = re.findall(r"^## (.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else []
        if cell.source.startswith("## "):
            section = titles[0]
        cell.metadata.setdefault("slideshow", {"slide_type": slide_type(cell, section)})
        section = titles[-1] if titles else section


def slide_type(cell: NotebookNode, section: str) -> str:
    """Uma seção abre um slide, e uma subseção, figura, lista ou aposta, um sub-slide; prosa longa é nota de quem fala.

    Não se projetam a célula de partida nem o código dos exercícios.
    """
    code, source = cell.cell_type == "code", cell.source
    asks = code and re.search(r"^(check|quiz|progress)\(", source, re.MULTILINE)  # em que seção for
    if section == "Para começar" or asks or (code and section == "Exercícios"):
        return "skip"
    if code or source.startswith("### "):
        return "subslide"
    if source.startswith("#"):
        return "slide"
    told = "**Aposte antes.**" in source or re.search(r"^(#|[-*|] ?\S|\d+\. |\$\$)", source, re.MULTILINE)
    return "subslide" if told or len(source) <= 420 else "notes"


def execute(notebook: NotebookNode) -> float:
    """Executa o caderno no lugar e devolve quantos segundos as células levaram."""
    # Barras de progresso são para gente; a figura é a mesma com ou sem tela.
    env = os.environ | {"TQDM_DISABLE": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    # Controles também: no caderno gravado fica a figura, e não um controle que ninguém atende.
    env["CURSO_SEM_CONTROLES"] = "1"
    # Um clone que não foi instalado também serve.
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(NOTEBOOKS.parent), os.environ.get("PYTHONPATH")]))
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(NOTEBOOKS)}},
        coalesce_streams=True,
    )
    client.execute(env=env)
    total = 0.0
    for cell in notebook.cells:
        total += seconds(cell.metadata.pop("execution", {}))
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise BuildError(f"Uma célula escreveu no stderr:\n\n{cell.source}\n\n{output.text}")
    notebook.metadata = nbformat.from_dict(METADATA)
    if total > LESSON_SECONDS:
        raise BuildError(f"As células levaram {total:.0f} s; uma aula tem no máximo {LESSON_SECONDS} s.")
    return total


def seconds(timing: dict[str, str]) -> float:
    """Quanto uma célula levou, pelos horários que o nbclient anota."""
    if not timing:
        return 0.0
    start, end = (
        datetime.fromisoformat(timing[name].replace("Z", "+00:00"))
        for name in ("iopub.status.busy", "iopub.status.idle")
    )
    return (end - start).total_seconds()


def build(text: Path) -> None:
    """Constrói um caderno e o grava."""
    notebook = read_text(text)
    total = execute(notebook)
    nbformat.validate(notebook)
    target = NOTEBOOKS / f"{text.stem}.ipynb"
    nbformat.write(notebook, target)
    print(f"✓ {target.name}: {total:.0f} s, {target.stat().st_size / 1024:.0f} kB", flush=True)


def main(names: list[str]) -> int:
    """Constrói os cadernos pedidos; devolve 1 se algum falhar."""
    available = {path.stem: path for path in sorted(TEXTS.glob("*.md"))}
    for name in names:
        if name not in available:
            print(f"Não há texto chamado {name!r}; os que há: {', '.join(available)}.", file=sys.stderr)
            return 1
    failed = 0
    for name in names or available:
        try:
            build(available[name])
        except (CellExecutionError, TimeoutError, BuildError) as error:
            print(f"✗ {name}: {error}", file=sys.stderr)
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
