"""Quem confere: um processo à parte, que recebe um arquivo por vez.

O arquivo é alheio, e por isso é lido com tempo e memória contados: o pior que ele pode fazer é virar uma linha da
tabela que diz o que houve, e fazer começar outro processo.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from threading import Timer
from typing import Any

from ..exercises.results import read_one
from .delivery import Entry
from .inspection import inspect

#: A memória de quem confere, em bytes.
MEMORY = 4 * 2**30
CHILD = "from course_utils.homework.examiner import child; child()"


class Examiner:
    """Um processo que confere arquivos; começa com o primeiro, e outra vez depois de um que o derrube.

    - `seconds`: o que cada arquivo pode demorar.
    """

    def __init__(self, seconds: float):
        self._seconds = seconds
        self._process: subprocess.Popen[str] | None = None

    def checked(self, path: Path, entry: Entry) -> Entry:
        """A entrega, conferida."""
        found = self._asked(path)
        found["named"] = found.get("student", "")
        if "/" in entry.file:  # numa pasta por aluno, quem diz de quem é o arquivo é a pasta
            found.pop("student", None)
        if "progress" in found:
            found["progress"] = {item: read_one(own) for item, own in found["progress"].items()}
        return replace(entry, **found)

    def close(self) -> None:
        """Encerra o processo."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _asked(self, path: Path) -> dict[str, Any]:
        process = self._process = self._process or started()
        assert process.stdin and process.stdout
        start, timer = time.monotonic(), Timer(self._seconds, process.kill)
        timer.start()
        try:
            print(json.dumps(str(path)), file=process.stdin, flush=True)
            return json.loads(process.stdout.readline())
        except (OSError, ValueError):  # o processo morreu: uma linha vazia não é um JSON
            self.close()
        finally:
            timer.cancel()
        if (spent := time.monotonic() - start) < self._seconds:
            return dict(reasons=["a conferência deste arquivo caiu, talvez por falta de memória"])
        much = f"passou de {self._seconds:g} s; peça um treino menor, ou dê mais --segundos"
        return dict(seconds=spent, reasons=[much])


def started() -> subprocess.Popen[str]:
    """O processo à parte, à espera do primeiro arquivo."""
    package = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-P", "-c", CHILD]  # -P: nada se importa da pasta em que se está
    env = os.environ | {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout
    process.stdout.readline()  # carregar o curso demora, e esse tempo não é de arquivo nenhum
    return process


def child() -> None:
    """O processo à parte: de cada caminho que chega, uma linha com o que se achou, em JSON."""
    limit_memory()
    answers, sys.stdout = sys.stdout, sys.stderr  # o que uma biblioteca disser não é uma resposta
    print("pronto", file=answers, flush=True)
    for line in sys.stdin:
        try:
            found = inspect(Path(json.loads(line)))
        except Exception as error:  # um arquivo ruim é uma linha da tabela
            found = dict(reasons=[str(error) or type(error).__name__])
        print(json.dumps(found), file=answers, flush=True)
        gc.collect()


def limit_memory() -> None:
    """Não deixa este processo passar de `MEMORY`. No Windows não há como: lá, só o tempo é contado."""
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY if hard < 0 else min(MEMORY, hard), hard))
