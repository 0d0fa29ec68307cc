"""Aula 06."""

CELLS: list[str] = []

OWN = """
def averages():
    return nn.Sequential(nn.AvgPool2d(4), nn.Flatten(), nn.Linear(3 * 8 * 8, 64), nn.ReLU())
short = RECIPE | dict(encoder=averages, warmup=64)
own = Trainer(pixel_pendulum, seeds=[0], **short)
own.advance(until=70)
own.steps = 1100
"""
CUT = """
class Cut(nn.Module):
    def forward(self, x):
        return x.detach()
whole = averages
def averages():
    return nn.Sequential(whole(), Cut())
"""
COVERED = """
saved = {"embaixo": 0.5, "em cima": 0.0}
def covered(rows, x):
    x = x.copy()
    x[:, rows] = 255
    return x
"""
QUICK = {
    "06.2": "scores, third = [0.999, 0.999, 0.99], 'a aceleração'",
    "06.3": OWN,
    "06.4": COVERED,
}

WRONG = {
    "06.1": [
        ("falta o viés: um por filtro", "grey = 1200"),
        ("por canal de entrada", "grey = 16 * 26"),
        ("o tamanho da imagem não entra", "grey = grey * 64"),
        ("os vieses não", "color = 3 * grey"),
        ("e três quadros", "color = grey"),
        ("falta o viés: um por saída", "dense = 3072 * 1024"),
        ("e não por entrada", "dense = 3072 * 1025"),
        ("e não 16", "dense = 3073 * 16"),
        ("é um produto", "dense = 3072 + 1024"),
    ],
    "06.2": [
        ("a nota de quem vê um quadro só", "scores[2] = -0.02"),
        ("não passa de 1", "scores = [99.9, 99.9, 99.2]"),
        ("São três notas", "scores = scores[2]"),
        ("já está num quadro só", "third = 'o ângulo'"),
        ("já sai da diferença de dois quadros", "third = 'a velocidade'"),
        ("o que sai?", "third = 'nada'"),
    ],
    "06.3": [
        ("Falta achatar", "def averages(): return nn.AvgPool2d(4)"),
        ("Falta a camada comum", "def averages(): return nn.Sequential(nn.AvgPool2d(4), nn.Flatten())"),
        ("conte os números que sobram", "def averages(): return nn.Sequential(nn.Flatten(), nn.Linear(64, 64))"),
        ("e não o seu máximo", ("nn.AvgPool2d(4)", "nn.MaxPool2d(4)")),
        ("falta a ReLU", (", nn.ReLU()", "")),
        ("só da média de cada quadrado", ("nn.AvgPool2d(4)", "nn.Conv2d(3, 3, 4, stride=4)")),
        (
            "o gradiente não passa",
            CUT,
        ),
        ("deveria devolver um `nn.Module`", "def averages(): return nn.Sequential"),
        ("`own` não usa o seu codificador", ("encoder=averages, ", "")),
        ("ainda no aquecimento", "own.steps = 60"),
        ("treine até o 1.100", "own.steps = 900"),
        ("a perda do crítico", ("warmup=64", "warmup=64, critic_lr=0.0")),
        ("o codificador-alvo é igual ao codificador", ("warmup=64", "warmup=64, tau=1.0")),
    ],
    "06.4": [
        ("muda a entrada no lugar", ("x = x.copy()", "pass")),
        ("você tapou colunas", ("x[:, rows]", "x[:, :, rows]")),
        ("branco é 255", ("= 255", "= 0")),
        ("tapou um quadro só", ("x[:, rows]", "x[-1, rows]")),
        ("mantenha o tipo", ("x.copy()", "x / 255")),
        ("parece trocado", "saved = {'embaixo': 0.0, 'em cima': 0.5}"),
        ("a mudança chegou à câmera?", "saved = {'embaixo': 1.0, 'em cima': 1.0}"),
        ("entre 0 e 1", "saved = {'embaixo': 50, 'em cima': 0}"),
    ],
}
