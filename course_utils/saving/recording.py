"""A gravação: um treino descrito por inteiro num JSON pequeno, que se recomputa bit a bit.

Um treino é a sua configuração, as suas sementes e a lista das suas mudanças. A gravação guarda isso, e mais o que
permite conferir: um traço dos retornos, um resumo (digest) do estado final e as versões.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ..support.checks import integer, number_in, path_of
from ..support.files import read_text, replace_file
from ..support.history import Change, Override
from ..support.seal import seal, unsealed
from ..support.versions import differences, versions
from .description import code_in, describe, rebuilt
from .recipe import recipe
from .trace import Traced, Verdict, compared, digest_of, trace_of
from .trainers import new_trainer

if TYPE_CHECKING:
    from .trainers import Trainer

FORMAT, VERSION = "course_utils recording", 1
#: O maior que se aceita recomputar: um arquivo alheio não deve poder encher a memória, nem rodar para sempre.
LARGEST = {"steps": 10_000_000, "changes": 1_000_000, "seeds": 256, "hidden": 10_000, "capacity": 10_000_000}

#: Quem lê a gravação de outro motor, pelo nome dele; inscreve-se ao ser importado.
READERS: dict[str, Callable[[str], Any]] = {}


class ReplayError(ValueError):
    """A gravação recomputada não é a gravada; a mensagem diz onde as duas se separam."""


@dataclass(frozen=True)
class Recording:
    """Um treino até o passo `steps`: com que ajustes, que mudanças sofreu e no que deu.

    - `settings`: os ajustes do `Trainer`, por extenso; `needs`: os que são código e se dão de novo ao recomputar.
    - `changes`: as mudanças ao vivo, na ordem. `trace`: de cada réplica, os primeiros episódios e uma amostra do resto.
    - `digest`: SHA-256 do estado final. `versions`: com o que foi feito.
    - `overrides`: o que se trocou ao abrir o treino de um checkpoint (outro ambiente, outro dispositivo).

    O formato do JSON está em `docs/promessas.md`. Erro de `load` e `from_json`: `ValueError`, se não é uma gravação.
    """

    settings: dict[str, Any]
    needs: list[str]
    steps: int
    changes: list[Change]
    trace: list[list[Traced]]
    digest: str
    versions: dict[str, str]
    overrides: list[Override] = field(default_factory=list)

    @classmethod
    def of(cls, trainer: Trainer) -> Self:
        """A gravação de um treino que está entre dois passos; de fora, use `trainer.recording`."""
        return cls(
            describe(trainer.arguments),
            code_in(trainer.arguments),
            trainer.steps,
            list(trainer.changes),
            trace_of(trainer),
            digest_of(trainer),
            versions(),
            list(trainer.overrides),
        )

    # --- o arquivo ---------------------------------------------------------------------------------------------

    def to_json(self) -> str:
        """O texto do arquivo, com um selo que denuncia um texto cortado ou editado."""
        body = {"format": FORMAT, "version": VERSION, **asdict(self)}
        if not self.overrides:
            del body["overrides"]
        return json.dumps(body | {"seal": seal(body)}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Lê o que `to_json` escreveu; a de um treino da página é uma `PageRecording`."""
        if reader := READERS.get(engine_of(text)):
            return reader(text)
        try:
            body = unsealed(text, FORMAT, VERSION)
            changes = [Change(*one) for one in body.pop("changes")]
            trace = [[Traced(*one) for one in own] for own in body.pop("trace")]
            overrides = [Override(*one) for one in body.pop("overrides", ())]
            recording = cls(**body, changes=changes, trace=trace, overrides=overrides)
            check_sizes(recording.settings, recording)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f"Esta gravação não se pode ler: {error}. Grave de novo com `trainer.recording.save`."
            ) from error
        return recording

    def save(self, path: str | Path) -> None:
        """Guarda a gravação num arquivo `.json`, de uma vez só."""
        replace_file(path_of(path), lambda file: file.write(self.to_json().encode()))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Lê uma gravação de um arquivo. Erros: `FileNotFoundError`; `ValueError`, se não é uma gravação inteira."""
        path = path_of(path)
        if not path.is_file():
            raise FileNotFoundError(f"Não existe o arquivo {path}. Confira o nome da gravação.")
        try:
            return cls.from_json(read_text(path))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error

    # --- recomputar --------------------------------------------------------------------------------------------

    def replay(self, **code: Any) -> Trainer:
        """Recomputa o treino e o devolve, no último passo, pronto para continuar.

        `code` dá de novo o que é código (`env`, `actor`, `critic`, `exploration`), e pode trocar `env`, `device` e
        `engine`. Na mesma máquina e com as mesmas versões, é igual bit a bit. Erro: `ReplayError`, que diz a primeira
        diferença.
        """
        trainer = self._trained(code)
        trace = trace_of(trainer)
        for k, (here, there) in enumerate(zip(trace, self.trace)):
            for mine, recorded in zip(here, there):
                if mine != recorded:
                    raise self._different(
                        trainer,
                        f"o episódio {mine.episode} da réplica {k} deu {mine.total!r} e acabou no passo {mine.end}; na "
                        f"gravação, {recorded.total!r}, no passo {recorded.end}",
                    )
        if trace != self.trace or trainer.changes != self.changes or digest_of(trainer) != self.digest:
            raise self._different(trainer, f"os retornos são os mesmos, mas o estado no passo {self.steps} não")
        return trainer

    def _different(self, trainer: Trainer, what: str) -> ReplayError:
        here = describe(trainer.arguments)
        other = [
            f"`{name}` era {self.settings[name]!r} e aqui é {here[name]!r}."
            for name in ("env", "device")
            if name not in self.needs and here[name] != self.settings[name]
        ]
        hint = " Entre dispositivos os bits mudam: use `verify`." if here["device"] != self.settings["device"] else ""
        return ReplayError(f"A gravação não se repetiu: {what}. {' '.join([*other, differences(self.versions)])}{hint}")

    def fresh(self, **given: Any) -> Trainer:
        """Um treino novo com os ajustes da gravação, no passo zero e sem as mudanças.

        `given` dá de novo o que é código, e troca o que se quiser: `fresh(gamma=0.9, device="cpu")`.
        """
        return new_trainer(
            **rebuilt({"engine": "torch"} | self.settings, self.needs, given)
        )  # sem ele, é de antes do motor

    def _trained(self, code: dict[str, Any]) -> Trainer:
        self._check_repeatable()
        for name in code.keys() - {*self.needs, "env", "device", "engine"}:
            raise ValueError(
                f"Para repetir uma gravação não se dá {name!r}; aceita-se o que é código, `env`, `device` e `engine`. "
                f"Para um treino novo com outro `{name}`, use `fresh({name}=…)`."
            )
        trainer = self.fresh(**code)
        for change in self.changes:
            trainer.advance(until=change.step)
            trainer.change(change.name, change.new, change.replica)
        trainer.advance(until=self.steps)
        return trainer

    def _check_repeatable(self) -> None:
        """Recusa, com `ReplayError`, um treino que trocou de ajustes ao ser aberto: não há um que o repita inteiro."""
        for one in self.overrides:
            if one.name != "device":
                raise ReplayError(
                    f"Este treino foi aberto no passo {one.step} com `{one.name}` = {one.new!r}, e não {one.old!r}: "
                    "não se recomputa inteiro. Para um treino novo com os últimos ajustes, use `fresh()`."
                )

    def verify(self, *, tolerance: float = 1e-3, band: float = 150.0, last: int = 10, **code: Any) -> Verdict:
        """Confere uma tarefa entregue, feita talvez em outra máquina, recomputando-a aqui.

        O começo (os episódios que acabam até cem passos depois do aquecimento) precisa ser igual, com a tolerância
        relativa `tolerance`; a média dos `last` últimos retornos do traço pode diferir de até `band`. Entre máquinas o
        último bit muda, e um treino longo segue o seu próprio caminho: por isso a faixa.
        """
        tolerance, band = number_in("tolerance", tolerance, 0), number_in("band", band, 0)
        last, early = integer("last", last, 1), self.settings["warmup"] + 100
        return compared(trace_of(self._trained(code)), self.trace, early, tolerance, band, last)

    def code(self) -> str:
        """A célula de Python que repete o treino: "copiar como código"."""
        self._check_repeatable()
        return recipe(self.settings, self.needs, self.changes, self.steps)


def engine_of(text: str) -> str:
    """O motor que uma gravação diz ter sido o seu; vazio, se é a do PyTorch, ou nem é uma gravação."""
    try:
        return str(json.loads(text).get("engine", ""))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ""


def check_sizes(settings: Mapping[str, Any], recording: Any) -> None:
    """Recusa uma gravação que pede demais, ou cujas partes não combinam. Erro: `ValueError`."""
    if not isinstance(recording.digest, str):
        raise ValueError(f"`digest` não é um texto: {recording.digest!r}")
    seeds, hidden = settings["seeds"], settings.get("hidden", ())
    sizes = dict(steps=recording.steps, changes=len(recording.changes), seeds=len(seeds), hidden=sum(hidden))
    sizes |= dict(capacity=settings["capacity"])
    for name, size in sizes.items():
        if not 0 <= size <= LARGEST[name]:
            raise ValueError(f"`{name}` pede {size}, e o limite é {LARGEST[name]}")
    steps = [one.step for one in recording.changes]
    if steps != sorted(steps) or (steps and steps[-1] > recording.steps) or len(recording.trace) != len(seeds):
        raise ValueError("as mudanças ou o traço não combinam com os passos e as sementes")
