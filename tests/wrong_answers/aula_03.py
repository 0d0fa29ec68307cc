"""Aula 03."""

CELLS: list[str] = []

WRONG = {
    "03.1": [
        ("essa é a forma com o `squeeze`", "q_shape = (64,)"),
        ("o eixo que sobra é o último", "q_shape = (1, 64)"),
        ("broadcast: `[64]` com `[64, 1]`", "y_shape = (64, 1)"),
        ("broadcast: `reward` é `[64]`", "y_shape = (64,)"),
        ("`error_shape`: broadcast", "error_shape = (64, 1)"),
        ("o PyTorch a faz calado", "warns = 'sim'"),
        ("deveria ser uma forma", "q_shape = 64"),
        ("entre aspas", "warns = False"),
    ],
}
