"""As vistas da aula 05, que vivem na página: o carro que se dirige, e os duzentos que só o ruído empurra.

Funcionam sem núcleo, também no caderno salvo, no HTML exportado e no site. Onde scripts não rodam fica o desenho do
vale.
"""

from __future__ import annotations

import html

from IPython.display import display

from ..figures.drawings import drawing_bundle
from .sources import framed, module, page_of, styles


def show_car() -> None:
    """Mostra um carro na montanha que quem lê dirige, com dois botões ou com as setas."""
    data, metadata = car_bundle()
    display(data, raw=True, metadata=metadata)


def car_bundle() -> tuple[dict, dict]:
    """Os formatos da saída do carro: `text/html` que se basta, e o desenho do vale, sem scripts."""
    return _bundle("Um carro na montanha para dirigir", "drive.js")


def show_swarm() -> None:
    """Mostra 200 carros que só o ruído empurra, com um controle para a memória dele e outro para o desvio padrão."""
    data, metadata = swarm_bundle()
    display(data, raw=True, metadata=metadata)


def swarm_bundle() -> tuple[dict, dict]:
    """Os formatos da saída dos duzentos carros: `text/html` que se basta, e o desenho do vale, sem scripts."""
    return _bundle("Duzentos carros empurrados por ruído", "swarm.js")


def _bundle(title: str, entry: str) -> tuple[dict, dict]:
    data, metadata = drawing_bundle("montanha", None, 720)
    page = html.escape(page_of(styles("colors.css", "pendulum.css", "valley.css"), module(entry), {}))
    data["text/html"] = framed(title, page, data["text/html"])
    return data, metadata
