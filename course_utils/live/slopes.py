"""`show_slopes`: a encosta que o crítico desenha, numa página em que se toca um estado e se arrasta a ação."""

from __future__ import annotations

import base64
import html

import numpy as np
from IPython.display import display

from ..figures.aula_02 import SCALE, ten_slopes
from ..figures.plots import figure_bundle
from ..support.paths import course_file
from .sources import framed, module, page_of, styles

CHOSEN = 3  # a semente em cor: a das redes que a aula carrega


def show_slopes() -> None:
    """Mostra Q(s, a) contra a ação no estado que se tocar, com a inclinação, a subida e dez sementes de treino.

    Vive na página, sem núcleo, também no caderno salvo, no HTML exportado e no site. Onde scripts não rodam fica a
    figura de um estado. As redes são as de `files/pesos/ator_critico.npz`.
    """
    data, metadata = slopes_bundle()
    display(data, raw=True, metadata=metadata)


def slopes_bundle() -> tuple[dict, dict]:
    """Os formatos da saída: `text/html` que se basta, e a figura para quem não o mostra."""
    data, metadata = figure_bundle(ten_slopes(0.4, 0.0, "A haste está inclinada para a esquerda e parada"))
    stored = np.load(course_file("pesos/ator_critico.npz"))
    networks = {name: base64.b64encode(stored[name].astype("<f4").tobytes()).decode() for name in ("actors", "critics")}
    options = networks | {"seeds": len(stored["actors"]), "chosen": CHOSEN, "scale": SCALE}
    page = page_of(styles("colors.css", "pendulum.css", "slopes.css"), module("slopes.js"), options)
    data["text/html"] = framed("A encosta do crítico", html.escape(page), data["text/html"])
    return data, metadata
