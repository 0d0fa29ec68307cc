"""Ator e crítico: populações de redes, uma por réplica, guardadas num único tensor.

`flat` `[réplica, parâmetros]` guarda tudo; os pesos das camadas são vistas dele. Assim a atualização
suave e o ruído nos parâmetros são uma linha cada. `vjp` é a ida que sabe voltar: devolve a saída e um
`Pullback`, que leva o gradiente da saída até os parâmetros, a observação ou a ação.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
import torch
from torch import Tensor

from .layers import HiddenTape, OutputTape, Parameter, hidden_over, hidden_parameters, output_over, output_parameters
from .support.checks import WIDEST, device_of, integer, number_in, seeds_of, widths_of
from .support.elsewhere import named
from .support.flat import OverFlat
from .support.randomness import generator


class Pullback(NamedTuple):
    """A volta: leva o gradiente `g = ∂L/∂saída` (o *vector-Jacobian product*) até onde se pede."""

    network: Network
    tapes: list

    def _walk(self, g: Tensor) -> Iterator[tuple]:
        """Desce da última camada à primeira, entregando (índice, camada, fita, gradiente local)."""
        layers = self.network.layers
        g = g if g.dim() == 3 else g.unsqueeze(-1)  # Q é [réplica, lote]
        for i in reversed(range(len(layers))):
            local = layers[i].backward(self.tapes[i], g)
            yield i, layers[i], self.tapes[i], local
            if i > 0:
                g = layers[i].input(local)[..., : self.network.widths[i]]

    def params(self, g: Tensor) -> Tensor:
        """∂L/∂parâmetros, `[réplica, parâmetros]`, somado sobre o lote."""
        parts: list[Tensor] = []
        for _, layer, tape, local in self._walk(g):
            parts = layer.params(tape, local) + parts
        return torch.cat([part.flatten(1) for part in parts], 1)

    def action(self, g: Tensor) -> Tensor:
        """∂L/∂ação, `[réplica, lote, act_dim]`: só existe no crítico."""
        return next(layer.input(local)[..., self.network.widths[1] :] for i, layer, _, local in self._walk(g) if i == 1)

    def obs(self, g: Tensor) -> Tensor:
        """∂L/∂observação, `[réplica, lote, obs_dim]`: o que um codificador de imagens precisa receber."""
        return next(layer.input(local) for i, layer, _, local in self._walk(g) if i == 0)


class Network(OverFlat):
    """Uma população de redes de mesma forma, com camadas escondidas `hidden` e uma camada de saída.

    - `inputs`: largura da observação; `extra`: largura do que entra na segunda camada (a ação, no crítico).
    - `squash`: `True` põe tanh na saída.
    - `purpose`: o fluxo de onde saem os pesos iniciais; `seeds`: uma semente por réplica.
    - `last_layer`: a última camada nasce em U(±last_layer), pequena, para que a primeira ação fique longe
      da saturação (Lillicrap et al. 2015, seção 7). As outras nascem em U(±1/√entrada).
    """

    VIEWS = ("layers",)

    def __init__(
        self,
        inputs: int,
        extra: int,
        outputs: int,
        *,
        hidden: Sequence[int],
        squash: bool,
        seeds: Sequence[int],
        purpose: str,
        last_layer: float,
        device: str | torch.device,
    ):
        self.widths = (integer("obs_dim", inputs, 1, WIDEST), *widths_of(hidden))
        self.squash = squash
        bound = number_in("last_layer", last_layer, 0, 1e6)
        fan_in = [width + extra * (i == 1) for i, width in enumerate(self.widths)]
        #: Os parâmetros de uma réplica, na ordem em que `flat` os guarda.
        self.table: list[Parameter] = []
        for n, m in zip(fan_in, self.widths[1:]):
            self.table += hidden_parameters(n, m)
        self.table += output_parameters(fan_in[-1], outputs, bound)

        sizes = [math.prod(one.shape) for one in self.table]
        low, high = np.repeat([(one.low, one.high) for one in self.table], sizes, axis=0).T
        flat = np.stack([generator(seed, purpose).uniform(low, high) for seed in seeds_of(seeds)])
        self.flat = torch.from_numpy(flat).to(device_of(device), torch.float32)
        #: 1 onde o ruído nos parâmetros age, 0 no ganho e no deslocamento do LayerNorm, `[parâmetros]`.
        self.noise_mask = torch.from_numpy(np.repeat([one.noisy for one in self.table], sizes)).to(self.flat)

    def spread(self, flat: Tensor) -> None:
        """As camadas, cujos pesos são vistas de `flat`."""
        parts = flat.split([math.prod(one.shape) for one in self.table], 1)
        views = (part.unflatten(1, one.shape) for part, one in zip(parts, self.table))
        self.layers: list[Any] = [hidden_over(views) for _ in self.widths[1:]]
        self.layers.append(output_over(views, self.squash))

    def _forward(self, x: Tensor, extra: Tensor | None) -> tuple[Tensor, list[HiddenTape | OutputTape]]:
        tapes = []
        for i, layer in enumerate(self.layers):
            if i == 1 and extra is not None:
                x = torch.cat((x, extra), -1)
            x, tape = layer.forward(x)
            tapes.append(tape)
        return x, tapes


class Actor(Network):
    """O ator μ(s): da observação à ação em [-1, 1].

    `Actor(obs_dim, act_dim, hidden=(32, 64), seeds=[0])` cria uma réplica por semente.
    """

    @named
    def __init__(
        self,
        obs_dim: int,
        act_dim: int,
        hidden: Sequence[int] = (32, 64),
        *,
        seeds: Sequence[int] = (0,),
        last_layer: float = 0.01,
        device: str | torch.device = "cpu",
    ):
        super().__init__(
            obs_dim,
            0,
            integer("act_dim", act_dim, 1, WIDEST),
            hidden=hidden,
            squash=True,
            seeds=seeds,
            purpose="actor",
            last_layer=last_layer,
            device=device,
        )

    def forward(self, obs: Tensor) -> Tensor:
        """μ(s): de `[réplica, lote, obs_dim]` a `[réplica, lote, act_dim]`."""
        return self._forward(obs, None)[0]

    __call__ = forward

    def vjp(self, obs: Tensor) -> tuple[Tensor, Pullback]:
        """μ(s) e a volta até os parâmetros do ator."""
        out, tapes = self._forward(obs, None)
        return out, Pullback(self, tapes)


class Critic(Network):
    """O crítico Q(s, a): da observação e da ação em [-1, 1] a um número; a ação entra na segunda camada.

    `Critic(obs_dim, act_dim, hidden=(32, 64), seeds=[0])` cria uma réplica por semente.
    """

    @named
    def __init__(
        self,
        obs_dim: int,
        act_dim: int,
        hidden: Sequence[int] = (32, 64),
        *,
        seeds: Sequence[int] = (0,),
        last_layer: float = 0.01,
        device: str | torch.device = "cpu",
    ):
        super().__init__(
            obs_dim,
            integer("act_dim", act_dim, 1, WIDEST),
            1,
            hidden=hidden,
            squash=False,
            seeds=seeds,
            purpose="critic",
            last_layer=last_layer,
            device=device,
        )

    def forward(self, obs: Tensor, action: Tensor) -> Tensor:
        """Q(s, a): `[réplica, lote]`."""
        return self._forward(obs, action)[0].squeeze(-1)

    __call__ = forward

    def see(self, obs: Tensor) -> Tensor:
        """O que o ator e a cabeça do crítico recebem de uma observação: aqui, ela mesma."""
        return obs

    @property
    def head(self) -> Self:
        """A parte do crítico que vem depois de `see`: aqui, ele todo."""
        return self

    def vjp(self, obs: Tensor, action: Tensor) -> tuple[Tensor, Pullback]:
        """Q(s, a) e a volta até os parâmetros do crítico, a observação ou a ação."""
        out, tapes = self._forward(obs, action)
        return out.squeeze(-1), Pullback(self, tapes)
