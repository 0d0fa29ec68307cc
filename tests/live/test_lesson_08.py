"""As vistas da aula 08: o objetivo que se procura às cegas, e o fracasso que se reinterpreta."""

import pytest
from playwright.sync_api import expect

from course_utils.live.lesson_08 import reach_bundle

pytestmark = [pytest.mark.browser]

VIEW = "document.querySelector('.alcance').view"


@pytest.fixture
def opened(in_a_phone):
    return lambda retell: in_a_phone(reach_bundle(retell), ".alcance canvas", reduced_motion="reduce")


def test_fifty_steps_that_end_by_showing_the_goal(opened):
    frame = opened(False)
    scene, status = frame.locator("[data-e=scene]"), frame.get_by_role("status")
    expect(frame.locator("[data-e=steps]")).to_have_text("0 de 50")
    assert "não aparece" in scene.get_attribute("aria-label")
    for key in ["ArrowLeft", "ArrowRight"] * 25:
        scene.press(key)
    expect(frame.locator("[data-e=steps]")).to_have_text("50 de 50")
    expect(frame.locator("[data-e=worth]")).to_have_text("−50")
    expect(status).to_have_text("Cinquenta vezes −1. O objetivo era o círculo tracejado.")
    assert "O objetivo está em" in scene.get_attribute("aria-label")
    scene.press("ArrowLeft")  # acabou: a ponta não anda mais
    expect(frame.locator("[data-e=steps]")).to_have_text("50 de 50")
    frame.get_by_role("button", name="⟲ Outro objetivo").click()
    expect(frame.locator("[data-e=steps]")).to_have_text("0 de 50")


def test_the_tip_follows_the_finger_and_the_goal_pays(opened):
    frame = opened(False)
    for _ in range(6):  # os objetivos nunca estão onde a ponta parte, e sempre se alcançam
        found = frame.evaluate(
            f"(() => {{ const view = {VIEW}; view.target = view.goal; const first = view.there;"
            "while (!view.over) view.tick(); return [first, view.there, view.rewards[0]]; })()"
        )
        assert found[0] == 0 and found[1] > 35 and found[2] == -1
        frame.get_by_role("button", name="⟲ Outro objetivo").click()


def test_only_the_goal_moves_and_the_rewards_are_told_again(opened):
    frame = opened(True)
    status, path = frame.get_by_role("status"), f"JSON.stringify({VIEW}.path)"
    before = frame.evaluate(path)
    expect(frame.locator("[data-e=worth]")).to_have_text("−50")
    frame.get_by_role("button", name="O ponto em que ela terminou").click()
    there = frame.evaluate(f"{VIEW}.there")
    assert there >= 1 and frame.evaluate(f"{VIEW}.rewards.at(-1)") == 0
    expect(status).to_have_text(f"Com o objetivo aqui, {there} dos 50 passos teriam recompensa 0.")
    frame.get_by_role("button", name="Um ponto do caminho").click()
    assert frame.evaluate(f"{VIEW}.there") >= 1
    frame.locator("[data-e=scene]").press("ArrowUp")
    assert frame.evaluate(path) == before, "o caminho não muda"
    frame.get_by_role("button", name="⟲ Outro fracasso").click()
    assert frame.evaluate(path) != before and frame.evaluate(f"{VIEW}.there") == 0


def test_without_scripts_a_failure_is_a_drawing():
    for retell in (False, True):
        data, _ = reach_bundle(retell)
        assert data["text/plain"].startswith("Uma mesa vista de cima") and data["text/plain"] in data["text/html"]
