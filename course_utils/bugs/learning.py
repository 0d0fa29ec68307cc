"""Sala 4, as redes e o passo: aprender duas vezes sem saber, e duas peças que faltam às redes."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import torch
from torch import Tensor

from ..figures.aula_07 import against, spread
from ..figures.plots import number
from ..layers import Hidden, HiddenTape
from ..networks import Network
from ..training import Trainer
from .exhibit import Bug, Finding, Make, Patch, Source

# --- os erros -----------------------------------------------------------------------------------------------------


def twice(original):
    """Aprende duas vezes por passo de ambiente."""

    def _update(self) -> None:
        original(self)
        original(self)

    return _update


def without_norm(_original):
    """A ida de uma camada sem LayerNorm."""

    def forward(self, x: Tensor) -> tuple[Tensor, HiddenTape]:
        z = torch.baddbmm(self.b, x, self.W)
        h = torch.addcmul(self.shift, z, self.gain).relu_()
        return h, HiddenTape(x, z, z, z, z, h)

    return forward


def without_norm_back(_original):
    """A volta de uma camada sem LayerNorm."""

    def backward(self, tape: HiddenTape, g: Tensor) -> tuple[Tensor, Tensor]:
        g = torch.ops.aten.threshold_backward(g, tape.h, 0.0)
        return g, g * self.gain

    return backward


def born_large(original):
    """A última camada nasce como as outras, em U(±1/√entrada)."""

    def __init__(self, inputs: int, extra: int, outputs: int, *, hidden, last_layer: float, **settings) -> None:
        original(self, inputs, extra, outputs, hidden=hidden, last_layer=1 / math.sqrt(hidden[-1]), **settings)

    return __init__


# --- os diagnósticos ----------------------------------------------------------------------------------------------


def one_update_per_step(make: Make, seed: int) -> Finding:
    """Conte os passos do otimizador: um por passo de ambiente, depois do aquecimento."""
    trainer, counted = make("Pendulum-v1", seeds=[seed], warmup=64, updates_per_step=1), []
    while trainer.steps < 114:
        trainer.step()
        counted.append(trainer.agent.critic_optimizer.t)
    steps = np.arange(1, 115)
    labels = ("passo de ambiente", "passos do otimizador")
    draw = partial(against, x=steps, measured=np.array(counted), expected=np.maximum(steps - 64, 0), labels=labels)
    says = f"em 50 passos depois do aquecimento, o otimizador deu {counted[-1]}; tem de dar 50"
    return Finding(counted[-1] == 50, counted[-1] / 50, says, draw)


def blind_to_units(make: Make, seed: int) -> Finding:
    """Observações dez vezes maiores não podem fazer a mesma perturbação pesar muito mais."""
    trainer = make("Pendulum-v1", seeds=[seed], warmup=200).advance(until=200)
    actor, random = trainer.agent.actor, np.random.default_rng(seed)
    noise = [torch.from_numpy(random.standard_normal(actor.flat.shape, np.float32)) for _ in range(40)]
    copies = [actor.like(actor.flat + 0.02 * own * actor.noise_mask) for own in noise]
    obs, scales = torch.from_numpy(trainer.buffer.obs[:, :200]), np.array([1, 2, 3, 5, 7, 10])
    d = np.array(
        [np.mean([(actor(s * obs) - own(s * obs)).square().mean().sqrt().item() for own in copies]) for s in scales]
    )
    labels = ("observações multiplicadas por", "d, com o mesmo σ")
    draw = partial(against, x=scales, measured=d, expected=np.full(d.size, d[0]), labels=labels)
    ratio = d[-1] / d[0]
    says = f"com observações dez vezes maiores, d é multiplicada por {number(ratio, 1)}; tem de ficar perto de 1"
    return Finding(bool(ratio < 1.5), float(ratio), says, draw)


def first_actions(trainer: Trainer) -> np.ndarray:
    """As ações de um ator que ainda não aprendeu, em 200 estados visitados ao acaso."""
    trainer.advance(until=200)
    return trainer.agent.act(trainer.buffer.obs[:, :200]).ravel()


def born_near_zero(make: Make, seed: int) -> Finding:
    """Dez atores recém-sorteados agem perto de zero, longe das pontas da tanh."""
    actions = first_actions(make("Pendulum-v1", seeds=[10 * seed + k for k in range(10)], warmup=200))
    value = float(np.sqrt(np.mean(actions**2)))
    labels = ("ação de um ator recém-sorteado", "fração")
    draw = partial(spread, values=actions, allowed=(-0.1, 0.1), limits=(-1, 1), labels=labels)
    says = f"antes de aprender, a ação típica é {number(value, 2)}; o limite é 0,1"
    return Finding(value < 0.1, value, says, draw)


# --- as peças -----------------------------------------------------------------------------------------------------

double_update = Bug(
    name="double_update",
    title="Duas atualizações por passo, sem dizer",
    symptom="aprende em menos passos, e cada passo demora o dobro",
    wrong="agent.optimize(); …; agent.optimize()   # uma no passo, outra no laço",
    right="agent.optimize()                        # ou diga: updates_per_step=2",
    patches=[Patch(Trainer, "_update", twice)],
    diagnostic=one_update_per_step,
    alt=(
        "Passos do otimizador contra passos de ambiente. No treino correto, a curva segue a tracejada, um por "
        "um. Com o erro, sobe com o dobro da inclinação."
    ),
)
layernorm_missing = Bug(
    name="layernorm_missing",
    title="Sem LayerNorm",
    symptom="mudar a unidade das observações muda o tamanho do ruído",
    wrong="h = relu(W @ x + b)",
    right="h = relu(layer_norm(W @ x + b))",
    patches=[Patch(Hidden, "forward", without_norm), Patch(Hidden, "backward", without_norm_back)],
    source=Source("nosso: sem LayerNorm, como o caderno acima, mas com ruído nos parâmetros", ""),
    diagnostic=blind_to_units,
    alt=(
        "Distância d com o mesmo σ, para observações multiplicadas por 1 a 10. No treino correto, fica quase "
        "constante. Com o erro, cresce sem parar, até várias vezes o valor inicial."
    ),
)
large_last_layer = Bug(
    name="large_last_layer",
    title="Última camada grande demais",
    symptom="o ator age com força antes de ter aprendido qualquer coisa",
    wrong="nn.Linear(64, 1)                              # começa em ±1/√64 = ±0,125",
    right="nn.init.uniform_(last.weight, -0.01, 0.01)    # e o mesmo para o viés",
    patches=[Patch(Network, "__init__", born_large)],
    diagnostic=born_near_zero,
    alt=(
        "Histogramas das ações de dez atores recém-sorteados. No treino correto, todas ficam perto de zero, "
        "na faixa esperada. Com o erro, espalham-se por boa parte do intervalo."
    ),
)
