"""Um estudante na aula 02, num JupyterLab de verdade: erra, lê o nome do erro e a dica, acerta, e vê o progresso."""

import json

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect
from support.lab import ROOT, chromium, jupyter_lab, open_notebook, run_all, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WRONG = 'actor_count = 2305\ncritic_count = 2561\n\ncheck("02.1", actor_count, critic_count)'
RIGHT = WRONG.replace("2305", "2497")
FROM_AUTOGRAD = """def slope_by_hand(critic, s, a):
    a = a.detach().requires_grad_()
    return torch.autograd.grad(critic(s, a).sum(), a)[0]


check("02.4", slope_by_hand)"""


@pytest.fixture
def student(tmp_path):
    """A aula 02 aberta, toda executada: a página e a pasta do estudante."""
    notebook = nbformat.read(ROOT / "notebooks" / "02_ator_critico.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    copy = tmp_path / "aula" / "02_ator_critico.ipynb"
    copy.parent.mkdir()
    nbformat.write(notebook, copy)
    with serving(jupyter_lab(copy), f"lab/tree/{copy.name}", copy.parent, tmp_path) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="pt-BR")
        open_notebook(page, address)
        run_all(page)
        yield page, copy.parent


def cell_with(page: Page, code: str) -> Locator:
    """A célula de código que contém `code`, trazida à tela: longe dela, o JupyterLab nem a põe na página."""
    cell = page.locator(".jp-CodeCell", has_text=code)
    panel = page.locator(".jp-WindowedPanel-outer").first
    for _ in range(120):
        if cell.count():
            cell.first.scroll_into_view_if_needed()
            return cell.first
        panel.evaluate("panel => panel.scrollBy(0, 400)")
        page.wait_for_timeout(100)
    raise AssertionError(f"não achei a célula {code!r}")


def answer(page: Page, code: str, text: str) -> Locator:
    """Troca o que está numa célula por `text`, como quem digita, e a executa; devolve a saída."""
    cell = cell_with(page, code)
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")
    return cell.locator(".jp-OutputArea-output")


@pytest.mark.timeout(400)
def test_a_student_errs_reads_the_hint_gets_it_right_and_sees_the_progress(student):
    page, folder = student
    blank = cell_with(page, 'check("02.1"').locator(".jp-OutputArea-output")
    expect(blank).to_contain_text("ainda não respondido", timeout=180_000)  # a aula inteira rodou até ali

    said = answer(page, 'check("02.1"', WRONG)
    expect(said).to_contain_text("faltaram os LayerNorm", timeout=30_000)
    expect(said.locator("details")).to_have_count(1)
    expect(said.locator("details")).to_contain_text("Some camada por camada")

    said = answer(page, 'check("02.1"', WRONG)  # outra vez: mais uma dica, e a de antes se fecha
    expect(said.locator("details")).to_have_count(2)
    expect(said.locator("details[open]")).to_contain_text("Um LayerNorm(m) tem m ganhos")

    said = answer(page, 'check("02.1"', RIGHT)
    expect(said).to_contain_text("Toda a influência dela passa por ali", timeout=30_000)
    expect(said.locator("details")).to_have_count(0)

    said = answer(page, 'check("02.4"', FROM_AUTOGRAD)
    expect(said).to_contain_text("aqui a conta é à mão", timeout=30_000)

    said = answer(page, 'progress("02")', 'progress("02")')
    expect(said).to_contain_text("✓ 02.1 Conte os parâmetros · 3 tentativas", timeout=30_000)
    expect(said).to_contain_text("○ 02.4 ∇ₐQ à mão · 1 tentativa")
    kept = json.loads((folder / "meu_progresso.json").read_text(encoding="utf-8"))
    (mistake,) = kept["02.1"].pop("mistakes")
    assert mistake.startswith("`actor_count`: faltaram os LayerNorm")
    assert kept["02.1"] == {"solved": True, "tries": 3, "hints": 2} and not kept["02.4"]["solved"]
