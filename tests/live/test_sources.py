"""O JavaScript da página: cada arquivo diz o que usa, e `sources.module` os junta num módulo só, na ordem certa."""

import re

import pytest

from course_utils.live import sources

ENTRIES = [
    "enliven.js",
    "widget.js",
    "learner.js",
    "panel_page.js",
    "laboratory.js",
    "duo.js",
    "drive.js",
    "swarm.js",
    "reach.js",
    "pond.js",
    "slopes.js",
    "machine.js",
    "slow_copy.js",
    "switches.js",
    "bellman.js",
    "pendulum_widget.js",
    "player.js",
    "race.js",
    "film.js",
    "sweeps.js",
    "quiz.js",
    "bench.js",
    "bets.js",
    "explore.js",
    "recorded.js",
    "ghosts.js",
]


@pytest.fixture
def page(tmp_path, monkeypatch):
    """Escreve os arquivos de uma página, e a põe no lugar da do curso."""
    monkeypatch.setattr(sources, "_PAGE", tmp_path)

    def write(**texts: str) -> None:
        for name, text in texts.items():
            (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")

    return write


def test_each_file_comes_once_and_after_those_that_it_imports(page):
    page(
        top='import { left } from "./left.js";\nimport { right } from "./right.js";\nexport default { left, right };\n',
        left='import {\n  base,\n} from "./base.js";\n\nexport const left = base;\n',
        right='import { base } from "./base.js";\n\nexport function right() { return base; }\n',
        base="export const base = 1;\n",
    )
    lines = [line for line in sources.module("top.js").splitlines() if line]
    assert lines == [
        "const base = 1;",
        "const left = base;",
        "function right() { return base; }",
        "export default { left, right };",
    ]


def test_a_circle_of_imports_is_named(page):
    page(
        a='import { b } from "./b.js";\n',
        b='import { c } from "./c.js";\nexport const b = 1;\n',
        c='import { b } from "./b.js";\nexport const c = 1;\n',
    )
    with pytest.raises(ValueError, match=re.escape("b.js → c.js → b.js")):
        sources.module("a.js")


@pytest.mark.parametrize("second", ["const size = 2;\n", "export class size {}\n", "function size() {}\n"])
def test_two_files_with_the_same_name_are_an_error(page, second):
    page(a=f'import {{ b }} from "./b.js";\n{second}', b="export const b = 1;\nconst size = 1;\n")
    with pytest.raises(ValueError, match=r"`size` está em b\.js e em a\.js"):
        sources.module("a.js")


@pytest.mark.parametrize(
    "line",
    ['import { b as c } from "./b.js";', 'import * as b from "./b.js";', "export { b };", "export default b;"],
)
def test_a_line_that_one_module_cannot_have_is_an_error(page, line):
    page(a='import { b } from "./b.js";\n', b=f"{line}\nconst b = 1;\n")
    with pytest.raises(ValueError, match=re.escape(line)):
        sources.module("a.js")


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_course_bundles_and_exports_only_what_anywidget_asks(entry):
    left = re.findall(r"^(?:import|export)\b.*", sources.module(entry), re.MULTILINE)
    alone = (
        "panel_page.js",
        "laboratory.js",
        "duo.js",
        "recorded.js",
        "ghosts.js",
        "enliven.js",
        "player.js",
        "slopes.js",
        "machine.js",
        "switches.js",
        "slow_copy.js",
        "race.js",
        "film.js",
        "sweeps.js",
        "bellman.js",
        "drive.js",
        "swarm.js",
        "reach.js",
        "pond.js",
    )
    wanted: dict = {"learner.js": ["export default Learner;"]} | {name: [] for name in alone}
    assert left == wanted.get(entry, ["export default { render };"])


def test_no_file_is_left_out():
    files = [path.read_text(encoding="utf-8").split("\n", 1)[0] for path in sources._PAGE.glob("*.js")]
    bundled = "\n".join(map(sources.module, ENTRIES))
    assert len(files) >= 20 and not [first for first in files if first not in bundled]


def test_the_page_reads_in_short_files_and_short_lines():
    """O formatador não corta os textos nem os comentários: também eles cabem em 120 colunas."""
    for path in sources._PAGE.iterdir():
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 220, path.name
        assert not [f"{path.name}:{n}" for n, line in enumerate(lines, 1) if len(line) > 120]
