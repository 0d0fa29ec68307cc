"""Uma figura traz as suas palavras, e se lê no tema claro e no escuro."""

import base64
import io

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from PIL import Image

from course_utils.figures import plots
from course_utils.figures.plots import INK, alt_of, described, figure_html, for_both_themes, new_axes, png_of, toned


@pytest.fixture
def figure():
    made, axes = new_axes(4, 2)
    axes.plot([0, 1], color="black")
    axes.plot([1, 0], color=plots.BLUE)
    axes.axvspan(0, 0.5, color="0.9")
    axes.set(title="um título", xlabel="x")
    return made


def test_the_words_come_from_the_figure_or_from_who_shows_it(figure, monkeypatch):
    shown = []
    monkeypatch.setattr(plots, "display", lambda data, **_: shown.append(data["text/plain"]))
    with pytest.raises(ValueError, match="Falta o texto alternativo"):
        plots.show(figure)
    assert described(figure, 'duas retas "cruzadas"') is figure
    plots.show(figure)
    plots.show(figure, alt="outras palavras")
    assert shown == ['duas retas "cruzadas"', "outras palavras"]
    assert 'alt="duas retas &quot;cruzadas&quot;"' in figure_html(figure) and alt_of(figure, "a") == "a"


def light(color: np.ndarray) -> np.ndarray:
    """A luminância de uma cor, como as WCAG a medem."""
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize(("background", "least"), [("#ffffff", 4.5), ("#111111", 4.1)])
def test_the_ink_reads_on_both_backgrounds(background, least):
    ink, paper = (light(np.array(to_rgba(color)[:3])) for color in (INK, background))
    assert (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) >= least


@pytest.mark.parametrize("small", [True, False])
def test_nothing_is_black_and_the_background_is_transparent(figure, small):
    code, width = png_of(figure, small)
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(code))).convert("RGBA")).astype(int)
    assert width == 384 and pixels[0, 0, 3] == 0 and (pixels[..., 3] == 0).mean() > 0.4
    opaque = pixels[pixels[..., 3] > 250][:, :3]
    assert len(opaque) and opaque.max(1).min() > 80, "preto não se vê no escuro"
    blue = np.array([0, 114, 178])
    assert (abs(opaque - blue).max(1) < 8).any(), "as cores ficam como são"


def test_colours_and_white_stay_and_greys_become_the_ink():
    for kept in (plots.BLUE, plots.SKY, "white", "none"):
        assert toned(kept) == kept
    assert toned("black") == toned("0.4") == to_rgba(INK)
    assert toned("0.9") == pytest.approx((*to_rgba(INK)[:3], 0.2))
    assert toned(toned("0.9")) == toned("0.9")


def test_a_grey_band_is_a_veil_of_the_ink():
    figure, axes = new_axes(4, 2)
    grey = axes.fill_between([0, 1], [0, 0], [1, 1], color="0.85")
    blue = axes.fill_between([0, 1], [0, 0], [1, 1], color=plots.BLUE, alpha=0.2)
    for_both_themes(figure)
    assert tuple(grey.get_facecolor()[0]) == pytest.approx((*to_rgba(INK)[:3], 0.3))
    assert tuple(blue.get_facecolor()[0]) == pytest.approx(to_rgba(plots.BLUE, 0.2))


def test_a_map_keeps_what_is_drawn_over_it():
    figure, axes = new_axes(4, 2)
    axes.pcolormesh(np.eye(3))
    (path,) = axes.plot([0, 3], [0, 3], color="black")
    axes.set_title("um mapa")
    for_both_themes(figure)
    assert path.get_color() == "black" and axes.title.get_color() == to_rgba(INK)
