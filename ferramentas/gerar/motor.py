"""Constrói o motor compilado: `course_utils/engine/engine.wasm`, dos arquivos em C ao lado dele.

    python ferramentas/gerar/motor.py            # refaz engine.wasm, sempre com os mesmos bytes
    python ferramentas/gerar/motor.py texto      # diz que o C confere com o texto em PyTorch, depois de editá-lo
    python ferramentas/gerar/motor.py ubsan      # biblioteca nativa que confere o que a linguagem não define (zig)
    python ferramentas/gerar/motor.py asan       # biblioteca nativa que confere a memória (gcc)

O compilador é o pacote `ziglang` do PyPI, na versão fixada em `constraints.txt`. As bibliotecas nativas são para os
testes, e vão para uma pasta temporária.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from course_utils.engine.text import STORED, digest

ENGINE = Path(__file__).resolve().parents[2] / "course_utils" / "engine"
SOURCE, WASM = ENGINE / "run.c", ENGINE / "engine.wasm"

# Sem contrair a * b + c numa conta só: o último bit não pode depender da máquina.
COMMON = ["-std=c11", "-ffp-contract=off", "-fno-math-errno"]
ZIG = [sys.executable, "-m", "ziglang", "cc"]
#: Um módulo que não importa nada; `-g0` e `--strip-all` tiram os caminhos, e os bytes são os mesmos em qualquer pasta.
FOR_WASM = ["--target=wasm32-wasi", "-mexec-model=reactor", "-O3", "-msimd128", "-g0"]
FOR_WASM += ["-Wl,--strip-all", "-Wl,-z,stack-size=65536"]
WARN = ["-Wall", "-Wextra", "-Werror"]
UBSAN = ["-shared", "-fPIC", "-O1", "-fsanitize=undefined", "-fno-sanitize-recover=all"]
ASAN = ["-shared", "-fPIC", "-O1", "-g", "-fsanitize=address", "-Wno-unknown-pragmas"]


def compile_to(target: Path, command: list[str]) -> Path:
    """Compila run.c, que inclui os outros. Erro: `RuntimeError`, com o que o compilador disse."""
    done = subprocess.run(
        [*command, *COMMON, *WARN, SOURCE.name, "-o", str(target), *(["-lm"] if "-shared" in command else [])],
        cwd=ENGINE,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"O compilador recusou {SOURCE.name}:\n{done.stderr}")
    return target


def build_wasm(target: Path = WASM) -> Path:
    """Constrói o módulo."""
    return compile_to(target, [*ZIG, *FOR_WASM])


def build_native(kind: str, folder: Path) -> Path:
    """Constrói a biblioteca nativa `ubsan` ou `asan`. Erro: `FileNotFoundError`, se não há gcc para a segunda."""
    if kind == "asan" and shutil.which("gcc") is None:
        raise FileNotFoundError("A conferência da memória (ASan) precisa do gcc, que não está nesta máquina.")
    command = ["gcc", *ASAN] if kind == "asan" else [*ZIG, *UBSAN]
    return compile_to(folder / f"engine-{kind}.so", command)


def main() -> None:
    """Constrói o `engine.wasm` ou, com um nome de verificador, a biblioteca nativa."""
    if sys.argv[1:] == ["texto"]:
        STORED.write_text(digest() + "\n", encoding="utf-8", newline="\n")
        print(f"{STORED.name}: {digest()}")
    elif sys.argv[1:]:
        print(build_native(sys.argv[1], Path(tempfile.mkdtemp())))
    else:
        print(f"{build_wasm().name}: {WASM.stat().st_size} bytes")


if __name__ == "__main__":
    main()
