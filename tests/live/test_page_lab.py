"""O painel sem núcleo, num Chromium de verdade: treina na própria página, e repete bit a bit o que o Python faz."""

import json
import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import numpy as np
import pytest
from playwright.sync_api import expect
from support.axe import violations
from support.pages import PANEL, ask, opened, page_of_panel, two_hundred_changes, until

from course_utils import ActionNoise, OUNoise, PageRecording, ParameterNoise, Recording, Trainer
from course_utils.engine import Run
from course_utils.saving.trace import sampled
from course_utils.support.seal import seal
from course_utils.worlds import mountain_car

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]
STRICT = (
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; worker-src blob:; "
    "style-src 'unsafe-inline'; img-src data:"
)


def trainer_of(**changed) -> Trainer:
    given = dict(seeds=[0], exploration=ParameterNoise(), warmup=300, hidden=(16, 16))
    return Trainer("Pendulum-v1", **given | changed)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pagina")
    (folder / "painel.html").write_text(page_of_panel(trainer_of(), "<p>a figura</p>"), encoding="utf-8")
    return (folder / "painel.html").as_uri()


@pytest.fixture
def page(browser):
    """Uma página sem rede nenhuma, e o console, que no fim tem de estar limpo."""
    context = browser.new_context(viewport={"width": 1280, "height": 1100}, locale="pt-BR", offline=True)
    made, complaints = context.new_page(), []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    made.on("request", lambda request: request.url.startswith("http") and complaints.append(request.url))
    yield made
    context.close()
    assert not complaints


# --- as mesmas perguntas --------------------------------------------------------------------------------------------


def test_every_button_does_what_it_says(page, address):
    view = opened(page, address).locator(".painel-vivo")
    assert page.evaluate(f"{PANEL}.lab.place") == "worker"
    view.get_by_role("button", name="Um passo").click()
    until(page, "panel.state.step === 1 && !panel.state.running")
    view.get_by_role("button", name="Um episódio").click()
    until(page, "panel.state.step === 200 && !panel.state.running && panel.returns[0].points.length === 1")
    view.get_by_role("combobox", name="Velocidade").select_option("slow")
    view.get_by_role("button", name="Treinar").click()
    page.wait_for_timeout(1000)
    assert 205 < ask(page, "tick")["step"] < 240
    view.get_by_role("combobox", name="Velocidade").select_option("fast")
    until(page, "panel.state.step > 1000 && panel.state.pulse")
    view.get_by_role("button", name="Pausar").click()
    until(page, "!panel.state.running")
    step = ask(page, "tick")["step"]
    page.wait_for_timeout(200)
    assert ask(page, "tick")["step"] == step
    assert page.evaluate(f"{PANEL}.sigma[0].points.length") == step // 50
    view.get_by_role("button", name="Recomeçar").click()
    until(page, "panel.state.step === 0 && panel.returns[0].points.length === 0")
    view.get_by_text("Exploração, semente e réplicas").click()
    expect(view.locator("[data-e=engine]")).to_have_text("no motor da página")
    expect(view.locator("[data-e=elsewhere]")).to_contain_text("instalado")
    view.get_by_role("combobox", name="Exploração").select_option("ou")
    view.get_by_role("textbox", name="Semente").fill("12")
    view.get_by_label("Réplicas").fill("3")
    view.get_by_role("button", name="Aplicar").click()
    until(page, "panel.setup.seeds.join() === '12,13,14' && panel.setup.exploration === 'ou'")
    view.get_by_role("textbox", name="Semente").fill("menos um")
    view.get_by_role("button", name="Aplicar").click()
    expect(view.get_by_role("status")).to_contain_text("semente não serve")


def test_twins_are_equal_until_a_slider_moves_and_a_placebo_stays_together(page, address):
    view = opened(page, address).locator(".painel-vivo")
    view.get_by_role("checkbox", name="Gêmeos").check()
    until(page, "panel.setup.twins")
    ask(page, "start")
    until(page, "panel.state.step > 800")
    ask(page, "pause")
    same = "[0, 1].map((k) => Array.from(panel.stage.bodies[k].weights.flat)).map(String)"
    until(page, "!panel.state.running")
    one, other = page.evaluate(f"(() => {{ const panel = {PANEL}; return {same}; }})()")
    assert one == other
    view.get_by_role("button", name="Placebo").click()
    until(page, "panel.changes.length === 1 && panel.changes[0].label === 'placebo'")
    ask(page, "episode")
    until(page, "!panel.state.running && panel.state.step % 200 === 0")
    original, twin = page.evaluate(f"{PANEL}.returns.map((own) => own.points.at(-1)[1])")
    assert abs(original - twin) < 5
    slider = view.get_by_role("slider", name="τ")
    slider.focus()
    slider.press("End")
    until(page, "panel.state.live.tau.join() === '0.05,1'")


def test_the_distance_stays_near_delta(page, address):
    opened(page, address)
    ask(page, "start")
    until(page, "panel.state.step > 6000", 60)
    d = [d for _, d in page.evaluate(f"{PANEL}.distance[0].points")]
    assert 0.85 * 0.2 < np.median(d[20:]) < 1.15 * 0.2


def test_the_car_of_lesson_05_with_its_scale(page, tmp_path):
    html = page_of_panel(Trainer(mountain_car.ENV, seeds=range(4), **mountain_car.SETTINGS))
    (tmp_path / "carro.html").write_text(html, encoding="utf-8")
    opened(page, (tmp_path / "carro.html").as_uri())
    ask(page, "step")
    until(page, "panel.state.step === 1 && panel.stage.bodies.length === 4 && panel.state.scale.length === 4")
    run = Run(mountain_car.ENV, seeds=range(4), **mountain_car.SETTINGS)
    run.run(1)
    assert ask(page, "digest")["digest"] == run.digest


def test_what_the_page_does_not_have_has_no_page():
    assert page_of_panel(Trainer("Pendulum-v1", seeds=[0], tau=0.1)) is not None
    assert page_of_panel(Trainer("Pendulum-v1", seeds=[0, 1], tau=[0.1, 0.2])) is None
    assert page_of_panel(Trainer("Pendulum-v1", seeds=[0], normalize="running")) is None
    mine = type("Meu", (ActionNoise,), {})
    assert page_of_panel(Trainer("Pendulum-v1", seeds=[0], exploration=mine(0.1))) is None
    both = [ActionNoise(), OUNoise(0.1)]
    assert page_of_panel(Trainer("Pendulum-v1", seeds=[0, 0], exploration=both)) is not None


def test_four_seeds_learn_in_the_page_as_in_the_stored_table(page, tmp_path):
    """A rodada é a de `Run`, bit a bit; e quem avalia, sem ruído, a cada 500 passos, é a própria página."""
    trainer = Trainer("Pendulum-v1", seeds=range(4), exploration=ParameterNoise())
    (tmp_path / "quatro.html").write_text(page_of_panel(trainer), encoding="utf-8")
    opened(page, (tmp_path / "quatro.html").as_uri())
    best = np.full(4, -np.inf)
    for step in range(500, 5001, 500):
        ask(page, "until", step=step)
        until(page, f"panel.state.step === {step} && !panel.state.running", 60)
        asked = [ask(page, "evaluate", replica=k, episodes=100, seed=1000)["evaluation"] for k in range(4)]
        best = np.maximum(best, np.mean(asked, 1))
        if step == 1000:
            run = Run("Pendulum-v1", seeds=range(4), exploration=ParameterNoise())
            run.run(1000)
            assert ask(page, "digest")["digest"] == run.digest
            np.testing.assert_array_equal(asked, run.evaluate(100))
    assert (best >= -200).sum() >= 3


INK = """(name) => { const own = document.querySelector(`[data-e=${name}]`);
    const { data } = own.getContext("2d").getImageData(0, 0, own.width, own.height);
    return new Set(new Uint32Array(data.buffer)).size; }"""


def test_the_maps_and_letting_go_again_work_as_with_the_kernel(page, address):
    view = opened(page, address).locator(".painel-vivo")
    view.get_by_text("Os mapas do que ele aprendeu").click()
    ask(page, "until", step=700)
    until(page, "panel.state.step === 700 && panel.maps.worth")
    for name in ("policy", "value"):
        assert page.evaluate(INK, name) > 40, name
    page.wait_for_timeout(1500)
    moved = page.evaluate(f"{PANEL}.stage.bodies[0].path.length")
    view.get_by_role("button", name="Largar de novo").click()
    assert page.evaluate(f"{PANEL}.stage.bodies[0].path.length") < moved


# --- as gravações ---------------------------------------------------------------------------------------------------


def test_two_hundred_changes_give_the_stored_digest_and_come_back(page, address):
    recording, digest = two_hundred_changes()
    opened(page, address)
    assert not ask(page, "load", text=recording.to_json())["error"]
    until(page, "panel.state.step === 2000 && !panel.state.running")
    state = ask(page, "digest")
    assert state["digest"] == digest and "igual bit a bit" in state["note"]
    back = Recording.from_json(ask(page, "save")["file"]["text"])
    assert back.digest == digest and back.changes == recording.changes and back.trace == recording.trace
    names: dict = {}
    code = ask(page, "code")["code"]
    exec(code, names)
    assert names["run"].digest == digest and digest in code


def test_a_recording_saved_by_hand_is_checked_in_python_and_repeats_in_the_page(page, address):
    view = opened(page, address).locator(".painel-vivo")
    ask(page, "start")
    for name, value in [("tau", 0.0123456), ("sigma", 1e-5), ("delta", 0.3)]:
        page.wait_for_timeout(120)
        ask(page, "change", name=name, value=value)
    until(page, "panel.state.step > 1200")
    ask(page, "pause")
    view.get_by_text("Gravar, repetir e copiar").click()
    with page.expect_download() as got:
        view.get_by_role("button", name="Gravar o treino").click()
    text = got.value.path().read_text(encoding="utf-8")
    back = Recording.from_json(text)
    assert isinstance(back, PageRecording) and back.to_json() == text and back.verify().accepted
    assert [one.new for one in back.changes] == [0.0123456, 1e-5, 0.3]
    page.evaluate("() => (window.changed = 0)")
    with page.expect_file_chooser() as chosen:
        view.get_by_role("button", name="Repetir uma gravação").click()
    chosen.value.set_files(got.value.path())
    until(page, f"panel.state.step === {back.steps} && !panel.state.running")
    expect(view.get_by_role("status")).to_contain_text("igual bit a bit")


def test_a_bad_recording_is_refused_and_nothing_of_it_reaches_the_page(page, address):
    recording, _ = two_hundred_changes()
    opened(page, address)
    text, evil = recording.to_json(), '<img src=x onerror="window.hacked = 1">'

    def forged(**changed) -> str:
        body = json.loads(text) | changed
        body.pop("seal")
        return json.dumps(body | {"seal": seal(body)}, ensure_ascii=False)

    settings = json.loads(text)["settings"]
    wrong = [
        text[:-40], text.replace('"steps": 2000', '"steps": 1999'), "", "[]", "null", "{}", "9" * 50,
        trainer_of().recording.to_json(), forged(version=2), forged(engine=evil), forged(steps=10**9),
        forged(steps=1999.5), forged(digest=evil), forged(trace=evil), forged(trace=[]), forged(settings=None),
        forged(changes=[[0, 0, evil, 0, 1]]), forged(changes=[[0, 9, "tau", 0, 1]]),
        forged(changes=[[0, 0, "tau", 0, evil]]), forged(changes=[[0, 0, "__proto__", 0, 1]]),
        *(forged(settings=settings | own) for own in (
            {"env": evil}, {"env": "toString"}, {"seeds": [evil]}, {"seeds": []}, {"seeds": list(range(500))},
            {"exploration": {evil: {}}}, {"exploration": {"ParameterNoise": {"sigma": evil}}}, {evil: 1},
            {"exploration": {"ParameterNoise": {"every": 0}}}, {"hidden": [1e9]}, {"hidden": []}, {"tau": evil},
            {"capacity": 1e7, "seeds": [1] * 64}, {"normalize": [[1], [0]]}, {"warmup": -1},
        )),
    ]  # fmt: skip
    for one in wrong:
        state = ask(page, "load", text=one)
        assert state["error"] and state["generation"] == 1 and state["step"] == 0, one[:200]
        assert "onerror" not in state["error"]
    fine = forged(digest="0" * 16)
    assert not ask(page, "load", text=fine)["error"]
    until(page, "panel.state.step === 2000 && !panel.state.running")
    assert "não é igual" in ask(page, "tick")["note"]
    assert page.evaluate("window.hacked") is None and page.locator("img[src=x]").count() == 0


def test_the_seal_the_numbers_and_the_sample_are_those_of_python(browser):
    from course_utils.live.sources import module

    page = browser.new_page()
    page.add_script_tag(type="module", content=f"{module('recording.js')}\nwindow.lib = {{ sealOf, sampled, sha256 }};")
    page.wait_for_function("window.lib")
    random = np.random.default_rng(0)
    numbers = (random.normal(size=500) * 10.0 ** random.integers(-12, 12, 500)).tolist()
    body = {"b": [*numbers, 1e-5, 1e-4, 123456789.125, -0.1, 2**53 - 1, 0], "a": {"é": 'aspas " e \\ e\n', "z": None}}
    assert page.evaluate("(body) => lib.sealOf(body)", body) == seal(body)
    for count in (0, 5, 20, 200, 201, 250, 1000, 4321):
        assert page.evaluate("(n) => lib.sampled(n)", count) == sampled(count)
    page.close()


# --- onde funciona --------------------------------------------------------------------------------------------------


class Served:
    """A página servida com uma política de segurança, e um iframe dela."""

    def __init__(self, html: str, policy: str):
        class Handler(SimpleHTTPRequestHandler):
            def do_GET(handler):
                frame = '<iframe sandbox="allow-scripts" src="/painel.html" style="width:100%;height:900px"></iframe>'
                body = (frame if "moldura" in handler.path else html).encode()
                handler.send_response(200)
                handler.send_header("Content-Type", "text/html; charset=utf-8")
                if "moldura" not in handler.path:
                    handler.send_header("Content-Security-Policy", policy)
                handler.end_headers()
                handler.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler))
        self.address = f"http://127.0.0.1:{self.server.server_port}/"

    def __enter__(self) -> str:
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self.address

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


@pytest.mark.parametrize(
    ("policy", "place"),
    [(STRICT, "worker"), (re.sub("worker-src blob:", "worker-src 'none'", STRICT), "here")],
)
def test_it_trains_under_the_strict_policy_also_without_workers(browser, policy, place):
    with Served(page_of_panel(trainer_of()), policy) as address:
        page = browser.new_page()
        opened(page, address)
        assert not ask(page, "start")["error"]
        until(page, "panel.state.step > 1000")
        assert page.evaluate(f"{PANEL}.lab.place") == place
        ask(page, "pause")
        page.close()


def test_without_webassembly_it_says_so(browser):
    with Served(page_of_panel(trainer_of(), "<p>a figura</p>"), STRICT.replace("'wasm-unsafe-eval'", "")) as address:
        page = browser.new_page()
        page.goto(address)
        expect(page.get_by_text("Aqui não se treina")).to_be_visible()
        expect(page.get_by_text("a figura")).to_be_visible()
        page.close()
    page = browser.new_page()
    page.add_init_script("delete globalThis.WebAssembly")
    with Served(page_of_panel(trainer_of()), STRICT) as address:
        page.goto(address)
        expect(page.get_by_text("Aqui não se treina")).to_be_visible()
    page.close()


def test_it_trains_inside_a_sandboxed_iframe(browser):
    with Served(page_of_panel(trainer_of()), "") as address:
        page = browser.new_page()
        page.goto(f"{address}moldura")
        page.frame_locator("iframe").get_by_role("button", name="Treinar").click()
        frame = page.frames[1]
        until(frame, "panel.state?.step > 500")
        page.close()


def test_a_hidden_page_rests_and_two_panels_share_the_machine(browser, address):
    context = browser.new_context()
    first, second = opened(context.new_page(), address), opened(context.new_page(), address)
    for page in (first, second):
        ask(page, "start")
    until(first, "panel.state.step > 300")
    until(second, "panel.state.step > 300")
    hide = "(on) => { Object.defineProperty(document, 'hidden', { value: on, configurable: true }); %s.lab.rest(); }"
    first.evaluate(hide % PANEL, True)
    step = ask(first, "tick")["step"]
    first.wait_for_timeout(300)
    assert ask(first, "tick")["step"] - step <= 8
    first.evaluate(hide % PANEL, False)
    until(first, f"panel.state.step > {step + 200}")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits_a_phone(browser, address, scheme):
    page = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme=scheme, locale="pt-BR")
    opened(page, address)
    ask(page, "start")
    until(page, "panel.state.step > 600")
    ask(page, "pause")
    for summary in page.locator("summary").all():
        summary.click()
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
