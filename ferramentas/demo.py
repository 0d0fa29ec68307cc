"""Abre a demonstração para projetar numa turma: `python ferramentas/demo.py`. Não precisa de rede nem de núcleo.

Ela é o laboratório num arquivo só, com as cenas e com letras grandes, em `build/demonstracao.html`.
"""

from __future__ import annotations

import webbrowser

from abrir import ROOT, has_screen

from course_utils.live.page_lab import laboratory_page, recordings

PAGE = ROOT / "build" / "demonstracao.html"


def main() -> None:
    """Escreve a página e a abre no navegador; onde não há tela, ou navegador, diz onde ela ficou."""
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(laboratory_page(recordings(), projected=True), encoding="utf-8", newline="\n")
    opened = has_screen() and webbrowser.open(PAGE.as_uri())
    print(f"A demonstração está em {PAGE}" + ("" if opened else ": abra esse arquivo com o navegador."))


if __name__ == "__main__":
    main()
