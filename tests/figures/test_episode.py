"""O filme de um episódio: anima de verdade, cabe no caderno, e tem figura parada e texto alternativo."""

import base64
import io
import re

import gymnasium as gym
import numpy as np
import pytest
from bs4 import BeautifulSoup
from PIL import Image
from support.environments import Scripted

from course_utils import Trainer, evaluate, show_episode
from course_utils.figures import episode
from course_utils.figures.episode import BAR, film, film_bundle, moving_picture
from course_utils.saving.trace import digest_of


@pytest.fixture(scope="module")
def trainer():
    return Trainer("Pendulum-v1", seeds=[0, 1], warmup=20, batch_size=8).advance(until=40)


@pytest.fixture(scope="module")
def whole(trainer):
    return film(trainer.agent, "Pendulum-v1", 1000, 1, 200)


class Painted(Scripted):
    """Desenha-se numa imagem que muda a cada passo, do tamanho e do tipo que quiserem."""

    picture = staticmethod(lambda clock: np.full((20, 30, 3), 20 * clock, np.uint8))
    metadata = {"render_fps": 50}

    def render(self):
        return self.picture(self.clock)


def painted(picture):
    return type("Pintado", (Painted,), {"picture": staticmethod(picture)})


def decoded(data):
    return Image.open(io.BytesIO(data))


def test_it_is_the_episode_of_the_evaluation(trainer, whole):
    assert whole.total == pytest.approx(evaluate(trainer.agent, "Pendulum-v1", 1)[1, 0], rel=1e-5)
    assert len(whole.frames) == 201 and whole.over and whole.rate == 30


def test_the_pendulum_fits_and_moves(whole):
    """200 quadros em menos de 400 kB já na saída; o Pillow abre o WebP, e os quadros andam."""
    data, _ = film_bundle(whole)
    assert len(data["text/html"]) < 400_000
    movie = decoded(moving_picture(whole))
    assert movie.format == "WEBP" and movie.is_animated and movie.n_frames == 201
    pictures = []
    for i in (0, 100, 200):
        movie.seek(i)
        pictures.append(np.asarray(movie.convert("RGB"), float))
    assert abs(pictures[0] - pictures[1])[:-BAR].mean() > 1, "o pêndulo se moveu"
    blue = [(one[-2, :, 2] - one[-2, :, 0] > 60).mean() for one in pictures]
    assert blue[0] < 0.05 and 0.4 < blue[1] < 0.6 and blue[2] > 0.95, "a barra conta o tempo"


def test_its_speed_is_the_environments():
    agent = Trainer(Painted, seeds=[0]).agent
    own = film(agent, Painted, 0, 0, 200)
    for speed, wanted in ((1.0, 20), (0.5, 40)):
        movie = decoded(moving_picture(own, speed))
        movie.seek(1)
        movie.load()
        assert movie.info["duration"] == wanted


def test_the_page_has_alt_a_still_and_a_fallback(whole):
    data, _ = film_bundle(whole)
    page = BeautifulSoup(data["text/html"], "html.parser")
    source, image = page.picture.source, page.picture.img
    assert source["media"] == "(prefers-reduced-motion: reduce)" and source["srcset"].startswith("data:image/png")
    assert re.search(r"200 passos, até o fim, com retorno −\d+,\d\. Uma barra", image["alt"])
    assert data["text/plain"] == image["alt"]
    still, moving = (decoded(base64.b64decode(code.split(",")[1])) for code in (source["srcset"], image["src"]))
    assert (still.format, moving.format) == ("PNG", "WEBP") and still.width > 3 * 100, "quatro momentos lado a lado"


def test_it_is_shown_with_the_alt_of_who_shows(trainer, monkeypatch):
    seen = []
    monkeypatch.setattr(episode, "display", lambda data, **more: seen.append((data, more)))
    show_episode(trainer.agent, "Pendulum-v1", steps=5, alt='Um "pêndulo" <novo>')
    (data, more), *_ = seen
    assert more["raw"] and BeautifulSoup(data["text/html"], "html.parser").img["alt"] == 'Um "pêndulo" <novo>'
    assert decoded(base64.b64decode(data["text/html"].split("image/webp;base64,")[1].split('"')[0])).n_frames == 6


def test_factories_objects_and_a_running_training_are_filmed(trainer):
    make = lambda: gym.make("Pendulum-v1", render_mode="rgb_array")  # noqa: E731
    own = make()
    totals = {film(trainer.agent, env, 7, 0, 20).total for env in (make, own, "Pendulum-v1")}
    assert len(totals) == 1
    own.reset(seed=0)  # continua aberto
    run = Trainer(lambda: own, seeds=[0], warmup=5, batch_size=4).advance(until=9)
    film(run.agent, own, 7, 0, 20)
    free = Trainer("Pendulum-v1", seeds=[0], warmup=5, batch_size=4).advance(until=30)
    assert digest_of(run.advance(until=30)) == digest_of(free)


@pytest.mark.parametrize("shape", [(2000, 30, 3), (3, 3, 3), (700, 900, 3), (1, 1, 3)])
def test_any_size_of_picture_becomes_small(shape):
    env = painted(lambda clock: np.random.default_rng(clock).integers(0, 255, shape, dtype=np.uint8))
    own = film(Trainer(Scripted, seeds=[0]).agent, env, 0, 0, 5)
    movie = decoded(moving_picture(own))
    assert movie.n_frames == 6 and max(movie.size) <= 320 + BAR


def test_even_noise_fits():
    """Ruído puro não se comprime: o filme encolhe até caber."""
    env = painted(lambda clock: np.random.default_rng(clock).integers(0, 255, (400, 400, 3), dtype=np.uint8))
    env.__init__ = lambda self: Scripted.__init__(self, ends=60)
    own = film(Trainer(Scripted, seeds=[0]).agent, env, 0, 0, 200)
    assert len(moving_picture(own)) < 300_000


BLIND = {
    "sem render_mode": (lambda: gym.make("Pendulum-v1"), 3),
    "não desenha": (Scripted, 2),
    "devolve None": (painted(lambda clock: None), 2),
    "float": (painted(lambda clock: np.zeros((5, 5, 3))), 2),
    "sem canais": (painted(lambda clock: np.zeros((5, 5), np.uint8)), 2),
    "erro": (painted(lambda clock: 1 / 0), 2),
}


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", BLIND)
def test_an_environment_that_does_not_draw_is_told_how(name):
    env, width = BLIND[name]
    agent = Trainer("Pendulum-v1" if width == 3 else Scripted, seeds=[0]).agent
    with pytest.raises(ValueError, match="aceita-se uma imagem.*rgb_array|não é um ambiente que se desenhe"):
        show_episode(agent, env, steps=3)
