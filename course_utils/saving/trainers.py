"""O único círculo da casa: um treino se grava, e uma gravação cria um treino. Os dois se encontram só aqui.

`training` importa a gravação e o checkpoint; estes conhecem o `Trainer` por este arquivo, que só o importa na hora.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..training import Trainer as Trainer


def new_trainer(**arguments: Any) -> Trainer:
    """Um treino novo, com estes argumentos de `Trainer`."""
    from ..training import Trainer

    return Trainer(**arguments)
