"""O guia do instrutor: uma seção por aula, minutos que fecham, e tudo o que ele nomeia existe."""

import re
from pathlib import Path

import pytest

from course_utils.homework import table
from course_utils.live.page_lab import recordings

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/guia-do-instrutor.md").read_text(encoding="utf-8")
LESSONS = sorted((ROOT / "notebooks/textos").glob("0*.md"))
SCENES = [(one["lesson"], one["title"]) for one in recordings()]
TITLES = [title for _, title in SCENES]

every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)


def headings(text: str) -> set[str]:
    return set(re.findall(r"^##+ (.+)$", text, re.MULTILINE))


def section_of(lesson: Path) -> str:
    """O que o guia diz de uma aula; o título é o dela."""
    title = re.search(r"^# (.+)$", lesson.read_text(encoding="utf-8"), re.MULTILINE)[1]
    return re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL)[1]


def plan(section: str) -> list[tuple[int, str]]:
    """Os minutos de cada linha do plano, e a seção da aula a que ela leva."""
    return [
        (int(minutes), where) for minutes, where in re.findall(r'^\| (\d+) \| .+ \| "(.+)" \|$', section, re.MULTILINE)
    ]


@every_lesson
def test_the_plan_fits_the_lesson_and_leads_to_its_sections(lesson):
    text, rows = lesson.read_text(encoding="utf-8"), plan(section_of(lesson))
    promised = int(re.search(r"\*\*Tempo:\*\* cerca de (\d+) minutos", text)[1])
    assert sum(minutes for minutes, _ in rows) == promised
    places = [where for _, where in rows]
    assert not set(places) - headings(text)
    order = [text.index(f" {where}\n") for where in places]
    assert len(rows) >= 6 and order == sorted(order), "o plano segue a ordem da aula"


@every_lesson
def test_each_lesson_has_what_to_show_to_ask_and_to_hand_in(lesson):
    section = section_of(lesson)
    for part in ("**Mostre.**", "**Perguntas.**", "**Enganos comuns.**", "**Tarefa"):
        assert part in section
    asked = re.findall(r"^- \*(.+?\?)\* \S", section, re.MULTILINE)
    assert len(asked) >= 4, "perguntas com resposta"
    numbers = [int(number) for number in re.findall(r"[Ee]xercícios? (\d+)", section)]
    exercises = re.findall(r"^### (?:Exercício )?(\d+)(?:\.| ·)", lesson.read_text(encoding="utf-8"), re.MULTILINE)
    assert not {str(number) for number in numbers} - set(exercises)


def test_the_scenes_are_those_of_the_demo():
    assert re.findall(r'^\| (\d\d) \| "(.+?)" \| .+ \| .+ \|$', GUIDE, re.MULTILINE) == SCENES
    keys = f"`{int(SCENES[0][0])}` a `{int(SCENES[-1][0])}`"
    assert f"| o número da aula, {keys} |" in GUIDE
    shown = {title for lesson in LESSONS for title in re.findall(r'"([^"]+)"', shows(lesson)) if title in TITLES}
    assert shown == set(TITLES), "toda cena tem a sua aula"


def shows(lesson: Path) -> str:
    return re.search(r"^\*\*Mostre\.\*\*(.*?)\n\n", section_of(lesson), re.MULTILINE | re.DOTALL)[1]


def test_commands_and_files_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert not [target for target in re.findall(r"`make ([a-z]+)", GUIDE) if f"\n{target}:" not in makefile]
    modules = set(re.findall(r"python -m ([\w.]+)", GUIDE))
    assert modules == {"course_utils.homework"} and (ROOT / "course_utils/homework/__main__.py").is_file()
    paths = [path for path in re.findall(r"`([\w-]+/[\w./-]+)`", GUIDE) if not path.startswith("build/")]
    assert paths and not [path for path in paths if not (ROOT / path).exists()]


def test_what_the_guide_says_of_the_panel_and_of_the_table_is_so():
    markup = (ROOT / "course_utils/live/page/markup.js").read_text(encoding="utf-8")
    for label in ("Gravar, repetir e copiar", "Gravar o treino"):
        assert label in GUIDE and label in markup
    for column in ("ambiente", "sementes", "exploração", "passos", "mudanças", "começo", "final"):
        assert column in table.HEADER and column in GUIDE
