"""O palco que aceita qualquer cérebro: o que se manda à página, e a página no Chromium, como um estudante a usa."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from course_utils.live import race, saved_weights
from course_utils.live.brains import ANGLES, SPEEDS, page_brain, sampled, torque_of
from course_utils.live.race import race_bundle, run_of
from course_utils.live.sources import module
from course_utils.worlds.pendulum import wrap

WEIGHTS = saved_weights()


def hold(angle, speed):
    """Balança e segura: quatro linhas que servem para vetores."""
    energy, torque = 0.5 * speed**2 + 15 * np.cos(angle), -8 * wrap(angle) - 2.5 * speed
    swing = np.where((speed >= 0) == (energy < 15), 2.0, -2.0)
    return np.where(np.abs(torque) < 2, torque, swing)


def pump(angle, speed):
    """Só serve para um lugar de cada vez."""
    return 2.0 if speed >= 0 else -2.0


# --- o que se manda -----------------------------------------------------------------------------------------------


def test_a_function_of_vectors_and_the_same_for_one_place_give_the_same_table():
    one_by_one = sampled("um", lambda angle, speed: float(hold(float(angle), float(speed))))
    np.testing.assert_array_equal(sampled("vetores", hold), one_by_one)
    assert one_by_one.shape == (ANGLES, SPEEDS)


def test_two_levels_stay_two_levels():
    assert page_brain("balanço", pump)["table"]["levels"] == [-2.0, 2.0]


def test_a_table_of_the_plan_says_what_its_function_says():
    angle, speed = np.meshgrid(np.linspace(-np.pi, np.pi, 101), np.linspace(-8, 8, 101), indexing="ij")
    policy = torque_of(page_brain("plano", np.where(np.sin(angle) + 0.1 * speed > 0, 2.0, -1.0)))
    for place in ((0.5, 3.0), (-0.5, -3.0), (3.0, 4.0), (2 * np.pi - 1.0, 0.0)):
        assert policy(*place) == (2.0 if np.sin(place[0]) + 0.1 * place[1] > 0 else -1.0)


def test_the_sampled_policy_does_what_the_function_does():
    """De pendurado, as duas sobem e ficam, e os retornos ficam perto: a grade é fina o bastante."""
    angles, total = run_of(page_brain("à mão", hold))
    assert np.cos(angles[-40:]).min() > 0.99 and -400 < total < -340
    angles, total = run_of(page_brain("agente", WEIGHTS))
    assert np.cos(angles[-40:]).min() > 0.99 and -380 < total < -340


@pytest.mark.parametrize(
    ("brain", "told"),
    [
        (lambda angle, speed: None, "`eu` devolveu None"),
        (lambda angle, speed: "forte", "`eu` devolveu 'forte'"),
        (lambda angle, speed: np.nan, "nan"),
        (3, "`eu` recebeu 3"),
        ([1.0, 2.0], "`eu` recebeu"),
        ([[np.nan, 1.0], [1.0, 1.0]], "nan"),
    ],
)
def test_what_is_no_brain_is_named(brain, told):
    with pytest.raises((TypeError, ValueError), match=re.escape(told)):
        race({"eu": brain})


def test_the_error_of_a_student_comes_as_it_is():
    with pytest.raises(ZeroDivisionError):
        race({"eu": lambda angle, speed: 1 / 0})


@pytest.mark.parametrize("brains", [None, {}, {"você": WEIGHTS}, {3: WEIGHTS}, dict.fromkeys("abcd", pump)])
def test_bad_races_are_refused(brains):
    with pytest.raises((TypeError, ValueError), match="`brains`"):
        race(brains, manual=True)


def test_the_page_needs_nothing_from_outside_and_leaves_a_picture_that_tells(capsys):
    data, _ = race_bundle({"guloso": lambda angle, speed: -2.0, "agente": WEIGHTS})
    assert not re.search(r"https?://|\bimport\b[^.]*\bfrom\b|\bimport\(|url\(", data["text/html"])
    assert "guloso não chega ao topo; agente sobe e termina em pé" in data["text/plain"]
    assert re.search(r"</iframe><img [^>]*alt=\"[^\"]{40,}\"", data["text/html"])
    race({"balanço": pump})
    assert "balanço passa pelo topo e não fica" in capsys.readouterr().out


# --- a página -----------------------------------------------------------------------------------------------------

pytestmark = [pytest.mark.browser]
BRAINS = {"guloso": lambda angle, speed: -2.0 + 0 * angle, "à mão": hold, "agente": WEIGHTS}


@pytest.fixture
def open_race(browser):
    """Abre a página que se basta, como estaria num caderno; dá o quadro de dentro e confere o console no fim."""
    pages, complaints = [], []

    def opener(brains=None, *, manual=False, width=1000, paper="#ffffff", **settings):
        page = browser.new_page(viewport={"width": width, "height": 1000}, **settings)
        page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        html = race_bundle(brains or BRAINS, manual=manual)[0]["text/html"]
        page.set_content(f'<!DOCTYPE html><body style="margin:8px;background:{paper}"><div>{html}</div></body>')
        frame = page.frames[1]
        expect(frame.locator(".disputa")).to_be_visible()
        pages.append(page)
        return page, frame

    yield opener
    for page in pages:
        page.close()
    assert not complaints


def look(frame, expression: str):
    return frame.evaluate(
        f"() => {{ const race = document.querySelector('.disputa').view, bodies = race.stage.bodies;"
        f" return {expression}; }}"
    )


def test_a_table_in_the_page_is_the_table_of_python(browser):
    page = browser.new_page()
    page.add_script_tag(type="module", content=f"{module('race.js')}\nwindow.lib = {{ lookup }};")
    page.wait_for_function("window.lib")
    brain = page_brain("à mão", hold)
    places = np.random.default_rng(0).uniform([-9, -8], [9, 8], (500, 2)).tolist()
    found = page.evaluate(
        "([table, places]) => places.map(([angle, speed]) => 2 * lib.lookup(table)({ angle, speed }))",
        [brain["table"], places],
    )
    expected = [torque_of(brain)(*place) for place in places]
    assert np.isclose(found, expected).mean() > 0.99  # a metade exata se arredonda para lados diferentes
    page.close()


def test_they_race_from_the_same_place_and_the_map_chooses_it(open_race):
    _, frame = open_race()
    frame.wait_for_function("document.querySelector('.disputa').view.stage.bodies[2].steps > 20")
    assert look(frame, "new Set(bodies.map((body) => body.steps)).size") == 1
    plane = frame.locator("[data-e=plane]")
    plane.scroll_into_view_if_needed()
    plane.click(position={"x": 60, "y": 40})
    frame.wait_for_function("document.querySelector('.disputa').view.stage.bodies[0].steps < 20")
    starts = look(frame, "bodies.map(({ begin }) => [begin.angle, begin.speed])")
    assert starts[0] == starts[1] == starts[2] and starts[0][0] < 1.5 and starts[0][1] > 3
    frame.get_by_role("button", name="Recomeçar pendurado").click()
    assert look(frame, "bodies.every(({ begin }) => begin.angle === Math.PI && begin.speed === 0)")


def test_the_map_works_by_keyboard(open_race):
    _, frame = open_race()
    plane = frame.get_by_role("application", name="Mapa do ângulo e da velocidade")
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp"):
        plane.press(key)
    assert not look(frame, "bodies[0].begin || bodies[0].pushed")
    expect(plane).to_have_attribute("aria-label", re.compile("φ = 2,8 rad, velocidade 0,5 rad/s"))
    plane.press("Enter")
    assert look(frame, "bodies[1].begin.speed") == 0.5


@pytest.mark.slow
def test_you_race_and_lose_with_a_score(open_race):
    page, frame = open_race({"agente": WEIGHTS, "balanço": pump}, manual=True)
    page.wait_for_timeout(300)
    assert look(frame, "bodies[0].steps") == 0  # o relógio espera
    stage = frame.locator("[data-e=stage]")
    stage.focus()
    page.keyboard.down("ArrowRight")
    page.wait_for_timeout(300)
    assert look(frame, "race.hand") == -2 and not look(frame, "bodies.some(({ pushed }) => pushed)")
    expect(frame.locator("[data-e=force]")).to_have_text("−2,00 N·m")
    page.keyboard.up("ArrowRight")
    expect(frame.get_by_role("status")).to_contain_text(re.compile("Fim: agente, −3.*você, −"), timeout=15_000)
    page.wait_for_timeout(2000)
    assert look(frame, "bodies[0].steps") == 200  # espera que você recomece
    frame.get_by_role("button", name="Recomeçar").click()
    assert look(frame, "bodies[0].steps") == 0


def test_sigma_moves_only_networks_and_is_not_there_without_one(open_race):
    _, frame = open_race()
    frame.get_by_role("slider", name="Ruído nos parâmetros").press("ArrowRight")
    assert look(frame, "bodies[2].sigma.parameters") == 0.01
    _, frame = open_race({"à mão": hold})
    expect(frame.get_by_role("slider", name="Ruído nos parâmetros")).to_be_hidden()
    expect(frame.get_by_role("button", name="Sortear")).to_be_hidden()


def test_less_motion_means_none_until_asked(open_race):
    page, frame = open_race(reduced_motion="reduce")
    page.wait_for_timeout(300)
    assert look(frame, "bodies[0].steps") == 0
    expect(frame.get_by_role("status")).to_contain_text("em pausa")
    frame.get_by_role("button", name="Animar").click()
    frame.wait_for_function("document.querySelector('.disputa').view.stage.bodies[0].steps > 2")


@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("paper", ["#ffffff", "#111111"])
def test_nothing_is_cut_and_the_theme_is_that_of_the_page(open_race, width, paper):
    page, frame = open_race(manual=True, width=width, paper=paper)
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert frame.evaluate("document.querySelector('.disputa').classList.contains('escuro')") is (paper == "#111111")


def test_a_name_of_the_student_is_only_text(open_race):
    _, frame = open_race({"<img src=x onerror=alert(1)>": pump})
    assert frame.locator(".disputa img").count() == 0
