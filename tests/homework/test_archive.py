"""Um .zip de entregas vale o mesmo que a pasta, e o que ele traz de ruim é uma linha, ou uma recusa."""

import zipfile
from pathlib import Path

import pytest

from course_utils.homework import archive, check_folder
from course_utils.homework.folder import owner

PROGRESS = '{"02.1": {"solved": true, "tries": 1, "hints": 0}}'


def zipped(path: Path, files: dict[str, str], **how) -> Path:
    with zipfile.ZipFile(path, "w", **how) as file:
        for name, text in files.items():
            file.writestr(name, text)
    return path


def names_in(path: Path, into: Path) -> dict[str, str]:
    into.mkdir()
    return {name: trouble for _, name, trouble in archive.unpacked(path, into)}


def test_a_zip_is_read_as_its_folder_would_be(tmp_path):
    names = ["Ana Souza_123_assignsubmission_file_/meu_progresso.json", "bia/aula/meu_progresso.json", "caio.json"]
    path = zipped(tmp_path / "turma.zip", {f"entregas/{name}": PROGRESS for name in names})
    entries = check_folder(path, seconds=60)
    assert [(one.student, one.exercises) for one in entries] == [("Ana Souza", 1), ("bia", 1), ("caio", 1)]
    assert owner(["Ana_1_assignsubmission_file_treino.json"]) == "Ana"


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (["turma/turma/Ana/p.json", "turma/turma/Bia/p.json"], ["Ana/p.json", "Bia/p.json"]),
        (["a/b/c/Ana/x/p.json", "a/b/c/bia.json"], ["c/Ana/x/p.json", "c/bia.json"]),
        (["entregas/Ana/p.json", "entregas/Ana/t.json"], ["Ana/p.json", "Ana/t.json"]),
        (["turma/ana.json"], ["ana.json"]),
        (["Ana/p.json", "bia.json"], ["Ana/p.json", "bia.json"]),
        ([], []),
    ],
)
def test_the_folders_around_everything_leave_the_names(tmp_path, inside, shown):
    path = zipped(tmp_path / "turma.zip", dict.fromkeys(inside, PROGRESS))
    assert list(names_in(path, tmp_path / "a")) == shown


def test_no_path_leaves_the_folder_and_no_name_hides_another(tmp_path):
    path = tmp_path / "turma.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name in ("../../fora.json", "/raiz.json", "C:\\Users\\ana\\treino.json", "CON.json"):
            file.writestr(name, "a")
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("CON.json", "b")
        for name in (".DS_Store", "__MACOSX/bia.json", "pasta/"):
            file.writestr(name, "")
    (into := tmp_path / "dentro").mkdir()
    found = list(archive.unpacked(path, into))
    assert [name for _, name, _ in found] == [
        "fora.json", "raiz.json", "Users/ana/treino.json", "CON.json", "CON.json",
    ]  # fmt: skip
    assert {one for one, _, _ in found} == set(into.iterdir()) and len(set(into.iterdir())) == 5
    assert set(tmp_path.iterdir()) == {path, into}
    assert [one.read_text() for one, _, _ in found[-2:]] == ["a", "b"]


def test_a_bomb_is_not_opened(tmp_path, monkeypatch):
    bomb = zipped(tmp_path / "bomba.zip", {"ana.json": "0" * 50_000_000}, compression=zipfile.ZIP_DEFLATED)
    assert bomb.stat().st_size < 100_000
    assert names_in(bomb, tmp_path / "a") == {"ana.json": "tem 50 MB, e uma gravação tem poucos kB"}
    assert not list((tmp_path / "a").iterdir())
    monkeypatch.setattr(archive, "MOST", 3)
    with pytest.raises(ValueError, match="4 arquivos, e o limite é 3"):
        names_in(zipped(tmp_path / "muitos.zip", {f"{k}.json": "" for k in range(4)}), tmp_path / "b")
    monkeypatch.setattr(archive, "TOTAL", 9)
    with pytest.raises(ValueError, match="Aberto"):
        names_in(zipped(tmp_path / "gordo.zip", {"a.json": "12345", "b.json": "67890"}), tmp_path / "c")
    monkeypatch.setattr(archive, "HEAVIEST", 10)
    with pytest.raises(ValueError, match="vídeos"):
        names_in(bomb, tmp_path / "d")


def test_a_size_that_lies_is_found_out(tmp_path):
    """O .zip diz que o arquivo tem 3 bytes, e ele tem 50 milhões: só 3 se leem, e a soma não bate."""
    path = zipped(tmp_path / "mente.zip", {"ana.json": "0" * 50_000_000}, compression=zipfile.ZIP_DEFLATED)
    size = (50_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (3).to_bytes(4, "little")))
    (trouble,) = names_in(path, tmp_path / "a").values()
    assert "não se descompacta" in trouble and not list((tmp_path / "a").iterdir())


def test_what_does_not_open_says_why(tmp_path):
    path = zipped(tmp_path / "turma.zip", {"ana.json": "[]"}, compression=zipfile.ZIP_BZIP2)
    assert "use o .zip comum" in names_in(path, tmp_path / "a")["ana.json"]
    path = zipped(tmp_path / "senha.zip", {"ana.json": "[]"})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # a marca de que há senha
    path.write_bytes(raw)
    assert names_in(path, tmp_path / "b") == {"ana.json": "está protegido por senha"}
    (torn := tmp_path / "cortado.zip").write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ValueError, match=r"não é um \.zip inteiro"):
        names_in(torn, tmp_path / "c")
    path = zipped(tmp_path / "nome.zip", {"João.json": "[]"})
    path.write_bytes(path.read_bytes().replace(b"\xc3", b"\xff", 1))  # o nome junto do arquivo, mas não o do índice
    assert names_in(path, tmp_path / "d") == {"João.json": "não se descompacta (UnicodeDecodeError)"}


def future(raw: bytearray) -> None:
    """O índice pede uma versão do .zip que não existe."""
    raw[raw.index(b"PK\x01\x02") + 6] = 99


def not_utf8(raw: bytearray) -> None:
    """O nome, no índice, se diz em UTF-8, e não está."""
    raw[raw.rindex(b"\xc3")] = 0xFF


@pytest.mark.parametrize("damage", [future, not_utf8])
def test_a_zip_of_another_world_is_refused_as_a_torn_one(tmp_path, damage):
    raw = bytearray(zipped(path := tmp_path / "turma.zip", {"João.json": "[]"}).read_bytes())
    damage(raw)
    path.write_bytes(raw)
    with pytest.raises(ValueError, match=r"não é um \.zip inteiro"):
        names_in(path, tmp_path / "a")


@pytest.mark.parametrize("code", ["cp850", "utf-8"])
def test_an_accent_written_by_windows_or_by_a_mac_is_read(tmp_path, code):
    path = zipped(tmp_path / "turma.zip", {"J__o.json".replace("__", "x" * len("ã".encode(code))): "[]"})
    path.write_bytes(path.read_bytes().replace(b"x" * len("ã".encode(code)), "ã".encode(code)))
    assert list(names_in(path, tmp_path / "a")) == ["Jão.json"]


def test_a_name_that_came_decoded_stays():
    """O Python 3.13 lê o nome em Unicode de um campo à parte, e a marca de UTF-8 continua ausente."""
    assert archive.parts_of(zipfile.ZipInfo("turma/João.json")) == ["turma", "João.json"]
