"""A prosa do curso, de onde quer que esteja: textos, páginas, mensagens, docstrings, comentários, perguntas e apostas.

Sem código, fórmulas, endereços nem itálico, que aqui é o que está em outra língua.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/*.md", "notebooks/textos/*.md")

#: O que não é prosa numa página: o cabeçalho, a parte em inglês, código e fórmulas.
NOT_PROSE = re.compile(
    r"\A---\n.*?^---\n|^## In English$.*?(?=^## )|^```.*?^```|\$\$.*?\$\$|\$[^$\n]*\$", re.DOTALL | re.MULTILINE
)
#: E em qualquer texto: `código`, endereços, etiquetas de HTML e *itálico*.
MARKS = re.compile(r"`[^`]*`|\]\([^)]*\)|https?://\S+|<[^<>]*>|(?<!\*)\*(?!\*)[^*]+\*(?!\*)")
#: Um texto de Python que não se lê: uma palavra só, opções do matplotlib, HTML, CSS, JavaScript.
CODE = re.compile(r"^\W*\S*\W*$|^[a-z]+ [a-z]+$|[<{}]|[a-z]: [0-9#.%a-z ]+;|^[ -~]*\w\(")
TOOL = re.compile(r"# (type|fmt|noqa)")
CELL = re.compile(r"^```\{code-cell\}.*?\n(.*?)^```", re.DOTALL | re.MULTILINE)
#: No JavaScript: comentários, textos entre aspas, e o que fica entre duas etiquetas.
SPOKEN = re.compile(
    r"^\s*//(.*)$|\s// (.*)$|/\*\*([^*]*)\*/|\"([A-Za-zÀ-ÿ][^\"\n=;{}$<>`]* [^\"\n=;{}$<>`]*)\"|>([^<>`={}$]+)<",
    re.MULTILINE,
)


@cache
def pieces() -> list[tuple[str, str]]:
    """(arquivo, um pedaço de prosa dele)."""
    return [*from_pages(), *from_code()]


def from_pages() -> Iterator[tuple[str, str]]:
    """Dos textos, das páginas, das perguntas e das apostas."""
    for path in sorted(path for pattern in PAGES for path in ROOT.glob(pattern)):
        text = path.read_text(encoding="utf-8")
        yield named(path), MARKS.sub(" ", NOT_PROSE.sub("", text))
        for code in CELL.findall(text):
            code = re.sub(r"^:\w+:.*$", "", code, flags=re.MULTILINE)  # as etiquetas da célula
            yield from ((named(path), one) for one in said(re.sub(r"^(\s*)%.*$", r"\1pass", code, flags=re.MULTILINE)))
    for path in sorted(path for data in ("perguntas", "apostas") for path in (ROOT / "files" / data).glob("*.toml")):
        asked = re.findall(r'^(?!kind\b)\w+ = "(.*)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
        yield named(path), MARKS.sub(" ", "\n".join(asked))


def from_code() -> Iterator[tuple[str, str]]:
    """Do pacote: Python e JavaScript."""
    for path in sorted((ROOT / "course_utils").rglob("*.py")):
        yield from ((named(path), one) for one in said(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "course_utils").rglob("*.js")):
        for groups in SPOKEN.findall(path.read_text(encoding="utf-8")):
            yield named(path), MARKS.sub(" ", " ".join(groups))


def said(source: str) -> Iterator[str]:
    """O que um código Python diz a uma pessoa, menos os nomes que ele mesmo usa: docstrings, comentários e textos."""
    nodes = list(ast.walk(ast.parse(source)))
    names = {name for node in nodes for field in ("id", "arg", "attr", "name") if (name := getattr(node, field, None))}
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    for text in [one for one in texts if not CODE.search(one)] + [one for one in comments if not TOOL.match(one)]:
        yield re.sub(r"\w+", lambda word: "" if word[0] in names else word[0], MARKS.sub(" ", text))


def named(path: Path) -> str:
    """O caminho de um arquivo dentro do repositório."""
    return path.relative_to(ROOT).as_posix()
