"""O que há num arquivo entregue: uma gravação, que se recomputa, ou um progresso, que se lê."""

from __future__ import annotations

import json
import re
import stat
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..exercises import overview
from ..exercises.drawn import plain
from ..exercises.kept import Wager, merged, read_one
from ..saving.page_recording import PageRecording
from ..saving.recording import Recording
from ..saving.trace import final_return
from ..support.files import read_text
from ..support.seal import parsed, unsealed

#: O maior arquivo que se lê, em bytes. Uma gravação comum tem alguns milhares.
LARGEST = 5_000_000


def inspect(path: Path) -> dict[str, Any]:
    """O que há num arquivo entregue, e o que a conferência achou: campos de `Entry`. Erro: `ValueError`."""
    if path.is_symlink() or not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("não é um arquivo; entregue o .json da gravação ou do progresso")
    refuse_size(path.stat().st_size)
    text = read_text(path)
    body = parsed(text)
    if body.get("format") == overview.FORMAT:
        exported = unsealed(text, overview.FORMAT, overview.VERSION)
        found = progress(exported.get("items"), exported.get("bets", {})) | named(exported.get("name"))
        return found | dict(reasons=others_numbers(found.get("student", ""), exported.get("drawn_for", "")))
    if body and all(re.fullmatch(r"student|\d\d\.\w+", item) for item in body):  # o próprio meu_progresso.json
        owner = body.pop("student", None)
        return progress(body, {}) | named(owner.get("name") if isinstance(owner, dict) else None)
    return recomputed(Recording.from_json(text))


def refuse_size(size: int) -> None:
    """Recusa o que é grande demais para ser uma gravação ou um progresso. Erro: `ValueError`."""
    if size > LARGEST:
        raise ValueError(f"tem {size / 1e6:.0f} MB, e uma gravação tem poucos kB")


def recomputed(recording: Recording | PageRecording) -> dict[str, Any]:
    """O que uma gravação diz e o que a conferência achou: campos de `Entry`."""
    found, start = described(recording), time.monotonic()
    try:
        verdict = recording.verify()
        found |= dict(early=verdict.early, final=verdict.final, reasons=[] if verdict.accepted else verdict.reasons)
    except Exception as error:  # o arquivo é alheio: o que ele pedir de errado se conta na sua linha
        found["reasons"] = [f"não se recomputa: {error or type(error).__name__}"]
    return found | dict(seconds=time.monotonic() - start)


def described(recording: Recording | PageRecording) -> dict[str, Any]:
    """O que uma gravação diz: campos de `Entry`."""
    noises = recording.settings.get("exploration") or []
    listed = noises if isinstance(noises, list) else [noises]
    names = [next(iter(one)) if isinstance(one, dict) else one for one in listed]
    same = [recording.settings, recording.steps, recording.changes]
    return dict(
        made_in="página" if isinstance(recording, PageRecording) else "Python",
        env=str(recording.settings["env"]),
        seeds=", ".join(map(str, recording.settings["seeds"])),
        exploration=" + ".join(map(str, names)) or "nenhuma",
        steps=recording.steps,
        changes=len(recording.changes),
        returned=[final_return(own) for own in recording.trace if own],
        marks=[recording.digest, json.dumps(same, sort_keys=True)],
    )


def named(name: Any) -> dict[str, Any]:
    """De quem o progresso diz ser: campos de `Entry`; nada, se não há um nome."""
    return dict(student=name.strip()) if isinstance(name, str) and name.strip() else {}


def others_numbers(name: str, drawn_for: Any) -> list[str]:
    """O que dizer de um progresso cujos números foram sorteados com outro nome."""
    same = not drawn_for or plain(str(drawn_for)) == plain(name)
    return [] if same else [f"os números dos exercícios foram sorteados com outro nome, {drawn_for!r}"]


def progress(items: Any, bets: Any) -> dict[str, Any]:
    """O que um arquivo de progresso diz: campos de `Entry`. Erro: `ValueError`, se não é um progresso inteiro."""
    try:
        known = merged({item: read_one(own) for item, own in {**items, **bets}.items()})
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as error:
        raise ValueError("é um progresso, mas algo nele não se entende; exporte-o de novo") from error
    for item, own in known.items():
        if isinstance(own, Wager) == bool(re.fullmatch(r"\d\d\.q?\d+", item)):
            raise ValueError(f"é um progresso, mas {item!r} não é o nome do que traz")
    return dict(progress={item: asdict(own) for item, own in known.items()})
