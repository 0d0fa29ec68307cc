"""O que cada erro do museu fez ao retorno: 20 sementes por peça, e o treino correto ao lado, com as mesmas sementes.

Rode `python ferramentas/gerar/museu.py` (uns vinte e cinco minutos em dois núcleos) para refazer o que falta em
`museu/`; apague um par .csv e .json para refazê-lo do zero. Com nomes, como `python ferramentas/gerar/museu.py carro`,
só esses.

Três erros não têm linha própria no pêndulo, e os testes conferem o porquê. `no_terminal` é o treino correto, bit a bit:
o pêndulo não termina. `one_noise_for_all` também: o pêndulo tem um motor só. `flag_never_off` é a linha "nos
parâmetros", bit a bit: `exploration=False` liga um `ParameterNoise()`.
"""

import sys
from concurrent.futures import as_completed
from contextlib import ExitStack
from functools import partial
from typing import Any, NamedTuple

import loky

from course_utils import ActionNoise, OUNoise, ParameterNoise, Study
from course_utils.bugs import BUGS
from course_utils.bugs.exhibit import Patch, patched
from course_utils.bugs.strangers import STRANGERS
from course_utils.networks import Critic
from course_utils.saving.description import describe
from course_utils.study.pair import files_of
from course_utils.study.populations import Run
from course_utils.study.run import train_population
from course_utils.support.paths import files_dir

SEEDS = range(20)
HERE = files_dir() / "resultados" / "museu"


class Plan(NamedTuple):
    """Um estudo: o ambiente, os passos, e o que treinar, nome → (erros ligados, ajustes)."""

    env: str
    steps: int
    every: int
    episodes: int
    rows: dict


def pendulum(exploration, **settings):
    """Os ajustes padrão do curso; a exploração nasce dentro do `with`, onde os erros valem."""
    return lambda: dict(exploration=exploration(), **settings)


def car(exploration, **noise):
    """Os ajustes do carro na montanha (aula 05)."""
    scale = ([-1.1, -0.035], [0.1, 0.035])
    learner = dict(gamma=0.99, tau=0.05, actor_lr=1e-3, critic_lr=1e-3, warmup=1000, normalize=scale)
    return lambda: dict(exploration=exploration(**noise), **learner)


def each(names, build):
    """Uma linha por erro, todas com os mesmos ajustes."""
    return {name: ((name,), build) for name in names}


DISTANCE = ("broadcast_in_d", "old_actions_in_d", "squared_d", "sigma_too_large")
MEMORY_AND_LEARNING = (
    "action_scale",
    "masking_by_truncation",
    "fixed_reset_seed",
    "double_update",
    "large_last_layer",
)

#: Os desconhecidos que se comparam com a linha "na ação" do pêndulo.
ON_ACTION = tuple(name for name in STRANGERS if name not in ("raw_batches", "adapts_every_step", "one_noise_for_all"))

#: Como na lição original: ator lento, ruído na ação que se divide por 1,08 a cada 5 episódios, quase sem aquecimento.
published = pendulum(partial(ActionNoise, sigma=0.5, decay=1.08**-0.001), actor_lr=1e-4, critic_lr=1e-3, warmup=64)


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
    "desconhecidos": Plan(
        "Pendulum-v1",
        3000,
        500,
        10,
        {
            "na ação, normalizado": ((), pendulum(ActionNoise, normalize="bounds")),
            "raw_batches": (("raw_batches",), pendulum(ActionNoise, normalize="bounds")),
            "adapts_every_step": (("adapts_every_step",), pendulum(ParameterNoise)),
            **each(ON_ACTION, pendulum(ActionNoise)),
        },
    ),
    "carro": Plan(
        "MountainCarContinuous-v0",
        5000,
        1000,
        5,
        {
            "OU": ((), car(OUNoise, sigma=0.5)),
            "no_terminal": (("no_terminal",), car(OUNoise, sigma=0.5)),
        },
    ),
    "escala": Plan(
        "Pendulum-v1",
        3000,
        500,
        10,
        {
            "certa": (("large_last_layer",), published),
            "engano": (("large_last_layer", "action_scale"), published),
            "certa, crítico em N·m": (("large_last_layer", "critic_in_torque"), published),
        },
    ),
}

# --- um crítico que vê a ação em N·m, de −2 a 2, em toda parte: a escala do erro, sem o erro -----------------------


class TorquePullback(NamedTuple):
    """A volta por `2a`: o gradiente da ação também se multiplica por 2."""

    pull: Any

    def params(self, g):
        """Os parâmetros não mudam de escala."""
        return self.pull.params(g)

    def action(self, g):
        """∂Q/∂a pela regra da cadeia: a derivada de `2a` é 2."""
        return 2 * self.pull.action(g)


def forward_in_torque(original):
    """Um `forward` do crítico que recebe a ação em N·m."""
    return lambda self, obs, action: original(self, obs, 2 * action)


def vjp_in_torque(original):
    """O `vjp` que acompanha esse `forward`."""

    def vjp(self, obs, action):
        q, pull = original(self, obs, 2 * action)
        return q, TorquePullback(pull)

    return vjp


IN_TORQUE = [
    Patch(Critic, "forward", forward_in_torque),
    Patch(Critic, "__call__", forward_in_torque),
    Patch(Critic, "vjp", vjp_in_torque),
]


# --- a execução ---------------------------------------------------------------------------------------------------


def train(plan, row, seeds=SEEDS, steps=None):
    """Uma linha de um plano, com os erros ligados neste processo: uma população, uma réplica por semente."""
    bugs, build = plan.rows[row]
    with ExitStack() as stack:
        for bug in bugs:
            stack.enter_context(patched(IN_TORQUE) if bug == "critic_in_torque" else (BUGS | STRANGERS)[bug])
        runs = [Run(row, seed) for seed in seeds]
        settings = dict(build(), seeds=list(seeds), engine="torch")
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
    if files_of(HERE / name).json.exists():
        study.add(stored(name).confirmed(study).rows)
    done = study.runs()
    missing = [row for row in plan.rows if any(Run(row, seed) not in done for seed in SEEDS)]
    for future in as_completed([executor.submit(train, plan, row) for row in missing]):
        study.add(future.result())
        study.save(HERE / name)
    return study


if __name__ == "__main__":
    for name in sys.argv[1:] or PLANS:
        study = fill(name, loky.get_reusable_executor(timeout=60))
        threshold = 90 if name == "carro" else -200
        print(f"{name}\n{study.table(threshold=threshold).to_string()}\n", flush=True)
