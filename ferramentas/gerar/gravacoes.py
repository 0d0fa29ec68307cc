"""Procura e grava as sete cenas do laboratório da página, com sementes do motor dela.

    python ferramentas/gerar/gravacoes.py            # todas, alguns minutos
    python ferramentas/gerar/gravacoes.py placebo    # só essa

Cada uma é uma gravação, de menos de 5 kB, que a página recomputa em um ou dois segundos. A semente é a primeira, de 0
em diante, em que as curvas mostram o que a frase diz (`shows`); um teste refaz a conta e confere as curvas.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course_utils import PageRecording, ParameterNoise
from course_utils.live.knobs import PLACEBO
from course_utils.live.reference import reference_band
from course_utils.support.paths import files_dir

HERE = files_dir() / "gravacoes"
MOST = 400  # sementes que se tentam
Curves = list[np.ndarray]


class Plan(NamedTuple):
    """O que se grava: a frase, os ajustes, as mudanças no gêmeo, e o que as curvas precisam mostrar (`shows`).

    `noisy`: se os pêndulos da tela se movem com o ruído, como no treino.
    """

    title: str
    watch: str
    steps: int
    shows: Callable[[Curves, PageRecording], bool]
    settings: dict[str, Any] = {}
    replicas: int = 1
    twins: bool = False
    noisy: bool = False
    moves: tuple[tuple[int, str, float], ...] = ()


def middle() -> np.ndarray:
    """A mediana da turma, por episódio."""
    return np.array(reference_band("parameters"))[:, 2]


def hot(curves: Curves, _: PageRecording) -> bool:
    """σ grande: abaixo da turma do nono ao décimo segundo episódio, e no fim de pé."""
    own = curves[0]
    return bool((own[8:12] < middle()[8:12] - 300).all() and np.median(own[-4:]) > -300)


def unsettled(curves: Curves, _: PageRecording) -> bool:
    """τ = 1: o original se firma, e o gêmeo sobe e cai."""
    one, twin = curves
    firm = np.median(one[-8:]) > -200 and (one[-8:] > -400).all()
    return bool(firm and np.median(twin[-8:]) < -500 and np.ptp(twin[-8:]) > 300)


def falls(curves: Curves, recording: PageRecording) -> bool:
    """Gêmeos iguais até a mudança, e a queda no episódio seguinte; com o placebo, a mesma semente fica junta."""
    one, twin = curves
    if not ((one[:11] == twin[:11]).all() and (one[11:] - twin[11:])[:4].min() > 500):
        return False
    return together(returns(made(PLANS["placebo"], recording.settings["seeds"][0])), recording)


def together(curves: Curves, _: PageRecording) -> bool:
    """O placebo: os retornos continuam juntos."""
    return bool(np.abs(curves[0] - curves[1]).max() < 5)


def lost(curves: Curves, _: PageRecording) -> bool:
    """Sem aquecimento: três das quatro não alcançam a turma."""
    late = [np.median(own[15:20]) for own in curves]
    return sum(one < middle()[15:20].min() - 300 for one in late) >= 3


def follows(curves: Curves, recording: PageRecording) -> bool:
    """δ dobra: o σ do gêmeo e a sua d sobem atrás, e o retorno quase não muda."""
    if abs(np.median(curves[0][-8:]) - np.median(curves[1][-8:])) >= 60:
        return False
    samples = recording.replay().samples[54:]  # depois do passo 2.700
    sigma, distance = samples[:, :, 5], samples[:, :, 6]
    return bool((sigma[:, 1] > 1.3 * sigma[:, 0]).all() and distance[:, 1].mean() > 1.3 * distance[:, 0].mean())


def breaks_loose(curves: Curves, recording: PageRecording) -> bool:
    """O caso da semente 4: no original, trinta medidas de d quase zero, σ acima de 0,4, e no fim de pé.

    O que acontece com o gêmeo, sem ruído, não entra na escolha.
    """
    if np.median(curves[0][-2:]) < -250:
        return False
    sigma, distance = recording.replay().samples[:, 0, 5:7].T
    return bool((distance < 0.01).sum() >= 30 and sigma.max() > 0.4)


PLANS = {
    "sigma-grande": Plan(
        "σ grande demais",
        "O ruído começa vinte vezes maior que o do curso. Olhe σ: enquanto o termostato não o esfria, o agente age "
        "quase ao acaso e fica abaixo da turma. Depois, aprende.",
        4400, hot, dict(exploration=ParameterNoise(sigma=1.0)), noisy=True,
    ),
    "tau-1": Plan(
        "τ = 1",
        "O gêmeo não tem redes-alvo: a cópia é sempre igual à original. O original aprende e se firma; o gêmeo sobe, "
        "cai e não se firma.",
        4400, unsettled, twins=True, moves=((0, "tau", 1.0),),
    ),
    "gemeos": Plan(
        "Gêmeos",
        "Dois treinos iguais, da mesma semente, até o passo 2.100: ali o σ do gêmeo vai a 0,3. No episódio em curso "
        "nada muda; no seguinte, ele cai.",
        3200, falls, twins=True, noisy=True, moves=((2100, "sigma", 0.3),),
    ),
    "placebo": Plan(
        "Placebo",
        "A cena dos gêmeos outra vez, mas o σ do gêmeo só muda um milionésimo. Os retornos continuam juntos: a queda "
        "da outra cena era efeito de σ, e não do acaso.",
        3200, together, twins=True, noisy=True, moves=((2100, "placebo", PLACEBO),),
    ),
    "sem-aquecimento": Plan(
        "Sem aquecimento",
        "Quatro sementes que aprendem desde o primeiro passo, sem as 500 ações sorteadas do começo. A faixa cinza é a "
        "turma, que as teve. Quantas a alcançam?",
        4000, lost, dict(warmup=0), replicas=4,
    ),
    "delta-dobra": Plan(
        "δ dobra no meio",
        "No passo 2.000, o δ do gêmeo vai de 0,2 a 0,4. Olhe o σ dele subir atrás de δ, e d com ele. No retorno, quase "
        "nada se vê.",
        4000, follows, twins=True, moves=((2000, "delta", 0.4),),
    ),
    "preso": Plan(
        "O ator preso",
        "O motor fica preso no máximo para um lado, e d quase não sai do zero. No original, o termostato aumenta σ até "
        "a haste se soltar. No gêmeo, o ruído foi desligado no passo 1.000.",
        6000, breaks_loose, twins=True, moves=((1000, "sigma", 0.0),),
    ),
}  # fmt: skip


def made(plan: Plan, seed: int) -> PageRecording:
    """O plano com esta semente. O placebo soma um milionésimo ao σ que houver, e por isso se treina duas vezes."""
    seeds = [seed, seed] if plan.twins else list(range(seed, seed + plan.replicas))
    settings = dict(env="Pendulum-v1", seeds=seeds, exploration=ParameterNoise()) | plan.settings
    moves = []
    for step, name, value in plan.moves:
        if name == "placebo":
            before = PageRecording.made(settings, [(step, 1, "sigma", 0.1)], step).changes[0].old
            name, value = "sigma", before + value
        moves.append((step, 1, name, value))
    return PageRecording.made(settings, moves, plan.steps)


def returns(recording: PageRecording) -> Curves:
    """Os retornos de cada réplica, na ordem."""
    return [np.array([one.total for one in own]) for own in recording.trace]


def searched(name: str) -> PageRecording:
    """A gravação da primeira semente que mostra o que se diz. Erro: `LookupError`, se nenhuma mostra."""
    plan = PLANS[name]
    first = (
        json.loads((HERE / "gemeos.json").read_text(encoding="utf-8"))["settings"]["seeds"][0]
        if name == "placebo"
        else 0
    )
    for seed in range(first, MOST):
        recording = made(plan, seed)
        if plan.shows(returns(recording), recording):
            return recording
    raise LookupError(f"nenhuma de {MOST} sementes mostra {name!r}")


def words() -> str:
    """O que `cenas.json` diz de cada uma, na ordem em que se mostram."""
    told = [dict(name=name, title=one.title, watch=one.watch, noisy=one.noisy) for name, one in PLANS.items()]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    (HERE / "cenas.json").write_text(words(), encoding="utf-8", newline="\n")
    for name in sys.argv[1:] or PLANS:
        found = searched(name)
        found.save(HERE / f"{name}.json")
        print(f"{name}: sementes {found.settings['seeds']}", flush=True)
