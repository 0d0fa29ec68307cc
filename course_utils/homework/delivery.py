"""Uma entrega: o que se sabe do arquivo de um aluno."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..exercises.results import Kept, Result, Wager


@dataclass
class Entry:
    """Uma entrega: o que o arquivo diz, e o que a conferência achou. O que não se soube fica vazio.

    - `made_in`: de onde é a gravação, `"página"` ou `"Python"`; vazio, se não é uma.
    - `early`, `final`: se o começo é igual e se o final fica na faixa. `returned`: o retorno final de cada réplica.
    - `progress`: os exercícios, as perguntas e as apostas do aluno; `None`, se ele não entregou nenhum progresso.
    - `named`: o nome que o progresso traz; o aluno pode ser outro, o da pasta.
    - `marks`: o que duas entregas do mesmo treino têm igual.
    """

    student: str
    file: str
    made_in: str = ""
    env: str = ""
    seeds: str = ""
    exploration: str = ""
    steps: int | None = None
    changes: int | None = None
    early: bool | None = None
    final: bool | None = None
    returned: list[float] = field(default_factory=list)
    seconds: float | None = None
    progress: dict[str, Kept] | None = None
    named: str = ""
    reasons: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        """Se a gravação foi recomputada e confere."""
        return bool(self.early and self.final)

    @property
    def exercises(self) -> int | None:
        """Quantos exercícios o aluno resolveu; `None`, sem progresso."""
        return self._solved(False)

    @property
    def quiz(self) -> int | None:
        """Quantas perguntas o aluno acertou; `None`, sem progresso."""
        return self._solved(True)

    @property
    def bets(self) -> int | None:
        """Quantas apostas o aluno fez; `None`, sem progresso."""
        return None if self.progress is None else sum(isinstance(own, Wager) for own in self.progress.values())

    def _solved(self, quiz: bool) -> int | None:
        if self.progress is None:
            return None
        results = [(item, own) for item, own in self.progress.items() if isinstance(own, Result)]
        return sum(own.solved and (".q" in item) == quiz for item, own in results)
