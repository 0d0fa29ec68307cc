"""Sala 2, o ruído que não é o que diz: um que só empurra para um lado, e um que não desliga."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from .. import training
from ..exploration import OUNoise, ParameterNoise
from ..figures.aula_07 import against
from ..figures.plots import number
from ..support.randomness import Stream
from .exhibit import PG, Bug, Finding, Make, Patch

# --- os erros -----------------------------------------------------------------------------------------------------


def uniform(original):
    """Os sorteios do ruído de Ornstein-Uhlenbeck saem uniformes em [0, 1), e não normais."""

    def prepare(self, actor, seeds: Sequence[int], act_dim: int) -> None:
        original(self, actor, seeds, act_dim)
        self.random = Stream(seeds, "ou noise", act_dim)

    return prepare


def anything_but_none(original):
    """Aceita `False` e o toma por um pedido de ruído: `False` não é None."""

    def explorations_of(given):
        return original(ParameterNoise() if given is False else given)

    return explorations_of


# --- os diagnósticos ----------------------------------------------------------------------------------------------


def both_ways(make: Make, seed: int) -> Finding:
    """Um ruído de média zero é negativo perto da metade das vezes."""
    (noise,) = make("Pendulum-v1", seeds=[seed], exploration=OUNoise()).explorations
    x = np.array([noise.noise(np.zeros((1, 1)))[0, 0] for _ in range(2000)])
    negative = float((x < 0).mean())
    shown = np.arange(300)
    draw = partial(against, x=shown, measured=x[shown], expected=0 * shown, labels=("passo", "ruído"))
    says = f"o ruído é negativo em {100 * negative:.0f} % dos passos; tem de ser perto da metade"
    return Finding(0.25 < negative < 0.75, negative, says, draw)


def off_is_off(make: Make, seed: int) -> Finding:
    """Desligado o ruído, a ação executada é μ(s); recusar `False` com um erro também vale."""
    settings = dict(seeds=[seed], warmup=64, updates_per_step=0)
    try:
        trainer, refused = make("Pendulum-v1", exploration=False, **settings), ""
    except TypeError:
        trainer, refused = (
            make("Pendulum-v1", exploration=None, **settings),
            "`False` é recusado com um erro; com None, ",
        )
    trainer.advance(until=264)
    done = trainer.buffer.action[0, 64:264, 0]
    clean = trainer.agent.act(trainer.buffer.obs[:, 64:264])[0, :, 0]
    gap = float(np.abs(done - clean).max())
    draw = partial(against, x=np.arange(200), measured=done, expected=clean, labels=("passo", "ação"))
    says = f"{refused}a ação se afasta de μ(s) até {number(gap, 2)}; sem ruído, tem de ser 0"
    return Finding(gap < 1e-4, gap, says, draw)


# --- as peças -----------------------------------------------------------------------------------------------------

uniform_ou = Bug(
    name="uniform_ou",
    title="Ruído que só empurra para um lado",
    symptom="o ruído nunca é negativo",
    wrong="x += -theta * x * dt + sigma * np.sqrt(dt) * random.random()",
    right="x += -theta * x * dt + sigma * np.sqrt(dt) * random.standard_normal()",
    patches=[Patch(OUNoise, "prepare", uniform)],
    source=PG,
    diagnostic=both_ways,
    alt=(
        "O ruído de Ornstein-Uhlenbeck ao longo de 300 passos. No treino correto, oscila dos dois lados de "
        "zero. Com o erro, sobe logo no começo e fica sempre positivo, longe de zero."
    ),
)
flag_never_off = Bug(
    name="flag_never_off",
    title="Ruído que não se desliga",
    symptom="desligar o ruído não muda nada",
    wrong="if exploration is not None:   # False não é None",
    right="if exploration:               # ou recuse o que não é uma exploração",
    patches=[Patch(training, "explorations_of", anything_but_none)],
    diagnostic=off_is_off,
    alt=(
        "As ações executadas em 200 passos e μ(s), tracejada, com o ruído desligado. No treino correto, as "
        "duas coincidem. Com o erro, as executadas ficam longe de μ(s)."
    ),
)
