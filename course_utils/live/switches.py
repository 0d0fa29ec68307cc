"""`show_switches`: a porta da aula 03, uma página que treina sozinha e fica também no caderno gravado."""

from __future__ import annotations

import html

from IPython.display import display

from .page_lab import switches_page

TITLE = "Um pêndulo que aprende, com dois interruptores: redes-alvo e memória"
#: Onde não roda script, o `<style>` some junto com ele, e fica a frase.
_FRAME = """<style>iframe.interruptores-vivos {{ width: 100%; height: 480px; border: 0; }}
iframe.interruptores-vivos + p {{ display: none; }}</style>
<iframe class="interruptores-vivos" title="{title}" srcdoc="{page}"></iframe>
<p>{title}. Ele treina onde a página roda scripts: no JupyterLab, no Colab e no site do curso.</p>"""


def show_switches() -> None:
    """Mostra um pêndulo que aprende na própria página, com dois interruptores: τ = 1, e memória de 64 passos.

    Não usa o núcleo: o caderno gravado e o site o mostram igual.
    """
    page = _FRAME.format(title=TITLE, page=html.escape(switches_page()))
    display({"text/html": page, "text/plain": TITLE}, raw=True)
