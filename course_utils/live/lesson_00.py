"""As duas vistas da aula 00 que vivem na página: o pêndulo que aprende, e γ com a equação de Bellman."""

from __future__ import annotations

import html

from IPython.display import display

from ..figures.aula_00 import episode, worth_of_steps
from ..figures.pendulum import film_strip
from ..figures.plots import described, figure_bundle
from .export import Weights, pendulum_actor, saved_weights
from .page_lab import duo_page
from .sources import PAGE, module, page_of, styles

ALT = (
    "Doze quadros de um pêndulo treinado, um a cada 0,4 segundo. Ele começa pendurado, balança para um lado e para o "
    "outro até juntar velocidade, sobe e fica em pé. Um arco em volta do pivô mostra a força e o sentido do torque."
)


def show_learning() -> None:
    """Mostra um pêndulo que aprende do zero, na própria página, ao lado do que já vem treinado com o curso.

    Treina com o motor do curso, sem núcleo: o caderno salvo e o site o mostram igual. Onde o navegador não deixa
    treinar, só o que já sabe se move, e a página o diz; onde scripts não rodam fica a figura de um episódio dele.
    """
    data, metadata = learning_bundle()
    display(data, raw=True, metadata=metadata)


def learning_bundle() -> tuple[dict, dict]:
    """Os formatos da saída de `show_learning`."""
    known = episode(pendulum_actor(saved_weights()))
    data, metadata = figure_bundle(described(film_strip(known.angles, known.torques), ALT))
    told = "<p><small>Aqui os scripts não rodam, e por isso nada aprende: esta é uma figura do que já sabe.</small></p>"
    still = data["text/html"] + told
    data["text/html"] = PAGE.format(srcdoc=html.escape(duo_page()), still=still)
    return data, metadata


def show_bellman(weights: Weights) -> None:
    """Mostra as recompensas de um episódio e o valor de cada passo, com o passo e γ na mão, sem núcleo.

    O episódio é o do agente de `weights`, de pendurado e parado, sem ruído. Erros: `TypeError` ou `ValueError`, se
    `weights` não são os dele.
    """
    data, metadata = bellman_bundle(weights)
    display(data, raw=True, metadata=metadata)


def bellman_bundle(weights: Weights) -> tuple[dict, dict]:
    """Os formatos da saída de `show_bellman`."""
    own = episode(pendulum_actor(weights))
    data, metadata = figure_bundle(worth_of_steps(own.rewards))
    options = {name: [round(float(x), 4) for x in getattr(own, name)] for name in ("angles", "torques", "rewards")}
    srcdoc = page_of(styles("colors.css", "pendulum.css", "bellman.css"), module("bellman.js"), options)
    data["text/html"] = PAGE.format(srcdoc=html.escape(srcdoc), still=data["text/html"])
    return data, metadata
