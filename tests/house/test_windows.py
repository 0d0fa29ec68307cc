"""O que é diferente no Windows e se pode provar daqui: fins de linha, nomes, arquivos presos, e a saída em cp1252."""

import ast
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tqdm import tqdm

from course_utils import Recording, Study, Trainer
from course_utils.exercises import bets, export_progress, results
from course_utils.exercises.quiz import questions
from course_utils.support import checks, files, paths

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "notebooks"))

import construir  # noqa: E402

OURS = [
    path
    for folder in ("course_utils", "docs", "ferramentas", "files", "notebooks", "tests")
    for path in (ROOT / folder).rglob("*")
    if path.is_file() and not {"__pycache__", "node_modules", ".ipynb_checkpoints"} & set(path.parts)
]
CODE = [path for path in OURS if path.suffix == ".py" and path.relative_to(ROOT).parts[0] != "tests"]
MODES = ("r", "w", "a", "rb", "wb")
OTHERS = ("Image", "webbrowser", "zipped")  # os seus `open` não são de texto


def calls(path: Path) -> list[tuple[str, ast.Call]]:
    """As chamadas de um arquivo, com o nome do que se chama."""
    found = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    return [(getattr(one.func, "attr", getattr(one.func, "id", "")), one) for one in found]


# --- ler e escrever -------------------------------------------------------------------------------------------------


def test_every_text_names_its_encoding_and_what_is_written_its_line_ends():
    """Sem isto, o Windows leria e escreveria em cp1252, e com `\\r\\n`."""
    wrong = []
    for path in CODE:
        for name, call in calls(path):
            whose = getattr(getattr(call.func, "value", None), "id", "")
            mode = "".join(one.value for one in call.args if isinstance(one, ast.Constant) and one.value in MODES)
            if name not in ("open", "read_text", "write_text") or whose in OTHERS or "b" in mode:
                continue
            if name == "read_text" and isinstance(call.func, ast.Name):
                continue  # o do curso, `support.files.read_text`, que só lê UTF-8
            needed = {"encoding", "newline"} if name == "write_text" or "w" in mode else {"encoding"}
            if needed - {keyword.arg for keyword in call.keywords}:
                wrong.append(f"{path.relative_to(ROOT)}, linha {call.lineno}")
    assert not wrong


@pytest.mark.parametrize("change", ["\r\n", "com a marca"])
def test_bets_and_quizzes_saved_by_a_windows_editor_are_the_same(monkeypatch, tmp_path, change):
    def told():
        return [(list(bets.bets_of(f"{n:02}").items()), questions(f"{n:02}")) for n in range(8)]

    before = told()
    for folder in ("apostas", "perguntas"):
        (tmp_path / folder).mkdir()
        for path in (ROOT / "files" / folder).glob("*.toml"):
            data = path.read_bytes()
            data = data.replace(b"\n", b"\r\n") if change == "\r\n" else b"\xef\xbb\xbf" + data
            (tmp_path / folder / path.name).write_bytes(data)
    monkeypatch.setattr(paths, "files_dir", lambda: tmp_path)
    assert told() == before and before[3][0]


def test_a_text_with_windows_line_ends_makes_the_same_notebook(tmp_path):
    text = ROOT / "notebooks/textos/03_ddpg.md"
    (tmp_path / text.name).write_bytes(text.read_bytes().replace(b"\n", b"\r\n"))
    assert construir.read_text(tmp_path / text.name) == construir.read_text(text)


def test_a_clone_made_on_windows_has_the_same_bytes(tmp_path):
    """`core.autocrlf=true` é como o Git se instala lá; o `.gitattributes` manda mais."""
    names = [
        "Makefile",
        "course_utils/engine/engine.wasm",
        "course_utils/engine/learner.c",
        "course_utils/engine/text.sha256",
        "course_utils/ddpg.py",
        "files/gravacoes/preso.json",
        "files/pesos/ator_critico.npz",
        "files/resultados/sigma.csv",
        "notebooks/textos/03_ddpg.md",
    ]
    for name in (".gitattributes", *names):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)

    def git(*asked):
        who = ["-c", "user.name=a", "-c", "user.email=a@a"]
        settings = ["-c", "core.autocrlf=true", "-c", "core.eol=crlf", "-c", "core.safecrlf=false"]
        subprocess.run(["git", *who, *settings, *asked], cwd=tmp_path, check=True, capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "um")
    for name in names:
        (tmp_path / name).unlink()
    git("checkout", ".")
    assert not [name for name in names if (tmp_path / name).read_bytes() != (ROOT / name).read_bytes()]


# --- nomes ----------------------------------------------------------------------------------------------------------


def test_every_file_of_ours_can_have_its_name_there():
    inside = [path.relative_to(ROOT) for path in OURS]
    parts = {part for path in inside for part in path.parts}
    assert not [part for part in parts if re.search(r'[<>:"\\|?*]|[ .]$', part) or checks.RESERVED.fullmatch(part)]
    assert len({path.as_posix().lower() for path in inside}) == len(inside)  # lá, A e a são o mesmo
    assert max(len(path.as_posix()) for path in inside) < 160  # de 260, e a pasta do usuário também conta


@pytest.mark.parametrize("name", ["Meus Documentos", "Área de Trabalho", "aula (1)", "ação & reação"])
def test_folders_with_spaces_and_accents_serve(tmp_path, monkeypatch, name):
    (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / name)
    monkeypatch.delenv("CURSO_SEM_CONTROLES", raising=False)
    trainer = Trainer("Pendulum-v1", seeds=[0], hidden=(4, 4), warmup=300)
    for path in ("gêmeos 1.json", tmp_path / name / "b.json"):
        trainer.recording.save(path)
        assert Recording.load(path) == trainer.recording
    trainer.save("treino da manhã.ckpt")
    assert Trainer.load("treino da manhã.ckpt").steps == 0
    own = Study("Pendulum-v1", 2, 1, 1, settings={})
    own.save("estudo de σ")
    assert Study.load("estudo de σ").env == "Pendulum-v1"
    results.record("02.1", True)
    assert export_progress("João", "progresso do João.json").is_file() and set(results.results()) == {"02.1"}


@pytest.mark.parametrize("path", ["C:\treinos\novo.ckpt", "aula\r.json", "nada\0.json"])
def test_a_backslash_that_python_swallowed_is_told(path):
    with pytest.raises(ValueError, match=r"não é o nome de um arquivo: entre aspas.*barras comuns"):
        checks.path_of(path)


@pytest.mark.parametrize("name", ["aula: 1.json", "aula?.json", "nul.json", "CON", "com1.treino.ckpt", "a|b"])
def test_a_name_that_would_keep_nothing_there_is_refused_there(monkeypatch, tmp_path, name):
    assert checks.path_of(tmp_path / name).name == name
    monkeypatch.setattr(checks, "WINDOWS", True)
    with pytest.raises(ValueError, match="um nome que o Windows não guarda"):
        Trainer("Pendulum-v1", seeds=[0]).recording.save(tmp_path / name)
    assert checks.path_of("console.json") and checks.path_of(tmp_path / "comum 1.json")


# --- um arquivo aberto noutro programa --------------------------------------------------------------------------------


@pytest.fixture
def held(monkeypatch):
    """Quantas vezes a troca de um arquivo ainda falha, como no Windows enquanto outro programa o tem aberto."""
    replace, left = Path.replace, [0]

    def refuse(path, target):
        if left[0] > 0:
            left[0] -= 1
            raise PermissionError(13, "Access is denied", str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(files, "WAITS", (0.0,) * 4)
    return left


def test_a_file_that_is_let_go_is_written(held, tmp_path):
    held[0] = 4
    files.replace_file(tmp_path / "f", lambda file: file.write(b"novo"))
    assert (tmp_path / "f").read_bytes() == b"novo" and held[0] == 0


def test_a_file_that_is_never_let_go_stays_as_it_was_and_the_error_tells(held, tmp_path):
    (tmp_path / "treino.ckpt").write_bytes(b"velho")
    held[0] = 1000
    with pytest.raises(PermissionError, match=r"treino\.ckpt: outro programa o tem aberto.*Feche-o"):
        Trainer("Pendulum-v1", seeds=[0]).save(tmp_path / "treino.ckpt")
    assert (tmp_path / "treino.ckpt").read_bytes() == b"velho" and os.listdir(tmp_path) == ["treino.ckpt"]


def test_progress_that_cannot_be_read_now_is_not_written_over(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CURSO_SEM_CONTROLES", raising=False)
    results.record("02.1", True)

    def locked(path):
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(results, "read_text", locked)
        results.record("02.2", True)
        assert set(results.results()) == {"02.2"}  # por enquanto, só na memória
    results.record("02.3", False)
    assert set(results.results()) == {"02.1", "02.2", "02.3"} and not results.memory


def test_what_cannot_be_read_for_one_instant_is_not_undone(monkeypatch, tmp_path):
    """Um antivírus prende o arquivo na primeira leitura de cada gesto, e o larga na segunda."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CURSO_SEM_CONTROLES", raising=False)
    results.record("02.1", False, "um")
    results.record("02.1", True)
    results.wager("03.tau", results.Wager([0], True, 2))
    read, busy = results.read_text, [True]

    def held_once(path):
        if busy.pop():
            busy.append(False)
            raise PermissionError(13, "Permission denied", str(path))
        busy.append(False)
        return read(path)

    monkeypatch.setattr(results, "read_text", held_once)
    results.record("02.1", False, "dois")
    busy[0] = True
    results.wager("03.tau", results.Wager([1], False, 0))
    assert results.results()["02.1"] == results.Result(True, 2, 0, ("um", "dois"))
    assert results.wagers()["03.tau"] == results.Wager([0], True, 2) and not results.memory


def test_damaged_progress_that_cannot_be_put_aside_is_not_written_over(held, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CURSO_SEM_CONTROLES", raising=False)
    results.FILE.write_bytes(b"{")
    held[0] = 10  # `record` lê, e lê outra vez para gravar; de cada vez, a cópia se tenta cinco vezes
    results.record("02.1", True)
    assert results.FILE.read_bytes() == b"{" and set(results.memory) == {"02.1"}


# --- a saída ----------------------------------------------------------------------------------------------------------


def printed(*command: str, cwd: Path) -> str:
    """O que um programa escreve onde só há os sinais do cp1252, como uma saída levada a um arquivo."""
    env = os.environ | {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, *command], cwd=cwd, env=env, capture_output=True)
    assert done.returncode == 0, done.stderr.decode("cp1252")
    return done.stdout.decode("cp1252")


@pytest.mark.slow
def test_the_table_of_a_class_and_the_first_cell_are_printed(tmp_path):
    (tmp_path / "entregas").mkdir()
    (tmp_path / "entregas" / "Łukasz ✓.json").write_text("{}", encoding="utf-8")
    table = printed("-m", "course_utils.homework", "entregas", cwd=tmp_path)
    assert "?ukasz ?" in table and "não se leu" in table and "0 de 0 gravações aceitas" in table
    told = printed("-c", "from course_utils.support.start import check_installation as c; c()", cwd=tmp_path)
    assert "? arquivos do curso: à mão" in told


def test_a_progress_bar_is_drawn_with_the_signs_there_are():
    output = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    for _ in tqdm(range(3), desc="episódios", file=output, disable=False):
        pass
    output.flush()
    assert "episódios: 100%|###" in output.buffer.getvalue().decode("cp1252")


def test_what_the_scripts_print_has_only_signs_of_there():
    said = [
        part.value
        for path in CODE
        if path.relative_to(ROOT).parts[0] == "ferramentas"
        for name, call in calls(path)
        if name == "print"
        for part in ast.walk(call)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    assert said and "".join(said).encode("cp1252")
