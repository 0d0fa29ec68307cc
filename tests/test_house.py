"""As regras da casa: andares, silêncio da tela, docstrings, e cadernos que se leem bem em qualquer lugar."""

import ast
import copy
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import course_utils

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "course_utils"

FLOORS = {
    1: {
        "atomic",
        "checks",
        "encoder",
        "exploration",
        "interrupts",
        "layers",
        "mailbox",
        "modules",
        "networks",
        "normalization",
        "optim",
        "paths",
        "replay",
        "state",
        "streams",
        "versions",
    },
    2: {"ddpg"},
    3: {
        "checkpoint",
        "description",
        "engine",
        "environments",
        "live_settings",
        "pixels",
        "recipe",
        "records",
        "recording",
        "trace",
        "training",
    },
    4: {"bands", "evaluation", "mountain_car", "populations", "study"},
    5: {
        "bug_plots",
        "bugs",
        "car_plots",
        "critic_plots",
        "ddpg_plots",
        "drawings",
        "exercises",
        "flag_plots",
        "homework",
        "live",
        "noise_plots",
        "pendulum_plots",
        "plots",
        "sliders",
        "start",
        "study_plots",
        "vision_plots",
        "watch",
    },
}
FLOOR = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
#: Um estudo se desenha a pedido, e uma gravação treina a pedido: só nessa hora chamam quem está acima.
CALLS_UP = {("study", "study_plots"), ("recording", "training")}
SCREEN = ("matplotlib", "ipywidgets", "IPython", "anywidget", "ipykernel", "tkinter", "pygame")


# --- o pacote -----------------------------------------------------------------------------------------------------


def room_of(path: Path, package: Path = PACKAGE) -> str:
    return path.relative_to(package).parts[0].removesuffix(".py")


def rooms_used(source: str, depth: int) -> set[str]:
    """As salas de `course_utils` que um arquivo importa; `depth` é quantas pastas o separam do pacote."""
    used, tree = set(), ast.parse(source)
    for node in ast.walk(tree):  # o que só os tipos pedem não se importa de verdade
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == depth + 1:
            base = f"course_utils.{node.module}" if node.module else "course_utils"
            names = [f"{base}.{alias.name}" for alias in node.names]
        used |= {name.split(".")[1] for name in names if name.startswith("course_utils.")}
    return used


def climbs(rooms: dict[str, set[str]]) -> list[str]:
    """O que fere os andares: salas sem andar, importações de um andar acima e voltas em círculo."""
    wrong = [f"{room}: sem andar em test_house.py" for room in rooms if room not in FLOOR]
    for room, used in rooms.items():
        above = [other for other in sorted(used) if FLOOR.get(other, 9) > FLOOR.get(room, 0)]
        wrong += [f"{room} usa {other}" for other in above if (room, other) not in CALLS_UP]
    at_import = {room: {other for other in used if (room, other) not in CALLS_UP} for room, used in rooms.items()}
    waiting = {room: used - {room} for room, used in at_import.items()}
    while ready := [room for room, used in waiting.items() if not used & waiting.keys()]:
        for room in ready:
            del waiting[room]
    return wrong + ([f"em círculo: {sorted(waiting)}"] if waiting else [])


def test_rooms_import_only_from_their_floor_and_below():
    rooms: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        if path != PACKAGE / "__init__.py":
            depth = len(path.relative_to(PACKAGE).parts) - 1
            rooms.setdefault(room_of(path), set()).update(rooms_used(path.read_text(encoding="utf-8"), depth))
    assert {"ddpg", "training"} <= rooms.keys()
    assert not climbs(rooms)


def test_the_floor_rule_sees_every_way_of_climbing():
    assert rooms_used("from .training import Trainer\nfrom . import ddpg\nimport course_utils.plots", 0) == {
        "training",
        "ddpg",
        "plots",
    }
    assert rooms_used("from ..training import Trainer\nfrom .panel import Panel", 1) == {"training"}
    assert rooms_used("if TYPE_CHECKING:\n    from .training import Trainer", 0) == set()
    assert rooms_used("def f():\n    from course_utils.study import run_study", 0) == {"study"}
    assert climbs({"replay": {"ddpg"}, "ddpg": set()}) == ["replay usa ddpg"]
    assert climbs({"layers": {"optim"}, "optim": {"layers"}}) == ["em círculo: ['layers', 'optim']"]
    assert climbs({"garagem": set()}) == ["garagem: sem andar em test_house.py"]


def test_training_needs_no_screen():
    """Treinar e avaliar de verdade, num processo limpo, não carrega nada que desenhe."""
    code = f"""if True:
        import sys
        from course_utils import ParameterNoise, Trainer, evaluate
        trainer = Trainer("Pendulum-v1", seeds=[0], warmup=70, exploration=ParameterNoise())
        for _ in range(75):
            trainer.step()
        evaluate(trainer.agent, "Pendulum-v1", episodes=1)
        print([name for name in {SCREEN!r} if name in sys.modules])
    """
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def undocumented(source: str) -> list[str]:
    """Funções e classes públicas de um módulo sem docstring."""
    own = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nodes = [node for node in ast.parse(source).body if isinstance(node, own) and not node.name.startswith("_")]
    return [node.name for node in nodes if not ast.get_docstring(node)]


def bare_methods(cls: type) -> list[str]:
    """Métodos e propriedades públicos, escritos aqui, sem docstring própria nem herdada."""
    public = [name for name in vars(cls) if not name.startswith("_")]
    made = [name for name in public if inspect.isroutine(vars(cls)[name]) or isinstance(vars(cls)[name], property)]
    return [f"{cls.__name__}.{name}" for name in made if not inspect.getdoc(getattr(cls, name))]


def test_everything_public_has_a_docstring():
    files = {path.relative_to(ROOT): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    assert not {str(path): bare for path, source in files.items() if (bare := undocumented(source))}
    assert all(ast.get_docstring(ast.parse(source)) for source in files.values())
    exported = [getattr(course_utils, name) for name in course_utils.__all__]
    assert not [bare for cls in exported if inspect.isclass(cls) for bare in bare_methods(cls)]


def test_a_missing_docstring_is_seen():
    class Bare:
        def step(self): ...

        def _own(self): ...

    assert undocumented("def f(): ...\nclass A:\n    'a'\ndef _g(): ...") == ["f"]
    assert bare_methods(Bare) == ["Bare.step"]


# --- o repositório ------------------------------------------------------------------------------------------------

MACHINE_PATH = re.compile(r"/(?:home|Users|root|work|mnt)/\w|/tmp/[a-z]\w+/|[A-Z]:\\Users")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("isto não é um clone do git")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_path_of_somebodys_machine():
    home = "/home" + "/ana/curso"
    assert MACHINE_PATH.search(home) and not MACHINE_PATH.search("/usr/bin/chromium")
    wrong = []
    for path in tracked():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        wrong += [f"{path.relative_to(ROOT)}:{n}" for n, line in enumerate(lines, 1) if MACHINE_PATH.search(line)]
    assert not wrong


# --- os cadernos --------------------------------------------------------------------------------------------------

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LOOSE = {"nbval-ignore-output", "nbval-skip"}
IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
ALT = re.compile(r"""\balt\s*=\s*(["'])\s*\S.*?\1""", re.IGNORECASE | re.DOTALL)


def joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def tags(cell: dict) -> set[str]:
    return set(cell["metadata"].get("tags", []))


def speaks(source: str) -> bool:
    """Se uma célula deveria ter saída: imprime, mostra, ou termina num valor que não é uma chamada."""
    code = "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())
    body = ast.parse(code).body
    calls = [node.value.func for node in body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    names = {func.id if isinstance(func, ast.Name) else getattr(func, "attr", "") for func in calls}
    ends_in_value = bool(body) and isinstance(body[-1], ast.Expr) and not isinstance(body[-1].value, ast.Call)
    return bool(names & {"print", "display", "show"}) or (ends_in_value and not code.rstrip().endswith(";"))


def without_alt(cell: dict) -> list[str]:
    """As imagens de uma célula que não têm texto alternativo."""
    source, found = joined(cell["source"]), []
    if cell["cell_type"] == "markdown":
        found += re.findall(r"!\[\s*\]\([^)]*\)", source)
        found += [tag for tag in IMAGE.findall(source) if not ALT.search(tag)]
    for output in cell.get("outputs", []):
        data, metadata = output.get("data", {}), output.get("metadata", {})
        html = joined(data.get("text/html", ""))
        found += [tag[:60] for tag in IMAGE.findall(html) if not ALT.search(tag)]
        for kind in data:
            described = metadata.get(kind, {}).get("alt") or metadata.get("alt")
            if kind == "image/svg+xml":
                described = described or re.search(r"<title\b|aria-label=", joined(data[kind]))
            if kind.startswith("image/") and not described and not html:
                found.append(kind)
    return found


def faults(notebook: dict) -> list[str]:
    """O que um caderno publicado não pode ter."""
    wrong = []
    if notebook["metadata"].get("kernelspec", {}).get("name") != "python3":
        wrong.append("sem o kernelspec python3: o JupyterLab perguntaria qual núcleo usar")
    if "widgets" in notebook["metadata"]:
        wrong.append("tem metadata.widgets: o GitHub se recusa a desenhar")
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and joined(cell["source"]).strip()]
    if sum(bool(tags(cell) & LOOSE) for cell in code) * 5 > len(code):
        wrong.append("mais de um quinto das células escapa da comparação do nbval")
    for number, cell in enumerate(notebook["cells"]):
        wrong += [f"célula {number}: imagem sem texto alternativo: {image}" for image in without_alt(cell)]
    for number, cell in enumerate(code):
        source, own = joined(cell["source"]), tags(cell)
        if re.search(r"#\s*(NBVAL|PYTEST)_", source):
            wrong.append(f"código {number}: use etiquetas, não comentários do nbval")
        if "nbval-skip" not in own and cell["execution_count"] is None:
            wrong.append(f"código {number}: não foi executado")
        if "raises-exception" not in own and any(output["output_type"] == "error" for output in cell["outputs"]):
            wrong.append(f"código {number}: terminou em erro")
        if not own & LOOSE and not cell["outputs"] and speaks(source):
            wrong.append(f"código {number}: deveria ter saída")
    return wrong


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_fit_to_publish(path):
    assert path.stat().st_size < 1_500_000
    assert not faults(json.loads(path.read_text(encoding="utf-8")))


def code_cell(source: str, outputs: list | None = None, count: int | None = 1, tagged: tuple[str, ...] = ()) -> dict:
    metadata = {"tags": list(tagged)} if tagged else {}
    return dict(cell_type="code", source=source, outputs=outputs or [], execution_count=count, metadata=metadata)


PRINTED = [{"output_type": "stream", "name": "stdout", "text": "1\n"}]
PICTURE = {"output_type": "display_data", "data": {"image/png": "…"}, "metadata": {}}
GOOD = {
    "metadata": {"kernelspec": {"name": "python3"}},
    "cells": [
        {"cell_type": "markdown", "source": "# Título\n![uma curva](curva.svg)", "metadata": {}},
        *[code_cell("print(1)", PRINTED) for _ in range(5)],
        code_cell("x = 1"),
        code_cell("x", PRINTED, tagged=("nbval-ignore-output",)),
    ],
}


def broken(change) -> dict:
    notebook = copy.deepcopy(GOOD)
    change(notebook)
    return notebook


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda nb: nb["metadata"].clear(), "kernelspec"),
        (lambda nb: nb["metadata"].update(widgets={}), "metadata.widgets"),
        (lambda nb: nb["cells"][1].update(outputs=[]), "deveria ter saída"),
        (lambda nb: nb["cells"].append(code_cell("x + 1")), "deveria ter saída"),
        (lambda nb: nb["cells"].append(code_cell("plt.show()")), "deveria ter saída"),
        (lambda nb: nb["cells"][6].update(execution_count=None), "não foi executado"),
        (lambda nb: nb["cells"][6].update(outputs=[{"output_type": "error"}]), "terminou em erro"),
        (lambda nb: nb["cells"].append(code_cell("x", PRINTED, tagged=("nbval-skip",))), "um quinto"),
        (lambda nb: nb["cells"].append(code_cell("# NBVAL_SKIP\nx = 1")), "etiquetas"),
        (lambda nb: nb["cells"].append(code_cell("f()", [PICTURE])), "sem texto alternativo"),
        (lambda nb: nb["cells"][0].update(source="![](curva.svg)"), "sem texto alternativo"),
        (lambda nb: nb["cells"][0].update(source='<img src="a.png" alt=" ">'), "sem texto alternativo"),
    ],
)
def test_each_fault_of_a_notebook_is_seen(change, fault):
    assert faults(GOOD) == []
    found = faults(broken(change))
    assert len(found) == 1 and fault in found[0]
