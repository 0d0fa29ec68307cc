"""Aula 09."""

CELLS = ["class Pond(", "def smaller_target", "def smoothed"]

OWN_WORLD = """
from course_utils.worlds.pond import Pond as make
before, after = np.linspace(40, 80, 10), np.linspace(200, 270, 10)
"""
QUICK = {"09.6": OWN_WORLD}

WRONG = {
    "09.1": [
        ("numa lagoa cheia", (" * (1 - self.fish / 10_000)", "")),
        ("faltou o clima", ("weather * self.fish", "self.fish")),
        ("divida `self.fish` por 10.000", ("self.fish / 10_000", "self.fish")),
        ("faltou a taxa", ("0.04 * ", "")),
        ("faltou `self.fish`", ("weather * self.fish", "weather")),
        ("é a livre que deixa crescer", ("(1 - self.fish / 10_000)", "self.fish / 10_000")),
        ("4 % é 0,04", ("0.04", "4")),
        ("os que nascem se somam", ("births = 0.04", "births = -0.04")),
        ("é o menor dos dois", ("min(float(action[0]), self.fish)", "float(action[0])")),
        ("se pesca só a cota", ("min(float(action[0]), self.fish)", "self.fish")),
        ("não a multiplique", ("min(float(action[0]), self.fish)", "float(action[0]) * self.fish")),
        ("ficam para o seguinte", ("min(float(action[0]), self.fish)", "min(float(action[0]), self.fish + births)")),
        ("o preço já entra", ("min(float(action[0]), self.fish)", "12 * min(float(action[0]), self.fish)")),
        ("não saiu da lagoa", ("self.fish + births - caught", "self.fish + births")),
        ("`action` é um vetor", ("min(float(action[0]), self.fish)", "np.minimum(action, self.fish)")),
        ("quem interrompe é o relógio", ("False, self.month >= 240", "self.month >= 240, False")),
        ("use `>=`", ("self.month >= 240", "self.month == 240")),
        ("um passo depois", ("self.month >= 240", "self.month > 240")),
        ("acaba cedo", ("self.month >= 240", "self.month >= 20")),
        ("verdadeiro ou falso", ("False, self.month >= 240", "False, self.month")),
    ],
    "09.2": [
        ("o alvo cauteloso", ("minimum", "maximum")),
        ("é a média dos dois", ("torch.minimum(first, second)", "(first + second) / 2")),
        ("só o primeiro", ("torch.minimum(first, second)", "first")),
        ("só o segundo", ("torch.minimum(first, second)", "second")),
        ("é o menor do lote inteiro", ("torch.minimum(first, second)", "torch.minimum(first, second).min()")),
        ("é a soma dos dois", ("torch.minimum(first, second)", "first + second")),
        ("faltou o γ", ("gamma * ", "")),
        ("faltou o `terminated`", ("(1 - terminated) * ", "")),
        ("faltou o fator `c`", ("c * reward", "reward")),
        ("faltou a recompensa", ("c * reward + ", "")),
        ("gradiente pelo alvo", ("with torch.no_grad():", "if True:")),
        ("Falta escolher o menor", ("torch.minimum(first, second)", "torch.stack([first, second])")),
        ("falta um `return`?", ("return c", "y = c")),
    ],
    "09.3": [
        ("cortar o ruído", (".clamp(-clip, clip)", "")),
        ("recortar a ação", (").clamp(-1, 1)", ")")),
        ("faltaram os dois cortes", "def smoothed(action, noise, sigma, clip): return action + sigma * noise"),
        ("faltou o `sigma`", ("(sigma * noise)", "noise")),
        ("já multiplicado", ("(sigma * noise).clamp(-clip, clip)", "sigma * noise.clamp(-clip, clip)")),
        ("e não em ±`clip`", (".clamp(-1, 1)", ".clamp(-clip, clip)")),
        (
            "só o ruído se corta",
            "def smoothed(action, noise, sigma, clip): return (action + sigma * noise).clamp(-clip, clip)",
        ),
        ("faltou a ação", ("(action + (sigma", "(0 * action + (sigma")),
        ("faltou o ruído", "def smoothed(action, noise, sigma, clip): return action"),
    ],
    "09.4": [
        ("anda em toda atualização", ("return self.updates % 2 == 0", "return True")),
        ("nunca anda", ("return self.updates % 2 == 0", "return False")),
        ("primeiro ele espera", ("% 2 == 0", "% 2")),
        ("o ritmo não é", ("% 2 == 0", "% 3 == 0")),
        (
            "fora do `if`",
            ("        descend(self.adam_critics", "        if self.actor_moves(): descend(self.adam_critics"),
        ),
        (
            "as cópias andam junto",
            (
                "if self.actor_moves():",
                "soft_update(self.target_actor, self.actor, self.tau)\n        if self.actor_moves():",
            ),
        ),
    ],
    "09.5": [
        ("dos dois juntos", "large = 32"),
        ("faltou o fator da frente", "large = 1"),
        ("o quociente não tem unidade", "large = 16 * 80**2"),
        ("faltou o quadrado", "small = 16 * 80 / 20"),
        ("de cabeça para baixo", "small = 16 * (20 / 80) ** 2"),
        ("é a mesma da diferença grande", "small = 16"),
        ("o quadrado é só do quociente", "small = (16 * 80 / 20) ** 2"),
    ],
    "09.6": [
        ("a classe; recebi", "make = make()"),
        (
            "`check_env` diz",
            "class make(make):\n    def step(self, action): return (*super().step(action)[:3], False, {})",
        ),
        ("Falta a média?", "after = np.tile(after[:, None], (1, 10))"),
        ("são precisas ao menos", "after = after[:3]"),
        ("os dois lados são iguais", "after = before"),
        ("os dois lados estão trocados", "before, after = after, before"),
        ("as duas faixas se tocam", "after = before + 5"),
    ],
}
