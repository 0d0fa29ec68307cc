"""A lista de conferência: os instrumentos da bancada, o preço de cada um, e as perguntas que ele faz a um treino.

As perguntas são de duas origens: os diagnósticos das peças do museu, cada um escrito para a sua, e as cinco sondas de
Andy Jones. A nota da lista é dada em erros para os quais nenhuma delas foi escrita: os de `strangers`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..figures.aula_07 import Finding
from ..training import Trainer
from . import distance, learning, memory, noise, probes
from .exhibit import Make


class Instrument(NamedTuple):
    """Um instrumento: o nome, o preço em minutos de quem depura, e as perguntas, de `(make, seed)` a um `Finding`."""

    title: str
    minutes: int
    checks: tuple[Callable[[Make, int], Finding], ...]

    def read(self, make: Make = Trainer, seed: int = 0) -> list[Finding]:
        """O que ele acha nos treinadores que `make(env, seeds=…, **ajustes)` faz."""
        return [check(make, seed) for check in self.checks]


#: A bancada, do instrumento mais barato ao mais caro. Os minutos são o preço do jogo, e não uma medida.
BENCH = {
    "updates": Instrument("Contar as atualizações", 1, (learning.one_update_per_step,)),
    "newborn": Instrument("Olhar as ações de um ator recém-sorteado", 1, (learning.born_near_zero,)),
    "memory": Instrument("Abrir a memória", 2, (memory.actions_fit, memory.a_cut_is_not_an_end, memory.many_starts)),
    "noise": Instrument("Ouvir o ruído sozinho", 2, (noise.both_ways,)),
    "actions": Instrument("Comparar as ações executadas com μ(s), sem ruído", 2, (noise.off_is_off,)),
    "zero": Instrument("Medir d com σ = 0", 3, (distance.zero_is_zero,)),
    "one_step": Instrument("Sonda 1: um passo, recompensa sempre 1", 3, (probes.one_step,)),
    "one_step_seen": Instrument("Sonda 2: um passo, a recompensa é o que se vê", 3, (probes.one_step_seen,)),
    "two_steps": Instrument("Sonda 3: dois passos, só o último paga", 3, (probes.two_steps,)),
    "one_action": Instrument("Sonda 4: um passo, paga mais perto de uma ação", 3, (probes.one_action,)),
    "two_actions": Instrument("Sonda 5: a melhor ação depende do que se vê", 3, (probes.two_actions,)),
    "start": Instrument(
        "Conferir σ no começo, e com outra unidade", 4, (distance.not_far_from_delta, learning.blind_to_units)
    ),
    "ruler": Instrument("Medir d com uma régua à parte", 5, (distance.same_as_the_ruler, distance.deaf_to_the_buffer)),
    "range": Instrument("Ver até onde vai Q", 5, (memory.no_more_than_there_is,)),
}


def examined(make: Make = Trainer, seed: int = 0) -> dict[str, list[Finding]]:
    """A lista inteira, num treino: instrumento → o que ele acha. Leva uns dez segundos."""
    return {name: instrument.read(make, seed) for name, instrument in BENCH.items()}
