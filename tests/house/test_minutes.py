"""Os minutos que se prometem são os que o texto pede: na aula, no README (e no site, que o inclui) e no guia."""

import re
import sys

import pytest
from support.prose import ROOT

sys.path.insert(0, str(ROOT / "ferramentas"))

import minutos

LESSONS = sorted((ROOT / "notebooks" / "textos").glob("0*.md"))
#: As que já estão na forma nova: o texto diz, no cabeçalho, em quantas sentadas se dá.
HELD = [path for path in LESSONS if minutos.sittings(path.read_text(encoding="utf-8"))]


def promised(text: str) -> tuple[int, int]:
    """Os minutos que uma aula promete: os do caminho, com os exercícios dele, e os de ir além."""
    said = re.search(r"\*\*Tempo:\*\* cerca de (\d+) minutos(?:.*?\b(?:e|mais) (\d+) para ir além)?", text)
    assert said, "a aula não diz **Tempo:** cerca de N minutos"
    return int(said[1]), int(said[2] or 0)


def complaints(text: str) -> list[str]:
    """Em que uma aula não cumpre o que promete."""
    path, beyond = minutos.measure(text)
    said, said_beyond = promised(text)
    found = []
    for name, wanted, measured in (("o caminho", said, path.total), ("ir além", said_beyond, beyond.total)):
        if abs(measured - wanted) > max(0.1 * wanted, 1):
            found.append(f"{name} promete {wanted} minutos, e o texto pede {measured:.0f}")
    if said > minutos.SITTING * minutos.sittings(text):
        found.append(f"o caminho não cabe em {minutos.sittings(text)} sentada(s) de {minutos.SITTING} minutos")
    if path.words > minutos.MOST_WORDS:
        found.append(f"o caminho tem {path.words} palavras, mais de {minutos.MOST_WORDS}")
    return found


# --- as aulas -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_of_the_new_form_takes_what_it_promises_everywhere(path):
    text = path.read_text(encoding="utf-8")
    if path not in HELD:
        assert minutos.measure(text)[0].total > 0  # ao menos se deixa contar
        return
    assert not complaints(text)
    way, beyond = promised(text)
    row = re.search(rf"^\| \[[^\]]+\]\(notebooks/{path.stem}\.ipynb\) \| (.+?) \|", read("README.md"), re.MULTILINE)
    assert row and row[1] == (f"{way} + {beyond}" if beyond else f"{way}")
    title = re.search(r"^# (.+)$", text, re.MULTILINE)[1]
    plan = re.search(
        rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", read("docs/guia-do-instrutor.md"), re.DOTALL | re.MULTILINE
    )
    assert plan and sum(map(int, re.findall(r"^\| (\d+) \|", plan[1], re.MULTILINE))) == way


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_site_shows_the_table_of_the_readme():
    assert '{include} README.txt\n:start-after: "## As aulas' in read("docs/site/licoes.md")


# --- a conta --------------------------------------------------------------------------------------------------------

LESSON = """---
kernelspec:
  name: python3
sentadas: 1
---

# Aula 99 · De mentira

**Tempo:** cerca de TIME minutos, com os exercícios, e BEYOND para ir além.

```{code-cell}
:tags: [preparo]

%pip install tudo
print("ninguém lê isto")
```

PROSE $x$

```{code-cell}
import numpy as np


def f(x):
    # um comentário que parece título
    return x


show(
    draw(),
    alt="ninguém lê "
    "isto também",
)
```

### 1. Um exercício (7 min)

Isto não se conta: já está nos sete minutos.

<details><summary>Solução</summary>

```python
# dobrado
y = 1
```

</details>

## Para ir além

PROSE

```{code-cell}
LivePanel(trainer)
```
"""


def lesson(way: int, beyond: int, words: int) -> str:
    return LESSON.replace("TIME", f"{way}").replace("BEYOND", f"{beyond}").replace("PROSE", "palavra " * words)


def test_the_count_of_a_made_up_lesson():
    path, beyond = minutos.measure(lesson(19, 12, 1100))
    words = path.words - 1100
    assert 10 < words < 25  # os títulos e a promessa
    seconds = 10 + 3 * 20 + 3 * 3 + 20  # a fórmula, as linhas do def, as que só chamam, e a figura
    assert path.reading == pytest.approx(10 + words / 110 + seconds / 60)
    assert path.exercises == 7 and path.folded > 0
    assert beyond.reading == pytest.approx(10 + 3 / 110 + 2 + 3 / 60) and beyond.exercises == 0


@pytest.mark.parametrize(("name", "low", "high"), [("02", 80, 90), ("03", 95, 120), ("04", 80, 100), ("05", 75, 85)])
def test_the_clock_agrees_with_who_read_the_old_lessons(name, low, high):
    (path,) = (path for path in LESSONS if path.stem.startswith(name))
    if path in HELD:
        pytest.skip("a aula já é outra")
    reading = minutos.measure(path.read_text(encoding="utf-8"))[0].reading
    assert reading == pytest.approx((low + high) / 2, rel=0.15)


def test_a_promise_that_is_not_kept_is_seen():
    assert not complaints(lesson(19, 12, 1100))
    assert complaints(lesson(15, 12, 1100)) == ["o caminho promete 15 minutos, e o texto pede 19"]
    assert complaints(lesson(19, 30, 1100)) == ["ir além promete 30 minutos, e o texto pede 12"]
    assert "não cabe em 1 sentada(s) de 45" in complaints(lesson(49, 42, 4400))[0]
    assert "mais de 3500" in complaints(lesson(49, 42, 4400))[1]
    assert not complaints(lesson(41, 34, 3400).replace("sentadas: 1", "sentadas: 2"))


def test_a_bet_and_a_quiz_are_read_from_their_files(tmp_path, monkeypatch):
    for folder, data in (
        ("apostas", '[um]\nquestion = "a b c"\nafter = "d"\n[[um.option]]\ntext = "e"\nsays = "f g"'),
        ("perguntas", '[[question]]\ntext = "a b"\n[[question.option]]\ntext = "c"\nwhy = "d e"'),
    ):
        (tmp_path / "files" / folder).mkdir(parents=True)
        (tmp_path / "files" / folder / "99.toml").write_text(data)
    monkeypatch.setattr(minutos, "ROOT", tmp_path)
    text = '```{code-cell}\nbet("99.um", draw)\n```\n\n```{code-cell}\nquiz("99")\n```\n'
    path, _ = minutos.measure(text)
    assert path.words == 7 and path.exercises == pytest.approx(5 / 110)
    assert path.reading == pytest.approx(7 / 110 + (20 + 3 + 3) / 60)


def test_the_command_shows_the_lessons_asked_for():
    assert re.findall(r"^\d\d", minutos.table(["02", "05"]), re.MULTILINE) == ["02", "05"]
    assert len(minutos.table([]).splitlines()) == 1 + len(LESSONS)


@pytest.mark.parametrize("names", [["12"], ["02", "aula"]])
def test_a_lesson_that_does_not_exist_is_told(names):
    with pytest.raises(SystemExit, match=re.escape(f"Não há aula {names[-1]!r}; há 00, 01, 02")):
        minutos.table(names)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_everything_that_is_shown_is_counted(path):
    """Um `show_alguma_coisa` do curso: o que a própria aula define já se estuda nas linhas dela."""
    code = "\n".join(minutos.CELL.findall(path.read_text(encoding="utf-8")))
    shown = set(re.findall(r"\b(show\w*)\(", code)) - set(re.findall(r"\bdef (\w+)", code))
    assert shown and shown <= minutos.SHOWS | minutos.HANDLES
