"""Constrói o site do curso em `build/site/`: `python ferramentas/construir_site.py`, ou `make site`.

Junta em `build/site-paginas/` as páginas, cada uma no lugar que tem no repositório e as de `docs/site/` na raiz, e
chama o Sphinx. Nada se executa: os cadernos vão com as saídas que têm, e os painéis delas treinam na própria página.
Só o que mudou se lê de novo, e um aviso é um erro. Com o site vai `laboratorio.html`, que também se usa sozinho.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from links import repository

from course_utils.live.page_lab import duo_page, laboratory_page, recordings

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "docs/site"
STAGE, DOCTREES, OUT = ROOT / "build/site-paginas", ROOT / "build/site-lido", ROOT / "build/site"

#: As páginas que o site tira do repositório, cada uma no lugar que tem aqui.
PAGES = (
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/*.md",
    "notebooks/0*.ipynb",
    "tests/benchmarks/RESULTS.md",  # já traz o RESULTS-painel.md no fim
    "tests/benchmarks/VISAO.md",
    "files/figuras/*",
)
#: Um alvo de link ou de imagem, em Markdown.
TARGET = re.compile(r"(?<=\]\()([^)\s#:]+)(?=[)#])")
#: Uma saída que é só uma figura, como `figures.plots.image_bundle` a escreve.
FIGURE = re.compile(r'<img src="data:image/(png|svg\+xml);base64,([^"]+)" alt="([^"]*)" width="(\d+)">')


def sources() -> dict[Path, Path]:
    """De onde vem cada arquivo do site: o caminho que terá nele e o que tem no repositório."""
    found = {path.relative_to(ROOT): path for pattern in PAGES for path in ROOT.glob(pattern)}
    found[Path("README.txt")] = ROOT / "README.md"  # a porta do GitHub: não é página, e as suas partes entram em outras
    own = (path for path in SITE.rglob("*") if path.is_file() and path.suffix in (".md", ".po"))
    return found | {path.relative_to(SITE): path for path in own}


def staged(place: Path, source: Path, known: dict[Path, Path]) -> dict[Path, bytes]:
    """O que um arquivo do repositório vira no site: ele mesmo e, se for um caderno, as suas figuras."""
    if source.suffix == ".ipynb":
        notebook = json.loads(source.read_text(encoding="utf-8"))
        figures = take_figures(notebook)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = outward("".join(cell["source"]), place, known)
        return {place.parent / name: data for name, data in figures.items()} | {place: json.dumps(notebook).encode()}
    if source.suffix == ".md":
        return {place: outward(source.read_text(encoding="utf-8"), place, known).encode()}
    return {place: source.read_bytes()}


def take_figures(notebook: dict[str, Any]) -> dict[str, bytes]:
    """Tira as figuras das saídas e deixa no lugar um link com o texto alternativo; o resto fica como está.

    Uma barra de progresso gravada é um widget sem núcleo: não se mostra.
    """
    figures: dict[str, bytes] = {}
    for cell in notebook["cells"]:
        outputs = cell.get("outputs", [])
        outputs[:] = [one for one in outputs if "application/vnd.jupyter.widget-view+json" not in one.get("data", {})]
        for output in outputs:
            data = output.get("data", {})
            if "text/html" not in data:
                continue
            output["data"] = {"text/html": data["text/html"]}
            if only := FIGURE.fullmatch("".join(data["text/html"])):
                kind, code, alt, width = only.groups()
                image = base64.b64decode(code)
                wide = "largo-" if kind == "svg+xml" and int(width) > 500 else ""  # o CSS não o encolhe num telefone
                name = f"figuras/{wide}{hashlib.sha256(image).hexdigest()[:16]}.{kind.split('+')[0]}"
                figures[name] = image
                escaped = re.sub(r"([\\\[\]*_`<>$])", r"\\\1", html.unescape(alt))
                output["data"] = {"text/markdown": f"![{escaped}]({name})"}
    return figures


def outward(text: str, place: Path, known: dict[Path, Path]) -> str:
    """O texto com os links para o que o repositório tem e o site não (código, pastas) apontando para o GitHub."""

    def moved(link: re.Match[str]) -> str:
        path = Path(os.path.normpath(place.parent / link[1]))
        if path in known or not (ROOT / path).exists():
            return link[0]
        kind = "tree" if (ROOT / path).is_dir() else "blob"
        return f"https://github.com/{repository()}/{kind}/main/{path.as_posix()}"

    return TARGET.sub(moved, text)


def stage() -> None:
    """Deixa em `build/site-paginas/` o que o Sphinx vai ler; só escreve o que mudou, e apaga o que não existe mais."""
    known = sources()
    wanted: dict[Path, bytes] = {}
    for place, source in known.items():
        wanted |= staged(place, source, known)
    for place, data in wanted.items():
        target = STAGE / place
        if not target.is_file() or target.read_bytes() != data:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    for path in STAGE.rglob("*"):
        if path.is_file() and path.relative_to(STAGE) not in wanted and path.suffix != ".mo":
            path.unlink()
            (OUT / path.relative_to(STAGE)).with_suffix(".html").unlink(missing_ok=True)


def write_pages() -> None:
    """Escreve as páginas que treinam e não são de uma aula: a da porta do curso e `laboratorio.html`."""
    pages = {"_static/aprende.html": duo_page(), "laboratorio.html": laboratory_page(recordings())}
    for name, text in pages.items():
        (OUT / name).write_text(text, encoding="utf-8", newline="\n")


def main() -> int:
    """Junta as páginas, chama o Sphinx e diz onde o site ficou."""
    stage()
    asked = ["-b", "html", "-c", str(SITE), "-d", str(DOCTREES), "-W", "--keep-going", "-q", str(STAGE), str(OUT)]
    code = subprocess.run([sys.executable, "-m", "sphinx", *asked], cwd=ROOT).returncode
    if code:
        # O Sphinx guarda o que leu, e não repetiria o aviso: o que falhou se lê outra vez, do começo.
        shutil.rmtree(DOCTREES, ignore_errors=True)
        print("O site não foi construído: corrija os avisos acima.", file=sys.stderr)
    else:
        write_pages()
        print(f"O site está em {OUT.relative_to(ROOT)}/index.html")
    return code


if __name__ == "__main__":
    sys.exit(main())
