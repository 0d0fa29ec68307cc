"""Procura e grava as cenas do laboratório que a página treina, com sementes do motor dela.

    python ferramentas/gerar/gravacoes.py            # todas, alguns minutos
    python ferramentas/gerar/gravacoes.py placebo    # só essa

Cada uma é uma gravação, de menos de 5 kB, que a página recomputa em um ou dois segundos. A semente é a primeira, de 0
em diante, em que as curvas mostram o que a cena diz (`shows`); um teste refaz a conta e confere as curvas. O que se
diz de cada uma está em `files/gravacoes/cenas.toml`; os episódios gravados são de `episodios.py`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course_utils import ActionNoise, OUNoise, PageRecording, ParameterNoise
from course_utils.live.knobs import PLACEBO
from course_utils.live.reference import reference_band
from course_utils.support.paths import files_dir
from course_utils.worlds import mountain_car

HERE = files_dir() / "gravacoes"
MOST = 400  # sementes que se tentam
Curves = list[np.ndarray]


class Plan(NamedTuple):
    """O que se grava: os passos, o que as curvas precisam mostrar (`shows`), os ajustes e as mudanças.

    `moves`: `(passo, réplica, ajuste, valor)`. `twins`: se todas as réplicas têm a mesma semente.
    """

    steps: int
    shows: Callable[[Curves, PageRecording], bool]
    settings: dict[str, Any] = {}
    replicas: int = 1
    twins: bool = False
    moves: tuple[tuple[int, int, str, float], ...] = ()


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


def sees_the_flag(curves: Curves, _: PageRecording) -> bool:
    """O carro com o ruído branco nunca chega; os outros dois chegam, e o dos parâmetros aprende."""
    white, ou, parameters = curves
    return bool((white < 0).all() and (ou > 0).any() and (parameters[-5:] > 0).all())


def ahead(curves: Curves, _: PageRecording) -> bool:
    """Duas atualizações por passo: do quinto ao sétimo episódio, 500 pontos acima da turma, e no fim de pé."""
    own = curves[0]
    return bool((own[4:7] > middle()[4:7] + 500).all() and np.median(own[-4:]) > -300)


def breaks_loose(curves: Curves, recording: PageRecording) -> bool:
    """O caso da semente 4: no original, trinta medidas de d quase zero, σ acima de 0,4, e no fim de pé.

    O que acontece com o gêmeo, sem ruído, não entra na escolha.
    """
    if np.median(curves[0][-2:]) < -250:
        return False
    sigma, distance = recording.replay().samples[:, 0, 5:7].T
    return bool((distance < 0.01).sum() >= 30 and sigma.max() > 0.4)


#: Os ruídos da cena da bandeira, um por réplica: cada uma desliga os outros dois no passo zero.
NOISES = (ActionNoise(0.5), OUNoise(sigma=0.5, theta=0.15, dt=1), ParameterNoise(**mountain_car.NOISE))
ALONE = tuple(
    (0, k, f"{type(noise).__name__}.sigma", 0.0) for k in range(3) for i, noise in enumerate(NOISES) if i != k
)
CAR = mountain_car.SETTINGS | dict(env=mountain_car.ENV, exploration=list(NOISES))

PLANS = {
    "tau-1": Plan(4400, unsettled, replicas=2, twins=True, moves=((0, 1, "tau", 1.0),)),
    "sem-aquecimento": Plan(4000, lost, dict(warmup=0), replicas=4),
    "preso": Plan(6000, breaks_loose, replicas=2, twins=True, moves=((1000, 1, "sigma", 0.0),)),
    "sigma-grande": Plan(4400, hot, dict(exploration=ParameterNoise(sigma=1.0))),
    "gemeos": Plan(3200, falls, replicas=2, twins=True, moves=((2100, 1, "sigma", 0.3),)),
    "placebo": Plan(3200, together, replicas=2, twins=True, moves=((2100, 1, "placebo", PLACEBO),)),
    "delta-dobra": Plan(4000, follows, replicas=2, twins=True, moves=((2000, 1, "delta", 0.4),)),
    "bandeira": Plan(8000, sees_the_flag, CAR, replicas=3, twins=True, moves=ALONE),
    "curva": Plan(3000, ahead, dict(updates_per_step=2)),
}


def made(plan: Plan, seed: int) -> PageRecording:
    """O plano com esta semente. O placebo soma um milionésimo ao σ que houver, e por isso se treina duas vezes."""
    seeds = [seed] * plan.replicas if plan.twins else list(range(seed, seed + plan.replicas))
    settings = dict(env="Pendulum-v1", exploration=ParameterNoise()) | plan.settings | dict(seeds=seeds)
    moves = []
    for step, replica, name, value in plan.moves:
        if name == "placebo":
            before = PageRecording.made(settings, [(step, replica, "sigma", 0.1)], step).changes[0].old
            name, value = "sigma", before + value
        moves.append((step, replica, name, value))
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


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for name in sys.argv[1:] or PLANS:
        found = searched(name)
        found.save(HERE / f"{name}.json")
        print(f"{name}: sementes {found.settings['seeds']}", flush=True)
