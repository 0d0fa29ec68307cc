"""`Ghosts`: vinte episódios com cada ruído, do mesmo começo, que se movem na página sem núcleo."""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping

import numpy as np

from ..figures.aula_04 import places_maps
from ..figures.plots import figure_html
from ..networks import Actor
from ..support.checks import shown
from ..worlds.pendulum import MAX_SPEED, wrap
from ..worlds.wandering import GRID, NOISES, STEPS, Wandering, wander
from .sources import module, page_of, styles

GHOSTS = 20
PER_RADIAN, PER_SPEED = 10_000, 4000  # as unidades em que a página recebe o ângulo e a velocidade

#: Onde roda um script, o iframe aparece; onde não roda, some junto com o `<style>`, e fica a figura.
_PAGE = """<style>iframe.fantasmas {{ width: 100%; height: 560px; border: 0; color-scheme: light; }}
iframe.fantasmas + img {{ display: none; }}</style>
<iframe class="fantasmas" title="Vinte fantasmas por ruído" srcdoc="{srcdoc}"></iframe>{still}"""


class Ghosts:
    """Para cada ator (de uma réplica), vinte episódios com cada um dos três ruídos, e os lugares que visitam.

    Mostra-se como HTML que se basta; onde scripts não rodam fica a figura dos lugares. Erro: `TypeError`, se não
    são atores do pêndulo.
    """

    def __init__(self, actors: Mapping[str, Actor]):
        if not isinstance(actors, Mapping) or not actors or not all(map(_serves, actors.values())):
            raise TypeError(
                f"`actors` recebeu {shown(actors)}; aceita um dicionário de nomes e atores do pêndulo, de uma réplica, "
                'como `{"recém-criado": Actor(3, 1)}`.'
            )
        self.runs = {name: {noise: wander(one, noise, GHOSTS) for noise in NOISES} for name, one in actors.items()}

    def _repr_html_(self) -> str:
        options = {
            "actors": list(self.runs),
            "noises": list(NOISES),
            "ghosts": GHOSTS,
            "steps": STEPS,
            "grid": GRID,
            "speed": MAX_SPEED,
            "data": base64.b64encode(
                b"".join(packed(one) for own in self.runs.values() for one in own.values())
            ).decode(),
        }
        page = page_of(styles("colors.css", "panel.css", "ghosts.css"), module("ghosts.js"), options)
        return _PAGE.format(srcdoc=html.escape(page), still=figure_html(places_maps(self.runs)))


def _serves(actor: object) -> bool:
    """Se é um ator do pêndulo, de uma réplica."""
    return isinstance(actor, Actor) and (len(actor.flat), actor.widths[0], actor.layers[-1].b.shape[-1]) == (1, 3, 1)


def packed(one: Wandering) -> bytes:
    """Os estados em int16, `[episódio, passo, 2]`: o ângulo a partir de pendurado, e a velocidade."""
    states = np.stack((PER_RADIAN * wrap(one.angle - np.pi), PER_SPEED * one.speed), -1)
    return states.round().astype("<i2").tobytes()
