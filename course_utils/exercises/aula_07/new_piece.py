"""A peça nova do museu, da aula 07: as conferências do interruptor e do diagnóstico."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...bugs.exhibit import Patch, patched
from ...environments import Environments, Transition
from ..answers import numbers
from ..guard import call, refuse, told


def fake_step(result: Transition) -> Any:
    """Um `Environments.step` que devolve sempre `result` e conta quantas vezes o chamam."""

    def step(self: Any, action: Any) -> Transition:
        step.calls += 1  # type: ignore[attr-defined]
        refuse(self != "ambientes" or action != "ação", "passe a `original` o que recebeu: `self` e `action`.")
        return result

    step.calls = 0  # type: ignore[attr-defined]
    return step


def switch(a_tenth: Any, reported_and_true: Any) -> None:
    """07.3: uma função que troca a recompensa pela décima parte, e mais nada."""
    reward = np.array([-10.0, -5.0])
    result = Transition(np.ones((2, 3)), np.zeros((2, 1)), reward, np.ones((2, 3)), np.zeros(2, bool), np.ones(2, bool))
    original = fake_step(result)
    step = call(lambda: a_tenth(original))
    refuse(not callable(step), "`a_tenth` recebe a função `original` e devolve outra função, que fará o papel dela.")
    given = call(lambda: step("ambientes", "ação"))
    refuse(
        not isinstance(given, Transition),
        f"a função trocada devolve uma `Transition` inteira, como a original; devolveu {told(given)}.",
    )
    refuse(original.calls == 0, "a função trocada não chama a `original`: quem dá o passo no ambiente?")
    refuse(original.calls > 1, "a função trocada chama a `original` duas vezes: são dois passos de ambiente.")
    refuse(not np.array_equal(reward, [-10, -5]), "a recompensa original foi mudada no lugar; use `result._replace`.")
    mistakes = {
        "a recompensa não mudou.": 1,
        "a conta é dividir por 10, e não multiplicar.": 10,
        "foi dividida duas vezes.": 0.01,
    }
    for mistake, factor in mistakes.items():
        refuse(np.allclose(given.reward, factor * reward), mistake)
    refuse(not np.allclose(given.reward, reward / 10), "a recompensa não é a décima parte.")
    others = [name for name in Transition._fields if name != "reward"]
    changed = any(not np.array_equal(getattr(given, name), getattr(result, name)) for name in others)
    refuse(changed, "só a recompensa muda; as outras partes da `Transition` ficam como estão.")


def pair_of(reported_and_true: Any) -> np.ndarray:
    """O que o diagnóstico mede, com a semente 0: dois números."""
    given = call(lambda: reported_and_true(0))
    return numbers(given, (2,), "o que `reported_and_true` devolve").numpy()


def tells_apart(a_tenth: Any, reported_and_true: Any) -> None:
    """07.3: no treino correto, os dois números concordam; com o erro, não."""
    reported, true = pair_of(reported_and_true)
    refuse(reported > 0 or true > 0, "o retorno do pêndulo é negativo: falta o sinal da recompensa?")
    refuse(
        not -2500 < true < -100, "o verdadeiro não tem o tamanho do retorno de um episódio: some as 200 recompensas."
    )
    off = abs(reported / true - 1)
    units = "quase: eles diferem por pouco. A memória guarda ações de −1 a 1; a fórmula pede o torque."
    refuse(1e-5 < off < 0.01, units)
    refuse(off >= 0.01, "no treino correto, o informado e o verdadeiro concordariam: confira o ângulo e a fórmula.")
    with patched([Patch(Environments, "step", a_tenth)]):
        broken, still_true = pair_of(reported_and_true)
    blind = "com o erro ligado os dois ainda concordam: o “verdadeiro” também vem do treino. Calcule-o pela fórmula."
    refuse(math.isclose(broken, still_true, rel_tol=0.01), blind)
    refuse(
        math.isclose(still_true, broken / 10, rel_tol=0.01),
        "os dois números estão trocados: primeiro o que o treino diz.",
    )
    refuse(
        not math.isclose(broken, still_true / 10, rel_tol=0.01),
        "com o erro, o informado deveria ser um décimo do verdadeiro.",
    )
