"""Os exercícios da aula 09: um ambiente seu, o TD3, e quantas sementes."""

from __future__ import annotations

from ..aula_02.networks import Actor as SmallActor
from ..aula_02.networks import Critic as SmallCritic
from ..engine import Exercise, Stage
from . import edits, own_world, pond, seeds
from .proof import actor_loss, critic_loss, descend, same_as_course, soft_update, yours

__all__ = [
    "EXERCISES",
    "SmallActor",
    "SmallCritic",
    "actor_loss",
    "critic_loss",
    "descend",
    "same_as_course",
    "soft_update",
    "yours",
]

EXERCISES = {
    "09.1": Exercise(
        "A lagoa em trinta linhas",
        ("Pond",),
        (
            Stage("os peixes crescem", pond.grows),
            Stage("a pesca tira e paga", pond.pays),
            Stage("o relógio interrompe", pond.ends),
        ),
        (
            "As duas contas partem de `self.fish`, o peixe que havia no começo do mês.",
            "Nasce uma parte do peixe que há, vezes o clima do mês, vezes a fração da lagoa que está livre. Pesca-se a "
            "cota, `action[0]`, se houver tanto peixe.",
            "A fração livre é `1 - self.fish / 10_000`. O episódio nunca termina; ele se interrompe quando "
            "`self.month` chega a 240.",
        ),
        "A lagoa é sua: mude o preço, o clima, o que quiser.",
    ),
    "09.2": Exercise(
        "Dois críticos",
        ("smaller_target",),
        (Stage("a forma, sem gradiente", edits.smaller_shape), Stage("os valores", edits.smaller_values)),
        (
            "É o alvo da aula 03, com outro Q′: o menor de dois.",
            "`first` e `second` são [lote]. O menor se escolhe transição por transição.",
            "`torch.minimum(first, second)` no lugar de `q_next`; o resto do alvo é o mesmo.",
        ),
        "Um erro para cima só passa para o alvo se os dois críticos o cometem.",
    ),
    "09.3": Exercise(
        "A ação borrada",
        ("smoothed",),
        (Stage("a ação com ruído, cortada duas vezes", edits.smooth_values),),
        (
            "São dois cortes: um no ruído, outro na soma.",
            "O ruído é `sigma * noise`, cortado em ±`clip`; a ação que resulta fica entre −1 e 1.",
            "`tensor.clamp(-limite, limite)` corta. O ruído se corta antes de somar, e a ação, depois.",
        ),
        "O alvo passa a ser o de uma vizinhança de ações, e um pico estreito do crítico pesa menos.",
    ),
    "09.4": Exercise(
        "O ator espera",
        ("MyTD3",),
        (Stage("os críticos sempre, o ator numa de cada duas", edits.waits),),
        (
            "`self.updates` conta as atualizações, e na primeira vale 1.",
            "O ator descansa na primeira e anda na segunda, descansa na terceira e anda na quarta.",
            "O resto da divisão por dois, `self.updates % 2`, diz se a conta é par.",
        ),
        "É o seu DDPG com três emendas.",
    ),
    "09.5": Exercise(
        "Quantas sementes",
        ("large", "small"),
        (Stage("a diferença grande", seeds.large_effect), Stage("a pequena", seeds.small_effect)),
        (
            "A regra usa duas medidas: o desvio entre sementes, s, e a diferença que se quer ver, D.",
            "O quociente s/D vai ao quadrado, e só depois se multiplica por 16.",
            "`16 * (s / D) ** 2`, uma vez para cada D.",
        ),
        "Metade da diferença pede quatro vezes mais sementes.",
    ),
    "09.6": Exercise(
        "Um ambiente seu",
        ("make", "before", "after"),
        (
            Stage("o ambiente passa no exame", own_world.sound),
            Stage("as medidas, de sementes diferentes", own_world.measured),
            Stage("o agente melhora, com as faixas separadas", own_world.better),
        ),
        (
            "Comece pela lagoa: mude a observação, a ação ou a recompensa, e rode `check_env`.",
            "`before` é um treino avaliado antes do primeiro passo; `after`, as mesmas sementes, no fim.",
            "`evaluate(trainer.agent, make).mean(1)` dá um retorno por semente; são precisas ao menos dez.",
        ),
        "É um ambiente, um exame, um começo e um fim, com faixas: o esqueleto de um projeto.",
    ),
}
