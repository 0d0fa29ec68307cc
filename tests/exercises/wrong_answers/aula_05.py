"""Aula 05."""

CELLS: list[str] = []

# Um estudo inventado, que não permite concluir nada; o de verdade roda com a aula inteira.
STUDY = """
import pandas as pd
from course_utils import Study
rows = [
    (name, seed, "evaluation", step, 10.0 * seed + bonus + step / 1000)
    for name, bonus in (("longo", 3.0), ("curto", 0.0))
    for seed in range(6)
    for step in (4000, 8000)
]
study = Study(ENV, 8000, 4000, 3)
study.settings = {"longo": {"gamma": 0.99, "warmup": 1000}, "curto": {"gamma": 0.99, "warmup": 64}}
study.rows = pd.DataFrame(rows, columns=["setting", "seed", "kind", "step", "return"])
chance = probability_of_improvement(study.curves("longo")[8000], study.curves("curto")[8000])
verdict = "nada"
"""
# Sem a tabela, que pergunta a muitos planos.
LEAVES = """
first, with_1000 = 0.94, "menor"
def leaves(gamma):
    _, actions = drive(plan(gamma))
    return bool(actions.any())
"""
# Os mesmos atores, e quem chegou, de uma conta feita uma vez só.
SLOPE = """
from course_utils.exercises.aula_05.newborn import newborn
act = perturbed(NOISE["sigma"])
fast, slow = act(BOTTOM, 0.03), act(BOTTOM, -0.03)
slope, arrived = fast - slow, newborn()[3].numpy()
climb, brake = arrived[slope > 1].mean(), arrived[slope < 0].mean()
"""
ACT = """
found = {0: 83, 0.1: 96, 0.25: 166, 0.5: 259}
gain = found[0.25] / found[0]
def choose(x, v, act, shake):
    return shake(act(x, v)).clip(-1, 1)
"""
QUICK = {"05.1": LEAVES, "05.3": SLOPE, "05.4": STUDY, "05.5": ACT}

WRONG = {
    "05.1": [
        ("a resposta está ao contrário", ("bool(actions.any())", "not actions.any()")),
        ("ele também tem 999 ações", ("bool(actions.any())", "len(actions) > 0")),
        ("há zeros no caminho", ("bool(actions.any())", "bool(actions.all())")),
        ("esse é o último com que ele fica parado", "first = 0.93"),
        ("há um menor", "first = 0.95"),
        ("compensa mais cedo ou mais tarde", "with_1000 = 'maior'"),
        ("deveria devolver True ou False", ("bool(actions.any())", "actions")),
    ],
    "05.2": [
        ("falta repetir por n passos", ("draws = int(np.ceil(steps / n))", "draws, n = steps, 1")),
        ("todos os carros recebem o mesmo empurrão", ("(draws, cars))", "(draws, 1)) + np.zeros(cars)")),
        ("o empurrão nunca muda", ("np.repeat(held, n, axis=0)", "np.repeat(held[:1], steps, axis=0)")),
        ("O último bloco precisa ser cortado", ("[:steps]", "")),
        ("Falta o último bloco", ("int(np.ceil(steps / n))", "max(steps // n, 1)")),
        ("a troca deveria vir de 10 em 10", ("np.repeat(held, n, axis=0)", "np.repeat(held, n + 1, axis=0)")),
        ("o desvio padrão é 1", ("normal(0, size,", "normal(0, 1,")),
        ("média zero", ("normal(0, size,", "uniform(0, size,")),
        ("não parece gaussiano", ("normal(0, size,", "uniform(-size, size,")),
        ("atrapalha na volta", "best = 72"),
        ("quase tudo se cancela", "best = 1"),
        ("a melhor memória do ruído", "best = 20"),
    ],
    "05.3": [
        ("dos atores limpos", "act = perturbed(0); slope = act(BOTTOM, 0.03) - act(BOTTOM, -0.03)"),
        ("o sinal está trocado", "slope = slow - fast"),
        ("e não zero", "slope = act(0, 0.03) - act(0, -0.03)"),
        ("e não os 150 da figura", "slope = slope[:150]"),
        ("não divida", "slope = slope / 0.06"),
        ("a pergunta é a diferença", "slope = np.stack((fast, slow))"),
        ("Você contou, dos que chegam", "climb = (slope > 1)[arrived].mean()"),
        ("de todos os 400", "climb = arrived.mean()"),
        ("uma fração, entre 0 e 1", "climb = 100 * climb"),
        ("a fração dos que não chegam", "brake = 1 - brake"),
        ("só os de inclinação negativa", "brake = arrived.mean()"),
    ],
    "05.4": [
        ("a pergunta compara `warmup` 1000 e 64", "study.settings['curto']['warmup'] = 500"),
        ("mude um ajuste por vez", "study.settings['curto']['gamma'] = 0.95"),
        ("a pergunta pede 6", "study.rows = study.rows[study.rows['seed'] < 3]"),
        ("a pergunta pede 8000", "study.steps = 4000"),
        (
            "a ordem está trocada",
            "chance = probability_of_improvement(*(study.curves(n)[8000] for n in ('curto', 'longo')))",
        ),
        ("e não porcentagens", "chance = [100 * x for x in chance]"),
        ("não é possível concluir nada", "verdict = '1.000'"),
    ],
    "05.5": [
        ("falta o OU", ("shake(act(x, v))", "act(x, v)")),
        ("a ação dele é `act(x, v)`", ("shake(act(x, v))", "shake(np.zeros_like(x))")),
        ("falta recortar", (".clip(-1, 1)", "")),
        ("Não tire o último eixo", (".clip(-1, 1)", ".clip(-1, 1)[:, 0]")),
        ("chame `shake` uma vez só", ("shake(act(x, v))", "shake(shake(act(x, v)))")),
        ("entra duas vezes", ("shake(act(x, v))", "(act(x, v) + shake(act(x, v)))")),
        ("e não o contrário", "gain = 1 / gain"),
        ("e não quantos carros a mais", "gain = found[0.25] - found[0]"),
        ("a do OU inteiro", "gain = found[0.5] / found[0]"),
    ],
}
