"""A demonstração como quem dá aula a usa, só com o teclado e sem rede: toca, anda, assume o comando, passa adiante."""

import json
import re
import sys

import pytest
from playwright.sync_api import expect
from support.axe import violations
from support.lab import ROOT
from support.pages import PANEL, ask, opened, until

from course_utils.live.page_lab import laboratory_page, recordings

sys.path.insert(0, str(ROOT / "ferramentas"))

import demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SCENES = recordings()
NAMES = [one["name"] for one in SCENES]
LESSONS = sorted({one["lesson"] for one in SCENES})


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    place = tmp_path_factory.mktemp("demo") / "demonstracao.html"
    place.write_text(laboratory_page(SCENES, projected=True), encoding="utf-8")
    return place.as_uri()


@pytest.fixture
def visit(browser, address):
    """Abre a página num navegador sem rede; no fim, nenhuma queixa no console."""
    contexts, complaints = [], []

    def go(query: str = "", **options):
        size = {"width": 1280, "height": 720}
        context = browser.new_context(offline=True, locale="pt-BR", **{"viewport": size, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        return opened(page, address + query)

    yield go
    for context in contexts:
        context.close()
    assert not complaints


def pressed(page) -> list[str]:
    """A aula e a cena que se mostram; sem cena, só o laboratório."""
    return page.locator(".fileira [aria-pressed=true]:visible").all_inner_texts()


def titled(name: str) -> list[str]:
    one = SCENES[NAMES.index(name)]
    return [f"{int(one['lesson'])} Aula {one['lesson']}", one["title"]]


def enter(page, name: str) -> None:
    """Abre uma cena pela tecla da aula, apertada quantas vezes for preciso."""
    lesson = SCENES[NAMES.index(name)]["lesson"]
    for one in SCENES:
        if one["lesson"] == lesson:
            page.keyboard.press(str(int(lesson)))
        if one["name"] == name:
            return


def seek(page, step: int) -> None:
    """Leva a barra a um passo e espera a cena chegar lá, parada; no ritmo dela, levaria meio minuto."""
    page.get_by_role("slider", name="Ponto da cena").fill(str(step))
    until(page, f"panel.state?.step === {step} && !panel.state.running", 15)


def totals(page) -> list[list[float]]:
    return page.evaluate(f"{PANEL}.returns.map((own) => own.points.map(([, total]) => total))")


def test_the_command_writes_one_page_and_opens_it(tmp_path, monkeypatch, capsys):
    asked: list[str] = []
    monkeypatch.setattr(demo, "PAGE", tmp_path / "nova" / "demonstracao.html")
    monkeypatch.setattr(demo.webbrowser, "open", lambda address: asked.append(address) or True)
    for screen, told in ((False, "abra esse arquivo"), (True, "")):
        monkeypatch.setattr(demo, "has_screen", lambda screen=screen: screen)
        demo.main()
        assert told in capsys.readouterr().out
    assert asked == [demo.PAGE.as_uri()]
    page = demo.PAGE.read_text(encoding="utf-8")
    assert len(page.encode()) < 400_000 and not re.search(r"https?:|\bsrc=|\bfetch\(|@import|url\(", page)


def test_the_rows_and_the_remote_control_of_a_presenter(visit):
    page = visit()
    lessons = page.get_by_role("group", name="Aulas").get_by_role("button")
    doors = ["0 Laboratório", *(f"{int(name)} Aula {name}" for name in LESSONS), "F Tela cheia"]
    assert lessons.all_inner_texts() == doors
    assert pressed(page) == ["0 Laboratório"]
    own = [one["name"] for one in SCENES if one["lesson"] == "04"]
    for key, name in [("PageDown", NAMES[0]), ("n", NAMES[1]), ("PageUp", NAMES[0])]:
        page.keyboard.press(key)  # sem clicar antes: a página ouve o teclado desde o começo
        assert pressed(page) == titled(name)
    page.keyboard.press("PageUp")
    assert pressed(page) == ["0 Laboratório"]
    page.keyboard.press("PageUp")
    assert pressed(page) == titled(NAMES[-1])
    for name in [*own, own[0]]:  # a tecla da aula leva à cena seguinte dela, e da última à primeira
        page.keyboard.press("4")
        assert pressed(page) == titled(name)
    titles = page.get_by_role("group", name="Cenas").get_by_role("button").all_inner_texts()
    assert titles == [titled(name)[1] for name in own]
    page.get_by_role("button", name="Gêmeos").click()
    assert pressed(page) == titled("gemeos")
    until(page, "panel.state?.step > 60 && panel.state.running")
    assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement?.matches('.laboratorio')")
    page.keyboard.press("f")
    page.wait_for_function("!document.fullscreenElement")


def test_who_presents_bets_before_and_asks_after(visit):
    page = visit()
    for one in SCENES:
        page.get_by_role("button", name=f"Aula {one['lesson']}").click()
        page.get_by_role("group", name="Cenas").get_by_role("button", name=one["title"], exact=True).click()
        expect(page.get_by_text(one["watch"])).to_be_visible()
        expect(page.locator(".aposte")).to_have_text(f"Aposte: {one['bet']}")
        expect(page.get_by_text(one["after"])).to_be_hidden()
        page.keyboard.press("d")
        expect(page.get_by_text(one["after"])).to_be_visible()
        inside = page.evaluate(
            "(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('.laboratorio'))"
        )
        assert inside <= 0, f"{one['name']} não cabe na tela"


def test_an_episode_plays_pauses_and_goes_anywhere(visit):
    page = visit()
    enter(page, "camera")
    film = "document.querySelector('.filme canvas')"
    expect(page.get_by_role("button", name="Pausar")).to_be_visible()
    assert page.get_by_role("button", name="Assumir o comando").count() == 0
    page.wait_for_function("Number(document.querySelector('.filme [type=range]').value) > 5")
    page.keyboard.press("p")
    page.get_by_role("slider", name="Ponto da cena").fill("100")
    expect(page.get_by_text("passo 100 de 100")).to_be_visible()
    assert "no lugar  −340; 1 pixel  −350; 3 pixels  −1002" in page.evaluate(f"{film}.ariaLabel")
    before = page.evaluate(f"{film}.toDataURL()")
    page.keyboard.press("a")  # aqui não há comando para assumir
    page.keyboard.press("r")
    page.wait_for_function("Number(document.querySelector('.filme [type=range]').value) < 50")
    assert page.evaluate(f"{film}.toDataURL()") != before
    page.keyboard.press("0")
    assert pressed(page) == ["0 Laboratório"]
    until(page, "panel.state.step === 0")


def test_the_car_with_three_noises_says_who_is_who(visit):
    page = visit()
    enter(page, "bandeira")
    until(page, "panel.setup?.kind === 'car' && panel.state.step > 20")
    names = ["branco", "OU", "nos parâmetros"]
    assert page.evaluate(f"{PANEL}.stage.labels") == names
    expect(page.locator(".ajustes")).to_be_hidden()  # cada réplica tem os seus
    page.keyboard.press("a")
    expect(page.locator(".ajustes")).to_be_visible()
    page.keyboard.press("p")
    page.get_by_role("button", name="Recomeçar").click()
    until(page, "panel.state.step === 0 && panel.stage.labels[0].startsWith('semente')")


def test_a_scene_plays_at_the_pace_of_the_room_pauses_and_starts_again(visit):
    page = visit()
    enter(page, "sigma-grande")
    play = page.get_by_role("button", name="Pausar")
    expect(play).to_be_visible()
    assert page.evaluate(f"{PANEL}.e.noise.checked && {PANEL}.e.knobs.inert")
    before = ask(page, "tick")["step"]
    page.wait_for_timeout(1000)
    assert 60 < ask(page, "tick")["step"] - before < 150  # 1 ×: cem passos por segundo
    page.get_by_role("combobox", name="Ritmo").select_option("4 ×")
    before = ask(page, "tick")["step"]
    page.wait_for_timeout(1000)
    assert 250 < ask(page, "tick")["step"] - before < 600
    page.get_by_role("combobox", name="Ritmo").evaluate("node => node.blur()")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Tocar")).to_be_visible()
    stopped = ask(page, "tick")["step"]
    page.wait_for_timeout(300)
    assert ask(page, "tick")["step"] == stopped
    page.keyboard.press("p")
    until(page, f"panel.state.step > {stopped} + 50")
    page.keyboard.press("r")
    until(page, f"panel.state.step < {stopped} && panel.state.running")


@pytest.mark.slow
def test_it_goes_anywhere_in_the_scene_and_the_end_is_the_recording_bit_by_bit(visit):
    page = visit()
    recorded = json.loads(SCENES[NAMES.index("gemeos")]["text"])
    enter(page, "gemeos")
    page.keyboard.press("p")
    bar = page.get_by_role("slider", name="Ponto da cena")
    seek(page, 3200)
    assert "igual bit a bit" in ask(page, "tick")["note"]
    assert totals(page) == [[total for _, total, _ in own] for own in recorded["trace"]]
    expect(page.get_by_text("passo 3.200 de 3.200")).to_be_visible()
    seek(page, 400)
    assert totals(page) == [[total for _, total, _ in own[:2]] for own in recorded["trace"]]
    bar.focus()
    page.keyboard.press("ArrowRight")
    until(page, "panel.state.step === 450 && !panel.state.running")
    page.keyboard.press("PageDown")  # num controle deslizante, ela é dele
    assert pressed(page) == titled("gemeos")
    page.keyboard.press("End")
    until(page, "panel.state.step === 3200")
    page.keyboard.press("p")  # no fim, tocar é tocar outra vez
    until(page, "panel.state.step > 20 && panel.state.step < 1000 && panel.state.running")
    bar.fill("2000")  # e quem toca e avança continua a tocar
    until(page, "panel.state.step > 2100 && panel.state.running && panel.changes.length === 1", 60)
    assert not violations(page)


@pytest.mark.slow
def test_taking_over_on_the_spot_leaves_the_rest_of_the_recording_out(visit):
    page = visit()
    enter(page, "gemeos")
    page.keyboard.press("p")
    seek(page, 2000)
    before = totals(page)
    page.keyboard.press("a")
    until(page, "panel.state.running && panel.state.pace === 'normal' && panel.state.step > 2200")
    expect(page.get_by_role("status")).to_contain_text("os ajustes são seus")
    assert pressed(page) == ["0 Laboratório"] and page.get_by_role("button", name="Assumir o comando").count() == 0
    now = totals(page)
    assert [own[:10] for own in now] == before and now[0] == now[1]  # a mudança do passo 2.100 não veio
    assert page.evaluate(f"{PANEL}.changes.length") == 0
    slider = page.get_by_role("slider", name="τ")
    slider.focus()
    slider.press("End")
    until(page, "panel.state.live.tau.join() === '0.05,1'")
    page.keyboard.press("p")
    until(page, "!panel.state.running")
    step = ask(page, "tick")["step"]
    enter(page, "tau-1")  # o treino assumido espera no laboratório, com as suas curvas
    until(page, "panel.state?.step > 100 && panel.changes.length === 1")
    page.keyboard.press("0")
    until(page, f"panel.state.step === {step} && panel.returns[0].points.length > 10")
    page.get_by_role("button", name="Treinar").click()
    until(page, f"panel.state.step > {step}")


def test_the_laboratory_rests_while_a_scene_plays(visit):
    page = visit()
    page.keyboard.press("p")
    until(page, "panel.state.step > 300 && panel.state.running")
    page.evaluate(f"window.own = {PANEL}")
    page.keyboard.press("3")
    page.wait_for_timeout(300)
    steps = []
    for _ in range(2):
        steps.append(page.evaluate("own.lab.ask('tick').then(({ step }) => step)"))
        page.wait_for_timeout(500)
    assert steps[0] == steps[1]
    page.keyboard.press("0")
    assert page.evaluate(f"document.querySelectorAll('.painel-vivo').length === 1 && {PANEL} === own")
    until(page, f"panel.state.running && panel.state.step > {steps[0]}")


def test_an_address_opens_a_scene_that_waits_whole(visit):
    page = visit("?cena=placebo")
    until(page, "panel.state.step === 3200 && !panel.state.running", 60)
    assert pressed(page) == titled("placebo")
    page.get_by_role("button", name="Tocar").click()
    until(page, "panel.state.step > 20 && panel.state.step < 1000")


def test_who_does_not_wait_for_the_whole_scene_plays_it_from_the_start(visit):
    page = visit("?cena=sem-aquecimento")
    page.keyboard.press("p")
    until(page, "panel.state.step > 20 && panel.state.step < 1000 && panel.state.running && panel.generation === 3")
    expect(page.get_by_role("button", name="Pausar")).to_be_visible()
    page.keyboard.press("p")
    page.get_by_role("slider", name="Ponto da cena").fill("1000")
    page.keyboard.press("p")  # antes de chegar lá
    until(page, "panel.state.step > 1020 && panel.state.running")


def test_who_asks_for_less_motion_sees_the_curves_and_still_pendulums(visit):
    page = visit(reduced_motion="reduce")
    enter(page, "camera")
    expect(page.get_by_role("button", name="Tocar")).to_be_visible()
    enter(page, "tau-1")
    until(page, "panel.state?.step > 60")
    assert page.evaluate(f"!{PANEL}.stage.motion.playing && {PANEL}.stage.bodies.every((body) => body.total === 0)")
    expect(page.get_by_role("button", name="▶ Animar")).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_scene_is_accessible_and_fits_a_phone(visit, scheme):
    page = visit(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    for name in ["", *NAMES]:
        page.keyboard.press("n" if name else "0")
        page.wait_for_timeout(300)
        page.keyboard.press("d")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert not violations(page), name


def test_without_webassembly_it_says_why_and_offers_nothing(browser, address):
    page = browser.new_page()
    page.add_init_script("delete globalThis.WebAssembly")
    page.goto(f"{address}?cena=placebo")
    expect(page.get_by_text("Aqui não se treina")).to_have_count(1)
    expect(page.get_by_role("button", name="4 Aula 04")).to_be_hidden()
    page.keyboard.press("4")
    assert page.locator(".painel-vivo").count() == 0
    page.close()
