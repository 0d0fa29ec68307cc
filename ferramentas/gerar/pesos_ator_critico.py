"""Treina o ator e o crítico que a aula 02 abre: `python ferramentas/gerar/pesos_ator_critico.py` (meio minuto).

Grava `files/pesos/ator_critico.npz`, com os parâmetros das duas redes na ordem de `flat`. Em outra máquina o último
bit difere e os pesos também; `tests/figures/test_aula_02.py` confere o que a aula afirma deles.
"""

import numpy as np

from course_utils import ActionNoise, Trainer, evaluate
from course_utils.support.paths import files_dir

SEED, EPISODES = 3, 60


def main() -> None:
    """Treina e grava."""
    trainer = Trainer("Pendulum-v1", seeds=[SEED], exploration=ActionNoise(), engine="torch")
    for _ in trainer.episodes(EPISODES):
        pass
    path = files_dir() / "pesos" / "ator_critico.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, actor=trainer.agent.actor.flat[0].numpy(), critic=trainer.agent.critic.flat[0].numpy())
    returns = evaluate(trainer.agent, "Pendulum-v1", episodes=100)
    print(f"{path.name}: retorno médio {returns.mean():.0f} em 100 episódios sem ruído")


if __name__ == "__main__":
    main()
