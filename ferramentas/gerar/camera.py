"""A câmera que sai do lugar, da aula 06: `python ferramentas/gerar/camera.py` refaz o que falta em `pixels/`.

- `camera.csv`: dez sementes com a câmera parada e dez com deslocamentos sorteados no treino; cada agente, na decisão
  4.000 (a última, não a melhor), joga 30 episódios com a imagem deslocada de cada um de `SHIFTS` pixels.
- `testes.csv`: o agente de `files/pesos/visao.npz` em cada teste da aula, 30 episódios de cada.

Apague um arquivo para refazê-lo do zero. Cada corrida é guardada ao terminar: oito minutos ao todo, num núcleo livre.
"""

from __future__ import annotations

from functools import partial

import pandas as pd
import torch
from torch import Tensor
from torch.nn.functional import pad

from course_utils import Trainer, evaluate
from course_utils.support.paths import files_dir
from course_utils.worlds.pixels import RECIPE, SIZE, pixel_pendulum, seen_through, shifted, trained_on_pixels

SEEDS, STEPS, EPISODES, REACH = range(10), 4000, 30, 4
SHIFTS = (-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6)
HERE = files_dir() / "resultados" / "pixels"
STILL, DRAWN = "câmera parada", "deslocamentos sorteados"


def moved(frames: Tensor, draw: torch.Generator) -> Tensor:
    """Cada observação do lote, `[réplica, lote, quadro, 32, 32]`, deslocada de até `REACH` pixels em cada direção.

    Os quadros de uma observação andam juntos, para que a velocidade continue a mesma; o que entra é branco.
    """
    wide = pad(frames, (REACH,) * 4, value=255)
    replica, row = torch.meshgrid(*map(torch.arange, frames.shape[:2]), indexing="ij")
    y, x = torch.randint(2 * REACH + 1, (2, *frames.shape[:2], 1), generator=draw) + torch.arange(SIZE)
    return wide[replica[..., None, None], row[..., None, None], :, y[..., None], x[..., None, :]].movedim(-1, 2)


def with_random_shifts(agent, seed: int) -> None:
    """O agente passa a ver cada lote, s e s′, com deslocamentos sorteados (como o DrQ, Yarats et al. 2021)."""
    update, draw = agent.update, torch.Generator().manual_seed(seed)
    agent.update = lambda batch: update(
        batch._replace(obs=moved(batch.obs, draw), next_obs=moved(batch.next_obs, draw))
    )


def train(setting: str, seed: int) -> pd.DataFrame:
    """Uma corrida: o retorno médio, na última decisão, com a imagem em cada deslocamento."""
    trainer = Trainer(pixel_pendulum, seeds=[seed], engine="torch", **RECIPE)
    if setting == DRAWN:
        with_random_shifts(trainer.agent, seed)
    trainer.advance(until=STEPS)
    rows = [
        (setting, seed, shift, evaluate(trainer.agent, camera_at(shift), EPISODES, seed=2000).mean().round(1))
        for shift in SHIFTS
    ]
    trainer.close()
    return pd.DataFrame(rows, columns=["setting", "seed", "shift", "return"])


def camera_at(shift: int, source: str = "drawn"):
    """O pêndulo em quadros, visto por uma câmera deslocada."""
    return partial(seen_through, partial(shifted, right=shift), source)


def complete() -> None:
    """As corridas que faltam, guardadas uma a uma."""
    path = HERE / "camera.csv"
    stored = pd.read_csv(path) if path.exists() else pd.DataFrame(columns=["setting", "seed", "shift", "return"])
    done = set(zip(stored["setting"], stored["seed"]))
    for seed in SEEDS:
        for setting in (STILL, DRAWN):
            if (setting, seed) not in done:
                own = train(setting, seed)
                stored = pd.concat([stored, own]) if len(stored) else own
                stored.to_csv(path, index=False, lineterminator="\n")
                print(setting, seed, own["return"].round().tolist(), flush=True)


def try_stored_agent() -> None:
    """O agente guardado em cada teste, um retorno por episódio."""
    agent, trials = trained_on_pixels(), {f"deslocada {shift}": camera_at(shift, "gymnasium") for shift in (-3, 3)}
    trials |= {
        "como treinou": partial(pixel_pendulum, "gymnasium"),
        "o mesmo quadro três vezes": partial(seen_through, lambda x: x[[2, 2, 2]], "gymnasium"),
        "a ordem trocada": partial(seen_through, lambda x: x[::-1], "gymnasium"),
        "a haste desenhada": partial(pixel_pendulum, "drawn"),
    }
    trials |= {f"desenhada {shift}": camera_at(shift) for shift in range(-6, 7)}
    rows = [
        (name, episode, round(own, 1))
        for name, env in trials.items()
        for episode, own in enumerate(evaluate(agent, env, EPISODES, seed=2000)[0])
    ]
    table = pd.DataFrame(rows, columns=["test", "episode", "return"])
    table.to_csv(HERE / "testes.csv", index=False, lineterminator="\n")
    print(table.groupby("test", sort=False)["return"].mean().round().to_string(), flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    if not (HERE / "testes.csv").exists():
        try_stored_agent()
    complete()
