"""Aula 02."""

CELLS = ["class MyActor", "class MyCritic", "def load(", "def hidden_forward"]

WRONG = {
    "02.1": [
        ("faltaram os LayerNorm", "actor_count -= 192"),
        ("faltaram os vieses das camadas lineares", "actor_count -= 97"),
        ("faltou a última camada", "actor_count -= 65"),
        ("um LayerNorm tem dois números", "actor_count -= 96"),
        ("faltou a ação, que entra na segunda camada", "critic_count = actor_count"),
        ("na segunda camada, e não na primeira", "critic_count = actor_count + 32"),
        ("um peso para cada unidade", "critic_count = actor_count + 1"),
    ],
    "02.2": [
        ("faltou a raiz", "threshold = 0.99"),
        ("a inclinação é 1 − a²", "threshold = 0.1"),
        ("o sinal da perda está trocado", ("(-critic(", "(critic(")),
        ("na escala da rede", (" / SCALE", "")),
        ("o `limit` chega ao `MyActor`?", ("MyActor(limit)", "MyActor()")),
        ("cem passos não mudaram nada", ("optimizer.step()", "pass")),
        ("o ator sobe pouco", ("lr=0.01", "lr=0.0001")),
        ("devolva Q, e não −Q", ("return critic(", "return -critic(")),
        ("a média muda", ("torch.manual_seed(0)", "pass")),
    ],
    "02.3": [
        ("multiplicar não é somar", "gradient = 1"),
        ("o SGD não divide nada", "sgd = 1"),
        ("isso é o SGD", "adam = 10"),
        ("o fator se cancela", "adam = 0.1"),
    ],
    "02.4": [
        (
            "há um `backward` ou um `autograd.grad`",
            """
def slope_by_hand(critic, s, a):
    a = a.detach().requires_grad_()
    return torch.autograd.grad(critic(s, a).sum(), a)[0]
""",
        ),
        ("a ação é a última", ("[:, -1:]", "[:, :1]")),
        ("a ação é uma coluna só", ("[:, -1:]", "")),
        ("conservar o eixo da ação", ("[:, -1:]", "[:, -1]")),
        ("faltou o gradiente que chega de `last`", ("critic.last.weight.expand_as(h2)", "torch.ones_like(h2)")),
        ("o sinal está trocado", ("return g_input", "return -g_input")),
        (
            "faltou a ReLU",
            "hidden_backward = lambda tape, g, old=hidden_backward: old((*tape[:-1], torch.ones_like(tape[-1])), g)",
        ),
        ("RuntimeError, na linha", ("linear.weight.T", "linear.weight")),
    ],
    "02.5": [
        ("falta o termo que liga os dois", ("s * a, a * a", "s, a * a")),
        ("Q não tem um máximo onde parar", ("s * a, a * a", "s * a, a")),
        ("nenhum termo depende da ação", "features = lambda s, a: np.array([1, s])"),
        ("falta o 2: a derivada de a² é 2a", ("2 * w[5]", "w[5]")),
        ("falta a derivada do termo 4", (" + w[4] * s", "")),
        ("a mesma ação para toda luz", "theta[1] = 0"),
        ("o sinal do passo está trocado", "theta = -theta"),
    ],
}
