"""Controles deslizantes que redesenham uma figura, e que deixam uma figura parada onde não há quem os mova.

A figura é uma `Figure` do matplotlib, sem `pyplot`: o controle pode ser atendido em qualquer linha de execução. O
rótulo de cada controle está na aula que o usa; os ajustes do painel ao vivo são outros, em `live/knobs.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets as widgets
from IPython.display import display
from matplotlib.figure import Figure

from ..support.audience import nobody_watches
from ..support.checks import number_in
from .plots import figure_html, number, show


@dataclass(frozen=True)
class Slider:
    """Um controle: o rótulo (com a unidade), de quanto a quanto, onde começa e de quanto em quanto anda.

    `log`: anda por potências de dez, e `step` é um passo no expoente. Erros: `TypeError` ou `ValueError`.
    """

    label: str
    low: float
    high: float
    start: float
    step: float
    log: bool = False

    def __post_init__(self) -> None:
        low = number_in("low", self.low, 1e-12 if self.log else -1e12, 1e12)
        number_in("start", self.start, low, number_in("high", self.high, low, 1e12))
        number_in("step", self.step, 1e-12, 1e12)


def explore(draw: Callable[..., Figure], alt: str | None = None, **sliders: Slider) -> None:
    """Mostra `draw(**valores)` e um controle por argumento; mexer em um redesenha a figura.

    - `alt`: a frase que descreve a figura **com os controles onde começam**, a quem não a vê; sem ela, a da figura.

    Sem ninguém para mover os controles (a construção dos cadernos e os testes definem `CURSO_SEM_CONTROLES`), mostra só
    a figura dos valores iniciais: é ela que fica no caderno gravado.
    """
    start = {name: slider.start for name, slider in sliders.items()}
    if nobody_watches():
        show(draw(**start), alt)
        return
    picture = widgets.HTML(value=figure_html(draw(**start), alt, small=False))
    controls = {name: _control(slider) for name, slider in sliders.items()}

    def redraw(_: object) -> None:
        values = {name: control.value for name, control in controls.items()}
        decimals = {name: 4 if slider.log else 2 for name, slider in sliders.items()}
        told = "; ".join(f"{sliders[name].label}: {number(value, decimals[name])}" for name, value in values.items())
        # Sem diminuir o PNG: quem arrasta um controle não quer esperar.
        picture.value = figure_html(draw(**values), f"A mesma figura, com {told}.", small=False)

    for control in controls.values():
        control.observe(redraw, names="value")
    display(widgets.VBox([*controls.values(), picture]))


def _control(slider: Slider) -> widgets.FloatSlider | widgets.FloatLogSlider:
    """Um controle sem leitura ao lado: nela, digitar `0,05` viraria 0. O valor aparece na figura."""
    kind, end = (widgets.FloatLogSlider, math.log10) if slider.log else (widgets.FloatSlider, float)
    return kind(
        value=slider.start,
        min=end(slider.low),
        max=end(slider.high),
        step=slider.step,
        description=slider.label,
        readout=False,
        style={"description_width": "initial"},
        layout=widgets.Layout(width="98%", max_width="560px"),
    )
