"""O que cada engano do museu fez ao retorno: 20 sementes por peça, e o treino são ao lado, com as mesmas sementes.

Rode `python files/resultados/museu.py` (uns dez minutos em dois núcleos) para refazer o que falta em `museu/`; apague
um par .csv e .json para refazê-lo do zero.

Duas peças não têm linha própria no pêndulo, e os testes conferem o porquê. `no_terminal` é o treino são, bit a bit: o
pêndulo não termina. `flag_never_off` é a linha "nos parâmetros", bit a bit: `exploration=False` liga um
`ParameterNoise()`.
"""

import sys
from concurrent.futures import as_completed
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import loky

from course_utils import ActionNoise, OUNoise, ParameterNoise, Study
from course_utils.bugs import BUGS
from course_utils.description import describe
from course_utils.populations import Run
from course_utils.study import train_population

SEEDS = range(20)
HERE = Path(__file__).with_suffix("")


class Plan(NamedTuple):
    """Um estudo: o ambiente, os passos, e o que treinar, nome → (enganos ligados, ajustes)."""

    env: str
    steps: int
    every: int
    episodes: int
    rows: dict


def pendulum(exploration, **settings):
    """Os ajustes padrão do curso; a exploração nasce dentro do `with`, onde os enganos valem."""
    return lambda: dict(exploration=exploration(), **settings)


def each(names, build):
    """Uma linha por engano, todas com os mesmos ajustes."""
    return {name: ((name,), build) for name in names}


DISTANCE = ("broadcast_in_d", "old_actions_in_d", "squared_d", "sigma_too_large")
MEMORY_AND_LEARNING = (
    "action_scale",
    "masking_by_truncation",
    "fixed_reset_seed",
    "double_update",
    "large_last_layer",
)

PLANS = {
    "pendulo": Plan(
        "Pendulum-v1",
        3000,
        500,
        10,
        {
            "na ação": ((), pendulum(ActionNoise)),
            "nos parâmetros": ((), pendulum(ParameterNoise)),
            "OU": ((), pendulum(OUNoise)),
            "nenhum": ((), dict),
            **each((*DISTANCE, "layernorm_missing"), pendulum(ParameterNoise)),
            **each(("uniform_ou",), pendulum(OUNoise)),
            **each(MEMORY_AND_LEARNING, pendulum(ActionNoise)),
        },
    ),
}

# --- a execução ---------------------------------------------------------------------------------------------------


def train(plan, row, seeds=SEEDS, steps=None):
    """Uma linha de um plano, com os enganos ligados neste processo: uma população, uma réplica por semente."""
    bugs, build = plan.rows[row]
    with ExitStack() as stack:
        for bug in bugs:
            stack.enter_context(BUGS[bug])
        runs = [Run(row, seed) for seed in seeds]
        settings = dict(build(), seeds=list(seeds))
        return train_population(plan.env, settings, runs, steps or plan.steps, plan.every, plan.episodes)


def definition(plan):
    """O que cada linha de um plano pede, por extenso."""
    return {row: {"bugs": list(bugs)} | describe(build()) for row, (bugs, build) in plan.rows.items()}


def stored(name):
    """O estudo guardado, como a aula o lê."""
    return Study.load(HERE / name)


def fill(name, executor):
    """Treina o que falta de um plano, guarda linha por linha e devolve o estudo."""
    plan = PLANS[name]
    study = Study(plan.env, plan.steps, plan.every, plan.episodes, settings=definition(plan))
    if (HERE / name).with_suffix(".json").exists():
        study.add(stored(name).like(study).rows)
    done = study.runs()
    missing = [row for row in plan.rows if any(Run(row, seed) not in done for seed in SEEDS)]
    for future in as_completed([executor.submit(train, plan, row) for row in missing]):
        study.add(future.result())
        study.save(HERE / name)
    return study


if __name__ == "__main__":
    for name in sys.argv[1:] or PLANS:
        study = fill(name, loky.get_reusable_executor(timeout=60))
        print(f"{name}\n{study.table(threshold=-200).to_string()}\n", flush=True)
