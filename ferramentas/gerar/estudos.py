"""Os estudos das aulas 03 e 04 e das cenas: 10 sementes por ajuste, retorno sem ruído a cada 500 passos do pêndulo.

Rode `python ferramentas/gerar/estudos.py` (uns dez minutos em dois núcleos) para refazer o que falta; apague um par
.csv e .json para refazê-lo do zero. Com nomes, como `python ferramentas/gerar/estudos.py tau`, só esses.
"""

import sys

from course_utils import ActionNoise, ParameterNoise, Study, run_study
from course_utils.support.paths import files_dir

ENV, SEEDS, STEPS, EVERY = "Pendulum-v1", range(10), 5000, 500
HERE = files_dir() / "resultados"


def action(**settings):
    """O DDPG da aula 03: ruído na ação, e o que mais mudar."""
    return dict(exploration=ActionNoise(), **settings)


def parameters(**settings):
    """O DDPG da aula 04: ruído nos parâmetros, com os ajustes dados."""
    return dict(exploration=ParameterNoise(**settings))


STUDIES = {
    # aula 03
    "replay": {
        "100 mil passos": action(),
        "últimos 64 passos": action(capacity=64),
        "só o último passo": action(capacity=1, batch_size=1),
    },
    "tau": {
        "τ = 0,001": action(tau=0.001),
        "τ = 0,01": action(tau=0.01),
        "τ = 0,05": action(),
        "τ = 0,2": action(tau=0.2),
        "τ = 1, sem alvo": action(tau=1.0),
    },
    "atualizacoes": {"uma por passo": action(), "duas por passo": action(updates_per_step=2)},
    # aula 04
    "ruidos": {
        "nenhum": {},
        "na ação": action(),
        "nos parâmetros": parameters(),
        "os dois": dict(exploration=[ActionNoise(), ParameterNoise()]),
    },
    "sigma": {
        f"σ₀ = {text}": parameters(sigma=sigma) for text, sigma in (("0,001", 0.001), ("0,05", 0.05), ("1", 1.0))
    },
    "delta": {
        f"δ = {text}": parameters(delta=delta)
        for text, delta in (("0,05", 0.05), ("0,1", 0.1), ("0,2", 0.2), ("0,4", 0.4), ("0,8", 0.8))
    },
    "alpha": {f"α = {text}": parameters(alpha=alpha) for text, alpha in (("1,01", 1.01), ("1,05", 1.05), ("1,5", 1.5))},
    "adaptacao": {
        "a cada 10 passos": parameters(every=10),
        "a cada 50 passos": parameters(),
        "a cada episódio": parameters(every=200),
        "a cada 5 episódios": parameters(every=1000),
    },
    # a cena "Sem aquecimento"
    "aquecimento": {
        "500 passos": parameters(),
        "nenhum": parameters() | dict(warmup=0),
    },
}


def stored(name: str) -> Study:
    """O estudo guardado, como as aulas o leem."""
    return Study.load(HERE / name)


if __name__ == "__main__":
    for name in sys.argv[1:] or STUDIES:
        text = {setting: own | {"engine": "torch"} for setting, own in STUDIES[name].items()}  # o do PyTorch
        study = run_study(text, ENV, SEEDS, STEPS, EVERY, path=HERE / name)
        print(f"{name}\n{study.table(threshold=-200).to_string()}\n", flush=True)
