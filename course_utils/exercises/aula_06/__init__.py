"""Os exercícios da aula 06: a visão com CNN."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..answers import choice, near, number, numbers
from ..engine import Exercise, Stage
from ..guard import Wrong, call, refuse, told
from .encoders import averaging, flows, sixty_four, trained


def convolution_bill(grey: Any, color: Any, dense: Any) -> None:
    """06.1: pesos e vieses de uma convolução, em cinza e em cores."""
    bias, channels = "falta o viés: um por filtro.", "cada filtro tem uma janela de 5 × 5 por canal de entrada."
    stretched = "o tamanho da imagem não entra: a mesma janela anda por ela toda."
    right = 16 * (3 * 25 + 1)
    mistakes = {
        bias: 16 * 75,
        channels: 16 * 26,
        stretched: right * 64,
        "é um viés por filtro, e não por canal.": 16 * 78,
    }
    near(grey, right, "grey", mistakes, within=1e-9)
    mistakes = {
        bias: 16 * 225,
        "as janelas triplicam, mas os vieses não.": 3 * right,
        "são três canais por quadro, e três quadros.": right,
    }
    near(color, 16 * (9 * 25 + 1), "color", mistakes, within=1e-9)


def dense_bill(grey: Any, color: Any, dense: Any) -> None:
    """06.1: a camada comum liga tudo a tudo."""
    inputs, outputs = 3 * 32 * 32, 16 * 8 * 8
    mistakes = {
        "falta o viés: um por saída.": inputs * outputs,
        "some, para cada saída, um peso por entrada: é um produto, e não uma soma.": inputs + outputs,
        "é um viés por saída, e não por entrada.": inputs * (outputs + 1),
        "as saídas são 16 × 8 × 8, e não 16.": (inputs + 1) * 16,
        "as entradas são 3 × 32 × 32: faltam os três quadros.": (inputs // 3 + 1) * outputs,
    }
    near(dense, (inputs + 1) * outputs, "dense", mistakes, within=1e-9)


def two_frames(scores: Any, third: Any) -> None:
    """06.2: com dois quadros, as três notas são altas."""
    given = numbers(
        scores, (3,), "`scores`", {(): "São três notas: seno, cosseno e velocidade.", (1,): "São três notas."}
    )
    refuse((given > 1).any(), "um R² não passa de 1: a conta é outra, ou está em porcentagem.")
    refuse(given[2] < 0.5, "`scores`: a velocidade está com a nota de quem vê um quadro só. Usou os dois?")
    refuse((given < 0.9).any(), "`scores`: alguma nota está baixa; a rede de dois quadros passa de 0,9 nas três.")


def what_the_third_adds(scores: Any, third: Any) -> None:
    """06.2: três posições dão duas velocidades."""
    others = {
        "o ângulo": "o ângulo já está num quadro só.",
        "a velocidade": "a velocidade já sai da diferença de dois quadros.",
        "nada": "três posições dão duas velocidades. E da diferença entre elas, o que sai?",
    }
    choice(third, "third", "a aceleração", others)


def cover(covered: Any, saved: Any) -> None:
    """06.4: branco nas linhas pedidas, em todos os quadros, sem estragar a observação."""
    x = np.random.default_rng(0).integers(0, 255, (3, 32, 32), np.uint8)
    for rows in (slice(16, 32), slice(0, 16), slice(5, 9)):
        given = call(covered, rows, x)
        refuse(np.shape(given) != x.shape, f"a observação tem a forma {x.shape}; você devolveu {told(given)}.")
        given = np.asarray(given)
        refuse(given.dtype != np.uint8, "a observação é de bytes (`uint8`), de 0 a 255; mantenha o tipo.")
        right, columns, black, newest = (x.copy() for _ in range(4))
        right[:, rows], columns[:, :, rows], black[:, rows], newest[-1, rows] = 255, 255, 0, 255
        mistakes = {
            "você tapou colunas; as linhas são o eixo do meio.": columns,
            "tapou de preto; branco é 255.": black,
            "tapou um quadro só: são os três.": newest,
            "nada mudou na observação.": x,
        }
        for mistake, values in mistakes.items():
            refuse(np.array_equal(given, values), mistake)
        rest = np.delete(given, np.arange(32)[rows], 1)
        refuse(not np.array_equal(rest, np.delete(x, np.arange(32)[rows], 1)), "mudou também o que não era para mudar.")
        refuse(not np.array_equal(given, right), "o pedaço tapado deveria ser todo branco, 255.")


def who_saves_itself(covered: Any, saved: Any) -> None:
    """06.4: sem a metade de baixo, uns sim; sem a de cima, nenhum."""
    if not isinstance(saved, dict) or saved.keys() != {"embaixo", "em cima"}:
        raise Wrong(f'`saved` deveria ser {{"embaixo": …, "em cima": …}}; recebi {told(saved)}.')
    low, high = number(saved["embaixo"], "saved['embaixo']"), number(saved["em cima"], "saved['em cima']")
    refuse(max(low, high) > 1 or min(low, high) < 0, "são frações dos episódios, entre 0 e 1.")
    refuse(min(low, high) > 0.8, "assim é sem tapar nada: a mudança chegou à câmera? (`seen_through`)")
    refuse(high > 0.3 and low < 0.15, "parece trocado: a linha 0 é a do topo, e o pivô fica na 16.")
    refuse(high > 0.15, "`saved['em cima']`: sem ver onde a haste fica em pé, ele passa de −400?")
    refuse(
        not 0.25 <= low <= 0.75,
        "`saved['embaixo']` ainda não é essa: conte, de 20 episódios, os de retorno acima de −400.",
    )


EXERCISES = {
    "06.1": Exercise(
        "Contas de convolução",
        ("grey", "color", "dense"),
        (Stage("as duas convoluções", convolution_bill), Stage("a camada comum", dense_bill)),
        (
            "Cada filtro tem uma janela de 5 × 5 por canal de entrada, e um viés. O tamanho da imagem não importa.",
            "São 16 filtros. Em cinza há 3 canais; em cores, 3 por quadro.",
            "16 × (canais × 25 + 1), nas convoluções. Na camada comum, cada saída tem um peso por entrada e um viés.",
        ),
        "Essa é a vantagem de usar a mesma janela na imagem inteira.",
    ),
    "06.2": Exercise(
        "Dois quadros bastam?",
        ("scores", "third"),
        (Stage("as notas com dois quadros", two_frames), Stage("o que o terceiro acrescenta", what_the_third_adds)),
        (
            "`guess(2)` treina com dois quadros e devolve o que a rede adivinha, uma coluna por grandeza.",
            "`vision_plots.r_squared(verdade, palpite)` dá a nota de uma coluna; a verdade é `truth`.",
            "`[vision_plots.r_squared(*pair) for pair in zip(truth.T, two.T)]`, com `two = guess(2)`.",
        ),
        "E três quadros toleram mais erros: se um sai ruim, sobram dois.",
    ),
    "06.3": Exercise(
        "O seu codificador",
        ("averages", "own"),
        (
            Stage("a forma da saída", sixty_four),
            Stage("o gradiente passa", flows),
            Stage("médias, uma camada e ReLU", averaging),
            Stage("o treino move o codificador, e o alvo vai atrás", trained),
        ),
        (
            "`nn.Sequential` põe as camadas em fila. Depois da média sobram 3 × 8 × 8 números, em imagem.",
            "Média, `nn.Flatten()`, `nn.Linear(…, 64)` e `nn.ReLU()`.",
            "`own = Trainer(pixel_pendulum, seeds=[0], **RECIPE | dict(encoder=averages))`, e `step` até 1.100.",
        ),
        "Para saber se ele aprende o pêndulo, treine 4.000 decisões, com várias sementes.",
    ),
    "06.4": Exercise(
        "Cegueira parcial",
        ("covered", "saved"),
        (Stage("o que se tapa", cover), Stage("em quantos episódios ele consegue", who_saves_itself)),
        (
            "Copie a observação antes de mudá-la. Os eixos são quadro, linha e coluna, e a linha 0 é a do topo.",
            "`x[:, rows] = 255` tapa as linhas; embaixo são `slice(16, 32)`, e em cima, `slice(0, 16)`.",
            "`evaluate(expert, partial(seen_through, partial(covered, rows)), episodes=20)`; conte os acima de −400.",
        ),
        "Se a haste começa quase em pé, a metade de baixo não faz falta; se começa embaixo, ele não acha o caminho.",
    ),
}
