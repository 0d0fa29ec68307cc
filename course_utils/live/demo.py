"""`Demo`: o laboratório para projetar numa turma, com as cenas que rodam com um clique."""

from __future__ import annotations

import traitlets

from ..exploration import ParameterNoise
from ..training import Trainer
from .panel import LivePanel
from .scenes import SCENES, scene_shown
from .sources import PANEL_STYLES, module, styles


class Demo(LivePanel):
    """As cenas numa fileira e, embaixo, a que toca ou um `LivePanel`, com letras que se leem da última carteira.

    As cenas vão todas para a página ao abrir, e rodam ali, sem o núcleo. "Assumir o comando" pede ao núcleo o treino
    em que a cena acabou, e dali em diante os ajustes são de quem apresenta.
    """

    _esm = module("demo.js")
    _css = styles(*PANEL_STYLES, "player.css", "demo.css")
    scenes = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(self) -> None:
        super().__init__(Trainer("Pendulum-v1", seeds=[0], exploration=ParameterNoise()))
        self.scenes = [scene_shown(name) | {"name": name} for name in SCENES]
