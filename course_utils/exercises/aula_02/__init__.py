"""Os exercícios da aula 02: ator e crítico."""

from __future__ import annotations

from typing import Any

from ..answers import near
from ..engine import Exercise, Stage
from . import backward, climbing, moving_button, networks, slopes
from .networks import small
from .ours import load, yours

__all__ = ["EXERCISES", "load", "small", "yours"]  # o que a aula usa

# --- 02.1: quantos parâmetros -------------------------------------------------------------------------------------

WEIGHTS, BIASES, NORMS = 3 * 32 + 32 * 64 + 64, 32 + 64 + 1, 2 * 32 + 2 * 64
ACTOR = WEIGHTS + BIASES + NORMS
CRITIC = ACTOR + 64  # a ação é uma entrada a mais na segunda camada


def actor_counted(actor_count: Any, critic_count: Any) -> None:
    """02.1, o ator."""
    mistakes = {
        "faltaram os LayerNorm: cada um tem um ganho e um deslocamento por unidade.": WEIGHTS + BIASES,
        "faltaram os vieses das camadas lineares.": WEIGHTS + NORMS,
        "só os pesos: faltaram os vieses e os LayerNorm.": WEIGHTS,
        "um LayerNorm tem dois números por unidade: ganho e deslocamento.": ACTOR - NORMS // 2,
        "faltou a última camada.": ACTOR - 65,
        "esse é o número do crítico.": CRITIC,
    }
    near(actor_count, ACTOR, "actor_count", mistakes, within=1e-9)


def critic_counted(actor_count: Any, critic_count: Any) -> None:
    """02.1, o crítico."""
    mistakes = {
        "é o mesmo do ator: faltou a ação, que entra na segunda camada.": ACTOR,
        "a ação é uma entrada a mais, e uma entrada tem um peso para cada unidade da camada.": ACTOR + 1,
        "a ação não passa pela primeira camada: entra na segunda.": ACTOR + 32,
        "a ação é uma entrada, e não traz vieses nem LayerNorm novos.": ACTOR + 4 * 64,
        "faltaram os LayerNorm.": CRITIC - NORMS,
        "faltaram os vieses das camadas lineares.": CRITIC - BIASES,
    }
    near(critic_count, CRITIC, "critic_count", mistakes, within=1e-9)


EXERCISES = {
    "02.6": Exercise(
        "O ator em lacunas",
        ("MyActor",),
        (
            Stage("as camadas têm as medidas certas", networks.actor_layers),
            Stage("a ida, da observação à ação", networks.actor_forward),
        ),
        (
            "A segunda camada é igual à primeira, com outras medidas: ela recebe o que a primeira dá.",
            "`last` espera 64 números. E a ida da segunda camada se escreve como a da primeira, a partir de `h`.",
            "As medidas são `nn.Linear(32, 64)` e `nn.LayerNorm(64)`; a saída é `torch.tanh` de `self.last(h)`.",
        ),
        "Da observação à ação, com a tanh para respeitar o motor.",
    ),
    "02.7": Exercise(
        "O crítico em lacunas",
        ("MyCritic",),
        (
            Stage("as camadas têm as medidas certas", networks.critic_layers),
            Stage("a ida, da observação e da ação ao valor", networks.critic_forward),
        ),
        (
            "A segunda camada recebe o que a primeira dá e mais a ação: quantos números são?",
            "`torch.cat([h, action], dim=-1)` põe a ação depois de `h`. Na saída não há tanh.",
            "A saída de `last` é [lote, 1]; `squeeze(-1)` tira o eixo que sobra.",
        ),
        "A ação entra na segunda camada, e sai um valor por observação.",
    ),
    "02.8": Exercise(
        "A perda do ator",
        ("actor_loss",),
        (
            Stage("o valor da perda", climbing.loss_value),
            Stage("o gradiente chega ao ator", climbing.loss_reaches_the_actor),
        ),
        (
            "O ator quer que o crítico dê um valor alto às ações dele; o otimizador só sabe diminuir um número.",
            "Peça as ações ao ator, passe-as ao crítico junto com `s` e tire a média do lote.",
            "É uma linha: `critic(s, actor(s))`, a média dela, e o sinal que transforma subir em descer.",
        ),
        "Descer −Q é subir Q, e o gradiente atravessa o crítico até o ator.",
    ),
    "02.1": Exercise(
        "Conte os parâmetros",
        ("actor_count", "critic_count"),
        (Stage("o ator", actor_counted), Stage("o crítico", critic_counted)),
        (
            "Some camada por camada, de cima para baixo: as lineares e os LayerNorm.",
            "Uma camada `Linear(n, m)` tem n · m pesos e m vieses. Um `LayerNorm(m)` tem m ganhos e m deslocamentos.",
            "As lineares do ator são (3, 32), (32, 64) e (64, 1). No crítico, só a segunda muda: a ação entra nela.",
        ),
        "A diferença são os pesos da ação, um por unidade da segunda camada. Toda a influência dela passa por ali.",
    ),
    "02.2": Exercise(
        "Saturação da tanh",
        ("threshold", "climb_actor"),
        (
            Stage("a partir de onde a tanh satura", climbing.saturated),
            Stage("o ator sobe, e o `limit` importa", climbing.climbed),
        ),
        (
            "Para a primeira, resolva 1 − a² < 0,01. Para a segunda, parta de `train`, da aula.",
            "A função cria um `MyActor(limit)`, com a semente fixa, dá os passos e mede a média de Q sempre nas mesmas "
            "observações.",
            "A perda é `-critic(s, student(s)).mean()`, e o Adam vai com `lr=0.01`. No fim, divida por `SCALE`.",
        ),
        "Um ator que começa numa ponta quase não recebe gradiente, mesmo que a ponta seja a errada.",
    ),
    "02.3": Exercise(
        "Dez vezes o crítico",
        ("gradient", "sgd", "adam"),
        (Stage("o gradiente e o SGD", climbing.ten_times), Stage("o Adam", climbing.adam_divides)),
        (
            "Na derivada de uma soma, a constante desaparece. O que ela faz com um fator?",
            "Copie o ator com `copy.deepcopy`, dê um passo em cada cópia e compare quanto `last.bias` andou.",
            "O passo do SGD é a taxa vezes o gradiente. O primeiro do Adam divide o gradiente pelo tamanho dele mesmo.",
        ),
        "Com Adam, a escala da recompensa pesa pouco no ator. No crítico ela pesa.",
    ),
    "02.4": Exercise(
        "∇ₐQ à mão",
        ("slope_by_hand",),
        (
            Stage("a forma, e sem autograd", slopes.slope_shape),
            Stage("os valores, num crítico que você não viu", slopes.slope_values),
        ),
        (
            "Q é `last(h2)`, e o gradiente de Q em `h2` é o próprio vetor de pesos de `last`.",
            "Leve-o pela segunda camada com `hidden_backward`: a entrada dela é `[h1, a]`, e a ação é a última coluna.",
            "O `nn.Linear` guarda os pesos como [saída, entrada]: transponha. O gradiente na entrada é o primeiro que "
            "`hidden_backward` devolve; pela primeira camada não é preciso voltar.",
        ),
        "É o que `Pullback.action` faz em `course_utils/networks.py`.",
    ),
    "02.5": Exercise(
        "O botão que muda de lugar",
        ("features", "slope_of", "theta"),
        (
            Stage("os termos do crítico", moving_button.features_linked),
            Stage("a inclinação é a derivada deles", moving_button.slope_derived),
            Stage("o ator achou o ponto que se move", moving_button.theta_found),
        ),
        (
            "A inclinação em a é a derivada de Q. Que termo, derivado em a, ainda contém s?",
            "O crítico é Q(s, a) = w · x, com x feito de 1, s, a, os seus quadrados e o produto dos dois.",
            "O ator anda por (1, s) vezes a inclinação em a = μ(s); o crítico, contra (Q − r) x, como na aula.",
        ),
        "O ator só pode aprender o que o crítico consegue dizer.",
    ),
    "02.9": Exercise(
        "A camada linear, para trás",
        ("linear_backward",),
        backward.stages(
            backward.linear,
            {"g_x": "o gradiente na entrada", "g_W": "o gradiente nos pesos", "g_b": "o gradiente nos vieses"},
        ),
        (
            "As formas quase bastam: cada gradiente tem a forma daquilo de que ele é o gradiente.",
            "`g_z` é [lote, saída] e `W`, [entrada, saída]: que produto dá [lote, entrada]? E qual dá o outro?",
            "O gradiente em x usa `W.T`; o dos pesos, `x.T`; o dos vieses é a soma de `g_z` no primeiro eixo.",
        ),
        "Três produtos, e o lote se soma sozinho no `x.T @ g_z`.",
    ),
    "02.10": Exercise(
        "A ReLU, o ganho e o deslocamento, para trás",
        ("scale_backward",),
        backward.stages(
            backward.scale,
            {"g_hat": "o gradiente em ẑ", "g_gain": "o gradiente no ganho", "g_shift": "o gradiente no deslocamento"},
        ),
        (
            "Comece pela ReLU: quanto de `g_h` passa por uma unidade que foi cortada?",
            "`g_y = g_h * (h > 0)` é o que chega à conta y = ganho · ẑ + deslocamento. Derive-a em cada um dos três.",
            "Em ẑ, multiplique pelo ganho. No ganho, multiplique por ẑ e some no lote. No deslocamento, só some.",
        ),
        "A ReLU deixa passar ou corta; o resto é a derivada de uma reta.",
    ),
    "02.11": Exercise(
        "O LayerNorm, para trás",
        ("norm_backward",),
        backward.stages(backward.norm, {"g_z": "o gradiente em z"}),
        (
            "Se m e d não dependessem de z, seria `g_hat / d`. Duas partes se subtraem antes de dividir.",
            "A primeira é a média de `g_hat` nas unidades; a segunda é ẑ vezes a média de `g_hat * z_hat`.",
            "As médias são em `-1`, com `keepdim=True`: uma por observação.",
        ),
        "A saída não depende da média nem da escala de z, e o gradiente perde essas duas partes.",
    ),
}
