"""Um treino inteiro no motor compilado: a mesma rodada, bit a bit, daqui e de qualquer página."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..ddpg import DDPG
from ..exploration import ActionNoise, Exploration, OUNoise, ParameterNoise, explorations_of
from ..support.checks import PerReplica, integer, per_replica, seeds_of, similar, widths_of
from .loading import Instance

ENVIRONMENTS = ("Pendulum-v1", "MountainCarContinuous-v0")
OBS_DIM = (3, 2)
KEPT, SLICE = 1024, 20_000  # linhas de cada memória circular; passos entre duas leituras, para que nada se perca
#: Os ajustes vivos, na ordem de SETTINGS em run.c: quem os tem, e o nome.
SETTINGS: list[tuple[type[DDPG] | type[Exploration], str]] = [(DDPG, name) for name in DDPG.LIMITS] + [
    (kind, name) for kind in (ActionNoise, OUNoise, ParameterNoise) for name in kind.LIMITS
]
FACTORY = {name: one.default for name, one in inspect.signature(DDPG).parameters.items()}
#: As colunas do traço e das amostras.
COLUMNS = ("critic_loss", "actor_loss", "q", "critic_gradient", "actor_gradient", "sigma", "distance", "action")


class Episodes(NamedTuple):
    """Os episódios que uma réplica terminou, `[episódio]`."""

    returns: np.ndarray
    lengths: np.ndarray
    ends: np.ndarray  # o passo do treino em que cada um acabou


class Run:
    """Treina uma população no motor compilado, uma réplica por semente, sem nada do Gymnasium nem do PyTorch.

    - `env`: `"Pendulum-v1"` ou `"MountainCarContinuous-v0"`. `seeds`: uma semente por réplica, menor que 2⁵³.
    - `exploration`: `None`, uma das três do curso, ou uma lista delas.
    - `normalize`: `None` ou um par `(low, high)`. `hidden`: larguras das escondidas.
    - `batch_size`, `capacity`, `warmup`, `updates_per_step` e `**learner` (`gamma`, `tau`, `actor_lr`, `critic_lr`,
      `reward_scale`): como no `Trainer`, com os mesmos valores de fábrica.

    A mesma semente dá outra rodada no PyTorch: o acaso é outro. Aqui ela é a mesma em qualquer máquina e página.
    Erros: `ValueError` ou `TypeError`; `EngineUnavailable`; `MemoryError`.
    """

    def __init__(
        self,
        env: str,
        *,
        seeds: Sequence[int],
        exploration: Exploration | Sequence[Exploration] | None = None,
        batch_size: int = 64,
        capacity: int = 100_000,
        warmup: int = 500,
        updates_per_step: int = 1,
        normalize: tuple[Sequence[float], Sequence[float]] | None = None,
        hidden: Sequence[int] = FACTORY["hidden"],
        **learner: PerReplica,
    ):
        if env not in ENVIRONMENTS:
            raise ValueError(f"`env` recebeu {env!r}; o motor compilado tem {' e '.join(map(repr, ENVIRONMENTS))}.")
        self.env, self.seeds, self.hidden = env, seeds_of(seeds), widths_of(hidden)
        if max(self.seeds) >= 2**53:
            raise ValueError(f"`seeds` recebeu {max(self.seeds)}; o motor compilado aceita sementes menores que 2⁵³.")
        for name in learner:
            if name not in DDPG.LIMITS:
                raise TypeError(f"Não há ajuste chamado {name!r}{similar(name, DDPG.LIMITS)}")
        world, replicas = ENVIRONMENTS.index(env), len(self.seeds)
        given = explorations_of(exploration)
        kinds = {type(one): one for one in given}
        if not kinds.keys() <= {ActionNoise, OUNoise, ParameterNoise}:
            raise TypeError(f"`exploration` recebeu {given!r}; o motor compilado tem as três explorações do curso.")
        thermostat = kinds.get(ParameterNoise)
        low, high = np.zeros(3), np.ones(3)
        if normalize is not None:
            low[: OBS_DIM[world]], high[: OBS_DIM[world]] = normalize
        #: Os ajustes ao vivo que este treino tem, com o índice de cada um; repetidos levam o nome da classe, como no
        #: `Trainer`.
        self._settings: dict[str, int] = {}
        own = [i for i, (kind, _) in enumerate(SETTINGS) if kind is DDPG or kind in kinds]
        names = [SETTINGS[i][1] for i in own]
        live = np.zeros((len(SETTINGS), replicas))
        for i, (kind, name) in enumerate(SETTINGS):
            source: Any = learner.get(name, FACTORY.get(name))
            if issubclass(kind, Exploration):
                source = (kinds.get(kind) or kind()).settings[name]
            live[i] = per_replica(name, source, replicas, *kind.LIMITS[name])
            if i in own:
                self._settings[name if names.count(name) == 1 else f"{kind.__name__}.{name}"] = i
        bits = sum(bit for bit, kind in ((1, ActionNoise), (2, OUNoise), (4, ParameterNoise)) if kind in kinds)
        self.every = thermostat.every if isinstance(thermostat, ParameterNoise) else 50
        header = [world, replicas, integer("batch_size", batch_size, 1, 10**5)]
        header += [integer("capacity", capacity, 1, 10**8), integer("warmup", warmup, 0)]
        header += [integer("updates_per_step", updates_per_step, 0, 1000), bits, self.every]
        header += [normalize is not None, len(self.hidden), *low, *high]
        self.instance, self._config = Instance(), np.array([*header, *self.hidden, *self.seeds, *live.ravel()], float)
        self.instance.configure(self._config)
        wanted = self.instance.call("run_bytes")
        if not wanted:
            raise ValueError("O motor compilado não aceitou esta configuração: redes ou réplicas demais.")
        self.instance.reserve(wanted)
        self._at = self.instance.base
        assert self.instance.call("run_create", self._at) == 1
        self._look()
        self._episodes: list[list[np.ndarray]] = [[] for _ in self.seeds]
        self._samples: list[np.ndarray] = []

    def _look(self) -> None:
        """Refaz as vistas da memória do motor."""
        replicas, parameters, obs_dim = len(self.seeds), self._count(6), self._count(7)
        shapes: list[tuple[tuple[int, ...], Any]] = [
            ((replicas, 8), np.float64), ((len(SETTINGS), replicas), np.float64), ((replicas, KEPT, 3), np.float64),
            ((KEPT, replicas, 8), np.float32), ((KEPT, replicas, 8), np.float32), ((replicas, parameters), np.float32),
            ((replicas, parameters), np.float32), ((replicas, obs_dim), np.float32), ((6,), np.float32),
        ]  # fmt: skip
        at = [self.instance.call("run_field", self._at, i) for i in range(len(shapes))]
        views = [self.instance.view(own, *shape) for own, shape in zip(at, shapes)]
        self._bodies, self._live, self._history, self._trace, self._sampled, self._actor, self._noisy, *_ = views

    def _count(self, which: int) -> int:
        return int(self.instance.call("run_count", self._at, which))

    @property
    def steps(self) -> int:
        """Os passos já dados por cada réplica."""
        return self._count(0)

    def run(self, steps: int) -> None:
        """Avança todas as réplicas. Erro: `FloatingPointError`, se uma rede deixou de dar números finitos."""
        missing = integer("steps", steps, 0)
        while missing:
            asked = min(missing, SLICE)
            done = self.instance.call("run_steps", self._at, asked)
            self._collect()
            if done < asked:
                raise FloatingPointError(
                    f"No passo {self.steps} a réplica {self._count(4) - 1} deixou de dar números finitos: o treino "
                    "divergiu. Diminua as taxas de aprendizado ou a escala da recompensa."
                )
            missing -= asked

    def _collect(self) -> None:
        """Traz da memória circular o que ainda não foi lido."""
        for own, done, ring in zip(self._episodes, self._bodies[:, 6].astype(int), self._history):
            own += [ring[i % KEPT].copy() for i in range(len(own), done)]
        self._samples += [self._sampled[i % KEPT].copy() for i in range(len(self._samples), self._count(2))]

    def change(self, name: str, value: PerReplica, replica: int | None = None, step: int | None = None) -> None:
        """Muda um ajuste em uma réplica ou em todas: agora, ou quando `step` passos tiverem sido dados.

        Mudanças futuras são pedidas em ordem. Erros: `ValueError` ou `TypeError`, sem mudar nada.
        """
        if not isinstance(name, str) or name not in self._settings:
            raise ValueError(f"Não há ajuste ao vivo chamado {name!r} neste treino{similar(str(name), self._settings)}")
        i = self._settings[name]
        kind, own = SETTINGS[i]
        chosen = range(len(self.seeds)) if replica is None else [integer("replica", replica, 0, len(self.seeds) - 1)]
        when = self.steps if step is None else integer("step", step, self.steps)
        for k, x in zip(chosen, per_replica(own, value, len(chosen), *kind.LIMITS[own]).tolist()):
            if not self.instance.call("run_change", self._at, when, i, k, x):
                raise ValueError("O motor recusou a mudança: há outra à espera para depois dela, ou mudanças demais.")

    @property
    def settings(self) -> dict[str, np.ndarray]:
        """O valor atual de cada ajuste que pode mudar ao vivo, `[réplica]` (cópias)."""
        return {name: self._live[i].copy() for name, i in self._settings.items()}

    @property
    def history(self) -> list[Episodes]:
        """Os episódios já terminados de cada réplica."""
        return [Episodes(*np.array(own).reshape(-1, 3).T) for own in self._episodes]

    @property
    def samples(self) -> np.ndarray:
        """As `COLUMNS` a cada `every` passos, `[amostra, réplica, coluna]`; a amostra i é a do passo (i + 1) every."""
        return np.array(self._samples, np.float32).reshape(-1, len(self.seeds), len(COLUMNS))

    @property
    def trace(self) -> np.ndarray:
        """As `COLUMNS` dos últimos passos, até 1.024, `[passo, réplica, coluna]`."""
        steps = self.steps
        return self._trace[np.arange(max(0, steps - KEPT), steps) % KEPT]

    def weights(self, noisy: bool = False) -> np.ndarray:
        """Os parâmetros do ator, ou do ator perturbado, `[réplica, parâmetros]` (cópia), na ordem do `flat`."""
        return (self._noisy if noisy else self._actor).copy()

    def evaluate(self, episodes: int = 100, seed: int = 1000) -> np.ndarray:
        """Retornos sem ruído, `[réplica, episódio]`; o episódio e parte sempre do estado que `seed + e` sorteia."""
        integer("episodes", episodes, 1, 10_000), integer("seed", seed, 0, 2**53 - 1 - episodes)
        returns = []
        for k in range(len(self.seeds)):
            self.instance.call("run_evaluate", self._at, k, episodes, seed)
            returns.append(self.instance.exchange(episodes).copy())
        return np.array(returns)

    @property
    def digest(self) -> str:
        """O resumo de todo o estado, em 16 dígitos hexadecimais: igual em qualquer máquina e em qualquer página."""
        return f"{self.instance.call('run_digest', self._at) & (2**64 - 1):016x}"

    def save(self) -> bytes:
        """O estado inteiro, para `restore`."""
        return self.instance.view(self._at, (self._count(3),), np.uint8).tobytes()

    def restore(self, saved: bytes) -> None:
        """Volta a um estado guardado por um treino de mesma configuração. Erro: `ValueError`, e nada muda.

        Dos episódios e das amostras que este objeto não viu, voltam os últimos 1.024; os outros, como NaN.
        """
        before, at = self.save(), self.instance.call("run_field", self._at, 9) - self._at
        if saved[at : at + self._config.nbytes] != self._config.tobytes():
            raise ValueError("`saved` não é de um treino com a configuração deste.")
        self._write(saved)
        if not self.instance.call("run_restore", self._at):
            self._write(before)
            raise ValueError("`saved` foi guardado por outra versão do motor.")
        lost = self._count(2)
        self._samples = self._samples[:lost]
        self._samples += [np.full_like(self._sampled[0], np.nan)] * (lost - KEPT - len(self._samples))
        for own, done in zip(self._episodes, self._bodies[:, 6].astype(int)):
            own[:] = own[:done] + [np.full(3, np.nan)] * (done - KEPT - len(own))
        self._collect()

    def _write(self, saved: bytes) -> None:
        self.instance.view(self._at, (len(saved),), np.uint8)[:] = np.frombuffer(saved, np.uint8)
