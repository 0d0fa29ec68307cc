"""Os exercícios da aula 05: o carro na montanha."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from ...study import Study
from ...study.bands import probability_of_improvement
from ..answers import choice, fair_study, near, numbers, same
from ..engine import Exercise, Stage
from ..guard import call, refuse, told
from .newborn import how_much_more, slope_of_each, two_noises, who_arrives


def plan_moves(leaves: Any, first: Any, with_1000: Any) -> None:
    """05.1: o plano fica parado até 0,93 e anda de 0,94 em diante."""
    still, moves = call(leaves, 0.93), call(leaves, 0.94)
    for given in (still, moves):
        refuse(
            not isinstance(given, bool | np.bool_), f"`leaves` deveria devolver True ou False; recebi {told(given)}."
        )
    refuse(still and not moves, "a resposta está ao contrário: com γ pequeno o plano não sai do lugar.")
    refuse(still, "com γ = 0,93 você diz que ele sai. Cuidado: parado, ele também tem 999 ações, todas zero.")
    refuse(not moves, "com γ = 0,94 você diz que ele fica. Basta uma ação diferente de zero; há zeros no caminho.")


def which_gamma(leaves: Any, first: Any, with_1000: Any) -> None:
    """05.1: o primeiro γ, e o que um prêmio maior faria."""
    mistakes = {
        "esse é o último com que ele fica parado.": 0.93,
        "com esse ele sai, mas há um menor.": 0.95,
        "o passo é de 0,01: de 0,90 a 0,96.": 0.9,
        "γ é uma fração, e não uma porcentagem.": 94,
    }
    near(first, 0.94, "first", mistakes, within=0.001)
    pays = "o motor custa o mesmo, e o prêmio descontado é dez vezes maior: compensa mais cedo ou mais tarde?"
    choice(with_1000, "with_1000", "menor", {"igual": pays, "maior": pays})


def held(pushes: Any, best: Any) -> None:
    """05.2: um sorteio por carro, repetido por n passos; o último bloco pode ser cortado."""
    for n, steps, cars in ((10, 55, 30), (1, 40, 20), (100, 70, 20)):
        cut: dict[tuple[int, ...], str] = {
            (-(-steps // n) * n, cars): "O último bloco precisa ser cortado.",
            (steps // n * n, cars): "Falta o último bloco, que é mais curto.",
            (cars, steps): "O passo vem primeiro.",
            (steps,): "Falta o eixo dos carros.",
        }
        given = numbers(call(pushes, n, steps, cars), (steps, cars), f"`pushes({n}, {steps}, {cars})`", cut)
        changes = (given[1:] != given[:-1]).any(1).nonzero().flatten() + 1
        refuse((given == given[:, :1]).all(), "todos os carros recebem o mesmo empurrão: sorteie um por carro.")
        refuse(n > 1 and len(changes) == steps - 1, "cada passo tem um empurrão novo: falta repetir por n passos.")
        refuse(n < steps and not len(changes), "o empurrão nunca muda: sorteie outro a cada n passos.")
        refuse(
            changes.tolist() != list(range(n, steps, n)),
            f"com n = {n}, a troca deveria vir de {n} em {n} passos, a partir do {n}.",
        )


def gaussian(pushes: Any, best: Any) -> None:
    """05.2: média zero, desvio padrão 0,5."""
    given = numbers(call(pushes, 1, 400, 100), (400, 100), "o que `pushes` devolve")
    refuse(given.min() >= 0, "nenhum empurrão é para a esquerda: o sorteio deveria ter média zero.")
    refuse(
        given.abs().max() < 1.1,
        "o sorteio não parece gaussiano: nenhum empurrão passa de 1,1 em 40.000. Foi recortado?",
    )
    mistakes = {
        "sem multiplicar por `size`, o desvio padrão é 1.": 1.0,
        "0,5 é o desvio padrão, e não a variância.": 0.5**0.5,
        "0,5 é o desvio padrão, e não o seu quadrado.": 0.25,
    }
    near(given.std(), 0.5, "pushes(1, 400, 100).std()", mistakes, within=0.03)


def best_hold(pushes: Any, best: Any) -> None:
    """05.2: meia ida e volta."""
    mistakes = {
        "é uma ida e volta inteira: o empurrão ajuda na ida e atrapalha na volta.": 72,
        "sem repetir, quase tudo se cancela; conte os carros que chegam.": 1,
        "constante por tanto tempo, só desloca o fundo do vale.": 500,
        "é a melhor memória do ruído da aula; aqui o empurrão é constante por n passos, e há um n melhor.": 20,
    }
    near(best, 36, "best", mistakes, within=0.01)


def warmups(study: Any, chance: Any, verdict: Any) -> None:
    """05.4: dois ajustes que só diferem no aquecimento."""
    fair_study(study, "study", seeds=6, steps=8000)
    long, short = by_warmup(study)
    refuse((long, short) != (1000, 64), f"a pergunta compara `warmup` 1000 e 64; o estudo tem {long} e {short}.")
    others = [{k: v for k, v in setting.items() if k != "warmup"} for setting in study.settings.values()]
    refuse(others[0] != others[1], "os dois ajustes diferem também em outra coisa: mude um ajuste por vez.")
    refuse("gamma" not in others[0], "os dois ajustes partem de `SETTINGS`, e mudam só o aquecimento.")


def by_warmup(study: Study) -> list[int]:
    """Os aquecimentos de um estudo de dois ajustes, do maior ao menor."""
    refuse(len(study.settings) != 2, f"`study` deveria ter dois ajustes; tem {len(study.settings)}.")
    return sorted((setting.get("warmup", 500) for setting in study.settings.values()), reverse=True)


def chance_of(study: Any, chance: Any, verdict: Any) -> None:
    """05.4: a chance de 1.000 ganhar de 64, no fim, com a faixa."""
    names = sorted(study.settings, key=lambda name: -study.settings[name]["warmup"])
    curves = [study.curves(name) for name in names]
    given = numbers(chance, (3,), "`chance`")

    def expected(first: int, second: int, column: int = -1) -> torch.Tensor:
        pair = (curves[k].iloc[:, column] for k in (first, second))
        return torch.tensor([float(x) for x in probability_of_improvement(*pair)], dtype=given.dtype)

    refuse((given > 1).any(), "`chance`: são três frações, entre 0 e 1, e não porcentagens.")
    mistakes = {
        "a ordem está trocada: a pergunta é a chance de 1.000 ganhar de 64.": expected(1, 0),
        "essa é a primeira avaliação; use a do fim.": expected(0, 1, 0),
    }
    same(given, expected(0, 1), "`chance`", mistakes)


def verdict_of(study: Any, chance: Any, verdict: Any) -> None:
    """05.4: o que a faixa permite dizer."""
    _, low, high = numbers(chance, (3,), "`chance`").tolist()
    touches = "a faixa de `chance` contém 0,5: por mais longe que esteja o centro, não é possível concluir nada."
    apart = "a faixa de `chance` não contém 0,5; olhe de que lado ela está."
    right = "1.000" if low > 0.5 else "64" if high < 0.5 else "nada"
    others = {name: touches if right == "nada" else apart for name in ("1.000", "64", "nada") if name != right}
    choice(verdict, "verdict", right, others)


EXERCISES = {
    "05.1": Exercise(
        "O γ em que não vale a pena sair do lugar",
        ("leaves", "first", "with_1000"),
        (Stage("quando o plano sai do lugar", plan_moves), Stage("o primeiro γ, e o tamanho do prêmio", which_gamma)),
        (
            "`drive(plan(gamma))` devolve posições e ações. Como são as ações de um carro que não sai do lugar?",
            "Parado, todas as ações são zero: `actions.any()` diz se alguma não é.",
            "`_, actions = drive(plan(gamma))`; percorra `np.arange(0.90, 0.965, 0.01)` e ache o primeiro True.",
        ),
        "Nenhum γ é bom sozinho: ele depende do tamanho do prêmio, da distância dele e do custo do caminho.",
    ),
    "05.2": Exercise(
        "Repetir o empurrão",
        ("pushes", "best"),
        (
            Stage("um sorteio por carro, repetido", held),
            Stage("o sorteio é gaussiano", gaussian),
            Stage("o melhor n", best_hold),
        ),
        (
            "Sorteie menos empurrões do que passos, e repita cada um.",
            "`np.repeat(x, n, axis=0)` repete cada linha n vezes. Quantas linhas cobrem todos os passos?",
            "`np.ceil(steps / n)` linhas de `normal(0, size, (linhas, cars))`; repita, e corte com `[:steps]`.",
        ),
        "Um empurrão que dura meia ida e volta dá ao balanço a chance de trocar de lado na hora certa.",
    ),
    "05.3": Exercise(
        "Freio ou acelerador",
        ("slope", "climb", "brake"),
        (Stage("a inclinação de cada ator", slope_of_each), Stage("quem chega", who_arrives)),
        (
            "`act(x, v)` dá a ação dos 400 atores naquela posição e naquela velocidade; o fundo é `BOTTOM`.",
            "`act(BOTTOM, 0.03)` é a ação de cada um quando o carro anda para a direita. E para a esquerda?",
            "Com `_, arrived = first_episode(ParameterNoise(**NOISE))`, `arrived[slope > 1].mean()` é uma das frações.",
        ),
        "A inclinação explica quase tudo, mas não tudo: a ação depende também da posição e de um termo constante.",
    ),
    "05.4": Exercise(
        "Um estudo de verdade, pequeno",
        ("study", "chance", "verdict"),
        (
            Stage("o estudo", warmups),
            Stage("a chance de um ganhar do outro", chance_of),
            Stage("o que ela permite dizer", verdict_of),
        ),
        (
            'Siga a célula de "O seu estudo": um ajuste é `SETTINGS`, e o outro, `SETTINGS | dict(warmup=64)`.',
            "A última coluna de `study.curves(nome)` é a do fim; a comparação é `probability_of_improvement`.",
            "`chance = probability_of_improvement(retornos com 1.000, retornos com 64)`. A faixa contém 0,5?",
        ),
        "Com poucas sementes, você aprende o tamanho da dúvida. Para uma faixa mais estreita, rode umas vinte.",
    ),
    "05.5": Exercise(
        "Os dois ruídos",
        ("choose", "gain"),
        (Stage("a ação com os dois ruídos", two_noises), Stage("quantas bandeiras a mais", how_much_more)),
        (
            "Um ruído está dentro da rede, e o outro se soma ao que ela devolve. A ação dos atores é `act(x, v)`.",
            "`shake(a)` devolve as ações `a` com um passo do OU somado; o motor só vai de −1 a 1.",
            "`shake(act(x, v)).clip(-1, 1)` é a ação. Depois, `gain = both(choose, 0.25) / both(choose, 0)`.",
        ),
        "Isso é promissor, mas não é um resultado: o OU continua tremendo quando a política já é boa. Só o treino diz.",
    ),
}
