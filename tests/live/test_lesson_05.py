"""As vistas da aula 05: o carro obedece ao dedo e ao teclado, e os duzentos carros contam o que o Python conta."""

import pytest
from playwright.sync_api import expect

from course_utils.figures.plots import number
from course_utils.live.lesson_05 import car_bundle, swarm_bundle
from course_utils.worlds.blind_cars import arrivals, remembering
from course_utils.worlds.mountain_car import drive

pytestmark = [pytest.mark.browser]

VIEW = "document.querySelector('.vale').view"


@pytest.fixture
def opened(in_a_phone):
    return lambda bundle: in_a_phone(bundle, ".vale canvas", reduced_motion="reduce")


def test_the_time_starts_with_the_first_push_and_the_car_obeys(opened):
    frame = opened(car_bundle())
    expect(frame.locator("[data-e=steps]")).to_have_text("0")
    right = frame.get_by_role("button", name="Empurrar →")
    right.focus()
    frame.page.keyboard.down("Enter")
    expect(frame.locator("[data-e=steps]")).not_to_have_text("0")
    assert frame.evaluate(f"{VIEW}.action") == 1
    frame.page.keyboard.up("Enter")
    assert frame.evaluate(f"{VIEW}.action") == 0
    frame.locator("[data-e=scene]").press("ArrowLeft", delay=80)
    frame.get_by_role("button", name="⟲ Recomeçar").click()
    expect(frame.locator("[data-e=steps]")).to_have_text("0")


def test_pumping_reaches_the_flag_in_the_page_as_in_python(opened):
    frame = opened(car_bundle())
    frame.evaluate(
        f"(() => {{ const view = {VIEW}; while (!view.over) {{"
        "view.action = Math.sign(view.state.velocity) || -1; view.tick(); } })()"
    )
    _, actions = drive(lambda x, v: (v > 0) - (v < 0) if v else -1)
    worth = number(100 - 0.1 * len(actions), 1)
    expect(frame.get_by_role("status")).to_have_text(f"Chegou em {len(actions)} passos: retorno {worth}.")


@pytest.mark.parametrize("memory", [1, 20])
def test_two_hundred_cars_count_what_python_counts(opened, memory):
    frame = opened(swarm_bundle())
    frame.locator("[data-e=memory]").fill(str([1, 2, 5, 10, 20].index(memory)))
    frame.get_by_role("button", name="Soltar 200 carros").click()
    share = frame.evaluate(f"{VIEW}.tries.at(-1).share")
    assert share == pytest.approx(arrivals(remembering(memory, 0.5)) / 400, abs=0.1)
    plural = "passo" if memory == 1 else "passos"
    expect(frame.locator("[data-e=memoryTold]")).to_have_text(f"{memory} {plural}")
    expect(frame.get_by_role("status")).to_contain_text(f"Memória {memory}, desvio 0,50")


def test_without_scripts_the_valley_is_a_drawing():
    for data, _ in (car_bundle(), swarm_bundle()):
        assert data["text/plain"].startswith("Um vale visto de lado.") and data["text/plain"] in data["text/html"]
