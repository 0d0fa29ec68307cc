"""Treina o agente da aula 06, com os quadros do Gymnasium: `python ferramentas/gerar/pesos_visao.py` (minutos).

Grava, em `files/pesos/`, `visao.npz`, com o ator e o crítico (codificador e cabeça) na ordem de `flat`, em 16 bits; e
`visao.csv`, o diário: a média de 10 episódios sem ruído a cada 500 decisões e, na última linha, a de 50 episódios com
os pesos já gravados. Guardam-se os pesos da melhor avaliação. Em outra máquina o último bit difere e os pesos também;
`tests/figures/test_aula_06.py` confere o que a aula afirma deles.
"""

import csv
from functools import partial
from typing import Any

import numpy as np
import torch

from course_utils import Trainer, evaluate
from course_utils.support.paths import files_dir
from course_utils.worlds.pixels import RECIPE, pixel_pendulum

SEED, DECISIONS, EVERY = 0, 6000, 500
ENV = partial(pixel_pendulum, "gymnasium")


def main() -> None:
    """Treina, guarda a melhor fase, avalia o que guardou e escreve o diário."""
    trainer = Trainer(ENV, seeds=[SEED], **RECIPE)
    agent = trainer.agent
    diary: list[tuple] = []
    best: tuple[float, dict[str, Any]] = (-np.inf, {})
    while trainer.steps < DECISIONS:
        trainer.step()
        if trainer.steps % EVERY == 0:
            mean = evaluate(agent, ENV, episodes=10).mean()
            diary.append((trainer.steps, 10, round(mean, 1)))
            print(*diary[-1], flush=True)
            weights = {name: getattr(agent, name).flat[0].numpy().astype(np.float16) for name in ("actor", "critic")}
            best = max(best, (mean, weights), key=lambda pair: pair[0])
    weights = best[1]
    for name, values in weights.items():
        getattr(agent, name).flat.copy_(torch.from_numpy(values.astype(np.float32))[None])
    diary.append(("guardado", 50, round(evaluate(agent, ENV, episodes=50, seed=5000).mean(), 1)))
    print(*diary[-1], flush=True)
    folder = files_dir() / "pesos"
    np.savez_compressed(folder / "visao.npz", **weights)
    with (folder / "visao.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("decisão", "episódios", "retorno"), *diary])


if __name__ == "__main__":
    main()
