"""`controls`: controles comuns do ipywidgets que movem um treino e o seguem, com as regras e os rótulos do painel."""

import asyncio
import gc
import weakref

import ipywidgets as widgets
import pytest
from playwright.sync_api import expect
from support.lab import Kernel, chromium, jupyter_lab, open_notebook, run_all, serving, write_notebook

from course_utils import ActionNoise, OUNoise, ParameterNoise, Trainer
from course_utils.live import controls, sliders
from course_utils.live.knobs import KNOBS


def trainer_of(exploration=None, seeds=(0,)) -> Trainer:
    return Trainer(
        "Pendulum-v1", seeds=list(seeds), exploration=exploration or ParameterNoise(), warmup=20, hidden=(8, 8)
    )


def test_there_is_one_for_each_setting_with_the_limits_of_the_panel():
    made = controls(trainer_of())
    assert list(made) == ["sigma", "alpha", "delta", "tau"]
    assert isinstance(made["sigma"], widgets.FloatLogSlider) and isinstance(made["delta"], widgets.FloatSlider)
    knob = KNOBS[ParameterNoise, "delta"]
    assert (made["delta"].min, made["delta"].max, made["delta"].step) == (knob.low, knob.high, knob.step)
    assert 10 ** made["sigma"].min == pytest.approx(KNOBS[ParameterNoise, "sigma"].low)
    assert made["tau"].description.startswith("τ = 0,05, passo das redes-alvo")
    assert list(controls(trainer_of(ActionNoise()))) == ["sigma", "tau"]
    assert "intensidade, e não desvio" in controls(trainer_of(OUNoise()))["sigma"].description


def test_moving_one_changes_the_trainer_in_every_replica_or_in_one():
    trainer = trainer_of(seeds=[0, 1])
    controls(trainer)["delta"].value = 0.4
    assert trainer.settings["delta"].tolist() == [0.4, 0.4]
    second = controls(trainer, replica=1)
    second["sigma"].value = 0.5
    assert trainer.settings["sigma"].tolist() == [0.05, 0.5] and second["sigma"].description.startswith("σ = 0,5")
    assert [change.name for change in trainer.changes] == ["delta", "delta", "sigma"]


def test_what_the_trainer_refuses_comes_back_and_is_told():
    trainer = trainer_of()
    delta = controls(trainer)["delta"]
    delta.max = 10
    delta.value = 7
    assert delta.value == 0.2 and trainer.settings["delta"].tolist() == [0.2] and not trainer.changes
    assert "recusado: 7; aceita de 0 a 2" in delta.description
    delta.value = 0.3
    assert delta.description.startswith("δ = 0,3, distância") and trainer.settings["delta"].tolist() == [0.3]


def test_they_follow_the_thermostat_and_stop_when_closed(monkeypatch):
    monkeypatch.setattr(sliders, "EVERY", 0.01)
    trainer = trainer_of()

    async def main():
        sigma = controls(trainer)["sigma"]
        trainer.change("sigma", 0.2)
        await asyncio.sleep(0.1)
        assert sigma.value == pytest.approx(0.2) and sigma.description.startswith("σ = 0,2,")
        assert len(trainer.changes) == 1  # seguir não é mexer
        sigma.value = 0.3
        trainer.change("sigma", 0.4)
        await asyncio.sleep(0.1)
        assert sigma.value == 0.3  # quem acabou de mexer não perde o lugar
        sigma.close()
        trainer.change("sigma", 0.7)
        sigma._trait_values["value"] = 0.3
        monkeypatch.setattr(sliders, "TOUCHED", 0)
        await asyncio.sleep(0.1)
        assert sigma.value == 0.3  # fechado, já não segue

    asyncio.run(main())


def test_they_do_not_hold_the_trainer():
    made = controls(trainer := trainer_of())
    gone = weakref.ref(trainer)
    del trainer
    gc.collect()
    assert gone() is None
    made["tau"].value = 0.2  # e nada acontece


@pytest.mark.parametrize(("given", "error"), [(("Pendulum-v1",), TypeError), ((None, 3), TypeError)])
def test_bad_input_is_refused(given, error):
    with pytest.raises(error, match="aceita um `Trainer`"):
        controls(*given)


def test_a_replica_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="`replica` recebeu 3"):
        controls(trainer_of(), replica=3)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_in_jupyterlab_a_key_reaches_the_trainer_and_the_thermostat_moves_the_slider(tmp_path):
    cell = """import ipywidgets as widgets
from course_utils import ParameterNoise, Trainer
from course_utils.live import controls
trainer = Trainer("Pendulum-v1", seeds=[0], exploration=ParameterNoise(), warmup=64, hidden=(8, 8))
made = controls(trainer)
trainer.start()
widgets.VBox([made["delta"], made["sigma"]])"""
    notebook = write_notebook(tmp_path / "aula" / "controles.ipynb", cell)
    with (
        serving(jupyter_lab(notebook), f"lab/tree/{notebook.name}", notebook.parent, tmp_path) as address,
        chromium() as browser,
    ):
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="pt-BR")
        open_notebook(page, address)
        run_all(page)
        labels = page.locator(".jp-OutputArea .widget-label")
        expect(labels.first).to_contain_text("δ = 0,2", timeout=60_000)
        expect(labels.last).not_to_contain_text("σ = 0,05,", timeout=60_000)  # o termostato a moveu
        slider = page.locator(".jp-OutputArea [role=slider]").first
        slider.focus()
        slider.press("ArrowRight")
        expect(labels.first).to_contain_text("δ = 0,25")
        kernel = Kernel(tmp_path)
        assert kernel("trainer.settings['delta'].tolist()") == pytest.approx([0.25])
        kernel.run("trainer.pause(); trainer.change('sigma', 0.5)")
        expect(labels.last).to_contain_text("σ = 0,5,", timeout=10_000)
