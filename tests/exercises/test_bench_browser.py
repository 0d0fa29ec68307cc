"""A bancada num navegador: o nome sorteia o paciente, os exames custam, e o código só aparece depois do diagnóstico.

Na página exportada, com o teclado; onde scripts não rodam; e no JupyterLab, com núcleo.
"""

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import Page, expect
from support.axe import violations
from support.lab import jupyter_lab, open_notebook, run_all, serving, write_notebook

from course_utils.bugs import BUGS
from course_utils.bugs.hospital import drawn, patients
from course_utils.bugs.strangers import STRANGERS
from course_utils.exercises.aula_07 import bench

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

NAMES = patients()
PATIENT = (BUGS | STRANGERS)[NAMES[drawn("Ana", len(NAMES))]]


@pytest.fixture
def exported(browser, tmp_path):
    """Abre o HTML exportado de um caderno que só tem a bancada."""
    contexts, complaints = [], []

    def visit(**options) -> Page:
        cell = nbformat.v4.new_code_cell("bench()", execution_count=1)
        cell.outputs = [nbformat.v4.new_output("display_data", bench.bench()._repr_mimebundle_()[0])]
        place = tmp_path / "aula.html"
        place.write_text(HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))[0], encoding="utf-8")
        context = browser.new_context(viewport={"width": 360, "height": 800}, locale="pt-BR", **options)
        contexts.append(context)
        context.route("http*://**", lambda route: route.abort())
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(place.as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not [one for one in complaints if "require" not in one and "mermaid" not in one]


def consult(page: Page) -> None:
    """Um paciente, dois exames de 1 e de 2 minutos, e o diagnóstico certo, com o teclado."""
    page.get_by_label("Seu nome").fill(" ana ")
    page.get_by_label("Seu nome").press("Enter")
    expect(page.get_by_role("heading", name=f"Paciente {NAMES.index(PATIENT.name) + 1}")).to_be_focused()
    for name in ("Contar as atualizações", "Ouvir o ruído sozinho"):
        page.get_by_role("button", name=name).press("Enter")
    expect(page.locator(".hospital .conta")).to_have_text("Você já gastou 3 min.")
    seen = page.locator(".hospital.viva").inner_text()
    assert "em 50 passos depois do aquecimento" in seen
    assert PATIENT.wrong not in seen and PATIENT.source.where not in seen
    page.get_by_role("radio", name=PATIENT.title).press("Space")
    page.get_by_role("button", name="Fechar o diagnóstico").press("Enter")
    result = page.locator(".hospital .laudo")
    expect(result).to_be_focused()
    expect(result).to_contain_text("Acertou, com 3 min de exames.")
    expect(result).to_contain_text(PATIENT.wrong)
    expect(result.get_by_role("link", name=PATIENT.source.where)).to_have_attribute("href", PATIENT.source.url)


def test_a_patient_is_drawn_examined_and_diagnosed_with_the_keyboard(exported):
    page = exported()
    assert "Aqui os botões não funcionam" not in page.locator(".hospital").inner_text()
    consult(page)
    assert not violations(page, ".hospital")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, "cabe num celular"


def test_an_exam_is_paid_once_and_a_wrong_diagnosis_says_what_one_would_see(exported):
    page = exported()
    page.get_by_label("Seu nome").fill("Ana")
    page.get_by_role("button", name="Receber o paciente").click()
    button = page.get_by_role("button", name="Medir d com σ = 0")
    button.press("Enter")
    button.press("Enter")  # o segundo não custa nada: o exame já foi feito
    expect(page.locator(".hospital .conta")).to_have_text("Você já gastou 3 min.")
    wrong = next(
        title for title in page.locator(".hospital fieldset label").all_inner_texts() if PATIENT.title not in title
    )
    page.get_by_label(wrong.strip(), exact=True).check()
    page.get_by_role("button", name="Fechar o diagnóstico").click()
    expect(page.locator(".hospital .laudo")).to_contain_text("Não era esse")
    expect(page.locator(".hospital .laudo")).to_contain_text(f"Se fosse “{wrong.strip()}”")
    page.get_by_role("button", name="Outro paciente").click()
    expect(
        page.get_by_role("heading", name=f"Paciente {(NAMES.index(PATIENT.name) + 1) % len(NAMES) + 1}")
    ).to_be_focused()
    expect(page.locator(".hospital .conta")).to_have_text("Você já gastou 0 min.")


def test_without_scripts_a_case_is_told(exported):
    page = exported(java_script_enabled=False)
    expect(page.get_by_text("Aqui os botões não funcionam")).to_be_visible()
    expect(page.get_by_text("com σ = 0,01, o treino mede")).to_be_hidden()
    page.get_by_text("Medir d com uma régua à parte (5 min)").click()
    expect(page.get_by_text("com σ = 0,01, o treino mede")).to_be_visible()
    page.get_by_text("O que ele tinha").click()
    expect(page.get_by_text(BUGS[bench.EXAMPLE].title)).to_be_visible()


def test_with_a_kernel_it_is_the_same_bench(browser, tmp_path):
    cell = "from course_utils.exercises.aula_07.bench import bench\nbench()"
    notebook = write_notebook(tmp_path / "aula" / "aula.ipynb", cell)
    with serving(jupyter_lab(notebook), f"lab/tree/{notebook.name}", notebook.parent, tmp_path) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        open_notebook(page, address)
        run_all(page)
        expect(page.get_by_label("Seu nome")).to_be_visible(timeout=60_000)
        consult(page)
        page.screenshot(path=str(tmp_path / "bancada.png"))
        page.close()
