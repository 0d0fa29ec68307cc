"""A aula como o estudante a vê: JupyterLab e Chromium de verdade, "executar todas as células", nenhum erro."""

import time
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect
from support.lab import ROOT, chromium, jupyter_lab, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def lab(tmp_path, request):
    """Um JupyterLab com os ajustes do curso e uma cópia da aula pedida, sem saídas; dá o endereço e a cópia.

    A aula é o parâmetro do teste; um segundo parâmetro é o código de uma célula a mais.
    """
    lesson, *more = request.param
    notebook = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4)
    notebook.cells += [nbformat.v4.new_code_cell(code) for code in more]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    copy = tmp_path / "aula" / f"{lesson}.ipynb"
    copy.parent.mkdir()
    nbformat.write(notebook, copy)

    with serving(jupyter_lab(copy), f"lab/tree/{copy.name}", copy.parent, tmp_path) as address:
        yield address, copy


@pytest.fixture
def page():
    """Uma página do Chromium, do tamanho de um notebook pequeno."""
    with chromium() as browser:
        yield browser.new_page(viewport={"width": 1280, "height": 800}, locale="pt-BR")


def run_all(page, address: str) -> None:
    """Abre a aula, pede ao menu que execute tudo e espera o núcleo descansar."""
    page.goto(address)
    idle = page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
    # O indicador nasce "idle" antes de haver núcleo; a barra de baixo só diz "| Idle" quando há um de verdade.
    expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    expect(page.locator(".jp-Dialog")).to_have_count(0)  # nem "escolha o núcleo", nem notícias
    page.locator(".lm-MenuBar-item", has_text="Executar").click()  # em português
    page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()
    expect(page.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]')).to_be_visible(timeout=30_000)
    expect(idle).to_be_visible(timeout=180_000)


def saved(page, path: Path) -> list:
    """As células de código do caderno, depois de gravado pelo próprio JupyterLab."""
    page.keyboard.press("Control+s")
    for _ in range(100):
        time.sleep(0.1)
        try:
            cells = nbformat.read(path, as_version=4).cells
        except nbformat.reader.NotJSONError:  # ainda sendo gravado
            continue
        code = [cell for cell in cells if cell.cell_type == "code"]
        if all(cell.execution_count for cell in code):
            return code
    raise AssertionError("o caderno gravado tem células que não rodaram")


def show(page, text: str, offset: int = 0) -> None:
    """Rola a página até a célula de texto `text`, deixando-a `offset` pixels abaixo do alto."""
    place = page.locator(".jp-Notebook .jp-MarkdownOutput", has_text=text).last
    panel = page.locator(".jp-WindowedPanel-outer").first
    for _ in range(60):  # células fora da tela podem nem estar na página
        if place.count():
            place.scroll_into_view_if_needed()
            page.wait_for_timeout(500)
            box, frame = place.bounding_box(), panel.bounding_box()
            panel.evaluate("(panel, y) => panel.scrollBy(0, y)", box["y"] - frame["y"] - offset)
            page.wait_for_timeout(500)
            return
        panel.evaluate("panel => panel.scrollBy(0, 400)")
        page.wait_for_timeout(150)
    raise AssertionError(f"não achei {text!r} na página")


@pytest.mark.timeout(400)
@pytest.mark.parametrize("lab", [("03_ddpg",)], ids=["03"], indirect=True)
def test_the_lesson_runs_from_top_to_bottom_in_a_real_browser(lab, page):
    address, path = lab
    run_all(page, address)
    for cell in saved(page, path):
        for output in cell.outputs:
            assert output.output_type != "error", output
            # A barra de progresso pode escrever no stderr; um aviso, não.
            assert output.get("name") != "stderr" or "episódios" in output.text, output
            assert "✗" not in output.get("text", "")

    page.locator(".jp-Notebook").first.evaluate("node => node.scrollIntoView()")
    show(page, "Antes de tudo, desligue uma peça")
    frame = page.frame_locator("iframe.interruptores-vivos")
    frame.get_by_role("button", name="Ir até o fim").click()
    expect(frame.get_by_text("com as duas peças, semente 0: 6.000 passos.")).to_be_visible(timeout=30_000)
    frame.get_by_role("checkbox", name="memória").uncheck()
    frame.get_by_role("button", name="Ir até o fim").click()
    expect(frame.get_by_text("sem memória, semente 0: 6.000 passos.")).to_be_visible(timeout=30_000)
    expect(frame.locator(".voltas li")).to_have_text(["com as duas peças", "sem memória"])


WIDGET = "from course_utils.live import PendulumView\nview = PendulumView(pendulo)\nview"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("lab", [("00_comece_aqui", WIDGET)], ids=["00"], indirect=True)
def test_lesson_00_as_a_student(lab, page):
    """No JupyterLab: o pêndulo sobe, um empurrão se recupera, σ estraga, joga-se; e o widget fala com o núcleo."""
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    address, path = lab
    run_all(page, address)
    *cells, widget = saved(page, path)
    for cell in cells:
        for output in cell.outputs:
            assert output.output_type != "error", output
            assert output.output_type != "stream" or (output.name, "✗" in output.text) == ("stdout", False)
        shown = ["application/vnd.jupyter.widget-view+json" in output.get("data", {}) for output in cell.outputs]
        assert any(shown) == ("quiz(" in cell.source or "bet(" in cell.source)
    assert "application/vnd.jupyter.widget-view+json" in widget.outputs[0].data

    # O que aprende na página: os dois se movem, e o treino anda.
    show(page, "Um aprende, o outro já sabe")
    duo = page.locator("iframe.pendulo-vivo").nth(0).content_frame.locator(".dupla")
    learning = (
        "node => new Promise((done) => { const look = () => "
        "node.view.state?.step > 300 ? done(true) : setTimeout(look, 50); look(); })"
    )
    assert duo.evaluate(learning, timeout=30_000)

    show(page, "Um pêndulo já treinado")
    first = page.locator("iframe.pendulo-vivo").nth(1).content_frame
    view = first.locator(".disputa")
    upright = (
        "node => new Promise((done) => { const look = () => "
        "Math.cos(node.view.stage.bodies[0].state.angle) > 0.97 ? done(true) : setTimeout(look, 50); look(); })"
    )
    assert view.evaluate(upright, timeout=15_000)
    stage = first.locator("[data-e=stage]")
    stage.press("ArrowRight", delay=700)
    pushed = "node => [node.view.stage.bodies[0].pushed, Math.cos(node.view.stage.bodies[0].state.angle) < 0.9]"
    assert view.evaluate(pushed) == [True, True]
    assert view.evaluate(upright, timeout=15_000)
    # As setas foram do pêndulo: o JupyterLab não mudou de célula nem rolou a página.
    expect(stage).to_be_in_viewport()
    first.get_by_role("slider", name="Ruído nos parâmetros").press("End")
    assert view.evaluate("node => node.view.stage.bodies[0].sigma.parameters") == 0.3

    show(page, "Dica: não tente erguer a haste")
    frame = page.locator("iframe.pendulo-vivo").nth(2).content_frame
    frame.locator("[data-e=stage]").press("ArrowLeft", delay=500)
    expect(frame.get_by_role("status")).to_contain_text("Fim: ", timeout=20_000)

    show(page, "Em cima, o cinza é a recompensa")
    frame = page.locator("iframe.pendulo-vivo").nth(3).content_frame
    frame.get_by_role("slider", name="Desconto").press("Home")
    expect(frame.locator("[data-e=sum]")).to_contain_text("0,00 × (")

    # O anywidget: as setas são dele, e o que se muda na página chega ao núcleo, e de volta.
    show(page, "O que ler")
    view = page.locator(".jp-Notebook .pendulo")
    view.scroll_into_view_if_needed()
    view.get_by_role("slider", name="Ruído nos parâmetros").press("End")
    view.locator("[data-e=stage]").press("ArrowLeft")
    expect(view).to_be_visible()
    run_cell(page, "print('sigma', view.sigma); view.manual = True")
    expect(page.locator(".jp-OutputArea-output", has_text="sigma 0.3")).to_be_visible()
    expect(view.get_by_role("button", name="Jogar também")).to_have_attribute("aria-pressed", "true")
    assert not complaints


def run_cell(page, code: str) -> None:
    """Escreve e roda uma célula nova, no fim do caderno."""
    page.locator(".jp-Notebook-footer").click()
    editor = page.locator(".jp-Notebook .jp-Cell.jp-mod-active .cm-content")
    expect(editor).to_have_text("")
    editor.click()
    page.keyboard.insert_text(code)
    page.keyboard.press("Shift+Enter")
