"""O painel que fica num caderno sem núcleo: onde rodam scripts ele treina ali; onde não, ficam a figura e o porquê.

O código (o motor, quem treina com ele, quem desenha) vai **uma vez só** por caderno, em `<script>`s que nada fazem, com
a primeira saída que o usa: as outras o acham no documento. Quem troca a figura pela página é `page/enliven.js`, que vai
com cada saída e espera a figura chegar à vista.
"""

from __future__ import annotations

import html
import json

from ..training import Trainer
from .cells import current_cell, current_run
from .page_lab import blank, json_of, motor, panel_options
from .sources import PANEL_STYLES, source

_ENTRY = "panel_page.js"
_SILENT = (
    "Aqui o painel é só uma figura, porque os scripts desta página não rodam ou porque ainda não se confia neste "
    "caderno. Para treinar, rode esta célula e as de cima."
)
_OWN = (
    "Aqui o painel é só uma figura, porque este treino tem partes que a página não sabe fazer: só o curso instalado as "
    "roda. Para treinar, rode esta célula e as de cima."
)

#: Quem leva cada parte do código: a célula, e a vez que ela rodou.
_carriers: dict[str, tuple[str | None, str | None]] = {}


def living_panel(trainer: Trainer, data: dict[str, str]) -> dict[str, str]:
    """Os formatos da saída de um painel parado, a partir dos da figura dele.

    Com um treino que a página não sabe fazer, ficam a figura e a frase.
    """
    options = panel_options(trainer)
    told = f"<p><small>{_OWN if options is None else _SILENT}</small></p>"
    if options is None:
        return data | {"text/html": f'<div lang="pt-BR">{data["text/html"]}{told}</div>'}
    given = html.escape(json_of(options))
    box = f'<div lang="pt-BR" data-pagina="{_ENTRY}" data-escolhas="{given}">{data["text/html"]}{told}</div>'
    page = json.dumps(blank(_ENTRY, PANEL_STYLES, "Laboratório"), ensure_ascii=False).replace("</", "<\\/")
    parts = carried("motor", motor()) + carried(_ENTRY, page)
    return data | {"text/html": f'{box}{parts}<script type="module">\n{source("enliven.js")}</script>'}


def carried(name: str, code: str) -> str:
    """`code` num elemento que não se vê nem roda; vazio, se outra saída deste caderno já o leva.

    A mesma célula, rodada de novo, leva-o de novo: a saída de antes se perdeu. Fora de um núcleo, leva-o sempre.
    """
    cell, run = here = current_cell(), current_run()
    carrier = _carriers.get(name)
    again = carrier and cell and carrier[0] == cell and carrier[1] != run
    if run and carrier and not again:
        return ""
    _carriers[name] = here
    return f'<script type="text/plain" data-curso="{name}">{code}</script>'
