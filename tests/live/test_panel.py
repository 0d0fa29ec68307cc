"""O painel ao vivo num JupyterLab e num Chromium de verdade: cada controle faz ao treino, no núcleo, o que diz."""

import pytest
from playwright.sync_api import expect
from support.axe import violations
from support.lab import Kernel, jupyter_lab, open_notebook, run_all, serving, write_notebook

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

MAKE = """from course_utils import ActionNoise, ParameterNoise, Trainer
from course_utils.live import LivePanel
usual = dict(env="Pendulum-v1", seeds=[0], exploration=ParameterNoise(), warmup=300, hidden=(16, 16))
panel = LivePanel(Trainer(**globals().get("other", usual)))
panel"""


@pytest.fixture(scope="module")
def opened(browser, tmp_path_factory):
    """O JupyterLab com um painel na tela: a página, o núcleo e as queixas do console."""
    home = tmp_path_factory.mktemp("painel")
    notebook = write_notebook(home / "aula" / "painel.ipynb", MAKE)
    with serving(jupyter_lab(notebook), f"lab/tree/{notebook.name}", notebook.parent, home) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 1300}, locale="pt-BR", accept_downloads=True)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        open_notebook(page, address)
        run_all(page)
        expect(page.locator(".painel-vivo")).to_be_visible(timeout=30_000)
        yield page, Kernel(home), complaints
        page.close()


@pytest.fixture
def lab(opened):
    """O painel recém-recomeçado e parado; no fim, o console tem de estar limpo."""
    page, kernel, complaints = opened
    view = page.locator(".painel-vivo").first
    if view.evaluate("node => node.panel.state?.running"):
        view.locator("[data-e=play]").click()
    kernel("panel.laboratory.pause()")
    fresh = """node => new Promise((done) => {
        const { wire } = node.panel, kind = { kind: "parameters", seed: "0", replicas: 1 };
        wire.send("twins", { on: false }, () => wire.send("setup", kind, done));
    })"""
    assert view.evaluate(fresh)["step"] == 0
    yield page, view, kernel
    assert not complaints


def wait(page, condition: str, seconds: float = 30) -> None:
    page.wait_for_function(
        f"() => {{ const {{ panel }} = document.querySelector('.painel-vivo') ?? {{}};"
        f" return panel?.state && ({condition}); }}",
        timeout=1000 * seconds,
    )


def until(kernel, page, expression: str) -> None:
    """Espera que a expressão, no núcleo, seja verdadeira."""
    for _ in range(100):
        if kernel(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(expression)


# --- treinar ------------------------------------------------------------------------------------------------------


def test_two_questions_on_the_way_do_not_put_an_episode_twice(lab):
    """Um clique não espera a resposta da pergunta em curso: as duas pedem o mesmo, e as duas respostas o trazem."""
    _, view, kernel = lab
    view.evaluate("node => clearTimeout(node.panel.wire.timer)")
    kernel("panel.trainer.change('tau', 0.01)")
    kernel("[(panel.trainer.step(), panel.laboratory.session.after_step()) for _ in range(600)][:0]")
    view.evaluate("""node => new Promise((done) => {
        const { wire } = node.panel;
        wire.send("tick");
        wire.send("tick", {}, done);
        wire.tick();
    })""")
    counts = "node => [node.panel.returns[0].points.length, node.panel.had[0], node.panel.changes.length]"
    assert view.evaluate(counts) == [3, 3, 1]
    assert view.evaluate("node => node.panel.sigma[0].points.length") == kernel("panel.laboratory.session.measures")


def test_start_pause_step_episode_restart_and_pace(lab):
    page, view, kernel = lab
    view.get_by_role("button", name="Um passo").click()
    until(kernel, page, "panel.trainer.steps == 1")
    view.get_by_role("button", name="Um episódio").click()
    until(kernel, page, "panel.trainer.steps == 200 and not panel.laboratory.session.runner.running")
    view.get_by_role("combobox", name="Velocidade").select_option("slow")
    until(kernel, page, "panel.laboratory.session.runner.pace == 'slow'")
    view.get_by_role("button", name="Treinar").click()
    page.wait_for_timeout(1000)
    assert 200 < kernel("panel.trainer.steps") < 260
    view.get_by_role("combobox", name="Velocidade").select_option("fast")
    until(kernel, page, "panel.trainer.steps > 400")
    view.get_by_role("button", name="Pausar").click()
    expect(view.get_by_role("button", name="Treinar")).to_be_visible()
    steps = kernel("panel.trainer.steps")
    page.wait_for_timeout(300)
    assert kernel("panel.trainer.steps") == steps
    wait(page, f"panel.state.step === {steps} && panel.returns[0].points.length === {steps // 200}")
    view.get_by_role("button", name="Recomeçar").click()
    until(kernel, page, "panel.trainer.steps == 0")


def test_the_pendulum_on_the_screen_has_the_newest_weights_and_swings_by_itself(lab):
    page, view, kernel = lab
    view.get_by_role("button", name="Treinar").click()
    until(kernel, page, "panel.trainer.steps > 600")
    view.get_by_role("button", name="Pausar").click()
    wait(page, "!panel.state.running")
    shown = view.evaluate("node => Array.from(node.panel.stage.bodies[0].weights.flat)")
    assert shown == kernel("panel.trainer.agent.actor.flat[0].tolist()")
    before = view.evaluate("node => node.panel.stage.drawn")
    page.wait_for_timeout(500)
    assert view.evaluate("node => node.panel.stage.drawn") > before + 5
    # Empurra-se com o teclado, e o episódio da tela deixa de valer.
    view.locator("canvas[data-e=stage]").press("ArrowLeft", delay=300)
    assert view.evaluate("node => node.panel.stage.bodies[0].pushed")
    expect(view.get_by_role("status")).to_contain_text("empurrou")
    view.get_by_role("button", name="Largar de novo").click()
    assert not view.evaluate("node => node.panel.stage.bodies[0].pushed")
    clean = view.evaluate(
        "node => { const [own] = node.panel.stage.bodies; node.at = own.state; return own.policy(own.state); }"
    )
    view.get_by_text("com o ruído").click()
    wait(page, "panel.stage.bodies[0].sigma.parameters > 0")
    assert view.evaluate("node => node.panel.stage.bodies[0].policy(node.at)") != clean
    view.get_by_text("com o ruído").click()


# --- os ajustes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("symbol", "name"), [("σ", "sigma"), ("α", "alpha"), ("δ", "delta"), ("τ", "tau")])
def test_each_slider_moves_its_setting_while_it_trains(lab, symbol, name):
    page, view, kernel = lab
    view.get_by_role("button", name="Treinar").click()
    until(kernel, page, "panel.trainer.steps > 20")
    # Devagar: rápido, o termostato pode mover σ entre o que a página mostra e a tecla.
    kernel("setattr(panel.laboratory.session.runner, 'pace', 'slow')")
    seen = kernel("panel.trainer.steps")
    wait(page, f"panel.state.step >= {seen} && panel.state.pace === 'slow'")
    slider = view.get_by_role("slider", name=symbol)
    slider.focus()
    slider.press("ArrowRight")
    until(kernel, page, f"[c.name for c in panel.trainer.changes] == ['{name}']")
    change = kernel("tuple(panel.trainer.changes[0])")
    assert change[4] > change[3] and change[0] > 20
    slider.press("End")
    until(kernel, page, f"panel.trainer.changes[-1].new == {dict(sigma=1, alpha=1.5, delta=1, tau=1)[name]}")
    page.wait_for_function("() => document.querySelector('.painel-vivo').panel.changes.length >= 2")
    view.get_by_role("button", name=f"{symbol}: voltar").click()
    until(
        kernel,
        page,
        f"abs(panel.trainer.changes[-1].new - {dict(sigma=0.05, alpha=1.05, delta=0.2, tau=0.05)[name]}) < 1e-6",
    )


def test_a_number_may_be_typed_with_a_comma_and_nonsense_is_told(lab):
    page, view, kernel = lab
    field = view.get_by_role("textbox", name="δ")
    field.press("Control+a")
    field.press_sequentially("0,35")  # tecla por tecla, como quem escreve
    field.press("Enter")
    until(kernel, page, "panel.trainer.settings['delta'].tolist() == [0.35]")
    field.fill("0.45")
    field.press("Enter")
    until(kernel, page, "panel.trainer.settings['delta'].tolist() == [0.45]")
    for wrong in ("muito", "7"):
        field.fill(wrong)
        field.press("Enter")
        expect(view.get_by_role("status")).to_contain_text(f"δ recebeu “{wrong}”; escreva um número entre 0 e 2")
        assert field.get_attribute("aria-invalid") == "true"
    assert kernel("panel.trainer.settings['delta'].tolist()") == [0.45]


def test_exploration_seed_and_replicas(lab):
    page, view, kernel = lab
    view.get_by_text("Exploração, semente e réplicas").click()
    view.get_by_role("combobox", name="Exploração").select_option("action")
    view.get_by_role("textbox", name="Semente").fill("5")
    view.get_by_role("spinbutton", name="Réplicas").fill("8")
    view.get_by_role("button", name="Aplicar e recomeçar").click()
    until(kernel, page, "panel.trainer.seeds == tuple(range(5, 13))")
    assert kernel("[type(e).__name__ for e in panel.trainer.explorations]") == ["ActionNoise"]
    wait(page, "panel.stage.bodies.length === 8 && panel.controls.knobs.map((k) => k.spec.symbol).join('') === 'στ'")
    view.get_by_role("combobox", name="Exploração").select_option("ou")
    view.get_by_role("button", name="Aplicar e recomeçar").click()
    wait(page, "panel.setup.exploration === 'ou'")
    view.get_by_text("com o ruído").click()
    wait(page, "panel.stage.bodies.every(({ sigma, total, ou }) => sigma.ou?.dt === 1 && ou !== 0 && total < 0)")
    view.get_by_text("com o ruído").click()
    view.get_by_role("textbox", name="Semente").fill("x")
    view.get_by_role("button", name="Aplicar e recomeçar").click()
    expect(view.get_by_role("status")).to_contain_text("A semente recebeu 'x'")
    view.get_by_text("Exploração, semente e réplicas").click()


# --- gêmeos, placebo e aposta ----------------------------------------------------------------------------------------


def test_twins_differ_only_after_the_change_and_the_placebo_stays_together(lab):
    page, view, kernel = lab
    equal = "bool((panel.trainer.agent.actor.flat[0] == panel.trainer.agent.actor.flat[1]).all())"
    view.get_by_label("Gêmeos").check()
    wait(page, "panel.setup.twins && panel.stage.bodies.length === 2")
    view.get_by_role("combobox", name="Velocidade").select_option("fast")
    for _ in range(3):
        done = kernel("panel.laboratory.session.done")
        view.get_by_role("button", name="Um episódio").click()
        until(kernel, page, f"panel.laboratory.session.done > {done} and not panel.laboratory.session.runner.running")
    assert kernel(equal)
    wait(page, "panel.returns[1].points.length === 3")
    assert view.evaluate("node => node.panel.apart.points.every(([, gap]) => gap === 0)")
    # Os dois pêndulos da tela, juntos.
    states = view.evaluate("node => node.panel.stage.bodies.map(({ state }) => state.angle)")
    assert states[0] == states[1]

    view.get_by_role("button", name="Placebo").click()
    until(kernel, page, "len(panel.trainer.changes) == 1")
    view.get_by_role("button", name="Um episódio").click()
    until(kernel, page, "panel.laboratory.session.done == 4 and not panel.laboratory.session.runner.running")
    wait(page, "panel.returns[1].points.length === 4 && panel.changes[0].label === 'placebo'")
    totals = kernel("[own[-1].total for own in panel.trainer.history]")
    assert abs(totals[0] - totals[1]) < 20  # junto, à vista

    slider = view.get_by_role("slider", name="τ")
    slider.focus()
    slider.press("End")
    until(kernel, page, "panel.trainer.settings['tau'].tolist()[1] == 1")
    assert kernel("panel.trainer.settings['tau'].tolist()[0]") < 0.06
    view.get_by_role("button", name="Um episódio").click()
    until(kernel, page, "panel.laboratory.session.done == 5 and not panel.laboratory.session.runner.running")
    assert not kernel(equal)
    view.get_by_role("button", name="Treinar").click()  # os atores já diferem; à vista, no estado de agora, logo mais
    wait(page, "panel.apart.points.at(-1)[1] > 0.001", 60)


def test_a_bet_covers_the_curves_until_it_is_revealed(lab):
    page, view, _ = lab
    view.get_by_role("button", name="Treinar").click()
    wait(page, "panel.distance[0].points.length > 4", 60)
    view.get_by_label("O que você vai observar").select_option("sigma")
    view.get_by_label("O seu palpite").select_option("up")
    view.get_by_role("button", name="Apostar").click()
    expect(view.get_by_role("status")).to_contain_text("Aposta feita: o σ vai subir")
    field = view.get_by_role("textbox", name="σ")
    field.fill("0,8")
    field.press("Enter")
    view.get_by_role("button", name="Revelar").click(timeout=30_000)
    expect(view.get_by_role("status")).to_contain_text("Acertou! O σ subiu")
    assert view.evaluate("node => node.panel.bet") is None


# --- em volta -----------------------------------------------------------------------------------------------------


def test_the_maps_are_those_of_the_networks(lab):
    page, view, kernel = lab
    view.get_by_text("Os mapas do que ele aprendeu").click()
    wait(page, "panel.maps.worth")
    middle = view.evaluate(
        "node => { const { torque, value } = node.panel.maps.field, i = value.length >> 1;"
        " return [torque[i], value[i]]; }"
    )
    kernel.run("import torch; upright = torch.tensor([[[1.0, 0.0, 0.0]]]); mu = panel.trainer.agent.actor(upright)")
    expected = kernel("[mu.item(), panel.trainer.agent.critic(upright, mu).item() / 0.1]")
    assert middle == pytest.approx(expected, abs=1e-4)
    view.get_by_text("Os mapas do que ele aprendeu").click()


def test_the_keyboard_alone_is_enough_and_everything_has_a_name(lab):
    page, view, kernel = lab
    view.get_by_role("button", name="Um passo").focus()
    page.keyboard.press("Shift+Tab")
    reached = []
    for _ in range(28):
        name, ring = view.evaluate(
            "() => { const e = document.activeElement;"
            " const own = e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent;"
            " return [own.trim(), getComputedStyle(e).outlineStyle]; }"
        )
        reached.append(name)
        assert name and ring == "solid", (reached, name[:60], ring)
        if name.startswith("Gravar, repetir"):
            break
        page.keyboard.press("Tab")
    told = " ".join(reached)
    for wanted in (
        "Treinar",
        "Um passo",
        "Recomeçar",
        "σ",
        "α",
        "δ",
        "τ",
        "Gêmeos",
        "Apostar",
        "Pêndulos",
        "Largar",
        "mapas",
    ):
        assert wanted in told, wanted
    view.get_by_role("button", name="Treinar").focus()
    page.keyboard.press("Enter")
    wait(page, "panel.state.running")
    page.keyboard.press("Space")
    until(kernel, page, "not panel.laboratory.session.runner.running")


def test_a_busy_kernel_is_said(lab):
    _, view, kernel = lab
    kernel.run(
        "panel.laboratory._turn.acquire(); import threading; threading.Timer(4, panel.laboratory._turn.release).start()"
    )
    expect(view.get_by_role("status")).to_contain_text("Núcleo ocupado", timeout=10_000)
    expect(view.get_by_role("status")).not_to_contain_text("Núcleo ocupado", timeout=15_000)


def test_less_motion_means_none_until_asked(lab):
    page, _, _ = lab
    page.emulate_media(reduced_motion="reduce")
    run_all(page)  # rodar de novo a célula troca o painel
    expect(page.get_by_role("button", name="Animar")).to_be_visible(timeout=20_000)
    view = page.locator(".painel-vivo")
    assert view.count() == 1
    wait(page, "panel.stage.bodies[0].steps === 0")
    page.wait_for_timeout(400)
    wait(page, "panel.stage.bodies[0].steps === 0")
    view.get_by_role("button", name="Animar").click()
    wait(page, "panel.stage.bodies[0].steps > 2")
    page.emulate_media(reduced_motion="no-preference")


def test_running_the_cell_again_replaces_the_panel_and_clearing_it_pauses(lab):
    page, view, kernel = lab
    view.get_by_role("button", name="Treinar").click()
    until(kernel, page, "panel.laboratory.session.runner.running")
    kernel.run("old = panel")
    run_all(page)
    until(kernel, page, "panel is not old and not old.laboratory.session.runner.running and old.comm is None")
    expect(page.locator(".painel-vivo")).to_have_count(1)
    wait(page, "panel.state.step === 0")
    page.locator(".painel-vivo").get_by_role("button", name="Treinar").click()
    until(kernel, page, "panel.laboratory.session.runner.running")
    page.locator(".jp-Cell").first.click(position={"x": 5, "y": 5})
    page.evaluate("() => document.querySelector('.painel-vivo').panel.destroy()")
    until(kernel, page, "not panel.laboratory.session.runner.running")
    run_all(page)
    wait(page, "panel.state.step === 0")


def test_what_is_saved_from_the_page_replays_and_copies_as_code(lab, tmp_path):
    page, view, kernel = lab
    view.get_by_text("Gravar, repetir e copiar").click()
    view.get_by_role("button", name="Treinar").click()
    until(kernel, page, "panel.trainer.steps > 350")
    slider = view.get_by_role("slider", name="δ")
    slider.focus()
    slider.press("PageUp")
    until(kernel, page, "len(panel.trainer.changes) == 1")
    view.get_by_role("button", name="Um episódio").click()  # para e anda mais um
    until(kernel, page, "not panel.laboratory.session.runner.running")
    with page.expect_download() as waiting:
        view.get_by_role("button", name="Gravar o treino").click()
    waiting.value.save_as(tmp_path / "treino.json")
    kernel.run("first = panel.trainer")

    view.locator("input[type=file]").set_input_files(tmp_path / "treino.json")
    expect(view.get_by_role("status")).to_contain_text("se repetiu, igual bit a bit", timeout=30_000)
    assert kernel("panel.trainer is not first and panel.trainer.changes == first.changes")
    wait(page, "panel.changes.length === 1 && panel.returns[0].points.length > 0")

    view.get_by_role("button", name="Copiar como código").click()
    box = view.get_by_role("textbox", name="O treino como uma célula de Python")
    expect(box).to_be_visible()
    assert "trainer.change(" in box.input_value()

    (tmp_path / "outro.json").write_text("isto não é uma gravação")
    view.locator("input[type=file]").set_input_files(tmp_path / "outro.json")
    expect(view.get_by_role("status")).to_contain_text("Esta gravação não se pode ler")
    view.get_by_text("Gravar, repetir e copiar").click()


def test_axe_finds_nothing_in_the_panel_light_or_dark(lab):
    page, view, kernel = lab
    view.get_by_role("button", name="Treinar").click()
    until(kernel, page, "panel.trainer.steps > 600")
    view.get_by_role("button", name="Pausar").click()
    wait(page, "!panel.state.running && !panel.dark")
    assert not violations(page, ".painel-vivo")
    page.locator(".lm-MenuBar-item", has_text="Configurações").click()
    page.locator(".lm-Menu-item", has_text="Tema").first.hover()
    page.locator('.lm-Menu-item[data-command="apputils:change-theme"]', has_text="JupyterLab Dark").last.click()
    wait(page, "panel.dark")
    assert not violations(page, ".painel-vivo")


def test_the_car_has_its_own_drawing_and_other_environments_only_curves(lab):
    page, _, kernel = lab
    for env, kind in (("'MountainCarContinuous-v0'", "car"), ("lambda: gym.make('Pendulum-v1')", "none")):
        kernel.run("import gymnasium as gym")
        kernel.run(f"other = dict(env={env}, seeds=[0], normalize='bounds', hidden=(8, 8), exploration=ActionNoise())")
        run_all(page)
        wait(page, f"panel.setup.kind === '{kind}'")
    expect(page.locator("canvas[data-e=stage]")).to_be_hidden()
    expect(page.locator("canvas[data-e=returns]")).to_be_visible()
    kernel.run("del other")
    run_all(page)
    wait(page, "panel.setup.kind === 'pendulum'")


def test_a_quarter_of_a_minute_of_fiddling_leaves_no_growth(lab):
    """A medida longa é de `benchmarks/panel.py --soak 30`; aqui, o bastante para ver um vazamento grosseiro."""
    page, view, kernel = lab
    view.get_by_role("button", name="Treinar").click()
    until(kernel, page, "panel.trainer.steps > 400")
    devtools, slider = page.context.new_cdp_session(page), view.get_by_role("slider", name="δ")
    slider.focus()
    sizes = []
    for turn in range(3):
        for k in range(25):
            slider.press("ArrowRight" if k % 2 else "ArrowLeft")
            page.wait_for_timeout(200)
            # Com o núcleo ocupado a página só manda a última de duas: espera-se que cada uma chegue.
            until(kernel, page, f"len(panel.trainer.changes) == {25 * turn + k + 1}")
        devtools.send("HeapProfiler.collectGarbage")
        sizes.append(devtools.send("Runtime.getHeapUsage")["usedSize"])
    assert sizes[-1] < 1.1 * sizes[0] and kernel("panel.laboratory.session.runner.running")
    assert kernel("len(panel.trainer.changes)") == 75


def test_two_panels_of_one_cell_are_both_alive(lab):
    page, _, kernel = lab
    cell = """from ipywidgets import HBox
one, other = (LivePanel(Trainer("Pendulum-v1", seeds=[k], hidden=(8, 8))) for k in (3, 4))
HBox([one, other])"""
    page.locator(".jp-Notebook-footer").click()
    page.locator(".jp-Notebook .jp-Cell.jp-mod-active .cm-content").click()
    page.keyboard.insert_text(cell)
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".painel-vivo")).to_have_count(3, timeout=20_000)
    ready = "() => [...document.querySelectorAll('.painel-vivo')].slice(1).map(({ panel }) => panel.setup?.seeds[0])"
    page.wait_for_function(f"() => ({ready})().join() === '3,4'")
    page.locator(".painel-vivo").last.get_by_role("button", name="Um passo").click()
    until(kernel, page, "(one.trainer.steps, other.trainer.steps) == (0, 1)")


def test_a_kernel_that_restarted_is_said_and_nothing_stays_frozen(lab):
    """O último teste: o núcleo se vai."""
    page, view, kernel = lab
    view.get_by_role("button", name="Treinar").click()
    until(kernel, page, "panel.trainer.steps > 20")
    page.locator(".lm-MenuBar-item", has_text="Núcleo").click()
    page.locator('.lm-Menu-item[data-command="kernelmenu:restart"]').click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    expect(view.get_by_role("status")).to_contain_text("O núcleo reiniciou ou parou", timeout=20_000)
    expect(view.locator("[data-e=play]")).to_have_text("▶ Treinar")
    expect(view.locator("[data-e=rate]")).to_have_text("0")
    assert view.locator(".barra").evaluate("node => node.inert")
    page.wait_for_timeout(3000)  # o núcleo novo está à toa, e o aviso fica
    expect(view.get_by_role("status")).to_contain_text("rode as células")
