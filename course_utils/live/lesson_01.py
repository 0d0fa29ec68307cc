"""As vistas da aula 01: a iteração de valor que se aperta, e dois planos lado a lado. Nenhuma precisa de núcleo."""

from __future__ import annotations

import html

from IPython.display import HTML, display
from matplotlib.figure import Figure

from ..figures.aula_01 import planning_by_levels, value_maps
from ..figures.plots import figure_bundle
from ..worlds.planner import planner
from .race import race_bundle
from .sources import PAGE, module, page_of, styles


def show_sweeps() -> None:
    """Mostra o mapa do valor, que começa todo zero, e um pêndulo que segue o que o mapa já sabe. Não precisa de núcleo.

    Na página se escolhem γ (de 0 a 0,99) e os níveis de torque (2, 3, 9 ou 33). Onde scripts não rodam fica uma figura
    com o valor depois de algumas varreduras.
    """
    data, metadata = sweeps_bundle()
    display(data, raw=True, metadata=metadata)


def sweeps_bundle() -> tuple[dict, dict]:
    """Os formatos da saída: `text/html` que se basta, e a figura para quem não o mostra."""
    data, metadata = figure_bundle(value_maps())
    page = page_of(styles("colors.css", "pendulum.css", "sweeps.css"), module("sweeps.js"), {})
    data["text/html"] = PAGE.format(srcdoc=html.escape(page), still=data["text/html"])
    return data, metadata


def plans_side_by_side() -> tuple[Figure, HTML]:
    """O que se perde com poucos níveis de torque: a figura, e os planos de 2 e de 33 níveis lado a lado."""
    plans = {f"{levels} níveis": planner(levels) for levels in (2, 33)}
    return planning_by_levels(), HTML(race_bundle(plans)[0]["text/html"])
