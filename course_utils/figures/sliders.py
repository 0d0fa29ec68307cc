"""Controles deslizantes que redesenham uma figura, e que deixam uma figura parada onde não há quem os mova.

A figura é uma `Figure` do matplotlib, sem `pyplot`: o controle pode ser atendido em qualquer linha de execução. O
rótulo de cada controle está na aula que o usa; os ajustes do painel ao vivo são outros, em `live/knobs.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import traitlets
from IPython.display import display
from matplotlib.figure import Figure

from ..support.audience import nobody_watches
from ..support.checks import number_in
from .lasting import Lasting
from .plots import figure_bundle, figure_html

_PAGE = Path(__file__).parents[1] / "live" / "page"  # ali mora todo o JavaScript


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
    a figura dos valores iniciais, com uma frase embaixo: é ela que fica no caderno gravado.
    """
    start = {name: slider.start for name, slider in sliders.items()}
    first = figure_bundle(draw(**start), alt)
    if nobody_watches():
        told = f"<p><small>{Explorer.hint}</small></p>"
        display(first[0] | {"text/html": first[0]["text/html"] + told}, raw=True, metadata=first[1])
    else:
        display(Explorer(draw, sliders, first))


class Explorer(Lasting):
    """Os controles na tela, e a figura deles; no caderno que perdeu o núcleo fica a figura dos valores iniciais."""

    _esm = (_PAGE / "explore.js").read_text(encoding="utf-8")
    _css = (_PAGE / "explore.css").read_text(encoding="utf-8")
    title, hint = "Figura com controles", "Para mexer nos controles desta figura, rode a célula, e as de cima."
    sliders = traitlets.List(traitlets.Dict()).tag(sync=True)
    values = traitlets.Dict(value_trait=traitlets.Float()).tag(sync=True)
    picture = traitlets.Unicode().tag(sync=True)

    def __init__(self, draw: Callable[..., Figure], sliders: Mapping[str, Slider], first: tuple[dict, dict]):
        self._draw, self._sliders, self._first = draw, dict(sliders), first
        super().__init__(
            sliders=[{"name": name} | asdict(slider) for name, slider in sliders.items()],
            values={name: float(slider.start) for name, slider in sliders.items()},
            picture=first[0]["text/html"],
        )
        self.observe(self._redraw, "values")

    @traitlets.validate("values")
    def _within(self, proposal: Any) -> dict[str, float]:
        """Os valores pedidos, dentro do que cada controle alcança: `10 ** log10(x)` pode passar dele no último bit."""
        return {name: min(max(proposal.value[name], own.low), own.high) for name, own in self._sliders.items()}

    def _redraw(self, _: object) -> None:
        told = "; ".join(f"{own.label}: {number_told(self.values[name])}" for name, own in self._sliders.items())
        # Sem diminuir o PNG: quem arrasta um controle não quer esperar.
        self.picture = figure_html(self._draw(**self.values), f"A mesma figura, com {told}.", small=False)

    def remains(self) -> tuple[dict, dict]:
        """A figura dos valores iniciais, que é a que o texto alternativo descreve."""
        return self._first


def number_told(x: float) -> str:
    """O valor de um controle como se diz em português: até três algarismos que contam."""
    return f"{float(f'{x:.3g}'):.12g}".replace(".", ",").replace("-", "−")
