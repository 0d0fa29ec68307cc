"""Que célula está rodando, para quem precisa distinguir uma vez da outra."""

from __future__ import annotations

from typing import Any

from IPython import get_ipython


def current_cell() -> str | None:
    """O nome da célula que está rodando, onde o programa que mostra o caderno o diz."""
    return _asked().get("metadata", {}).get("cellId")


def current_run() -> str | None:
    """O nome desta vez que a célula roda; `None` fora de um núcleo."""
    return _asked().get("header", {}).get("msg_id")


def _asked() -> dict[str, Any]:
    """O pedido que o núcleo está atendendo."""
    shell = get_ipython()
    return (shell.get_parent() if hasattr(shell, "get_parent") else None) or {}
