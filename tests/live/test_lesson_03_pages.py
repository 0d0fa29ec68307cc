"""As duas vistas da aula 03 que vivem sem núcleo: os interruptores, que treinam, e a cópia lenta."""

from pathlib import Path

import numpy as np
import pytest

from course_utils.figures.aula_03 import slow_copy
from course_utils.live import slow_copy as copy_view
from course_utils.live import switches as switches_view

pytestmark = pytest.mark.browser
SWITCHES = "document.querySelector('.interruptores').view"


@pytest.fixture
def shown(browser, tmp_path, monkeypatch):
    """O que uma função da aula mostra, numa página; devolve também o iframe dela."""

    def open_it(module, draw, **context):
        data = {}
        monkeypatch.setattr(module, "display", lambda given, **_: data.update(given))
        draw()
        (tmp_path / "vista.html").write_text(data["text/html"], encoding="utf-8")
        return opened(browser, tmp_path / "vista.html", **context)

    return open_it


def opened(browser, file: Path, **context):
    page = browser.new_page(**context)
    page.goto(file.as_uri())
    return page, page.frames[-1]


def test_the_switches_train_each_combination_and_keep_its_curve(shown):
    page, frame = shown(switches_view, switches_view.show_switches)
    ends = {}
    for name, box in (("com as duas peças", None), ("sem memória", "memória"), ("sem nenhuma das duas", "redes-alvo")):
        if box:
            frame.get_by_role("checkbox", name=box).uncheck()
        frame.get_by_role("button", name="Ir até o fim").click()
        frame.get_by_text(f"{name}, semente 0: 6.000 passos.").wait_for(timeout=30_000)
        ends[name] = frame.evaluate(f"{SWITCHES}.points.slice(-10).map(([, total]) => total)")
    assert np.median(ends["com as duas peças"]) > -400 and np.median(ends["sem memória"]) < -1000
    assert frame.evaluate(f"{SWITCHES}.lab.options.settings.tau") == 1
    assert frame.evaluate(f"{SWITCHES}.lab.options.settings.capacity") == 64
    assert [one.strip() for one in frame.locator(".voltas li").all_inner_texts()] == list(ends)
    frame.get_by_role("button", name="Outra semente").click()
    frame.get_by_text("semente 1:").wait_for()
    page.close()


def test_the_same_seed_repeats_the_run(shown):
    page, frame = shown(switches_view, switches_view.show_switches)
    runs = []
    for button in ("Ir até o fim", "De novo"):
        frame.get_by_role("button", name=button).click()
        frame.get_by_role("button", name="Ir até o fim").click() if runs else None
        frame.get_by_text("semente 0: 6.000 passos.").wait_for(timeout=30_000)
        runs.append(frame.evaluate(f"{SWITCHES}.points"))
    assert runs[0] == runs[1] and len(runs[0]) == 30
    page.close()


@pytest.mark.parametrize(("key", "tau"), [("Home", 0.001), ("End", 1.0)])
def test_the_slow_copy_makes_the_count_of_the_figure(shown, key, tau):
    page, frame = shown(copy_view, copy_view.show_slow_copy, viewport={"width": 360, "height": 700})
    frame.get_by_role("slider").press(key)
    *_, learned, truth = slow_copy(tau)
    said = frame.locator("[data-e=bottom]").get_attribute("aria-label")
    assert f"a cópia diz −{-learned[-1]:.0f}; o valor certo é −{-truth:.0f}." in said
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
