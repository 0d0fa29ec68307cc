"""Slides das aulas, para projetar sem rede: `make slides`, ou `python ferramentas/slides.py [03_ddpg …]`.

Lê os cadernos gravados, com as etiquetas de slides que `notebooks/construir.py` lhes pôs, e escreve uma página por aula
em `build/slides/`, pelo nbconvert, com o reveal.js ao lado. Setas avançam, `S` abre as notas, `F` enche a tela.
"""

from __future__ import annotations

import re
import shutil
import sys
from copy import deepcopy
from importlib import resources
from pathlib import Path

import nbformat
from nbconvert import SlidesExporter
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "ferramentas"
sys.path[:0] = [str(HERE), str(ROOT / "docs/site/extensoes")]

from formulas import convert, drawing  # type: ignore[import-not-found]  # noqa: E402
from paginas import Page, pages  # noqa: E402

TARGET = ROOT / "build/slides"
MODEL = HERE / "modelos/slides"
WIDGET = "application/vnd.jupyter.widget-view+json"
RICH = ("image/png", "image/svg+xml", "text/html", "text/markdown")
LONGEST = 26  # linhas de código e de saída que se leem numa tela

#: Um painel que treinaria na página: o que se projeta é a figura dele, que cabe na tela.
PANEL = re.compile(r"\bdata-pagina=.*?(<img [^>]*>)", re.DOTALL)
VERBATIM = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)


def with_formulas(source: str, glyphs: set[str] | None) -> str:
    """O texto com os links no lugar e as fórmulas desenhadas; sem `glyphs`, só em MathML, que basta às notas."""

    def one(found: re.Match[str]) -> str:
        tex, block = (found[1] or found[2]).strip(), bool(found[1])
        spoken = convert(tex, display="block" if block else "inline")
        tag = "div" if block else "span"
        seen = "" if glyphs is None else drawing(tex, block=block, seen=glyphs)
        hidden = f'<span class="so-leitor">{spoken}</span>' if seen else spoken
        return re.sub(r"\s*\n\s*", " ", f'<{tag} class="formula">{seen}{hidden}</{tag}>')

    parts = VERBATIM.split(source.replace("](../", "](../../"))  # `build/slides/` fica um andar abaixo de `notebooks/`
    return "".join(part if k % 2 else FORMULA.sub(one, part) for k, part in enumerate(parts))


def text(source: str, kind: str, glyphs: set[str] | None) -> NotebookNode:
    """Uma célula de texto, pronta, com a sua etiqueta."""
    metadata = {"slideshow": {"slide_type": kind}}
    return nbformat.v4.new_markdown_cell(with_formulas(source, glyphs), metadata=metadata)


def written(page: Page, glyphs: set[str]) -> list[NotebookNode]:
    """As células de uma tela de texto: o que se projeta e as notas."""
    mark = "#" * page.level
    source = "\n\n".join([f"{mark} {page.title}", *page.blocks] if page.title else page.blocks)
    cells = [text(source, "slide" if page.level < 3 else "subslide", glyphs)]
    return cells + ([text(page.notes, "notes", None)] if page.notes else [])


def shown(cell: NotebookNode) -> list[NotebookNode]:
    """As telas de uma célula de código: as figuras e tabelas, sem ele; se não há, o código e o que ele escreveu."""
    outputs = [output for output in cell.outputs if WIDGET not in output.get("data", {})]
    for output in outputs:
        if panel := PANEL.search(output.get("data", {}).get("text/html", "")):
            output.data["text/html"] = panel[1]
    if any(map(rich, outputs)):
        groups: list[list[NotebookNode]] = []
        for output in outputs:
            beside = groups and not (rich(output) and any(map(rich, groups[-1]))) and lines(output) <= 2
            groups = [*groups[:-1], [*groups[-1], output]] if beside else [*groups, [output]]
        return [part(cell, k, "", own) for k, own in enumerate(groups)]
    screens: list[tuple[str, list[NotebookNode]]] = [(source, []) for source in pieces(cell.source)]
    if len(screens[-1][0].splitlines()) + sum(map(lines, outputs)) <= LONGEST:
        screens[-1] = screens[-1][0], outputs
    else:
        screens.append(("", outputs))
    return [part(cell, k, *one) for k, one in enumerate(screens)]


def rich(output: NotebookNode) -> bool:
    """Se uma saída é uma figura ou uma tabela."""
    return any(kind in output.get("data", {}) for kind in RICH)


def lines(output: NotebookNode) -> int:
    """Quantas linhas de texto uma saída escreveu."""
    return len(output.get("text", "").splitlines())


def pieces(source: str) -> list[str]:
    """Um código comprido em pedaços que cabem numa tela, partido onde há linhas em branco."""
    found = [""]
    for piece in re.split(r"\n\n+", source):
        longer = f"{found[-1]}\n\n{piece}".strip("\n")
        found = [*found[:-1], longer] if len(longer.splitlines()) <= LONGEST - 2 else [*found, piece]
    return [piece for piece in found if piece] or [""]


def part(cell: NotebookNode, number: int, source: str, outputs: list[NotebookNode]) -> NotebookNode:
    """Uma tela de uma célula de código: este pedaço dela, com estas saídas."""
    one = deepcopy(cell)
    one.id, one.source, one.outputs = f"{cell.id[:50]}-{number}", source, outputs
    one.metadata = nbformat.from_dict({"slideshow": {"slide_type": "-"}, "transient": {"remove_source": not source}})
    return one


def projected(notebook: NotebookNode) -> NotebookNode:
    """O caderno como se projeta: cada célula etiquetada vira uma ou mais telas."""
    cells: list[NotebookNode] = []
    glyphs: set[str] = set()
    title, waiting = "", False  # um título sem texto espera a figura que vem depois dele
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        if kind == "skip":
            continue
        if cell.cell_type == "code":
            for one in shown(cell):
                cells += ([] if waiting else [text(f"### {title}", "subslide", glyphs)]) + [one]
                waiting = False
        elif kind == "notes":
            cells.append(text(cell.source, "notes", None))
        else:
            for page in pages(cell.source, title):
                cells += written(page, glyphs)
                title, waiting = page.title, not page.blocks
    metadata = notebook.metadata | {"title": notebook.cells[0].source.splitlines()[0].lstrip("# ")}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def page_of(notebook: NotebookNode) -> str:
    """A página de uma aula, em HTML."""
    exporter = SlidesExporter(
        template_name="slides",
        extra_template_basedirs=[str(MODEL.parent)],
        reveal_url_prefix="reveal",
        reveal_theme="curso",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        language_code="pt",
    )
    return exporter.from_notebook_node(projected(notebook))[0]


def build(notebooks: list[Path], target: Path = TARGET) -> None:
    """Escreve os slides desses cadernos, e ao lado tudo o que eles pedem."""
    target.mkdir(parents=True, exist_ok=True)
    with resources.as_file(resources.files("sphinx_revealjs") / "_static/revealjs") as reveal:
        for part in ("dist/reveal.js", "dist/reveal.css", "plugin/notes/notes.js"):
            (target / "reveal" / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(reveal / part, target / "reveal" / part)
    shutil.copy(MODEL / "slides.js", target)
    (target / "reveal/dist/theme").mkdir(exist_ok=True)
    shutil.copy(MODEL / "slides.css", target / "reveal/dist/theme/curso.css")
    for path in notebooks:
        notebook = nbformat.read(path, as_version=4)
        page = target / f"{path.stem}.html"
        page.write_text(page_of(notebook), encoding="utf-8", newline="\n")
        print(f"Pronto: {page.parent.name}/{page.name}", flush=True)


def main(names: list[str]) -> int:
    """Faz os slides das aulas pedidas, ou de todas; devolve 1 se alguma não existe."""
    lessons = {path.stem: path for path in sorted((ROOT / "notebooks").glob("0*.ipynb"))}
    for name in names:
        if name not in lessons:
            print(f"Não há aula chamada {name!r}; as que há: {', '.join(lessons)}.", file=sys.stderr)
            return 1
    build([lessons[name] for name in names or lessons])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
