"""A demonstração como quem dá aula a usa: toca uma cena, assume o comando, mexe, recarrega a página; sem rede."""

import base64

import numpy as np
import pytest
from playwright.sync_api import expect
from support.axe import violations
from support.lab import ROOT, chromium, serving

from course_utils.live.scenes import SCENES, scene_data, scene_page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

PANEL = "document.querySelector('.painel-vivo').panel"


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture
def opened(browser):
    """Uma página nova; no fim, nenhuma queixa no console, e nada pedido a quem não é desta máquina."""
    page = browser.new_page(viewport={"width": 1280, "height": 720}, locale="pt-BR")
    wrong: list[str] = []
    # Ao recarregar, o Voilà solta o núcleo um instante antes de a página se ir, e a pergunta que cai nele se perde.
    page.on("pageerror", lambda error: str(error) == "Cannot send" or wrong.append(str(error)))
    page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
    page.on("response", lambda answer: answer.status >= 400 and wrong.append(answer.url))
    page.on("request", lambda asked: asked.url.startswith("http://127.0.0.1") or wrong.append(asked.url))
    page.route(lambda url: not url.startswith("http://127.0.0.1"), lambda route: route.abort())
    yield page
    page.close()
    assert not wrong


def wait(page, condition: str, seconds: float = 60) -> None:
    page.wait_for_function(f"() => {{ const panel = {PANEL}; return {condition}; }}", timeout=1000 * seconds)


def count(page) -> int:
    """Quantos episódios as curvas mostram."""
    return page.evaluate(f"{PANEL}.returns[0].points.length")


def test_an_instructor_plays_takes_over_moves_a_slider_and_reloads(opened, tmp_path):
    page = opened
    app, ready = ["demo", "--port={port}", "--no-browser"], "voila/static/voila.js"  # pedir a página criaria um núcleo
    with serving(app, ready, ROOT / "ferramentas", tmp_path) as address:
        page.goto(address.removesuffix(ready), wait_until="commit")
        demo = page.locator(".demonstracao")
        expect(demo).to_be_visible(timeout=120_000)
        assert page.evaluate("document.documentElement.lang") == "pt-BR"
        titles = [scene_data(name)["title"] for name in SCENES]
        shown = demo.get_by_role("group", name="Cenas").get_by_role("button").all_inner_texts()
        assert shown == [f"{n} {title}" for n, title in enumerate(["Laboratório", *titles])] + ["F Tela cheia"]
        expect(demo.get_by_role("button", name="Treinar")).to_be_visible()

        page.keyboard.press("3")  # sem clicar antes: a página já ouve o teclado
        expect(demo.get_by_text("o σ do gêmeo vai a 0,3")).to_be_visible()
        demo.get_by_role("combobox", name="Ritmo").select_option("4")
        wait(page, "panel.returns[0].points.length >= 2")
        first = count(page)
        wait(page, f"panel.returns[0].points.length > {first}")
        assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")  # cabe na tela
        demo.get_by_role("button", name="Pausar").focus()
        page.keyboard.press("p")
        expect(demo.get_by_role("button", name="Tocar")).to_be_visible()
        demo.get_by_role("slider", name="Ponto da cena").fill("3200")
        wait(page, "panel.state.step === 3200 && panel.returns[1].points.length === 16")
        demo.get_by_role("slider", name="Ponto da cena").fill("400")
        wait(page, "panel.state.step === 400 && panel.returns[1].points.length === 2")
        assert not violations(page)
        page.keyboard.press("PageDown")  # num controle deslizante, ela é dele
        expect(demo.get_by_role("button", name="3 Gêmeos")).to_have_attribute("aria-pressed", "true")

        demo.get_by_role("button", name="Assumir o comando").click()
        wait(page, "panel.state?.running && panel.setup.twins && panel.state.step > 3200")
        expect(demo.get_by_role("status")).to_contain_text("o treino é de verdade")
        assert count(page) >= 16 and page.evaluate(f"{PANEL}.sigma[1].points.length") >= 64
        slider = demo.get_by_role("slider", name="τ")
        slider.focus()
        slider.press("End")
        wait(page, "panel.state.live.tau[1] === 1 && panel.state.live.tau[0] < 0.06")
        wait(page, "panel.changes.length === 2 && panel.returns[1].points.length > 16")

        page.reload(wait_until="commit")
        expect(demo).to_be_visible(timeout=120_000)
        page.keyboard.press("PageDown")
        expect(demo.get_by_role("button", name="1 σ grande demais")).to_have_attribute("aria-pressed", "true")
        wait(page, "panel.state.step > 0 && panel.state.running")
        page.keyboard.press("a")
        wait(page, "panel.state?.step > 4400 && panel.setup.replicas === 1")
        page.close()  # antes do servidor, para não se queixar de que ele se foi


def test_a_scene_plays_alone_in_a_page(opened):
    page, data = opened, scene_data("sem-aquecimento")
    page.set_content(scene_page("sem-aquecimento"))
    wait(page, "panel.state?.step === 4000")  # espera com as curvas inteiras
    assert count(page) == 20 and page.evaluate(f"{PANEL}.stage.bodies.length") == 4
    stored = np.frombuffer(base64.b64decode(data["weights"]), "<f2").astype(float)
    size = 4 * data["setup"]["size"]
    assert page.evaluate(f"Array.from({PANEL}.wire.model.frame())") == stored[-size:].tolist()
    assert not violations(page)
    page.get_by_role("button", name="Tocar").click()
    wait(page, "panel.state.step > 0 && panel.state.step < 1000")
    page.get_by_role("combobox", name="Ritmo").select_option("4")
    before = count(page)
    wait(page, f"panel.returns[0].points.length > {before}")
    assert page.evaluate(f"{PANEL}.e.knobs.inert")
    expect(page.get_by_role("button", name="Treinar")).to_be_hidden()
