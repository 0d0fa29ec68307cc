"""A lagoa da aula 09 na página: as contas são as do Python, e ela obedece ao dedo e ao teclado."""

import pytest
from playwright.sync_api import expect

from course_utils.live.lesson_09 import START, pond_bundle
from course_utils.worlds.pond import MOST, after, ceiling

pytestmark = [pytest.mark.browser]

VIEW = "document.querySelector('.lagoa').view"


@pytest.fixture
def frame(in_a_phone):
    return in_a_phone(pond_bundle(), ".lagoa canvas")


def fished(weather: list[float], quota: float) -> tuple[float, float]:
    fish, total = float(START), 0.0
    for each in weather:
        fish, income = after(fish, quota, each)
        total += income
    return fish, total


def told(income: float) -> str:
    return f"R$ {income / 1000:.0f} mil"


def test_twenty_years_give_what_python_gives(frame):
    weather = frame.evaluate(f"{VIEW}.options.weather")
    frame.get_by_role("slider").fill("90")
    for _ in range(20):
        frame.get_by_role("button", name="Pescar um ano").click()
    fish, income = fished(weather, 90.0)
    assert frame.evaluate(f"{VIEW}.fish.at(-1)") == pytest.approx(fish)
    said = frame.get_by_role("status")
    expect(said).to_contain_text(f"Você ganhou {told(income)}. ")
    expect(said).to_contain_text(f"Pescar tudo logo no começo rende {told(fished(weather, MOST)[1])}; ")
    expect(said).to_contain_text(f"clima de cada mês, é {told(ceiling(weather, START))}.")
    expect(frame.get_by_role("button", name="Pescar um ano")).to_be_disabled()
    frame.get_by_role("button", name="Recomeçar").click()
    assert frame.evaluate(f"{VIEW}.fish") == [START]


def test_time_runs_stops_and_obeys_the_keys(frame):
    frame.get_by_role("slider").press("ArrowRight")
    assert frame.get_by_role("slider").get_attribute("aria-valuetext") == "160 kg por mês"
    frame.get_by_role("button", name="Deixar o tempo correr").click()
    frame.wait_for_function(f"{VIEW}.month > 3")
    frame.get_by_role("button", name="Parar o tempo").click()
    month = frame.evaluate(f"{VIEW}.month")
    frame.wait_for_timeout(300)
    assert frame.evaluate(f"{VIEW}.month") == month
    assert "kg de peixe" in frame.locator("[data-e=water]").get_attribute("aria-label")
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_the_figure_stays(browser):
    page = browser.new_page(java_script_enabled=False)
    page.set_content(pond_bundle()[0]["text/html"])
    alt = page.locator("img").get_attribute("alt")
    assert "com 90 kg por mês, ele se mantém" in alt
    page.close()
