"""O pêndulo do navegador, no Chromium: a física é a do Gymnasium, o ator é o do PyTorch, e o palco obedece.

O que o palco faz com vários cérebros está em `test_race.py`.
"""

import gymnasium as gym
import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from course_utils import Actor
from course_utils.live import saved_weights, weights_of
from course_utils.live.sources import module
from course_utils.live.view import pendulum_bundle

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def js(browser):
    """Avalia JavaScript numa página vazia onde `lib` é o módulo."""
    page = browser.new_page()
    names = "{ step, layersOf, forward, observe, drawNoise, perturbed, Body }"
    page.add_script_tag(type="module", content=f"{module('race.js')}\nwindow.lib = {names};")
    page.wait_for_function("window.lib")
    yield page.evaluate
    page.close()


# --- a física e o ator --------------------------------------------------------------------------------------------


def test_two_hundred_steps_follow_gymnasium(js):
    """50 começos, torques também além do limite: ângulo, velocidade e recompensa a menos de um milionésimo."""
    random = np.random.default_rng(0)
    env = gym.make("Pendulum-v1").unwrapped
    env.reset(seed=0)
    starts = random.uniform([-np.pi, -8], [np.pi, 8], (50, 2))
    torques = random.uniform(-3, 3, (50, 200))
    expected = np.empty((50, 200, 3))
    for k in range(50):
        env.state = starts[k].copy()
        for i in range(200):
            _, reward, *_ = env.step(torques[k, i : i + 1])
            expected[k, i] = *env.state, reward
    found = js(
        """([starts, torques]) => starts.map(([angle, speed], k) => {
            let body = { angle, speed };
            return torques[k].map((u) => (body = lib.step(body, u), [body.angle, body.speed, body.reward]));
        })""",
        [starts.tolist(), torques.tolist()],
    )
    assert np.abs(expected[..., 0]).max() > 2 * np.pi  # alguns deram mais de uma volta
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize(("hidden", "act_dim"), [((32, 64), 1), ((5,), 1), ((7, 3, 4), 2)])
def test_the_actor_answers_as_in_pytorch(js, hidden, act_dim):
    actor = Actor(3, act_dim, hidden)
    actor.flat += 0.3 * torch.randn(actor.flat.shape, generator=torch.Generator().manual_seed(1))
    obs = np.random.default_rng(0).uniform([-1, -1, -8], [1, 1, 8], (100, 3)).astype(np.float32)
    found = js(
        "([weights, states]) => { const net = lib.layersOf(weights); return states.map((s) => lib.forward(net, s)); }",
        [weights_of(actor), obs.tolist()],
    )
    np.testing.assert_allclose(found, actor(torch.from_numpy(obs)[None])[0].numpy(), rtol=0, atol=1e-5)


def test_noise_is_normal_and_spares_the_layer_norm(js):
    actor = Actor(3, 1)
    noise = np.array(js("(w) => Array.from(lib.drawNoise(w, Math.random))", weights_of(actor)))
    mask = actor.noise_mask.numpy() == 1
    assert (noise[~mask] == 0).all() and (noise[mask] != 0).all()
    assert abs(noise[mask].mean()) < 0.1 and abs(noise[mask].std() - 1) < 0.1  # 2.305 sorteios
    moved = js("([w, noise]) => Array.from(lib.perturbed(w, 0.5, noise).flat)", [weights_of(actor), noise.tolist()])
    np.testing.assert_allclose(
        moved, actor.flat[0].numpy() + 0.5 * noise, rtol=0, atol=1e-7
    )  # os pesos são escritos com as casas de um float32


#: Um corpo com estes pesos e este σ.
BODY = """const body = new lib.Body("pendulum", 3);
    body.setWeights(weights, { parameters: sigma }, null);
"""


def test_without_noise_every_episode_is_the_same_and_with_it_none(js):
    episodes = f"""([weights, sigma]) => {{
        {BODY}
        return [1, 2, 3].map(() => {{ body.restart(); while (!body.over) body.tick(); return body.total; }});
    }}"""
    same, different = (js(episodes, [saved_weights(), sigma]) for sigma in (0, 0.1))
    assert len(set(same)) == 1 and -400 < same[0] < -300
    assert len(set(different)) == 3


def test_within_an_episode_the_noise_stays_and_sigma_only_scales_it(js):
    found = js(
        f"""([weights, sigma]) => {{
            {BODY}
            const act = () => body.policy({{ angle: 0.1, speed: 0.3 }}), before = body.noise[0];
            const set = (sigma) => {{ body.sigma = {{ parameters: sigma }}; body.apply(); return act(); }};
            const first = act();
            body.tick(); body.tick();
            const second = act(), clean = set(0), back = set(sigma);
            body.draw();
            return {{ first, second, clean, back, other: act(), kept: before !== body.noise[0] }};
        }}""",
        [saved_weights(), 0.1],
    )
    assert found["first"] == found["second"] == found["back"]
    assert len({found["first"], found["clean"], found["other"]}) == 3 and found["kept"]


def test_a_pushed_episode_has_no_end(js):
    steps, pushed, over, up = js(
        f"""([weights, sigma]) => {{
            {BODY}
            for (let i = 0; i < 250; i++) {{ body.push = i === 20 ? 5 : 0; body.tick(); }}
            return [body.steps, body.pushed, body.over, Math.cos(body.state.angle)];
        }}""",
        [saved_weights(), 0],
    )
    assert (steps, pushed, over) == (250, True, False) and up > 0.99


# --- o palco com um ator só ---------------------------------------------------------------------------------------


@pytest.fixture
def open_view(browser):
    """Abre a página que se basta, como estaria num caderno; dá o quadro de dentro e confere o console no fim."""
    pages, complaints = [], []

    def opener(*, width=1000, paper="#ffffff", **settings):
        page = browser.new_page(viewport={"width": width, "height": 900}, **settings)
        page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        html = pendulum_bundle(saved_weights())[0]["text/html"]
        page.set_content(f'<!DOCTYPE html><body style="background:{paper}"><div>{html}</div></body>')
        frame = page.frames[1]
        expect(frame.locator(".disputa")).to_be_visible()
        pages.append(page)
        return page, frame

    yield opener
    for page in pages:
        page.close()
    assert not complaints


LOOK = "const view = document.querySelector('.disputa').view, [body, you] = view.stage.bodies; return "


def look(frame, expression: str):
    return frame.evaluate(f"() => {{ {LOOK} {expression}; }}")


def until(frame, condition: str, seconds: float = 12) -> None:
    frame.wait_for_function(f"() => {{ {LOOK} {condition}; }}", timeout=1000 * seconds)


UPRIGHT = "Math.cos(body.state.angle) > 0.97 && Math.abs(body.state.speed) < 0.5"


def ball(frame) -> tuple[float, float, float]:
    """O pivô, na página, e o comprimento da haste."""
    box = frame.locator("[data-e=stage]").bounding_box()
    length = 0.34 * min(box["width"], box["height"] - 14)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 8, length


@pytest.mark.slow
def test_as_a_student_it_balances_recovers_trembles_and_plays(open_view):
    page, frame = open_view()
    until(frame, UPRIGHT)  # sobe sozinho
    expect(frame.locator("[data-e=time]")).to_contain_text("de 10 s")

    # Arrasta a bola até o lado e solta: ela desce, e volta.
    x, y, length = ball(frame)
    page.mouse.move(x, y - length)
    page.mouse.down()
    page.mouse.move(x + length, y + 0.5 * length, steps=8)
    page.wait_for_timeout(700)
    assert look(frame, "Math.cos(body.state.angle)") < 0.3 and look(frame, "body.pushed")
    page.mouse.up()
    expect(frame.get_by_role("row", name="o agente")).to_contain_text("não vale")
    until(frame, UPRIGHT)

    # σ, pelo teclado, muda a rede que age, e em pé ele já não fica parado.
    still = look(frame, "Math.abs(body.action)")
    slider = frame.get_by_role("slider", name="Ruído nos parâmetros")
    slider.focus()
    for _ in range(30):
        slider.press("ArrowRight")
    expect(frame.locator("[data-e=level]")).to_have_text("0,30")
    assert slider.get_attribute("aria-valuetext") == "0,30" and look(frame, "body.sigma.parameters") == 0.3
    until(frame, f"Math.abs(body.action) > {still} + 0.15", 5)

    # Joga até o fim: as setas dão o torque, e saem dois retornos.
    slider.evaluate("node => { node.value = 0; node.dispatchEvent(new Event('input')); }")
    frame.get_by_role("button", name="Jogar também").click()
    page.wait_for_timeout(300)
    assert look(frame, "you.steps") == 0  # o relógio espera
    frame.locator("[data-e=stage]").focus()
    page.keyboard.down("ArrowLeft")
    page.wait_for_timeout(300)
    assert look(frame, "2 * you.action") == 2
    page.keyboard.up("ArrowLeft")
    expect(frame.get_by_role("status")).to_contain_text("Fim: o agente, −", timeout=15_000)
    assert look(frame, "view.past[1].at(-1)") < look(frame, "view.past[0].at(-1)")


def test_the_keyboard_reaches_every_control_and_each_has_a_name(open_view):
    page, frame = open_view()
    frame.get_by_role("button", name="Jogar também").press("Enter")
    frame.locator("[data-e=stage]").focus()
    reached = []
    for _ in range(8):
        focused = frame.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.dataset.e ?? e.tagName, s.outlineStyle]; }"
        )
        reached.append(focused[0])
        assert focused[1] == "solid" or focused[0] == "stage", "o foco se vê"
        page.keyboard.press("Tab")
    assert reached == ["stage", "hand", "sigma", "play", "restart", "join", "draw", "plane"]
    for role, names in {
        "button": ["Pausar", "Recomeçar", "Jogar também", "Sortear outro ruído"],
        "slider": ["Seu torque", "Ruído nos parâmetros"],
        "application": ["o agente, você.", "Mapa do ângulo"],
    }.items():
        for name in names:
            expect(frame.get_by_role(role, name=name)).to_have_count(1)


def test_the_lever_comes_back_and_its_left_end_is_counterclockwise(open_view):
    page, frame = open_view()
    frame.get_by_role("button", name="Jogar também").click()
    box = frame.get_by_role("slider", name="Seu torque").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2, steps=4)
    assert look(frame, "view.hand") == 2
    page.mouse.up()
    assert look(frame, "view.hand") == 0


def test_pushing_by_keyboard_and_pausing(open_view):
    page, frame = open_view()
    stage = frame.locator("[data-e=stage]")
    stage.press("ArrowRight", delay=200)
    assert look(frame, "body.pushed")
    stage.press(" ")
    expect(frame.get_by_role("button", name="Animar")).to_be_visible()
    before = look(frame, "body.steps")
    page.wait_for_timeout(300)
    assert look(frame, "body.steps") == before


def test_off_screen_it_rests_and_comes_back(open_view):
    page, frame = open_view()
    until(frame, "body.steps > 2")
    page.evaluate("document.querySelector('div').style.marginTop = '5000px'")
    page.wait_for_timeout(200)
    before = look(frame, "body.steps")
    page.wait_for_timeout(300)
    assert look(frame, "body.steps") == before
    page.evaluate("document.querySelector('div').style.marginTop = 0")
    until(frame, f"body.steps > {before}")


def test_a_finger_grabs_the_ball_and_scrolls_elsewhere(open_view):
    page, frame = open_view(width=390, has_touch=True, is_mobile=True)
    page.evaluate("document.body.style.height = '3000px'")
    until(frame, UPRIGHT)
    x, y, length = ball(frame)
    session = page.context.new_cdp_session(page)

    def slide(start, end):
        for i in range(11):
            point = {"x": start[0] + (end[0] - start[0]) * i / 10, "y": start[1] + (end[1] - start[1]) * i / 10}
            kind = "touchMove" if i else "touchStart"
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
            page.wait_for_timeout(30)
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    slide((x - length, y + length), (x - length, y - length))
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") > 50 and not look(frame, "body.pushed")
    page.evaluate("scrollTo(0, 0)")
    slide((x, y - length), (x + length, y))
    assert page.evaluate("scrollY") == 0 and look(frame, "body.pushed")


def test_you_come_and_go_and_the_agent_keeps_its_place_and_its_noise(open_view):
    _, frame = open_view()
    look(frame, "(view.setSigma(0.05), view.start({ angle: 1, speed: 0 }))")
    join = frame.get_by_role("button", name="Jogar também")
    join.click()
    expect(join).to_have_attribute("aria-pressed", "true")
    assert look(frame, "[body.sigma.parameters, body.begin.angle, you.begin.angle]") == [0.05, 1, 1]
    join.click()
    expect(frame.get_by_role("row", name="você")).to_have_count(0)
    assert look(frame, "[view.stage.bodies.length, body.begin.angle]") == [1, 1]


def test_where_no_script_runs_the_picture_stays(browser):
    """Sem `<style>` nem `<iframe>`, como os limpadores de HTML deixam a saída."""
    page = browser.new_page()
    page.set_content(pendulum_bundle(saved_weights())[0]["text/html"])
    page.evaluate("document.querySelectorAll('style, iframe').forEach((node) => node.remove())")
    expect(page.get_by_role("img", name="o agente sobe e termina em pé")).to_be_visible()
    page.close()
