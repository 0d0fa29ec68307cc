"""Abre o curso no JupyterLab, na primeira lição, em português e sem perguntas: `python ferramentas/abrir.py`.

Os ajustes moram em `files/jupyter/overrides.json`. Argumentos a mais vão para o `jupyter lab`. Nos cadernos do curso se
confia desde já: sem isso o JupyterLab não deixaria viver o que vem gravado neles.
"""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary

ROOT = Path(__file__).resolve().parent.parent


def first_lesson(root: Path = ROOT) -> str | None:
    """A primeira lição que existe, como `notebooks/03_ddpg.ipynb`."""
    lessons = sorted((root / "notebooks").glob("0*.ipynb"))
    return lessons[0].relative_to(root).as_posix() if lessons else None


def arguments(lesson: str | None, *, administrator: bool, screen: bool) -> list[str]:
    """O que dizer ao `jupyter lab`.

    - `administrator`: como root, o que é normal num contêiner, o Jupyter pede licença explícita.
    - `screen`: sem tela não há navegador para abrir, e basta o endereço.
    """
    return [
        f"--ServerApp.root_dir={ROOT}",
        f"--LabApp.default_url=/lab/tree/{lesson}" if lesson else "--LabApp.default_url=/lab",
        f"--LabApp.app_settings_dir={ROOT / 'files' / 'jupyter'}",
        "--ServerApp.answer_yes=True",
        "--log-level=WARN",
        *(["--allow-root"] if administrator else []),
        *([] if screen else ["--no-browser"]),
    ]


def trust(root: Path = ROOT) -> None:
    """Assina os cadernos que têm um texto em `notebooks/textos/`, como o comando `jupyter trust`; só os de hoje."""
    notary = NotebookNotary()
    with closing(notary.store):
        for text in (root / "notebooks/textos").glob("*.md"):
            path = root / "notebooks" / f"{text.stem}.ipynb"
            if path.is_file():
                notebook = nbformat.read(path, as_version=4)
                if not notary.check_signature(notebook):
                    notary.sign(notebook)


def has_screen() -> bool:
    """Se há onde abrir um navegador: não na CI, nem num Linux sem ambiente gráfico."""
    if os.environ.get("CI"):
        return False
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main() -> None:
    """Mostra o que vai abrir e entrega o processo ao JupyterLab."""
    from jupyterlab.labapp import LabApp

    lesson = first_lesson()
    trust()
    print(f"\nAbrindo {lesson or 'o JupyterLab'}. O endereço aparece abaixo; Ctrl+C nesta janela encerra.", flush=True)
    administrator = hasattr(os, "geteuid") and os.geteuid() == 0
    LabApp.launch_instance([*arguments(lesson, administrator=administrator, screen=has_screen()), *sys.argv[1:]])


if __name__ == "__main__":
    main()
