"""A turma do painel ao vivo: 20 sementes de cada exploração, com os ajustes do curso, 30 episódios do pêndulo.

Rode `python ferramentas/gerar/referencia.py` (uns cinco minutos) para refazer `referencia.csv`, com uma linha por
episódio de treino, com o ruído ligado: `exploration, seed, episode, return`.
"""

import pandas as pd

from course_utils import ActionNoise, OUNoise, ParameterNoise, Trainer
from course_utils.support.paths import files_dir

SEEDS, EPISODES = range(20), 30
EXPLORATIONS = {"none": None, "action": ActionNoise(), "ou": OUNoise(), "parameters": ParameterNoise()}


def train(kind: str, seeds=SEEDS, episodes: int = EPISODES) -> pd.DataFrame:
    """Os retornos de treino de uma exploração, uma linha por semente e episódio."""
    trainer = Trainer("Pendulum-v1", seeds=seeds, exploration=EXPLORATIONS[kind], engine="torch")
    rows = [
        (kind, seed, episode.index, round(float(total), 1))
        for episode in trainer.episodes(episodes)
        for seed, total in zip(seeds, episode.returns)
    ]
    return pd.DataFrame(rows, columns=["exploration", "seed", "episode", "return"])


if __name__ == "__main__":
    table = pd.concat([train(kind) for kind in EXPLORATIONS])
    table.sort_values(["exploration", "seed", "episode"]).to_csv(
        files_dir() / "resultados" / "referencia.csv", index=False, lineterminator="\n"
    )
