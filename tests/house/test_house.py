"""As regras da casa: um núcleo pequeno, silêncio da tela, e cadernos que se leem bem em qualquer lugar."""

import ast
import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "course_utils"

SCREEN = ("matplotlib", "ipywidgets", "IPython", "anywidget", "ipykernel", "tkinter", "pygame")


# --- o pacote -----------------------------------------------------------------------------------------------------


def test_the_core_at_the_top_is_small():
    """O núcleo se lê de uma vez; os andares, e quem pode importar quem, o `lint-imports` confere."""
    files = list(PACKAGE.glob("*.py"))
    assert len(files) <= 16
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files) <= 2000


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
