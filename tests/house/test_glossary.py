"""O glossário e os textos dizem o mesmo: cada termo está na aula que ele indica, e tem uma grafia e uma tradução só."""

import re
import tomllib
import unicodedata
from typing import NamedTuple

from support.prose import ROOT, pieces

ROW = re.compile(
    r"^\| \*?([^|*]+)\*? \| \*([^|*]+)\* \| ([^|]*?) ?\| \[(\d\d)\]\(\.\./notebooks/(\w+)\.ipynb\) \| ([^|]+) \|$"
)
VARIANTS = tomllib.loads((ROOT / "tests" / "variantes.toml").read_text(encoding="utf-8"))


class Term(NamedTuple):
    """Uma linha do glossário."""

    name: str
    english: str
    symbol: str
    lesson: str
    file: str
    says: str


def glossary() -> list[Term]:
    lines = (ROOT / "docs" / "glossario.md").read_text(encoding="utf-8").splitlines()
    rows = [ROW.match(line) for line in lines if line.startswith("|")][2:]
    assert all(rows), "uma linha não tem a forma das outras"
    return [Term(*row.groups()) for row in rows if row]


def letters(text: str) -> str:
    """O texto em minúsculas e sem acentos, para a ordem do dicionário."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def text_of(term: Term) -> str:
    text = (ROOT / "notebooks" / "textos" / f"{term.file}.md").read_text(encoding="utf-8")
    return " ".join(re.sub(r"[*`]", "", text).lower().split())


def variants_in(text: str) -> list[str]:
    """As grafias proibidas que há num texto, com a que se usa."""
    return [
        f"“{found[0]}”; o curso escreve “{name}”"
        for name, patterns in VARIANTS.items()
        for found in re.finditer(rf"\b(?:{'|'.join(patterns)})\b", text, re.IGNORECASE)
    ]


def test_every_term_is_said_once_in_order_and_in_one_sentence():
    terms = glossary()
    assert len(terms) > 60
    assert [term.name for term in terms] == sorted((term.name for term in terms), key=letters)
    assert len({term.name for term in terms}) == len({term.english for term in terms}) == len(terms)
    for term in terms:
        assert term.file.startswith(term.lesson) and (ROOT / "notebooks" / f"{term.file}.ipynb").exists(), term
        assert re.fullmatch(r"[A-Z][^.?!]*\.", term.says), term


def test_every_term_is_in_its_lesson():
    whole = {term: rf"(?<!\w){re.escape(term.name.lower())}(?!\w)" for term in glossary()}
    assert not [term.name for term in whole if not re.search(whole[term], text_of(term))]


def test_no_text_and_no_message_uses_another_spelling_or_translation():
    assert not [f"{place}: {wrong}" for place, text in pieces() for wrong in variants_in(text)]


def test_the_variants_are_of_words_that_the_course_uses():
    said = " ".join(text for _, text in pieces()).lower()
    assert not [name for name in VARIANTS if name.lower() not in said]
    assert not [name for name in VARIANTS if variants_in(name)]


def test_a_variant_is_seen():
    assert variants_in("A taxa de aprendizagem das redes alvo") == [
        "“aprendizagem”; o curso escreve “aprendizado”",
        "“redes alvo”; o curso escreve “redes-alvo”",
    ]
    assert variants_in("A taxa de aprendizado das redes-alvo") == []
