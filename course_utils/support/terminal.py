"""O terminal: nem todo lugar em que se imprime conhece todos os sinais."""

from __future__ import annotations

import io
import sys


def forgive_signs() -> None:
    """Um sinal que a saída não tem, como `✓` num arquivo do Windows, passa a sair como `?`, em vez de ser um erro."""
    for output in (sys.stdout, sys.stderr):
        if isinstance(output, io.TextIOWrapper):
            output.reconfigure(errors="replace")
