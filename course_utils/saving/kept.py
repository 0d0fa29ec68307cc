"""O que um treino anota, muda ao vivo e salva: tudo entre dois passos, e de qualquer linha de execução."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import numpy as np

from ..support.changes import NEW_EPISODE, ChangeableSettings
from ..support.checks import PerReplica, integer, path_of
from ..support.history import Change, Episode, Finished, Override
from ..support.stepping import Stepped
from . import checkpoint
from .recording import Recording


class Kept(Stepped):
    """O que o `Trainer` oferece além do laço: episódios, mudanças ao vivo, gravação e checkpoint."""

    _settings: ChangeableSettings

    def __init__(self, replicas: int) -> None:
        super().__init__()
        self.changes: list[Change] = []
        self.overrides: list[Override] = []  # o que se trocou ao abrir o treino de um arquivo
        #: Os episódios já terminados de cada réplica.
        self.history: list[list[Finished]] = [[] for _ in range(replicas)]

    def new_episode(self, replica: int | None = None) -> None:
        """Abandona o episódio em curso e começa outro; quem herda escreve o seu."""
        raise NotImplementedError

    def episodes(self, n: int) -> Iterator[Episode]:
        """Treina até que cada réplica termine mais `n` episódios, entregando-os um a um, pelo índice."""
        first = self.done
        for index in range(first, first + integer("n", n, 1)):
            while self.done <= index:
                self.step()
            yield self.episode(index)

    def episode(self, index: int) -> Episode:
        """O episódio `index` (de 0 em diante), já terminado por todas as réplicas. Erro: `ValueError`, se ainda não."""
        if integer("index", index, 0) >= self.done:
            raise ValueError(f"`index` recebeu {index}, mas só {self.done} episódios terminaram em todas as réplicas.")
        returns, lengths, ends = zip(*((own[index].total, own[index].length, own[index].end) for own in self.history))
        return Episode(index, np.array(returns), np.array(lengths), np.array(ends))

    @property
    def done(self) -> int:
        """Quantos episódios todas as réplicas já terminaram."""
        return min(map(len, self.history))

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
        if name == NEW_EPISODE:  # uma gravação repete assim o que `new_episode` fez
            return self.new_episode(replica)
        new = self._settings.checked(name, value, replica)
        self.request(lambda: self.changes.extend(self._settings.apply(self.steps, name, new)))

    def save(self, path: str | Path) -> None:
        """Salva o treino inteiro num arquivo, entre dois passos; `Trainer.load` o retoma, bit a bit.

        Pode ser chamado de qualquer linha de execução. Se a escrita falha no meio, o arquivo antigo fica inteiro.
        """
        path = path_of(path)
        trainer: Any = self
        self.request(lambda: checkpoint.save(trainer, path)).result()

    @property
    def recording(self) -> Recording:
        """A gravação deste treino até aqui: o que basta para recomputá-lo (ver `Recording`)."""
        trainer: Any = self
        return self.request(lambda: Recording.of(trainer)).result()

    @classmethod
    def load(cls, path: str | Path, **given: Any) -> Self:
        """Retoma um treino salvo com `save`, no passo em que ele estava, também no meio de um episódio.

        `given` dá de novo o que não se guarda em arquivo (`env`, `actor`, `critic` ou `encoder` que sejam código) e
        troca `env`, `device`, `warmup`, `updates_per_step` (fica em `overrides`) ou um ajuste vivo (fica em `changes`).
        Ler o arquivo não executa código dele. Se o ambiente não repete o episódio em curso, um aviso o diz, e o treino
        abre no episódio seguinte. Erros: `FileNotFoundError`; `ValueError`, se o arquivo não serve; `EnvironmentFault`.
        """
        trainer: Any = cls
        opened: Any = checkpoint.load(trainer, path_of(path), given)
        return opened
