"""Quarenta entregas de uma turma inventada: gravações da página e do Python, progressos de verdade, e o que estraga."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course_utils import ActionNoise, OUNoise, PageRecording, ParameterNoise, Trainer
from course_utils.exercises import bet, check, export_progress, results
from course_utils.exercises.bets import HANDLES, bets_of, rows_of
from course_utils.exercises.engine import lessons
from course_utils.exercises.quiz import quiz
from course_utils.support.seal import seal

EVIL = '</h3><script>alert("oi")</script><img src=x onerror=alert(1)>'
NAMES = [
    "Ana Souza",
    "Bia Lima",
    "Caio Reis",
    "Davi Melo",
    "Eva Nunes",
    "Fábio Dias",
    "Gil Costa",
    "Hugo Sá",
    "Íris Paz",
]
NOISES = [ParameterNoise, ActionNoise, OUNoise]
#: Respostas de dois exercícios: as erradas mais comuns, e a certa no fim.
HANGING = -200 * math.pi**2
ANSWERS: dict[str, list[tuple[Any, ...]]] = {
    "00.1": [(HANGING / 200, HANGING), (HANGING, HANGING), (HANGING, HANGING / 10)],
    "00.2": [
        (0.3, "depende do sorteio", "o mesmo"),
        (0.1, "depende do sorteio", "outra coisa"),
        (0.1, "sobe mal", "o mesmo"),
    ],
    "02.1": [(2305, 2369), (2497, 2497), (2497, 2561)],
}


def deliver(folder: Path, steps: int = 650, hard: int = 1) -> int:
    """Enche a pasta e devolve quantos arquivos pôs; `hard` deles nunca acabariam de se conferir."""
    draws, files = random.Random(0), {}
    for k in range(10):
        settings = dict(env="Pendulum-v1", seeds=[k], exploration=NOISES[k % 3]())
        page = PageRecording.made(settings, [(steps // 2, 0, "tau", 0.02)], steps)
        files[f"{NAMES[k % 9]} {k}/treino.json"] = page.to_json()
    for k in range(8):
        files[f"python {k}.json"] = recorded(k, steps, NOISES[k % 3]())
    files |= broken(files["python 0.json"], files["Ana Souza 0/treino.json"], hard)
    for name, text in files.items():
        (path := folder / name).parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    for k in range(40 - len(files)):
        progress(folder / f"{NAMES[k % 9]} {k}" / "progresso.json", EVIL if k == 3 else f"{NAMES[k % 9]} {k}", draws)
    return 40


def recorded(seed: int, steps: int, exploration: Any) -> str:
    trainer = Trainer("Pendulum-v1", seeds=[seed], exploration=exploration)
    trainer.advance(until=steps)
    return trainer.recording.to_json()


def resealed(text: str, change: Callable[[dict], object]) -> str:
    """Um arquivo adulterado por quem sabe refazer o selo."""
    body = json.loads(text)
    del body["seal"]
    change(body)
    return json.dumps(body | {"seal": seal(body)})


def broken(python: str, page: str, hard: int) -> dict[str, str | bytes]:
    """O que não se lê, o que mente e o que nunca acaba."""
    return {
        "cortada.json": python[:700],
        "editada.json": python.replace('"steps": ', '"steps": 1'),
        "foto.json": b"\x89PNG\xff\xfe",
        "caderno.ipynb": '{"cells": [], "nbformat": 4}',
        f"{EVIL.replace('/', '')}.json": "{}",
        "gabola.json": resealed(page, lambda body: body["trace"][0][-1].__setitem__(1, 0)),
        "planilha.json": b"PK\x03\x04" + bytes(200),
        **{f"eterna {k}.json": resealed(python, lambda body: body.update(steps=9_000_000)) for k in range(hard)},
    }


def progress(path: Path, name: str, draws: random.Random) -> None:
    """O progresso de quem tenta, erra, aposta e exporta."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(results, "memory", {})
        patch.setenv("CURSO_SEM_CONTROLES", "1")
        for id, tries in ANSWERS.items():
            for answer in draws.sample(tries[:-1], draws.randint(0, 2)) + tries[-1:] * draws.randint(0, 1):
                check(id, *answer)
        for question in range(5):
            quiz("03")._receive(None, {"question": question, "option": draws.randrange(3)}, None)
        for id, own in [pair for lesson in lessons() for pair in bets_of(lesson).items()]:
            if draws.random() < 0.8:
                rows, sure = rows_of(id, own), draws.randrange(3)
                chosen = sorted(range(len(rows)), key=lambda k: rows[k].place)
                if draws.random() > 0.4 + 0.2 * sure:
                    draws.shuffle(chosen)
                kept, curve = chosen if own.kind == "order" else chosen[:1], None
                if own.kind == "curve":
                    kept, curve = [draws.randrange(101) for _ in range(HANDLES)], lambda own=own: (own.x[1:], own.y[1:])
                bet(id, curve=curve)._receive(None, {"chosen": kept, "sure": sure}, None)
        path.parent.mkdir(exist_ok=True, parents=True)
        export_progress(name, path)
