"""Os exercícios da aula 03: o DDPG."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..bands import band
from . import from_memory, rehearsal
from .answers import choice, close, near, number, shape
from .engine import Exercise, Stage
from .guard import Wrong, told

BATCH = 64
COST = float(np.pi**2)


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
    """03.1: somado a um [64], vira [64, 64], e ninguém reclama."""
    mistakes = {
        (BATCH, 1): "broadcast: `[64]` com `[64, 1]` não dá `[64, 1]`; cada eixo de tamanho 1 é esticado até o outro.",
        (BATCH,): "broadcast: `reward` é `[64]`, mas `q_next` agora é `[64, 1]`, e a soma estica os dois.",
    }
    shape(y_shape, (BATCH, BATCH), "y_shape", mistakes)
    shape(error_shape, (BATCH, BATCH), "error_shape", mistakes)
    choice(warns, "warns", "não", {"sim": "rode e veja: esticar é uma operação válida, e o PyTorch a faz calado."})


# --- 03.2: terminado ou interrompido ------------------------------------------------------------------------------


def forever(value: Any, last_target: Any, can_tell: Any) -> None:
    """03.2, o valor de pagar π² para sempre, com γ = 0,95."""
    mistakes = {
        "faltou o desconto: esse é o retorno de 200 passos.": -200 * COST,
        "esse é o custo de um passo; o valor soma o que vem depois.": -COST,
        "o c aqui é 1: nada de dividir por dez.": -2 * COST,
        "dividir por 1 − γ, e não multiplicar: isole V na equação.": -0.05 * COST,
        "dividir por 1 − γ, e não por γ.": -COST / 0.95,
        "esse é o valor com γ = 0,99; o do curso é 0,95.": -100 * COST,
    }
    near(value, -20 * COST, "value", mistakes)


def cut_short(value: Any, last_target: Any, can_tell: Any) -> None:
    """03.2, o alvo do passo 200, e se o crítico pode saber que é ele."""
    mistakes = {
        "esse é o alvo com o futuro; aqui ele foi apagado.": -20 * COST,
        "apagar o futuro não apaga a recompensa do próprio passo.": 0.0,
        "faltava só um passo, e não vinte: sobra a recompensa dele.": -19 * COST,
    }
    near(last_target, -COST, "last_target", mistakes)
    blind = "ele só vê cos φ, sin φ e a velocidade, iguais nos dois casos: não há relógio na observação."
    choice(can_tell, "can_tell", "não", {"sim": blind})


# --- 03.4: dez sementes -------------------------------------------------------------------------------------------


def matrix(answer: Any, expected: tuple[int, ...], name: str, mistakes: dict[tuple[int, ...], str]) -> np.ndarray:
    """Uma tabela de números finitos, com a forma esperada."""
    try:
        given = np.asarray(answer, float)
    except (TypeError, ValueError, RuntimeError) as error:
        raise Wrong(f"`{name}` deveria ser um array de números; recebi {told(answer)}.") from error
    shape(given.shape, expected, name, mistakes)
    if not np.isfinite(given).all():
        raise Wrong(f"`{name}` tem `nan` ou `inf`.")
    return given


def ten_runs(returns: Any, passed: Any, interval: Any) -> None:
    """03.4, o treino: dez sementes diferentes, cem episódios de cada uma."""
    mistakes = {
        (100, 10): "os eixos estão trocados: primeiro a réplica, depois o episódio.",
        (10,): "essas já são as médias; guarde os cem episódios de cada semente.",
        (1, 100): "isso é uma semente só; use `seeds=range(10)`.",
        (10, 25): "esses são os retornos do treino, com ruído; use `evaluate`.",
        (25, 10): "esses são os retornos do treino, com ruído; use `evaluate`.",
    }
    given = matrix(returns, (10, 100), "returns", mistakes)
    if given.max() > 0 or given.min() < -3300:
        raise Wrong("um retorno do pêndulo fica entre −3300 e 0; estes não são retornos de episódio.")
    if len({row.tobytes() for row in given}) < 10:
        raise Wrong("há linhas iguais: duas réplicas têm a mesma semente?")


def ten_counted(returns: Any, passed: Any, interval: Any) -> None:
    """03.4, a conta: quantas sementes passam, e o intervalo sobre as sementes."""
    given = np.asarray(returns, float)
    means = given.mean(1)
    mistakes = {
        "você contou episódios; conte sementes, pela média de cada uma.": float((given > -200).sum()),
        "essas são as que não passam.": float((means <= -200).sum()),
        "uma semente passa pela média, e não pelo melhor episódio.": float((given.max(1) > -200).sum()),
    }
    near(passed, float((means > -200).sum()), "passed", mistakes, within=1e-9)
    low, high = matrix(interval, (2,), "interval", {})
    right = band(means, "mean")
    gap = 0.15 * (right.high - right.low) + 0.5  # o sorteio do bootstrap muda um pouco
    if abs(low - right.low) > gap or abs(high - right.high) > gap:
        raise Wrong(f"`interval`: {interval_mistake(low, high, given)}")


def interval_mistake(low: float, high: float, returns: np.ndarray) -> str:
    """O engano de um intervalo."""
    means = returns.mean(1)
    width, spread = high - low, means.std(ddof=1)
    if low > high:
        return "o primeiro é o lado de baixo, o mais negativo."
    every = band(returns.ravel(), "mean")
    if abs(width - (every.high - every.low)) < 0.15 * width:
        return "esse é sobre os mil episódios; cem episódios do mesmo agente contam um treino só."
    if any(close(width, k * spread, 0.12) for k in (2, 3.92)):
        return "isso é o espalhamento das sementes (o desvio); a faixa de confiança é da média delas."
    return "não é a faixa de 95 % da média das dez sementes."


# --- 03.5: o que Q diz sem rede-alvo ------------------------------------------------------------------------------

BOUND = -0.1 * 16.2736 / 0.05  # nenhum valor verdadeiro fica abaixo, na escala da rede


def twins_ran(final: Any, last_q: Any, wins: Any, beyond: Any) -> None:
    """03.5, o treino: cinco pares de gêmeos."""
    mistakes = {
        (5,): "são dez réplicas: cinco com rede-alvo e cinco sem, nessa ordem.",
        (10, 100): "falta a média dos episódios de cada réplica: `.mean(1)`.",
        (25, 10): "guarde só o do fim, um por réplica.",
        (2, 5): "num vetor só: as cinco com, depois as cinco sem.",
    }
    ends = matrix(final, (10,), "final", mistakes)
    q = matrix(last_q, (10,), "last_q", mistakes)
    if ends.max() > 0 or ends.min() < -3300:
        raise Wrong("`final` deveria ter retornos, entre −3300 e 0.")
    if not q.any():
        raise Wrong("`last_q` é todo zero: esse é o Q de antes da primeira atualização.")
    if (ends[:5] == ends[5:]).all():
        raise Wrong("os dois lados deram o mesmo: o `tau` das cinco últimas é 1?")


def twins_read(final: Any, last_q: Any, wins: Any, beyond: Any) -> None:
    """03.5, a leitura: par a par, e contra o menor valor possível."""
    ends, q = np.asarray(final, float), np.asarray(last_q, float)
    first, second = ends[:5], ends[5:]
    mistakes = {
        "você contou os pares em que ela perde.": float((first < second).sum()),
        "compare par a par, e não cada uma com todas.": float((first[:, None] > second).sum()),
    }
    near(wins, float((first > second).sum()), "wins", mistakes, within=1e-9)
    mistakes = {
        "−330 é na escala do mapa; `metrics` fala na da rede, dez vezes menor.": float((q < 10 * BOUND).sum()),
        "você contou as que ficam acima do limite.": float((q >= BOUND).sum()),
        "nenhum valor positivo, certo, mas a pergunta é o lado de baixo.": float((q > 0).sum()),
    }
    if number(beyond, "beyond") != (q < BOUND).sum():
        near(beyond, float((q < BOUND).sum()), "beyond", mistakes, within=1e-9)


EXERCISES = {
    "03.1": Exercise(
        "A forma do erro",
        ("q_shape", "y_shape", "error_shape", "warns"),
        (Stage("a forma de Q", unsqueezed), Stage("as somas, e quem reclama", stretched)),
        (
            "Somar `[64]` com `[64, 1]` não dá erro. Ponha `print(y.shape)` dentro de `target` e rode o teste.",
            "Alinhe as formas pela direita: `[64]` vira `[1, 64]`. Onde um tem 1 e o outro 64, o resultado tem 64.",
            "Q sai da última camada com o eixo da saída, de tamanho 1. `reward` não tem esse eixo; `q_next` tem.",
        ),
        "Cada Q é puxado para a recompensa média do lote, e nada reclama. Desfaça antes de seguir.",
    ),
    "03.2": Exercise(
        "Terminado ou interrompido?",
        ("value", "last_target", "can_tell"),
        (Stage("o valor de ficar pendurado para sempre", forever), Stage("o passo 200", cut_short)),
        (
            "Quem paga o mesmo para sempre tem o mesmo valor agora e no passo seguinte.",
            "Esse valor satisfaz V = −π² + γ V. Isole V. No passo 200, o segundo termo foi apagado.",
            "V é −π² dividido por 1 − γ, com γ = 0,95. E pense no que o crítico recebe: a observação diz a hora?",
        ),
        "Para o mesmo (s, a) o crítico recebe dois alvos e aprende uma média deles, que não é o valor de nada.",
    ),
    "03.3": Exercise(
        "Seu próprio laço",
        ("train",),
        (
            Stage("age: episódios, torques e ruído", rehearsal.acts),
            Stage("guarda as transições", rehearsal.remembers),
            Stage("aprende", rehearsal.learns),
        ),
        (
            "Dois laços: o dos episódios e, dentro, o dos passos. A conferência o roda num ambiente de mentira que "
            "toma nota.",
            "A ordem de um passo: ação (ao acaso no aquecimento), ruído, recorte em [−1, 1], `env.step(2 * action)`, "
            "guardar, sortear 64, `update`.",
            "Guarde com `memory.add(obs, action, reward, next_obs, terminated)` e aprenda com "
            "`agent.update(*(field[0] for field in memory.sample(random.random((1, 64)))))`.",
        ),
        "O laço está certo. Agora treine o pêndulo com ele.",
    ),
    "03.4": Exercise(
        "Dez sementes",
        ("returns", "passed", "interval"),
        (Stage("dez treinos, avaliados", ten_runs), Stage("a conta sobre as sementes", ten_counted)),
        (
            "Tudo ganha um eixo: `episode.returns` tem dez números e `evaluate` devolve [10, 100].",
            "Primeiro a média de cada semente, `returns.mean(1)`; depois a conta sobre as dez.",
            '`band(returns.mean(1), "mean")`, de `course_utils.bands`, tem `low` e `high`.',
        ),
        "O intervalo é sobre as sementes: cem episódios do mesmo agente contam um treino só.",
    ),
    "03.5": Exercise(
        "O que Q diz sem rede-alvo",
        ("final", "last_q", "wins", "beyond"),
        (Stage("cinco pares de gêmeos, treinados", twins_ran), Stage("a leitura, par a par", twins_read)),
        (
            "Cada ajuste aceita um valor por réplica, e repetir as sementes faz gêmeos.",
            "`tau=[0.05] * 5 + [1.0] * 5` e `seeds=[*range(5)] * 2`. `trainer.metrics[-1].q` é o Q médio de cada uma.",
            "Compare `final[:5] > final[5:]`, elemento a elemento; e cada Q com −33, o menor valor na escala da rede.",
        ),
        "Se os cinco sinais não concordam, cinco sementes não bastam para concluir, e dizer isso é uma boa resposta.",
    ),
    "03.6": Exercise(
        "De memória",
        ("FromMemory",),
        (
            Stage("as formas", from_memory.shapes),
            Stage("os gradientes vão só aonde devem", from_memory.gradients),
            Stage("o alvo e as duas perdas", from_memory.values),
            Stage("a atualização suave", from_memory.copies),
        ),
        (
            "Uma função por linha da tabela de `O algoritmo, ao lado do código`: linhas 5 a 8.",
            "O alvo usa as duas redes-alvo, dentro de `torch.no_grad()`; só o futuro leva γ (1 − terminated).",
            "A perda do crítico é a média de (Q − y)²; a do ator, −média de Q(s, μ(s)). Na cópia, `slow.copy_(…)` com "
            "uma fração τ da rápida.",
        ),
        "Essa é a atualização do DDPG, de memória e sua.",
    ),
}
