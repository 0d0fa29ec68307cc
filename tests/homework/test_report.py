"""O relatório que se projeta: diz o que houve, não traz nomes se não se pede, e nada de alheio vira HTML."""

import re
import subprocess
import sys
from xml.etree.ElementTree import Element

import pytest
from bs4 import BeautifulSoup
from support.turma import EVIL, NAMES, deliver

from course_utils.exercises.results import Result
from course_utils.homework import Entry, check_folder, table
from course_utils.homework.report import add, save_report


@pytest.fixture(scope="module")
def turma(tmp_path_factory):
    """As quarenta entregas, pequenas, conferidas."""
    folder = tmp_path_factory.mktemp("turma") / "entregas"
    assert deliver(folder, hard=0) == 40
    return check_folder(folder, seconds=60)


def page_of(entries, path, names=False):
    save_report(entries, path, names)
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.mark.slow
def test_forty_deliveries_of_every_kind(turma, tmp_path):
    assert {one.made_in for one in turma} == {"página", "Python", ""}
    assert table.summary(turma) == "17 de 18 gravações aceitas, progresso de 15 alunos e 6 arquivos sem leitura."
    page = page_of(turma, tmp_path / "turma.html")
    lessons = [one.text for one in page.find_all("h2")]
    assert lessons[:2] == ["Apostas da aula 00", "Apostas da aula 01"] and len(lessons) > 8
    for bet in page.select(".aposta:has(h3)"):
        for bar in bet.select(".barra"):
            count, many = map(int, re.match(r"(\d+) de (\d+) ", bar.span.text).groups())
            assert float(bar.rect["width"]) == pytest.approx(100 * count / many, abs=0.1) and many > 5
        assert bet.select(".certa") and bet.select(".frase")
    assert "esse é o retorno" in page.text and "00.1 · Aquecimento" in page.text


@pytest.mark.slow
def test_without_being_asked_the_page_has_no_names(turma, tmp_path):
    shown = page_of(turma, tmp_path / "sem.html").text
    assert not [name for name in [*NAMES, "gabola", "python 0"] if name in shown]
    named = page_of(turma, tmp_path / "com.html", names=True)
    rows = [[cell.text for cell in row.find_all("td")] for row in named.select("tbody tr")]
    assert len(rows) == len(turma) and "cortada.json" in {row[6] for row in rows}
    assert {"gravação (da página) e progresso", "gravação (do Python)"} < {row[1] for row in rows}


@pytest.mark.slow
def test_nothing_foreign_becomes_html(turma, tmp_path):
    twice = [Entry(EVIL, EVIL, progress={"00.1": Result(False, 1, 0, (EVIL, "\ud800"))}, reasons=[EVIL]) for _ in "ab"]
    twice[1].student = "outro"
    page = page_of([*turma, *twice], tmp_path / "turma.html", names=True)
    assert page.text.count("<script>") >= 4 and not page.find_all(["script", "img", "iframe", "link"])
    attributes = {name for one in page.find_all(True) for name in one.attrs}
    assert not attributes & {"src", "href", "style"} and not [name for name in attributes if name.startswith("on")]
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy


def test_code_between_backticks_and_a_lone_one():
    one = add(Element("p"), "p", "`q` e `y < 2` e ` só")
    assert "".join(one.itertext()) == "q e y < 2 e ` só" and [code.text for code in one] == ["q", "y < 2"]


def test_a_class_without_progress_has_a_page_too(tmp_path):
    page = page_of([], tmp_path / "turma.html")
    assert "Nenhum engano" in page.text and "0 de 0 gravações" in page.text


def test_the_command_writes_the_page(tmp_path):
    (folder := tmp_path / "entregas").mkdir()
    (folder / "ana.json").write_text("{}")
    command = [sys.executable, "-m", "course_utils.homework", str(folder), "--html", str(tmp_path / "turma.html")]
    done = subprocess.run([*command, "--nomes"], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, "sem ninguém na tela, a barra se cala"
    assert re.search(r"<td>ana</td>", (tmp_path / "turma.html").read_text(encoding="utf-8"))
