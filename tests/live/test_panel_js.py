"""As peças do painel em JavaScript: o carro é o do Gymnasium, o crítico é o do PyTorch, e os números se leem bem."""

import gymnasium as gym
import numpy as np
import pytest
import torch
from support.lab import chromium

from course_utils import Actor, Critic, ParameterNoise, Trainer
from course_utils.live import weights_of
from course_utils.live.laboratory import Laboratory
from course_utils.live.sources import PANEL_STYLES, module, styles

pytestmark = [pytest.mark.browser]


@pytest.fixture(scope="module")
def js():
    """Avalia JavaScript numa página vazia onde `lib` são as peças do painel."""
    with chromium() as browser:
        page = browser.new_page()
        names = "{ Panel, stepCar, layersOf, forward, seeded, Body, Track, Bet, gather, nice, plain, ticksOf, "
        names += "readNumber, exact }"
        page.add_script_tag(type="module", content=f"{module('panel.js')}\nwindow.lib = {names};")
        page.wait_for_function("window.lib")
        yield page.evaluate


def test_the_car_follows_gymnasium(js):
    """30 começos, 400 passos, forças também além do limite: posição, velocidade e fim a menos de um milionésimo."""
    random = np.random.default_rng(0)
    env = gym.make("MountainCarContinuous-v0").unwrapped
    env.reset(seed=0)
    starts = random.uniform([-1.2, -0.07], [0.4, 0.07], (30, 2)).astype(np.float32)
    forces = (random.uniform(-1.5, 1.5, (30, 1)) + random.uniform(-1, 1, (30, 400))).astype(np.float32)
    expected = np.empty((30, 400, 3))
    for k in range(30):
        env.state = starts[k].copy()
        for i in range(400):
            obs, _, terminated, *_ = env.step(forces[k, i : i + 1])
            expected[k, i] = *obs, terminated
    found = js(
        """([starts, forces]) => starts.map(([position, velocity], k) => {
            let car = { position, velocity };
            return forces[k].map((f) => (car = lib.stepCar(car, f), [car.position, car.velocity, Number(car.done)]));
        })""",
        [starts.tolist(), forces.tolist()],
    )
    assert (expected[..., 2] == 1).any() and (expected[..., 0] <= -1.2 + 1e-6).any()  # bandeira e parede
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize(("hidden", "act_dim"), [((32, 64), 1), ((5,), 2), ((7, 3, 4), 2)])
def test_the_critic_answers_as_in_pytorch(js, hidden, act_dim):
    critic = Critic(3, act_dim, hidden)
    critic.flat += 0.3 * torch.randn(critic.flat.shape, generator=torch.Generator().manual_seed(1))
    random = np.random.default_rng(0)
    obs, action = (
        random.normal(0, 2, (50, 3)).astype(np.float32),
        random.uniform(-1, 1, (50, act_dim)).astype(np.float32),
    )
    found = js(
        """([widths, flat, act, obs, actions]) => {
            const net = lib.layersOf({ widths, flat }, act);
            return obs.map((s, i) => lib.forward(net, s, actions[i])[0]);
        }""",
        [[*critic.widths, 1], critic.flat[0].tolist(), act_dim, obs.tolist(), action.tolist()],
    )
    expected = critic(torch.from_numpy(obs)[None], torch.from_numpy(action)[None])[0].numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    "sigma", [{}, {"parameters": 0.1}, {"gaussian": 0.3}, {"ou": {"sigma": 0.3, "theta": 0.15, "dt": 1}}]
)
def test_twins_on_the_screen_share_their_noise_and_others_do_not(js, sigma):
    """Mesma semente, mesmo caminho, com qualquer ruído; sem ruído, também com outra semente."""
    paths = js(
        """([weights, sigma]) => [3, 3, 4].map((seed) => {
            const body = new lib.Body("pendulum", seed);
            body.setWeights(weights, sigma, null);
            for (let i = 0; i < 150; i++) body.tick();
            return body.path.map(({ angle }) => angle);
        })""",
        [weights_of(Actor(3, 1)), sigma],
    )
    assert paths[0] == paths[1] and (paths[0] != paths[2]) is bool(sigma)


def test_a_body_normalizes_as_the_networks_ask(js):
    scale = {"center": [-0.3, 0.0], "half": [0.9, 0.07], "limit": 0.5}
    look = "(scale) => { const b = new lib.Body('car', 0); b.scale = scale; return b.look(b.world.start()); }"
    assert js(look, scale | {"limit": 0.1}) == pytest.approx([-0.1, 0])
    assert js(look, scale) == pytest.approx([-0.2 / 0.9, 0])


def test_a_track_never_grows_beyond_its_bound_and_keeps_the_mean(js):
    found = js(
        """() => { const t = new lib.Track(); for (let i = 0; i < 20000; i++) t.push([i, i % 2 ? 1 : 3]);
            return [t.points.length, t.group, t.points.map(([, v]) => v)]; }"""
    )
    assert found[0] < 1200 and found[1] == 32 and set(found[2]) == {2}


def test_dragging_is_one_mark_and_another_setting_is_another(js):
    changes = [
        {"step": s, "name": n, "old": o, "value": v}
        for s, n, o, v in [(10, "σ", 1, 2), (12, "σ", 2, 3), (13, "τ", 0, 1), (500, "σ", 3, 4)]
    ]
    marks = js("(changes) => lib.gather(changes, 50)", changes)
    assert [(m["name"], m["step"], m["old"], m["value"]) for m in marks] == [
        ("σ", 10, 1, 3),
        ("τ", 13, 0, 1),
        ("σ", 500, 3, 4),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,05", 0.05),
        (" 0.05 ", 0.05),
        ("1", 1),
        ("1e-3", 0.001),
        (",5", 0.5),
        ("−2", -2),
        ("1.000,5", None),
        ("", None),
        ("abc", None),
    ],
)
def test_numbers_are_read_with_comma_or_point(js, text, value):
    assert js("(text) => { const x = lib.readNumber(text); return Number.isNaN(x) ? null : x; }", text) == value


@pytest.mark.parametrize(
    ("x", "text"),
    [(0, "0"), (5000, "5.000"), (-1500, "−1.500"), (0.05, "0,05"), (1, "1"), (1e6, "1.000.000"), (1e-200, "1e−200")],
)
def test_numbers_are_written_in_portuguese(js, x, text):
    assert js("(x) => lib.plain(x)", x) == text


def test_a_bet_compares_with_the_twin_if_there_is_one(js):
    code = """([before, after, control, moved]) => {
        const later = (values) => values.map((v, i) => [200 + i, v]);
        const points = [...before.map((v, i) => [i, v]), ...later(after)];
        return new lib.Bet("returns", "up", 100).verdict(points, control && later(control), moved ?? undefined);
    }"""
    low, high = [-1000] * 6, [-200] * 4
    assert js(code, [low, high, None, 150]).startswith("Acertou! O retorno subiu (mediana: antes, −1000; depois, −200)")
    assert js(code, [low, high, high, 150]).startswith("Desta vez, não. O retorno não mudou de forma perceptível")
    assert js(code, [low, high, None, None]) is None  # ainda não se mexeu


OPENINGS = """async ({ css, setup, state, weights }) => {
    const missing = [];
    const style = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, "fillStyle");
    Object.defineProperty(CanvasRenderingContext2D.prototype, "fillStyle", {
        get: style.get,
        set(color) { if (!color) missing.push("pintou sem cor"); style.set.call(this, color); },
    });
    const wait = (ms) => new Promise((done) => setTimeout(done, ms));
    const flat = new Float32Array(weights);
    const scene = () => ({
        on(_, hear) { this.hear = hear; },
        off() { this.hear = null; },
        send({ n, view, generation }) {
            const fresh = generation === state.generation ? {} : { setup };
            queueMicrotask(() => this.hear?.({ ...state, ...fresh, n, view }, [flat]));
        },
    });
    // Cem vezes: a folha de estilo e a página recebem a vista em ordens e demoras diferentes.
    for (let k = 0; k < 100; k++) {
        const place = document.createElement("div"), sheet = document.createElement("style"), host = place;
        sheet.textContent = css;
        place.style.background = k % 2 ? "#111" : "#fff";
        const steps = [() => document.body.append(place), () => document.head.append(sheet)];
        if (k % 4 > 1) steps.reverse();
        let panel = null;
        const mount = () => (panel = new lib.Panel(scene(), host));
        steps.splice(k % 3, 0, mount);
        for (const step of steps) { step(); if (k % 5) await wait(k % 5 * 4); }
        for (let i = 0; i < 30 && !panel.stage.drawn; i++) await wait(16);
        await wait(48);
        if (!panel.colors?.text) missing.push(`${k}: sem as cores`);
        else if (panel.colors.text !== (k % 2 ? "#f1f1f1" : "#1c1c1c")) missing.push(`${k}: ${panel.colors.text}`);
        panel.destroy(); place.remove(); sheet.remove();
    }
    return missing;
}"""


def test_a_hundred_openings_and_none_without_the_colours_of_the_theme(js):
    """Às vezes o tema era lido antes de a folha de estilo valer, e não se relia: o painel ficava sem cores."""
    lab = Laboratory(Trainer("Pendulum-v1", seeds=[0], exploration=ParameterNoise(), hidden=(8, 8)))
    asked = {"do": "tick", "generation": -1, "returns": [], "trace": 0, "changes": 0, "weights": True, "maps": None}
    state, (weights,) = lab.answer(asked)
    setup, flat = state.pop("setup"), np.frombuffer(weights, np.float32).tolist()
    assert js(OPENINGS, dict(css=styles(*PANEL_STYLES), setup=setup, state=state, weights=flat)) == []


TROUBLES = """async ({ setup, state, weights }) => {
    const kernel = { id: "um", status: "idle", connectionStatus: "connected" };
    const model = {
        widget_manager: { kernel },
        on(_, hear) { this.hear = hear; },
        off() { this.hear = null; },
        send({ n, view, generation }) {
            if (this.closed) throw new Error("Cannot send");
            if (this.deaf) return;
            const fresh = generation === state.generation ? {} : { setup };
            const answer = { ...state, ...fresh, running: true, n, view };
            queueMicrotask(() => this.hear?.(answer, [new Float32Array(weights)]));
        },
    };
    const panel = new lib.Panel(model, document.body);
    const { wire, root, e } = panel;
    const told = async (change) => {
        change();
        await new Promise((done) => setTimeout(done, 700));
        const off = [...root.querySelectorAll(".barra, .ajustes, .experimento")].every((one) => one.inert);
        return [wire.health(), e.status.textContent.split(/[ ,:]/).slice(0, 3).join(" "), e.play.textContent, off];
    };
    const found = [];
    found.push(await told(() => {}));
    found.push(await told(() => (kernel.connectionStatus = "connecting")));
    found.push(await told(() => (kernel.connectionStatus = "connected")));
    found.push(await told(() => (kernel.status = "autorestarting")));
    found.push(await told(() => (kernel.status = "idle"))); // respondeu: era alarme falso
    found.push(await told(() => (model.closed = true)));
    found.push([e.rate.textContent]);
    model.closed = false;
    found.push(await told(() => wire.tick()));
    found.push(await told(() => (model.widget_manager.kernel = { ...kernel, id: "outro" })));
    panel.destroy();
    return found;
}"""


def test_a_kernel_that_went_away_is_said_and_no_button_promises_anything(js):
    lab = Laboratory(Trainer("Pendulum-v1", seeds=[0], exploration=ParameterNoise(), hidden=(8, 8)))
    asked = {"do": "tick", "generation": -1, "returns": [], "trace": 0, "changes": 0, "weights": True, "maps": None}
    state, (weights,) = lab.answer(asked)
    setup, flat = state.pop("setup"), np.frombuffer(weights, np.float32).tolist()
    fine, gone = ["fine", "", "❚❚ Pausar", False], ["gone", "O núcleo reiniciou", "▶ Treinar", True]
    found = js(TROUBLES, dict(setup=setup, state=state, weights=flat))
    assert found[0] == fine and found[1][:2] == ["offline", "A página perdeu"] and found[2] == fine
    assert found[3] == gone and found[4] == fine and found[5] == gone and found[6] == ["0"]
    assert found[7] == fine and found[8][0] == "gone"
