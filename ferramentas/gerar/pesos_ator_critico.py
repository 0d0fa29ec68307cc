"""Treina os atores e os críticos que a aula 02 abre: `python ferramentas/gerar/pesos_ator_critico.py` (dois minutos).

Grava `files/pesos/ator_critico.npz`, com os parâmetros das duas redes na ordem de `flat`: os de dez sementes, em
`actors` e `critics`, `[semente, parâmetros]`, e os de uma delas, em `actor` e `critic`. Em outra máquina o último bit
difere e os pesos também; `tests/figures/test_aula_02.py` confere o que a aula afirma deles.
"""

import numpy as np

from course_utils import ActionNoise, Trainer, evaluate
from course_utils.support.paths import files_dir

SEEDS, CHOSEN, EPISODES = range(10), 3, 60


def main() -> None:
    """Treina e grava."""
    trainer = Trainer("Pendulum-v1", seeds=list(SEEDS), exploration=ActionNoise(), engine="torch")
    for _ in trainer.episodes(EPISODES):
        pass
    path = files_dir() / "pesos" / "ator_critico.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    actors, critics = (network.flat.numpy() for network in (trainer.agent.actor, trainer.agent.critic))
    np.savez_compressed(path, actor=actors[CHOSEN], critic=critics[CHOSEN], actors=actors, critics=critics)
    for seed, returns in zip(SEEDS, evaluate(trainer.agent, "Pendulum-v1", episodes=100)):
        print(f"{path.name}, semente {seed}: retorno médio {returns.mean():.0f} em 100 episódios sem ruído")


if __name__ == "__main__":
    main()
