"""Os exercícios da aula 03: o DDPG."""

from __future__ import annotations

from typing import Any

from .answers import choice, shape
from .engine import Exercise, Stage

BATCH = 64


def stretched(q_shape: Any, y_shape: Any, error_shape: Any, warns: Any) -> None:
    """03.1: sem o `squeeze`, o crítico dá [64, 1], e cada soma com um [64] vira [64, 64]."""
    squeezed = "essa é a forma com o `squeeze`; sem ele, sobra um eixo."
    flipped = "o eixo que sobra é o último, o da saída da camada, e não o primeiro."
    pair = {
        (BATCH,): squeezed,
        (1, BATCH): flipped,
        (BATCH, BATCH): "isso é depois de uma soma; Q ainda não somou nada.",
    }
    shape(q_shape, (BATCH, 1), "q_shape", pair)
    kept = "broadcast: `[64]` com `[64, 1]` não dá `[64, 1]`; cada eixo de tamanho 1 é esticado até o outro."
    lost = "broadcast: `reward` é `[64]`, mas `q_next` agora é `[64, 1]`, e a soma estica os dois."
    for given, name in ((y_shape, "y_shape"), (error_shape, "error_shape")):
        shape(given, (BATCH, BATCH), name, {(BATCH, 1): kept, (BATCH,): lost})
    choice(warns, "warns", "não", {"sim": "rode e veja: esticar é uma operação válida, e o PyTorch a faz calado."})


EXERCISES = {
    "03.1": Exercise(
        "A forma do erro",
        ("q_shape", "y_shape", "error_shape", "warns"),
        (Stage("as três formas, e quem reclama", stretched),),
        (
            "Somar `[64]` com `[64, 1]` não dá erro. Ponha `print(y.shape)` dentro de `critic_loss` e rode o teste.",
            "Alinhe as formas pela direita: `[64]` vira `[1, 64]`. Onde um tem 1 e o outro 64, o resultado tem 64.",
            "Q sai da última camada com o eixo da saída, de tamanho 1. `reward` não tem esse eixo; `q_next` tem.",
        ),
        "Cada Q é puxado para a recompensa média do lote, e nada reclama. Desfaça antes de seguir.",
    ),
}
