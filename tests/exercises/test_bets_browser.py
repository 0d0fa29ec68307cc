"""As apostas num navegador de verdade: antes da escolha não se vê nada; errar, ler por quê, ver, e o progresso sabe.

No JupyterLab com núcleo e num caderno gravado, no HTML exportado, e numa página em que scripts não rodam.
"""

from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import Page, expect
from support.axe import violations
from support.hidden import told_early
from support.lab import Kernel, jupyter_lab, open_notebook, run_all, serving, write_notebook

from course_utils.exercises import bets
from course_utils.exercises.bets import Asked, Option, bets_of
from course_utils.figures.plots import described, new_axes

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
BETTING = [path.stem for path in sorted(NOTEBOOKS.glob("0*.ipynb")) if 'bet(\\"' in path.read_text(encoding="utf-8")]
BET = bets_of("03")["03.tau"]
WRONG, RIGHT = BET.option[0], next(one for one in BET.option if one.right)
HIDDEN = [BET.after, BET.alt, *(one.says for one in BET.option), "Foi assim", "Não foi assim"]
CELL = """from course_utils.exercises import bet, progress
from course_utils.figures.plots import new_axes
figure, axes = new_axes(6, 2)
bet("03.tau", lambda: figure)"""
ORDER = Asked("Em que ordem?", [Option(name, f"O {name} fica aí.") for name in ("bê", "cê", "dê")], "order")

CURVE = Asked(
    "Como sobe?",
    [Option("perto", "Você acompanhou.", right=True), Option("longe", "Ela sobe sempre.")],
    "curve",
    x=["passo", 0, 1000],
    y=["retorno", -1000, 0],
)


def rising():
    return [0, 1000], [-1000, 0]


def drawn():
    figure, _ = new_axes(6, 2)
    return described(figure, BET.alt)


def saved_with(*views) -> nbformat.NotebookNode:
    """Um caderno gravado sem ninguém olhando, com essas apostas."""
    cells = [nbformat.v4.new_code_cell("bet(…)", execution_count=1) for _ in views]
    for cell, view in zip(cells, views):
        cell.outputs = [nbformat.v4.new_output("execute_result", view._repr_mimebundle_()[0], execution_count=1)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return notebook


def assert_hidden(page: Page, within: str) -> None:
    """Nada da resposta está no que se vê, no que um leitor de tela lê, nem numa figura que se veja."""
    shown = page.locator(within)
    seen = f"{shown.inner_text()}\n{shown.aria_snapshot()}"
    assert BET.option[0].text in seen
    assert not [answer for answer in HIDDEN if answer in seen]
    assert page.locator(f"{within} img:visible").count() == 0


def choose(page: Page, option: Option, sure: str) -> None:
    """Aposta com o teclado, como quem não usa o mouse."""
    page.get_by_role("radio", name=option.text).press("Space")
    page.get_by_role("button", name=sure).press("Enter")


@pytest.fixture
def exported(browser, tmp_path):
    """Abre o HTML exportado de um caderno: `exported(apostas…, java_script_enabled=False)`."""
    contexts, complaints = [], []

    def visit(*views, **options):
        place = tmp_path / "aula.html"
        place.write_text(HTMLExporter().from_notebook_node(saved_with(*views))[0], encoding="utf-8")
        context = browser.new_context(viewport={"width": 1000, "height": 900}, locale="pt-BR", **options)
        contexts.append(context)
        context.route("http*://**", lambda route: route.abort())  # o modelo do nbconvert pede coisas à rede
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(place.as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not [one for one in complaints if "require" not in one and "mermaid" not in one]


# --- sem núcleo -----------------------------------------------------------------------------------------------------


def test_in_the_exported_page_a_bet_is_made_kept_and_found_again(exported):
    page = exported(bets.Bet("03.tau", BET, drawn))
    assert_hidden(page, ".aposta")
    assert page.locator(".aposta img").count() == 0, "nem escondida na página"
    assert not violations(page, ".aposta")
    choose(page, WRONG, "tenho certeza")
    result = page.locator(".aposta .resultado")
    expect(result).to_be_focused()
    expect(result).to_contain_text(f"A sua aposta (tenho certeza): {WRONG.text}")
    expect(result).to_contain_text(WRONG.says)
    expect(result).to_contain_text("Neste navegador, você acertou 0 de 1.")
    expect(result.get_by_role("img", name=BET.alt)).to_be_visible()
    assert RIGHT.says not in result.inner_text()
    page.reload()
    expect(page.locator(".aposta .resultado")).to_contain_text(WRONG.says)


def test_without_scripts_each_answer_is_folded(exported):
    page = exported(bets.Bet("03.tau", BET, drawn), java_script_enabled=False)
    assert_hidden(page, ".aposta")
    page.get_by_text(WRONG.text).click()
    expect(page.get_by_text(WRONG.says)).to_be_visible()
    expect(page.get_by_text(RIGHT.says)).to_be_hidden()
    page.get_by_text("Ver o que aconteceu").click()
    expect(page.get_by_role("img", name=BET.alt)).to_be_visible()


def test_where_nothing_can_be_kept_it_is_said(exported):
    page = exported(bets.Bet("03.tau", BET, drawn))
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('não'); }; }")
    choose(page, RIGHT, "acho que sim")
    expect(page.locator(".resultado")).to_contain_text(RIGHT.says)
    expect(page.locator(".resultado")).to_contain_text("a sua aposta vale só nesta visita")


def test_who_only_wants_to_see_sees_and_nothing_is_kept(exported):
    page = exported(bets.Bet("03.tau", BET, drawn))
    page.get_by_role("button", name="ver sem apostar").click()
    expect(page.locator(".resultado")).to_contain_text(RIGHT.says)
    assert page.evaluate("localStorage.length") == 0


def test_an_order_is_made_with_the_keyboard_and_shown_over_the_real_one(exported, monkeypatch):
    page = exported(bets.Bet("99.ordem", ORDER, None), bets.Bet("03.tau", BET, drawn))
    rows = page.locator(".aposta").first.locator("li > span")
    first = rows.nth(0).inner_text()
    down = page.get_by_role("button", name=f"Descer: {first}")
    down.press("Enter")
    expect(down).to_be_focused()
    down.press("Enter")
    expect(rows.nth(2)).to_have_text(first)
    order = rows.all_inner_texts()
    page.get_by_role("button", name="é um chute").first.click()
    result = page.locator(".aposta").first.locator(".resultado")
    hits = sum(one == real.text for one, real in zip(order, ORDER.option))
    expect(result).to_contain_text(f"A sua ordem (é um chute), sobre a que aconteceu: {hits} de 3 no lugar.")
    for place, one in enumerate(ORDER.option):
        expect(result.locator("li").nth(place)).to_contain_text(
            f"{one.text} a sua: {order.index(one.text) + 1}.º lugar"
        )
    expect(page.locator(".aposta").nth(1).locator("form")).to_be_visible()


def test_a_curve_is_drawn_by_hand_or_by_keyboard_and_the_real_one_comes_over_it(exported):
    page = exported(bets.Bet("99.curva", CURVE, drawn, rising))
    section = page.locator(".aposta")
    assert page.locator(".aposta .real").count() == 0 and "data-real" not in section.evaluate("node => node.outerHTML")
    assert not violations(page, ".aposta")
    first, *_, last = section.get_by_role("slider").all()
    first.press("PageDown")
    expect(first).to_have_attribute("aria-valuetext", "−600")
    box, svg = last.bounding_box(), section.locator("svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"], svg["y"] + 1, steps=4)
    page.mouse.up()
    expect(last).to_have_attribute("aria-valuenow", "100")
    page.get_by_role("button", name="é um chute").click()
    result = section.locator(".resultado")
    expect(result).to_contain_text("Ela sobe sempre.")
    expect(result.locator("path.real")).to_be_visible()
    expect(result.locator("path.sua")).to_be_visible()
    assert page.evaluate("Object.values(JSON.parse(localStorage['curso-ddpg.apostas']))[0].right") is False
    page.reload()
    expect(page.locator(".resultado path.sua")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_and_reads_in_the_dark(exported, width, scheme):
    views = bets.Bet("99.ordem", ORDER, None), bets.Bet("03.tau", BET, drawn), bets.Bet("99.c", CURVE, drawn, rising)
    page = exported(*views, color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name="ver sem apostar").nth(1).click()
    for section in page.locator(".aposta").all():
        assert section.evaluate("node => node.scrollWidth <= node.clientWidth")


@pytest.mark.parametrize("lesson", BETTING)
def test_no_lesson_shows_an_answer_before_the_choice(browser, tmp_path, lesson):
    """No HTML exportado de cada aula, e sem scripts: nem texto, nem texto alternativo, nem figura, nem na aula toda."""
    place = tmp_path / "aula.html"
    place.write_text(HTMLExporter().from_filename(NOTEBOOKS / f"{lesson}.ipynb")[0], encoding="utf-8")
    for scripts in (True, False):
        context = browser.new_context(locale="pt-BR", java_script_enabled=scripts)
        context.route("http*://**", lambda route: route.abort())
        page = context.new_page()
        page.goto(place.as_uri())
        assert not told_early(page, lesson[:2])
        context.close()


# --- no JupyterLab --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lab(tmp_path_factory, browser):
    """Um JupyterLab com dois cadernos: um para rodar, e um gravado em que ainda não se confia."""
    home = tmp_path_factory.mktemp("apostas")
    notebook = write_notebook(home / "aula" / "apostas.ipynb", CELL)
    nbformat.write(saved_with(bets.Bet("03.tau", BET, drawn)), notebook.with_name("gravado.ipynb"))
    with serving(jupyter_lab(notebook), "lab", notebook.parent, home) as address:
        page = browser.new_page(viewport={"width": 1100, "height": 1400}, locale="pt-BR")
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page, address, home
        page.close()
    assert not complaints


def test_a_student_bets_wrong_reads_why_sees_and_finds_it_in_the_progress(lab):
    page, address, home = lab
    open_notebook(page, f"{address}/tree/apostas.ipynb")
    run_all(page)
    asked = page.locator(".vista-viva .aposta")
    expect(asked.locator("form")).to_be_visible(timeout=30_000)
    assert_hidden(page, ".jp-OutputArea")
    assert not violations(page, ".aposta")
    choose(page, WRONG, "tenho certeza")
    expect(asked).to_contain_text(WRONG.says)
    expect(asked.get_by_role("img", name=BET.alt)).to_be_visible()
    assert page.locator(".jp-Notebook .jp-Cell").count() == 1  # as teclas não foram para o JupyterLab
    said = Kernel(home)("repr(progress('03'))")
    assert "Apostas: 0 certas de 1 feitas" in said and "“tenho certeza”, 0 de 1" in said
    run_all(page)  # quem roda a célula de novo reencontra o que apostou
    expect(asked.locator(".resultado")).to_contain_text(WRONG.says)


def test_a_saved_notebook_bets_too(lab):
    page, address, _ = lab
    page.goto(f"{address}/tree/gravado.ipynb")
    expect(page.locator(".jp-OutputArea .aposta:visible")).to_be_visible(timeout=30_000)
    assert_hidden(page, ".jp-OutputArea:visible")
    page.get_by_text(WRONG.text).locator("visible=true").click()
    expect(page.get_by_text(WRONG.says).locator("visible=true")).to_be_visible()
    page.get_by_text("Ver o que aconteceu").locator("visible=true").click()
    expect(page.locator(".aposta img:visible")).to_be_visible()
