"""Refaz `files/figuras/pendulo-aprende.gif`, a figura do README: `python ferramentas/gerar/pendulo_aprende.py`.

Um treino de verdade, da semente 0 com os ajustes do curso, no motor da página: o mesmo em qualquer máquina. Em quatro
momentos dele, o ator de então, sem ruído, é solto pendurado e parado. Um teste refaz os quatro e confere o que se vê.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from matplotlib.font_manager import findfont
from PIL import Image, ImageDraw, ImageFont

from course_utils import DDPG, ParameterNoise
from course_utils.engine import Run
from course_utils.figures.plots import BLUE, ORANGE
from course_utils.support.paths import files_dir
from course_utils.worlds.pendulum import MAX_TORQUE, release

TARGET = files_dir() / "figuras" / "pendulo-aprende.gif"
MOMENTS = (0, 600, 1400, 2000)  # passos de treino
SHOWN = 100  # quadros de cada momento, um por passo de física
PACE, REST = 50, 1200  # os milissegundos de cada quadro, e os do último de um momento
WIDTH, HEIGHT, SHARP = 640, 270, 2  # o tamanho, e quantas vezes maior se desenha para as bordas saírem suaves
PIVOT, ROD = (135, 142), 88
PLOT = (330, 70, 620, 220)  # esquerda, topo, direita, pé do gráfico
LOWEST = -1900.0  # o retorno do pé do gráfico
INK, SOFT, PAPER = "#1c1c1c", "#6a6a6a", "#ffffff"


class Moment(NamedTuple):
    """O agente depois de `steps` passos: os ângulos que ele percorre e os episódios `(passo, retorno)` até ali."""

    steps: int
    angles: np.ndarray
    episodes: list[tuple[float, float]]


def moments() -> list[Moment]:
    """Treina e solta o ator de cada momento."""
    run, agent = Run("Pendulum-v1", seeds=[0], exploration=ParameterNoise()), DDPG(3, 1, seeds=[0])
    found = []
    for steps in MOMENTS:
        run.run(steps - run.steps)
        agent.actor.flat.copy_(torch.from_numpy(run.weights()))

        def torque(angle: float, speed: float) -> float:
            seen = np.array([np.cos(angle), np.sin(angle), speed], np.float32)
            return float(MAX_TORQUE * agent.act(seen[None, None])[0, 0, 0])

        (history,) = run.history
        found.append(Moment(steps, release(torque, steps=SHOWN)[0], list(zip(history.ends, history.returns))))
    return found


def grouped(value: float) -> str:
    """Um inteiro como se escreve em português: −1.500."""
    return f"{value:,.0f}".replace(",", ".").replace("-", "−")


# --- o desenho ------------------------------------------------------------------------------------------------------


def frame(moment: Moment, angle: float) -> Image.Image:
    """Um quadro: o pêndulo nesse ângulo e, ao lado, a curva do treino até o momento."""
    image = Image.new("RGB", (WIDTH * SHARP, HEIGHT * SHARP), PAPER)
    pen = ImageDraw.Draw(image)
    tip = (PIVOT[0] - ROD * np.sin(angle), PIVOT[1] - ROD * np.cos(angle))
    disc(pen, PIVOT, ROD, outline="#cccccc")
    pen.line(scaled(*PIVOT, *tip), fill="#4a4a4a", width=10 * SHARP)
    disc(pen, tip, 13, fill=BLUE)
    disc(pen, PIVOT, 4, fill=PAPER)
    told = "antes de treinar" if moment.steps == 0 else f"depois de {grouped(moment.steps)} passos de treino"
    text(pen, (PIVOT[0], 22), told, 15, INK)
    curve(pen, moment.episodes)
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def curve(pen: ImageDraw.ImageDraw, episodes: list[tuple[float, float]]) -> None:
    """O retorno de cada episódio de treino."""
    left, top, right, bottom = PLOT
    text(pen, ((left + right) / 2, 22), "retorno de cada episódio de treino", 15, INK)
    for value in (0, -500, -1000, -1500):
        y = top + (bottom - top) * value / LOWEST
        pen.line(scaled(left, y, right, y), fill="#dddddd", width=SHARP)
        text(pen, (left - 8, y), grouped(value), 12, SOFT, "rm")
    for step in (0, 1000, 2000):
        text(pen, (left + (right - left) * step / MOMENTS[-1], bottom + 14), grouped(step), 12, SOFT)
    text(pen, ((left + right) / 2, bottom + 34), "passo de treino", 12, SOFT)
    points = [
        (left + (right - left) * step / MOMENTS[-1], top + (bottom - top) * total / LOWEST) for step, total in episodes
    ]
    if len(points) > 1:
        pen.line(scaled(*(x for point in points for x in point)), fill=ORANGE, width=2 * SHARP)
    for point in points:
        disc(pen, point, 4, fill=ORANGE)


def scaled(*values: float) -> list[float]:
    """As coordenadas na tela grande em que se desenha."""
    return [SHARP * value for value in values]


def disc(pen: ImageDraw.ImageDraw, center: tuple[float, float], radius: float, fill=None, outline=None) -> None:
    """Um disco, ou só a sua borda."""
    (x, y) = center
    pen.ellipse(scaled(x - radius, y - radius, x + radius, y + radius), fill, outline, 2 * SHARP)


def text(pen: ImageDraw.ImageDraw, place: tuple[float, float], words: str, size: int, color: str, anchor="mm") -> None:
    """Um texto, no meio de `place` se nada se diz."""
    font = ImageFont.truetype(findfont("DejaVu Sans"), size * SHARP)
    pen.text((SHARP * place[0], SHARP * place[1]), words, color, font, anchor)


def main() -> None:
    """Treina, desenha e grava."""
    frames, waits = [], []
    for moment in moments():
        frames += [frame(moment, angle) for angle in moment.angles]
        waits += [PACE] * (SHOWN - 1) + [REST]
    palette = frames[-1].quantize(64)  # uma só: o que não se move não se grava outra vez
    frames = [one.quantize(palette=palette, dither=Image.Dither.NONE) for one in frames]
    frames[0].save(TARGET, save_all=True, append_images=frames[1:], duration=waits, loop=0, optimize=True)
    print(f"{TARGET.name}: {len(frames)} quadros, {TARGET.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
