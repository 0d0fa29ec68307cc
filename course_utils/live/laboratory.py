"""O laboratório: um treino, quem o avança, e o que a página pede que se faça com ele. Nada aqui conhece a tela."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

from ..checks import integer, similar
from ..exploration import ParameterNoise
from ..recording import Recording
from ..records import Change
from ..trace import digest_of
from ..training import Trainer
from ..versions import differences
from .reading import finite, reading, spoken
from .runner import PACES, Runner
from .scenes import scene_data, scene_trainer
from .settings import KINDS, PLACEBO, SHOWN, kind_of, named, noise_of


class Laboratory:
    """Um treino ao vivo e o que se pode fazer com ele.

    `answer(pedido)` faz o que a página pede e devolve o estado, em números e textos, e os pesos, em bytes. Todo estado
    do treino é lido pela fila do treinador, entre dois passos. Recomeçar cria outro `Trainer`, em `trainer`.
    """

    def __init__(self, trainer: Trainer):
        self.generation = 0
        self.note = ""
        self._seeds = trainer.seeds
        self._turn = Lock()
        self._adopt(trainer, twins=False)

    # --- o treino -------------------------------------------------------------------------------------------------

    def _adopt(self, trainer: Trainer, twins: bool, pace: str = "fast") -> None:
        """Passa a cuidar deste treino, do passo em que estiver."""
        self.trainer, self.twins = trainer, twins
        self.generation += 1
        #: A réplica que os ajustes movem e que a equação 1 mostra.
        self.acting = 1 if twins else 0
        self.thermostat = next((one for one in trainer.explorations if isinstance(one, ParameterNoise)), None)
        noise = noise_of(trainer)
        self.sigma = noise["parameters"] or noise["gaussian"] or (noise["ou"] or {}).get("sigma")
        self.every = self.thermostat.every if self.thermostat else 50
        self.runner = Runner(trainer, self.after_step, pace)
        #: σ e d a cada `every` passos; o que passa de 4.096 a página já tem.
        self.trace: deque[tuple] = deque(maxlen=4096)
        self.traced = 0
        self.pulse: dict[str, float] | None = None
        #: A gravação que se repete, e as mudanças dela que ainda faltam.
        self._score: Recording | None = None
        self._missing: deque[Change] = deque()

    def after_step(self) -> None:
        """O que se anota, e o que se toca de uma gravação, entre este passo e o próximo: quem treina espera."""
        if self.sigma and self.trainer.steps % self.every == 0:
            self.trainer.request(self._sample).result()
        if self._score:
            self.trainer.request(self._play).result()

    def _sample(self) -> None:
        """Anota σ e d, e os números com que a equação 1 acaba de agir."""
        assert self.sigma
        live, step = self.trainer.live, self.trainer.steps
        distance = None if self.thermostat is None else finite(self.thermostat.distance)
        self.trace.append((step, live[self.sigma].tolist(), distance))
        self.traced += 1
        moved = bool(self.trainer.changes) and self.trainer.changes[-1].step == step  # σ já não é o que ela deixou
        d = None if distance is None else distance[self.acting]
        if d is not None and not moved:
            delta, alpha = (
                float(live[str(named(self.trainer, ParameterNoise, name))][self.acting]) for name in ("delta", "alpha")
            )
            after = float(live[self.sigma][self.acting])
            before = after / alpha if d <= delta else after * alpha
            self.pulse = {"d": d, "delta": delta, "alpha": alpha, "before": before, "after": after}

    def _play(self) -> None:
        """Faz as mudanças gravadas para este passo e, no último, confere se o treino é o gravado."""
        trainer, score = self.trainer, self._score
        while self._missing and self._missing[0].step <= trainer.steps:
            change = self._missing.popleft()
            trainer.change(change.name, change.new, change.replica)
        if score and trainer.steps >= score.steps:
            same = digest_of(trainer) == score.digest
            self.note = "A gravação se repetiu, igual bit a bit. Daqui em diante é com você."
            if not same:
                self.note = f"A gravação chegou ao fim, mas não é igual bit a bit. {differences(score.versions)}"
            self._score = None

    def _rebuild(self, *, twins: bool, **changed: Any) -> None:
        """Outro treino com os mesmos argumentos, menos os que mudam; o de antes para."""
        fresh = Trainer(**self.trainer.arguments | changed)
        self.runner.pause()
        self._adopt(fresh, twins, self.runner.pace)

    # --- o que a página pede --------------------------------------------------------------------------------------

    def answer(self, asked: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """Faz o que se pede e devolve o estado do treino e os pesos. Um pedido que não dá volta com o `error` dito."""
        with self._turn:
            told: dict[str, Any] = {}
            try:
                told = self._action(asked["do"])(asked) or {}
            except Exception as error:  # quem pediu recebe o erro, em português se é nosso
                told = {"error": spoken(error)}
            state, buffers = self.trainer.request(lambda: reading(self, asked)).result()
            return state | told, buffers

    def _action(self, name: str) -> Callable[[dict[str, Any]], dict[str, Any] | None]:
        actions = {
            "tick": lambda asked: None,
            "start": lambda asked: self.runner.start(),
            "pause": lambda asked: self.pause(),
            "step": lambda asked: self._until(lambda: self.trainer.steps),
            "episode": lambda asked: self._until(lambda: self._done),
            "restart": lambda asked: self._rebuild(twins=self.twins),
            "pace": lambda asked: self._set_pace(asked["value"]),
            "change": lambda asked: self.change(asked["name"], asked["value"]),
            "twins": lambda asked: self.set_twins(bool(asked["on"])),
            "placebo": lambda asked: self.placebo(),
            "setup": lambda asked: self.set_up(asked["kind"], asked["seed"], asked["replicas"]),
            "save": lambda asked: {"file": {"name": "treino.json", "text": self.trainer.recording.to_json()}},
            "load": lambda asked: self.load(asked["text"]),
            "resume": lambda asked: self.resume(asked["scene"]),
            "code": lambda asked: {"code": self.trainer.recording.code()},
        }
        if name not in actions:
            raise ValueError(f"O painel não sabe {name!r}{similar(name, actions)}")
        return actions[name]

    @property
    def _done(self) -> int:
        """Quantos episódios todas as réplicas terminaram."""
        return min(map(len, self.trainer.history))

    def _until(self, counter: Callable[[], int]) -> None:
        """Treina até que o contador ande um, e para."""
        self.runner.pause()
        goal = counter() + 1
        self.runner.start(lambda: counter() >= goal)

    def pause(self, note: str = "") -> None:
        """Para o treino depois do passo em curso; `note` diz por quê, na página."""
        if self.runner.running:
            self.runner.pause()
            self.note = note

    def _set_pace(self, pace: str) -> None:
        if pace not in PACES:
            raise ValueError(f"`pace` recebeu {pace!r}{similar(pace, PACES)}")
        self.runner.pace = pace

    def change(self, name: str, value: float) -> None:
        """Muda um ajuste ao vivo: em todas as réplicas ou, com gêmeos, só na segunda."""
        if self._score:
            self._score, self.note = None, "Você mexeu: o treino deixou a gravação, e daqui em diante é seu."
            self._missing.clear()
        self.trainer.change(name, value, replica=1 if self.twins else None)

    def placebo(self) -> None:
        """Soma um milionésimo ao σ do gêmeo: nada que se veja pode seguir-se disso, por um tempo."""
        if not (self.twins and self.sigma):
            raise ValueError("O placebo é do gêmeo: ligue `Gêmeos` e use uma exploração que tenha σ.")
        name: str = self.sigma

        def nudge() -> None:
            self.trainer.change(name, float(self.trainer.live[name][1]) + PLACEBO, replica=1)

        self.trainer.request(nudge)

    def set_twins(self, on: bool) -> None:
        """Recomeça com duas réplicas da primeira semente, ou com as sementes de antes."""
        self._rebuild(twins=on, seeds=[self._seeds[0]] * 2 if on else list(self._seeds))

    def set_up(self, kind: str, seed: str, replicas: int) -> None:
        """Recomeça com outra exploração, outra semente e outro número de réplicas (sementes em seguida)."""
        if not str(seed).isdecimal():
            raise ValueError(f"A semente recebeu {seed!r}; aceita um número inteiro de 0 em diante, como 0.")
        first, count = int(seed), integer("Réplicas", replicas, 1, SHOWN)
        changed: dict[str, Any] = {}
        if kind != kind_of(self.trainer):
            _, made = KINDS[kind]
            changed["exploration"] = None if made is None else made()
        seeds = tuple(range(first, first + count))
        self._rebuild(twins=self.twins, seeds=[first] * 2 if self.twins else seeds, **changed)
        self._seeds = seeds

    def load(self, text: str) -> None:
        """Repete uma gravação: o mesmo treino desde o começo, com as mudanças nos mesmos passos."""
        recording = Recording.from_json(text)
        seeds = recording.settings["seeds"]
        fresh = recording.fresh()
        self.runner.pause()
        self._adopt(fresh, twinned(seeds), self.runner.pace)
        self._score, self._missing = recording, deque(recording.changes)
        self.note = f"Repetindo a gravação até o passo {recording.steps}."
        fresh.request(self._play).result()
        self.runner.start(lambda: fresh.steps >= recording.steps)

    def resume(self, name: str) -> None:
        """Assume o treino em que uma cena acabou, com as curvas dela, e segue dali em velocidade normal."""
        fresh, messages = scene_trainer(name), scene_data(name)["messages"]
        self.runner.pause()
        self._adopt(fresh, twinned(fresh.seeds), "normal")
        self._seeds = fresh.seeds[:1] if self.twins else fresh.seeds
        self.trace.extend(tuple(point) for message in messages for point in message["trace"])
        self.traced, self.pulse = messages[-1]["traced"], messages[-1]["pulse"]
        self.note = "Daqui em diante o treino é de verdade, e os ajustes são seus."
        self.runner.start()


def twinned(seeds: Sequence[int]) -> bool:
    """Se são gêmeos: duas réplicas da mesma semente."""
    return len(seeds) == 2 and seeds[0] == seeds[1]
