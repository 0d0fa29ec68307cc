"""Os controles redesenham, descrevem o que mostram e, sem ninguém que os mova, deixam uma figura parada."""

import ipywidgets as widgets
import pytest

import course_utils.figures.drawings as drawings
import course_utils.figures.plots as plots
import course_utils.figures.sliders as sliders
from course_utils.figures.sliders import Slider, explore


@pytest.fixture
def shown(monkeypatch):
    """O que foi mostrado, na ordem."""
    seen = []
    for module in (plots, sliders, drawings):
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
    assert bundle["text/plain"] == "uma reta até meio" and "image/png" in bundle
    assert not [kind for kind in bundle if "widget" in kind]


def test_moving_the_slider_redraws_and_describes(shown, monkeypatch):
    monkeypatch.delenv("CURSO_SEM_CONTROLES")
    explore(draw, alt='uma reta até "meio"', **ONE)
    control, picture = shown[0].children
    assert (control.value, control.min, control.max) == (0.5, 0, 1) and not control.readout
    assert 'alt="uma reta até &quot;meio&quot;"' in picture.value
    before = picture.value
    control.value = 0.75
    assert isinstance(picture, widgets.HTML) and picture.value != before
    assert "altura (m): 0,75" in picture.value


def test_a_logarithmic_slider_moves_by_powers_of_ten(shown, monkeypatch):
    monkeypatch.delenv("CURSO_SEM_CONTROLES")
    explore(draw, alt="uma reta", height=Slider("τ", 0.001, 1, 0.05, 0.1, log=True))
    control, picture = shown[0].children
    assert control.value == 0.05 and (control.min, control.max) == pytest.approx((-3, 0))
    control.value = 0.001
    assert "τ: 0,0010" in picture.value


def test_a_drawing_travels_inside_the_notebook(shown):
    drawings.show_drawing("ator-critico", alt="o ator e o crítico")
    (bundle,) = shown
    assert bundle["image/svg+xml"].startswith("<svg") and bundle["text/plain"] == "o ator e o crítico"
    assert 'src="data:image/svg+xml;base64,' in bundle["text/markdown"]
