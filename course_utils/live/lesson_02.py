"""As vistas da aula 02, que vivem na página: a máquina de um botão só, e a encosta que o crítico desenha.

Funcionam sem núcleo, também no caderno salvo, no HTML exportado e no site. Onde scripts não rodam fica uma figura.
"""

from __future__ import annotations

import base64
import html
from typing import Any

from IPython.display import display
from matplotlib.figure import Figure

from ..figures.aula_02 import SCALE, machine_prizes, ten_slopes
from ..figures.plots import figure_bundle
from ..support.paths import course_arrays
from .sources import framed, module, page_of, styles

CHOSEN = 3  # a semente em cor: a das redes que a aula carrega


def show_machine() -> None:
    """Mostra a máquina em que quem lê é o ator: toca uma posição, recebe um prêmio, e um crítico aprende ao lado."""
    data, metadata = machine_bundle()
    display(data, raw=True, metadata=metadata)


def machine_bundle() -> tuple[dict, dict]:
    """Os formatos da saída da máquina: `text/html` que se basta, e a figura para quem não o mostra."""
    return page_bundle("A máquina de um botão só", "machine", {}, machine_prizes())


def show_slopes() -> None:
    """Mostra Q(s, a) contra a ação no estado que se tocar, com a inclinação, a subida e dez sementes de treino.

    As redes são as de `files/pesos/ator_critico.npz`.
    """
    data, metadata = slopes_bundle()
    display(data, raw=True, metadata=metadata)


def slopes_bundle() -> tuple[dict, dict]:
    """Os formatos da saída da encosta: `text/html` que se basta, e a figura para quem não o mostra."""
    stored = course_arrays("pesos/ator_critico.npz")
    networks = {name: base64.b64encode(stored[name].astype("<f4").tobytes()).decode() for name in ("actors", "critics")}
    options = networks | {"seeds": len(stored["actors"]), "chosen": CHOSEN, "scale": SCALE}
    still = ten_slopes(0.4, 0.0, "A haste está inclinada para a esquerda e parada")
    return page_bundle("A encosta do crítico", "slopes", options, still)


def page_bundle(title: str, name: str, options: dict[str, Any], still: Figure) -> tuple[dict, dict]:
    """A página de `name.js` e `name.css` num iframe, e a figura `still` no lugar dela onde scripts não rodam."""
    data, metadata = figure_bundle(still)
    page = page_of(styles("colors.css", "pendulum.css", f"{name}.css"), module(f"{name}.js"), options)
    data["text/html"] = framed(title, html.escape(page), data["text/html"])
    return data, metadata
