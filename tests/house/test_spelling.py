"""A ortografia do curso, conferida pelo hunspell; as palavras da área que ele não conhece moram em `palavras.txt`."""

import os
import re
import shutil
import subprocess

import pytest
from support.prose import ROOT, pieces

WORDS = ROOT / "tests" / "palavras.txt"
#: Um caminho, um nome com sublinhado ou um número com letras não é palavra.
NAMES = re.compile(r"\S*\w*[_/\\.=]\w\S*|\S*\d\S*|--\w+")
WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:-[A-Za-zÀ-ÿ]+)*")


def unknown(words: set[str]) -> set[str]:
    """As que o dicionário de pt-BR não tem. Sem ele, o teste se pula; na CI, falha."""
    if program := shutil.which("hunspell"):
        command = [program, "-d", "pt_BR", "-i", "utf-8", "-l"]
        done = subprocess.run(command, input="\n".join(sorted(words)), capture_output=True, encoding="utf-8")
        if done.returncode == 0:
            return set(done.stdout.split())
    missing = "falta o hunspell com o dicionário de pt-BR; no Debian: apt-get install hunspell hunspell-pt-br"
    pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)


def words_of(text: str) -> set[str]:
    """As palavras de um texto; siglas e nomes como `LayerNorm` ficam de fora."""
    return {word for word in WORD.findall(NAMES.sub(" ", text)) if len(word) > 1 and word[1:].islower()}


def listed() -> list[str]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def used() -> dict[str, set[str]]:
    """Cada palavra do curso, e os arquivos em que está."""
    places: dict[str, set[str]] = {}
    for place, text in pieces():
        for word in words_of(text):
            places.setdefault(word, set()).add(place)
    return places


@pytest.fixture(scope="module")
def strange(used) -> set[str]:
    """O que o dicionário não tem, do curso e da nossa lista; de uma palavra com hífen, só o pedaço."""
    return unknown(used.keys() | set(listed()))


def test_every_word_is_in_the_dictionary_or_in_our_list(used, strange):
    known = set(listed())
    wrong = {part for part in strange if part not in known and part.lower() not in known}
    where = {
        part: sorted({p for word, places in used.items() if part in word.split("-") for p in places}) for part in wrong
    }
    assert not where


def test_our_list_is_short_and_has_nothing_that_the_dictionary_knows(used, strange):
    words = listed()
    parts = {part for word in used for part in word.split("-")}
    assert len(set(words)) == len(words) < 200
    assert not set(words) - strange, "o dicionário já tem estas"
    assert not {word for word in words if not {word, word.capitalize()} & parts}, "estas ninguém usa mais"


def test_a_misspelling_is_seen():
    assert words_of("A **açao** do LayerNorm, ReLU, critic_lr, `x.py` e 32x32.") == {"açao", "do"}
    assert unknown({"ação", "açao", "recompença", "rede-alvo"}) == {"açao", "recompença"}
