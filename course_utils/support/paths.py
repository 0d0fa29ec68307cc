"""Onde moram os arquivos do curso: figuras, pesos treinados, gravações e faixas de referência."""

from __future__ import annotations

from pathlib import Path

import numpy as np

_PACKAGE = Path(__file__).resolve().parent.parent


def files_dir() -> Path:
    """A pasta `files/`: na raiz de um clone, ou dentro do pacote quando ele veio de um wheel.

    Erro: `FileNotFoundError`, se a instalação está incompleta.
    """
    # O `pyproject.toml` ao lado distingue um clone de outro `files/` qualquer em `site-packages`.
    clone, wheel = _PACKAGE.parent / "files", _PACKAGE / "files"
    if clone.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file():
        return clone
    if wheel.is_dir():
        return wheel
    raise FileNotFoundError(
        f"Não achei os arquivos do curso nem em {clone} nem em {wheel}. Instale de novo: `pip install -e .` no clone."
    )


def course_file(name: str) -> Path:
    """O caminho de um arquivo do curso, como `course_file("figuras/forcas.svg")`.

    Erro: `FileNotFoundError`, com a lista do que há na pasta, se ele não existe.
    """
    if not isinstance(name, str):
        raise TypeError(f'`name` recebeu {name!r}, mas aceita um texto, como "figuras/forcas.svg".')
    path = files_dir() / name
    if not (path.exists() and path.resolve().is_relative_to(files_dir().resolve())):
        folder = path.parent if path.parent.resolve().is_relative_to(files_dir().resolve()) else files_dir()
        folder = folder if folder.is_dir() else files_dir()
        there = ", ".join(sorted(item.name for item in folder.iterdir())) or "nada"
        raise FileNotFoundError(f"Não existe o arquivo {name!r} do curso; em {folder.name!r} há: {there}.")
    return path


def course_arrays(name: str) -> dict[str, np.ndarray]:
    """Os vetores de um `.npz` do curso, pelo nome, como `course_arrays("pesos/visao.npz")["actor"]`.

    Erro: `FileNotFoundError`, como em `course_file`.
    """
    with np.load(course_file(name)) as stored:
        return dict(stored)
