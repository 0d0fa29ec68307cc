"""A iteração de valor que se aperta, no Chromium: o mapa, os números e o pêndulo seguem cada varredura."""

import pytest
from playwright.sync_api import expect
from support.axe import violations

from course_utils.live.lesson_01 import plans_side_by_side, sweeps_bundle

pytestmark = [pytest.mark.browser]


@pytest.fixture
def frame(browser):
    """A vista dentro de uma página larga."""
    page = browser.new_page(viewport={"width": 1000, "height": 1000}, locale="pt-BR")
    page.set_content(sweeps_bundle()[0]["text/html"])
    page.frames[1].wait_for_selector(".varreduras")
    yield page.frames[1]
    page.close()


def shown(frame):
    """As varreduras e o retorno que estão na tela."""
    texts = [frame.locator(f"[data-e={name}]").inner_text() for name in ("count", "total")]
    return [int(text.replace("−", "-")) for text in texts]


def test_seven_sweeps_are_enough_and_six_are_not(frame):
    assert shown(frame) == [0, -1974]  # o motor desligado
    one = frame.get_by_role("button", name="Uma varredura")
    one.click()
    assert shown(frame) == [1, -1499]  # o guloso
    for _ in range(5):
        one.press("Enter")
    assert shown(frame)[1] < -900
    one.click()
    assert shown(frame) == [7, -564]
    frame.get_by_role("button", name="Zerar").click()
    assert shown(frame) == [0, -1974]


def test_gamma_and_the_levels_redo_the_sweeps_already_made(frame):
    for _ in range(6):
        frame.get_by_role("button", name="Mais dez").click()
    far = shown(frame)
    gamma = frame.get_by_role("slider", name="γ")
    gamma.fill("0.5")
    expect(gamma).to_have_attribute("aria-valuetext", "0,50")
    assert shown(frame)[0] == 60 and shown(frame)[1] < -1200 < -400 < far[1]
    gamma.fill("0.99")
    assert shown(frame) == far
    frame.get_by_role("combobox").select_option("33")
    assert shown(frame)[0] == 60 and shown(frame)[1] > -400


def test_the_pendulum_follows_what_the_map_knows(frame):
    view = "document.querySelector('.varreduras').view"
    for _ in range(6):
        frame.get_by_role("button", name="Mais dez").click()
    frame.get_by_role("button", name="Largar de pendurado").click()
    frame.wait_for_function(f"Math.abs(Math.cos({view}.body.state.angle) - 1) < 0.01", timeout=15_000)
    places = frame.evaluate(f"{view}.body.path.length")
    frame.locator("[data-e=plane]").click(position={"x": 60, "y": 200})
    assert frame.evaluate(f"{view}.body.path.length") < places  # largou de outro estado


def test_it_is_named_and_fits_a_phone(browser):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.set_content(sweeps_bundle()[0]["text/html"])
    page.set_content(page.locator("iframe").get_attribute("srcdoc"))
    page.wait_for_selector(".varreduras")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not violations(page, ".varreduras")
    page.close()


def test_two_plans_race_in_what_a_bet_reveals(browser):
    _, stage = plans_side_by_side()
    page = browser.new_page()
    page.set_content(f"<details open>{stage._repr_html_()}</details>")
    page.frames[1].wait_for_function("document.querySelector('.disputa')?.innerText.includes('33 níveis')")
    page.close()
