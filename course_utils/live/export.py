"""Os pesos de um ator num dicionário pequeno, que o JSON e o JavaScript entendem, e o caminho de volta."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import torch
from torch import Tensor, nn

from ..networks import Actor, Critic, Network
from ..normalization import FixedScale, RunningScale
from ..student_networks import ModuleNetwork
from ..support.checks import integer, numeric, shown
from ..support.paths import course_file

#: `{"widths": [3, 32, 64, 1], "flat": [...]}`: as larguras, da observação à ação, e os parâmetros em fila.
Weights = dict[str, Any]


def weights_of(actor: Actor, replica: int = 0) -> Weights:
    """Os pesos de uma réplica de `actor`, prontos para `json.dumps`.

    `flat` traz, de cada camada escondida, `W` [entrada, saída], `b`, `gain` e `shift`; e da última, `W`
    [saída, entrada] e `b`. Cada número é o mais curto que ainda volta ao mesmo float32.
    """
    if not isinstance(actor, Actor):
        raise TypeError(f"`actor` recebeu {shown(actor)}; aceita um `Actor` do curso, como `trainer.agent.actor`.")
    replica = integer("replica", replica, 0, len(actor.flat) - 1)
    *hidden, last = actor.layers
    parts = [part for layer in hidden for part in (layer.W, layer.b, layer.gain, layer.shift)] + [last.W, last.b]
    flat = torch.cat([part[replica].flatten() for part in parts]).cpu().numpy()
    return {"widths": [*actor.widths, last.b.shape[-1]], "flat": [float(str(x)) for x in flat]}


def actor_of(weights: Weights) -> Actor:
    """O ator, de uma réplica, que tem esses pesos: o inverso de `weights_of`."""
    widths = weights.get("widths") if isinstance(weights, dict) else None
    if not isinstance(widths, (list, tuple)) or len(widths) < 3 or "flat" not in weights:
        raise TypeError(f"`weights` recebeu {shown(weights)}; aceita o que `weights_of(actor)` devolve.")
    obs_dim, *hidden, act_dim = widths
    actor = Actor(obs_dim, act_dim, hidden)
    numeric("weights", weights["flat"], -1e9, 1e9, "números")
    if len(weights["flat"]) != actor.flat.shape[1]:
        raise ValueError(
            f"`weights` traz {len(weights['flat'])} números, mas as larguras {weights['widths']} pedem "
            f"{actor.flat.shape[1]}. Exporte-os de novo com `weights_of`."
        )
    actor.flat.copy_(torch.tensor([weights["flat"]]))
    return actor


def pendulum_actor(weights: Weights) -> Actor:
    """O ator desses pesos, se ele move um pêndulo. Erros: os de `actor_of`; `ValueError`, se é de outro ambiente."""
    actor = actor_of(weights)
    obs_dim, *_, act_dim = weights["widths"]
    if (obs_dim, act_dim) != (3, 1):
        raise ValueError(
            f"`weights` traz uma rede que recebe {obs_dim} números e devolve {act_dim}; quem move o pêndulo recebe 3 "
            "(cos θ, sen θ e a velocidade) e devolve 1. Dê os pesos de um treino do Pendulum-v1."
        )
    return actor


def saved_weights(name: str = "pendulo") -> Weights:
    """Pesos treinados que vêm com o curso, de `files/pesos/`. Erro: `FileNotFoundError`, com os que há."""
    return json.loads(course_file(f"pesos/{name}.json").read_text(encoding="utf-8"))


def scales_of(scale: Any, shape: Sequence[int], count: int) -> list[dict[str, Any]] | None:
    """Como as `count` primeiras réplicas veem uma observação dessa forma; `None`, se a veem como ela é."""
    if isinstance(scale, FixedScale):  # um limite só vale para todas as dimensões
        center, half = (np.broadcast_to(one.cpu().numpy(), shape).tolist() for one in (scale.center, scale.half))
        return [{"center": center, "half": half}] * count
    if isinstance(scale, RunningScale):
        pairs = zip(scale.mean[:count].tolist(), scale.deviation.tolist())
        return [{"center": mean, "half": deviation, "limit": scale.CLIP} for mean, deviation in pairs]
    return None


# --- as redes de quem não é o `DDPG` do curso -------------------------------------------------------------------------


class Layout(NamedTuple):
    """A forma de uma rede, para a página: as larguras, da observação à saída, e onde está cada número em `flat`.

    `order`: a posição, no `flat` da rede, de cada número na ordem do curso; `None`, se já é ela.
    """

    widths: list[int]
    order: Tensor | None

    def rows(self, flat: Tensor) -> bytes:
        """Os parâmetros `[réplica, …]` na ordem do curso, em float32, réplica após réplica."""
        return (flat if self.order is None else flat[..., self.order]).cpu().numpy().tobytes()


_layouts: WeakKeyDictionary[Any, Layout | None] = WeakKeyDictionary()


def layout_of(network: Any) -> Layout | None:
    """A forma de uma rede, se é a das redes do curso; `None`, se a página não a sabe calcular.

    Um `nn.Module` do estudante serve se tem, na ordem, os parâmetros de camadas `Linear` e `LayerNorm` e de uma última
    `Linear`, e se **calcula o mesmo** que a rede do curso com esses números: isso se confere, e não se supõe.
    """
    if isinstance(network, Network):
        return Layout([*network.widths, network.layers[-1].b.shape[-1]], None)
    if not isinstance(network, ModuleNetwork):
        return None
    if network not in _layouts:
        _layouts[network] = _found(network)
    return _layouts[network]


def _found(network: ModuleNetwork) -> Layout | None:
    """A forma de um módulo, lida das suas camadas e conferida por contas."""
    numbers = torch.arange(network.flat.shape[1])
    parts = numbers.split([shape.numel() for shape in network.shapes.values()])
    place = {name: part.view(shape) for (name, shape), part in zip(network.shapes.items(), parts)}
    layers = list(network.module.named_modules())
    try:
        *hidden, last = [_own(place, name) for name, one in layers if isinstance(one, nn.Linear)]
        norms = [_own(place, name) for name, one in layers if isinstance(one, nn.LayerNorm)]
        pairs = zip(hidden, norms, strict=True)
        ordered = [part for (W, b), norm in pairs for part in (W.T, b, *norm)] + list(last)
    except (KeyError, ValueError):  # sem viés, sem LayerNorm, ou de outra forma
        return None
    order = torch.cat([part.flatten() for part in ordered])
    if not hidden or len(order) != len(numbers):
        return None
    widths = [hidden[0][0].shape[1], *(len(W) for W, _ in [*hidden, last])]
    extra = [*hidden, last][1][0].shape[1] - widths[1]
    layout = Layout(widths, order)
    return layout if _same(network, layout, extra) else None


def _own(place: dict[str, Tensor], layer: str) -> tuple[Tensor, Tensor]:
    """Os dois parâmetros de uma camada do PyTorch."""
    start = f"{layer}." if layer else ""
    return place[f"{start}weight"], place[f"{start}bias"]


@torch.no_grad()
def _same(network: ModuleNetwork, layout: Layout, extra: int) -> bool:
    """Se o módulo calcula o que a rede do curso calcula, em entradas e com parâmetros sorteados."""
    inputs, *hidden, outputs = layout.widths
    if (extra > 0) is not (network.purpose == "critic"):
        return False
    ours = Critic(inputs, extra, hidden) if extra else Actor(inputs, outputs, hidden)
    if layout.order is None or ours.flat.shape[1] != len(layout.order):
        return False
    random = torch.Generator().manual_seed(0)
    flat = torch.randn(ours.flat.shape, generator=random)
    given = [2 * torch.randn(1, 32, width, generator=random) for width in (inputs, extra) if width]
    try:
        theirs = network.like(flat.to(network.flat))(*(one.to(network.flat) for one in given)).cpu()
    except Exception:  # o módulo é do estudante: se nem roda com estas entradas, não é a rede do curso
        return False
    mine = ours.like(flat[:, layout.order])(*given)
    return mine.shape == theirs.shape and torch.allclose(mine, theirs, rtol=1e-3, atol=1e-4)
