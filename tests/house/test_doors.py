"""Uma aula inteira no Notebook 7: roda, redesenha, treina, e a aposta vai ao núcleo.

`CURSO_RETRATOS=pasta` guarda o que o navegador mostrou.
"""

import json
import os
import re
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect
from support.lab import ROOT, chromium, serving

from course_utils.exercises.bets import bets_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

LESSON = "04_ruido_nos_parametros"
APP = ["jupyter", "notebook", "--port={port}", "--no-browser", "--ServerApp.token=", "--ServerApp.password="]


def copy_of_the_lesson(folder: Path) -> None:
    """A aula, sem as saídas gravadas."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{LESSON}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    folder.mkdir()
    nbformat.write(notebook, folder / f"{LESSON}.ipynb")


def test_a_whole_lesson_in_notebook_7(tmp_path):
    copy_of_the_lesson(folder := tmp_path / "aula")
    app = [*APP, "--allow-root"]
    with serving(app, f"notebooks/{LESSON}.ipynb", folder, tmp_path) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 30_000}, locale="pt-BR")  # tudo à vista
        page.goto(address)
        run_all(page)
        complaints = tour(page, folder)
        if shown := os.environ.get("CURSO_RETRATOS"):
            page.screenshot(path=Path(shown) / "notebook.png")
    assert not complaints


def run_all(page: Page) -> None:
    """Pede ao menu que execute tudo, em português ou em inglês."""
    page.locator(".jp-Notebook .jp-CodeCell .jp-Editor").first.click(timeout=60_000)
    page.locator(".lm-MenuBar-item", has_text=re.compile("^(Run|Executar)$")).click()
    page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()


def tour(page: Page, folder: Path) -> list[str]:
    """Espera a aula rodar; move um controle, treina no painel e aposta errado. Devolve as queixas da página."""
    complaints: list[str] = []
    bets = bets_of("04")
    for one in bets.values():
        expect(page.locator(".aposta form", has_text=one.option[0].text).first).to_be_visible(timeout=240_000)
    page.on("pageerror", lambda error: complaints.append(str(error)))  # os de antes são do próprio programa
    expect(page.locator("[data-mime-type='application/vnd.jupyter.error']")).to_have_count(0)

    expect(page.locator(".jp-InputPrompt", has_text="[*]")).to_have_count(0, timeout=120_000)

    figure = page.locator(".figura-viva").first
    figure.get_by_role("slider", name="σ inicial").fill("-3")  # é o expoente: σ = 0,001
    expect(figure.locator("p[role=status]")).to_be_empty()
    expect(figure.get_by_role("img", name="σ inicial: 0,001")).to_be_visible(timeout=30_000)

    panel = page.locator(".painel-vivo").first
    panel.get_by_role("button", name="Treinar").click()
    state = "() => document.querySelector('.painel-vivo').panel.state"
    page.wait_for_function(f"({state})()?.step > 300", timeout=60_000)
    panel.get_by_role("button", name="Pausar").click()

    name, asked = next(iter(bets.items()))
    wrong = next(one for one in asked.option if not one.right)
    bet = page.locator(".aposta", has_text=asked.option[0].text).first
    bet.get_by_text(wrong.text, exact=True).click()
    bet.get_by_role("button", name="tenho certeza").click()
    expect(bet.locator(".resultado")).to_contain_text(wrong.says)
    expect(bet.locator(".resultado img").last).to_be_visible()
    kept = json.loads((folder / "meu_progresso.json").read_text(encoding="utf-8"))
    assert kept[name]["right"] is False and kept[name]["sure"] == 2
    return complaints
