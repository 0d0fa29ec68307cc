"""Um treino ao vivo e o que se anota dele entre dois passos: σ, d, a equação 1 e a gravação que se repete."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from ..exploration import ParameterNoise
from ..saving.recording import Recording
from ..saving.trace import digest_of
from ..support.history import Change
from ..support.versions import differences
from ..training import Trainer
from .knobs import named, noise_of


class Session:
    """Um treino, quem o avança e o que a página lê dele.

    - `trainer`: o treino, no passo em que estiver. `twins`: se são gêmeos, e os ajustes movem só o segundo.
    - `pace`: a velocidade, em `runner.PACES`.
    """

    def __init__(self, trainer: Trainer, *, twins: bool = False, pace: str = "fast"):
        self.trainer, self.twins = trainer, twins
        self.note = ""
        #: A réplica que os ajustes movem e que a equação 1 mostra.
        self.acting = 1 if twins else 0
        self.thermostat = next((one for one in trainer.explorations if isinstance(one, ParameterNoise)), None)
        noise = noise_of(trainer)
        self.sigma = noise["parameters"] or noise["gaussian"] or (noise["ou"] or {}).get("sigma")
        self.every = self.thermostat.every if self.thermostat else 50
        self.runner = trainer.runner
        self.runner.after, self.runner.pace = self.after_step, pace
        #: σ e d a cada `every` passos; o que passa de 4.096 a página já tem.
        self.measured: deque[tuple] = deque(maxlen=4096)
        self.measures = 0
        self.pulse: dict[str, float] | None = None
        #: A gravação que se repete, e as mudanças dela que ainda faltam.
        self.score: Recording | None = None
        self._missing: deque[Change] = deque()

    @property
    def done(self) -> int:
        """Quantos episódios todas as réplicas terminaram."""
        return min(map(len, self.trainer.history))

    def follow(self, score: Recording) -> None:
        """Repete uma gravação daqui em diante: as mudanças dela, nos mesmos passos."""
        self.score, self._missing = score, deque(score.changes)
        self.note = f"Repetindo a gravação até o passo {score.steps}."
        self.trainer.request(self._play).result()

    def leave(self) -> None:
        """Deixa a gravação, se há uma: alguém mexeu."""
        if self.score:
            self.score, self.note = None, "Você mexeu: o treino deixou a gravação, e daqui em diante é seu."
            self._missing.clear()

    def after_step(self) -> None:
        """O que se anota, e o que se toca de uma gravação, entre este passo e o próximo: quem treina espera."""
        if self.sigma and self.trainer.steps % self.every == 0:
            self.trainer.request(self._sample).result()
        if self.score:
            self.trainer.request(self._play).result()

    def _sample(self) -> None:
        """Anota σ e d, e os números com que a equação 1 acaba de agir."""
        assert self.sigma
        live, step = self.trainer.settings, self.trainer.steps
        distance = None if self.thermostat is None else finite(self.thermostat.distance)
        self.measured.append((step, live[self.sigma].tolist(), distance))
        self.measures += 1
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
        trainer, score = self.trainer, self.score
        while self._missing and self._missing[0].step <= trainer.steps:
            change = self._missing.popleft()
            trainer.change(change.name, change.new, change.replica)
        if score and trainer.steps >= score.steps:
            same = digest_of(trainer) == score.digest
            self.note = "A gravação se repetiu, igual bit a bit. Daqui em diante é com você."
            if not same:
                self.note = f"A gravação chegou ao fim, mas não é igual bit a bit. {differences(score.versions)}"
            self.score = None


def finite(values: np.ndarray) -> list[float | None]:
    """Os números, com `None` no lugar dos que não são finitos: o JSON não tem NaN."""
    return [x if math.isfinite(x) else None for x in values.tolist()]
