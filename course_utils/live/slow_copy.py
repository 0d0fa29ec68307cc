"""`show_slow_copy`: a cópia lenta da aula 03 com o τ na mão, numa página que faz as contas sem núcleo."""

from __future__ import annotations

import html

import numpy as np
from IPython.display import display

from ..figures.aula_03 import GAMMA, follow, trembling
from ..figures.plots import figure_bundle
from .sources import module, page_of, styles

TAU, UPDATES = 0.05, 5000
#: Onde não roda script, o `<style>` some junto com ele, e fica a figura.
_FRAME = """<style>iframe.copia-viva {{ width: 100%; height: 480px; border: 0; color-scheme: light; }}
iframe.copia-viva + img {{ display: none; }}</style>
<iframe class="copia-viva" title="A cópia lenta, com τ na mão" srcdoc="{page}"></iframe>{still}"""


def show_slow_copy() -> None:
    """Mostra as duas contas da cópia lenta e o controle de τ.

    Não usa o núcleo: o caderno gravado e o site as mostram igual; onde não roda script, fica a figura de τ = 0,05.
    """
    data, metadata = figure_bundle(follow(TAU))
    online = [round(x, 4) for x in trembling().tolist()]
    options = {"online": online, "cost": np.pi**2, "gamma": GAMMA, "updates": UPDATES, "tau": TAU}
    page = page_of(styles("colors.css", "panel.css", "slow_copy.css"), module("slow_copy.js"), options)
    data["text/html"] = _FRAME.format(page=html.escape(page), still=data["text/html"])
    display(data, raw=True, metadata=metadata)
