"""Aula 04."""

CELLS = ["course_utils.exercises import check", "def perturb", "def distance"]

# Um treinador que não treinou, e medidas inventadas, que crescem; o treino de verdade roda com a aula inteira.
FIXED = """
fixed = Trainer("Pendulum-v1", seeds=range(10), exploration=ParameterNoise(alpha=1.0))
fixed.steps = 3000
distances = np.linspace(0.1, 0.4, 50)[:, None] * np.random.default_rng(0).uniform(0.8, 1.2, (50, 10))
growth = distances[-10:].mean() / distances[:10].mean()
"""
# O estudo da aula, como se o aquecimento fosse outro.
COLD = """
from itertools import combinations
cold = Study.load(course_file("resultados/ruidos.json")).only("nenhum", "na ação", "nos parâmetros")
cold.settings = {name: own | {"warmup": 64} for name, own in cold.settings.items()}
low, high = cold.table()["de"], cold.table()["até"]
apart = [(a, b) for a, b in combinations(cold.settings, 2) if low[a] > high[b] or low[b] > high[a]]
"""
QUICK = {
    "04.3": """
farther = "a que age"
def acting_distance(trainer, obs):
    return exploration.policy_distance(trainer.agent.actor(obs), trainer.explorations[0].noisy(obs))
""",
    "04.4": FIXED,
    "04.5": COLD,
}

WRONG = {
    "04.6": [
        ("também onde a máscara é 0", (" * mask", "")),
        ("falta σ", ("sigma * noise", "noise")),
        ("não leva quadrado", ("sigma * noise", "sigma**2 * noise")),
        ("isso é só o ruído", ("theta + sigma", "sigma")),
        ("a máscara apagou parâmetros", ("theta + sigma * noise * mask", "(theta + sigma * noise) * mask")),
        ("proporcional a cada parâmetro", ("theta + sigma * noise * mask", "theta * (1 + sigma * noise * mask)")),
        ("com raiz", ("sigma * noise", "sigma**0.5 * noise")),
        ("no lugar", ("return theta + sigma * noise * mask", "theta += sigma * noise * mask; return theta")),
        ("não tem os valores certos", ("* noise *", "* torch.randn_like(noise) *")),
        ("sinal", ("return theta + sigma * noise * mask", "return -(theta + sigma * noise * mask)")),
    ],
    "04.7": [
        ("falta a raiz", (".sqrt()", "")),
        ("valores absolutos", (".square().mean((1, 2)).sqrt()", ".abs().mean((1, 2))")),
        ("a raiz vem depois da média", (".mean((1, 2)).sqrt()", ".sqrt().mean((1, 2))")),
        ("e não a soma", (".mean((1, 2))", ".sum(-1).mean(1)")),
        ("você somou", (".mean((1, 2))", ".sum((1, 2))")),
        ("se cancelam", (".square().mean((1, 2)).sqrt()", ".mean((1, 2)).abs()")),
        ("desvio padrão", (".square().mean((1, 2)).sqrt()", ".flatten(1).std(1, correction=0)")),
        ("Cada réplica tem a sua d", (".mean((1, 2))", ".mean()")),
        ("Falta a média sobre os estados", (".mean((1, 2))", ".mean(-1)")),
        ("Falta a média sobre as dimensões", (".mean((1, 2))", ".mean(1)")),
        ("deveria ser um vetor", ("return ", "return 'd' + 0 * ''; ")),
    ],
    "04.8": [
        ("está ao contrário", ("alpha * sigma, sigma / alpha", "sigma / alpha, alpha * sigma")),
        ("quando d é igual a δ", ("d <= delta", "d < delta")),
        ("só do lado", ("np.where(d <= delta, alpha * sigma, sigma / alpha)", "sigma * delta / d")),
        ("falta o outro ramo", ("np.where(d <= delta, alpha * sigma, sigma / alpha)", "alpha * sigma")),
        ("ficou como estava", ("sigma / alpha)", "sigma)")),
        ("não soma nem subtrai", ("alpha * sigma, sigma / alpha", "sigma + (alpha - 1), sigma - (alpha - 1)")),
        ("2 − α", ("sigma / alpha)", "sigma * (2 - alpha))")),
        ("e não δ", ("alpha * sigma, sigma / alpha", "alpha * delta, delta / alpha")),
        ("falta um `return`", ("return np.where", "np.where")),
        (
            "ValueError",
            ("return np.where(d <= delta, alpha * sigma, sigma / alpha)", "return sigma if d <= delta else 0"),
        ),
        ("deveria ser o que `assemble` devolve", "MyNoise = MyNoise()"),
        ("nessa ordem", "MyNoise = assemble(lambda t, s, n, m: t + n * m, distance, adapt)"),
        ("d não é a do pacote", "MyNoise = assemble(perturb, lambda a, b: 0.001 + distance(a, b) * (1 + 1e-2), adapt)"),
    ],
    "04.9": [
        ("falta um `return`", ("    return slider\n", "")),
        ("Falta o `observe`", ('    slider.observe(move, "value")\n', "")),
        ("que é uma cópia", ('trainer.change("sigma", change["new"])', 'trainer.settings["sigma"][:] = change["new"]')),
        ("só a primeira réplica", ('change["new"])', 'change["new"], replica=0)')),
        ("e não o expoente", ('change["new"])', '10 ** change["new"])')),
        ("não começa no σ", ("value=0.05", "value=0.5")),
        ("TypeError", ('change["new"])', "change)")),
        ("deveria devolver um controle", ("return slider", "return trainer.settings")),
    ],
    "04.1": [
        ("arredonde para cima", ("np.ceil(", "np.floor(")),
        (
            "não há meia adaptação",
            ("int(np.ceil(np.log(1 / 0.03) / np.log(alpha)))", "np.log(1 / 0.03) / np.log(alpha)"),
        ),
        ("Use logaritmos", ("np.log(1 / 0.03) / np.log(alpha)", "0.97 / (alpha - 1)")),
        ("da mesma base", ("np.log(1 / 0.03)", "np.log10(1 / 0.03)")),
        ("negativo", ("np.log(1 / 0.03)", "np.log(0.03)")),
        ("são mais passos do que adaptações", ("50 * n", "n / 50")),
        ("são mais episódios do que adaptações", ("5 * n\n", "n / 5\n")),
        ("isso são passos", ("5 * n\n", "1000 * n\n")),
        ("deveria ser um vetor de números", "def bill(alpha): return 'muitas'"),
    ],
    "04.2": [
        ("essa é a d certa", (".sum(-1).mean()", ".mean()")),
        ("falta a raiz", (".mean().sqrt()", ".mean()")),
        ("a raiz vem por último", (".mean().sqrt()", ".sqrt().mean()")),
        ("você somou também sobre os estados", (".sum(-1).mean()", ".sum()")),
        ("e não os valores absolutos", (".square().sum(-1).mean().sqrt()", ".abs().sum(-1).mean()")),
        ("a pergunta é sobre cada uma", "settles = 0.2"),
        ("então ele acha que está quente", "settles = 0.2 * np.sqrt(2)"),
        ("não se divide por 2", "settles = 0.1"),
    ],
    "04.3": [
        (
            "sorteada só para medir",
            "def acting_distance(trainer, obs): return trainer.explorations[0].distance",
        ),
        (
            "falta a raiz",
            (
                "return exploration.policy_distance(trainer.agent.actor(obs), trainer.explorations[0].noisy(obs))",
                "return (trainer.agent.actor(obs) - trainer.explorations[0].noisy(obs)).square().mean((1, 2))",
            ),
        ),
        (
            "Cada réplica tem a sua distância",
            "def acting_distance(t, x): return (t.agent.actor(x) - t.explorations[0].noisy(x)).square().mean().sqrt()",
        ),
        (
            "não os valores absolutos",
            "def acting_distance(t, x): return (t.agent.actor(x) - t.explorations[0].noisy(x)).abs().mean((1, 2))",
        ),
        ("com ela mesma", ("trainer.explorations[0].noisy", "trainer.agent.actor")),
        ("e não com o ator-alvo", ("trainer.agent.actor", "trainer.agent.target_actor")),
        ("Meça", "farther = 'a sorteada'"),
    ],
    "04.4": [
        ("o termostato de `fixed` está ligado", ("alpha=1.0", "alpha=1.05")),
        ("σ não ficou em 0,05", ("alpha=1.0", "alpha=1.0, sigma=0.1")),
        ("treine até o 3.000", "fixed.steps = 500"),
        ("`fixed` tem 2", ("seeds=range(10)", "seeds=range(2)")),
        ("use só `ParameterNoise`", ("exploration=ParameterNoise(alpha=1.0)", "exploration=ActionNoise()")),
        ("Guarde uma cópia", "distances[:] = distances[-1]"),
        ("Uma medida por linha", "distances = distances.T"),
        ("são do aquecimento", "distances = np.concatenate((distances[:10], distances))"),
        ("`nan`", "distances[0] = np.nan"),
        ("e não o contrário", "growth = 1 / growth"),
        ("e não uma diferença", "growth = distances[-10:].mean() - distances[:10].mean()"),
        ("muito ruidosa", "growth = distances[-1].mean() / distances[0].mean()"),
    ],
    "04.5": [
        ("ainda tem 500 passos de aquecimento", "cold.settings['na ação'].pop('warmup')"),
        ("não explora como o seu nome diz", "cold.settings['nenhum']['exploration'] = {'ActionNoise': {}}"),
        ("a pergunta pede 5", "cold.rows = cold.rows[cold.rows['seed'] < 2]"),
        (
            "a comparação não é justa",
            "cold.rows = cold.rows[(cold.rows['seed'] < 5) | (cold.rows['setting'] == 'nenhum')]",
        ),
        ("se tocam", "apart = [('nenhum', 'na ação')]"),
        ("que não está em `apart`", "cold.rows.loc[cold.rows['setting'] == 'nenhum', 'return'] -= 1000"),
        ("deveria ser o que `run_study` devolve", "cold = cold.rows"),
    ],
}
