"""Os textos que chegam de fora, de um editor ou de outro lugar: o que não é dano se lê, o resto se nomeia."""

import json
import threading

import pytest

from course_utils import Recording, Trainer
from course_utils.exercises import overview, results
from course_utils.homework import check_folder
from course_utils.homework.__main__ import main
from course_utils.support.files import read_text, replace_file
from course_utils.support.seal import unsealed

BOM = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Uma gravação e um checkpoint do mesmo treino."""
    folder = tmp_path_factory.mktemp("treino")
    trainer = Trainer("Pendulum-v1", seeds=[0], hidden=(4, 4), warmup=300)
    while trainer.steps < 250:
        trainer.step()
    trainer.recording.save(folder / "ação.json")
    trainer.save(folder / "t.ckpt")
    return folder


#: O que um editor faz a um texto, sem dano.
HARMLESS = {
    "com a marca": lambda data: BOM + data,
    "com CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "numa linha": lambda data: json.dumps(json.loads(data)).encode(),
    "com acentos escapados e em ordem": lambda data: BOM + json.dumps(json.loads(data), sort_keys=True).encode(),
    "com linhas no fim": lambda data: data + b"\r\n\r\n",
}
#: O que já não é o texto, e o que se diz.
HARMFUL = {
    "UTF-16": (lambda data: data.decode().encode("utf-16"), "parece UTF-16"),
    "UTF-16 sem marca": (lambda data: data.decode().encode("utf-16-le"), "parece UTF-16"),
    "UTF-16 do Mac": (lambda data: b"\xfe\xff" + data.decode().encode("utf-16-be"), "parece UTF-16"),
    "ANSI": (lambda data: data + "ação".encode("latin-1"), "não é um texto em UTF-8"),
    "um zip": (lambda data: b"PK\x03\x04" + data, "é um arquivo compactado.*descompacte-o"),
    "uma foto": (lambda data: b"\x89PNG\r\n\x1a\n" + data, "não é um texto em UTF-8"),
}
harmless = pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
harmful = pytest.mark.parametrize(("change", "says"), HARMFUL.values(), ids=HARMFUL)


@harmless
def test_an_editor_that_changes_no_content_does_no_harm(made, tmp_path, change):
    good = made / "ação.json"
    (tmp_path / "g.json").write_bytes(change(good.read_bytes()))
    assert Recording.load(tmp_path / "g.json") == Recording.load(good)
    assert Recording.from_json("\ufeff" + good.read_text("utf-8")) == Recording.load(good)


@harmful
def test_what_is_not_the_text_any_more_is_named(made, tmp_path, change, says):
    (tmp_path / "g.json").write_bytes(change((made / "ação.json").read_bytes()))
    with pytest.raises(ValueError, match=f"g.json: .*{says}"):
        Recording.load(tmp_path / "g.json")


def test_a_checkpoint_in_the_place_of_a_recording_is_told(made):
    with pytest.raises(ValueError, match="t.ckpt: é um checkpoint, e não um texto; abra-o com `Trainer.load`"):
        Recording.load(made / "t.ckpt")


# --- o progresso do estudante ---------------------------------------------------------------------------------------


@pytest.fixture
def progress(tmp_path, monkeypatch):
    """O arquivo de progresso, com um exercício resolvido."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CURSO_SEM_CONTROLES", raising=False)
    results.record("02.1", True)
    return tmp_path / results.FILE


@harmless
def test_progress_that_an_editor_saved_is_not_lost(progress, change):
    progress.write_bytes(change(progress.read_bytes()))
    results.record("02.2", True)
    assert set(results.results()) == {"02.1", "02.2"} and len(list(progress.parent.iterdir())) == 1


@harmful
def test_progress_that_cannot_be_read_is_put_aside(progress, change, says):
    data = change(progress.read_bytes())
    progress.write_bytes(data)
    assert results.results() == {} and progress.with_suffix(".estragado.json").read_bytes() == data
    with pytest.raises(ValueError, match=says):
        read_text(progress.with_suffix(".estragado.json"))


# --- o que a turma entrega ------------------------------------------------------------------------------------------


def test_deliveries_that_an_editor_saved_are_read_and_the_others_are_told(made, progress, tmp_path_factory):
    folder = tmp_path_factory.mktemp("turma")
    exported = overview.export_progress("Ana", folder.parent / "p.json").read_bytes()
    for i, change in enumerate(HARMLESS.values()):
        (folder / f"boa{i}.json").write_bytes(change((made / "ação.json").read_bytes()))
        (folder / f"ana{i}").mkdir()
        (folder / f"ana{i}" / "p.json").write_bytes(change(exported))
    (folder / "zip.zip").write_bytes(b"PK\x03\x04")
    (folder / "u16.json").write_bytes(exported.decode().encode("utf-16"))
    (folder / "t.json").write_bytes((made / "t.ckpt").read_bytes())
    entries = {entry.file: entry for entry in check_folder(folder)}
    for i in range(len(HARMLESS)):
        assert entries[f"boa{i}.json"].accepted, entries[f"boa{i}.json"].reasons
        assert (entries[f"ana{i}/p.json"].student, entries[f"ana{i}/p.json"].exercises) == (f"ana{i}", 1)
    said = {name: " ".join(entries[name].reasons) for name in ("zip.zip", "u16.json", "t.json")}
    assert "descompacte-o" in said["zip.zip"] and "UTF-16" in said["u16.json"]
    assert "dê o .json de `trainer.recording.save`" in said["t.json"]


@pytest.mark.parametrize("name", ["entregas.zip", "ana.json", "turma.tar.gz"])
def test_a_file_in_the_place_of_the_folder_is_told(tmp_path, monkeypatch, capsys, name):
    (tmp_path / name).write_bytes(b"PK\x05\x06")
    with pytest.raises(ValueError, match="não é um .zip inteiro.*dê a própria pasta"):
        check_folder(tmp_path / name)
    monkeypatch.setattr("sys.argv", ["homework", str(tmp_path / name)])
    assert main() == 2 and "dê a própria pasta" in capsys.readouterr().err


# --- escrever -------------------------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there_and_a_folder_in_the_place_of_a_file_are_told(tmp_path):
    trainer = Trainer("Pendulum-v1", seeds=[0])
    for save in (trainer.save, trainer.recording.save):
        with pytest.raises(FileNotFoundError, match="Não existe a pasta .*nada. Crie-a"):
            save(tmp_path / "nada" / "t.ckpt")
        with pytest.raises(IsADirectoryError, match="é uma pasta. Dê o nome de um arquivo"):
            save(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_two_threads_that_write_the_same_file_do_not_mix(tmp_path):
    together = threading.Barrier(2)

    def write(letter):
        def slow(file):
            file.write(letter * 1000)
            together.wait(10)
            file.write(letter * 1000)

        replace_file(tmp_path / "f", slow)

    threads = [threading.Thread(target=write, args=(letter,)) for letter in (b"a", b"b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / "f").read_bytes() in (b"a" * 2000, b"b" * 2000) and len(list(tmp_path.iterdir())) == 1


def test_a_text_that_is_no_object_is_not_of_ours():
    for text in ("[]", "7", "null", '"a"'):
        with pytest.raises(ValueError, match="não é uma gravação do curso"):
            unsealed(text, "qualquer", 1)
