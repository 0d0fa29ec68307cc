"""O laboratório num Firefox e num WebKit de verdade: a mesma rodada, bit a bit, que no Chromium e no Python."""

import pytest
from support.browsers import firefox, webkit
from support.pages import PANEL, ask, two_hundred_changes, until

from course_utils.live.page_lab import duo_page, laboratory_page, recordings

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.mark.parametrize("open_browser", [firefox, webkit])
def test_the_same_run_bit_by_bit_and_a_short_tour(open_browser, tmp_path):
    recording, digest = two_hundred_changes()
    (tmp_path / "laboratorio.html").write_text(laboratory_page(recordings()), encoding="utf-8")
    (tmp_path / "aprende.html").write_text(duo_page(), encoding="utf-8")
    with open_browser() as page:
        page.goto((tmp_path / "laboratorio.html").as_uri())
        until(page, "panel.state && panel.lab", 60)
        assert page.evaluate(f"{PANEL}.lab.place") == "worker"
        assert not ask(page, "load", text=recording.to_json())["error"]
        until(page, "panel.state.step === 2000 && !panel.state.running", 60)
        state = ask(page, "digest")
        assert state["digest"] == digest and "igual bit a bit" in state["note"]
        ask(page, "setup", kind="parameters", seed="0", replicas=1)
        page.evaluate("document.querySelector('[data-e=play]').click()")
        until(page, "panel.state.step > 1500 && panel.returns[0].points.length > 5 && panel.state.pulse", 60)
        drawn = page.evaluate(f"{PANEL}.stage.drawn")
        page.evaluate("document.querySelector('[data-e=play]').click()")
        until(page, "!panel.state.running", 60)
        until(page, f"panel.stage.drawn > {drawn} + 5", 60)
        page.goto((tmp_path / "laboratorio.html").as_uri() + "?cena=gemeos")
        until(page, "panel.state?.step === 3200 && !panel.state.running", 60)
        assert "igual bit a bit" in ask(page, "tick")["note"]
        page.evaluate("document.querySelector('[data-p=take]').click()")
        until(page, "panel.state.running && panel.state.step > 3250 && !panel.e.knobs.inert", 60)
        page.goto((tmp_path / "aprende.html").as_uri())
        page.evaluate("new Promise((done) => setTimeout(done, 3000))")
        assert page.evaluate("document.querySelector('.dupla').view.state.step") > 200
