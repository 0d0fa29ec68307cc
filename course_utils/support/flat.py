"""Uma rede cujos parâmetros moram num tensor só: quem a copia leva o tensor, e as vistas dele se refazem na cópia."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, ClassVar, Self

import torch
from torch import Tensor, nn


class OverFlat:
    """Uma população de redes sobre `flat` `[réplica, parâmetros]`; `VIEWS` diz os atributos que são vistas dele.

    `pickle`, `copy.deepcopy`, `torch.save` e o `loky` copiam o que um objeto guarda, parte por parte: as vistas
    virariam tensores soltos, e a cópia aprenderia num lugar e agiria noutro. Por isso elas não se copiam: `spread` as
    refaz.
    """

    STATE = ("flat",)
    VIEWS: ClassVar[tuple[str, ...]] = ()

    @property
    def flat(self) -> Tensor:
        """Os parâmetros de todas as réplicas, `[réplica, parâmetros]`; mude-os no lugar (`flat.copy_`, `lerp_`…)."""
        return self._flat

    @flat.setter
    def flat(self, flat: Tensor) -> None:
        self._flat = flat
        self.spread(flat)

    def spread(self, flat: Tensor) -> None:
        """Refaz as vistas de `flat`; quem não tem nenhuma não faz nada."""

    def like(self, flat: Tensor) -> Self:
        """Devolve uma rede da mesma forma cujos parâmetros são `flat` (compartilhado, não copiado)."""
        other = copy.copy(self)
        other.flat = flat
        return other

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name not in self.VIEWS}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.spread(self._flat)


def tie(network: Any, modules: Sequence[nn.Module]) -> None:
    """Põe os parâmetros de cada módulo como vistas da sua linha de `flat`."""
    for row, module in zip(network.flat, modules):
        for parameter in module.parameters():
            own, row = row[: parameter.numel()], row[parameter.numel() :]
            parameter.data = own.view(parameter.shape)


def aligned(flat: Tensor) -> Tensor:
    """O mesmo `flat`, com cada linha a começar num múltiplo de 64 bytes.

    As contas do PyTorch dependem, no último bit, de onde os números começam na memória: sem isto, duas réplicas da
    mesma semente se separariam sozinhas.
    """
    rows, count = flat.shape
    return torch.zeros(rows, -(-count // 16) * 16)[:, :count].copy_(flat)
