"""Com `ENGINE_LIBRARY`, os testes do motor usam a biblioteca nativa (a dos sanitizadores) no lugar do WebAssembly."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


@pytest.fixture(autouse=True)
def engine_under_test(monkeypatch):
    if "ENGINE_LIBRARY" in os.environ:
        from native import NativeInstance

        import course_utils.engine.learner
        import course_utils.engine.run

        monkeypatch.setattr(course_utils.engine.learner, "Instance", NativeInstance)
        monkeypatch.setattr(course_utils.engine.run, "Instance", NativeInstance)
    else:
        pytest.importorskip("wasmtime")
