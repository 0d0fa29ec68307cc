"""O que fica no caderno no lugar de uma vista viva, quando já não há núcleo que a mova.

Um caderno gravado guarda de um widget só o endereço. Sem o núcleo, o JupyterLab e o Notebook escreveriam um erro em
inglês no lugar dele, e não mostram o HTML que venha na mesma saída. Por isso a vista são duas saídas: o widget e,
depois, o que fica, que se esconde enquanto ele vive.
"""

from __future__ import annotations

from typing import Any

import anywidget
from IPython.display import display

from ..support.audience import nobody_watches

#: As caixas em volta das saídas de uma célula: do JupyterLab, do Notebook e do Voilà; do VS Code; do Colab.
_HIDING = """<style>
:is(.jp-OutputArea, .output_container, #output-area):has(.vista-viva) .vista-parada { display: none; }
.jp-OutputArea:has(.vista-parada) > .jp-OutputArea-child > .jupyter-widgets:not(:has(*)) { display: none; }
</style>"""


class Lasting(anywidget.AnyWidget):
    """Um widget que deixa no caderno o que `remains` dá. Sem ninguém olhando (`CURSO_SEM_CONTROLES`), é só o que fica.

    - `title`: o nome da vista, em texto, onde não há nem widget nem HTML.
    - `hint`: o que fazer com o que ficou, a quem o vê sem o núcleo.
    """

    title, hint = "Vista ao vivo", ""

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.add_class("vista-viva")

    def __repr__(self) -> str:
        return self.title  # sem o endereço do objeto, que muda a cada vez

    def remains(self) -> tuple[dict, dict]:
        """Os formatos do que fica (`text/html` e `text/plain`) e os metadados deles."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.remains() if nobody_watches() else super()._repr_mimebundle_(**kwargs)

    def _ipython_display_(self) -> None:
        """Mostra as duas saídas; é por aqui que o IPython começa, com o ipywidgets 7 e o 8."""
        data, metadata = self._repr_mimebundle_()
        display(data, raw=True, metadata=metadata)
        if not nobody_watches():
            data, metadata = remaining(*self.remains(), self.hint)
            display(data, raw=True, metadata=metadata)


def remaining(data: dict, metadata: dict, hint: str = "") -> tuple[dict, dict]:
    """A segunda saída: o que fica, escondido enquanto a vista vive, com uma frase embaixo."""
    told = f"<p><small>{hint}</small></p>" if hint else ""
    shown = f'{_HIDING}<div class="vista-parada" lang="pt-BR">{data["text/html"]}{told}</div>'
    return data | {"text/html": shown}, metadata
