"""O estudo de ajustes da aula 09: 16 ajustes para o agente da lagoa, com as mesmas 40 sementes em todos.

Rode `python ferramentas/gerar/ajuste.py` (uns três minutos em dois núcleos livres). Ele escreve
`files/resultados/ajuste.csv`, uma linha por treino, com o ajuste por extenso e a renda média de vinte anos, em milhares
de reais, em dez episódios sem ruído.
"""

import numpy as np
import pandas as pd

from course_utils import ActionNoise, run_study
from course_utils.support.paths import files_dir
from course_utils.worlds.pond import SETTINGS, Pond

SEEDS, STEPS = range(40), 1200
HERE = files_dir() / "resultados"
#: O ajuste de fábrica, e quanto cada número pode crescer ou encolher: até quatro vezes.
FACTORY = dict(actor_lr=1e-3, critic_lr=2e-3, tau=0.05, sigma=0.2)
TIMES, DRAWS = 4.0, 15


def drawn() -> pd.DataFrame:
    """Os ajustes, um por linha: o primeiro é o de fábrica, e os outros são sorteados em escala logarítmica."""
    random = np.random.default_rng(9)
    factors = TIMES ** random.uniform(-1, 1, (DRAWS, len(FACTORY)))
    values = np.array(list(FACTORY.values())) * np.vstack([np.ones(len(FACTORY)), factors])
    table = pd.DataFrame(values, columns=list(FACTORY)).map(lambda x: float(f"{x:.2g}"))
    table.insert(0, "setting", [f"{n}" for n in range(len(table))])
    return table


def arguments(row) -> dict:
    """Os ajustes do `Trainer` de uma linha de `drawn`."""
    own = {name: getattr(row, name) for name in ("actor_lr", "critic_lr", "tau")}
    return SETTINGS | own | dict(exploration=ActionNoise(sigma=row.sigma), engine="compiled")


if __name__ == "__main__":
    table = drawn()
    study = run_study({row.setting: arguments(row) for row in table.itertuples()}, Pond, SEEDS, STEPS, STEPS)
    income = study.evaluations.assign(income=study.evaluations["return"] / 1000)
    rows = table.merge(income[["setting", "seed", "income"]], on="setting")
    rows.to_csv(HERE / "ajuste.csv", index=False, float_format="%.5g", lineterminator="\n")
    print(rows.groupby("setting").income.agg(["mean", "std"]).sort_values("mean").round(0).to_string())
