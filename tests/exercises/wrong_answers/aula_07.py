"""Aula 07."""

CELLS: list[str] = []

RED = """
inside, after = ["double_update", "uniform_ou"], []
"""
TENTH = """
from course_utils.environments import Environments
def a_tenth(original):
    def step(self, action):
        result = original(self, action)
        return result._replace(reward=result.reward / 10)
    return step
def reported_and_true(seed=0):
    trainer = Trainer("Pendulum-v1", seeds=[seed], warmup=200)
    (episode,) = trainer.episodes(1)
    obs, action = trainer.buffer.obs[0, :200], trainer.buffer.action[0, :200, 0]
    angle = np.arctan2(obs[:, 1], obs[:, 0])
    reward = -(angle**2 + 0.1 * obs[:, 2] ** 2 + 0.001 * (2 * action) ** 2)
    return episode.returns[0], reward.sum()
"""
CLOCK = """
share, gamma, suffers = 0.05, 0.9405, "sim"
q = {"correto": np.linspace(-150, -75, 10), "com o erro": np.linspace(-90, -70, 10)}
"""
QUICK = {"07.1": RED, "07.3": TENTH, "07.4": CLOCK}

WRONG = {
    "07.1": [
        ("rodaram dentro do `with`?", "inside = []"),
        ("está ao contrário", "inside = [name for name in BUGS if name not in inside]"),
        ("falta olhar", "inside = list(BUGS)"),
        ("ao mesmo tempo?", "inside = inside[:1]"),
        ("esses são os títulos", "inside = [BUGS[name].title for name in inside]"),
        ("ainda dentro do `with`", "after = inside"),
        ("deveria ser uma lista", "inside = 'double_update'"),
        ("deveria ser uma lista", "inside = {name: 'acusa' for name in inside}"),
        ("são os nomes, e não as peças", "inside = [BUGS[name] for name in inside]"),
        ("a mais ou a menos", "inside = [*inside, 'squared_d']"),
    ],
    "07.2": [
        ("não é “Todo episódio começa igual”", "name = 'fixed_reset_seed'"),
        ("Se fosse, você veria isto", "name = 'double_update'"),
        ("não há peça chamada", "name = 'uniforme'"),
        ("esse é o título", "name = BUGS['uniform_ou'].title"),
        ("entre aspas", "name = 7"),
        ("sem aspas, como 7", "number = '7'"),
        ("vão de 1 a 13", "number = 14"),
        ("sem os parênteses", "exams = exams()"),
        ("falta um `return`?", "def exams(): print('medi')"),
        ("um dicionário, nome → medida", "def exams(): return 50"),
        ("um dicionário vazio", "def exams(): return {}"),
        ("deveria ser um número só", "def exams(): return {'ações': np.zeros(300)}"),
        ("deveria ser um número só", "def exams(): return {'atualizações': '50'}"),
        ("nenhuma das suas medidas muda", "def exams(): return {'aceita False': 0}"),
        ("antes do `with`", "def exams(): return healthy"),
        ("dê uma semente a cada treino", "def exams(): return {'acaso': np.random.default_rng().random()}"),
    ],
    "07.3": [
        ("a recompensa não mudou", ("result.reward / 10", "result.reward")),
        ("e não multiplicar", ("result.reward / 10", "result.reward * 10")),
        ("foi mudada no lugar", ("return result._replace", "result.reward[:] /= 10; return result._replace")),
        (
            "uma `Transition` inteira",
            ("return result._replace(reward=result.reward / 10)", "return result.reward / 10"),
        ),
        ("devolve outra função", "def a_tenth(original): return original('ambientes', 'ação')"),
        (
            "não chama a `original`",
            (
                "result = original(self, action)",
                "from course_utils.environments import Transition; result = Transition(*np.ones((6, 1)))",
            ),
        ),
        (
            "são dois passos de ambiente",
            ("result = original(self, action)", "original(self, action); result = original(self, action)"),
        ),
        ("só a recompensa muda", ("reward=result.reward / 10", "reward=result.reward / 10, obs=result.obs / 10")),
        ("a fórmula pede o torque", ("(2 * action)", "action")),
        ("falta o sinal", ("reward = -(", "reward = (")),
        ("confira o ângulo e a fórmula", ("obs[:, 1], obs[:, 0]", "obs[:, 0], obs[:, 1]")),
        ("some as 200 recompensas", ("reward.sum()", "reward.mean()")),
        ("também vem do treino", ("reward.sum()", "trainer.buffer.reward[0, :200].sum()")),
        ("os dois números estão trocados", ("episode.returns[0], reward.sum()", "reward.sum(), episode.returns[0]")),
    ],
    "07.4": [
        ("isso é com 200 passos", "share = 1 / 200"),
        ("e não uma porcentagem", "share = 5"),
        ("essas são as de alvo certo", "share = 0.95"),
        ("são 20 transições, e não 19", "share = 1 / 19"),
        ("o desconto de vinte passos", "gamma = 0.99 ** 20"),
        ("apaga o futuro mais um pouco", "gamma = 0.99"),
        ("falta o γ do treino", "gamma = 0.95"),
        ("é a de não apagar", "gamma = 0.99 * 0.05"),
        ("bit a bit", "q['com o erro'] = q['correto']"),
        ("divida pelo `reward_scale`", "q = {name: own / 10 for name, own in q.items()}"),
        ("os dois lados estão trocados?", "q['correto'], q['com o erro'] = q['com o erro'], q['correto']"),
        ("elas se tocam?", "suffers = 'não'"),
        ("maior é melhor", "suffers = 'melhora'"),
    ],
}
