"""Treina o ator do carro que a aula 05 abre: `python ferramentas/gerar/pesos_carro.py` (um quarto de minuto).

Grava `files/pesos/carro.npz`, com os parâmetros do ator na ordem de `flat`. Em outra máquina o último bit difere e os
pesos também; `tests/worlds/test_mountain_car.py` confere o que a aula afirma deles.
"""

import numpy as np

from course_utils import Trainer, evaluate
from course_utils.support.paths import files_dir
from course_utils.worlds.mountain_car import ENV, SETTINGS

SEED, STEPS = 0, 10_000


def main() -> None:
    """Treina e grava."""
    trainer = Trainer(ENV, seeds=[SEED], engine="torch", **SETTINGS)
    trainer.advance(until=STEPS)
    path = files_dir() / "pesos" / "carro.npz"
    np.savez_compressed(path, actor=trainer.agent.actor.flat[0].numpy())
    returns = evaluate(trainer.agent, ENV, episodes=100)
    print(f"{path.name}: retorno médio {returns.mean():.1f} em 100 episódios sem ruído")


if __name__ == "__main__":
    main()
