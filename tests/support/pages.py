"""As páginas que treinam sozinhas, para os testes: a rodada das duzentas mudanças, e como perguntar a uma página."""

import json
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from course_utils import PageRecording, Trainer
from course_utils.engine import Run
from course_utils.live.page_lab import page, panel_options
from course_utils.live.sources import PANEL_STYLES
from course_utils.saving.names import EXPLORATIONS

STORED = json.loads((Path(__file__).parents[1] / "engine/digests.json").read_text(encoding="utf-8"))
KINDS = {"ação": "ActionNoise", "ou": "OUNoise", "parâmetros": "ParameterNoise"}
PANEL = "document.querySelector('.painel-vivo').panel"
PANEL_OR_NOT = "document.querySelector('.painel-vivo')?.panel"


def two_hundred_changes() -> tuple[PageRecording, str]:
    """A rodada das duzentas mudanças, de `digests.json`, como uma gravação, e o resumo guardado do fim dela."""
    case = STORED["duzentas mudanças"]
    noises = [EXPLORATIONS[KINDS[kind]](**own) for kind, own in case["exploration"].items()]
    settings = dict(env=case["env"], seeds=case["seeds"], exploration=noises, **case["settings"])
    names = {index: name for name, index in Run(**settings)._settings.items()}
    moves = [
        (step, k, names[index], value)
        for step, index, replica, value in case["changes"]
        for k in (range(2) if replica < 0 else [replica])
    ]
    return PageRecording.made(settings, moves, case["steps"][-1]), case["digests"][-1]


def page_of_panel(trainer: Trainer, picture: str = "") -> str | None:
    """O painel deste treino numa página que se basta; `None`, se ela não o pode."""
    options = panel_options(trainer)
    return options and page("panel_page.js", PANEL_STYLES, "Laboratório", options, picture)


def opened(page: Page, address: str) -> Page:
    """A página, com o painel já respondido."""
    page.goto(address)
    page.wait_for_selector(".painel-vivo")
    until(page, "panel.state && panel.lab")
    return page


def ask(page: Any, what: str, **details: Any) -> dict[str, Any]:
    """Uma pergunta a quem treina na página, ou num iframe dela, e a resposta inteira."""
    return page.evaluate(f"([what, details]) => {PANEL}.lab.ask(what, details)", [what, details])


def until(page: Any, condition: str, seconds: float = 30) -> None:
    """Espera que a condição, sobre o `panel`, se cumpra. Pergunta daqui: uma página severa não deixa esperar nela."""
    end = time.monotonic() + seconds
    while not page.evaluate(f"(() => {{ const panel = {PANEL_OR_NOT}; return Boolean(panel && {condition}); }})()"):
        assert time.monotonic() < end, f"não aconteceu: {condition}"
        time.sleep(0.03)
