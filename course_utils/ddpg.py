"""DDPG: o alvo, as duas perdas e a atualização, cada um com o nome da sua equação.

Para ler o algoritmo, bastam as quatro primeiras funções e `DDPG.update`; o resto confere o que se recebe. Não há
autograd aqui: cada rede sabe levar um gradiente para trás. `see` e `head` só fazem algo com imagens; sem elas, são a
própria observação e o crítico inteiro. Num `Trainer`, quem costuma fazer esta mesma conta é o motor em C, de `engine`.

Tudo tem o eixo das réplicas na frente. A atualização é escrita com *vector-Jacobian products*, porque
então ela é, literalmente, o gradiente determinístico da política: o crítico dá ∇ₐQ, e o ator o leva até
os seus parâmetros (Silver et al. 2014, teorema 1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from .adam import Adam
from .encoder import SeeingCritic
from .networks import Actor, Critic
from .normalization import FixedScale, RunningScale
from .replay import Batch
from .student_networks import ModuleNetwork
from .support.agents import as_given, bounded, check_batch, live_settings, population
from .support.checks import WIDEST, PerReplica, device_of, integer, seeds_of, shape_of, shown
from .support.elsewhere import Suggesting, named
from .support.modules import check_readers, features_of, try_networks


class Metrics(NamedTuple):
    """O que uma atualização conta, um número por réplica, `[réplica]`."""

    critic_loss: Tensor  # média de (Q − y)²
    actor_loss: Tensor  # −média de Q(s, μ(s))
    q: Tensor  # média de Q(s, a) no lote
    critic_gradient: Tensor  # norma do gradiente do crítico
    actor_gradient: Tensor  # norma do gradiente do ator


def td_target(batch: Batch, target_actor, target_critic, gamma: Tensor, reward_scale: Tensor) -> Tensor:
    """y = c r + γ (1 − terminated) Q′(s′, μ′(s′)), `[réplica, lote]`; c é `reward_scale` (Lillicrap et al. 2015)."""
    next_obs = target_critic.see(batch.next_obs)
    q_next = target_critic.head(next_obs, target_actor(next_obs))
    return reward_scale * batch.reward + gamma * (1 - batch.terminated) * q_next


def critic_gradient(critic, batch: Batch, y: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Gradiente da perda do crítico, média de (Q(s, a) − y)²; devolve também o erro Q − y e o próprio Q."""
    q, pullback = critic.vjp(batch.obs, batch.action)
    error = q - y
    dloss_dq = error * (2 / error.shape[1])  # a derivada da média dos quadrados
    return pullback.params(dloss_dq), error, q


def policy_gradient(actor, critic, obs: Tensor) -> tuple[Tensor, Tensor]:
    """Gradiente da perda do ator, −média de Q(s, μ(s)): −∇_θ μ(s) · ∇ₐQ(s, a) em a = μ(s); devolve também Q."""
    seen = critic.see(obs)  # o ator não muda o que o crítico vê
    action, actor_pullback = actor.vjp(seen)
    q, critic_pullback = critic.head.vjp(seen, action)
    dloss_dq = torch.full_like(q, -1 / q.shape[1])  # a perda é menos a média de Q
    dloss_da = critic_pullback.action(dloss_dq)  # ∇ₐQ, com esse fator
    return actor_pullback.params(dloss_da), q


def soft_update(target: Tensor, online: Tensor, tau: Tensor) -> None:
    """θ′ ← τ θ + (1 − τ) θ′, no lugar (`lerp_` é essa média)."""
    target.lerp_(online, tau)


def norm(gradient: Tensor) -> Tensor:
    """A norma do gradiente de cada réplica, `[réplica]`."""
    return torch.linalg.vector_norm(gradient, dim=1)


class DDPG(Suggesting):
    """O aprendiz: ator, crítico, suas cópias-alvo e a atualização, uma réplica por semente.

    - `obs_dim`, `act_dim`: larguras da observação e da ação (que aqui vive em [-1, 1]). Com `encoder`, `obs_dim` é a
      forma da observação, como (3, 32, 32).
    - `gamma`: desconto γ, em [0, 1]. `tau`: passo τ da atualização suave, em [0, 1].
    - `actor_lr`, `critic_lr`: taxas de aprendizado do Adam, em [0, 1].
    - `reward_scale`: multiplica a recompensa dentro de y; os retornos mostrados são sempre os verdadeiros.
    - `hidden`: larguras das camadas escondidas das redes do curso.
    - `actor`, `critic`: no lugar delas, um `nn.Module` seu ou uma função que o constrói (`ModuleNetwork`).
    - `encoder`: para imagens, um `nn.Module` (ou uma função) que as leva a características `[lote, n]`, como
      `convolutions`. É do crítico, e só ele o treina; o ator recebe as características prontas.
    - `normalizer`: `FixedScale`, `RunningScale` ou `None`.

    γ, τ, as taxas e a escala valem um número para todas as réplicas, ou um para cada uma.
    Fonte: Lillicrap et al. 2015 (arXiv 1509.02971), algoritmo 1.
    """

    #: Os ajustes que podem mudar durante o treino, e o intervalo que cada um aceita.
    LIMITS = {
        "gamma": (0.0, 1.0),
        "tau": (0.0, 1.0),
        "actor_lr": (0.0, 1.0),
        "critic_lr": (0.0, 1.0),
        "reward_scale": (0.0, 1e6),
    }

    STATE: tuple[str, ...] = (
        "settings",
        "actor",
        "critic",
        "target_actor",
        "target_critic",
        "actor_optimizer",
        "critic_optimizer",
        "normalizer",
    )

    @named
    def __init__(
        self,
        obs_dim: int | Sequence[int],
        act_dim: int,
        *,
        seeds: Sequence[int] = (0,),
        gamma: PerReplica = 0.95,
        tau: PerReplica = 0.05,
        actor_lr: PerReplica = 1e-3,
        critic_lr: PerReplica = 2e-3,
        reward_scale: PerReplica = 0.1,
        hidden: Sequence[int] = (32, 64),
        actor: nn.Module | Callable[[], nn.Module] | None = None,
        critic: nn.Module | Callable[[], nn.Module] | None = None,
        encoder: nn.Module | Callable[[], nn.Module] | None = None,
        normalizer: FixedScale | RunningScale | None = None,
        device: str | torch.device = "cpu",
    ):
        self.seeds, self.device, self.normalizer = seeds_of(seeds), device_of(device), normalizer
        if not isinstance(normalizer, (FixedScale, RunningScale, type(None))):
            raise TypeError(
                f"`normalizer` recebeu {shown(normalizer)}; aceita None, um `FixedScale` ou um `RunningScale`."
            )
        self.obs_shape = shape_of("obs_dim", obs_dim if isinstance(obs_dim, Sequence) else [obs_dim])
        if normalizer is not None:
            normalizer.check(self.obs_shape, len(self.seeds))
        self.act_dim = integer("act_dim", act_dim, 1, WIDEST)
        check_readers(self.obs_shape, encoder, actor, critic)
        #: Os ajustes vivos, cada um `[réplica, 1]`.
        self.settings = live_settings(
            self, gamma=gamma, tau=tau, actor_lr=actor_lr, critic_lr=critic_lr, reward_scale=reward_scale
        )
        where: dict[str, Any] = dict(seeds=self.seeds, device=self.device)
        self.actor: Actor | ModuleNetwork
        self.critic: Critic | ModuleNetwork | SeeingCritic
        width = self.obs_shape[0]
        if encoder is not None:
            eyes = ModuleNetwork(encoder, purpose="encoder", **where)
            width = features_of(eyes, self.obs_shape)
        if actor is None:
            self.actor = Actor(width, act_dim, hidden, **where)
        else:
            self.actor = ModuleNetwork(actor, purpose="actor", **where)
        if critic is None:
            self.critic = Critic(width, act_dim, hidden, **where)
        else:
            self.critic = ModuleNetwork(critic, purpose="critic", **where)
        if encoder is not None:
            self.critic = SeeingCritic(eyes, self.critic)
        if actor is not None or critic is not None:
            try_networks(self)
        self.target_actor = self.actor.like(self.actor.flat.clone())
        self.target_critic = self.critic.like(self.critic.flat.clone())
        self.actor_optimizer = Adam(self.actor.flat, self.settings["actor_lr"])
        self.critic_optimizer = Adam(self.critic.flat, self.settings["critic_lr"])

    def normalized(self, obs: Tensor) -> Tensor:
        """A observação na escala em que as redes a recebem."""
        if self.normalizer is None:
            return obs if obs.is_floating_point() else obs.float()
        return self.normalizer(obs)

    def features(self, obs: Tensor) -> Tensor:
        """O que o ator recebe: a observação normalizada ou, se há codificador, as características que ele tira dela."""
        return self.critic.see(self.normalized(obs))

    @torch.inference_mode()
    def act(self, obs: np.ndarray, policy=None) -> np.ndarray:
        """μ(s), sem ruído, recortada em [-1, 1]: de `[réplica, lote, …]` a `[réplica, lote, act_dim]`.

        Vale também uma observação só, ou um lote, que todas as réplicas respondem; havendo uma réplica, a resposta não
        traz o eixo dela. `obs` pode ser vetor, lista ou tensor. `policy` troca o ator por outra rede da mesma forma,
        como a perturbada. Erro: `NetworkFault`, se a rede não dá números.
        """
        seen, axes = population(obs, self.obs_shape, len(self.seeds))
        network = policy or self.actor
        action = network(self.features(torch.from_numpy(seen).to(self.device))).cpu().numpy()
        return as_given(bounded(action, network, seen), axes)

    @torch.inference_mode()
    def update(self, batch: Batch) -> Metrics:
        """Uma atualização completa, a partir de um lote `[réplica, lote, …]`: crítico, ator e alvos."""
        check_batch(batch, self.obs_shape, self.act_dim, self.actor.flat)
        batch = batch._replace(obs=self.normalized(batch.obs), next_obs=self.normalized(batch.next_obs))
        gamma, reward_scale, tau = (self.settings[name] for name in ("gamma", "reward_scale", "tau"))
        y = td_target(batch, self.target_actor, self.target_critic, gamma, reward_scale)
        critic_grad, error, q = critic_gradient(self.critic, batch, y)
        self.critic_optimizer.step(critic_grad)
        actor_grad, q_mu = policy_gradient(self.actor, self.critic, batch.obs)
        self.actor_optimizer.step(actor_grad)
        soft_update(self.target_critic.flat, self.critic.flat, tau)
        soft_update(self.target_actor.flat, self.actor.flat, tau)
        return Metrics(error.square().mean(1), -q_mu.mean(1), q.mean(1), norm(critic_grad), norm(actor_grad))
