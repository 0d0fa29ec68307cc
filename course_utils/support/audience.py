"""Se alguém olha: sem gente (na construção dos cadernos, nos testes deles), barras e controles ficam quietos."""

from __future__ import annotations

import os


def nobody_watches() -> bool:
    """Se `CURSO_SEM_CONTROLES` está definida: quem mostraria um controle deixa só uma figura parada."""
    return bool(os.environ.get("CURSO_SEM_CONTROLES"))
