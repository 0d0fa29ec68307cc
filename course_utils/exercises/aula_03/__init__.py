"""Os exercícios da aula 03: o DDPG."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..answers import choice, near, shape
from ..aula_02.networks import Actor as SmallActor
from ..aula_02.networks import Critic as SmallCritic
from ..drawn import drawn, of_others
from ..engine import Exercise, Stage
from . import blanks, many_seeds, rehearsal
from .proof import filled, same_as_course

__all__ = ["EXERCISES", "SmallActor", "SmallCritic", "filled", "same_as_course"]

BATCH = 64
COST = float(np.pi**2)
GAMMAS = (950, 985)  # o γ que o nome sorteia, em milésimos


# --- 03.1: a forma do erro ----------------------------------------------------------------------------------------


def unsqueezed(q_shape: Any, y_shape: Any, error_shape: Any, warns: Any) -> None:
    """03.1: sem o `squeeze`, o crítico dá [64, 1]."""
    mistakes = {
        (BATCH,): "essa é a forma com o `squeeze`; sem ele, sobra um eixo.",
        (1, BATCH): "o eixo que sobra é o último, o da saída da camada, e não o primeiro.",
        (BATCH, BATCH): "isso é depois de uma soma; Q ainda não somou nada.",
    }
    shape(q_shape, (BATCH, 1), "q_shape", mistakes)


def stretched(q_shape: Any, y_shape: Any, error_shape: Any, warns: Any) -> None:
    """03.1: somado a um [64], vira [64, 64], e nada reclama."""
    mistakes = {
        (BATCH, 1): "broadcast: `[64]` com `[64, 1]` não dá `[64, 1]`; cada eixo de tamanho 1 é esticado até o outro.",
        (BATCH,): "broadcast: `reward` é `[64]`, mas `q_next` agora é `[64, 1]`, e a soma estica os dois.",
    }
    shape(y_shape, (BATCH, BATCH), "y_shape", mistakes)
    shape(error_shape, (BATCH, BATCH), "error_shape", mistakes)
    choice(warns, "warns", "não", {"sim": "rode e veja: esticar é uma operação válida, que o PyTorch faz sem avisar."})


# --- 03.2: terminado ou interrompido ------------------------------------------------------------------------------


def forever(value: Any, last_target: Any, can_tell: Any) -> None:
    """03.2, o valor de pagar π² para sempre, com o γ de quem responde."""
    gamma = drawn("", *GAMMAS) / 1000
    mistakes = {
        "faltou o desconto: esse é o retorno de 200 passos.": -200 * COST,
        "esse é o custo de um passo; o valor soma o que vem depois.": -COST,
        "o c aqui é 1: nada de dividir por dez.": -COST / (1 - gamma) / 10,
        "a conta é dividir por 1 − γ, e não multiplicar: isole V na equação.": -(1 - gamma) * COST,
        "a conta é dividir por 1 − γ, e não por γ.": -COST / gamma,
        "esse é o valor com γ = 0,99, que não é o seu.": -100 * COST,
    }
    mistakes |= of_others(*GAMMAS, lambda k: -COST / (1 - k / 1000), lambda k: f"γ = 0,{k}".rstrip("0"))
    near(value, -COST / (1 - gamma), "value", mistakes)


def cut_short(value: Any, last_target: Any, can_tell: Any) -> None:
    """03.2, o alvo do passo 200, e se o crítico pode saber que é ele."""
    future = -COST / (1 - drawn("", *GAMMAS) / 1000)
    mistakes = {
        "esse é o alvo com o futuro; aqui ele foi apagado.": future,
        "apagar o futuro não apaga a recompensa do próprio passo.": 0.0,
        "essa é a parte que foi apagada; sobra a recompensa do passo.": future + COST,
    }
    near(last_target, -COST, "last_target", mistakes)
    blind = "ele só vê cos φ, sen φ e a velocidade, iguais nos dois casos: não há relógio na observação."
    choice(can_tell, "can_tell", "não", {"sim": blind})


EXERCISES = {
    "03.1": Exercise(
        "A forma do erro",
        ("q_shape", "y_shape", "error_shape", "warns"),
        (Stage("a forma de Q", unsqueezed), Stage("as somas, e quem reclama", stretched)),
        (
            "Somar `[64]` com `[64, 1]` não dá erro. Pergunte ao PyTorch: some dois `torch.zeros` e olhe a forma.",
            "Alinhe as formas pela direita: `[64]` vira `[1, 64]`. Onde um tem 1 e o outro 64, o resultado tem 64.",
            "Q sai da última camada com o eixo da saída, de tamanho 1. `reward` não tem esse eixo; `q_next` tem.",
        ),
        "Cada Q é puxado para a recompensa média do lote, sem aviso; o `mse_loss` avisaria.",
    ),
    "03.2": Exercise(
        "Terminado ou interrompido?",
        ("value", "last_target", "can_tell"),
        (Stage("o valor de ficar pendurado para sempre", forever), Stage("o passo 200", cut_short)),
        (
            "Se o custo é o mesmo para sempre, o valor é o mesmo agora e no passo seguinte.",
            "Esse valor satisfaz V = −π² + γ V. Isole V. No passo 200, o segundo termo foi apagado.",
            "V é −π² dividido por 1 − γ, com o seu γ. E pense no que o crítico recebe: a observação diz a hora?",
        ),
        "Para o mesmo (s, a) o crítico recebe dois alvos e aprende uma média deles, que não é valor de estado nenhum.",
    ),
    "03.3": Exercise(
        "O laço",
        ("train",),
        (
            Stage("age: episódios, torques e ruído", rehearsal.acts),
            Stage("guarda as transições", rehearsal.remembers),
            Stage("aprende", rehearsal.learns),
        ),
        (
            "A conferência roda o laço num ambiente de mentira, que toma nota. O ruído sai de uma normal.",
            "`random.standard_normal(1)` tem desvio padrão 1: multiplique-o por 0,2 e some-o à ação do ator. As cinco "
            "partes da transição são as de `td_target`, mais a observação e a ação.",
            "Guarde com `memory.add(obs, action, reward, next_obs, terminated)` e aprenda com "
            "`agent.update(*memory.sample(64, random))`.",
        ),
        "O laço está certo.",
    ),
    "03.4": Exercise(
        "Dez sementes",
        ("returns", "passed", "interval"),
        (
            Stage("dez treinos, avaliados", many_seeds.ten_runs),
            Stage("a conta sobre as sementes", many_seeds.ten_counted),
        ),
        (
            "Tudo ganha um eixo: `episode.returns` tem dez números e `evaluate` devolve [10, 100].",
            "Primeiro a média de cada semente, `returns.mean(1)`; depois a conta sobre as dez.",
            '`band(returns.mean(1), "mean")`, de `course_utils.study.bands`, tem `low` e `high`.',
        ),
        "O intervalo é sobre as sementes: cem episódios do mesmo agente contam como um treino só.",
    ),
    "03.5": Exercise(
        "O que Q diz sem rede-alvo",
        ("final", "last_q", "wins", "beyond"),
        (
            Stage("cinco pares de gêmeos, treinados", many_seeds.twins_ran),
            Stage("a leitura, par a par", many_seeds.twins_read),
        ),
        (
            "Cada ajuste aceita um valor por réplica, e repetir as sementes faz gêmeos.",
            "`tau=[0.05] * 5 + [1.0] * 5` e `seeds=[*range(5)] * 2`. `trainer.metrics[-1].q` é o Q médio de cada uma.",
            "Compare `final[:5] > final[5:]`, elemento a elemento; e cada Q com −33, o menor valor na escala da rede.",
        ),
        "Se os cinco sinais não concordam, cinco sementes não bastam para concluir, e dizer isso é uma boa resposta.",
    ),
    "03.6": Exercise(
        "O alvo",
        ("td_target",),
        (Stage("a forma, sem gradiente", blanks.target_shape), Stage("os valores", blanks.target_values)),
        (
            "São duas redes, uma dentro da outra, e depois uma soma de dois termos.",
            "O crítico-alvo recebe `next_obs` e a ação que o ator-alvo propõe ali. Só o futuro leva γ e o "
            "(1 − terminated).",
            "`q_next = target_critic(next_obs, target_actor(next_obs))`; a recompensa entra multiplicada por `c`.",
        ),
        "É a linha 5.",
    ),
    "03.7": Exercise(
        "A perda do crítico",
        ("critic_loss",),
        (Stage("um número, que só muda o crítico", blanks.critic_one_number), Stage("o valor", blanks.critic_values)),
        (
            "É a média dos quadrados dos erros, e o erro é Q(s, a) − y.",
            "Q(s, a) é `critic(obs, action)`, com a ação do lote, a que foi feita.",
            "`.square().mean()` sobre a diferença; ou `F.mse_loss`, que avisa se as formas forem diferentes.",
        ),
        "É a linha 6.",
    ),
    "03.8": Exercise(
        "A perda do ator",
        ("actor_loss",),
        (Stage("o gradiente chega ao ator", blanks.actor_reached), Stage("o valor", blanks.actor_values)),
        (
            "O ator quer que o crítico dê uma nota alta à ação dele. O otimizador diminui o que recebe.",
            "A ação é `actor(obs)`, e não a do lote. A nota é Q(s, μ(s)).",
            "Uma linha: menos a média de `critic(obs, actor(obs))`.",
        ),
        "É a linha 7.",
    ),
    "03.9": Exercise(
        "A atualização suave",
        ("soft_update",),
        (Stage("a cópia anda uma fração τ", blanks.copy_moves),),
        (
            "É uma média de dois números, com pesos que somam 1.",
            "O peso da rede rápida é τ, e o da lenta, (1 − τ).",
            "`slow.copy_(…)` muda o parâmetro no lugar: dentro vai a média de `fast` e `slow`, com esses pesos.",
        ),
        "É a linha 8.",
    ),
}
