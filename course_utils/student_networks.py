"""As redes do estudante: um par de `nn.Module` comuns vira uma população, sem mudar uma linha deles."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Self

import torch
from torch import Tensor, nn
from torch.func import functional_call, vmap

from .support.flat import OverFlat
from .support.modules import build
from .support.remedies import check_module


class ModulePullback:
    """A volta de um `nn.Module`, pelo autograd: os mesmos nomes do `Pullback` das redes do curso."""

    def __init__(self, out: Tensor, flat: Tensor, inputs: Sequence[Tensor]):
        self.out, self.flat, self.inputs = out, flat, inputs

    def _pull(self, to: Tensor, g: Tensor) -> Tensor:
        return torch.autograd.grad(self.out, to, g, retain_graph=True)[0]

    def params(self, g: Tensor) -> Tensor:
        """∂L/∂parâmetros, `[réplica, parâmetros]`."""
        return self._pull(self.flat, g)

    def obs(self, g: Tensor) -> Tensor:
        """∂L/∂observação."""
        return self._pull(self.inputs[0], g)

    def action(self, g: Tensor) -> Tensor:
        """∂L/∂ação, `[réplica, lote, act_dim]`."""
        return self._pull(self.inputs[1], g)


class ModuleNetwork(OverFlat):
    """Uma população feita de um `nn.Module`: mesma interface de `Actor` e `Critic`, gradientes do autograd.

    - `module`: um `nn.Module` pronto (todas as réplicas começam dos pesos dele) ou uma função sem
      argumentos que constrói um (cada réplica sorteia os seus, pela semente dela).
    - `purpose`: `"actor"`, `"encoder"` ou `"critic"`: o papel da rede, e o fluxo de onde saem os pesos iniciais. Um
      crítico recebe `(obs, action)` e devolve Q, `[lote]` ou `[lote, 1]`.

    O módulo trabalha como de costume, com `[lote, …]`; o `vmap` do PyTorch acrescenta o eixo das réplicas.
    Com ele o último bit pode depender do número de réplicas; nas redes do curso, num codificador e com `apart`, não.
    """

    def __init__(
        self,
        module: nn.Module | Callable[[], nn.Module],
        *,
        purpose: str,
        seeds: Sequence[int],
        device: str | torch.device = "cpu",
        apart: bool = False,
    ):
        #: Se as réplicas se calculam uma a uma: mais devagar, mas nenhuma depende da companhia, nem no último bit.
        self.apart = apart
        built = [build(module, seed, purpose) for seed in seeds]
        self.module = copy.deepcopy(built[0]).to(device)
        self.purpose = purpose
        check_module(self.module, purpose)
        self.shapes = {name: p.shape for name, p in self.module.named_parameters()}
        if not self.shapes:
            raise ValueError(f"`{purpose}` recebeu {module!r}, que não tem parâmetros para treinar.")
        rows = [torch.cat([p.detach().flatten() for p in own.parameters()]) for own in built]
        self.flat = torch.stack(rows).to(device)
        norms = [m for m in self.module.modules() if isinstance(m, nn.LayerNorm)]
        spared = {id(p) for norm in norms for p in norm.parameters()}
        mask = [torch.full((p.numel(),), float(id(p) not in spared)) for p in self.module.parameters()]
        self.noise_mask = torch.cat(mask).to(device)

    def _one(self, flat: Tensor, *inputs: Tensor) -> Tensor:
        parts = flat.split([shape.numel() for shape in self.shapes.values()])
        params = {name: part.view(shape) for (name, shape), part in zip(self.shapes.items(), parts)}
        out = functional_call(self.module, params, inputs)
        return out.squeeze(-1) if self.purpose == "critic" and out.dim() == 2 else out

    def forward(self, *inputs: Tensor) -> Tensor:
        """A saída da rede: ações `[réplica, lote, act_dim]`, ou Q `[réplica, lote]`."""
        if self.purpose == "encoder":  # convoluções não ficam mais baratas juntas; uma a uma, não dependem da companhia
            return torch.stack([self._one(*own) for own in zip(self.flat, *inputs)])
        if self.apart:  # em cópias: o último bit depende também de onde, na memória, os números começam
            return torch.stack([self._one(*(part.clone() for part in own)) for own in zip(self.flat, *inputs)])
        return vmap(self._one, randomness="different")(self.flat, *inputs)

    __call__ = forward

    def see(self, obs: Tensor) -> Tensor:
        """O que o ator e a cabeça do crítico recebem de uma observação: aqui, ela mesma."""
        return obs

    @property
    def head(self) -> Self:
        """A parte do crítico que vem depois de `see`: aqui, ele todo."""
        return self

    def vjp(self, *inputs: Tensor) -> tuple[Tensor, ModulePullback]:
        """A saída e a volta até os parâmetros, a observação ou a ação."""
        with torch.inference_mode(False), torch.enable_grad():  # o autograd precisa de cópias fora desse modo
            flat, *leaves = (x.clone().requires_grad_(x.is_floating_point()) for x in (self.flat, *inputs))
            out = self.like(flat).forward(*leaves)
        return out.detach(), ModulePullback(out, flat, leaves)
