"""Os pesos de um ator num dicionário pequeno, que o JSON e o JavaScript entendem, e o caminho de volta."""

from __future__ import annotations

import json
from typing import Any

import torch

from ..networks import Actor
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


def saved_weights(name: str = "pendulo") -> Weights:
    """Pesos treinados que vêm com o curso, de `files/pesos/`. Erro: `FileNotFoundError`, com os que há."""
    return json.loads(course_file(f"pesos/{name}.json").read_text(encoding="utf-8"))
