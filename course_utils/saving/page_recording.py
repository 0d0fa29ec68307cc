"""A gravação de um treino que aconteceu numa página: a mesma rodada, bit a bit, em qualquer máquina.

Quem treina na página é o motor compilado (`engine/run.c`), e o Python tem o mesmo. Por isso, ao contrário das outras,
uma gravação destas se recomputa igual em toda parte, e quem confere uma tarefa não precisa de faixas. `Recording.load`
e `Recording.from_json` reconhecem uma delas e devolvem uma `PageRecording`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

from ..engine import Run
from ..support.checks import path_of
from ..support.files import replace_file
from ..support.history import Change
from ..support.seal import seal, unsealed
from .description import describe, rebuilt
from .recording import FORMAT, READERS, VERSION, ReplayError, check_sizes
from .trace import Traced, Verdict, sampled

ENGINE = "run.c"
Move = tuple[int, int, str, float]  # passo, réplica, ajuste, valor


@dataclass(frozen=True)
class PageRecording:
    """Um treino da página até o passo `steps`; os campos são os de `Recording`.

    - `digest`: o resumo que o próprio motor faz do estado final, 16 dígitos hexadecimais.
    """

    settings: dict[str, Any]
    needs: list[str]
    steps: int
    changes: list[Change]
    trace: list[list[Traced]]
    digest: str
    versions: dict[str, str]

    @classmethod
    def made(cls, settings: Mapping[str, Any], moves: Iterable[Move], steps: int) -> PageRecording:
        """Treina no motor e grava.

        - `settings`: os argumentos de `Run`. `moves`: as mudanças em ordem, `(passo, réplica, ajuste, valor)`.
        """
        words = describe(settings)
        run, changes = fresh(words), []
        for step, replica, name, value in moves:
            run.run(step - run.steps)
            changes.append(Change(step, replica, name, float(run.settings[name][replica]), value))
            run.change(name, value, replica)
        run.run(steps - run.steps)
        return cls(words, [], steps, changes, trace_of(run), run.digest, {ENGINE: "1"})

    # --- o arquivo ---------------------------------------------------------------------------------------------

    def to_json(self) -> str:
        """O texto do arquivo, selado como os outros; números inteiros se escrevem sem ponto, como na página."""
        body = plain({"format": FORMAT, "version": VERSION, "engine": ENGINE, **asdict(self)})
        return json.dumps(body | {"seal": seal(body)}, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> PageRecording:
        """Lê o que `to_json`, ou a página, escreveu. Erro: `ValueError`, se não é uma gravação inteira."""
        try:
            body = unsealed(text, FORMAT, VERSION)
            if body.pop("engine", None) != ENGINE or body["needs"]:
                raise ValueError("não é de um treino da página")
            changes = [Change(*one) for one in body.pop("changes")]
            trace = [[Traced(*one) for one in own] for own in body.pop("trace")]
            recording = cls(**body, changes=changes, trace=trace)
            check_sizes(recording.settings | {"capacity": recording.settings.get("capacity", 0)}, recording)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"Esta gravação não se pode ler: {error}. Grave de novo, na página.") from error
        return recording

    def save(self, path: str | Path) -> None:
        """Guarda a gravação num arquivo `.json`, de uma vez só."""
        replace_file(path_of(path), lambda file: file.write(self.to_json().encode()))

    # --- recomputar --------------------------------------------------------------------------------------------

    def replay(self) -> Run:
        """Recomputa o treino no motor e o devolve, no último passo. Erro: `ReplayError`, se não é igual bit a bit."""
        run, verdict = self._compared()
        if not verdict.accepted:
            raise ReplayError(f"A gravação não se repetiu: {verdict.reasons[0]}.")
        return run

    def verify(self) -> Verdict:
        """Confere uma tarefa entregue, recomputando-a: o treino da página é igual, bit a bit, ou não é aceito."""
        return self._compared()[1]

    def _compared(self) -> tuple[Run, Verdict]:
        run = fresh(self.settings)
        for change in self.changes:
            run.run(change.step - run.steps)
            run.change(change.name, change.new, change.replica)
        run.run(self.steps - run.steps)
        early, reasons = True, []
        for k, (mine, given) in enumerate(zip(trace_of(run), self.trace)):
            wrong = next((a for a, b in zip(mine, given) if tuple(a) != tuple(b)), None)
            if wrong:
                early &= wrong[0] > 2
                reasons.append(f"o episódio {wrong[0]} da réplica {k} não é o que estes ajustes dão")
            elif len(mine) != len(given):
                reasons.append(f"a réplica {k} traz {len(given)} episódios; recomputados, {len(mine)}")
        if not reasons and run.digest != self.digest:
            reasons.append(f"os retornos são os mesmos, mas o estado no passo {self.steps} não")
        return run, Verdict(early, not reasons, reasons or ["igual, bit a bit"])

    def fresh(self, **_: Any) -> NoReturn:
        """Um `Trainer` com os ajustes da gravação não seria o treino dela. Erro: `ValueError`, sempre."""
        raise ValueError(
            "Esta gravação é de um treino da página, e o PyTorch, com a mesma semente, faria outro. Repita-a num "
            "painel da página, o do site ou o de `laboratorio.html`, ou recompute-a numa célula, no motor da página, "
            "com `Recording.load(caminho).replay()`."
        )


def fresh(settings: Mapping[str, Any]) -> Run:
    """Um treino novo do motor, com os ajustes por extenso."""
    return Run(**rebuilt(settings, [], {}))


def trace_of(run: Run) -> list[list[Traced]]:
    """De cada réplica, os primeiros episódios e uma amostra do resto, como em `trace.trace_of`."""
    return [
        [Traced(i, float(own.returns[i]), int(own.ends[i])) for i in sampled(len(own.returns))] for own in run.history
    ]


def plain(value: Any) -> Any:
    """O mesmo, com os números inteiros sem ponto, como o JavaScript os escreve: o selo se faz do texto."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e16 else value


READERS[ENGINE] = PageRecording.from_json
