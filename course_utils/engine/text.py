"""O texto que o motor copia: quem edita um destes arquivos passa a usar o PyTorch, e o motor não fala por ele."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

CORE = Path(__file__).resolve().parents[1]
COPIED = ("adam.py", "ddpg.py", "layers.py", "networks.py")
STORED = Path(__file__).with_name("text.sha256")


def digest() -> str:
    """SHA-256 dos arquivos que o motor copia, como estão agora."""
    texts = [(CORE / name).read_text(encoding="utf-8") for name in COPIED]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


@functools.cache
def edited() -> str | None:
    """Por que o motor já não serve, se algum desses arquivos mudou depois que ele foi conferido; senão, `None`."""
    if digest() == STORED.read_text(encoding="utf-8").strip():
        return None
    return (
        f"Um destes arquivos de course_utils foi editado: {', '.join(COPIED)}. O motor compilado faz a conta antiga. "
        "Depois de levar a mudança a learner.c, rode `python ferramentas/gerar/motor.py texto`."
    )
