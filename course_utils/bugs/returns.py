"""O que cada erro fez ao retorno do pêndulo: os estudos de vinte sementes, guardados em `files/resultados/museu/`.

O critério da aula é um só: há diferença onde as faixas de 95 % do treino correto e do treino com o erro não se tocam.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from ..figures.aula_07 import returns_at
from ..study import Study
from ..study.bands import band
from ..support.paths import course_file
from . import BUGS
from .strangers import STRANGERS

#: Em passos de ambiente: no meio da subida, no fim dela, e no fim do treino.
MOMENTS = (1000, 1500, 3000)
#: A linha do treino correto com que cada erro se compara; as dos outros é "na ação".
SOUND = dict.fromkeys(
    ("broadcast_in_d", "old_actions_in_d", "squared_d", "sigma_too_large", "layernorm_missing", "adapts_every_step"),
    "nos parâmetros",
) | {"uniform_ou": "OU", "flag_never_off": "nenhum", "raw_batches": "na ação, normalizado"}
#: Os erros que, no pêndulo, são o treino correto, bit a bit.
SILENT = ("no_terminal", "one_noise_for_all")
#: As peças e os desconhecidos que se veem no retorno do pêndulo.
PIECES = [name for name in BUGS if name not in SILENT]
OTHERS = [name for name in STRANGERS if name not in SILENT]


def stored(name: str) -> Study:
    """Um estudo do museu: `"pendulo"`, `"carro"`, `"escala"` ou `"desconhecidos"`."""
    return Study.load(course_file(f"resultados/museu/{name}.json"))


def together() -> Study:
    """As linhas do pêndulo, das peças e dos desconhecidos, num estudo só."""
    study, others = stored("pendulo"), stored("desconhecidos")
    study.settings |= others.settings
    study.add(others.rows)
    return study


def pair(name: str) -> tuple[str, str]:
    """A linha do treino correto e a do treino com o erro. Desligar o ruído e ligá-lo é a linha "nos parâmetros"."""
    return SOUND.get(name, "na ação"), "nos parâmetros" if name == "flag_never_off" else name


def returns(names: Sequence[str], steps: Sequence[int], alt: str) -> Figure:
    """O retorno correto e com cada erro, com as faixas, em cada momento de `steps`."""
    pairs = {(BUGS | STRANGERS)[name].title: pair(name) for name in names}
    return returns_at(together(), pairs, steps, alt)


def apart(names: Sequence[str], step: int) -> list[str]:
    """Os erros em que as faixas de 95 % dos dois lados não se tocam, no passo `step`."""
    study = together()

    def separate(name: str) -> bool:
        (_, low, high), (_, other_low, other_high) = (band(study.curves(row)[step].to_numpy()) for row in pair(name))
        return bool(low > other_high or other_low > high)

    return [name for name in names if separate(name)]
