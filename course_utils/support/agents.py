"""O que entra e o que sai de um agente: observações em qualquer forma, lotes conferidos, ações que são números."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from .checks import PerReplica, per_replica, shown
from .spaces import as_array


class NetworkFault(ValueError):
    """Uma rede deu algo que não é uma ação; a mensagem diz qual, e o que fazer. Nada foi mandado ao ambiente."""


def population(obs: Any, shape: tuple[int, ...], replicas: int) -> tuple[np.ndarray, int]:
    """As observações como `[réplica, lote, …]`, e quantos desses dois eixos elas já traziam.

    Aceita uma observação, um lote, que vale para todas as réplicas, ou `[réplica, lote, …]`; em vetor, lista ou tensor,
    de qualquer tipo de número. Erros: `TypeError` ou `ValueError`, com as formas aceitas.
    """
    plain = isinstance(obs, np.ndarray) and obs.dtype in (np.float32, np.uint8) and obs.flags.carray
    if plain and obs.ndim == len(shape) + 2 and obs.shape[0] == replicas and obs.shape[2:] == shape:
        return obs, 2  # o que o treinador dá, a cada passo
    given = as_array(obs.detach().cpu() if isinstance(obs, Tensor) else obs)
    axes = -1 if given is None else given.ndim - len(shape)
    if given is None or given.dtype.kind not in "iufb":
        raise TypeError(
            f"`act` recebeu {shown(obs)}; aceita observações: números, num vetor, numa lista ou num tensor."
        )
    if axes not in (0, 1, 2) or given.shape[axes:] != shape or (axes == 2 and given.shape[0] != replicas):
        one = ", ".join(map(str, shape))
        raise ValueError(
            f"`act` recebeu observações de forma {given.shape}; aceita uma só, ({one},), um lote, (lote, {one}), ou um "
            f"lote por réplica, ({replicas}, lote, {one})."
        )
    wide = given if axes == 2 else given[None] if axes else given[None, None]
    with np.errstate(over="ignore"):  # o que não cabe em float32 é visto na saída, junto com os NaN
        return np.array(np.broadcast_to(wide, (replicas, *wide.shape[1:])), kept_type(given)), axes


def live_settings(agent: Any, **given: PerReplica) -> dict[str, Tensor]:
    """Os ajustes vivos de um agente, conferidos por `agent.LIMITS`: cada um `[réplica, 1]`. Erros: os de costume."""
    replicas = len(agent.seeds)
    return {
        name: torch.as_tensor(per_replica(name, value, replicas, *agent.LIMITS[name])[:, None]).to(
            agent.device, torch.float32
        )
        for name, value in given.items()
    }


def kept_type(obs: np.ndarray) -> type[np.generic]:
    """O tipo em que uma observação chega às redes: imagens de bytes ficam como são, o resto vira float32."""
    return np.uint8 if obs.dtype == np.uint8 else np.float32


def bounded(action: np.ndarray, network: Any, obs: np.ndarray) -> np.ndarray:
    """A ação recortada em [-1, 1]. Erro: `NetworkFault`, se algum número dela não é finito."""
    if not np.isfinite(action).all():
        raise _not_an_action(action, network, obs)
    return np.maximum(np.minimum(action, 1), -1)


def checked_noise(action: np.ndarray) -> np.ndarray:
    """A ação com o ruído, recortada em [-1, 1]. Erro: `NetworkFault`, se algum número dela não é finito."""
    if not np.isfinite(action).all():
        raise NetworkFault(
            f"Com o ruído, a ação ficou {shown(action.tolist())}; nada foi mandado ao ambiente. Confira `noise` e "
            "`policy` "
            "da sua exploração, ou o `act` do seu algoritmo."
        )
    return np.maximum(np.minimum(action, 1), -1)


def _not_an_action(action: np.ndarray, network: Any, obs: np.ndarray) -> NetworkFault:
    k = int(np.argwhere(~np.isfinite(action))[0, 0])
    bad = action[k][~np.isfinite(action[k])].flat[0]
    if not np.isfinite(obs[k]).all():
        why = "A observação que ele recebeu também não é finita: procure lá uma divisão por zero."
    elif not torch.isfinite(network.flat[k]).all():
        why = (
            "Os pesos dele já não são números: o treino divergiu. Diminua `actor_lr`, `critic_lr` ou `reward_scale`, "
            'normalize as observações, com `normalize="running"`, e comece outro treino, ou retome o último '
            "`Trainer.save` com `Trainer.load`."
        )
    else:
        why = (
            "Os pesos dele são finitos: procure na rede um `log`, uma raiz ou uma divisão, e termine-a com `nn.Tanh()`."
        )
    name = type(getattr(network, "module", network)).__name__
    return NetworkFault(f"O ator (`{name}`) devolveu a ação {bad} na réplica {k}; nada foi mandado ao ambiente. {why}")


def as_given(action: np.ndarray, axes: int) -> np.ndarray:
    """A ação sem os eixos que a observação não trazia; o das réplicas, só se há mais de uma."""
    action = action if axes else action[:, 0]
    return action[0] if axes < 2 and len(action) == 1 else action


def check_batch(batch: Any, shape: tuple[int, ...], act_dim: int, flat: Tensor) -> None:
    """Confere que um lote tem os cinco campos, nas formas e no tipo em que as redes os recebem. Erro: o de costume."""
    names = ("obs", "action", "reward", "next_obs", "terminated")
    fields = batch if isinstance(batch, tuple) and len(batch) == 5 else ()
    size = (len(flat), *(fields[2].shape[1:2] if fields and isinstance(fields[2], Tensor) else (1,)))
    wanted = ((*size, *shape), (*size, act_dim), size, (*size, *shape), size)
    for name, field, own in zip(names, fields, wanted):
        whole = name.endswith("obs") and isinstance(field, Tensor) and not field.is_floating_point()
        if not (
            isinstance(field, Tensor)
            and field.shape == own
            and (whole or field.dtype == flat.dtype)
            and own[1:2] != (0,)
        ):
            given = f"{tuple(field.shape)} e tipo {field.dtype}" if isinstance(field, Tensor) else type(field).__name__
            raise (ValueError if isinstance(field, Tensor) else TypeError)(
                f"`update` recebeu um lote cujo `{name}` é {given}; aceita um tensor de forma {own}, de tipo "
                f"{flat.dtype}, os eixos [réplica, lote, …]. Sorteie-o com `buffer.sample(lote, random)`, ou "
                "converta-o: "
                "`torch.as_tensor(x).float()`."
            )
    if not fields:
        raise TypeError(f"`update` recebeu {shown(batch)}; aceita um `Batch`, como o que `buffer.sample` devolve.")


def check_agent(agent: Any, world: Any = None) -> None:
    """Confere que é um agente, que age, e que serve a estes ambientes. Erros: `TypeError`; `ValueError`."""
    if isinstance(agent, type) or not all(hasattr(agent, name) for name in ("act", "seeds", "obs_shape", "act_dim")):
        raise TypeError(f"`agent` recebeu {shown(agent)}; aceita um `DDPG`, ou outro algoritmo, como `trainer.agent`.")
    if world and (world.obs_space.shape != agent.obs_shape or world.act_dim != agent.act_dim):
        raise ValueError(
            f"O agente recebe observações {agent.obs_shape} e dá {agent.act_dim} ação(ões); {world.name} dá "
            f"{world.obs_space.shape} e recebe {world.act_dim}. Use o ambiente em que ele treinou."
        )
