"""As vistas da aula 00 que vivem na página: a que aprende do zero, e γ com a equação de Bellman na mão."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from course_utils.figures.aula_00 import episode, play
from course_utils.live import actor_of, saved_weights
from course_utils.live.lesson_00 import bellman_bundle, learning_bundle
from course_utils.live.sources import module

pytestmark = [pytest.mark.browser]
WEIGHTS = saved_weights()


@pytest.fixture
def opened(browser):
    """Abre o que uma célula mostra, como estaria num caderno; dá a página e o quadro, e confere o console no fim."""
    pages, complaints = [], []

    def opener(html, *, width=1000, paper="#ffffff", **settings):
        page = browser.new_page(viewport={"width": width, "height": 900}, **settings)
        page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_content(f'<!DOCTYPE html><body style="margin:8px;background:{paper}"><div>{html}</div></body>')
        expect(page.frame_locator("iframe").locator("canvas").first).to_be_visible()
        pages.append(page)
        return page, page.frames[1]

    yield opener
    for page in pages:
        page.close()
    assert not complaints


def test_an_episode_is_that_of_the_lesson_and_the_first_action_may_be_another():
    actor = actor_of(WEIGHTS)
    own = episode(actor)
    assert own.angles[0] == np.pi and np.abs(own.torques).max() <= 2 and -400 < own.rewards.sum() < -320
    pushes = {first: play(actor, (3.5, -3.0), first) for first in (-1.0, 0.0, 1.0)}
    assert pushes[0.0][0] - pushes[1.0][0] == pytest.approx(0.004)  # o que um empurrão custa neste passo
    worth = {first: float(0.95 ** np.arange(200) @ rewards) for first, rewards in pushes.items()}
    assert worth[-1.0] - 2 > worth[0.0] > worth[1.0]  # o que a aposta diz de Q


def test_at_two_and_a_half_seconds_the_reward_is_bad_and_the_value_is_rising():
    """O que a aula manda olhar na figura."""
    own, values = episode(actor_of(WEIGHTS)), np.zeros(201)
    for k in reversed(range(200)):
        values[k] = own.rewards[k] + 0.95 * values[k + 1]
    assert own.rewards[50] < -5 and np.cos(own.angles[50]) < 0 and values[50] > values[44] + 30


def test_the_values_of_the_page_are_those_of_the_definition(browser):
    page = browser.new_page()
    page.add_script_tag(type="module", content=f"{module('bellman.js')}\nwindow.lib = {{ valuesOf }};")
    page.wait_for_function("window.lib")
    rewards = np.random.default_rng(0).uniform(-16, 0, 30)
    for gamma in (0, 0.5, 0.95):
        found = page.evaluate("([r, g]) => Array.from(lib.valuesOf(r, g))", [rewards.tolist(), gamma])
        expected = [float(gamma ** np.arange(30 - k) @ rewards[k:]) for k in range(31)]
        np.testing.assert_allclose(found, expected, atol=1e-9)
    page.close()


def test_gamma_and_the_step_move_by_hand_and_by_keyboard(opened):
    _, frame = opened(bellman_bundle(WEIGHTS)[0]["text/html"])
    said = frame.locator("[data-e=sum]")
    before = said.inner_text()
    gamma = frame.get_by_role("slider", name="Desconto")
    gamma.press("Home")
    number = r"(−[\d,]+)"
    told = rf"Valor deste passo = {number} de agora \+ 0,00 × \({number}\) do passo seguinte = {number}"
    now = re.fullmatch(told, said.inner_text())
    assert now and now[1] == now[3] and said.inner_text() != before  # com γ = 0 só conta a recompensa de agora
    assert gamma.get_attribute("aria-valuetext").startswith("0,00, só vê este passo")
    plot = frame.get_by_role("application", name="Dois quadros de um episódio")
    plot.press("ArrowRight")
    expect(frame.locator("[data-e=when]")).to_have_text("21, aos 1,1 s")
    plot.click(position={"x": 500, "y": 100})
    assert int(frame.locator("[data-e=step]").input_value()) > 80


@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("paper", ["#ffffff", "#111111"])
def test_gamma_is_whole_on_a_phone_and_in_the_dark(opened, width, paper):
    page, frame = opened(bellman_bundle(WEIGHTS)[0]["text/html"], width=width, paper=paper)
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert frame.evaluate("document.querySelector('.valor').classList.contains('escuro')") is (paper == "#111111")


@pytest.mark.slow
def test_one_learns_in_the_page_beside_the_one_that_knows(opened):
    _, frame = opened(learning_bundle()[0]["text/html"], width=360)
    frame.wait_for_function("document.querySelector('.dupla').view.state?.step > 700", timeout=30_000)
    assert frame.evaluate("document.querySelector('.dupla').view.stage.bodies.every((body) => body.weights)")
    expect(frame.locator(".conta")).to_contain_text("passos de um vigésimo de segundo")
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_where_nothing_can_learn_the_page_says_so(browser):
    """Sem WebAssembly; e sem scripts, onde fica a figura com a frase."""
    page = browser.new_page()
    page.add_init_script("delete window.WebAssembly; window.Worker = undefined;")
    html = learning_bundle()[0]["text/html"]
    page.set_content(f"<!DOCTYPE html><body><div>{html}</div></body>")
    expect(page.frame_locator("iframe").get_by_text("não deixa treinar aqui")).to_be_visible(timeout=10_000)
    page.evaluate("document.querySelectorAll('style, iframe').forEach((node) => node.remove())")
    expect(page.get_by_role("img", name="Doze quadros de um pêndulo treinado")).to_be_visible()
    expect(page.get_by_text("Aqui os scripts não rodam")).to_be_visible()
    page.close()
