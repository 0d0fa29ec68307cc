"""Um aglomerado Dask de verdade: agendador e dois processos, um deles morto no meio do estudo."""

import os
import signal
import threading
import time

import pandas as pd
import pytest

from course_utils import ParameterNoise, run_study

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]
distributed = pytest.importorskip("distributed")


def test_a_dead_worker_loses_and_doubles_nothing(tmp_path):
    """O estudo termina, e é igual ao desta máquina, linha por linha."""
    settings = {"sem ruído": dict(warmup=50), "parâmetros": dict(warmup=50, exploration=ParameterNoise())}
    plan = (settings, "Pendulum-v1", range(8), 400, 200)
    cluster = distributed.LocalCluster(2, threads_per_worker=1, processes=True, dashboard_address=None)
    with cluster, distributed.Client(cluster) as client:
        victim, _ = client.run(os.getpid).values()
        killed = threading.Event()

        def kill_when_busy():
            while not all(client.processing().values()):
                time.sleep(0.05)
            os.kill(victim, signal.SIGKILL)
            killed.set()

        threading.Thread(target=kill_when_busy, daemon=True).start()
        study = run_study(*plan, episodes=2, executor=client.get_executor())
        assert killed.is_set() and victim not in client.run(os.getpid).values()
    pd.testing.assert_frame_equal(study.rows, run_study(*plan, episodes=2).rows)
