"""O laboratório: um treino, quem o avança, e o que a página pede que se faça com ele. Nada aqui conhece a tela."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

from ..saving.recording import Recording
from ..support.checks import integer, similar
from ..support.runner import PACES
from ..training import Trainer
from .knobs import KINDS, PLACEBO, SHOWN, kind_of
from .reading import reading, spoken
from .session import Session


class Laboratory:
    """Um treino ao vivo e o que se pode fazer com ele.

    `answer(pedido)` faz o que a página pede e devolve o estado, em números e textos, e os pesos, em bytes. Todo estado
    do treino é lido pela fila do treinador, entre dois passos. Recomeçar cria outro `Trainer`, em `trainer`.
    """

    def __init__(self, trainer: Trainer):
        self.session, self.generation = Session(trainer), 1
        self._seeds = trainer.seeds
        self._turn = Lock()

    @property
    def trainer(self) -> Trainer:
        """O treino de agora; recomeçar cria outro."""
        return self.session.trainer

    def _adopt(self, trainer: Trainer, twins: bool) -> None:
        """Passa a cuidar deste treino, do passo em que estiver; o de antes para."""
        self.session.runner.pause()
        self.session = Session(trainer, twins=twins, pace=self.session.runner.pace)
        self.generation += 1

    def _rebuild(self, *, twins: bool, **changed: Any) -> None:
        """Outro treino com os mesmos argumentos, menos os que mudam."""
        self._adopt(Trainer(**self.trainer.arguments | changed), twins)

    # --- o que a página pede --------------------------------------------------------------------------------------

    def answer(self, asked: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """Faz o que se pede e devolve o estado do treino e os pesos. Um pedido que não dá volta com o `error` dito."""
        with self._turn:
            told: dict[str, Any] = {}
            try:
                told = self._action(asked["do"])(asked) or {}
            except Exception as error:  # quem pediu recebe o erro, em português se é nosso
                told = {"error": spoken(error)}
            state, buffers = self.trainer.request(lambda: reading(self.session, self.generation, asked)).result()
            return state | told, buffers

    def _action(self, name: str) -> Callable[[dict[str, Any]], dict[str, Any] | None]:
        actions = {
            "tick": lambda asked: None,
            "start": lambda asked: self.session.runner.start(),
            "pause": lambda asked: self.pause(),
            "step": lambda asked: self._until(lambda: self.trainer.steps),
            "episode": lambda asked: self._until(lambda: self.session.done),
            "restart": lambda asked: self._rebuild(twins=self.session.twins),
            "pace": lambda asked: self._set_pace(asked["value"]),
            "change": lambda asked: self.change(asked["name"], asked["value"]),
            "twins": lambda asked: self.set_twins(bool(asked["on"])),
            "placebo": lambda asked: self.placebo(),
            "setup": lambda asked: self.set_up(asked["kind"], asked["seed"], asked["replicas"]),
            "save": lambda asked: {"file": {"name": "treino.json", "text": self.trainer.recording.to_json()}},
            "load": lambda asked: self.load(asked["text"]),
            "code": lambda asked: {"code": self.trainer.recording.code()},
        }
        if name not in actions:
            raise ValueError(f"O painel não sabe {name!r}{similar(name, actions)}")
        return actions[name]

    def _until(self, counter: Callable[[], int]) -> None:
        """Treina até que o contador ande um, e para."""
        self.session.runner.pause()
        goal = counter() + 1
        self.session.runner.start(lambda: counter() >= goal)

    def pause(self, note: str = "") -> None:
        """Para o treino depois do passo em curso; `note` diz por quê, na página."""
        if self.session.runner.running:
            self.session.runner.pause()
            self.session.note = note

    def _set_pace(self, pace: str) -> None:
        if pace not in PACES:
            raise ValueError(f"`pace` recebeu {pace!r}{similar(pace, PACES)}")
        self.session.runner.pace = pace

    def change(self, name: str, value: float) -> None:
        """Muda um ajuste ao vivo: em todas as réplicas ou, com gêmeos, só na segunda."""
        self.session.leave()
        self.trainer.change(name, value, replica=1 if self.session.twins else None)

    def placebo(self) -> None:
        """Soma um milionésimo ao σ do gêmeo: por um tempo, isso não pode ter efeito perceptível."""
        if not (self.session.twins and self.session.sigma):
            raise ValueError("O placebo é do gêmeo: ligue `Gêmeos` e use uma exploração que tenha σ.")
        name: str = self.session.sigma

        def nudge() -> None:
            self.trainer.change(name, float(self.trainer.settings[name][1]) + PLACEBO, replica=1)

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
        self._rebuild(twins=self.session.twins, seeds=[first] * 2 if self.session.twins else seeds, **changed)
        self._seeds = seeds

    def load(self, text: str) -> None:
        """Repete uma gravação: o mesmo treino desde o começo, com as mudanças nos mesmos passos."""
        recording = Recording.from_json(text)
        seeds = recording.settings["seeds"]
        here = self.trainer.arguments
        fresh = recording.fresh(**{name: here[name] for name in recording.needs if name in here})  # o código é o daqui
        self._adopt(fresh, twinned(seeds))
        self.session.follow(recording)
        self.session.runner.start(lambda: fresh.steps >= recording.steps)


def twinned(seeds: Sequence[int]) -> bool:
    """Se são gêmeos: duas réplicas da mesma semente."""
    return len(seeds) == 2 and seeds[0] == seeds[1]
