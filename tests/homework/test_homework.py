"""As tarefas da turma: uma pasta de arquivos, bons e ruins, vira uma tabela, e nenhum arquivo a derruba."""

import csv
import json
import os
import subprocess
import sys

import pytest

from course_utils import ActionNoise, OUNoise, ParameterNoise, Trainer
from course_utils.exercises import overview, results
from course_utils.exercises.drawn import plain
from course_utils.homework import Entry, check_folder, table
from course_utils.homework.__main__ import main
from course_utils.homework.folder import found_in
from course_utils.support.seal import seal

SMALL = dict(hidden=(8, 8), warmup=300)


def recorded(seed, steps, *, change=False, exploration=None):
    trainer = Trainer("Pendulum-v1", seeds=[seed], exploration=exploration or ParameterNoise(), **SMALL)
    while trainer.steps < steps:
        trainer.step()
        if change and trainer.steps == 450:
            trainer.change("sigma", 0.3)
    return trainer.recording.to_json()


def resealed(text, change):
    """Uma gravação adulterada por quem sabe refazer o selo."""
    body = json.loads(text)
    del body["seal"]
    change(body)
    return json.dumps(body | {"seal": seal(body)})


def asks_forever(body):
    body["settings"] |= {"updates_per_step": 10**9, "warmup": 10}


def asks_for_code(body):
    body["settings"]["env"] = "antigravity:Pendulum-v1\x1b[2J"


def boasts(body):
    body["trace"][0][-1][1] = float("nan")


@pytest.fixture(scope="module")
def turma(tmp_path_factory):
    """A pasta que uma turma entregou, e a tabela dela."""
    folder = tmp_path_factory.mktemp("turma")
    good = recorded(5, 850, change=True)
    files = {
        "Ana Souza.json": good,
        "bia.json": good,
        "davi/aula.json": recorded(6, 650, exploration=[ActionNoise(), OUNoise()]),
        "editada.json": good.replace('"steps": 850', '"steps": 851'),
        "cortada.json": good[:900],
        "gabola.json": resealed(good, boasts),
        "sem resumo.json": resealed(good, lambda body: body.update(digest=[])),
        "eterna.json": resealed(good, asks_forever),
        "=HYPERLINK(1).json": resealed(good, asks_for_code),
        "curta.json": recorded(7, 150),
        "foto.json": b"\x89PNG\xff\xfe",
        "enorme.json": "x" * 6_000_000,
        "funda.json": "[" * 100_000,
        "trocado.json": '{"02.1": {"solved": "sim"}}',
        "davi/meu_progresso.json": '{"02.3": {"solved": true, "tries": 1, "hints": 0}}',
        ".oculto.json": "",
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "pasta.json").mkdir()
    os.mkfifo(folder / "cano.json")
    (folder / "atalho.json").symlink_to(folder / "bia.json")
    (folder / "elo").symlink_to(folder / "davi", target_is_directory=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(results, "memory", {})
        patch.setenv("CURSO_SEM_CONTROLES", "1")
        for item in ("02.1", "02.2", "02.q1"):
            results.record(item, True)
        for name, path in {"ana souza": "progresso.json", "Zeca": "zeca.json", "x": "davi/progresso.json"}.items():
            overview.export_progress(name, folder / path)
    entries = check_folder(folder, seconds=60)
    return {entry.file: entry for entry in entries}


def test_every_delivery_has_a_line_and_good_ones_are_accepted(turma):
    assert len(turma) == 19 and ".oculto.json" not in turma
    assert [file for file, entry in turma.items() if entry.accepted] == ["Ana Souza.json", "bia.json", "davi/aula.json"]
    ana = turma["Ana Souza.json"]
    assert (ana.env, ana.seeds, ana.exploration, ana.steps, ana.changes) == (
        "Pendulum-v1",
        "5",
        "ParameterNoise",
        850,
        1,
    )
    assert ana.early and ana.final and -2000 < ana.returned[0] < 0 and ana.seconds > 0
    davi = turma["davi/aula.json"]
    assert (davi.student, davi.exploration, davi.changes) == ("davi", "ActionNoise + OUNoise", 0) and not davi.reasons


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("editada.json", "cortado ou editado"),
        ("cortada.json", "não é um JSON inteiro"),
        ("gabola.json", "o final entregue é nan; o recomputado, -"),
        ("sem resumo.json", "`digest` não é um texto"),
        ("eterna.json", "passou de 60 s"),
        ("=HYPERLINK(1).json", "não é um id como 'Pendulum-v1'"),
        ("curta.json", "nenhum episódio chegou ao fim"),
        ("foto.json", "não é um texto"),
        ("enorme.json", "tem 6 MB"),
        ("funda.json", "listas dentro de listas"),
        ("pasta.json", "não é um arquivo"),
        ("cano.json", "não é um arquivo"),
        ("atalho.json", "não é um arquivo"),
        ("elo", "não é um arquivo"),
        ("trocado.json", "algo nele não se entende"),
    ],
)
def test_a_bad_file_is_a_line_that_says_why(turma, file, why):
    assert not turma[file].accepted and why in "; ".join(turma[file].reasons)


def test_the_same_training_handed_in_twice_is_told(turma):
    assert "é o mesmo treino de" in turma["bia.json"].reasons[-1] and "Ana Souza" in turma["bia.json"].reasons[-1]
    assert "bia" in turma["Ana Souza.json"].reasons[-1]


def test_progress_goes_to_the_line_of_its_student(turma):
    assert (turma["Ana Souza.json"].exercises, turma["Ana Souza.json"].quiz) == (2, 1)
    assert (turma["davi/aula.json"].exercises, turma["bia.json"].exercises) == (3, None), "dois arquivos, e um só aluno"
    assert turma["zeca.json"].student == "Zeca" and table.verdict(turma["zeca.json"]) == "só progresso"
    assert plain("José  d'Ávila") == plain("jose-d-avila") and plain("李") == "李"


def exported(name):
    body = dict(format=overview.FORMAT, version=overview.VERSION, name=name, bets={})
    body["items"] = {"02.1": dict(solved=True, tries=1, hints=0)}
    return json.dumps(body | {"seal": seal(body)})


def test_files_that_may_be_of_different_people_are_not_joined_in_silence(tmp_path):
    plain_file = '{"02.1": {"solved": true, "tries": 1, "hints": 0}}'
    files = {
        "ana souza.json": exported("Ana"), "ana lima.json": exported("Ana"),
        "turma/Bia/progresso.json": exported("Bia"), "turma/Caio/progresso.json": exported("Caio"),
        "solta/eva.json": exported("Eva"), "solta/gil.json": exported("Gil"),
        "anônima/hugo.json": plain_file, "anônima/íris.json": plain_file,
        "davi/progresso.json": exported("Davi"), "davi/meu_progresso.json": plain_file,
        "Zé_7_assignsubmission_file_a.json": exported("Zé"), "Zé_7_assignsubmission_file_b.json": exported("ze"),
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(text)
    said = {one.student: " ".join(one.reasons) for one in check_folder(tmp_path)}
    assert said.keys() == {"Ana", "turma", "solta", "anônima", "davi", "Zé"}
    assert not said.pop("davi") and not said.pop("Zé"), "a pasta de um aluno, e o prefixo do Moodle, são de um só"
    assert all(reason.startswith("junta 2 arquivos, confira se são de uma pessoa só") for reason in said.values())
    assert [name for name in list(files)[:8] if name not in " ".join(said.values())] == []
    assert "dê a de dentro" in said["turma"] and "dê a de dentro" not in said["Ana"]


def test_a_folder_that_does_not_open_has_a_line(tmp_path, monkeypatch):
    (tmp_path / "ana").mkdir()
    (tmp_path / "bia.json").write_text("{}")
    real = os.scandir

    def refuses(path):
        if str(path).endswith("ana"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refuses)
    assert [(name, trouble[:20]) for _, name, trouble in found_in(tmp_path)] == [
        ("bia.json", ""),
        ("ana", "é uma pasta que não "),
    ]


def test_the_table_is_safe_to_print_and_to_open(turma, tmp_path):
    text = table.as_text(list(turma.values()))
    head, end = text.splitlines()[0].replace("feita em", "feita"), text.splitlines()[-1]
    assert head.split() == [one.split()[0] for one in table.HEADER]
    assert end == "3 de 6 gravações aceitas, progresso de 3 alunos e 12 arquivos sem leitura."
    assert all(letter.isprintable() for letter in text.replace("\n", ""))
    table.save_csv(list(turma.values()), tmp_path / "turma.csv")
    with (tmp_path / "turma.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert {len(row) for row in rows} == {len(table.HEADER) + 2} and len(rows) == 20
    assert "'=HYPERLINK(1)" in {row[0] for row in rows} and not [one for row in rows for one in row if one[:1] == "="]
    told = ["-1345", "-1345 -1200", "-1 2", "-SUM(A1)"]
    assert [table.inert(one) for one in told] == ["-1345", "'-1345 -1200", "'-1 2", "'-SUM(A1)"]


def test_an_empty_column_is_not_shown():
    assert "quiz" not in table.as_text([Entry("ana", "ana.json", reasons=["vazia"])])


def test_the_command(tmp_path):
    def asked(*arguments, cwd=None):
        command = [sys.executable, "-m", "course_utils.homework", *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=cwd)

    (tmp_path / "ana.json").write_text("{}")
    done = asked(str(tmp_path), "--csv", str(tmp_path / "turma.csv"))
    assert done.returncode == 0 and "não é uma gravação do curso" in done.stdout
    assert done.stdout.endswith(" 1 arquivo sem leitura.\n")
    assert (tmp_path / "turma.csv").is_file()
    lost, torn, inside = asked(str(tmp_path / "nada")), asked(), asked(".", cwd=tmp_path)
    assert (lost.returncode, torn.returncode, inside.returncode) == (2, 2, 2)
    assert "de fora da pasta" in inside.stderr
    assert "Não existe a pasta" in lost.stderr and torn.stderr.startswith("Como usar: python -m course_utils.homework")


def test_a_table_that_cannot_be_saved_is_printed_all_the_same(tmp_path, monkeypatch, capsys):
    (folder := tmp_path / "entregas").mkdir()
    (folder / "ana.json").write_text("{}")
    command = ["homework", str(folder), "--csv", str(tmp_path / "nada" / "a.csv"), "--html", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", command)
    assert main() == 2
    out, err = capsys.readouterr()
    assert "não é uma gravação do curso" in out, "o que se conferiu não se perde"
    assert "Não existe a pasta" in err and "é uma pasta" in err and "Errno" not in err


def test_a_table_that_breaks_while_saved_leaves_the_one_before(tmp_path):
    (path := tmp_path / "turma.csv").write_text("a de antes")
    with pytest.raises(AttributeError):
        table.save_csv([Entry("ana", "ana.json"), None], path)
    assert path.read_text() == "a de antes" and list(tmp_path.iterdir()) == [path]
