"""O treino inteiro no motor (`run.c`), chamado do Python: nem o ambiente é do Gymnasium."""

from course_utils import ActionNoise
from course_utils.engine import Run

BLOCK = 50  # passos por chamada, como quem anima uma curva


def train(seed, on_step):
    run = Run("Pendulum-v1", seeds=[seed], exploration=ActionNoise())
    while True:
        run.run(BLOCK)
        for _ in range(BLOCK):
            if not on_step(None):
                return
