"""O exercício 07.2 se resolve com qualquer paciente: as medidas da solução mudam com cada um dos treze."""

import numpy as np
import pytest
from support.asked import NOTEBOOKS, asked, run
from support.scripts import load_script

from course_utils.bugs import BUGS, unknown
from course_utils.exercises.aula_07.consultation import equal, measured

construir = load_script(NOTEBOOKS / "construir.py")


@pytest.fixture(scope="module")
def exams():
    """A função da solução, com os nomes da aula."""
    notebook = construir.read_text(construir.TEXTS / "07_museu_de_bugs.md")
    (one,) = (one for one in asked(notebook, "07") if one.id == "07.2")
    names: dict = {"np": np}
    run("from course_utils import OUNoise, ParameterNoise, Trainer\nfrom course_utils.bugs import BUGS, unknown\n"
        "from course_utils.bugs.memory import near_flag, short_pendulum", "aula 07", names)  # fmt: skip
    run(one.blocks[0].split("\n\n\nnumber = 7")[0], "07.2", names)
    return names["exams"]


@pytest.mark.parametrize("number", range(1, len(BUGS) + 1))
def test_some_measure_changes_with_every_patient(exams, number):
    healthy = measured(exams)
    with unknown(number):
        assert not equal(healthy, measured(exams))
    assert equal(healthy, measured(exams))
