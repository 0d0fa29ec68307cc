"""As perguntas num JupyterLab de verdade: errar, ler o porquê, acertar, e o progresso conta. E sem núcleo também."""

import nbformat
import pytest
from playwright.sync_api import Page, expect
from support.axe import violations
from support.lab import Kernel, chromium, jupyter_lab, open_notebook, run_all, serving, write_notebook

from course_utils.exercises import quiz
from course_utils.exercises.quiz import Option, questions

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

CELL = 'from course_utils.exercises import progress, quiz\nquiz("02")'


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Um JupyterLab com dois cadernos: um para rodar, e um gravado, sem as saídas de ninguém em quem se confie."""
    home = tmp_path_factory.mktemp("perguntas")
    notebook = write_notebook(home / "aula" / "perguntas.ipynb", CELL)
    saved = nbformat.read(notebook, as_version=4)
    page, _ = quiz("02")._repr_mimebundle_()
    saved.cells[0].outputs = [nbformat.v4.new_output("execute_result", page, execution_count=1)]
    nbformat.write(saved, notebook.with_name("gravado.ipynb"))
    with serving(jupyter_lab(notebook), "lab", notebook.parent, home) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1100, "height": 1400}, locale="pt-BR")
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page, address, home
        page.close()
    assert not complaints


def options(question: int) -> tuple[Option, Option]:
    """A opção certa de uma pergunta da aula 02, e uma errada."""
    own = questions("02")[question].options
    return next(o for o in own if o.right), next(o for o in own if not o.right)


def choose(page: Page, option: Option) -> None:
    """Escolhe com o teclado, como quem não usa o mouse."""
    expect(page.locator(".vista-viva").get_by_text(option.why)).to_be_hidden()
    chosen = page.locator(".vista-viva .perguntas summary", has_text=option.text)
    chosen.focus()
    chosen.press("Enter")
    expect(page.locator(".vista-viva").get_by_text(option.why)).to_be_visible()


def test_wrong_then_the_why_then_right_and_the_progress_counts_it(opened):
    page, address, home = opened
    open_notebook(page, f"{address}/tree/perguntas.ipynb")
    run_all(page)
    asked = page.get_by_role("region", name="Perguntas da aula 02")
    count = asked.get_by_role("status")
    expect(count).to_have_text("Certas: 0 de 5.", timeout=30_000)
    right, wrong = options(0)
    choose(page, wrong)
    expect(asked.locator("details[open]")).to_contain_text("Ainda não.")
    expect(count).to_have_text("Certas: 0 de 5.")
    choose(page, right)
    expect(asked.locator("details[open]", has_text=right.why)).to_contain_text("Certo.")
    expect(count).to_have_text("Certas: 1 de 5.")
    assert not violations(page, ".perguntas")
    assert page.locator(".jp-Notebook .jp-Cell").count() == 1  # o Enter não foi para o JupyterLab
    kernel = Kernel(home)
    assert "Quiz: 1 de 5" in kernel("repr(progress('02'))")
    # Quem roda a célula de novo, ou volta amanhã, reencontra o que já acertou.
    run_all(page)
    expect(asked.locator(".resolvida")).to_have_count(1)
    expect(page.locator(".vista-viva").get_by_text(right.why)).to_be_hidden()
    choose(page, options(3)[0])
    expect(count).to_have_text("Certas: 2 de 5.")
    assert "Quiz: 2 de 5" in kernel("repr(progress('02'))")


def test_a_saved_notebook_answers_too(opened):
    page, address, _ = opened
    page.goto(f"{address}/tree/gravado.ipynb")
    right, _ = options(4)
    summary = page.locator(".perguntas summary:visible", has_text=right.text)
    summary.click(timeout=30_000)
    expect(page.get_by_text(right.why).locator("visible=true")).to_be_visible()
    assert page.locator(".perguntas:visible [role=status]").count() == 0  # sem núcleo ninguém conta
