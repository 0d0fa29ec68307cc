"""As redes de um estudante: construí-las com o acaso da semente, e experimentá-las antes que o treino comece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from .randomness import generator
from .remedies import check_output, explained


@contextmanager
def drawn(seed: int, purpose: str) -> Iterator[None]:
    """O que o torch sorteia aqui dentro sai da semente e do propósito; fora daqui, o acaso dele segue como estava."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(generator(seed, purpose).integers(2**63)))
        yield


def build(module: nn.Module | Callable[[], nn.Module], seed: int, purpose: str) -> nn.Module:
    """O módulo de uma réplica; uma função o constrói, com o acaso da semente. Erro: `TypeError`, se não dá um."""
    if isinstance(module, nn.Module):
        return module
    with drawn(seed, purpose):
        built = module() if callable(module) else None
    if not isinstance(built, nn.Module):
        raise TypeError(
            f"`{purpose}` recebeu {module!r}; aceita um `nn.Module` ou uma função sem argumentos que devolva um."
        )
    return built


def features_of(encoder: Any, shape: int | Sequence[int]) -> int:
    """Quantas características um codificador tira de uma observação de forma `shape`.

    Erro: `ValueError` se ele não aceita a forma, ou se não devolve `[lote, n]`.
    """
    blank = torch.zeros(len(encoder.flat), 2, *np.atleast_1d(shape), device=encoder.flat.device)
    with explained(f"`encoder` não aceita observações de forma {shape}", encoder):
        features = encoder(blank)
    if features.dim() != 3 or features.shape[1] != 2:
        raise ValueError(
            f"`encoder` devolveu a forma {tuple(features.shape[1:])} para um lote de 2; precisa devolver `[lote, n]`, "
            "um vetor por observação. Termine com `nn.Flatten()`."
        )
    return features.shape[2]


def check_readers(shape: tuple[int, ...], encoder: Any, actor: Any, critic: Any) -> None:
    """Recusa, com `ValueError`, observações que não são um vetor, se não se deu quem as leia."""
    if len(shape) > 1 and encoder is None and (actor is None or critic is None):
        raise ValueError(
            f"As observações têm a forma {shape}; as redes do curso recebem um vetor. Use "
            "`gymnasium.wrappers.FlattenObservation`, ou dê um codificador de imagens em `encoder`, ou as suas "
            "redes em `actor` e `critic`."
        )


def check_twins(first: Tensor, second: Tensor) -> None:
    """Recusa, com `ValueError`, dois críticos que nascem com os mesmos parâmetros: iguais ficariam para sempre."""
    if torch.equal(first, second):
        raise ValueError(
            "`critic` deu duas vezes os mesmos pesos, e os dois críticos nasceriam iguais. Dê uma função que constrói "
            "um módulo novo a cada chamada, com pesos sorteados, como a própria classe, ou `twin_critics=False`."
        )


def try_networks(agent: Any) -> None:
    """Confere, com duas observações em branco, que as redes dadas servem, na ida e na volta. Erro: `ValueError`."""
    obs = torch.zeros(len(agent.seeds), 2, *agent.obs_shape, device=agent.device)
    refused = f"não aceita um lote de observações {agent.obs_shape}, ou não o devolve"
    with explained(f"`actor` {refused}", agent.actor):
        action, back = agent.actor.vjp(agent.features(obs))
    check_output("actor", action, (2, agent.act_dim))
    with explained(f"`critic` {refused}", agent.critic):
        q, q_back = agent.critic.vjp(obs, action)
    check_output("critic", q, (2,))
    with explained("O gradiente não atravessa `actor` e `critic`", agent.actor, agent.critic):
        back.params(action), q_back.params(q), agent.critic.head.vjp(agent.features(obs), action)[1].action(q)
