"""A reinterpretação, da aula 08: as conferências da função do estudante."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..guard import call, refuse, told

LENGTH, STEP = 12, 0.02  # um ponto que anda em linha reta: dois passos são menos de 0,05, e três não


def failure() -> list[tuple]:
    """Um episódio que só fracassou: o objetivo está longe demais."""
    place, goal = STEP * np.arange(LENGTH + 1)[:, None] * np.array([1.0, 0, 0]), np.full(3, 10.0)
    return [(place[t], np.array([STEP, t, 0.0]), place[t + 1], goal, -1.0) for t in range(LENGTH)]


def retold(hindsight: Any, seed: int = 0) -> list[tuple]:
    """O que a função do estudante devolve, uma lista de tuplas."""
    random, episode = np.random.default_rng(seed), failure()
    try:
        again = call(lambda: hindsight(episode, random))
    except ValueError as error:
        past_the_end = "na última transição não sobra instante para o sorteio: inclua o próprio t."
        refuse("low >= high" in str(error), past_the_end)
        raise
    refuse(not isinstance(again, list | tuple), f"`hindsight` deveria devolver uma lista; recebi {told(again)}.")
    touched = any(not np.array_equal(a, b) for own, kept in zip(episode, failure()) for a, b in zip(own, kept))
    refuse(touched or len(episode) != LENGTH, "a função muda o episódio que recebe; monte uma lista nova.")
    return [tuple(own) for own in again]


def five_each(hindsight: Any) -> None:
    """08.1: tantas transições quantas havia, cada uma com as suas cinco partes."""
    again = retold(hindsight)
    refuse(len(again) != LENGTH, f"de {LENGTH} transições, a sua função devolveu {len(again)}.")
    refuse(
        {len(own) for own in again} != {5}, "cada transição tem cinco partes, na mesma ordem: obs, ação, …, recompensa."
    )


def same_past(hindsight: Any) -> None:
    """08.1: o estado, a ação e o ponto alcançado são os que foram."""
    parts = ("o estado", "a ação", "o ponto alcançado")
    for before, after in zip(failure(), retold(hindsight)):
        for k, part in enumerate(parts):
            refuse(not np.array_equal(before[k], after[k]), f"mudou {part}: só o objetivo e a recompensa se recontam.")


def seen_ahead(hindsight: Any) -> None:
    """08.1: o objetivo é um ponto alcançado dali em diante, sorteado."""
    achieved, asked = np.array([own[2] for own in failure()]), failure()[0][3]
    chosen: list[set[int]] = [set() for _ in achieved]
    for seed in range(25):
        goals = np.array([own[3] for own in retold(hindsight, seed)], float)
        kept = (goals == asked).all(1).any()
        refuse(kept, "o objetivo continua o pedido: troque-o por um ponto alcançado.")
        found = (goals[:, None] == achieved).all(2)
        before = "o objetivo é um ponto alcançado, o terceiro da transição, e não um estado de antes da ação."
        refuse(not found.any(1).all(), before)
        for own, k in zip(chosen, found.argmax(1)):
            own.add(int(k))
    last, every = LENGTH - 1, set().union(*chosen[:-1])
    refuse(any(min(own) < t for t, own in enumerate(chosen)), "há objetivos do passado: sorteie dali em diante.")
    refuse(every == {last}, "essa é a estratégia “final”, sempre o último ponto; aqui ele é sorteado.")
    always_now = all(own == {t} for t, own in enumerate(chosen))
    refuse(always_now, "o objetivo é sempre o ponto de agora: sorteie também mais adiante.")
    refuse(len(chosen[0]) == 1, "o sorteio dá sempre o mesmo instante: use o gerador `random`, a cada transição.")
    refuse(last not in every, "o último ponto nunca é sorteado; `integers` exclui o segundo número.")
    never_now = all(t not in own for t, own in enumerate(chosen[:-1]))
    refuse(never_now, "o próprio t nunca é sorteado, e o enunciado o inclui.")


def told_again(hindsight: Any) -> None:
    """08.1: a recompensa, recalculada com o objetivo novo."""
    again = [own for seed in range(10) for own in retold(hindsight, seed)]
    close = [float(np.linalg.norm(own[2] - own[3])) < 0.05 for own in again]
    given = [own[4] for own in again]
    refuse(set(given) == {-1}, "a recompensa continua −1: recalcule-a com o objetivo novo.")
    refuse(not set(given) <= {0, -1}, "a recompensa é 0 no sucesso e −1 longe; há outros números.")
    refuse(all((r == -1) == c for r, c in zip(given, close)), "está ao contrário: 0 é o sucesso.")
    exactly = all((r == 0) == np.array_equal(own[2], own[3]) for r, own in zip(given, again))
    refuse(exactly, "não é preciso chegar exatamente ao objetivo: basta estar a menos de 0,05.")
    from_obs = all((r == 0) == (np.linalg.norm(own[0] - own[3]) < 0.05) for r, own in zip(given, again))
    refuse(from_obs, "a recompensa compara o objetivo com o ponto alcançado, e não com o estado de antes.")
    refuse(
        [r == 0 for r in given] != close, "alguma recompensa não confere: 0 a menos de 0,05 do objetivo, e −1 longe."
    )
