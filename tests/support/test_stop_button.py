"""O botão de parar de verdade: um sinal para o grupo inteiro de processos, como o Jupyter manda."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from course_utils import Study

SCRIPT = """
import signal

from course_utils import run_study

if __name__ == "__main__":
    # como o núcleo do Jupyter: quem roda os testes em segundo plano pode ter mandado ignorar o sinal
    signal.signal(signal.SIGINT, signal.default_int_handler)
    settings = {f"largura {n}": dict(hidden=(n, n), warmup=50) for n in range(8, 32)}
    run_study(settings, "Pendulum-v1", [0, 1], 800, 400, episodes=1, path="estudo")
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="grupos de processos do Unix")
def test_stops_every_worker_and_keeps_what_is_done(tmp_path):
    (tmp_path / "estudo.py").write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "estudo.py"]
    study = subprocess.Popen(
        command, cwd=tmp_path, env=environment, start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 120
    while not (tmp_path / "estudo.json").exists():
        assert study.poll() is None and time.monotonic() < deadline
        time.sleep(0.1)
    workers = psutil.Process(study.pid).children(recursive=True)
    os.killpg(study.pid, signal.SIGINT)
    _, errors = study.communicate(timeout=60)
    assert study.returncode != 0 and "KeyboardInterrupt" in errors and "rode de novo para continuar" in errors
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert not alive
    assert 0 < len(Study.load(tmp_path / "estudo").runs()) < 48
