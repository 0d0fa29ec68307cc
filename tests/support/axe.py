"""O axe-core numa página aberta: o que nela fere as WCAG 2, níveis A e AA."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
SOURCE = Axe().axe_script


def violations(page: Page, within: str = "html") -> list[str]:
    """As violações dentro de `within`, nos iframes também: a regra, o lugar e o porquê."""
    for frame in page.frames:
        frame.evaluate(SOURCE)
    # Sem `preload`, que não serve a estas regras e busca de novo as folhas de estilo, às vezes no lugar errado.
    options = {"runOnly": RULES, "preload": False, "resultTypes": ["violations"]}
    found = page.evaluate("([within, options]) => axe.run(within, options)", [within, options])
    assert len(found["passes"]) > 8, "o axe quase não achou o que conferir"
    return [
        f"{rule['id']} em {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
