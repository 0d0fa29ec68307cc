"""Um caderno que se rodou, se gravou e se fechou: sem o núcleo, cada vista deixa a sua figura, e nada em inglês.

No JupyterLab, no Notebook 7 e no HTML exportado. `CURSO_RETRATOS=pasta` guarda o que o navegador mostrou.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect
from support.axe import violations
from support.lab import ROOT, jupyter_lab, run_all, serving, write_notebook
from support.pages import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

VIEWS = {
    "painel": """from course_utils import ParameterNoise, Trainer
from course_utils.live import LivePanel, PendulumView, saved_weights
panel = LivePanel(Trainer("Pendulum-v1", seeds=[0], exploration=ParameterNoise(), hidden=(16, 16)).advance(until=650))
panel""",
    "pêndulo": "PendulumView(saved_weights())",
    "controles": """from course_utils.figures.plots import new_axes
from course_utils.figures.sliders import Slider, explore
def draw(tau, torque):
    figure, axes = new_axes(6, 2)
    axes.plot([0, tau, torque])
    return figure
explore(draw, alt="uma linha quebrada, de zero a tau e dali ao torque", tau=Slider("τ", 0.001, 1, 0.05, 0.1, log=True),
        torque=Slider("torque (N·m)", 0, 6, 3, 0.5))""",
    "treino": """from course_utils.figures.watch import watch
watch(panel.trainer, 700, lambda trainer: draw(1, trainer.steps), alt="a linha do fim do treino", every=0.05)""",
    "perguntas": 'from course_utils.exercises import bet, quiz\nquiz("02")',
}
OPEN = ["--ServerApp.port={port}", "--ServerApp.token=", "--ServerApp.password=", "--no-browser", "--allow-root"]
SHUT_DOWN = """async () => {
    const headers = { "X-XSRFToken": document.cookie.match(/_xsrf=([^;]*)/)?.[1] ?? "" };
    const open = await (await fetch("/api/sessions")).json();
    return Promise.all(open.map(async ({ id }) =>
        (await fetch(`/api/sessions/${id}`, { method: "DELETE", headers })).status));
}"""
#: O que se vê de cada vista, na ordem, quando só resta o que fica.
LEFT = ["iframe.pagina-viva", "iframe.pendulo-vivo", "img", "img", "details"]


@pytest.fixture(scope="module")
def reopened(browser, tmp_path_factory):
    """Um JupyterLab, pelo endereço, e o caderno dele, que já rodou, foi gravado e perdeu o núcleo."""
    home = tmp_path_factory.mktemp("reaberto")
    notebook = write_notebook(home / "aula" / "vistas.ipynb", *VIEWS.values())
    with serving(jupyter_lab(notebook), "lab/tree/vistas.ipynb", notebook.parent, home) as address:
        page = browser.new_page(viewport={"width": 1200, "height": 5200}, locale="pt-BR")
        page.goto(address)
        expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
        run_all(page)
        expect(page.locator(".jp-OutputArea .perguntas").first).to_be_visible(timeout=60_000)
        for live in (".painel-vivo", ".pendulo", ".figura-viva", ".perguntas"):
            expect(page.locator(f".vista-viva {live}").first).to_be_visible(timeout=60_000)
        alive = page.locator(".vista-parada:visible")
        expect(alive).to_have_count(1)  # só a do treino, que acabou: as outras vistas vivem
        picture(page, "vivo")
        with page.expect_response(lambda answer: answer.request.method == "PUT" and "/contents/" in answer.url):
            page.keyboard.press("Control+s")
        assert page.evaluate(SHUT_DOWN) == [204]
        page.close()
        yield address, notebook


def picture(page, name: str) -> None:
    if folder := os.environ.get("CURSO_RETRATOS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def check(page, name: str) -> None:
    expect(page.locator(".vista-parada")).to_have_count(len(VIEWS), timeout=60_000)
    page.wait_for_timeout(3000)  # o tempo de o programa desistir de cada widget
    picture(page, name)
    shown = page.locator("body").inner_text()
    assert "rror displaying" not in shown and "Loading widget" not in shown
    found = [box for box in page.locator(".vista-parada").all() if box.is_visible()]
    assert len(found) == len(VIEWS)
    for box, wanted in zip(found, LEFT):
        expect(box.locator(wanted).first).to_be_visible()
    for image in page.locator(".vista-parada img:visible").all():
        assert len(image.get_attribute("alt")) > 20 and image.bounding_box()["height"] > 100
    panel = page.locator("iframe.pagina-viva").first.element_handle().content_frame()
    panel.get_by_role("button", name="Treinar").click()
    until(panel, "panel.state.step > 300")
    expect(page.get_by_text("Aqui o painel é só uma figura")).to_have_count(0)


def test_in_jupyterlab(reopened, browser):
    address, _ = reopened
    page = browser.new_page(viewport={"width": 1200, "height": 5200}, locale="pt-BR")
    page.goto(address)
    check(page, "lab")
    assert not violations(page, ".vista-parada")
    page.close()


def test_where_nobody_trusts_it_the_pictures_stay(reopened, browser):
    """Um caderno alheio, em que ainda não se confia: o JupyterLab tira dele os estilos, os scripts e os iframes."""
    address, notebook = reopened
    other = nbformat.read(notebook, as_version=4)
    other.cells.insert(0, nbformat.v4.new_markdown_cell("Veio de outra máquina."))
    nbformat.write(other, notebook.with_name("alheio.ipynb"))
    page = browser.new_page(viewport={"width": 1200, "height": 5200}, locale="pt-BR")
    page.goto(address.replace("lab/tree/vistas", "doc/tree/alheio"))
    images = page.locator(".jp-OutputArea img")
    expect(images).to_have_count(4, timeout=60_000)
    picture(page, "alheio")
    expect(page.get_by_text("ainda não se confia neste caderno").first).to_be_visible()
    assert all(image.is_visible() and len(image.get_attribute("alt")) > 20 for image in images.all())
    assert "rror displaying" not in page.locator("body").inner_text()
    page.close()


def test_in_notebook(reopened, browser):
    _, notebook = reopened
    home = notebook.parents[1] / "notebook"
    home.mkdir()
    with serving(["jupyter", "notebook", *OPEN], "notebooks/vistas.ipynb", notebook.parent, home) as address:
        page = browser.new_page(viewport={"width": 1200, "height": 5200}, locale="pt-BR")
        page.goto(address)
        check(page, "notebook")
        page.close()


def test_in_exported_html(reopened, browser):
    _, notebook = reopened
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "nbconvert",
        "--to",
        "html",
        "--output-dir",
        notebook.parents[1],
        notebook,
    ]
    subprocess.run(command, check=True, capture_output=True)
    page = browser.new_page(viewport={"width": 1200, "height": 5200})
    page.route(lambda url: url.startswith("http"), lambda route: route.abort())
    page.goto((notebook.parents[1] / "vistas.html").as_uri())
    check(page, "html")
    page.close()


def test_what_is_stored_is_small_and_the_same_every_time(reopened):
    _, notebook = reopened
    cells = nbformat.read(notebook, as_version=4).cells
    told = [output.data["text/plain"] for cell in cells for output in cell.outputs if "data" in output]
    assert not [text for text in told if re.search(r"0x[0-9a-f]+|object at", text)]
    assert notebook.stat().st_size < 1_000_000
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--nbval",
        "--nbval-current-env",
        notebook,
    ]
    env = {name: value for name, value in os.environ.items() if name != "CURSO_SEM_CONTROLES"}
    env["PYTHONPATH"] = str(ROOT)
    done = subprocess.run([*command, notebook], capture_output=True, text=True, cwd=notebook.parent, env=env)
    assert done.returncode == 0, done.stdout[-3000:]
