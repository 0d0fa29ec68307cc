"""Ver um treino enquanto ele acontece, na própria célula: uma figura que é redesenhada, e que fica parada no fim."""

from __future__ import annotations

import time
from collections.abc import Callable

from IPython.display import display
from matplotlib.figure import Figure

from ..support.audience import nobody_watches
from ..training import Trainer
from .lasting import remaining
from .plots import figure_bundle, figure_html
from .sliders import Explorer


def watch(
    trainer: Trainer, until: int, draw: Callable[[Trainer], Figure], alt: str | None = None, every: float = 1.0
) -> None:
    """Treina até o passo `until`, redesenhando `draw(trainer)` a cada `every` segundos.

    - `alt`: a frase que descreve a figura do fim a quem não a vê; sem ela, a que a figura traz.

    O botão de parar interrompe o treino sem perder nada: rodar de novo continua de onde estava. Sem gente (com
    `CURSO_SEM_CONTROLES` definida), só a figura do fim aparece.
    """
    moving = None
    if not nobody_watches():
        moving = Explorer(draw, {}, ({"text/html": ""}, {}))
        moving.title = "Um treino, enquanto anda"
        display(moving._repr_mimebundle_()[0], raw=True)
    drawn = -every
    try:
        while trainer.steps < until:
            trainer.step()
            if moving and time.monotonic() - drawn > every:
                moving.picture = figure_html(draw(trainer), f"O treino na decisão {trainer.steps}.", small=False)
                drawn = time.monotonic()
    except KeyboardInterrupt:
        print(f"Interrompido na decisão {trainer.steps}. Nada se perdeu: rode de novo para continuar.")
    if moving:
        moving.close()
    data, metadata = remaining(*figure_bundle(draw(trainer), alt))
    display(data, raw=True, metadata=metadata)
