"""As vistas da aula 05, que vivem na página: o carro que se dirige, e os duzentos que só o ruído empurra.

Funcionam sem núcleo, também no caderno salvo, no HTML exportado e no site. Onde scripts não rodam fica o desenho do
vale.
"""

from __future__ import annotations

import base64
import html

from IPython.display import display

from ..figures.plots import image_bundle
from ..support.paths import course_file
from .sources import module, page_of, styles

VALLEY = (
    "Um vale visto de lado. O carro está na encosta da esquerda, perto do fundo, que fica na posição −0,52. Uma ação "
    "positiva empurra para a direita; uma negativa, para a esquerda. À esquerda, em −1,2, há uma parede. À direita, no "
    "topo, em 0,45, a bandeira: vale 100 e acaba o episódio."
)
#: Onde roda um script, o iframe aparece; onde não roda, some junto com o `<style>`, e fica o desenho.
_FRAME = """<style>iframe.vale-vivo {{ width: 100%; height: {height}px; border: 0; color-scheme: light; }}
iframe.vale-vivo + img {{ display: none; }}</style>
<iframe class="vale-vivo" title="{title}" srcdoc="{srcdoc}"></iframe>{still}"""


def show_car() -> None:
    """Mostra um carro na montanha que quem lê dirige, com dois botões ou com as setas."""
    data, metadata = car_bundle()
    display(data, raw=True, metadata=metadata)


def car_bundle() -> tuple[dict, dict]:
    """Os formatos da saída do carro: `text/html` que se basta, e o desenho do vale, sem scripts."""
    return _bundle("Um carro na montanha para dirigir", "drive.js", 330)


def show_swarm() -> None:
    """Mostra 200 carros que só o ruído empurra, com um controle para a memória dele e outro para o desvio padrão."""
    data, metadata = swarm_bundle()
    display(data, raw=True, metadata=metadata)


def swarm_bundle() -> tuple[dict, dict]:
    """Os formatos da saída dos duzentos carros: `text/html` que se basta, e o desenho do vale, sem scripts."""
    return _bundle("Duzentos carros empurrados por ruído", "swarm.js", 480)


def _bundle(title: str, entry: str, height: int) -> tuple[dict, dict]:
    drawing = base64.b64encode(course_file("figuras/montanha.svg").read_bytes()).decode()
    data, metadata = image_bundle(f"image/svg+xml;base64,{drawing}", VALLEY, 720)
    page = html.escape(page_of(styles("colors.css", "pendulum.css", "valley.css"), module(entry), {}))
    data["text/html"] = _FRAME.format(title=title, height=height, srcdoc=page, still=data["text/html"])
    return data, metadata
