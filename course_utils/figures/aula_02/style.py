"""O que as figuras da aula 02 têm em comum: a largura e os fantasmas."""

from __future__ import annotations

from typing import Any

WIDTH = 5.0  # polegadas: num celular, as letras ainda se leem
GHOST: dict[str, Any] = dict(color="0.55", linewidth=1, alpha=0.7)
