"""Selos, links e caminhos: todos seguem o `Repository` de `pyproject.toml`, e tudo o que apontam existe."""

import json
import re
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ferramentas"))

import links  # noqa: E402

PAGES = links.pages()
#: Endereços de link ou imagem: `](alvo)`, `src="alvo"`, `href="alvo"`.
TARGET = re.compile(r"""\]\(\s*<?([^)\s>]+)|(?:src|href)\s*=\s*["']([^"']+)""")


def text_of(path: Path) -> str:
    """O texto de uma página; de um caderno, só o que o leitor lê (markdown)."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    cells = json.loads(text)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def lost(target: str, folder: Path) -> str | None:
    """O caminho a que um link aponta, se não existe no repositório; links para fora não são seguidos."""
    url = urlsplit(target)
    if url.netloc == "colab.research.google.com" and "/blob/main/" in url.path:
        path = ROOT / url.path.split("/blob/main/")[1]
    elif url.netloc == "mybinder.org" and url.query:
        query = parse_qs(url.query)
        path = ROOT / (query.get("labpath") or [query["urlpath"][0].removeprefix("lab/tree/")])[0]
    elif url.scheme or url.netloc or not url.path or url.path.startswith("attachment:"):
        return None
    else:
        path = folder / url.path
    return None if path.resolve().is_relative_to(ROOT) and path.exists() else target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_follows_the_repository(page):
    text, name = page.read_text(encoding="utf-8"), links.repository()
    assert links.pointed_at(text, name) == text, "rode: python ferramentas/links.py --write"
    assert name not in links.OURS.sub("", text), "o nome do repositório está num lugar que links.py não conhece"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_linked_path_exists(page):
    targets = [a or b for a, b in TARGET.findall(text_of(page))]
    # Os textos dos cadernos viram cadernos uma pasta acima, e os seus links valem lá.
    folder = page.parent.parent if page.parent.name == "textos" else page.parent
    assert not [found for target in targets if (found := lost(target, folder))]


def test_readme_has_the_badges_and_the_picture():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(links.OURS.findall(text)) >= 3
    for part in (
        "mybinder.org/badge_logo.svg",
        "colab-badge.svg",
        "files/figuras/pendulo-aprende.gif",
        "make lab",
        "make test",
    ):
        assert part in text
    # Uma tela antes dos detalhes: o essencial vem antes do primeiro título de detalhes.
    assert text.index("make test") < text.index("## Instalação")


def test_every_lesson_is_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lessons = sorted((ROOT / "notebooks").glob("0*.ipynb"))
    assert not [lesson.name for lesson in lessons if f"(notebooks/{lesson.name})" not in text]


def test_a_fork_moves_every_link_and_nothing_else():
    ours = (
        "(https://mybinder.org/v2/gh/a/b/main?urlpath=lab) "
        "(https://colab.research.google.com/github/a/b/blob/main/x.ipynb) "
        "pip install git+https://github.com/a/b.git@main; git clone https://github.com/a/b && cd b\n"
        'Issues = "https://github.com/a/b/issues"\nrepository-code: "https://github.com/a/b"'
    )
    site = " https://a.github.io/b/laboratorio.html"
    foreign = " https://github.com/openai/baselines https://colab.research.google.com/assets/colab-badge.svg"
    moved = links.pointed_at(ours + site + foreign, "ana/meu.curso")
    assert [own for _, own in links.OURS.findall(moved)] == ["ana/meu.curso"] * 6
    assert moved.endswith(" https://ana.github.io/meu.curso/laboratorio.html" + foreign)
    assert "git+https://github.com/ana/meu.curso.git@main" in moved


def test_write_mends_and_check_complains(tmp_path, monkeypatch, capsys):
    (tmp_path / "pyproject.toml").write_text('[project.urls]\nRepository = "https://github.com/ana/curso"\n')
    page = tmp_path / "README.md"
    page.write_text("git clone https://github.com/a/b\n")
    monkeypatch.setattr(links, "ROOT", tmp_path)
    monkeypatch.setattr(links, "pages", lambda: [page])
    monkeypatch.setattr(links, "repository", lambda: "ana/curso")
    for arguments, code, text in ([], 1, "a/b"), (["--write"], 0, "ana/curso"), ([], 0, "ana/curso"):
        monkeypatch.setattr(sys, "argv", ["links.py", *arguments])
        assert links.main() == code
        assert page.read_text() == f"git clone https://github.com/{text}\n"
    assert "fora do lugar: README.md" in capsys.readouterr().out


def test_lost_paths_are_found():
    assert lost("nao-existe.png", ROOT) and lost("../fora.md", ROOT)
    assert lost("https://colab.research.google.com/github/a/b/blob/main/nada.ipynb", ROOT)
    assert lost("https://mybinder.org/v2/gh/a/b/main?urlpath=lab/tree/nada.ipynb", ROOT)
    assert lost("LICENSE", ROOT) is None and lost("#titulo", ROOT) is None and lost("https://arxiv.org", ROOT) is None
    assert lost("https://mybinder.org/v2/gh/a/b/main?urlpath=lab/tree/LICENSE", ROOT) is None
