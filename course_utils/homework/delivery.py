"""Uma entrega: o que o arquivo de um aluno diz, e o que se acha ao recomputá-lo.

O arquivo é alheio, e por isso é lido num processo à parte, com tempo e memória contados: o pior que ele pode fazer é
virar uma linha da tabela que diz o que houve.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..exercises import overview
from ..saving.recording import Recording
from ..saving.trace import final_return
from ..support.files import read_text
from ..support.seal import parsed, unsealed

#: O maior arquivo que se lê, e a memória de quem o confere, em bytes. Uma gravação comum tem alguns milhares.
LARGEST, MEMORY = 5_000_000, 4 * 2**30
CHILD = "import sys; from course_utils.homework.delivery import child; child(sys.argv[1])"


@dataclass
class Entry:
    """Uma entrega: o que o arquivo diz, e o que a conferência achou. O que não se soube fica vazio.

    - `early`, `final`: se o começo é igual e se o final fica na faixa. `returned`: o retorno final de cada réplica.
    - `exercises`, `quiz`: quantos o aluno resolveu, do arquivo de progresso.
    - `marks`: o que duas entregas do mesmo treino têm igual.
    """

    student: str
    file: str
    env: str = ""
    seeds: str = ""
    exploration: str = ""
    steps: int | None = None
    changes: int | None = None
    early: bool | None = None
    final: bool | None = None
    returned: list[float] = field(default_factory=list)
    seconds: float | None = None
    exercises: int | None = None
    quiz: int | None = None
    reasons: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        """Se a gravação foi recomputada e confere."""
        return bool(self.early and self.final)


def inspect(path: Path) -> dict[str, Any]:
    """O que há num arquivo entregue, e o que a conferência achou: campos de `Entry`. Erro: `ValueError`."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("não é um arquivo; entregue o .json da gravação")
    if path.stat().st_size > LARGEST:
        raise ValueError(f"tem {path.stat().st_size / 1e6:.0f} MB, e uma gravação tem poucos kB")
    text = read_text(path)
    if parsed(text).get("format") == overview.FORMAT:
        return progress(unsealed(text, overview.FORMAT, overview.VERSION))
    recording = Recording.from_json(text)
    found, start = described(recording), time.monotonic()
    try:
        verdict = recording.verify()
        found |= dict(early=verdict.early, final=verdict.final, reasons=[] if verdict.accepted else verdict.reasons)
    except Exception as error:  # o arquivo é alheio: o que ele pedir de errado se conta na sua linha
        found["reasons"] = [f"não se recomputa: {error or type(error).__name__}"]
    return found | dict(seconds=time.monotonic() - start)


def described(recording: Recording) -> dict[str, Any]:
    """O que uma gravação diz: campos de `Entry`."""
    noises = recording.settings.get("exploration") or []
    listed = noises if isinstance(noises, list) else [noises]
    names = [next(iter(one)) if isinstance(one, dict) else one for one in listed]
    same = [recording.settings, recording.steps, recording.changes]
    return dict(
        env=str(recording.settings["env"]),
        seeds=", ".join(map(str, recording.settings["seeds"])),
        exploration=" + ".join(map(str, names)) or "nenhuma",
        steps=recording.steps,
        changes=len(recording.changes),
        returned=[final_return(own) for own in recording.trace if own],
        marks=[recording.digest, json.dumps(same, sort_keys=True)],
    )


def progress(body: dict[str, Any]) -> dict[str, Any]:
    """O que um arquivo de progresso diz: campos de `Entry`."""
    solved = [item for item, own in body["items"].items() if own["solved"] is True]
    quiz = sum(".q" in item for item in solved)
    return dict(student=str(body["name"]), exercises=len(solved) - quiz, quiz=quiz)


def child(path: str) -> None:
    """O processo à parte: confere um arquivo e escreve o que achou, em JSON, na última linha."""
    limit_memory()
    try:
        found = inspect(Path(path))
    except Exception as error:  # idem: um arquivo ruim é uma linha da tabela
        found = dict(reasons=[str(error) or type(error).__name__])
    print("\n" + json.dumps(found), flush=True)


def limit_memory() -> None:
    """Não deixa este processo passar de `MEMORY`. No Windows não há como: lá, só o tempo é contado."""
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY if hard < 0 else min(MEMORY, hard), hard))


def checked(path: Path, entry: Entry, seconds: float) -> Entry:
    """A entrega conferida num processo à parte, que morre se passar de `seconds` segundos."""
    package = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-P", "-c", CHILD, str(path)]  # -P: nada se importa da pasta em que se está
    env = os.environ | {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(command, env=env, capture_output=True, timeout=seconds)
        found = json.loads(done.stdout.decode().splitlines()[-1])
    except subprocess.TimeoutExpired:
        found = dict(seconds=seconds, reasons=[f"passou de {seconds:g} s; peça um treino menor, ou dê mais --segundos"])
    except (IndexError, ValueError):
        found = dict(reasons=["a conferência deste arquivo caiu, talvez por falta de memória"])
    if "/" in entry.file:  # numa pasta por aluno, quem diz de quem é o arquivo é a pasta
        found.pop("student", None)
    return replace(entry, **found)
