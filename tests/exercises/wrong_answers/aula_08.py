"""Aula 08."""

CELLS: list[str] = []

POINT = "episode[random.integers(t, len(episode))][2]"
AGAIN = "again.append((obs, action, achieved, goal, reward_of(achieved, goal)))"

WRONG = {
    "08.1": [
        ("recalcule-a com o objetivo novo", (AGAIN, "again.append((obs, action, achieved, goal, -1.0))")),
        ("há objetivos do passado", ("random.integers(t, len(episode))", "random.integers(0, len(episode))")),
        ("inclua o próprio t", ("random.integers(t, len(episode))", "random.integers(t + 1, len(episode))")),
        ("a estratégia “final”", (POINT, "episode[-1][2]")),
        ("sorteie também mais adiante", (POINT, "achieved")),
        ("o objetivo continua o pedido", (POINT, "episode[t][3]")),
        ("e não um estado de antes da ação", (POINT, "episode[random.integers(t, len(episode))][0]")),
        ("0 é o sucesso", (AGAIN, "again.append((obs, action, achieved, goal, -1.0 - reward_of(achieved, goal)))")),
        (
            "a recompensa é 0 no sucesso",
            (AGAIN, "again.append((obs, action, achieved, goal, 1.0 + reward_of(achieved, goal)))"),
        ),
        (
            "basta estar a menos de 0,05",
            ("np.linalg.norm(achieved - desired) < 0.05", "np.array_equal(achieved, desired)"),
        ),
        ("e não com o estado de antes", (AGAIN, "again.append((obs, action, achieved, goal, reward_of(obs, goal)))")),
        (
            "só o objetivo e a recompensa se recontam",
            (AGAIN, "again.append((goal, action, achieved, goal, reward_of(achieved, goal)))"),
        ),
        ("a sua função devolveu 1", ("        again.append", "        again = [again] and []\n        again.append")),
    ],
    "08.2": [
        ("conte também as vezes em que ela acerta", "true = -1"),
        ("conte também as vezes em que ela erra", "true = 0"),
        ("um quinto dela não é", "seen = 0"),
        ("assim seria sem recontar nada", "seen = -0.5"),
        ("e não por tudo", "seen = -0.05"),
        ("as partes estão trocadas", "seen = -0.4"),
        ("a moeda também acerta", "seen = -0.2"),
    ],
    "08.3": [
        ("conte os zeros", "zeros['pedido'] = 1 - zeros['pedido']"),
        ("conte todos os passos", "zeros['pedido'] = np.mean([own.rewards[-1] == 0 for own in episodes])"),
        ("frações das transições", "zeros['final'] = 50"),
        ("estão trocadas", "zeros['final'], zeros['future'] = zeros['future'], zeros['final']"),
        ("ao objetivo novo", "zeros['final'] = 0.9"),
        ("deveria ser", "zeros = 0.5"),
    ],
    "08.4": [
        ("está ao contrário", ("-(distance >= 0.05)", "-(distance < 0.05)")),
        ("a recompensa é 0 ou −1", ("-(distance", "(distance")),
        ("a norma precisa de `axis=-1`", (", axis=-1", "")),
        ("saem", (", axis=-1", ", axis=0")),
        (
            "a distância é a norma da diferença",
            ("np.linalg.norm(achieved - desired, axis=-1)", "abs(achieved - desired).max(-1)"),
        ),
    ],
}
