"""TD3: o DDPG com três emendas contra um crítico otimista; lê-se ao lado de `ddpg.py`.

O ator procura as ações que o crítico acha melhores, e encontra assim também os erros dele para cima, que o alvo passa
adiante. As emendas são de Fujimoto et al. 2018 (arXiv 1802.09477), e cada uma se desliga sozinha:

1. dois críticos, e o alvo usa o menor dos dois (seção 4.2);
2. a ação do alvo leva um ruído recortado: ações vizinhas passam a valer quase o mesmo (seção 5.3);
3. o ator e as redes-alvo andam menos vezes do que os críticos (seção 5.2).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .adam import Adam
from .ddpg import DDPG, Metrics, critic_gradient, norm, policy_gradient, soft_update
from .replay import Batch
from .support.agents import check_batch, live_settings
from .support.checks import PerReplica, integer, yes_or_no
from .support.elsewhere import extending, named
from .support.modules import check_twins
from .support.randomness import generator


def smoothed(action: Tensor, normal: Tensor, sigma: Tensor, clip: Tensor) -> Tensor:
    """Emenda 2: ã = μ′(s′) + ε, em [−1, 1], com ε = σ N(0, 1) recortado em ±c; `[réplica, lote, act_dim]`."""
    sigma, clip = sigma.unsqueeze(-1), clip.unsqueeze(-1)
    return (action + (sigma * normal).clamp(-clip, clip)).clamp(-1, 1)


def smaller_target(
    batch: Batch, target_actor, target_critics: Sequence, smooth: Callable, gamma: Tensor, reward_scale: Tensor
) -> Tensor:
    """Emenda 1: y = c r + γ (1 − terminated) minᵢ Q′ᵢ(s′, ã), `[réplica, lote]`; `smooth` faz de μ′(s′) a ação ã."""
    action = smooth(target_actor(target_critics[0].see(batch.next_obs)))
    q_next = torch.stack([critic(batch.next_obs, action) for critic in target_critics]).amin(0)
    return reward_scale * batch.reward + gamma * (1 - batch.terminated) * q_next


class TD3(DDPG):
    """O DDPG com as três emendas; aceita os ajustes do `DDPG`, e mais quatro.

    - `twin_critics`: se há um segundo crítico, que nasce com outros pesos. O ator sobe sempre o primeiro.
    - `target_noise`: desvio padrão σ do ruído na ação do alvo, na escala [-1, 1] da ação; 0 o desliga.
    - `noise_clip`: até onde esse ruído vai, c, na mesma escala.
    - `policy_delay`: de quantas em quantas atualizações andam o ator e as redes-alvo; com 1, em todas.

    `target_noise` e `noise_clip` mudam ao vivo e, como os do `DDPG`, valem um número, ou um por réplica. Com
    `twin_critics=False, target_noise=0, policy_delay=1` é o DDPG, bit a bit. As medidas são as do primeiro crítico; as
    do ator ficam NaN quando ele não anda. Erro: `ValueError`, se `critic` dá aos dois os mesmos pesos, como um módulo
    pronto os daria.
    Fonte: Fujimoto et al. 2018 (arXiv 1802.09477), algoritmo 1.
    """

    LIMITS = DDPG.LIMITS | {"target_noise": (0.0, 2.0), "noise_clip": (0.0, 2.0)}

    STATE: tuple[str, ...] = ("settings", "actor", "critics", "target_actor", "target_critics")
    STATE += ("actor_optimizer", "critic_optimizers", "normalizer", "smoothing")

    @named
    @extending(DDPG)
    def __init__(
        self,
        obs_dim: int | Sequence[int],
        act_dim: int,
        *,
        seeds: Sequence[int] = (0,),
        twin_critics: bool = True,
        target_noise: PerReplica = 0.2,
        noise_clip: PerReplica = 0.5,
        policy_delay: int = 2,
        **ddpg: Any,
    ):
        super().__init__(obs_dim, act_dim, seeds=seeds, **ddpg)
        self.settings |= live_settings(self, target_noise=target_noise, noise_clip=noise_clip)
        self.policy_delay = integer("policy_delay", policy_delay, 1)
        self.smoothing = [generator(seed, "target smoothing") for seed in self.seeds]
        #: Os críticos, o alvo e o otimizador de cada um; o primeiro é o do `DDPG`.
        self.critics, self.target_critics = [self.critic], [self.target_critic]
        self.critic_optimizers = [self.critic_optimizer]
        if yes_or_no("twin_critics", twin_critics):
            self._add_critic(obs_dim, act_dim, ddpg)

    def _add_critic(self, obs_dim: int | Sequence[int], act_dim: int, ddpg: dict[str, Any]) -> None:
        """O segundo crítico: o que um DDPG de outra semente teria."""
        others = [int(generator(seed, "second critic").integers(2**31)) for seed in self.seeds]
        second = DDPG(obs_dim, act_dim, seeds=others, **ddpg).critic
        check_twins(self.critic.flat, second.flat)
        self.critics.append(second)
        self.target_critics.append(second.like(second.flat.clone()))
        self.critic_optimizers.append(Adam(second.flat, self.settings["critic_lr"]))

    def smooth(self, action: Tensor) -> Tensor:
        """A ação do alvo com o seu ruído, que cada réplica tira do seu próprio fluxo."""
        normal = np.stack([own.standard_normal(action.shape[1:], np.float32) for own in self.smoothing])
        sigma, clip = self.settings["target_noise"], self.settings["noise_clip"]
        return smoothed(action, torch.from_numpy(normal).to(action), sigma, clip)

    @torch.inference_mode()
    def update(self, batch: Batch) -> Metrics:
        """Uma atualização a partir de um lote `[réplica, lote, …]`: os críticos e, na vez deles, o ator e os alvos."""
        check_batch(batch, self.obs_shape, self.act_dim, self.actor.flat)
        batch = batch._replace(obs=self.normalized(batch.obs), next_obs=self.normalized(batch.next_obs))
        gamma, reward_scale, tau = (self.settings[name] for name in ("gamma", "reward_scale", "tau"))
        y = smaller_target(batch, self.target_actor, self.target_critics, self.smooth, gamma, reward_scale)
        gradients = [critic_gradient(critic, batch, y) for critic in self.critics]
        for optimizer, (gradient, *_) in zip(self.critic_optimizers, gradients):
            optimizer.step(gradient)
        critic_grad, error, q = gradients[0]
        about = dict(critic_loss=error.square().mean(1), q=q.mean(1), critic_gradient=norm(critic_grad))
        if self.critic_optimizer.t % self.policy_delay:  # emenda 3: não é a vez do ator, nem dos alvos
            nothing = torch.full_like(about["q"], torch.nan)
            return Metrics(**about, actor_loss=nothing, actor_gradient=nothing)
        actor_grad, q_mu = policy_gradient(self.actor, self.critic, batch.obs)
        self.actor_optimizer.step(actor_grad)
        for target, online in zip((*self.target_critics, self.target_actor), (*self.critics, self.actor)):
            soft_update(target.flat, online.flat, tau)
        return Metrics(**about, actor_loss=-q_mu.mean(1), actor_gradient=norm(actor_grad))
