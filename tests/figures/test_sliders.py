"""Os controles redesenham, descrevem o que mostram e, sem ninguém que os mova, deixam uma figura parada."""

import pytest

import course_utils.figures.drawings as drawings
import course_utils.figures.lasting as lasting
import course_utils.figures.plots as plots
import course_utils.figures.sliders as sliders
import course_utils.figures.watch as watching
from course_utils import Trainer
from course_utils.figures.sliders import Slider, explore
from course_utils.figures.watch import watch


@pytest.fixture
def shown(monkeypatch):
    """O que foi mostrado, na ordem."""
    seen = []
    for module in (plots, sliders, drawings, lasting, watching):
        monkeypatch.setattr(module, "display", lambda what, **_: seen.append(what))
    return seen


def draw(height):
    figure, axes = plots.new_axes(2, 1)
    axes.plot([0, height])
    return figure


ONE = dict(height=Slider("altura (m)", 0, 1, 0.5, 0.25))


def test_with_nobody_to_move_it_a_picture_stays(shown):
    explore(draw, alt="uma reta até meio", **ONE)
    (bundle,) = shown
    assert bundle["text/plain"] == "uma reta até meio" and bundle["text/html"].count("data:image/png") == 1
    assert "Para mexer nos controles desta figura, rode a célula" in bundle["text/html"]
    assert not [kind for kind in bundle if "widget" in kind]


def test_moving_the_slider_redraws_and_describes(shown, monkeypatch):
    monkeypatch.delenv("CURSO_SEM_CONTROLES")
    explore(draw, alt='uma reta até "meio"', **ONE)
    (view,) = shown
    assert view.sliders == [dict(name="height", label="altura (m)", low=0, high=1, start=0.5, step=0.25, log=False)]
    assert 'alt="uma reta até &quot;meio&quot;"' in view.picture
    before = view.picture
    view.values = {"height": 0.75}
    assert view.picture != before and "altura (m): 0,75" in view.picture


def test_a_value_beyond_the_slider_is_brought_back(shown, monkeypatch):
    monkeypatch.delenv("CURSO_SEM_CONTROLES")
    explore(draw, alt="uma reta", height=Slider("τ", 0.001, 1, 0.05, 0.1, log=True))
    shown[0].values = {"height": 10**1e-16 * 1.0000000002}
    assert shown[0].values == {"height": 1} and "τ: 1." in shown[0].picture
    shown[0].values = {"height": 0.00123456}
    assert "τ: 0,00123." in shown[0].picture


def test_the_view_leaves_its_picture_in_a_second_output(shown, monkeypatch):
    monkeypatch.delenv("CURSO_SEM_CONTROLES")
    explore(draw, alt="uma reta até meio", **ONE)
    view = shown.pop()
    view._ipython_display_()
    live, still = shown
    assert live["text/plain"] == "Figura com controles" and "application/vnd.jupyter.widget-view+json" in live
    assert "text/html" not in live and still["text/plain"] == "uma reta até meio"
    assert "vista-parada" in still["text/html"] and still["text/html"].count("data:image/png") == 1


def test_watching_leaves_the_last_picture(shown, monkeypatch):
    monkeypatch.delenv("CURSO_SEM_CONTROLES")
    trainer = Trainer("Pendulum-v1", seeds=[0])
    watch(trainer, 5, lambda trainer: draw(trainer.steps), alt="o fim", every=0)
    live, still = shown
    assert trainer.steps == 5 and "application/vnd.jupyter.widget-view+json" in live
    assert still["text/plain"] == "o fim" and "vista-parada" in still["text/html"]


def test_a_drawing_travels_inside_the_notebook(shown):
    drawings.show_drawing("ator-critico", alt="o ator e o crítico")
    (bundle,) = shown
    assert bundle.keys() == {"text/html", "text/plain"} and bundle["text/plain"] == "o ator e o crítico"
    assert (
        'src="data:image/svg+xml;base64,' in bundle["text/html"] and 'alt="o ator e o crítico"' in bundle["text/html"]
    )
