"""`laboratorio.html`: um arquivo que abre com um duplo clique, sem rede, com os dois ambientes e as cenas."""

import pytest
from playwright.sync_api import expect
from support.axe import violations
from support.pages import PANEL, ask, opened, two_hundred_changes, until

from course_utils.live.page_lab import duo_page, laboratory_page, recordings

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def page(browser, tmp_path):
    recording, _ = two_hundred_changes()
    given = [{"lesson": "10", "title": "Duzentas mudanças", "watch": "Olhe <b>tudo</b>.", "text": recording.to_json()}]
    (tmp_path / "laboratorio.html").write_text(laboratory_page([*recordings(), *given]), encoding="utf-8")
    context = browser.new_context(offline=True, locale="pt-BR", viewport={"width": 1280, "height": 1100})
    made, complaints = context.new_page(), []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened(made, (tmp_path / "laboratorio.html").as_uri())
    context.close()
    assert not complaints


def test_the_environments_of_the_course(page):
    page.get_by_role("combobox", name="Ambiente").select_option("carro na montanha")
    until(page, "panel.setup.kind === 'car' && panel.setup.knobs.find(({ name }) => name === 'delta').start === 0.6")
    ask(page, "start")
    until(page, "panel.state.step > 1100")
    ask(page, "setup", seed="3", kind="action", replicas=2)
    until(page, "panel.setup.kind === 'car' && panel.setup.exploration === 'action'")
    page.get_by_role("combobox", name="Ambiente").select_option("pêndulo")
    until(page, "panel.setup.kind === 'pendulum'")


def test_a_recording_that_came_along_is_recomputed_and_then_is_ours(page):
    page.get_by_role("button", name="Aula 10").click()
    expect(page.locator(".aposte, .falas details").locator("visible=true")).to_have_count(0)
    page.get_by_role("slider", name="Ponto da cena").fill("2000")
    until(page, "panel.state?.step === 2000 && !panel.state.running")
    expect(page.get_by_text("Olhe <b>tudo</b>.")).to_be_visible()
    assert "igual bit a bit" in ask(page, "tick")["note"]
    page.get_by_role("button", name="Assumir o comando").click()
    until(page, "panel.state.step > 2300")


def test_the_same_file_is_projected_in_full_screen(page):
    heading = page.get_by_role("heading", name="Laboratório de DDPG")
    expect(heading).to_be_visible()
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement?.matches('.laboratorio')")
    expect(heading).to_be_hidden()
    assert page.locator(".laboratorio").evaluate("node => node.scrollHeight <= node.clientHeight")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_each_scene_repeats_itself_bit_by_bit(page):
    for one in recordings():
        page.keyboard.press("n")
        if one.get("episode"):
            continue
        expect(page.get_by_text(one["watch"])).to_be_visible()
        bar = page.get_by_role("slider", name="Ponto da cena")
        bar.fill(bar.get_attribute("max"))
        until(page, "panel.state?.step >= 3000 && !panel.state.running", 120)
        assert "igual bit a bit" in ask(page, "tick")["note"], one["title"]


def test_the_keyboard_alone_is_enough(page):
    page.get_by_role("button", name="Treinar").focus()
    page.keyboard.press("Enter")
    until(page, "panel.state.step > 300")
    page.keyboard.press("Enter")
    until(page, "!panel.state.running")
    slider = page.get_by_role("slider", name="δ")
    slider.focus()
    page.keyboard.press("ArrowRight")
    until(page, "panel.state.live.delta[0] === 0.25")
    assert page.evaluate(f"{PANEL}.changes.length") == 1


@pytest.fixture(params=["light", "dark"])
def phone(browser, request):
    """Um telefone estreito, de quem pediu menos movimento."""
    size = {"width": 360, "height": 800}
    context = browser.new_context(viewport=size, color_scheme=request.param, reduced_motion="reduce", locale="pt-BR")
    yield context.new_page()
    context.close()


@pytest.mark.slow
def test_the_laboratory_is_accessible_on_a_phone_and_still_for_who_asks(phone, tmp_path):
    (tmp_path / "laboratorio.html").write_text(laboratory_page(recordings()), encoding="utf-8")
    opened(phone, (tmp_path / "laboratorio.html").as_uri())
    assert not phone.evaluate(f"{PANEL}.stage.motion.playing")
    phone.get_by_role("button", name="Treinar").click()
    until(phone, "panel.state.step > 600")
    ask(phone, "pause")
    for summary in phone.locator("summary").all():
        summary.click()
    assert not violations(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.slow
def test_the_door_of_the_course_is_accessible_still_for_who_asks_and_obeys_the_keyboard(phone, tmp_path):
    (tmp_path / "aprende.html").write_text(duo_page(), encoding="utf-8")
    phone.goto((tmp_path / "aprende.html").as_uri())
    duo = "document.querySelector('.dupla').view"
    phone.wait_for_function(f"{duo}.state")
    phone.wait_for_timeout(500)
    assert phone.evaluate(f"[{duo}.state.step, {duo}.state.running, {duo}.stage.motion.playing]") == [0, False, False]
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("application")).to_be_focused()
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("button", name="Aprender").first).to_be_focused()
    phone.keyboard.press("Enter")
    phone.wait_for_function(f"{duo}.state.step > 100")
    phone.keyboard.press("Enter")
    phone.wait_for_function(f"!{duo}.state.running")
    assert not violations(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
