"""`check_env`: o que num ambiente não serve ao treino e o que só atrapalha, tudo de uma vez e antes de treinar."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from .bodies import EnvironmentFault
from .checks import integer
from .elsewhere import named
from .judge import Judge
from .probe import Probe, Rollout
from .spaces import is_environment, make, parts, statistics_in
from .symptoms import Checkup, check_ends, check_numbers

REPEATED = 200  # passos de um episódio que se repete para comparar


@named
def check_env(env: str | Callable[[], Any], steps: int = 1000) -> Checkup:
    """Examina um ambiente antes do treino, jogando nele `steps` passos com ações sorteadas, e imprime o relatório.

    - `env`: um id, uma função sem argumentos que cria o ambiente, ou um ambiente já criado (que fica aberto, e de que
      só não se confere o que pede um segundo).

    Diz o que não serve (✗) e o que atrapalha (!): espaços, o que `reset` e `step` devolvem, repetir-se, corpos
    divididos, episódios sem fim, escalas, tipos que perdem números, memória e, num ambiente com objetivo, se a
    recompensa se recalcula, como `hindsight` pede. Um defeito do ambiente vai para o
    relatório. Devolve o `Checkup`. Erro: `TypeError`, se `env` não é nada disso; `ValueError`, se o id não existe.
    """
    steps = integer("steps", steps, 1, 1_000_000)
    own = getattr(env, "__name__", "")
    found = Checkup(repr(env) if isinstance(env, str) else own if own.isidentifier() else "cria_ambiente")
    if not (isinstance(env, str) or callable(env) or is_environment(env)):
        make(env)  # diz o que é aceito
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # os avisos do Gymnasium, em inglês, repetiriam o que se diz aqui
        with fresh(env, found) as new:
            _examine(new, found, steps)
    print(found)
    return found


@contextmanager
def fresh(env: Any, found: Checkup) -> Iterator[Callable[[], Probe | None]]:
    """Dá uma função que cria outro ambiente a cada chamada (`None`, se não há outro); fecha todos no fim."""
    made: list[Any] = []

    def new() -> Probe | None:
        if is_environment(env):
            if made:
                return None
            made.append(env)
            return Probe(env, found.error)
        own = make(env)
        together = {id(part) for one in made for part in parts(one)}
        made.append(own)
        if any(id(part) in together for part in parts(own)):
            found.error(
                "A função deu duas vezes o mesmo corpo: cada réplica precisa do seu. Crie o ambiente dentro da função, "
                'como em `lambda: gym.make("Pendulum-v1")`; se só pode haver um, treine com uma semente só.'
            )
            return None
        return Probe(own, found.error)

    try:
        yield new
    finally:
        for one in [] if is_environment(env) else made:
            try:
                getattr(one, "close", lambda: None)()
            except Exception as error:
                found.warnings.append(f"`close` parou com {type(error).__name__}: {error}.")


def _examine(new: Callable[[], Probe | None], found: Checkup, steps: int) -> None:
    try:
        probe = new()
    except (TypeError, ValueError) as error:
        if "não há um ambiente chamado" in str(error).lower():
            raise
        return found.error(str(error))
    assert probe
    try:
        played = _play_all(probe, steps)
        if probe.sound:
            _repeats(probe, new, played[0], found)
    except EnvironmentFault as fault:
        return found.error(str(fault))
    if probe.sound:
        check_numbers(probe, played, found)
        check_ends(probe, played, steps, found)
        _retells(probe, found)
    if names := statistics_in(probe.envs[0]):
        found.warnings.append(
            f"{', '.join(names)} guarda médias próprias, que não vão para a avaliação nem para um checkpoint. Tire-o e "
            'use `normalize="running"`.'
        )
        found.settings["normalize"] = '"running"'
    return None


def _play_all(probe: Probe, steps: int) -> list[Rollout]:
    played: list[Rollout] = []
    while (left := steps - sum(len(own.rewards) for own in played)) > 0 and len(played) < 20:
        played.append(probe.play(len(played), probe.actions(len(played), left)))
        if not probe.sound:
            break
    return played


def _repeats(probe: Probe, new: Callable[[], Probe | None], first: Rollout, found: Checkup) -> None:
    """Se a semente e as ações decidem tudo: de novo aqui, num ambiente novo, e com outro ao lado."""
    actions = probe.actions(0, len(first.rewards))[:REPEATED]
    again = first.parts_from(probe.play(0, actions))
    other, elsewhere = new(), None
    if other is not None:
        elsewhere = first.parts_from(other.play(0, actions))
    if again is not None and elsewhere is None and other is not None:
        found.warnings.append(
            f"Algo atravessa os episódios: com a mesma semente, o segundo difere do primeiro no passo {again}. Um "
            "checkpoint dele abre no episódio seguinte, com um aviso. Ponha tudo em dia no `reset`."
        )
    elif (step := again if again is not None else elsewhere) is not None:
        found.warnings.append(
            f"Ele não se repete: com a mesma semente e as mesmas ações, difere no passo {step}. "
            "Treina, mas uma gravação não se recomputa, e um episódio interrompido se perde (`trainer.new_episode()`). "
            "Faça todo o acaso sair de `self.np_random`, depois de `super().reset(seed=seed)`."
        )
    else:
        found.fine.append("repete-se: a semente e as ações decidem tudo")
        _apart(probe, other, actions, first, found)
    starts = [probe.reset(0, seed) for seed in (1, 2, 3)]
    if all(np.array_equal(starts[0], one) for one in starts[1:]):
        found.warnings.append(
            "Todo episódio começa igual, qualquer que seja a semente: o agente só conhece um começo, e a avaliação "
            "mede um "
            "episódio só. Sorteie o começo com `self.np_random`."
        )
    pushed = [probe.play(0, probe.actions(0, min(50, len(actions)), push)) for push in (0.0, 0.7)]
    if pushed[0].parts_from(pushed[1]) is None:
        found.warnings.append(
            "A ação não muda nada: com duas ações bem diferentes, as observações e as recompensas são as mesmas."
        )


def _apart(probe: Probe, other: Probe | None, actions: list[Any], first: Rollout, found: Checkup) -> None:
    """Se dois ambientes, jogados passo a passo lado a lado, não se atrapalham."""
    if other is None:
        return
    mine, beside = Rollout([probe.reset(0, 0).copy()], [], False, False), other.reset(0, 1)
    over = beside is None
    for action in actions:
        if not over:
            *_, terminated, truncated = other.step_one(0, action)
            over = terminated or truncated
        mine = probe.advance(mine, action)
        if mine.terminated or mine.truncated:
            break
    if first.parts_from(mine) is not None:
        found.error(
            "Dois ambientes se atrapalham: um joga diferente quando há outro ao lado. Guarde o estado em `self`, e "
            "não na "
            "classe, no módulo ou numa variável global; até lá, treine com uma semente só."
        )


def _retells(probe: Probe, found: Checkup) -> None:
    """Se um ambiente com objetivo recalcula a recompensa de muitos objetivos de uma vez, e se é a que `step` dá."""
    if probe.goals is None:
        return
    judge = Judge(probe.envs, probe.name)
    if not judge.able:
        found.warnings.append("Não tem `compute_reward`: treina, mas não com `hindsight`, que recalcula a recompensa.")
        return
    achieved, desired, rewards = [], [], []
    probe.reset(0, 0)
    for action in probe.actions(0, REPEATED):
        _, reward, *ends = probe.step_one(0, action)
        achieved.append(probe.goals.achieved[0].copy())
        desired.append(probe.goals.desired[0].copy())
        rewards.append(reward)
        if any(ends):
            break
    goals = np.array(achieved), np.array(desired)
    try:
        judge.confirm(rewards, *goals)
        judge.terminated(0, *goals, np.zeros(len(rewards), bool))
    except EnvironmentFault as fault:
        found.warnings.append(f"Treina, mas não com `hindsight`. {fault}")
        return
    found.fine.append("recalcula a recompensa de outros objetivos: serve a `hindsight`")
