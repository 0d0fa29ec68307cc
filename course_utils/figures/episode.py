"""Um agente em movimento, no ambiente dele: um filme que fica no caderno, e uma figura parada para quem a prefere."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import gymnasium as gym
import numpy as np
from IPython.display import display
from PIL import Image, ImageDraw

from ..environments import Environments
from ..support.agents import check_agent
from ..support.checks import integer, number_in, shown
from ..support.elsewhere import named
from ..support.spaces import is_environment
from .plots import BLUE, number

#: O lado maior, em pixels, e a qualidade: o primeiro par que deixa o filme em menos de `MOST` bytes.
SIZES, MOST = ((320, 60), (256, 50), (200, 40), (160, 30), (120, 20)), 280_000
BAR = 5  # pixels de altura da barra do tempo


class Film(NamedTuple):
    """Um episódio filmado: os quadros, o retorno, quantos quadros por segundo o ambiente pede e se ele acabou."""

    frames: list[Image.Image]
    total: float
    rate: float
    over: bool


@named
def show_episode(
    agent: Any,
    env: str | Callable[[], Any],
    *,
    seed: int = 1000,
    replica: int = 0,
    steps: int = 200,
    speed: float = 1.0,
    alt: str | None = None,
) -> None:
    """Mostra um episódio sem ruído de um agente, em movimento, num ambiente que se desenha.

    - `env`: um id, uma função ou um ambiente, com `render_mode="rgb_array"`.
    - `seed`: a do `reset`, como em `evaluate`. `replica`: qual dos agentes age. `steps`: até quantos passos se filmam.
    - `speed`: 2 anda no dobro da velocidade do ambiente. `alt`: a frase para quem não o vê; há uma pronta.

    O filme vai dentro da saída: anima sem núcleo, no caderno salvo e no HTML exportado, com uma barra do quanto já
    passou. Onde se prefere menos movimento (`prefers-reduced-motion`), e onde não se mostra HTML, fica uma figura
    parada, de quatro momentos. Erro: `ValueError`, se o ambiente não se desenha.
    """
    check_agent(agent)
    replica = integer("replica", replica, 0, len(agent.seeds) - 1)
    speed = number_in("speed", speed, 0.1, 20)
    own = film(agent, env, integer("seed", seed, 0), replica, integer("steps", steps, 1, 2000))
    data, metadata = film_bundle(own, alt, speed)
    display(data, raw=True, metadata=metadata)


def film(agent: Any, env: str | Callable[[], Any], seed: int, replica: int, steps: int) -> Film:
    """Joga o episódio de `reset(seed=seed)`, sem ruído, e guarda um quadro por passo, e o do começo."""
    with drawn(env) as world:
        check_agent(agent, world)
        obs, total, over = world.reset(0, seed), 0.0, False
        frames = [_frame(world)]
        while not over and len(frames) <= steps:
            seen = np.broadcast_to(obs, (len(agent.seeds), 1, *obs.shape))
            action = world.to_env(agent.act(seen)[replica])[0]
            obs, reward, *ends = world.step_one(0, action)
            total, over = total + reward, any(ends)
            frames.append(_frame(world))
        rate = float((getattr(world.envs[0], "metadata", None) or {}).get("render_fps") or 30)
    return Film(frames, total, rate, over)


@contextmanager
def drawn(env: str | Callable[[], Any]):
    """O ambiente pronto para desenhar; fecha-o no fim, se foi criado aqui."""
    given = is_environment(env)
    make = (lambda: gym.make(env, render_mode="rgb_array")) if isinstance(env, str) and env in gym.registry else env
    world = Environments((lambda: env) if given else make, 1)
    try:
        yield world
    finally:
        if not given:
            world.close()


def _frame(world: Environments) -> Image.Image:
    """O quadro de agora, já pequeno. Erro: `ValueError`, se o ambiente não dá uma imagem."""
    name = world.name
    try:
        picture = np.asarray(world.envs[0].render())
    except Exception as error:
        text = f"`render` parou com {type(error).__name__}: {error}"
        raise ValueError(f"{name} não é um ambiente que se desenhe: {text}.") from error
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
        raise ValueError(
            f"{name} devolveu, em `render`, {shown(picture)}; aceita-se uma imagem (altura, largura, 3) em `np.uint8`. "
            'Crie-o para desenhar, como em `lambda: gym.make("Pendulum-v1", render_mode="rgb_array")`.'
        )
    image = Image.fromarray(picture)
    image.thumbnail((SIZES[0][0],) * 2)
    return image


def film_bundle(own: Film, alt: str | None = None, speed: float = 1.0) -> tuple[dict, dict]:
    """Os formatos da saída: o filme em HTML, e a figura parada para quem não o mostra."""
    end = "até o fim" if own.over else "ainda sem acabar"
    alt = alt or (
        f"Um episódio do agente, sem ruído: {len(own.frames) - 1} passos, {end}, com retorno {number(own.total, 1)}. "
        "Uma barra embaixo mostra quanto já passou."
    )
    moving, still = moving_picture(own, speed), still_picture(own.frames)
    movie, figure = (base64.b64encode(one).decode() for one in (moving, still))
    page = (
        f'<picture><source media="(prefers-reduced-motion: reduce)" srcset="data:image/png;base64,{figure}">'
        f'<img src="data:image/webp;base64,{movie}" alt="{html.escape(alt)}" style="max-width:100%"></picture>'
    )
    return {"text/html": page, "text/plain": alt}, {}


def moving_picture(own: Film, speed: float = 1.0) -> bytes:
    """O filme, um WebP animado, com a barra do tempo; o último quadro espera um segundo antes de recomeçar."""
    each = max(10, round(1000 / (own.rate * speed)))
    waits = [each] * (len(own.frames) - 1) + [1000]
    made = b""
    for side, quality in SIZES:
        frames = [_with_bar(frame, i / max(1, len(own.frames) - 1), side) for i, frame in enumerate(own.frames)]
        file = io.BytesIO()
        frames[0].save(
            file, "WEBP", save_all=True, append_images=frames[1:], duration=waits, loop=0, quality=quality, method=2
        )
        made = file.getvalue()
        if len(made) < MOST:
            break
    return made


def _with_bar(frame: Image.Image, share: float, side: int) -> Image.Image:
    small = frame.copy()
    small.thumbnail((side, side))
    whole = Image.new("RGB", (small.width, small.height + BAR), "#dddddd")
    whole.paste(small)
    ImageDraw.Draw(whole).rectangle((0, small.height, max(1, round(share * small.width)) - 1, whole.height), fill=BLUE)
    return whole


def still_picture(frames: Sequence[Image.Image]) -> bytes:
    """Quatro momentos do episódio lado a lado, do começo ao fim, num PNG."""
    chosen = [frames[round(i * (len(frames) - 1) / 3)].copy() for i in range(4)]
    for one in chosen:
        one.thumbnail((160, 160))
    strip = Image.new("RGB", (sum(one.width for one in chosen) + 12, chosen[0].height), "white")
    for i, one in enumerate(chosen):
        strip.paste(one, (sum(other.width for other in chosen[:i]) + 4 * i, 0))
    file = io.BytesIO()
    strip.quantize(128, dither=Image.Dither.NONE).save(file, "png", optimize=True)
    return file.getvalue()
