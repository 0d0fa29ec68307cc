"""O mesmo painel fora do JupyterLab: no Notebook 7 e no Voilà, treina, obedece e se anima; e se aposta."""

import pytest
from playwright.sync_api import expect
from support.lab import Kernel, chromium, serving, write_notebook

from course_utils.exercises.bets import bets_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

CELL = """from course_utils import ParameterNoise, Trainer
from course_utils.live import LivePanel
panel = LivePanel(Trainer("Pendulum-v1", seeds=[0], exploration=ParameterNoise(), warmup=300, hidden=(16, 16)))
panel"""
BET = 'from course_utils.exercises import bet\nbet("03.tau", lambda: "o que aconteceu")'
OPEN = ["--ServerApp.token=", "--ServerApp.password=", "--no-browser", "--allow-root"]
READY = "voila/static/voila.js"  # o Voilà roda o caderno inteiro a cada vez que se pede a página dele
PLACES = {
    "notebook": (["jupyter", "notebook", "--ServerApp.port={port}", *OPEN], "notebooks/painel.ipynb"),
    "voila": (["voila", "painel.ipynb", "--port={port}", "--no-browser", "--Voila.ip=127.0.0.1"], READY),
}


@pytest.mark.parametrize("place", list(PLACES))
def test_the_same_panel_elsewhere(place, tmp_path):
    app, where = PLACES[place]
    notebook, complaints = write_notebook(tmp_path / "aula" / "painel.ipynb", CELL, BET), []
    with serving(app, where, notebook.parent, tmp_path) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 1200}, locale="pt-BR")
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address.removesuffix(READY), timeout=90_000)
        if place == "notebook":
            page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click(timeout=60_000)
            page.wait_for_timeout(3000)  # o núcleo
            page.keyboard.press("Shift+Enter")
            page.keyboard.press("Shift+Enter")
        view = page.locator(".painel-vivo")
        expect(view).to_be_visible(timeout=90_000)
        complaints.clear()  # as de antes são do próprio programa, ao abrir
        view.get_by_role("button", name="Treinar").click()
        state = "() => document.querySelector('.painel-vivo').panel.state"
        page.wait_for_function(f"({state})()?.step > 400", timeout=60_000)
        slider = view.get_by_role("slider", name="τ")
        slider.focus()
        slider.press("End")
        page.wait_for_function(f"({state})().live.tau[0] === 1", timeout=20_000)
        drawn = view.evaluate("node => node.panel.stage.drawn")
        page.wait_for_timeout(1000)
        assert view.evaluate("node => node.panel.stage.drawn") > drawn + 10
        view.get_by_role("button", name="Pausar").click()
        page.wait_for_function(f"({state})().running === false", timeout=20_000)
        wrong = next(one for one in bets_of("03")["03.tau"].option if not one.right)
        page.get_by_text(wrong.text).first.click()
        page.get_by_role("button", name="é um chute").first.click()
        expect(page.locator(".resultado")).to_contain_text(wrong.says, timeout=20_000)
        assert '"sure": 0' in (notebook.parent / "meu_progresso.json").read_text(encoding="utf-8")
        if place == "notebook":  # o Voilà não deixa à vista o endereço do núcleo
            kernel = Kernel(tmp_path)
            assert kernel("panel.trainer.settings['tau'].tolist()") == [1] and kernel("panel.trainer.steps") > 400
    assert not complaints
