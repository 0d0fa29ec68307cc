"""A vista da aula 09, que vive na página: vinte anos de pesca numa lagoa, com a cota na mão de quem lê.

Funciona sem núcleo, também no caderno salvo, no HTML exportado e no site. Onde scripts não rodam fica uma figura.
"""

from __future__ import annotations

import html

import numpy as np
from IPython.display import display

from ..figures.aula_09.pond import two_quotas
from ..figures.plots import figure_bundle
from ..worlds.pond import END, FULL, GROWTH, MOST, PRICE, ceiling
from .sources import framed, module, page_of, styles

START = 6000  # kg de peixe no primeiro dia


def show_pond() -> None:
    """Mostra a lagoa que quem lê pesca, mês a mês, e no fim o que um plano teria rendido com o mesmo tempo."""
    data, metadata = pond_bundle()
    display(data, raw=True, metadata=metadata)


def pond_bundle() -> tuple[dict, dict]:
    """Os formatos da saída da lagoa: `text/html` que se basta, e a figura para quem não o mostra."""
    random = np.random.default_rng(0)
    options = dict(full=FULL, price=PRICE, growth=GROWTH, most=MOST, start=START)
    options["weather"] = random.uniform(0, 2, END).round(3).tolist()
    options["places"] = random.random((100, 2)).round(3).tolist()
    options["best"] = ceiling(options["weather"], START)
    data, metadata = figure_bundle(two_quotas(options["weather"], START))
    page = page_of(styles("colors.css", "pendulum.css", "pond.css"), module("pond.js"), options)
    data["text/html"] = framed("Uma lagoa para pescar", html.escape(page), data["text/html"])
    return data, metadata
