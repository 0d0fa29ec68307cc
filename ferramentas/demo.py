"""Abre a demonstração para projetar numa turma: `python ferramentas/demo.py`. Não precisa de rede.

O Voilà serve `notebooks/demo.ipynb` com a página de `files/jupyter/voila`. Argumentos a mais vão para o `voila`.
"""

from __future__ import annotations

import os
import sys

from abrir import ROOT, has_screen

#: Só o que mostra os controles: as outras extensões do JupyterLab não servem ao Voilà, e algumas se queixam nele.
EXTENSIONS = [
    "@voila-dashboards/widgets-manager7",
    "@voila-dashboards/widgets-manager8",
    "@jupyter-widgets/jupyterlab-manager",
    "anywidget",
]


def arguments(*, screen: bool) -> list[str]:
    """O que dizer ao `voila`; sem tela (`screen`) não há navegador para abrir, e basta o endereço."""
    return [
        str(ROOT / "notebooks" / "demo.ipynb"),
        "--template=curso",
        "--Voila.ip=127.0.0.1",
        *(f"--VoilaConfiguration.extension_allowlist={one}" for one in EXTENSIONS),
        *([] if screen else ["--no-browser"]),
    ]


def main() -> None:
    """Diz o que vai abrir e entrega o processo ao Voilà."""
    places = [str(ROOT / "files" / "jupyter"), os.environ.get("JUPYTER_PATH")]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, places))
    from voila.app import main as serve

    print("\nAbrindo a demonstração. O endereço aparece abaixo; Ctrl+C nesta janela encerra.", flush=True)
    serve([*arguments(screen=has_screen()), *sys.argv[1:]])


if __name__ == "__main__":
    main()
