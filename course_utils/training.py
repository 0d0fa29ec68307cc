"""O treinador: uma coisa que se avança passo a passo, e que se pode mudar enquanto aprende.

`Trainer.step()` escolhe, avança os ambientes, aprende e começa episódios novos, nessa ordem. O que outras linhas de
execução pedem (mudanças, fotografias, avaliações) entra numa fila e é atendido entre dois passos, nunca no meio de um.
O que interrompe um passo (o botão de parar, um erro do ambiente) não o deixa pela metade: o próximo retoma dali.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import torch

from .algorithm import settings_of
from .ddpg import DDPG, Metrics
from .engine import Updates
from .environments import Environments, Transition
from .exploration import Exploration, explorations_of
from .normalization import normalizer
from .replay import ReplayBuffer
from .saving.kept import Kept
from .support.agents import checked_noise
from .support.changes import NEW_EPISODE, ChangeableSettings
from .support.checks import WIDEST, device_of, integer, seeds_of
from .support.elsewhere import suggestion
from .support.hindsight import Hindsight, checked_hindsight
from .support.history import Change, Finished, MetricsLog
from .support.interrupts import or_close
from .support.memory import check_capacity
from .support.randomness import Stream, generator
from .support.spaces import warn_of_statistics


class Trainer(Kept):
    """Treina uma população de agentes, uma réplica por semente.

    - `env`: um id do Gymnasium ou uma função sem argumentos que cria o ambiente.
    - `seeds`: uma semente por réplica. A réplica de uma semente é a mesma, bit a bit, qualquer que seja a companhia.
    - `exploration`: `None` (sem ruído), uma exploração, ou uma lista delas, que se somam.
    - `batch_size`: transições por lote. `capacity`: tamanho do replay buffer, em passos.
    - `warmup`: passos iniciais com ações uniformes e sem aprender.
    - `updates_per_step`: atualizações por passo de ambiente.
    - `normalize`: `None`; `"bounds"`, pelos limites do espaço; `(low, high)`, pelos seus; `"running"`, pelo que se vê.
    - `hindsight`: `None`, ou um `Hindsight`, num ambiente com objetivo: parte do passado se reinterpreta.
    - `device`: `"cpu"` ou `"cuda"`. Redes deste tamanho não ganham com uma GPU.
    - `algorithm`: quem aprende: `DDPG`, `TD3`, ou outra classe com o mesmo protocolo (`Algorithm`), como a que
      `one_agent` faz do seu `MyDDPG`.
    - `engine`: quem faz as contas da atualização: `"torch"`, o texto; `"compiled"`, o motor, só para o `DDPG` com as
      redes do curso, na CPU; `"auto"`, o motor onde ele serve. Com a mesma semente, cada um dá a sua rodada.
    - `**learner`: os ajustes do algoritmo. Os do `DDPG`: `gamma`, `tau`, `actor_lr`, `critic_lr`, `reward_scale`,
      `hidden`, `actor`, `critic`, `encoder`.

    Criar um treino põe o torch em **uma** linha de execução (`torch.set_num_threads(1)`): com redes pequenas, mais de
    uma atrapalha. Erros: `TypeError` ou `ValueError` que dizem o que foi dado, o que é aceito e o que fazer.
    """

    #: O que um checkpoint guarda (ver `course_utils.saving.state`); `checkpoint` junta o que não é uma folha.
    STATE: tuple[str, ...] = ("agent", "buffer", "explorations", "_uniform", "_batches")
    STATE += ("steps", "obs", "returns", "lengths", "hindsight")

    def __init__(
        self,
        env: str | Callable[[], Any],
        *,
        seeds: Sequence[int],
        exploration: Exploration | Sequence[Exploration] | None = None,
        batch_size: int = 64,
        capacity: int = 100_000,
        warmup: int = 500,
        updates_per_step: int = 1,
        normalize: str | tuple | None = None,
        hindsight: Hindsight | None = None,
        device: str | torch.device = "cpu",
        algorithm: type[Any] = DDPG,
        engine: str = "auto",
        **learner: Any,
    ):
        super().__init__(len(seeds_of(seeds)))
        torch.set_num_threads(1)
        #: Os argumentos com que este treino foi criado: `Trainer(**trainer.arguments)` recomeça igual.
        self.arguments: dict[str, Any] = dict(env=env, seeds=seeds_of(seeds), exploration=exploration)
        self.arguments |= dict(batch_size=batch_size, capacity=capacity, warmup=warmup, engine=engine)
        self.arguments |= dict(updates_per_step=updates_per_step, normalize=normalize, device=str(device_of(device)))
        self.arguments |= {} if hindsight is None else dict(hindsight=checked_hindsight(hindsight))
        self.arguments |= {} if algorithm is DDPG else dict(algorithm=algorithm)
        self.arguments |= settings_of(algorithm) | learner  # também os de fábrica, que um dia podem ser outros
        self.seeds = self.arguments["seeds"]
        self.warmup = integer("warmup", warmup, 0)
        self.updates_per_step = integer("updates_per_step", updates_per_step, 0)
        self.batch_size = integer("batch_size", batch_size, 1, WIDEST)
        check_capacity(integer("capacity", capacity, 1), self.batch_size)
        check_names(learner, algorithm)
        self.environments = Environments(env, len(self.seeds))
        with or_close(self):
            self._prepare(exploration, capacity, normalize, device, algorithm, learner)

    def _prepare(self, exploration, capacity, normalize, device, algorithm, learner) -> None:
        """Cria quem aprende, a memória e os ruídos para estes ambientes, e começa o primeiro episódio."""
        world, replicas = self.environments, len(self.seeds)
        shape, act_dim = world.obs.shape[1:], world.act_dim
        scale = normalizer(normalize, world.obs_space, replicas, device)
        self.agent = algorithm(shape, act_dim, seeds=self.seeds, normalizer=scale, device=device, **learner)
        self.buffer = ReplayBuffer(capacity, shape, act_dim, replicas, dtype=world.obs_dtype, device=device)
        self._updates = Updates(self.arguments)
        self.engine_notes = self._updates.notes
        self.explorations = [e.bind(self.agent.actor, self.seeds, act_dim) for e in explorations_of(exploration)]
        own = self.arguments.get("hindsight")
        self.hindsight = own and own.bind(world, self.buffer, self.seeds, self.batch_size)
        self._settings = ChangeableSettings(self.agent, [*self.explorations, *filter(None, [self.hindsight])])
        self._uniform = Stream(self.seeds, "warmup", act_dim)
        self._batches = Stream(self.seeds, "batch", self.batch_size)  # os números que escolhem cada lote

        self.steps = 0
        self.returns = np.zeros(replicas)  # do episódio em curso
        self.metrics = MetricsLog(Metrics, replicas, self.agent.device)
        #: A ação já escolhida para o próximo passo, se ele foi interrompido.
        self.action: np.ndarray | None = None
        self._torn = False  # se uma atualização parou pela metade
        self._start(range(replicas))
        if self.hindsight:
            self.hindsight.past.check_vectors()

    # --- o laço de treino -------------------------------------------------------------------------------------

    def step(self) -> None:
        """Avança cada réplica um passo de ambiente, aprende com ele e atende à fila de pedidos.

        Erros: `EnvironmentFault`, se o ambiente falha; `NetworkFault`, se o ator não dá números. Depois deles, ou de um
        `KeyboardInterrupt`, o treino está no passo anterior, inteiro: pode ser salvo, e continua como se nada fosse. Se
        o ambiente não se repete, o passo seguinte o diz, e `new_episode` continua.
        """
        with self.working():
            self.check_whole()
            self.environments.catch_up()  # depois de um passo interrompido, ao ponto em que o treino está
            action = self._choose()
            transition = self.environments.step(action)
            self._learn(transition)
            self._start(np.flatnonzero(transition.terminated | transition.truncated).tolist())

    def _choose(self) -> np.ndarray:
        """A ação de cada réplica, em [-1, 1]; se o passo foi interrompido, a que já estava escolhida."""
        if self.action is None:
            self.action = 2 * self._uniform.next() - 1 if self.steps < self.warmup else self._explore()
        return self.action

    def _explore(self) -> np.ndarray:
        policy = self.agent.actor
        for exploration in self.explorations:
            policy = exploration.policy(policy)
        action = self.agent.act(self.obs[:, None], policy)[:, 0].astype(np.float64)
        for exploration in self.explorations:
            action = exploration.noise(action)
        return checked_noise(action)

    def _learn(self, transition: Transition) -> None:
        """Guarda o passo na memória e, depois do aquecimento, aprende com lotes dela."""
        self._torn = True
        obs, action, reward, next_obs, terminated, truncated = transition
        self.buffer.add(obs, action, reward, next_obs, terminated)
        if self.hindsight:
            self.hindsight.past.add(terminated | truncated, self.lengths)
        self.returns += reward
        self.steps += 1
        if self.agent.normalizer:
            self.agent.normalizer.observe(obs)
        if self.steps > self.warmup and len(self.buffer) >= self.batch_size:
            self._update()
        self.action, self._torn = None, False

    def _update(self) -> None:
        for _ in range(self.updates_per_step):
            uniforms = self._batches.next()
            self.metrics.append(self._updates.update(self.agent, self.buffer, uniforms, self.steps, self.hindsight))
        for exploration in self.explorations:
            exploration.adapt(self.agent, self.buffer, self.steps)

    def _start(self, replicas: Iterable[int]) -> None:
        """Anota o episódio que acabou nestas réplicas, se acabou algum, e começa o próximo."""
        for k in replicas:
            if self.lengths[k] > 0:
                self.history[k].append(Finished(float(self.returns[k]), int(self.lengths[k]), self.steps))
            self.returns[k] = 0
            for exploration in self.explorations:
                exploration.start_episode(self.agent.actor, k)
        self.environments.start({k: self._episode_seed(k) for k in replicas})

    def _episode_seed(self, k: int) -> int:
        abandoned = sum(one.name == NEW_EPISODE and one.replica == k for one in self.changes)
        return int(generator(self.seeds[k], "reset", len(self.history[k]) + abandoned).integers(2**31))

    def close(self) -> None:
        """Fecha os ambientes; o agente e o que foi anotado continuam à mão."""
        self.environments.close()

    # --- onde o treino está -----------------------------------------------------------------------------------

    @property
    def obs(self) -> np.ndarray:
        """A observação de agora, `[réplica, …]`."""
        return self.environments.obs

    @property
    def lengths(self) -> np.ndarray:
        """Quantos passos tem o episódio em curso, `[réplica]`."""
        return self.environments.lengths

    @property
    def engine(self) -> str:
        """Quem faz as atualizações, `"compiled"` ou `"torch"`; `engine_notes` conta desde que passo, e por quê."""
        return self.engine_notes[-1].engine

    def resume(self) -> None:
        """Leva os ambientes ao episódio em que o treino está, depois de se pôr nele um estado salvo.

        Onde o ambiente não se repete, o episódio em curso se perde, com um aviso, e começa o próximo.
        """
        self.environments.returns[:] = self.returns
        lost = self.environments.resume([self._episode_seed(k) for k in range(len(self.seeds))])
        self._abandon(list(lost))
        for fault in list(lost.values())[:1]:
            said = f"O treino abriu inteiro, mas a(s) réplica(s) {list(lost)} já começou(aram) outro episódio."
            warnings.warn(f"{said} {fault}", stacklevel=4)
        warn_of_statistics(self.environments.envs[0])

    def new_episode(self, replica: int | None = None) -> None:
        """Abandona o episódio em curso, de uma réplica ou de todas, e começa outro, de outra semente.

        É como se continua quando o ambiente não sabe voltar ao ponto em que um passo foi interrompido: pesos, memória e
        histórico ficam. O episódio abandonado não entra em `history`; o que se fez fica em `changes`.
        """
        replicas = range(len(self.seeds)) if replica is None else [integer("replica", replica, 0, len(self.seeds) - 1)]
        self.request(lambda: self._abandon(replicas)).result()

    def _abandon(self, replicas: Iterable[int]) -> None:
        self.check_whole()
        for k in replicas:
            self.changes.append(Change(self.steps, k, NEW_EPISODE, 0.0, 1.0))
            self.lengths[k] = 0
        self._start(replicas)

    def check_whole(self) -> None:
        """Recusa, com `RuntimeError`, um treino cuja última atualização parou pela metade."""
        if self._torn:
            raise RuntimeError(
                "Um erro numa conta da atualização (nas redes, ou no `compute_reward` do ambiente) ou um pedido "
                "insistente de parar a interrompeu no meio. Este treino não pode continuar nem ser salvo. Retome o "
                "último `Trainer.save` com `Trainer.load`, ou crie outro."
            )


def check_names(settings: Iterable[str], algorithm: type[Any] = DDPG) -> None:
    """Recusa, pelo nome, um ajuste que nem o `Trainer` nem o algoritmo têm."""
    own = inspect.signature(Trainer).parameters.keys() - {"env", "seeds", "learner"}
    accepted = own | settings_of(algorithm).keys()  # `env` e `seeds` se sugerem, e nunca chegam aqui
    for name in settings:
        if name not in accepted:
            raise TypeError(f"Não há ajuste chamado {name!r}{suggestion(name, accepted | {'seeds', 'env'})}")
