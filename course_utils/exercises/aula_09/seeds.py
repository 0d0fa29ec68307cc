"""A conferência da conta das sementes: n ≈ 16 (s/D)²."""

from __future__ import annotations

from typing import Any

from ..answers import near

SPREAD, SMALL = 80, 20


def large_effect(large: Any, small: Any) -> None:
    """09.5: uma diferença do tamanho do desvio."""
    mistakes = {
        "a regra já dá o número de cada ajuste; esse é o dos dois juntos.": 32.0,
        "s/D é 1, mas faltou o fator da frente.": 1.0,
        "s e D estão em milhares de reais, e o quociente não tem unidade.": 16 * SPREAD**2,
    }
    near(large, 16.0, "large", mistakes)


def small_effect(large: Any, small: Any) -> None:
    """09.5: uma diferença quatro vezes menor."""
    ratio = SPREAD / SMALL
    mistakes = {
        "faltou o quadrado.": 16 * ratio,
        "o quociente está de cabeça para baixo: uma diferença menor pede mais sementes.": 16 / ratio**2,
        "é a mesma da diferença grande; ela agora é quatro vezes menor.": 16.0,
        "faltou o fator da frente.": ratio**2,
        "o quadrado é só do quociente.": (16 * ratio) ** 2,
        "a regra já dá o número de cada ajuste; esse é o dos dois juntos.": 32 * ratio**2,
    }
    near(small, 16 * ratio**2, "small", mistakes)
