"""As vistas da aula 02: na página os números são os do PyTorch, e elas obedecem ao dedo e ao teclado."""

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from course_utils.exercises.aula_02 import load, networks
from course_utils.live.lesson_02 import machine_bundle, slopes_bundle
from course_utils.support.paths import course_arrays

pytestmark = [pytest.mark.browser]

VIEW = "document.querySelector('.encosta').view"


@pytest.fixture
def frame(in_a_phone):
    return in_a_phone(slopes_bundle(), ".encosta canvas", reduced_motion="reduce")


def test_ten_seeds_say_in_the_page_what_they_say_in_pytorch(frame):
    stored = course_arrays("pesos/ator_critico.npz")
    assert len(stored["critics"]) == frame.evaluate(f"{VIEW}.seeds.critics.length")
    critic, actor = load(networks.Critic(), "critic"), load(networks.Actor(), "actor")
    for angle, speed, action in ((0.4, 0.0, 0.5), (2.5, -3.0, -0.7), (-1.2, 6.0, 0.13)):
        s = torch.tensor([[np.cos(angle), np.sin(angle), speed]], dtype=torch.float32)
        a = torch.tensor([[action]], requires_grad=True)
        q = critic(s, a).sum() / 0.1
        (slope,) = torch.autograd.grad(q, a)
        place = f"{VIEW}.go({{ angle: {angle}, speed: {speed} }})"
        found = frame.evaluate(f"({place}, [{VIEW}.seeds.q(3, {action}), {VIEW}.seeds.slope(3, {action})])")
        assert found == pytest.approx([q.item(), slope.item()], abs=2e-3)
        assert frame.evaluate(f"{VIEW}.seeds.choices[3]") == pytest.approx(actor(s).item(), abs=1e-4)


def test_a_student_inclines_climbs_and_reads_where_the_ten_stopped(frame):
    expect(frame.locator("[data-e=action]")).to_have_text("0,50")
    frame.get_by_role("button", name="▲ Subir").click()
    expect(frame.get_by_role("status")).to_have_text("A semente 3 parou em a = −1,00; as outras nove, em −1,00.")
    expect(frame.locator("[data-e=told]")).to_contain_text("a ação já está na ponta")


def test_hanging_the_climb_ends_on_the_side_where_it_began(frame):
    frame.get_by_role("button", name="Pendurado").click()
    for start, end in (("-0.5", "−1,00"), ("0.5", "1,00")):
        frame.get_by_role("slider").fill(start)
        frame.get_by_role("button", name="▲ Subir").click()
        expect(frame.get_by_role("status")).to_contain_text(f"A semente 3 parou em a = {end}")


def test_map_and_curve_answer_to_the_finger_and_to_the_keys(frame):
    frame.locator("[data-e=map]").click(position={"x": 60, "y": 60})
    assert frame.evaluate(f"{VIEW}.state.angle") < -1.5 and frame.evaluate(f"{VIEW}.state.speed") > 3
    before = frame.evaluate(f"{VIEW}.state.angle")
    frame.locator("[data-e=map]").press("ArrowRight")
    assert frame.evaluate(f"{VIEW}.state.angle") == pytest.approx(before + 0.1)
    frame.locator("[data-e=hill]").click(position={"x": 60, "y": 100})
    assert frame.evaluate(f"{VIEW}.actions.every((action) => action < -0.8)")
    frame.get_by_label("Semente em cor").select_option("5")
    assert frame.evaluate(f"{VIEW}.chosen") == 5


def test_nothing_is_cut_on_a_phone_and_without_scripts_the_figure_stays(frame, browser):
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page = browser.new_context(java_script_enabled=False).new_page()
    data, _ = slopes_bundle()
    page.set_content(data["text/html"].split("</style>", 1)[1].split("</iframe>", 1)[1])
    assert "Dez curvas de Q" in page.locator("img").get_attribute("alt")
    assert len(data["text/html"]) < 500_000


# --- a máquina --------------------------------------------------------------------------------------------------------

MACHINE = "document.querySelector('.maquina').view"


@pytest.fixture
def machine(browser):
    """A página da máquina, num celular."""
    page = browser.new_page(viewport={"width": 360, "height": 700})
    page.set_content(f"<!DOCTYPE html><body style='margin:0'>{machine_bundle()[0]['text/html']}")
    (inner,) = page.frames[1:]
    inner.wait_for_selector(".maquina canvas")
    yield inner
    page.close()


def test_pulling_here_and_there_teaches_the_critic_the_way_up(machine):
    """Quem explora acaba com a seta virada para o melhor ponto, dos dois lados dele."""
    machine.evaluate(f"for (let k = 0; k < 60; k++) {{ {MACHINE}.move(2 * Math.random() - 1); {MACHINE}.pull(); }}")
    up, down = machine.evaluate(f"[-0.4, 0.4].map((gap) => {MACHINE}.slope({MACHINE}.best + gap))")
    assert up > 0 > down


def test_a_touch_pulls_where_it_falls_and_the_keys_do_it_too(machine):
    machine.locator("canvas").click(position={"x": 180, "y": 100})
    expect(machine.get_by_role("status")).to_contain_text("O crítico acha que")
    assert abs(machine.evaluate(f"{MACHINE}.action")) < 0.2
    machine.locator("canvas").press("ArrowRight")
    machine.locator("canvas").press("Enter")
    expect(machine.locator("[data-e=count]")).to_contain_text("2 puxadas")
    machine.get_by_role("button", name="Mostrar o melhor ponto").click()
    expect(machine.get_by_role("status")).to_contain_text("O melhor ponto é")
    assert machine.evaluate("document.documentElement.scrollWidth <= innerWidth")
