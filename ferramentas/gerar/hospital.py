"""O que cada instrumento da bancada lê em cada paciente: `files/resultados/hospital.csv`.

Dele saem a bancada e a nota da lista de conferência.

Rode `python ferramentas/gerar/hospital.py` (uns cinco minutos em dois núcleos). São 20 treinos saudáveis, para contar
alarmes falsos; as peças do museu, com uma semente, para a bancada; e os desconhecidos, com dez, para a nota da lista.
"""

from contextlib import nullcontext

import loky
import pandas as pd

from course_utils.bugs import BUGS
from course_utils.bugs.checklist import examined
from course_utils.bugs.hospital import HEALTHY, PLACE
from course_utils.bugs.strangers import STRANGERS

SEEDS = {HEALTHY: range(20)} | dict.fromkeys(BUGS, range(1)) | dict.fromkeys(STRANGERS, range(10))


def readings(patient, seed):
    """O que a lista inteira lê num paciente, com uma semente: uma linha por pergunta."""
    with (BUGS | STRANGERS).get(patient, nullcontext()):
        found = examined(seed=seed)
    return [
        dict(patient=patient, seed=seed, instrument=name, check=n, sound=one.sound, says=one.says if seed == 0 else "")
        for name, many in found.items()
        for n, one in enumerate(many)
    ]


if __name__ == "__main__":
    executor = loky.get_reusable_executor(max_workers=2, timeout=60)
    asked = [executor.submit(readings, patient, seed) for patient, seeds in SEEDS.items() for seed in seeds]
    table = pd.DataFrame([row for one in asked for row in one.result()])
    table.to_csv(PLACE, index=False, lineterminator="\n")
    red = table[~table.sound].drop_duplicates(["patient", "seed"]).groupby("patient").size()
    print(red.to_string())
