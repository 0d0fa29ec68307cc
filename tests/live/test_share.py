"""A página que se partilha: o que vai nela, e o que quem a abre pode fazer, sem rede e sem Python."""

import re

import gymnasium as gym
import numpy as np
import pytest
import torch
from playwright.sync_api import expect
from support.axe import violations
from support.environments import Scripted

from course_utils import DDPG, Trainer
from course_utils.live import actor_of, saved_weights, share_policy
from course_utils.live.share import KNOWN, page_racer

WEIGHTS = saved_weights()


class Painted(Scripted):
    """Desenha-se numa imagem que muda a cada passo."""

    def render(self):
        return np.full((20, 30, 3), 20 * self.clock, np.uint8)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def agent():
    found = DDPG(3, 1, hidden=tuple(WEIGHTS["widths"][1:-1]), seeds=[0])
    found.actor.flat.copy_(actor_of(WEIGHTS).flat)
    return found


@pytest.fixture(scope="module")
def car():
    return Trainer("MountainCarContinuous-v0", seeds=[0, 1], normalize="bounds", warmup=50, batch_size=16)


def student(bias=True):
    layers = [torch.nn.Linear(3, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1, bias=bias), torch.nn.Tanh()]
    return torch.nn.Sequential(*layers)


# --- o que vai na página ------------------------------------------------------------------------------------------


def test_the_policy_goes_whole_and_the_page_asks_for_nothing(agent, folder, capsys):
    share_policy("minha.html", agent, title="O <b>pêndulo</b> da Ana & cia")
    page = (folder / "minha.html").read_text(encoding="utf-8")
    assert capsys.readouterr().out == (
        "minha.html: a política age na página, e quem abrir pode empurrar. Abra com um duplo clique.\n"
    )
    assert page.count("O &lt;b&gt;pêndulo&lt;/b&gt; da Ana &amp; cia") == 2 and "<b>pêndulo" not in page
    assert '<html lang="pt-BR">' in page and "default-src 'none'" in page and len(page) < 120_000
    assert not re.search(r"https?://|\bimport\b[^.]*\bfrom\b|\bimport\(|url\(", page)


@pytest.mark.parametrize("normalize", [None, "bounds", "running"])
def test_what_the_page_computes_is_what_the_agent_does(normalize, car):
    """Com a escala da réplica escolhida, e não a da primeira."""
    trainer = Trainer(car.arguments["env"], seeds=[0, 1], normalize=normalize, warmup=50, batch_size=16)
    trainer.advance(until=60)
    racer = page_racer(trainer.agent, 1, KNOWN["MountainCarContinuous-v0"].reach)
    assert racer and (racer["scale"] is None) is (normalize is None)
    other = page_racer(trainer.agent, 0, KNOWN["MountainCarContinuous-v0"].reach)
    assert racer["weights"]["flat"] != other["weights"]["flat"]


def test_an_agent_that_acts_otherwise_is_not_passed_off_as_its_network(agent, monkeypatch):
    assert page_racer(agent, 0, KNOWN["Pendulum-v1"].reach)
    monkeypatch.setattr(agent, "act", lambda obs: np.zeros((*obs.shape[:2], 1), np.float32))
    assert page_racer(agent, 0, KNOWN["Pendulum-v1"].reach) is None


def test_an_agent_alone_goes_to_the_world_of_its_shapes_and_a_trainer_to_its_own(car, folder):
    for given in (car, car.agent):
        share_policy("carro.html", given)
        assert '"kind":"car"' in (folder / "carro.html").read_text(encoding="utf-8")


def test_what_the_page_cannot_do_goes_as_a_recorded_episode(folder, capsys):
    share_policy("rede.html", Trainer("Pendulum-v1", seeds=[0], actor=student()), steps=20)
    share_policy("outro.html", Trainer(Painted, seeds=[0]).agent, Painted, steps=20)
    told = capsys.readouterr().out
    assert "rede.html: um episódio gravado, porque a página não sabe calcular esta rede." in told
    assert "outro.html: um episódio gravado, porque a página não sabe simular este ambiente." in told
    page = (folder / "outro.html").read_text(encoding="utf-8")
    assert "data:image/webp" in page and "Um episódio do agente, sem ruído" in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (dict(path="minha"), "termine em .html"),
        (dict(path=""), "não é o nome de um arquivo"),
        (dict(agent=7), "`agent` recebeu 7"),
        (dict(agent=DDPG(4, 1, seeds=[0])), "`env` faltou: o agente recebe observações (4,)"),
        (dict(env="MountainCarContinuous-v0"), "Use o ambiente em que ele treinou"),
        (dict(env=lambda: gym.make("Pendulum-v1")), 'render_mode="rgb_array"'),
        (dict(replica=1), "`replica` recebeu 1"),
        (dict(title=""), "`title` recebeu ''"),
        (dict(title=3), "`title` recebeu 3"),
        (dict(title="O da \ud83d"), r"`title` recebeu 'O da \ud83d'"),
    ],
)
def test_what_does_not_serve_is_told(agent, folder, given, told):
    with pytest.raises((TypeError, ValueError), match=re.escape(told)):
        share_policy(**dict(path="minha.html", agent=agent) | given)
    assert not list(folder.iterdir())


def test_a_folder_that_does_not_exist_is_told(agent):
    with pytest.raises(FileNotFoundError, match="Não existe a pasta"):
        share_policy("nada/minha.html", agent)


# --- a página, no navegador ---------------------------------------------------------------------------------------

browser_only = pytest.mark.browser
VIEW = "document.querySelector('.disputa').view"


@pytest.fixture
def opened(browser, folder):
    """Abre um arquivo com um duplo clique, sem rede; no fim, o console tem de estar limpo."""
    contexts, complaints = [], []

    def opener(name, width=1000, **settings):
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((folder / name).as_uri())
        return page

    yield opener
    for context in contexts:
        context.close()
    assert not complaints


def until(page, condition: str, seconds: float = 15) -> None:
    """Pergunta daqui: a página não deixa que se espere dentro dela."""
    for _ in range(int(20 * seconds)):
        if page.evaluate(f"(() => {{ const view = {VIEW}, [body] = view.stage.bodies; return {condition}; }})()"):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"não aconteceu: {condition}")


@browser_only
@pytest.mark.slow
def test_whoever_opens_it_pushes_and_plays(agent, opened):
    share_policy("minha.html", agent, title="O <b>pêndulo</b> da Ana")
    page = opened("minha.html", color_scheme="dark")
    expect(page.get_by_role("heading", name="O <b>pêndulo</b> da Ana", exact=True)).to_be_visible()
    assert page.evaluate(f"{VIEW}.root.classList.contains('escuro')")
    until(page, "Math.cos(body.state.angle) > 0.97 && Math.abs(body.state.speed) < 0.5")
    page.locator("[data-e=stage]").press("ArrowRight", delay=700)
    until(page, "body.pushed && Math.cos(body.state.angle) < 0.9")
    until(page, "Math.cos(body.state.angle) > 0.97 && Math.abs(body.state.speed) < 0.5")
    assert not violations(page)
    page.get_by_role("button", name="Jogar também").press("Enter")
    expect(page.get_by_role("button", name="Jogar também")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("row", name="você")).to_be_visible()
    until(page, "view.stage.bodies.length === 2 && body.steps === 0")
    page.locator("[data-e=stage]").press("ArrowLeft", delay=300)
    until(page, "body.steps > 10 && view.stage.bodies[1].total !== body.total")
    page.get_by_role("button", name="Jogar também").press("Enter")
    until(page, "view.stage.bodies.length === 1 && body.steps > 2")


@browser_only
def test_the_car_is_driven_by_the_network_of_python_and_by_you(car, opened):
    share_policy("carro.html", car, replica=1)
    page = opened("carro.html", width=360)
    places = np.random.default_rng(1).uniform([-1.2, -0.07], [0.6, 0.07], (50, 2)).astype(np.float32)
    found = page.evaluate(
        f"(places) => places.map(([position, velocity]) => {VIEW}.stage.bodies[0].policy({{ position, velocity }}))",
        places.tolist(),
    )
    expected = car.agent.act(np.broadcast_to(places, (2, *places.shape)))[1, :, 0]
    np.testing.assert_allclose(found, expected, atol=1e-5)
    expect(page.get_by_text("passo")).to_contain_text("de 999")
    expect(page.locator("[data-e=map]")).to_be_hidden()
    page.get_by_role("button", name="Jogar também").click()
    page.locator("[data-e=stage]").focus()
    page.keyboard.down("ArrowLeft")
    until(page, "view.stage.bodies[1].action === -1 && view.hand === -1")
    page.keyboard.up("ArrowLeft")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not violations(page)


@browser_only
def test_a_film_moves_and_stops_and_waits_where_less_motion_is_asked(opened):
    share_policy("filme.html", Trainer(Painted, seeds=[0]).agent, Painted, steps=20)
    page = opened("filme.html", width=360)
    image = page.get_by_role("img", name="Um episódio do agente")
    assert image.evaluate("node => node.currentSrc").startswith("data:image/webp")
    page.get_by_role("button", name="Pausar").press("Enter")
    assert image.evaluate("node => node.src").startswith("data:image/png")
    expect(page.get_by_role("button", name="Animar")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not violations(page)
    page = opened("filme.html", reduced_motion="reduce")
    assert page.get_by_role("img").evaluate("node => node.src").startswith("data:image/png")
    page.get_by_role("button", name="Animar").click()
    assert page.get_by_role("img").evaluate("node => node.src").startswith("data:image/webp")
