"""O que as figuras da aula 05 têm em comum: a largura."""

from __future__ import annotations

WIDTH = 5.6  # polegadas: num celular, as letras ainda se leem
