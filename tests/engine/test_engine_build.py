"""O módulo compilado é o dos arquivos em C: os mesmos bytes, pequeno, sem importar nada, e sem erro de memória."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils import Trainer
from course_utils.engine import text

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ferramentas" / "gerar"))

import motor  # noqa: E402

pytestmark = pytest.mark.skipif("ENGINE_LIBRARY" in os.environ, reason="a biblioteca nativa já está em teste")
HAS_ZIG = subprocess.run([sys.executable, "-c", "import ziglang"], capture_output=True).returncode == 0
needs_zig = pytest.mark.skipif(not HAS_ZIG, reason="precisa do pacote ziglang, que não está aqui")


@pytest.mark.slow
@needs_zig
@pytest.mark.timeout(600)
def test_the_module_is_rebuilt_to_the_same_bytes_in_another_folder(tmp_path, monkeypatch):
    elsewhere = tmp_path / "outra pasta"
    shutil.copytree(motor.ENGINE, elsewhere, ignore=shutil.ignore_patterns("*.wasm", "__pycache__"))
    monkeypatch.setattr(motor, "ENGINE", elsewhere)
    monkeypatch.setenv("ZIG_GLOBAL_CACHE_DIR", str(tmp_path / "cache"))
    built = motor.build_wasm(tmp_path / "engine.wasm")
    assert built.read_bytes() == motor.WASM.read_bytes(), "rode python ferramentas/gerar/motor.py"


def test_the_module_is_small_and_imports_nothing():
    import wasmtime

    assert motor.WASM.stat().st_size < 40_000
    module = wasmtime.Module(wasmtime.Engine(), motor.WASM.read_bytes())
    assert not module.imports
    assert str(ROOT).encode() not in motor.WASM.read_bytes()


def run_under(library: Path, **environment: str) -> None:
    """Roda os testes de igualdade do motor sobre uma biblioteca nativa."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", Path(__file__).parent],
        env=os.environ | {"ENGINE_LIBRARY": str(library)} | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and " passed" in done.stdout, done.stdout[-4000:] + done.stderr[-4000:]


@pytest.mark.slow
@needs_zig
@pytest.mark.timeout(600)
def test_nothing_undefined_happens(tmp_path):
    """UBSan: transbordos, deslocamentos, conversões e endereços que a linguagem não define."""
    run_under(motor.build_native("ubsan", tmp_path))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("gcc") is None, reason="precisa do gcc, que não está nesta máquina")
@pytest.mark.timeout(600)
def test_nothing_is_read_or_written_outside_its_place(tmp_path):
    """ASan, com um vão proibido depois de cada vetor do motor."""
    library = motor.build_native("asan", tmp_path)
    preload = subprocess.run(["gcc", "-print-file-name=libasan.so"], capture_output=True, text=True).stdout.strip()
    run_under(library, LD_PRELOAD=preload, ASAN_OPTIONS="detect_leaks=0")


def test_the_text_is_the_one_that_the_engine_copies():
    """Quem edita ddpg.py, layers.py, adam.py ou networks.py confere o C e roda `motor.py texto`."""
    assert text.edited() is None


def test_an_edited_text_means_pytorch(tmp_path, monkeypatch):
    """Também editado no disco, entre dois núcleos: o motor não fala por uma conta que já não é a dele."""
    for name in text.COPIED:
        (tmp_path / name).write_text((text.CORE / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "ddpg.py").write_text("# outra conta\n", encoding="utf-8")
    monkeypatch.setattr(text, "CORE", tmp_path)
    text.edited.cache_clear()
    try:
        trainer = Trainer("Pendulum-v1", seeds=[0])
        assert trainer.engine == "torch" and "foi editado" in trainer.engine_notes[0].why
        with pytest.raises(ValueError, match="foi editado"):
            Trainer("Pendulum-v1", seeds=[0], engine="compiled")
    finally:
        text.edited.cache_clear()
