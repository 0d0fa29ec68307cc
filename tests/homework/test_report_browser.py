"""A página da turma num navegador: no claro e no escuro, num celular e num projetor, sem rede e sem queixas."""

import random

import pytest
from support.axe import violations
from support.lab import chromium
from support.turma import EVIL, progress

from course_utils.exercises.results import read_one
from course_utils.homework import Entry
from course_utils.homework.inspection import inspect
from course_utils.homework.report import save_report

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A página de oito alunos, com os nomes."""
    folder, draws, entries = tmp_path_factory.mktemp("turma"), random.Random(1), []
    for k in range(8):
        progress(folder / f"{k}.json", EVIL, draws)
        found = inspect(folder / f"{k}.json")["progress"]
        known = {item: read_one(own) for item, own in found.items()}
        entries.append(Entry(f"{EVIL} {k}", EVIL, progress=known, reasons=[EVIL * 3]))
    save_report(entries, folder / "turma.html", names=True)
    return (folder / "turma.html").as_uri()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_fits_every_screen_and_complains_of_nothing(address, theme):
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 740}, color_scheme=theme)
        complaints, asked = [], []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        for width in (360, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 740})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            bar = page.locator(".barra svg").first.bounding_box()
            assert 100 < bar["width"] < width and bar["height"] > 8, "o estilo vale"
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > 26, "lê-se da última carteira"
        assert not violations(page)
        assert not complaints and asked == [address]
