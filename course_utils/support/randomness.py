"""Acaso sob controle: um fluxo de números por réplica e por propósito.

O que uma réplica sorteia não depende de quem treina ao lado dela, e sortear mais (ou menos) para um
propósito não muda os números dos outros. Por isso cada par (semente, propósito) tem o seu gerador.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def generator(seed: int, *purpose: str | int) -> np.random.Generator:
    """Devolve o gerador de uma semente para um propósito, como `generator(0, "lotes")`.

    O propósito entra como *chave de ramificação* do `SeedSequence` do NumPy: propósitos diferentes dão
    fluxos independentes, e um propósito novo não altera os que já existem.
    """
    key = tuple(byte for part in purpose for byte in str(part).encode() + b"\0")
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


class Stream:
    """Um bloco de números `[réplica, linha, width]` que se consome linha a linha e se renova sozinho.

    Sortear em blocos custa muito menos do que sortear a cada passo, e dá os mesmos números: o tamanho
    do bloco não altera o fluxo.

    - `seeds`: uma semente por réplica; `purpose`: o nome do propósito.
    - `width`: quantos números cada réplica consome por vez.
    - `normal`: `True` para N(0, 1); `False` para uniformes em [0, 1).
    """

    STATE = ("generators", "block", "row")

    def __init__(self, seeds: Sequence[int], purpose: str, width: int, *, normal: bool = False, rows: int = 128):
        self.generators = [generator(seed, purpose) for seed in seeds]
        self.normal = normal
        self.block = np.zeros((len(seeds), rows, width))
        self.row = rows

    def next(self) -> np.ndarray:
        """Devolve a próxima linha de cada réplica, `[réplica, width]`: uma vista, para ler e não guardar."""
        if self.row == self.block.shape[1]:
            for own, block in zip(self.generators, self.block):
                (own.standard_normal if self.normal else own.random)(out=block)
            self.row = 0
        self.row += 1
        return self.block[:, self.row - 1]
