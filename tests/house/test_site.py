"""O site construído, visto como se vê: no Chromium, no escuro, num telefone, só com o teclado e sem internet."""

import json
import os
import re
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect
from support.axe import violations
from support.browsers import firefox, wait, webkit
from support.hidden import told_early
from support.lab import ROOT
from support.pages import PANEL, until
from support.scripts import load_script

import course_utils
from course_utils.exercises.bets import bets_of
from course_utils.live.page_lab import recordings

pytestmark = [pytest.mark.browser, pytest.mark.slow]

sys.path.insert(0, str(ROOT / "ferramentas"))

import construir_site  # noqa: E402

LESSON = "notebooks/02_ator_critico.html"
PAGES = ["index.html", "notebooks/00_comece_aqui.html", "docs/glossario.html", "api/agente.html", "cenas.html"]
PHONE = {"width": 390, "height": 844}


class Quiet(SimpleHTTPRequestHandler):
    """Serve uma pasta sem contar a ninguém."""

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def site() -> Path:
    """O site, construído pelo mesmo comando de `make site`; um aviso do Sphinx o derruba."""
    built = subprocess.run([sys.executable, "ferramentas/construir_site.py"], cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return construir_site.OUT


@pytest.fixture(scope="module")
def address(site):
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def view(browser, address):
    """Abre páginas do site: `view("index.html", color_scheme="dark")`. No fim, nada pode ter vindo de fora."""
    contexts, complaints = [], []

    def visit(where: str, **options):
        context = browser.new_context(locale="pt-BR", **{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        context.on(
            "request",
            lambda request: request.url.startswith((address, "data:", "blob:")) or complaints.append(request.url),
        )
        context.on("response", lambda got: got.status < 400 or complaints.append(f"{got.status} {got.url}"))
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + where)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture(scope="module")
def soups(site) -> dict[str, BeautifulSoup]:
    """Cada página do site, lida."""
    pages = [path for path in site.rglob("*.html") if "_static" not in path.relative_to(site).parts]
    return {
        path.relative_to(site).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in pages
    }


# --- o que está escrito -------------------------------------------------------------------------------------------


def test_every_source_became_a_page(soups):
    sources = {place for place in construir_site.sources() if place.suffix in (".md", ".ipynb")}
    assert {place.with_suffix(".html").as_posix() for place in sources} <= soups.keys()


def test_every_link_leads_somewhere_and_nothing_is_loaded_from_outside(site, soups):
    places = {name: {tag["id"] for tag in soup.find_all(id=True)} for name, soup in soups.items()}
    lost = []
    for name, soup in soups.items():
        for tag in soup.find_all(["a", "link", "script", "img", "iframe", "source"]):
            target = tag.get("href") or tag.get("src") or ""
            if urlsplit(target).scheme in ("http", "https"):
                lost += [] if tag.name == "a" else [f"{name}: {target} vem de fora"]
                continue
            if not target or urlsplit(target).scheme:
                continue
            path, fragment = urldefrag(target)
            path = urlsplit(unquote(path)).path
            found = (site / name).parent / path if path else site / name
            found = (found / "index.html" if found.is_dir() else found).resolve()
            if not found.is_file():
                lost.append(f"{name}: {target}")
            elif fragment and found.suffix == ".html":
                own = places.get(found.relative_to(site).as_posix(), {fragment})
                lost += [] if unquote(fragment) in own else [f"{name}: {target}"]
    assert not lost


def test_every_picture_says_what_it_shows(soups):
    mute = []
    for name, soup in soups.items():
        mute += [f"{name}: {tag}"[:200] for tag in soup.find_all("img") if not tag.get("alt", "").strip()]
        mute += [f"{name}: {tag}"[:200] for tag in soup.find_all("iframe") if not tag.get("title", "").strip()]
        for tag in soup.find_all("svg"):
            if not (tag.get("aria-hidden") or tag.get("aria-label") or tag.find("title")):
                mute.append(f"{name}: {tag}"[:200])
    assert sum(len(soup.find_all("img")) for soup in soups.values()) > 60
    assert not mute


@pytest.mark.filterwarnings("ignore:path is deprecated")  # de quem lê as letras do desenhista
def test_a_formula_keeps_every_letter_when_its_drawings_are_already_in_the_page():
    formulas = load_script(ROOT / "docs/site/extensoes/formulas.py")
    seen: set[str] = set()
    first, again = (formulas.drawing(r"\text{média de } x \text{ e de } y", block=True, seen=seen) for _ in range(2))
    assert first.count("<symbol") > 5 and "<symbol" not in again
    assert first.count("<use") == again.count("<use") > 12


ENGLISH = (
    "Skip to",
    "On this page",
    "Back to top",
    "Search",
    "next page",
    "previous page",
    "Light",
    "Parameters",
    "Home",
)


def test_the_interface_is_in_portuguese(soups):
    for name, soup in soups.items():
        assert soup.html["lang"] == "pt-BR", name
        heard = [
            tag.get("aria-label") or tag.get("title") or "" for tag in soup.find_all(["a", "button", "nav", "input"])
        ]
        seen = [
            text.strip() for tag in soup.find_all(["a", "button", "nav", "label"]) for text in tag.find_all(string=True)
        ]
        foreign = [text for text in heard + seen if text.startswith(ENGLISH)]
        assert not foreign, name


def test_the_reference_has_every_public_name(soups):
    described = {
        tag["id"] for name, soup in soups.items() if name.startswith("api/") for tag in soup.find_all("dt", id=True)
    }
    assert not [name for name in course_utils.__all__ if f"course_utils.{name}" not in described]
    assert "course_utils.live.LivePanel" in described


# --- o que se vê --------------------------------------------------------------------------------------------------


#: O mais largo que o texto da página pede; o que rola dentro do próprio lugar (código, fórmulas, tabelas) não conta.
WIDTH = """() => Math.max(...["html", "main", ".bd-content", ".bd-article-container", ".bd-article"].map(
    place => document.querySelector(place)?.scrollWidth ?? 0))"""


def test_no_page_is_wider_than_a_phone(view, soups):
    page = view("index.html", viewport=PHONE)
    home, wide = page.url.removesuffix("index.html"), []
    for name in soups:
        page.goto(home + name)
        width = page.evaluate(WIDTH)
        wide += [f"{name}: {width}"] if width > PHONE["width"] else []
    assert not wide


#: O tamanho de cada título, do maior ao menor, e as células que não mostram as suas linhas inteiras.
SIZES = """() => ["h1", "h2", "h3", "p"].map(
    (name) => parseFloat(getComputedStyle(document.querySelector(`.bd-article ${name}`)).fontSize))"""
CUT = """() => [...document.querySelectorAll(".cell_input pre, details pre")]
    .filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.textContent)"""


@pytest.mark.parametrize("width", [1280, 360])
def test_titles_are_in_order_of_size_and_code_is_whole_on_a_wide_screen(view, width):
    for path in sorted(ROOT.glob("notebooks/0*.ipynb")):
        page = view(f"notebooks/{path.stem}.html", viewport={"width": width, "height": 900})
        sizes = page.evaluate(SIZES)
        assert sizes == sorted(sizes, reverse=True) and len(set(sizes)) == 4, (path.stem, sizes)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        assert width < 1000 or not page.evaluate(CUT), path.stem
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(view, scheme):
    for name in PAGES:
        page = view(name, color_scheme=scheme)
        assert page.locator("html").get_attribute("data-theme") == scheme
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        for frame in page.locator("iframe").all():
            frame.scroll_into_view_if_needed()
        page.wait_for_load_state("load")
        assert not violations(page), name
        page.close()


def test_the_search_finds_noise(view):
    page = view("index.html", viewport=PHONE)
    page.get_by_role("button", name="Buscar").first.click()
    page.keyboard.type("ruído")
    page.keyboard.press("Enter")
    results = page.locator("#search-results")
    expect(results.get_by_role("link", name="Aula 04").first).to_be_visible(timeout=20_000)
    expect(results).to_contain_text("ruído nos parâmetros", timeout=20_000)


# --- o que se move ------------------------------------------------------------------------------------------------

DRAWN = "canvas => canvas.toDataURL()"


@pytest.mark.parametrize("name", ["index.html", "notebooks/00_comece_aqui.html"])
def test_the_pendulum_swings_without_a_kernel(view, name):
    page = view(name)
    page.locator("iframe.pendulo-vivo").first.scroll_into_view_if_needed()
    canvas = page.frame_locator("iframe.pendulo-vivo").first.locator("canvas").first
    before = canvas.evaluate(DRAWN)
    page.wait_for_timeout(500)
    assert canvas.evaluate(DRAWN) != before


def test_the_scenes_wait_whole_play_and_are_told_in_words(view):
    page = view("cenas.html")
    scenes = recordings()
    for one in scenes:
        expect(page.locator("dd", has_text=one["watch"])).to_contain_text(one["bet"])
    frame = page.frame_locator("iframe.cena")
    steps = f"{json.loads(scenes[0]['text'])['steps']:,}".replace(",", ".")
    expect(frame.get_by_text(f"passo {steps} de {steps}")).to_be_visible(timeout=20_000)
    assert frame.locator("h1").is_hidden()
    frame.get_by_role("button", name="Tocar").click()
    inside = next(one for one in page.frames if "laboratorio" in one.url)
    until(inside, "panel.state.running && panel.state.step > 20 && panel.state.step < 2000")
    frame.get_by_role("button", name="Aula 05").click()
    (car,) = (one for one in scenes if one["lesson"] == "05")
    expect(frame.get_by_text(car["watch"])).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["com scripts", "sem scripts"])
def test_no_answer_of_a_bet_is_seen_before_the_choice(view, scripts):
    told = {}
    for path in sorted(path for path in ROOT.glob("notebooks/0*.ipynb") if bets_of(path.stem[:2])):
        page = view(f"notebooks/{path.stem}.html", java_script_enabled=scripts)
        if scripts:
            expect(page.locator(".aposta:not(.viva)")).to_have_count(0)
        told[path.stem] = told_early(page, path.stem[:2])
        page.close()
    assert len(told) >= 8 and not any(told.values()), told


# --- só com o teclado ---------------------------------------------------------------------------------------------

#: O que está com o foco (dentro de um iframe, também) e se dá para ver que está.
FOCUSED = """() => {
    let node = document.activeElement, inside = "";
    while (node?.contentDocument) { node = node.contentDocument.activeElement; inside = "iframe "; }
    if (!node || node === document.body) return null;
    const style = getComputedStyle(node), ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    node.dataset.reached = "";
    return { what: inside + node.tagName + " " + (node.textContent || node.ariaLabel || "").trim().slice(0, 30),
             seen: ring || style.boxShadow !== "none" };
}"""
#: O que se pode usar com o mouse e o teclado não alcançou. Num grupo de opções, Tab chega a uma, e as setas às outras.
MISSED = """() => {
    const others = (node) => node.type === "radio" ? [...node.form.elements[node.name]] : [];
    const pages = [document, ...[...document.querySelectorAll("iframe")].map(frame => frame.contentDocument)];
    const wanted = "a[href], button, summary, input, select, [tabindex='0']";
    return pages.flatMap(page => [...page.querySelectorAll(wanted)]
        .filter(node => node.checkVisibility({ visibilityProperty: true }) && !node.disabled && node.tabIndex >= 0)
        .filter(node => ![node, ...others(node)].some(one => "reached" in one.dataset))
        .map(node => node.outerHTML.slice(0, 120)));
}"""


@pytest.mark.parametrize("name", ["notebooks/00_comece_aqui.html", LESSON])
def test_a_whole_lesson_with_the_keyboard(view, name):
    page = view(name)
    blind, reached = [], []
    for _ in range(600):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUSED)
        if focus is None:
            break
        reached.append(focus["what"])
        blind += [] if focus["seen"] else [focus["what"]]
    assert reached[0].endswith("Ir direto ao conteúdo")
    assert not blind
    assert not page.evaluate(MISSED)
    assert any("SUMMARY" in what for what in reached)
    assert name == LESSON or any(what.startswith("iframe") for what in reached)


# --- o que treina na página ----------------------------------------------------------------------------------------


def test_the_home_opens_with_a_pendulum_that_learns(view):
    page = view("index.html")
    frame = page.frame_locator("iframe.aprende")
    expect(frame.get_by_text("no último episódio, retorno")).to_be_visible(timeout=15_000)
    duo = next(one for one in page.frames if "aprende" in one.url)
    assert duo.evaluate("document.querySelector('.dupla').view.stage.bodies.every((body) => body.weights)")
    slider = frame.get_by_role("slider")
    slider.focus()
    slider.press("End")
    page.wait_for_timeout(500)
    assert duo.evaluate("document.querySelector('.dupla').view.state.live.sigma[0]") == 1
    frame.get_by_role("button", name="Pausar").click()
    expect(frame.get_by_role("button", name="▶ Aprender")).to_be_visible()


@pytest.mark.parametrize(
    ("lesson", "seeds"),
    [("03_ddpg", [0]), ("04_ruido_nos_parametros", [0]), ("05_laboratorio_de_exploracao", [0, 1, 2, 3])],
)
def test_the_panel_of_each_lesson_trains_there(view, lesson, seeds):
    page = view(f"notebooks/{lesson}.html")
    page.locator("[data-pagina]").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe.pagina-viva")
    frame.get_by_role("button", name="Treinar").click(timeout=15_000)
    inside = page.locator("iframe.pagina-viva").element_handle().content_frame()
    until(inside, "panel.state?.step > 300")
    assert inside.evaluate(f"{PANEL}.setup.seeds") == seeds
    frame.get_by_role("button", name="Pausar").click()


#: O que está dentro do primeiro iframe de uma classe.
INSIDE = "document.querySelector('iframe.{}')?.contentDocument?.querySelector('.{}')"
LIVE = INSIDE.format("pagina-viva", "painel-vivo")


@pytest.mark.parametrize("open_browser", [firefox, webkit], ids=["firefox", "webkit"])
def test_a_short_tour_in_the_other_browsers(open_browser, address, tmp_path):
    """A porta, o painel de uma aula e o laboratório; `CURSO_RETRATOS=pasta` guarda o que se viu."""
    folder = Path(os.environ.get("CURSO_RETRATOS", tmp_path))
    with open_browser() as page:
        page.goto(f"{address}index.html")
        wait(lambda: page.evaluate(f"{INSIDE.format('aprende', 'dupla')}?.view.state?.step > 200"))
        page.screenshot(folder / f"porta-{open_browser.__name__}.png")
        page.goto(f"{address}notebooks/04_ruido_nos_parametros.html")
        page.evaluate("document.querySelector('[data-pagina]').scrollIntoView()")
        wait(lambda: page.evaluate(f"Boolean({LIVE}?.panel.state)"))
        page.evaluate(f"{LIVE}.querySelector('[data-e=play]').click()")
        wait(lambda: page.evaluate(f"{LIVE}.panel.state.step > 1000 && {LIVE}.panel.returns[0].points.length > 2"))
        page.screenshot(folder / f"aula-{open_browser.__name__}.png")
        page.goto(f"{address}laboratorio.html")
        until(page, "panel.state && panel.lab", 60)
        page.evaluate("document.querySelector('[data-e=play]').click()")
        until(page, "panel.state.step > 1000 && panel.stage.drawn > 5", 60)
        page.screenshot(folder / f"laboratorio-{open_browser.__name__}.png")


#: Faz cada aposta da página e abre cada resposta; diz quantas apostas há, e quantas ficaram sem resultado.
BET = """(() => {
  for (const form of document.querySelectorAll(".aposta form")) {
    const option = form.querySelector("input[type=radio]");
    option?.click();
    form.querySelector(option ? "button[value]" : ".ver").click();
  }
  for (const summary of document.querySelectorAll(".perguntas summary")) summary.click();
  const asked = [...document.querySelectorAll(".aposta")];
  return [asked.length, asked.filter((one) => !one.querySelector(".resultado")).length];
})()"""
VIEW = "document.querySelectorAll('iframe, [data-pagina]')[{}]"
ALIVE = f"Boolean({VIEW}.contentDocument?.querySelector('canvas, svg, input, button'))"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("open_browser", [firefox, webkit], ids=["firefox", "webkit"])
def test_every_lesson_in_the_other_browsers(open_browser, address, tmp_path):
    """Em cada aula: toda aposta se faz, e cada vista acende quando se chega a ela."""
    folder = Path(os.environ.get("CURSO_RETRATOS", tmp_path))
    with open_browser() as page:
        for path in sorted(ROOT.glob("notebooks/0*.ipynb")):
            page.goto(f"{address}notebooks/{path.stem}.html")
            wait(lambda: page.evaluate("document.querySelectorAll('.aposta form').length > 0"))
            asked, left = page.evaluate(BET)
            assert asked > 0 and left == 0, path.stem
            for k in range(page.evaluate("document.querySelectorAll('iframe, [data-pagina]').length")):
                page.evaluate(f"{VIEW.format(k)}.scrollIntoView()")
                wait(lambda k=k: page.evaluate(ALIVE.format(k)), 20)
            page.screenshot(folder / f"{path.stem}-{open_browser.__name__}.png")


def test_every_live_panel_of_the_lessons_is_alive_on_the_site(soups):
    for path in sorted(ROOT.glob("notebooks/0*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        # `mine` é o treino do `MyDDPG` do estudante, que só um núcleo faz.
        opens = sum(bool(re.search(r"LivePanel\((?!mine)", "".join(cell["source"]))) for cell in notebook["cells"])
        soup = soups[path.relative_to(ROOT).with_suffix(".html").as_posix()]
        assert len(soup.select("[data-pagina]")) == opens, path.name
        assert len(soup.select("script[data-curso=motor]")) == (opens > 0), path.name


def test_the_laboratory_is_one_small_file(site):
    page = (site / "laboratorio.html").read_text(encoding="utf-8")
    assert len(page.encode()) <= 400_000
    assert not re.findall(
        r"https?:|\bsrc=|<link(?! rel=\"icon\" href=\"data:,\")|\bfetch\(|XMLHttpRequest|@import|url\(", page
    )
