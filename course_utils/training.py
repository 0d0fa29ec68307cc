"""O treinador: uma coisa que se avança passo a passo, e que se pode mudar enquanto aprende.

`Trainer.step()` avança cada réplica um passo de ambiente. O que outras linhas de execução pedem (mudanças,
fotografias, avaliações) entra numa fila e é atendido entre dois passos, nunca no meio de um. O que interrompe um
passo (o botão de parar, um erro do ambiente) não o deixa pela metade: o próximo `step` retoma dali.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .ddpg import DDPG, Metrics
from .environments import Environments, Step
from .exploration import Exploration, explorations_of
from .normalization import normalizer
from .replay import ReplayBuffer
from .saving import checkpoint
from .saving.recording import Recording
from .support.changes import ChangeableSettings
from .support.checks import WIDEST, PerReplica, device_of, integer, path_of, seeds_of, similar
from .support.history import Change, Episode, Finished, MetricsLog
from .support.interrupts import Uninterrupted
from .support.mailbox import Mailbox
from .support.randomness import Stream, generator

#: Os ajustes do `DDPG` que o `Trainer` repassa, com os valores de fábrica.
LEARNER = {
    name: parameter.default
    for name, parameter in inspect.signature(DDPG).parameters.items()
    if name not in ("obs_dim", "act_dim", "seeds", "normalizer", "device")
}


class Trainer:
    """Treina uma população de agentes DDPG, uma réplica por semente.

    - `env`: um id do Gymnasium ou uma função sem argumentos que cria o ambiente.
    - `seeds`: uma semente por réplica. A réplica de uma semente é a mesma, bit a bit, qualquer que seja a companhia.
    - `exploration`: `None` (sem ruído), uma exploração, ou uma lista delas, que se somam.
    - `batch_size`: transições por lote. `capacity`: tamanho do replay buffer, em passos.
    - `warmup`: passos iniciais com ações uniformes e sem aprender.
    - `updates_per_step`: atualizações por passo de ambiente.
    - `normalize`: `None`; `"bounds"`, pelos limites do espaço; `(low, high)`, pelos seus; `"running"`, pelo que se vê.
    - `device`: `"cpu"` ou `"cuda"`. Redes deste tamanho não ganham com uma GPU.
    - `**learner`: os ajustes de `DDPG`: `gamma`, `tau`, `actor_lr`, `critic_lr`, `reward_scale`, `hidden`, `actor`,
      `critic`, `encoder`.

    O treino usa **uma** linha de execução do torch (`torch.set_num_threads(1)`): com redes pequenas, mais de uma
    atrapalha. Erros: `TypeError` ou `ValueError` que dizem o que foi dado, o que é aceito e o que fazer.
    """

    #: O que um checkpoint guarda (ver `course_utils.saving.state`); `checkpoint` junta o que não é uma folha.
    STATE = ("agent", "buffer", "explorations", "_uniform", "_batches", "steps", "obs", "_return", "_length")

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
        device: str | torch.device = "cpu",
        **learner: Any,
    ):
        #: Os argumentos com que este treino foi criado: `Trainer(**trainer.arguments)` recomeça igual.
        self.arguments: dict[str, Any] = dict(env=env, seeds=seeds_of(seeds), exploration=exploration)
        self.arguments |= dict(batch_size=batch_size, capacity=capacity, warmup=warmup)
        self.arguments |= dict(updates_per_step=updates_per_step, normalize=normalize, device=str(device_of(device)))
        self.arguments |= LEARNER | learner  # também os de fábrica, que um dia podem ser outros
        self.seeds = self.arguments["seeds"]
        self.warmup = integer("warmup", warmup, 0)
        self.updates_per_step = integer("updates_per_step", updates_per_step, 0)
        self.batch_size = integer("batch_size", batch_size, 1, WIDEST)
        check_names(learner)
        self.environments = Environments(env, len(self.seeds))
        shape, act_dim = self.environments.obs.shape[1:], self.environments.act_dim
        sees = learner.get("encoder") is not None
        if len(shape) > 1 and not sees and not {"actor", "critic"} <= learner.keys():
            raise ValueError(
                f"As observações de {self.environments.name} têm a forma {shape}; as redes do curso recebem um vetor. "
                "Use `gymnasium.wrappers.FlattenObservation`, ou dê um codificador de imagens em `encoder`, ou "
                "as suas redes em `actor` e `critic`."
            )
        self.agent = DDPG(
            shape,
            act_dim,
            seeds=self.seeds,
            normalizer=normalizer(normalize, self.environments.obs_space, len(self.seeds), device),
            device=device,
            **learner,
        )
        self.buffer = ReplayBuffer(
            capacity, shape, act_dim, len(self.seeds), dtype=self.environments.obs.dtype, device=device
        )
        self.explorations = [e.bind(self.agent.actor, self.seeds, act_dim) for e in explorations_of(exploration)]
        self._settings = ChangeableSettings(self.agent, self.explorations)
        self._uniform = Stream(self.seeds, "warmup", act_dim)
        self._batches = Stream(self.seeds, "batch", self.batch_size)

        self.steps = 0
        self.metrics = MetricsLog(Metrics, len(self.seeds), self.agent.device)
        self.changes: list[Change] = []
        self._mailbox = Mailbox()
        #: Os episódios já terminados de cada réplica.
        self.history: list[list[Finished]] = [[] for _ in self.seeds]
        self._return, self._length = np.zeros(len(self.seeds)), np.zeros(len(self.seeds), int)
        self.obs = np.zeros_like(self.environments.obs)
        #: As últimas ações executadas, `[réplica, act_dim]` cada uma: tantas quantas o episódio mais longo já teve.
        self.played: list[np.ndarray] = []
        #: A ação já escolhida para o próximo passo, se ele foi interrompido.
        self.action: np.ndarray | None = None
        self._behind = False  # se os ambientes podem não estar no ponto em que o treino está
        self._torn = False  # se uma atualização parou pela metade
        for k in range(len(self.seeds)):
            self._start_noise(k)
        try:
            self.catch_up()
        except BaseException:
            self.close()
            raise

    # --- o laço de treino -------------------------------------------------------------------------------------

    def step(self) -> None:
        """Avança cada réplica um passo de ambiente, aprende com ele e atende à fila de pedidos.

        Erro: `EnvironmentFault`, se o ambiente falha. Depois dele, ou de um `KeyboardInterrupt`, o treino está no
        passo anterior, inteiro: pode ser guardado, e continua como se nada fosse.
        """
        with Uninterrupted() as held, self._mailbox:
            self.check_whole()
            if torch.get_num_threads() != 1:
                torch.set_num_threads(1)
            if self._behind:
                with held.window():
                    self.catch_up()
            if self.action is None:
                self.action = self._choose_action()
            self._behind = True
            with held.window():
                result = self.environments.step(self.action)
            over = self._learn(result)
            with held.window():
                for k in over:
                    self.obs[k] = self.environments.reset(k, self._episode_seed(k))
            self._behind = False
            self._mailbox.serve()

    def episodes(self, n: int) -> Iterator[Episode]:
        """Treina até que cada réplica termine mais `n` episódios, entregando-os um a um, pelo índice."""
        first = min(map(len, self.history))
        for index in range(first, first + integer("n", n, 1)):
            while min(map(len, self.history)) <= index:
                self.step()
            yield self.episode(index)

    def episode(self, index: int) -> Episode:
        """O episódio `index` (de 0 em diante), já terminado por todas as réplicas. Erro: `ValueError`, se ainda não."""
        done = min(map(len, self.history))
        if integer("index", index, 0) >= done:
            raise ValueError(f"`index` recebeu {index}, mas só {done} episódios terminaram em todas as réplicas.")
        returns, lengths, ends = zip(*(own[index] for own in self.history))
        return Episode(index, np.array(returns), np.array(lengths), np.array(ends))

    def close(self) -> None:
        """Fecha os ambientes; o agente e o que foi anotado continuam à mão."""
        self.environments.close()

    def _choose_action(self) -> np.ndarray:
        if self.steps < self.warmup:
            return 2 * self._uniform.next() - 1
        policy = self.agent.actor
        for exploration in self.explorations:
            policy = exploration.policy(policy)
        action = self.agent.act(self.obs[:, None], policy)[:, 0].astype(np.float64)
        for exploration in self.explorations:
            action = exploration.noise(action)
        return np.maximum(np.minimum(action, 1), -1)

    def _learn(self, result: Step) -> list[int]:
        """Guarda o passo, aprende com ele e devolve as réplicas cujo episódio acabou."""
        assert self.action is not None
        self._torn = True
        self.buffer.add(self.obs, self.action, result.reward, result.obs, result.terminated)
        self._return += result.reward
        self._length += 1
        self.played.append(self.action)
        self.steps += 1
        self._update()
        self.obs[:] = result.obs
        over = np.flatnonzero(result.terminated | result.truncated).tolist()
        for k in over:
            self.history[k].append(Finished(float(self._return[k]), int(self._length[k]), self.steps))
            self._return[k] = self._length[k] = 0
            self._start_noise(k)
        del self.played[: len(self.played) - int(self._length.max())]
        self.action, self._torn = None, False
        return over

    def _start_noise(self, k: int) -> None:
        for exploration in self.explorations:
            exploration.start_episode(self.agent.actor, k)

    def _update(self) -> None:
        if self.agent.normalizer:
            self.agent.normalizer.observe(self.obs)
        if self.steps <= self.warmup or len(self.buffer) < self.batch_size:
            return
        for _ in range(self.updates_per_step):
            self.metrics.append(self.agent.update(self.buffer.sample(self._batches.next())))
        for exploration in self.explorations:
            exploration.adapt(self.agent, self.buffer, self.steps)

    def _episode_seed(self, k: int) -> int:
        return int(generator(self.seeds[k], "reset", len(self.history[k])).integers(2**31))

    def catch_up(self) -> None:
        """Leva cada ambiente ao ponto em que o treino está, repetindo as ações do episódio em curso."""
        for k, length in enumerate(self._length.tolist()):
            seed = self._episode_seed(k)
            if length:
                played = np.array([action[k] for action in self.played[-length:]])
                self.environments.restore(k, seed, played, self.obs[k])
            else:
                self.obs[k] = self.environments.reset(k, seed)
        self._behind = False

    def check_whole(self) -> None:
        """Recusa, com `RuntimeError`, um treino cuja última atualização parou pela metade."""
        if self._torn:
            raise RuntimeError(
                "Um erro nas redes (ou um pedido insistente de parar) interrompeu uma atualização no meio. Este treino "
                "não pode continuar nem ser guardado. Retome o último `Trainer.save` com `Trainer.load`, ou crie outro."
            )

    # --- mudanças ao vivo, pedidos, guardar e retomar ----------------------------------------------------------

    @property
    def settings(self) -> dict[str, np.ndarray]:
        """O valor atual de cada ajuste que pode mudar ao vivo, `[réplica]` (cópias).

        Se duas explorações têm um ajuste de mesmo nome, cada um leva o nome da sua: `"ParameterNoise.sigma"`.
        """
        return self._settings.values()

    def change(self, name: str, value: PerReplica, replica: int | None = None) -> None:
        """Muda um ajuste ao vivo, em uma réplica ou em todas; vale a partir do próximo passo.

        Pode ser chamado de qualquer linha de execução. O valor é conferido aqui; a mudança entra na fila e,
        ao ser aplicada, é anotada em `changes`. Erros: `ValueError` ou `TypeError`, sem mudar nada.
        """
        new = self._settings.checked(name, value, replica)
        self.request(lambda: self.changes.extend(self._settings.apply(self.steps, name, new)))

    def request(self, function: Callable[[], Any]) -> Future:
        """Pede que `function()` rode entre dois passos e devolve um `Future` com o resultado.

        Se ninguém está treinando agora, roda já, nesta linha de execução; um pedido feito por outro pedido também.
        """
        if not callable(function):
            raise TypeError(f"`function` recebeu {function!r}, mas aceita uma função sem argumentos.")
        return self._mailbox.ask(function)

    def save(self, path: str | Path) -> None:
        """Guarda o treino inteiro num arquivo, entre dois passos; `Trainer.load` o retoma, bit a bit.

        Pode ser chamado de qualquer linha de execução. Se a escrita falha no meio, o arquivo antigo fica inteiro.
        """
        path = path_of(path)
        self.request(lambda: checkpoint.save(self, path)).result()

    @property
    def recording(self) -> Recording:
        """A gravação deste treino até aqui: o que basta para recomputá-lo (ver `Recording`)."""
        return self.request(lambda: Recording.of(self)).result()

    @classmethod
    def load(cls, path: str | Path, **code: Any) -> Trainer:
        """Retoma um treino guardado com `save`, no passo em que ele estava, também no meio de um episódio.

        `code` dá de novo o que não se guarda em arquivo: `env`, `actor`, `critic` ou `encoder` que sejam código.
        Ler o arquivo não executa código dele. Erros: `FileNotFoundError`; `ValueError`, se o arquivo não serve;
        `EnvironmentFault`, se o ambiente não repete o episódio em curso.
        """
        return checkpoint.load(cls, path_of(path), code)


def check_names(settings: Iterable[str]) -> None:
    """Recusa, pelo nome, um ajuste que nem o `Trainer` nem o `DDPG` têm."""
    accepted = (inspect.signature(Trainer).parameters.keys() | LEARNER.keys()) - {"env", "seeds", "learner"}
    for name in settings:
        if name not in accepted:
            raise TypeError(f"Não há ajuste chamado {name!r}{similar(name, accepted)}")
