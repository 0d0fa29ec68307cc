"""Leva o dono e o repositório, que moram só em `pyproject.toml`, aos selos, links e células de instalação.

    python ferramentas/links.py            # mostra o que está fora do lugar; sai com 1 se houver algo
    python ferramentas/links.py --write    # corrige

Um fork muda `Repository` em `pyproject.toml`, roda isto com `--write`, e o curso inteiro passa a apontar para ele.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: Os links que são sempre para este repositório; o grupo 2 é `dono/repositório`.
OURS = re.compile(
    r"(mybinder\.org/v2/gh/|colab\.research\.google\.com/github/|git(?:\+| clone )https://github\.com/"
    r"|^(?:repository-code:|\w+ =) \"https://github\.com/)"
    r"([\w.-]+/(?:(?!\.git\b)[\w.-])+)",
    re.MULTILINE,
)

#: O site do curso, que o GitHub publica em `dono.github.io/repositório`.
SITE = re.compile(r"https://[\w-]+\.github\.io/[\w.-]+/")

#: Onde eles aparecem.
FILES = (
    "*.md",
    "pyproject.toml",
    "CITATION.cff",
    "docs/**/*.md",
    "notebooks/**/*.md",
    "notebooks/**/*.py",
    "notebooks/**/*.ipynb",
)


def repository(root: Path = ROOT) -> str:
    """`dono/repositório`, como está em `[project.urls]` de `pyproject.toml`."""
    urls = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
    return urls["Repository"].removeprefix("https://github.com/").rstrip("/")


def pages(root: Path = ROOT) -> list[Path]:
    """Os arquivos que podem ter links do curso."""
    found = {path for pattern in FILES for path in root.glob(pattern)}
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def pointed_at(text: str, name: str) -> str:
    """O texto com todos os links do curso apontando para `name` (`dono/repositório`)."""
    owner, _, place = name.partition("/")
    return SITE.sub(f"https://{owner}.github.io/{place}/", OURS.sub(lambda link: link[1] + name, text))


def main() -> int:
    """Mostra (ou corrige, com `--write`) as páginas fora do lugar."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="corrige os arquivos")
    write, name, wrong = parser.parse_args().write, repository(), 0
    for page in pages():
        text = page.read_text(encoding="utf-8")
        mended = pointed_at(text, name)
        if mended == text:
            continue
        wrong += 1
        if write:
            page.write_text(mended, encoding="utf-8", newline="\n")
        print(f"{'corrigido' if write else 'fora do lugar'}: {page.relative_to(ROOT)}")
    return 1 if wrong and not write else 0


if __name__ == "__main__":
    raise SystemExit(main())
