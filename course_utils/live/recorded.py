"""`show_recording`: uma cena dentro de uma aula, que se refaz e se move no próprio caderno, com núcleo ou sem ele."""

from __future__ import annotations

import html

import numpy as np
from IPython.display import display

from ..figures.plots import STYLES, described, figure_bundle, legend_above, new_axes, number
from ..saving.page_recording import PageRecording
from ..support.checks import similar
from .page_lab import page, recordings
from .sources import PANEL_STYLES

#: Onde roda um script, o iframe aparece; onde não roda, some junto com o `<style>`, e fica a figura.
_PAGE = """<style>iframe.gravacao {{ width: 100%; height: 760px; border: 0; color-scheme: light dark; }}
iframe.gravacao + img {{ display: none; }}</style>
<iframe class="gravacao" title="{title}" srcdoc="{srcdoc}"></iframe>{still}"""


def show_recording(name: str) -> None:
    """Mostra a cena `name`, como `"preso"`, numa página que a refaz na hora, igual bit a bit.

    Onde scripts não rodam fica a figura dos seus retornos. Erro: `ValueError`, se não há cena com esse nome.
    """
    data, metadata = recording_bundle(name)
    display(data, raw=True, metadata=metadata)


def recording_bundle(name: str) -> tuple[dict, dict]:
    """Os formatos da saída: `text/html` que se basta, com a figura para onde não há scripts."""
    known = {one["name"]: one for one in recordings() if not one.get("episode")}
    if not isinstance(name, str) or name not in known:
        raise ValueError(f"Não há cena chamada {name!r}{similar(str(name), known)}")
    scene = {key: own for key, own in known[name].items() if key not in ("bet", "after")}  # quem aposta é a aula
    recording = PageRecording.from_json(scene["text"])
    options = {"settings": recording.settings, "twins": _twins(recording), "scene": scene}
    srcdoc = html.escape(page("recorded.js", (*PANEL_STYLES, "player.css"), scene["title"], options))
    data, metadata = figure_bundle(returns_figure(recording, scene["title"]))
    shown = _PAGE.format(title=html.escape(scene["title"]), srcdoc=srcdoc, still=data["text/html"])
    return data | {"text/html": shown}, metadata


def _twins(recording: PageRecording) -> bool:
    seeds = recording.settings["seeds"]
    return len(seeds) == 2 and seeds[0] == seeds[1]


def returns_figure(recording: PageRecording, title: str):
    """Os retornos que a gravação traz, sem a recomputar: uma linha por réplica."""
    figure, axes = new_axes(6.4, 3.4)
    names = ("original", "gêmeo") if _twins(recording) else [f"semente {seed}" for seed in recording.settings["seeds"]]
    for name, (color, line), own in zip(names, STYLES, recording.trace):
        steps, totals = np.array([(one.end, one.total) for one in own]).T
        axes.plot(steps, totals, color=color, linestyle=line, label=name)
    axes.set(xlabel="passo de ambiente", ylabel="retorno do episódio")
    legend_above(axes)
    last = " e ".join(f"{name}, {number(own[-1].total, 0)}" for name, own in zip(names, recording.trace))
    return described(
        figure, f"{title}: o retorno de cada episódio de treino contra o passo. No último episódio: {last}."
    )
