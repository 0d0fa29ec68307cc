"""A memória do motor: quem a mantém viva, quanto reserva, e o que acontece quando o wasmtime não está."""

import gc
import os
import subprocess
import sys
import textwrap

import numpy as np
import pytest
import torch

from course_utils import DDPG
from course_utils.engine import CompiledLearner, EngineUnavailable, Run, loading, unavailable

pytestmark = pytest.mark.skipif("ENGINE_LIBRARY" in os.environ, reason="é da memória do WebAssembly que se trata")


def in_a_new_python(code: str, limit_gb: int | None = None) -> str:
    command = [sys.executable, "-c", textwrap.dedent(code)]
    if limit_gb:
        command = ["bash", "-c", f'ulimit -v {limit_gb * 2**20} && exec "$@"', "-", *command]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_a_tensor_outlives_its_learner():
    agent = DDPG(3, 1)
    learner = CompiledLearner(agent, 8)
    flat, action, moments = agent.actor.flat, learner.fields["action"], agent.critic_optimizer.m
    wanted = flat.clone()
    del learner, agent
    gc.collect()
    others = [CompiledLearner(DDPG(3, 1, seeds=[k]), 8) for k in range(20)]  # quem ocuparia a memória solta
    assert torch.equal(flat, wanted) and moments.sum() == 0
    flat += 1
    action[:] = 2
    del others


def test_a_weight_kept_by_a_run_outlives_it():
    trace = Run("Pendulum-v1", seeds=[0])._actor
    gc.collect()
    assert np.isfinite(trace).all()


@pytest.mark.skipif(sys.platform == "win32", reason="`ulimit -v` é do Unix")
def test_sixty_four_live_where_address_space_is_limited():
    """Cada memória reserva só o que usa: 64 aprendizes e 64 treinos em 12 GB de endereços."""
    told = in_a_new_python(
        """
        from course_utils import DDPG
        from course_utils.engine import CompiledLearner, Run
        learners = [CompiledLearner(DDPG(3, 1, seeds=[k]), 64) for k in range(64)]
        runs = [Run("Pendulum-v1", seeds=[k], capacity=20_000) for k in range(64)]
        for run in runs:
            run.run(1)
        print(len({run.digest for run in runs}))
        """,
        limit_gb=12,
    )
    assert told.strip() == "64"


def test_without_wasmtime_the_reason_is_given_and_pytorch_works():
    told = in_a_new_python(
        """
        import sys
        sys.modules["wasmtime"] = None
        from course_utils import DDPG
        from course_utils.engine import CompiledLearner, EngineUnavailable, unavailable
        print(unavailable())
        try:
            CompiledLearner(DDPG(3, 1), 8)
        except EngineUnavailable as error:
            print(error)
        """
    )
    assert told.count("pip install wasmtime") == 2 and "PyTorch" in told


def test_importing_the_engine_does_not_import_wasmtime():
    assert in_a_new_python("import sys, course_utils.engine; print('wasmtime' in sys.modules)").strip() == "False"


def test_a_module_that_cannot_be_loaded_gives_a_reason(monkeypatch, tmp_path):
    loading._compiled.cache_clear()
    broken = tmp_path / "engine.wasm"
    broken.write_bytes(b"\0asm nada")
    monkeypatch.setattr(loading, "WASM", broken)
    assert "PyTorch" in (unavailable() or "")
    with pytest.raises(EngineUnavailable, match="não pôde ser carregado"):
        CompiledLearner(DDPG(3, 1), 8)


def test_the_public_call_does_what_the_direct_one_does(monkeypatch):
    from wasmtime import _ffi

    direct = Run("Pendulum-v1", seeds=[0], warmup=70)
    monkeypatch.delattr(_ffi, "wasmtime_func_call_unchecked")
    public = Run("Pendulum-v1", seeds=[0], warmup=70)
    direct.run(100), public.run(100)
    assert direct.digest == public.digest
