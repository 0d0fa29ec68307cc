"""O plano de curso: os minutos são os das aulas, e as cenas, as apostas e os exercícios que ele nomeia existem."""

import re
import sys
import tomllib

import pytest
from support.prose import ROOT

from course_utils.live.page_lab import recordings

sys.path.insert(0, str(ROOT / "ferramentas"))

import minutos

PLAN = (ROOT / "docs/plano-de-curso.md").read_text(encoding="utf-8")
TEXTS = {path.stem[:2]: path.read_text(encoding="utf-8") for path in (ROOT / "notebooks/textos").glob("0*.md")}
SCENES = {one["title"]: one["lesson"] for one in recordings()}


def rows(heading: str) -> list[list[str]]:
    """As linhas da tabela debaixo de um título, sem o cabeçalho."""
    section = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", PLAN, re.MULTILINE | re.DOTALL)[1]
    lines = re.findall(r"^\| ?(.+) ?\|$", section, re.MULTILINE)[2:]
    assert lines
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def lessons(cell: str) -> list[str]:
    """As aulas que uma célula nomeia e que já existem."""
    return [name for name in re.findall(r"\d\d", cell) if name in TEXTS]


def promised(lesson: str) -> list[int]:
    """Os minutos do caminho e os de ir além que a aula promete."""
    return [int(n) for n in re.search(r"cerca de (\d+) minutos.*? e (\d+) para ir além", TEXTS[lesson]).groups()]


def exercises(lesson: str) -> dict[str, tuple[int, bool]]:
    """De cada exercício de uma aula, os minutos e se está no caminho."""
    path, beyond = TEXTS[lesson].split(f"## {minutos.BEYOND}\n")
    return {
        f"{lesson}.{number}": (int(minutes), text is path)
        for text in (path, beyond)
        for number, minutes in re.findall(r"^### Exercício (\d+) · .+ \((\d+) min\)$", text, re.MULTILINE)
    }


def check_names(own: list[str], scenes: str, bets: str, asked: str = "") -> None:
    """O que uma linha nomeia existe, e é das aulas dela (`own`)."""
    for title in re.findall(r'"(.+?)"', scenes):
        assert SCENES[title] in own, title
    for name in re.findall(r"\d\d\.[\w-]+", bets):
        lesson, _, key = name.partition(".")
        if lesson not in TEXTS:
            continue
        known = tomllib.loads((ROOT / f"files/apostas/{lesson}.toml").read_text(encoding="utf-8"))
        assert lesson in own and key in known and f'"{name}"' in TEXTS[lesson], name
    for name in re.findall(r"\d\d\.\d+", asked):
        if name[:2] in TEXTS:
            assert name[:2] in own and name in exercises(name[:2]), name


@pytest.mark.parametrize(("heading", "count"), [("Quinze encontros", 15), ("Oito encontros", 8)])
def test_every_meeting_has_a_hundred_minutes_and_the_lesson_has_its_own(heading, count):
    table = rows(heading)
    assert [int(row[0]) for row in table] == list(range(1, count + 1))
    path, beyond = dict.fromkeys(TEXTS, 0), dict.fromkeys(TEXTS, 0)
    for _, cell, *minutes, scenes, bets, in_class, homework in table:
        own, (main, more, talk) = lessons(cell), map(int, minutes)
        assert main + more + talk == 100, cell
        check_names(own, scenes, bets, f"{in_class} {homework}")
        if len(own) > 1:
            assert main == sum(promised(name)[0] for name in own) and more == 0, cell
        for name in own:
            path[name] += promised(name)[0] if len(own) > 1 else main
            beyond[name] += more
        needed = [exercises(name[:2])[name] for name in re.findall(r"\d\d\.\d+", in_class) if name[:2] in TEXTS]
        assert sum(own for own, on_path in needed if not on_path) <= more or not own, cell
    assert path == {name: promised(name)[0] for name in TEXTS}
    assert all(beyond[name] <= promised(name)[1] for name in TEXTS)


def test_the_long_calendar_leaves_nothing_of_the_path_out():
    told = " ".join(" ".join(row) for row in rows("Quinze encontros"))
    assert set(re.findall(r'"(.+?)"', told)) == set(SCENES)
    for lesson, text in TEXTS.items():
        path = text.split(f"## {minutos.BEYOND}\n")[0]
        wanted = set(re.findall(r'bet\(\s*"(\d\d\.[\w-]+)"', path))
        wanted |= {name for name, (_, on_path) in exercises(lesson).items() if on_path}
        assert not wanted - set(re.findall(r"\d\d\.[\w-]+", told)), lesson


def test_the_two_sittings_of_lesson_03_are_those_of_the_guide():
    guide = (ROOT / "docs/guia-do-instrutor.md").read_text(encoding="utf-8")
    section = re.search(r"^## Aula 03 .+?$(.*?)(?=^## )", guide, re.MULTILINE | re.DOTALL)[1]
    end = TEXTS["03"].index("## Fim da primeira sentada")
    plan = re.findall(r'^\| (\d+) \| .+ \| "(.+)" \|$', section, re.MULTILINE)
    first = sum(int(minutes) for minutes, where in plan if TEXTS["03"].index(f" {where}\n") < end)
    told = [int(row[2]) for row in rows("Quinze encontros") if row[1] == "03"]
    assert told == [first, promised("03")[0] - first]


def test_an_afternoon_has_four_hours_and_whole_paths():
    table = rows("Uma tarde")
    assert sum(int(row[0]) for row in table) == 240
    for minutes, what, cell, scenes, bets in table:
        own = lessons(cell)
        check_names(own, scenes, bets)
        if what.startswith("o caminho"):
            assert int(minutes) == promised(own[0])[0]


def test_what_may_be_skipped_is_a_section_of_the_path():
    for lesson, what, _ in rows("O que pular"):
        path = TEXTS[lesson].split(f"## {minutos.BEYOND}\n")[0]
        assert f"\n## {what.strip(chr(34))}\n" in path, what


def test_who_arrives_finds_it():
    for page in ("README.md", "docs/guia-do-instrutor.md"):
        assert "plano-de-curso.md" in (ROOT / page).read_text(encoding="utf-8")
