"""O que as apostas de uma aula escondem, e o que disso uma página já mostra."""

from playwright.sync_api import Page

from course_utils.exercises.bets import bets_of


def told_early(page: Page, lesson: str) -> list[str]:
    """O que se vê ou se ouve da resposta de alguma aposta da aula, antes de qualquer escolha: frases, alt e figuras."""
    assert page.locator(".aposta").count()
    seen = f"{page.locator('body').inner_text()}\n{page.locator('body').aria_snapshot()}"
    answers = [
        words for own in bets_of(lesson).values() for words in (own.after, own.alt, *(one.says for one in own.option))
    ]
    told = [words for words in answers if words and words.replace("`", "") in seen]
    return told + ["uma figura"] * page.locator(".aposta img:visible, .aposta .real:visible").count()
