"""Aula 01."""

CELLS = ["def pump(", "def step("]

WRONG = {
    "01.1": [
        ("o braço é l/2", "weight_torque = 1.6"),
        ("o da Terra", "weight_torque = 5"),
        ("a aceleração; a pergunta é o torque", "weight_torque = 2.4"),
        ("a resposta de quem tem g = 2,3", "weight_torque = 1.15"),
        ("parece um ângulo", "highest = np.pi"),
        ("O `g` chegou a `step`?", "highest = -0.2"),
    ],
    "01.2": [
        ("faltou o γ", ("reward + gamma *", "reward +")),
        ("faltou a recompensa", ("reward + gamma", "gamma")),
        ("faltou o valor do estado seguinte", ("reward + gamma * look_up(value, angle, speed)", "reward")),
        ("e não o de agora", ("look_up(value, angle, speed)\n\n", "value\n\n")),
        (
            "e não a do seguinte",
            (
                "angle, speed, reward = step(*GRID, policy(*GRID))",
                "u = policy(*GRID); angle, speed, _ = step(*GRID, u); reward = step(angle, speed, u)[2]",
            ),
        ),
        (
            "o máximo sobre os torques",
            (
                "angle, speed, reward = step(*GRID, policy(*GRID))",
                "return np.max([r + gamma * look_up(value, a, s) for a, s, r in "
                "(step(*GRID, u) for u in (-2.0, 0.0, 2.0))], axis=0)",
            ),
        ),
        ("o torque não chegou", ("policy(*GRID))", "0)")),
        ("o seu está fixo em 0,99", ("reward + gamma", "reward + 0.99")),
        (
            "um número por ponto da grade",
            (
                "reward + gamma * look_up(value, angle, speed)",
                "(reward + gamma * look_up(value, angle, speed)).ravel()",
            ),
        ),
        ("esse é o do plano", "hanging = -250.9"),
        ("esse é o valor em pé", "hanging = look_up(value, 0.0, 0.0)"),
        ("a recompensa de um passo", "hanging = -np.pi**2"),
    ],
    "01.3": [
        ("tem de passar por `wrap`", ("wrap(angle)", "angle")),
        (
            "passou de ±2",
            ("np.where(np.abs(hold) < 2, hold, swing)", "hold + swing"),
        ),
        ("não chega ao topo", ("np.where(energy < 15, pump(angle, speed), -pump(angle, speed))", "0 * speed + 2")),
        (
            "nunca sai do lugar",
            ("np.where(energy < 15, pump(angle, speed), -pump(angle, speed))", "0 * speed"),
        ),
        ("o sinal está trocado", ("-8 * wrap(angle) - 2.5 * speed", "8 * wrap(angle) + 2.5 * speed")),
        ("não fica", ("np.where(np.abs(hold) < 2, hold, swing)", "pump(angle, speed)")),
        ("Use `np.where`", "def swing_and_hold(angle, speed): return 2.0 if speed > 0 else -2.0"),
    ],
    "01.4": [
        ("sem arredondar", ("torques[np.abs(torques[:, None] - wanted).argmin(0)]", "wanted")),
        (
            "o número do nível",
            ("torques[np.abs(torques[:, None] - wanted).argmin(0)]", "np.abs(torques[:, None] - wanted).argmin(0)"),
        ),
        ("são torques, o dobro da ação", ("np.linspace(-2, 2, levels)", "np.linspace(-1, 1, levels)")),
        ("fora dos 2 níveis", ("np.linspace(-2, 2, levels)", "np.linspace(-2, 2, levels + 1)")),
        ("você arredondou a ação", ("2 * actor", "actor")),
        ("é `argmin`, e não `argmax`", ("argmin", "argmax")),
        (
            "o nível de baixo",
            (
                "torques[np.abs(torques[:, None] - wanted).argmin(0)]",
                "torques[np.searchsorted(torques, wanted, side='right').clip(1) - 1]",
            ),
        ),
        ("usá-los é barato", "expensive = 'usar'"),
    ],
    "01.5": [
        ("dividir pelos motores", "joint = separate"),
        ("faltou dividir pelos 4 bytes", "joint[0] = 16e9"),
        ("faltou dividir pelos 4 bytes", "joint[2] = 50"),
        ("arredonde para baixo", "joint[3] = 4"),
        ("k · d, e não kᵈ", "separate = joint"),
        ("essa sobra", "lost = 'a memória'"),
        ("deveria ter quatro números", "joint = 3"),
    ],
}
