"""A conferência das três mudanças do TD3: o menor de dois críticos, a ação borrada e o ator que espera."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ..answers import same, tensor
from ..aula_02.networks import Critic as SmallCritic
from ..aula_03.blanks import GAMMA, C, Case, case, flat, given
from ..guard import refuse

SIGMA, CLIP = 0.4, 0.5


# --- 09.2: o menor dos dois ---------------------------------------------------------------------------------------


def two_critics() -> tuple[Case, Any]:
    """O caso escondido, e mais um crítico-alvo: em metade das transições, é ele o menor."""
    one, other = case(), SmallCritic()
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.add_(torch.randn_like(parameter), alpha=0.3)
        seen = (one.next_obs, 0.5 * one.target_actor(one.next_obs))
        gap = (one.target_critic(*seen) - other(*seen)).sort().values
        other.last.bias.add_(gap[2:4].mean())
    return one, other


def asked_target(smaller_target: Any) -> tuple[Tensor, Case, Tensor, Tensor]:
    """O alvo do estudante; o caso; e o que os dois críticos-alvo dizem da ação, mudada por `smooth`."""
    one, other = two_critics()
    networks = (one.target_actor, (one.target_critic, other))
    given_settings = dict(gamma=GAMMA, c=C, smooth=lambda action: 0.5 * action)
    y = given(smaller_target(one.reward, one.next_obs, one.terminated, *networks, **given_settings))
    with torch.no_grad():
        action = 0.5 * one.target_actor(one.next_obs)
        first, second = (critic(one.next_obs, action) for critic in (one.target_critic, other))
    return y, one, first, second


def smaller_shape(smaller_target: Any) -> None:
    """09.2: um alvo por transição, sem gradiente."""
    y, *_ = asked_target(smaller_target)
    of_all = "É o menor dos dois em cada transição, e não o menor do lote."
    y = tensor(y, (6,), "`smaller_target`, para um lote de 6,", {(): of_all, (2, 6): "Falta escolher o menor."})
    refuse(y.requires_grad, "gradiente pelo alvo: calcule-o dentro de `torch.no_grad()`.")


def smaller_values(smaller_target: Any) -> None:
    """09.2: os valores, e os dos enganos."""
    y, one, first, second = asked_target(smaller_target)
    own, alive = C * one.reward, GAMMA * (1 - one.terminated)
    least = torch.minimum(first, second)
    mistakes = {
        "é o maior dos dois; o alvo cauteloso usa o menor.": own + alive * torch.maximum(first, second),
        "é a média dos dois: ela não corrige o otimismo de um máximo.": own + alive * (first + second) / 2,
        "só o primeiro crítico entrou.": own + alive * first,
        "só o segundo crítico entrou.": own + alive * second,
        "é o menor do lote inteiro; compare os dois críticos em cada transição.": own + alive * least.min(),
        "é a soma dos dois.": own + alive * (first + second),
        "faltou o γ.": own + (1 - one.terminated) * least,
        "faltou o `terminated`: onde o episódio terminou não há futuro.": own + GAMMA * least,
        "faltou o fator `c` na recompensa.": one.reward + alive * least,
        "faltou a recompensa.": alive * least,
    }
    same(y, own + alive * least, "`smaller_target`", mistakes)


# --- 09.3: a ação borrada -----------------------------------------------------------------------------------------


def smooth_values(smoothed: Any) -> None:
    """09.3: o ruído cortado, somado, e a ação de volta a [−1, 1]."""
    action, noise = (
        torch.linspace(-1, 1, 8)[:, None],
        torch.tensor([3.0, -0.2, 0.7, -2.5, 1.9, -0.4, 0.3, 2.2])[:, None],
    )
    scaled = SIGMA * noise
    blurred = tensor(given(smoothed(action, noise, SIGMA, CLIP)), (8, 1), "`smoothed`, para um lote de 8,", {})
    mistakes = {
        "faltou cortar o ruído em ±`clip`: um ruído grande levaria a ação para longe.": (action + scaled).clamp(-1, 1),
        "faltou recortar a ação em [−1, 1]: o crítico não conhece ações fora dali.": action + scaled.clamp(-CLIP, CLIP),
        "faltaram os dois cortes: o do ruído e o da ação.": action + scaled,
        "faltou o `sigma`, que dá o tamanho do ruído.": (action + noise.clamp(-CLIP, CLIP)).clamp(-1, 1),
        "corta-se o ruído já multiplicado por `sigma`.": (action + SIGMA * noise.clamp(-CLIP, CLIP)).clamp(-1, 1),
        "a ação se recorta em [−1, 1], e não em ±`clip`.": (action + scaled.clamp(-CLIP, CLIP)).clamp(-CLIP, CLIP),
        "só o ruído se corta em ±`clip`; a ação, em [−1, 1].": (action + scaled).clamp(-CLIP, CLIP),
        "faltou a ação: o ruído se soma a ela.": scaled.clamp(-CLIP, CLIP),
        "faltou o ruído.": action,
    }
    same(blurred, (action + scaled.clamp(-CLIP, CLIP)).clamp(-1, 1), "`smoothed`", mistakes)


# --- 09.4: o ator espera ------------------------------------------------------------------------------------------

UPDATES = 6


def moved(student: Any) -> tuple[list[bool], list[bool], list[bool]]:
    """Em cada uma de seis atualizações: se o ator, a sua cópia e os dois críticos mudaram."""
    agent = given(student(gamma=GAMMA, tau=0.5, actor_lr=1e-2, critic_lr=1e-2, reward_scale=C))
    one = case()
    names = ("actor", "target_actor", "critic", "critic2")
    before, changed = [flat(getattr(agent, name)) for name in names], []
    for _ in range(UPDATES):
        agent.update(one.obs, one.action, one.reward, one.next_obs, one.terminated)
        after = [flat(getattr(agent, name)) for name in names]
        changed.append([not torch.equal(x, y) for x, y in zip(before, after)])
        before = after
    actor, target, first, second = map(list, zip(*changed))
    return actor, target, [a and b for a, b in zip(first, second)]


def waits(student: Any) -> None:
    """09.4: os críticos aprendem sempre; o ator e as cópias, numa de cada duas."""
    actor, target, critics = moved(student)
    refuse(not all(critics), "os dois críticos aprendem em toda atualização: eles ficam fora do `if`.")
    refuse(all(actor), "o ator anda em toda atualização; ele espera, e anda numa de cada duas.")
    refuse(not any(actor), "o ator nunca anda: `actor_moves` tem de ser verdadeira numa de cada duas.")
    refuse(actor == [True, False] * 3, "o ator andou na primeira e descansou na segunda: primeiro ele espera.")
    refuse(actor != [False, True] * 3, "o ritmo não é de uma em cada duas atualizações.")
    refuse(target != actor, "as cópias andam junto com o ator, e só então.")
