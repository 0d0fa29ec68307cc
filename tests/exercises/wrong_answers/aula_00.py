"""Aula 00."""

CELLS = ['saved_weights("pendulo")', "def reward(", "rewards = play("]

QUICK = {
    "00.3": """
def perturbed(actor, sigma, random):
    noise = torch.from_numpy(random.standard_normal(actor.flat.shape, np.float32)) * actor.noise_mask
    return actor.like(actor.flat + sigma * noise)


medians = {0: -358.0, 0.02: -360.0, 0.05: -380.0, 0.1: -700.0, 0.2: -1300.0}
""",
}

WRONG = {
    "00.1": [
        ("a recompensa de um passo", "hanging_return = each"),
        ("já é com desconto", "hanging_return = hanging_value"),
        ("entra ao quadrado", "hanging_return = -200 * np.pi"),
        ("em graus", "hanging_return = 200 * reward(180, 0, 0)"),
        ("o sinal está trocado", "hanging_return *= -1"),
        ("esse é o retorno", "hanging_value = hanging_return"),
        ("e não multiplicar", "hanging_value = each * (1 - 0.95)"),
        ("γ = 0,99", "hanging_value = each / (1 - 0.99)"),
        ("um número, como 3.5", "hanging_value = '-197'"),
    ],
    "00.2": [
        ("um dos três da disputa", "sigma = 0.3"),
        ("erram de outro jeito", "failure = 'Sobe mal'"),
        ("isso seria ruído na ação", "same_state = 'outra coisa'"),
        ("deveria ser uma destas", "same_state = True"),
    ],
    "00.3": [
        ("entrou no LayerNorm", (" * actor.noise_mask", "")),
        (
            "mudou o próprio `actor`",
            ("return actor.like(actor.flat + sigma * noise)", "actor.flat += sigma * noise; return actor"),
        ),
        ("deram o mesmo ε", ("random.standard_normal", "np.random.default_rng(0).standard_normal")),
        ("somado a todos", ("standard_normal(actor.flat.shape, np.float32)", "standard_normal((1, 1), np.float32)")),
        (
            "não tem média zero",
            ("standard_normal(actor.flat.shape, np.float32)", "random(actor.flat.shape, np.float32)"),
        ),
        ("o tamanho do ruído não é σ", ("sigma * noise", "sigma**2 * noise")),
        ("devolver uma rede", ("actor.like(actor.flat + sigma * noise)", "actor.flat + sigma * noise")),
        ("um dicionário com os cinco σ", "medians = [-358]"),
        ("Começou dali?", "medians[0] = -150"),
        ("já perturbada", "medians[0.02] = -900"),
        ("deveria despencar", "medians[0.2] = -360"),
    ],
    "00.4": [
        ("faltou o γ", ("gamma**k * step", "step")),
        ("a primeira recompensa não tem desconto", ("gamma**k", "gamma ** (k + 1)")),
        ("ao contrário", ("enumerate(rewards)", "enumerate(rewards[::-1])")),
        ("elevado a k", ("gamma**k", "gamma")),
        ("faltou a última", ("enumerate(rewards)", "enumerate(rewards[:-1])")),
        ("mal sai do lugar", "motive = 'sim'"),
    ],
}
