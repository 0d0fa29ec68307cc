"""A prosa do curso, de onde quer que esteja: textos, páginas, mensagens, docstrings, comentários e perguntas."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "CONTRIBUTING.md", "docs/*.md", "notebooks/textos/*.md")

#: O que não é prosa numa página: o cabeçalho, a parte em inglês, código e fórmulas.
NOT_PROSE = re.compile(
    r"\A---\n.*?^---\n|^## In English$.*?(?=^## )|^```.*?^```|\$\$.*?\$\$|\$[^$\n]*\$", re.DOTALL | re.MULTILINE
)
#: E em qualquer texto: `código`, endereços e etiquetas de HTML.
MARKS = re.compile(r"`[^`]*`|\]\([^)]*\)|https?://\S+|<[^<>]*>")
#: Um texto de Python que não se lê: uma palavra só, opções do matplotlib, HTML, CSS, JavaScript.
CODE = re.compile(r"^\W*\S*\W*$|^[a-z]+ [a-z]+$|[<{}]|[a-z]: [0-9#.%a-z ]+;")
CELL = re.compile(r"^```\{code-cell\}.*?\n(.*?)^```", re.DOTALL | re.MULTILINE)
#: No JavaScript: comentários, textos entre aspas, e o que fica entre duas etiquetas.
SPOKEN = re.compile(
    r"^\s*//(.*)$|\s// (.*)$|/\*\*([^*]*)\*/|\"([A-Za-zÀ-ÿ][^\"\n=;{}$<>`]* [^\"\n=;{}$<>`]*)\"|>([^<>`={}$]+)<",
    re.MULTILINE,
)


def pieces() -> Iterator[tuple[str, str]]:
    """(arquivo, um pedaço de prosa dele)."""
    for path in sorted(path for pattern in PAGES for path in ROOT.glob(pattern)):
        text = path.read_text(encoding="utf-8")
        yield named(path), MARKS.sub(" ", NOT_PROSE.sub("", text))
        for code in CELL.findall(text):
            yield from ((named(path), one) for one in said(re.sub(r"^(\s*)%.*$", r"\1pass", code, flags=re.MULTILINE)))
    for path in sorted((ROOT / "course_utils").rglob("*.py")):
        yield from ((named(path), one) for one in said(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "course_utils").rglob("*.js")):
        for groups in SPOKEN.findall(path.read_text(encoding="utf-8")):
            yield named(path), MARKS.sub(" ", " ".join(groups))
    for path in sorted((ROOT / "files" / "perguntas").glob("*.toml")):
        asked = re.findall(r'^\w+ = "(.*)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
        yield named(path), MARKS.sub(" ", "\n".join(asked))


def said(source: str) -> Iterator[str]:
    """O que um código Python diz a uma pessoa: docstrings, comentários e textos que não são HTML, CSS nem código."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not CODE.search(node.value):
            yield MARKS.sub(" ", node.value)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and not re.match(r"# (type|fmt|noqa)", token.string):
            yield MARKS.sub(" ", token.string)


def named(path: Path) -> str:
    """O caminho de um arquivo dentro do repositório."""
    return path.relative_to(ROOT).as_posix()
