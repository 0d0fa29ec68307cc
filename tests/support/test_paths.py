"""`files/` é achada num clone e no pacote instalado a partir de um wheel."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from course_utils.support import paths

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "jupyter/overrides.json"


def test_found_in_the_clone():
    assert paths.files_dir() == ROOT / "files"
    assert paths.course_file(SETTINGS).is_file()


def test_a_missing_file_says_what_there_is():
    with pytest.raises(FileNotFoundError, match=r"jupyter/nada\.json.*overrides\.json"):
        paths.course_file("jupyter/nada.json")
    with pytest.raises(FileNotFoundError, match="nada"):
        paths.course_file("nada/de/nada.png")


def test_another_files_folder_beside_the_package_is_not_ours(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "course_utils"
    (package / "files").mkdir(parents=True)
    (package.parent / "files").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.files_dir() == package / "files"
    (package / "files").rmdir()
    with pytest.raises(FileNotFoundError, match="Instale de novo"):
        paths.files_dir()


@pytest.mark.slow
def test_found_in_an_installed_wheel(tmp_path):
    """O wheel traz o pacote inteiro e `files/`, e funciona longe do clone."""
    source, target = tmp_path / "fonte", tmp_path / "instalado"
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("course_utils", "files"):
        shutil.copytree(ROOT / folder, source / folder, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", tmp_path, source], check=True
    )
    (wheel,) = tmp_path.glob("ddpg_com_ruido-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--target", target, wheel], check=True)

    with zipfile.ZipFile(wheel) as contents:
        packed = set(contents.namelist())
    for path in (ROOT / "course_utils").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(ROOT).as_posix() in packed, "acrescente o subpacote (ou o tipo) em pyproject.toml"
    for path in (ROOT / "files").rglob("*"):
        if path.is_file():
            assert f"course_utils/{path.relative_to(ROOT).as_posix()}" in packed

    code = "from course_utils.support import paths"
    code += f"; print(paths.__file__); print(paths.course_file({SETTINGS!r}).read_text())"
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(target)!r}); {code}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    where, settings = done.stdout.split("\n", 1)
    assert Path(where).is_relative_to(target)
    assert json.loads(settings) == json.loads((ROOT / "files" / SETTINGS).read_text())
