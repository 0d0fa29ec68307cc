"""O estudo da aula 08: o braço com reinterpretação e sem ela, 20 sementes por ajuste, 10.000 passos.

`python ferramentas/gerar/braco.py` (uns quarenta minutos de um núcleo; precisa do extra `robo`) faz o que falta:

- `files/resultados/braco.csv`: em cada passo de `MOMENTS`, a parte de 50 episódios sem ruído que acaba com a ponta no
  objetivo (`success`).
- `files/resultados/braco_direcao.csv`: para onde ∇ₐQ aponta aos 1.000 passos.
- `files/resultados/braco.json`: os ajustes, as versões, e o que fazem ações sorteadas, em 400 episódios.

Apague os três para refazê-los do zero. Com um número, como `… braco.py 1`, só o segundo ajuste.
"""

from __future__ import annotations

import json
import sys
from importlib import metadata

import numpy as np
import pandas as pd
import torch

from course_utils import ParameterNoise, Trainer
from course_utils.environments import Environments
from course_utils.saving.description import describe
from course_utils.support.paths import files_dir
from course_utils.worlds.arm import GOAL, LENGTH, SETTINGS, TIP, arm, reached

SEEDS, EPISODES, RANDOM = range(20), 50, 400
MOMENTS = (1000, 2000, 3000, 4000, 6000, 8000, 10_000)
HERE = files_dir() / "resultados"
PARAMETERS = ParameterNoise(sigma=0.05, alpha=1.05, delta=0.2, every=50)
COLUMNS = ["setting", "seed", "step", "success"]
CONDITIONS = {
    "com reinterpretação": SETTINGS,
    "sem reinterpretação": SETTINGS | dict(hindsight=None),
    "com ela e ruído nos parâmetros": SETTINGS | dict(exploration=PARAMETERS),
}


def train(setting: str) -> None:
    """Uma população: a cada avaliação, uma linha por semente, salva na hora."""
    trainer = Trainer(arm, seeds=SEEDS, engine="compiled", **CONDITIONS[setting])
    world = Environments(arm, len(SEEDS))
    for step in MOMENTS:
        trainer.advance(until=step)
        success = reached(trainer.agent, world, EPISODES).mean(1)
        keep([(setting, seed, step, own) for seed, own in zip(SEEDS, success)])
        print(setting, step, success, flush=True)
    world.close()
    trainer.close()


def stored() -> pd.DataFrame:
    """O que já está salvo."""
    return pd.read_csv(HERE / "braco.csv")[COLUMNS] if (HERE / "braco.csv").exists() else pd.DataFrame(columns=COLUMNS)


def keep(rows: list[tuple]) -> None:
    """Junta linhas às salvas, na ordem dos ajustes e dos passos; uma repetida entra uma vez só."""
    table = pd.DataFrame([*stored().itertuples(index=False, name=None), *rows], columns=COLUMNS)
    table = table.drop_duplicates(["setting", "seed", "step"], keep="last").sort_values(["step", "seed"])
    table = table.sort_values("setting", key=lambda own: own.map(list(CONDITIONS).index), kind="stable")
    table.to_csv(HERE / "braco.csv", index=False, float_format="%.4g", lineterminator="\n")


def directions() -> pd.DataFrame:
    """Para onde ∇ₐQ aponta aos 1.000 passos: o cosseno com a direção do objetivo pedido, em média sobre 256 estados.

    Uma linha por semente; 1 é sempre para o objetivo, e 0 é para um lado qualquer.
    """
    rows = []
    for setting in list(CONDITIONS)[:2]:
        trainer = Trainer(arm, seeds=SEEDS, engine="compiled", **CONDITIONS[setting]).advance(until=1000)
        agent, obs = trainer.agent, trainer.buffer.sample(256, np.random.default_rng(0)).obs
        seen = agent.normalized(obs)
        q, pullback = agent.critic.vjp(seen, agent.actor(seen))
        slope, wanted = pullback.action(torch.ones_like(q))[..., :3], obs[..., GOAL] - obs[..., TIP]
        cosine = torch.cosine_similarity(slope, wanted, dim=-1).mean(1).tolist()
        rows += [(setting, seed, own) for seed, own in zip(SEEDS, cosine)]
        trainer.close()
    return pd.DataFrame(rows, columns=["setting", "seed", "cosine"])


def by_chance() -> dict[str, int]:
    """O que fazem ações sorteadas: em quantos episódios a ponta passa pelo objetivo, e em quantos termina nele."""
    world, random = Environments(arm, 1), np.random.default_rng(0)
    touched = ended = 0
    for seed in range(RANDOM):
        world.start({0: seed})
        rewards = [float(world.step(random.uniform(-1, 1, (1, 4))).reward[0]) for _ in range(LENGTH)]
        touched, ended = touched + (max(rewards) == 0), ended + (rewards[-1] == 0)
    world.close()
    return dict(episodes=RANDOM, touched=touched, ended=ended)


if __name__ == "__main__":
    torch.set_num_threads(1)
    names = list(CONDITIONS)
    for name in [names[int(one)] for one in sys.argv[1:]] or names:
        if not (stored().query("setting == @name")["step"] == MOMENTS[-1]).any():
            train(name)
    if not (HERE / "braco_direcao.csv").exists():
        directions().to_csv(HERE / "braco_direcao.csv", index=False, float_format="%.4g", lineterminator="\n")
    about = dict(moments=MOMENTS, episodes=EPISODES, seeds=len(SEEDS))
    about |= dict(settings={name: describe(own) for name, own in CONDITIONS.items()}, chance=by_chance())
    about["versions"] = {name: metadata.version(name) for name in ("torch", "numpy", "gymnasium-robotics", "mujoco")}
    (HERE / "braco.json").write_text(
        json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
