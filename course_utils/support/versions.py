"""Em que máquina e com que versões isto roda: o que precisa ser igual para que os bits sejam iguais."""

from __future__ import annotations

import platform
from importlib.metadata import version

import torch


def versions() -> dict[str, str]:
    """As versões que decidem o resultado de um treino, e o processador."""
    packages = {name: version(name) for name in ("numpy", "gymnasium")}
    processor = f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()}"
    return packages | {"torch": torch.__version__, "python": platform.python_version(), "processor": processor}


def differences(saved: dict[str, str]) -> str:
    """O que mudou entre as versões guardadas e as daqui, para pôr no fim de uma mensagem."""
    here = versions()
    other = [
        f"{name} era {saved[name]} e aqui é {here[name]}" for name in here if saved.get(name, here[name]) != here[name]
    ]
    return f"Versões: {'; '.join(other)}." if other else "As versões são as mesmas daqui."
