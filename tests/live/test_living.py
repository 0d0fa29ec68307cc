"""O painel que fica num caderno sem núcleo: vive onde há scripts, com o código uma vez só; onde não, a figura."""

import re

import pytest
from playwright.sync_api import expect
from support.pages import PANEL, ask, until

from course_utils import DDPG, ActionNoise, ParameterNoise, Trainer, ddpg
from course_utils.live import living
from course_utils.live.living import living_panel

IMAGE = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="as curvas">'
PICTURE = {"text/html": IMAGE, "text/plain": "as curvas"}


def trainer_of(**changed) -> Trainer:
    given = dict(seeds=[0], exploration=ParameterNoise(), warmup=300, hidden=(16, 16))
    return Trainer("Pendulum-v1", **given | changed)


def document(*trainers: Trainer) -> str:
    """As saídas desses painéis num documento só, como o HTML de um caderno."""
    shown = [living_panel(one, PICTURE)["text/html"] for one in trainers]
    outputs = "".join(f'<div style="padding-bottom: 2000px">{one}</div>' for one in shown)
    return f'<!DOCTYPE html><html lang="pt-BR"><meta charset="utf-8"><title>Aula</title><body>{outputs}</body></html>'


@pytest.fixture
def cell(monkeypatch):
    """Finge que é esta célula que roda, e esta vez."""
    monkeypatch.setattr(living, "_carriers", {})

    def running(cell, run):
        monkeypatch.setattr(living, "current_cell", lambda: cell)
        monkeypatch.setattr(living, "current_run", lambda: run)

    return running


# --- o que vai na saída -------------------------------------------------------------------------------------------


def parts(trainer: Trainer | None = None) -> list[str]:
    return re.findall(r'data-curso="([\w.]+)"', living_panel(trainer or trainer_of(), PICTURE)["text/html"])


def test_the_code_goes_once_and_again_when_its_cell_runs_again(cell):
    both = ["motor", "panel_page.js"]
    cell("a", "1")
    assert parts() == both and parts() == []  # dois painéis na mesma célula
    cell("b", "2")
    assert parts() == []
    cell("a", "3")
    assert parts() == both and parts() == []


def test_where_cells_have_no_name_it_goes_with_the_first(cell):
    cell(None, "1")
    assert parts()
    cell(None, "2")
    assert not parts()


def test_what_the_page_cannot_do_is_a_picture_and_why(monkeypatch, cell):
    mine = type("Meu", (DDPG,), {})
    for one in (trainer_of(algorithm=mine), trainer_of(exploration=type("Meu", (ActionNoise,), {})(0.1))):
        shown = living_panel(one, PICTURE)["text/html"]
        assert "<script" not in shown and "<img" in shown and "porque este treino tem partes" in shown
    monkeypatch.setattr(ddpg, "td_target", lambda *args: None)
    assert "<script" not in living_panel(trainer_of(), PICTURE)["text/html"]


def test_the_output_says_the_picture_and_why_without_scripts():
    shown = living_panel(trainer_of(), PICTURE)
    assert shown["text/plain"] == "as curvas" and "Aqui o painel é só uma figura" in shown["text/html"]
    assert len(shown["text/html"]) < 300_000


# --- no navegador -------------------------------------------------------------------------------------------------

browsing = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="pt-BR", offline=True)
    made, complaints = context.new_page(), []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    yield made
    context.close()
    assert not complaints


def frame(page, k):
    page.locator("iframe.pagina-viva, [data-pagina]").nth(k).scroll_into_view_if_needed()
    expect(page.locator("iframe.pagina-viva")).to_have_count(k + 1)
    found = page.locator("iframe.pagina-viva").nth(k).element_handle().content_frame()
    until(found, "panel.state && panel.lab")
    return found


class TestInABrowser:
    pytestmark = browsing

    def test_two_panels_with_the_code_of_one(self, page, tmp_path, cell):
        cell("a", "1")
        text = document(trainer_of(), trainer_of(seeds=[7], exploration=ActionNoise(0.1)))
        assert text.count('data-curso="motor"') == 1
        (tmp_path / "aula.html").write_text(text, encoding="utf-8")
        page.goto((tmp_path / "aula.html").as_uri())
        one = frame(page, 0)
        expect(page.locator("[data-pagina]")).to_have_count(1)  # o outro espera chegar à vista
        assert page.locator("iframe.pagina-viva").bounding_box()["height"] < 890  # a altura do que está dentro
        other = frame(page, 1)
        assert one.evaluate(f"{PANEL}.setup.seeds") == [0] and other.evaluate(f"{PANEL}.setup.seeds") == [7]
        ask(one, "start")
        until(one, "panel.state.step > 300")
        ask(other, "start")
        until(other, "panel.state.step > 300")
        until(one, "!panel.state.running && panel.state.note.includes('Outro painel')")
        ask(one, "episode")
        until(other, "!panel.state.running && panel.state.note.includes('Outro painel')")
        expect(page.get_by_text("Aqui o painel é só uma figura")).to_have_count(0)

    def test_without_its_code_the_picture_and_the_sentence_stay(self, page, tmp_path, cell):
        cell("a", "1")
        lost = living_panel(trainer_of(), PICTURE)
        text = document(trainer_of())
        assert lost and 'data-curso="motor"' not in text
        (tmp_path / "aula.html").write_text(text, encoding="utf-8")
        page.goto((tmp_path / "aula.html").as_uri())
        page.wait_for_timeout(500)
        expect(page.get_by_text("Aqui o painel é só uma figura")).to_be_visible()
        expect(page.get_by_role("img", name="as curvas")).to_be_attached()

    def test_without_webassembly_the_picture_comes_back(self, page, tmp_path):
        page.add_init_script("delete globalThis.WebAssembly")
        (tmp_path / "aula.html").write_text(document(trainer_of()), encoding="utf-8")
        page.goto((tmp_path / "aula.html").as_uri())
        inside = page.frame_locator("iframe.pagina-viva")
        expect(inside.get_by_text("Aqui não se treina")).to_be_visible()
        expect(inside.get_by_role("img", name="as curvas")).to_be_attached()

    def test_inside_a_sandboxed_iframe_where_storage_is_forbidden(self, page, tmp_path):
        (tmp_path / "aula.html").write_text(document(trainer_of()), encoding="utf-8")
        outside = '<iframe id="fora" sandbox="allow-scripts" src="aula.html" style="width:100%;height:800px"></iframe>'
        (tmp_path / "fora.html").write_text(outside, encoding="utf-8")
        page.goto((tmp_path / "fora.html").as_uri())
        inside = page.frame_locator("#fora").frame_locator("iframe.pagina-viva")
        inside.get_by_role("button", name="Treinar").click()
        panel = page.frames[2]
        until(panel, "panel.state.step > 300")
        forbidden = "(() => { try { return localStorage.length } catch (error) { return error.name } })()"
        assert panel.evaluate(forbidden) == "SecurityError"
        view = panel.locator(".painel-vivo")
        for summary in view.locator("summary").all():
            summary.click()
        view.get_by_role("button", name="Copiar como código").click()
        expect(view.get_by_label("O treino como uma célula")).to_be_visible()
        view.get_by_role("button", name="Apostar").click()
        view.get_by_role("button", name="⟲ Recomeçar").click()
        until(panel, "panel.state.step === 0")
