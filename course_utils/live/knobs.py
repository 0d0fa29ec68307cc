"""O que o painel sabe de cada ajuste, exploração e ambiente: rótulos, unidades, escalas e o que se desenha.

Quem quer mudar o rótulo de um controle do painel muda `KNOBS`; a página só mostra o que vem daqui.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..ddpg import DDPG
from ..exploration import ActionNoise, Exploration, OUNoise, ParameterNoise
from ..training import Trainer
from .export import layout_of

SHOWN = 8  # quantas réplicas a página anima
PLACEBO = 1e-6  # quanto o placebo soma a σ

#: Os ambientes que a página sabe animar; dos outros, só as curvas.
BODIES = {"Pendulum-v1": "pendulum", "MountainCarContinuous-v0": "car"}
RANGES = {"pendulum": [-1800, 0], "car": [-100, 100]}
#: Até que passo o eixo vai no começo.
HORIZONS = {"pendulum": 5000, "car": 20_000}

KINDS: dict[str, tuple[str, type[Exploration] | None]] = {
    "none": ("nenhuma", None),
    "action": ("ruído na ação", ActionNoise),
    "ou": ("ruído de Ornstein-Uhlenbeck", OUNoise),
    "parameters": ("ruído nos parâmetros", ParameterNoise),
}


class Knob(NamedTuple):
    """Um controle: a letra, o que é, a unidade, de quanto a quanto, o passo, e se anda por potências de dez."""

    symbol: str
    label: str
    hint: str
    low: float
    high: float
    step: float
    log: bool = False


KNOBS: dict[tuple[type[Exploration] | type[DDPG], str], Knob] = {
    (ActionNoise, "sigma"): Knob("σ", "tamanho do ruído", "desvio padrão, na ação de −1 a 1", 0, 1, 0.05),
    (OUNoise, "sigma"): Knob("σ", "tamanho do ruído", "intensidade, e não desvio: o desvio é ≈ σ/√(2θ)", 0, 1, 0.05),
    (ParameterNoise, "sigma"): Knob("σ", "tamanho do ruído", "desvio padrão, em cada parâmetro", 0.001, 1, 0, log=True),
    (ParameterNoise, "alpha"): Knob("α", "pressa do termostato", "fator, a cada medida de d", 1, 1.5, 0.01),
    (ParameterNoise, "delta"): Knob("δ", "distância desejada", "na ação de −1 a 1", 0, 1, 0.05),
    (DDPG, "tau"): Knob("τ", "passo das redes-alvo", "fração, a cada atualização", 0.001, 1, 0, log=True),
}


def named(trainer: Trainer, kind: type, name: str) -> str | None:
    """O nome que um ajuste de uma exploração tem neste treino; `None` se ele não a usa."""
    if kind is DDPG:
        return name if name in trainer.settings else None
    if not any(isinstance(one, kind) for one in trainer.explorations):
        return None
    full = f"{kind.__name__}.{name}"
    return full if full in trainer.settings else name


def knobs_of(trainer: Trainer, acting: int) -> list[dict[str, Any]]:
    """Os controles que servem a este treino, como a página os quer."""
    live, found = trainer.settings, []
    for (kind, own), knob in KNOBS.items():
        if name := named(trainer, kind, own):
            limits = kind.LIMITS[own]
            found.append(knob._asdict() | {"name": name, "start": float(live[name][acting]), "limits": list(limits)})
    return found


def noise_of(trainer: Trainer) -> dict[str, Any]:
    """Com que nomes a página acha, nos ajustes vivos, o ruído que ela imita."""
    ou = {name: named(trainer, OUNoise, name) for name in OUNoise.LIMITS}
    return {
        "parameters": named(trainer, ParameterNoise, "sigma"),
        "gaussian": named(trainer, ActionNoise, "sigma"),
        "ou": ou if ou["sigma"] else None,
    }


def kind_of(trainer: Trainer) -> str:
    """O nome da exploração em uso, em `KINDS`; `"own"` se são várias."""
    if len(trainer.explorations) > 1:
        return "own"
    used = type(trainer.explorations[0]) if trainer.explorations else None
    return next((name for name, (_, kind) in KINDS.items() if kind is used), "own")


def body_of(trainer: Trainer) -> str:
    """O que a página anima: `"pendulum"`, `"car"` ou, se não sabe o ambiente ou o ator, `"none"`."""
    env, layout = trainer.arguments["env"], layout_of(trainer.agent.actor)
    known = layout is not None and layout.widths[0] == trainer.obs[0].size  # um codificador daria outra coisa ao ator
    return BODIES.get(env, "none") if known and isinstance(env, str) else "none"


def lacking(trainer: Trainer) -> str:
    """O que falta a este treino para o painel mostrar tudo, em frases; vazio, se nada falta."""
    told = []
    env = trainer.arguments["env"]
    if not (isinstance(env, str) and env in BODIES):
        told.append("A página não sabe desenhar este ambiente: aqui ficam só as curvas.")
    elif body_of(trainer) == "none":
        told.append(
            "O ator não tem a forma dos do curso (camadas Linear e LayerNorm com ReLU, e tanh no fim), e a página não "
            "o sabe calcular: aqui ficam só as curvas."
        )
    own = [(name, knob) for (kind, name), knob in KNOBS.items() if kind is DDPG]
    if missing := [knob.symbol for name, knob in own if name not in trainer.settings]:
        told.append(f"Este algoritmo não deixa mudar ao vivo: {', '.join(missing)}.")
    return " ".join(told)
