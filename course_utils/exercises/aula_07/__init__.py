"""Os exercícios da aula 07: o museu de bugs."""

from __future__ import annotations

from typing import Any

import torch

from ...bugs import BUGS
from ..answers import choice, near, numbers
from ..engine import Exercise, Stage
from ..guard import refuse, told
from .consultation import apart, named, numbered
from .new_piece import switch, tells_apart

ON = ("double_update", "uniform_ou")


def names_of(answer: Any, name: str) -> set[str]:
    """Uma lista de nomes de peças."""
    refuse(
        not isinstance(answer, list | tuple | set), f"`{name}` deveria ser uma lista de nomes; recebi {told(answer)}."
    )
    refuse(
        not all(isinstance(one, str) for one in answer), f"`{name}`: são os nomes, e não as peças nem o que acharam."
    )
    given = set(answer)
    titles = given & {piece.title for piece in BUGS.values()}
    refuse(titles, f"`{name}`: esses são os títulos; a pergunta é sobre os nomes, como `piece.name`.")
    refuse(not given <= BUGS.keys(), f"`{name}`: há um nome que não é de peça nenhuma.")
    return given


def lit_inside(inside: Any, after: Any) -> None:
    """07.1: dentro do `with`, os dois acusam."""
    given = names_of(inside, "inside")
    refuse(not given, "`inside` está vazia: os diagnósticos rodaram dentro do `with`?")
    refuse(given == BUGS.keys() - set(ON), "está ao contrário: o diagnóstico acusa quando `sound` é falso.")
    refuse(given == BUGS.keys(), "você listou todos os nomes; falta olhar `diagnose().sound`.")
    refuse(len(given) == 1, "só um acusa: os dois erros estavam ligados ao mesmo tempo?")
    refuse(given != set(ON), "há diagnósticos a mais ou a menos em `inside`.")


def lit_after(inside: Any, after: Any) -> None:
    """07.1: fora, nenhum."""
    given = names_of(after, "after")
    refuse(given == set(ON), "`after` foi medida ainda dentro do `with`, ou é uma cópia de `inside`.")
    refuse(given, "`after`: na saída do `with`, o pacote volta a ser o que era. Meça de novo.")


def lies(share: Any, gamma: Any, q: Any, suffers: Any) -> None:
    """07.4: a conta antes de rodar."""
    mistakes = {
        "isso é com 200 passos; aqui são 20.": 1 / 200,
        "a pergunta é a fração das transições, e não quantos passos há.": 20,
        "é uma fração, e não uma porcentagem.": 5,
        "conte também a última: são 20 transições, e não 19.": 1 / 19,
        "essas são as de alvo certo.": 0.95,
    }
    near(share, 0.05, "share", mistakes, within=1e-6)
    mistakes = {
        "esse é o γ do treino; o erro apaga o futuro mais um pouco.": 0.99,
        "essa é só a chance de o futuro não se apagar; falta o γ do treino.": 0.95,
        "essa é a chance de apagar, vezes γ; é a de não apagar.": 0.0495,
        "esse é o desconto de vinte passos; a pergunta é o de um passo só.": 0.99**20,
    }
    near(gamma, 0.99 * 0.95, "gamma", mistakes, within=0.003)


def optimist(share: Any, gamma: Any, q: Any, suffers: Any) -> None:
    """07.4: o que o relógio fez a Q."""
    refuse(
        not isinstance(q, dict) or q.keys() != {"correto", "com o erro"},
        "`q` tem dois valores: 'correto' e 'com o erro'.",
    )
    sound, broken = (
        numbers(q[name], (10,), f"`q[{name!r}]`", {(): "Um número por semente.", (10, 64): "Falta a média do lote."})
        for name in ("correto", "com o erro")
    )
    refuse(
        torch.equal(sound, broken),
        "os dois lados são iguais, bit a bit: o erro estava ligado quando o segundo treinou?",
    )
    refuse((sound > 0).any() or (broken > 0).any(), "há Q positivo, e nenhuma recompensa do pêndulo é maior que zero.")
    scaled = "os Q estão na escala da rede: divida pelo `reward_scale` do treino."
    refuse(float(sound.mean()) > -25, scaled)
    refuse(
        broken.mean() < sound.mean() - 10, "o Q mais pessimista deveria ser o correto: os dois lados estão trocados?"
    )


def what_happens(share: Any, gamma: Any, q: Any, suffers: Any) -> None:
    """07.4: e o retorno?"""
    others = {
        "não": "olhe as faixas de `evaluate` dos dois lados: elas se tocam?",
        "melhora": "maior é melhor, e os retornos são negativos. Qual está mais perto de zero?",
    }
    choice(suffers, "suffers", "sim", others)


EXERCISES = {
    "07.1": Exercise(
        "Dois de uma vez",
        ("inside", "after"),
        (Stage("o que acusa dentro do `with`", lit_inside), Stage("o que fica depois", lit_after)),
        (
            "`with bugs.double_update, bugs.uniform_ou:` liga os dois. Os diagnósticos têm de rodar ali dentro.",
            "`BUGS` é um dicionário: percorra `BUGS.items()` e olhe `piece.diagnose().sound` de cada um.",
            "`[name for name, piece in BUGS.items() if not piece.diagnose().sound]`, uma vez dentro e outra fora.",
        ),
        "Erros diferentes deixam marcas diferentes, e um bom diagnóstico olha para uma marca só.",
    ),
    "07.2": Exercise(
        "O paciente sem etiqueta",
        ("number", "exams", "name"),
        (
            Stage("o número do paciente", numbered),
            Stage("as medidas que o acusam", apart),
            Stage("o nome do erro", named),
        ),
        (
            "Compare `exams()` fora e dentro de `with unknown(number):`. Nada mudou? Meça outra coisa.",
            "Há o que medir na memória (`action`, `terminated`, `obs`), no otimizador, em cada ruído e no ator.",
            "Diga o que mudou, e que linha do código faria isso; o `symptom` de cada peça, em `BUGS`, ajuda.",
        ),
        "Um diagnóstico é uma medida que muda, e a explicação de por que ela muda. Há treze números: jogue com outros.",
    ),
    "07.3": Exercise(
        "Uma peça nova",
        ("a_tenth", "reported_and_true"),
        (Stage("o interruptor", switch), Stage("o diagnóstico", tells_apart)),
        (
            "`a_tenth` recebe a função de verdade e devolve outra, `step(self, action)`, e chama a de verdade.",
            "`result._replace(reward=…)` dá outra `Transition`. No diagnóstico, some a recompensa que a fórmula dá.",
            "O ângulo é `np.arctan2(obs[:, 1], obs[:, 0])`, o torque é 2a; a recompensa é a da aula 03, negativa.",
        ),
        "O erro não é dividir, e sim mostrar a recompensa dividida como retorno: ninguém mais consegue comparar.",
    ),
    "07.4": Exercise(
        "O relógio apressado",
        ("share", "gamma", "q", "suffers"),
        (
            Stage("a conta, antes de rodar", lies),
            Stage("o que o erro fez a Q", optimist),
            Stage("o que fez ao retorno", what_happens),
        ),
        (
            "Em cada episódio só a última transição tem o alvo errado. Se o futuro some com essa chance, quanto sobra?",
            "O futuro vale γ vezes, e não se apaga em 19 de cada 20 passos: os dois fatores se multiplicam.",
            "Treine dez sementes de uma vez, fora e dentro do `with`; q é a média de Q(s, μ(s)), sem o `reward_scale`.",
        ),
        "O mesmo erro, dez vezes mais frequente, já não é um detalhe. Olhe as faixas.",
    ),
}
