"""O selo de um arquivo de texto: denuncia um texto cortado ou mexido por descuido; não é uma assinatura."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def seal(body: dict[str, Any]) -> str:
    """O selo de um texto: SHA-256 do JSON em forma canônica."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def parsed(text: str) -> dict[str, Any]:
    """O conteúdo de um texto em JSON, ainda sem conferir o selo; um texto que é outra coisa fica vazio."""
    if not isinstance(text, str):
        raise TypeError(f"é um {type(text).__name__}, e não um texto")
    try:
        body = json.loads(text.removeprefix("\ufeff"))  # a marca que alguns editores põem no começo não é dano
    except json.JSONDecodeError as error:
        raise ValueError(f"não é um JSON inteiro (parou na linha {error.lineno})") from error
    except RecursionError as error:
        raise ValueError("tem listas dentro de listas demais") from error
    return body if isinstance(body, dict) else {}


def unsealed(text: str, kind: str, version: int) -> dict[str, Any]:
    """O conteúdo de um texto selado. Erro: `ValueError`, se não é desse tipo, ou não está como foi gravado."""
    body = parsed(text)
    if body.get("format") != kind:
        raise ValueError("não é um progresso do curso" if kind.endswith("progress") else "não é uma gravação do curso")
    if body.get("version") != version:
        raise ValueError(f"o formato é o da versão {body.get('version')!r}, e este curso lê o da {version}; atualize-o")
    if body.pop("seal", None) != seal(body):
        raise ValueError("o texto foi cortado ou editado depois de gravado")
    return {name: value for name, value in body.items() if name not in ("format", "version")}
