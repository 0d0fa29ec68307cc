"""A cena dentro de uma aula e os fantasmas: movem-se sem núcleo, e sem rede."""

import html
import re

import pytest
from playwright.sync_api import expect
from support.lab import chromium
from support.pages import until

from course_utils import Actor
from course_utils.live import Ghosts
from course_utils.live.recorded import recording_bundle
from course_utils.worlds.wandering import NOISES, places

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def inside(shown: str) -> str:
    """A página que um iframe traz."""
    return html.unescape(re.search(r'srcdoc="(.*?)">', shown, re.DOTALL)[1])


@pytest.fixture
def page():
    with chromium() as browser:
        context = browser.new_context(offline=True, locale="pt-BR", viewport={"width": 1280, "height": 1000})
        made, complaints = context.new_page(), []
        made.on("pageerror", lambda error: complaints.append(str(error)))
        yield made
        assert not complaints


def test_the_scene_of_the_lesson_is_remade_bit_by_bit(page, tmp_path):
    data, _ = recording_bundle("preso")
    assert "último episódio" in data["text/plain"]
    (tmp_path / "cena.html").write_text(inside(data["text/html"]), encoding="utf-8")
    page.goto((tmp_path / "cena.html").as_uri())
    until(page, "panel.state?.step === 6000 && !panel.state.running", 60)
    one, twin = page.evaluate("document.querySelector('.painel-vivo').panel.returns.map((own) => own.points.at(-1)[1])")
    assert one > -250 and twin < -1000
    expect(page.get_by_role("button", name="Tocar")).to_be_visible()


def test_a_scene_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="Não há cena chamada 'solto'"):
        recording_bundle("solto")


def test_the_ghosts_visit_the_places_that_python_counts(page, tmp_path):
    ghosts = Ghosts({"recém-criado": Actor(3, 1)})
    (tmp_path / "fantasmas.html").write_text(inside(ghosts._repr_html_()), encoding="utf-8")
    page.goto((tmp_path / "fantasmas.html").as_uri())
    expect(page.get_by_text("lugares")).to_have_count(3)
    told = [int(re.search(r"\d+", text)[0]) for text in page.locator("[data-e=count]").all_inner_texts()]
    counted = [int(places(ghosts.runs["recém-criado"][noise]).sum()) for noise in NOISES]
    assert all(abs(one - other) <= 1 for one, other in zip(told, counted))  # a página arredonda os estados
    page.get_by_role("button", name="Soltar").click()
    expect(page.get_by_text("120 de 120")).to_be_visible(timeout=15_000)
