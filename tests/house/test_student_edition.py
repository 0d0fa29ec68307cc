"""A edição do estudante: nenhuma solução à vista, o resto igual, e as soluções, postas de volta, passam."""

import html
import re
import sys
from pathlib import Path

import nbformat
import pytest
from support.asked import asked, assert_solved, play

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ferramentas"))

import estudante  # noqa: E402

TEXTS = sorted((ROOT / "notebooks/textos").glob("0*.md"))
every_lesson = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)


def editions(text: Path) -> tuple[nbformat.NotebookNode, nbformat.NotebookNode]:
    """O caderno de quem ensina, ainda sem saídas, e o de quem estuda."""
    return estudante.read_text(text), estudante.student_edition(text)


def sources(notebook: nbformat.NotebookNode, kind: str) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


def lines(text: str) -> set[str]:
    """As linhas que dizem alguma coisa; uma curta, como `return total`, pode estar em qualquer lugar."""
    return {line.strip() for line in text.splitlines() if len(line.strip()) >= 25}


@every_lesson
def test_no_line_of_a_solution_is_left_in_a_cell_or_an_output(text):
    teacher, student = editions(text)
    prose, code = "\n".join(sources(teacher, "markdown")), "\n".join(sources(teacher, "code"))
    folded = re.findall(r"<summary>Solução</summary>(.*?)</details>", prose, re.DOTALL)
    assert len(folded) == len(re.findall(r'^check\("\d\d\.\d+"', code, re.MULTILINE)) >= 4
    # O enunciado já traz o `def` e o que está feito: são linhas da aula, que a solução repete.
    secret = lines("\n".join(folded)) - lines(code)
    assert len(secret) >= 10
    written = "\n".join(sources(student, "markdown"))
    assert "Solução</summary>" not in written and not secret & lines(written)
    outputs = [output for cell in student.cells for output in cell.get("outputs", [])]
    printed = "\n".join(str(text) for one in outputs for text in (one.get("text", ""), *one.get("data", {}).values()))
    assert printed and not [line for line in secret if line in printed or html.escape(line) in printed]


@every_lesson
def test_everything_else_is_the_same_and_only_the_exercises_are_to_be_run(text):
    teacher, student = editions(text)
    nbformat.validate(student)
    assert sources(student, "code") == sources(teacher, "code")
    titles = [re.findall(r"^#+ .+$", "\n".join(sources(one, "markdown")), re.MULTILINE) for one in (teacher, student)]
    assert titles[0] == titles[1]
    saved = nbformat.read(ROOT / f"notebooks/{text.stem}.ipynb", as_version=4)
    kept = {cell.id: cell.outputs for cell in saved.cells if cell.cell_type == "code"}
    for cell in student.cells:
        if cell.cell_type == "code":
            blank = re.search(r"^check\(", cell.source, re.MULTILINE)
            assert cell.outputs == ([] if blank else kept.get(cell.id, []))


@every_lesson
def test_its_links_need_nothing_but_the_folder_and_none_opens_the_answers(text):
    _, student = editions(text)
    for target in re.findall(r"\]\(([^)\s]+)", "\n".join(sources(student, "markdown"))):
        assert re.match(r"https?://|#", target) or target in {f"{lesson.stem}.ipynb" for lesson in TEXTS}
        assert not (target.startswith("http") and target.endswith(".ipynb")), "seria o caderno do professor"


@pytest.mark.parametrize(
    "opened",
    [
        "<details open>\n<summary>Solução</summary>",
        "<details open><summary>Solução do 2</summary>",
        "<details><summary>Solução </summary>",
        "<details><summary>As soluções</summary>",
        "<details><summary><b>Solução</b></summary>",
        "<details><summary>\nSolução\n</summary>",
        "<DETAILS><SUMMARY>SOLUÇÃO</SUMMARY>",
        "<details><summary>Solução</summary>\n\n<details><summary>Mais</summary>y = 2</details>",
        "</details>\n\nA solução:",
    ],
)
def test_a_solution_written_another_way_is_refused(opened):
    with pytest.raises(ValueError, match="numa linha só"):
        estudante.without_solutions(f"{opened}\n\nx = 1\n\n</details>")


def test_what_folds_without_being_a_solution_stays():
    hint = "<details><summary>Uma dica</summary>\n\nx é 1.\n\n</details>"
    solution = "<details><summary>Solução</summary>\n\nx = 1\n\n</details>"
    assert estudante.without_solutions(f"A solução existe.\n\n{hint}\n\n{solution}\n") == f"A solução existe.\n\n{hint}"


def test_the_solutions_put_back_pass():
    """Uma aula que roda depressa; as células das outras são as da edição do professor, e test_solutions as prova."""
    teacher, student = editions(TEXTS[0])
    assert not asked(student, "00")
    names = play(student, "a edição do estudante")
    found = asked(teacher, "00")
    assert len(found) >= 4 and all(one.cell in sources(student, "code") for one in found)
    for one in found:
        assert_solved(one, names)
