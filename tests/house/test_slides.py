"""Os slides: o que se projeta de cada aula, e cada tela inteira num projetor de 1280 × 720, sem rede."""

import sys
import warnings
from pathlib import Path

import nbformat
import pytest
from support.lab import chromium
from support.scripts import load_script

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("0*.ipynb"))
sys.path.insert(0, str(ROOT / "ferramentas"))

import paginas  # noqa: E402

construir = load_script(ROOT / "notebooks/construir.py")
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # o ziamath acha a sua letra de um jeito antigo
    slides = load_script(ROOT / "ferramentas/slides.py")


def test_the_guide_says_where_the_slides_are():
    guide = (ROOT / "docs/guia-do-instrutor.md").read_text(encoding="utf-8")
    assert f"`{slides.TARGET.relative_to(ROOT).as_posix()}/" in guide


# --- as etiquetas -------------------------------------------------------------------------------------------------

LESSON = """---
kernelspec:
  display_name: Python 3
  name: python3
---

# Aula

Texto.

+++

## Para começar

```{code-cell}
import os
```

## Uma seção

```{code-cell}
show()
```

{long}

+++ {"slideshow": {"slide_type": "fragment"}}

{long}

+++

O que se vê:

- um ponto.

### Mais fundo

## Exercícios

### 1. Um

```{code-cell}
check()
```
"""


def test_the_rule_tags_every_cell_and_the_text_may_say_otherwise(tmp_path):
    path = tmp_path / "aula.md"
    path.write_text(LESSON.replace("{long}", "Uma prosa comprida. " * 40), encoding="utf-8")
    cells = construir.read_text(path).cells
    kinds = [cell.metadata["slideshow"]["slide_type"] for cell in cells]
    # título; partida e o seu código; seção e figura; prosa; dito pelo texto; lista com título; exercícios e código
    assert kinds == ["slide", "skip", "skip", "slide", "subslide", "notes", "fragment", "subslide", "skip"]


# --- de um texto às telas -----------------------------------------------------------------------------------------

TEXT = """Abertura.

## Uma seção

Primeira frase, que fica. **Segunda em negrito.** {more}

**Aposte antes.** Sobe ou desce?

- **Um.** Curto. {more}
- dois $x = 1$

$$y = 2$$

<details><summary>Solução</summary>

Segredo.

</details>

### Cinco perguntas

Segredo também.
"""


def test_a_text_becomes_screens_that_keep_what_matters():
    found = paginas.pages(TEXT.replace("{more}", "Uma frase a mais. " * 30), "De antes")
    assert [(page.title, page.level) for page in found[:3]] == [("De antes", 3), ("Uma seção", 2), ("Uma seção", 3)]
    first, bet, rest = ("\n".join(page.blocks) for page in found[1:4])
    assert first.startswith("Primeira frase, que fica. **Segunda em negrito.**") and len(first) < 300
    assert bet == "> **Aposte antes.** Sobe ou desce?"
    assert rest.startswith("- **Um.** Curto.") and rest.endswith("$$y = 2$$") and len(rest) < 300
    assert "Segredo" not in str(found) and found[1].notes.count("Uma frase a mais") == 60


@pytest.mark.parametrize(
    "text", ["A (uma frase. Outra) fim. E mais.", "O **negrito. Ainda** vale. E mais.", "`a. B` c. D."]
)
def test_a_sentence_is_not_cut_inside_a_mark(text):
    assert paginas.balanced(paginas.lead(text, 5))


def code_cell(source, *outputs):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs))


def test_a_figure_is_shown_without_its_code_and_long_code_in_pieces():
    printed = nbformat.v4.new_output("stream", text="✓ certo\n")
    figure = nbformat.v4.new_output("display_data", {"image/png": "…"})
    bar = nbformat.v4.new_output("display_data", {slides.WIDGET: {}})
    (one,) = slides.shown(code_cell("show()", bar, figure, printed))
    assert one.metadata.transient.remove_source and len(one.outputs) == 2
    both = slides.shown(code_cell("for …: show()", figure, figure))
    assert [len(screen.outputs) for screen in both] == [1, 1]
    many = slides.shown(code_cell("\n\n".join(["def f():\n    a\n    b\n    c"] * 9), printed))
    assert len(many) == 2 and [len(screen.outputs) for screen in many] == [0, 1]
    assert all(len(screen.source.splitlines()) <= slides.LONGEST for screen in many)


def test_formulas_are_drawn_and_code_is_left_alone():
    made = slides.with_formulas("o `$x$` e $\\sigma^2$, [errata](../docs/errata.md)", set())
    assert "`$x$`" in made and "<svg" in made and "<math" in made and "](../../docs/errata.md)" in made
    assert "<svg" not in slides.with_formulas("$x$", None) and "\n" not in slides.with_formulas("$$a\nb$$", set())


# --- no projetor --------------------------------------------------------------------------------------------------

SCREEN = """() => {
  const slide = Reveal.getCurrentSlide(), box = slide.getBoundingClientRect();
  const seen = [...slide.querySelectorAll("img, svg, iframe, p, li, pre, table, h1, h2, h3")]
    .filter((one) => !one.closest(".notes, .so-leitor")).map((one) => one.getBoundingClientRect())
    .filter((one) => one.width && one.height);
  return {
    text: slide.innerText.trim().slice(0, 80),
    over: slide.scrollHeight - slide.clientHeight,
    inside: seen.every((one) => one.top >= -1 && one.bottom <= 721 && one.left >= -1 && one.right <= 1281),
    size: Number(slide.style.getPropertyValue("--size")),
    letters: Math.min(...[...slide.querySelectorAll("p, li, pre, td")].filter((one) => one.offsetHeight)
      .map((one) => parseFloat(getComputedStyle(one).fontSize)), 99),
    figures: [...slide.querySelectorAll("img, .jp-RenderedSVG svg, iframe")].map((one) => one.getBoundingClientRect())
      .filter((one) => one.width > 500 && one.height > 200).length,
    formulas: [...slide.querySelectorAll(".formula svg")].filter((one) => one.clientHeight > 5).length,
    raw: /\\$[^ ]|\\\\[a-z]{3}/.test([...slide.querySelectorAll("p, li, td")].map((one) => one.innerText).join(" ")),
  };
}"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Os slides de todas as aulas, feitos dos cadernos gravados."""
    folder = tmp_path_factory.mktemp("slides")
    tagged = []
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        construir.tag_slides(notebook.cells)
        nbformat.write(notebook, folder / path.name)
        tagged.append(folder / path.name)
    slides.build(tagged, folder / "slides")
    return folder / "slides"


@pytest.mark.browser
@pytest.mark.slow
def test_every_screen_is_whole_on_a_projector_and_asks_nothing_from_outside(made):
    wrong = []
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda asked: wrong.append(asked.url) if asked.url.startswith("http") else None)
        for path in sorted(made.glob("*.html")):
            page.goto(path.as_uri())
            total, screens = page.evaluate("Reveal.getTotalSlides()"), []
            for number in range(total):
                page.wait_for_function("Reveal.getCurrentSlide().dataset.ready !== undefined")
                screens.append(page.evaluate(SCREEN))
                one = screens[-1]
                if one["over"] > 1 or not one["inside"] or one["letters"] < 13 or one["raw"] or not one["text"]:
                    wrong.append(f"{path.stem} {number}: {one}")
                page.keyboard.press("ArrowRight")
            assert total > 30 and sum(one["figures"] > 0 for one in screens) >= 3, (
                path.stem
            )  # as das apostas se escondem
            assert sum(one["formulas"] > 0 for one in screens) >= 3, path.stem
            assert page.evaluate("Reveal.isLastSlide()")
    assert not wrong, "\n".join(wrong)
