"""As tabelas da aula 07: as sondas com um erro e sem ele, os desconhecidos, e quais deles a lista pegou."""

from __future__ import annotations

from html import escape

from ...bugs.checklist import BENCH
from ...bugs.exhibit import Switch
from ...bugs.hospital import accused, caught, proportion
from ...bugs.strangers import STRANGERS
from ...training import Trainer

PROBES = ("one_step", "one_step_seen", "two_steps", "one_action", "two_actions")


class Table:
    """Uma tabela pequena: os títulos das colunas e as linhas, já em HTML. `ends`: uma frase embaixo."""

    def __init__(self, heads: list[str], rows: list[list[str]], ends: str = ""):
        self.heads, self.rows, self.ends = heads, rows, ends

    def _repr_html_(self) -> str:
        heads = "".join(f'<th style="text-align: left">{one}</th>' for one in self.heads)
        cells = [[f'<td style="text-align: left">{cell}</td>' for cell in row] for row in self.rows]
        rows = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
        ends = f"<p>{self.ends}</p>" if self.ends else ""
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{ends}"

    def __repr__(self) -> str:
        return f"tabela de {len(self.rows)} linhas"


def probed(switch: Switch, make=Trainer) -> Table:
    """As cinco sondas num treino correto e num treino com um erro: em cada uma, se o agente aprende o que se sabe."""

    def solved() -> list[bool]:
        return [BENCH[name].read(make)[0].sound for name in PROBES]

    sound = solved()
    with switch:
        broken = solved()
    rows = [[BENCH[name].title, *("✓" if ok else "✗" for ok in both)] for name, *both in zip(PROBES, sound, broken)]
    return Table(["sonda", "correto", "com o erro"], rows)


def strangers() -> Table:
    """Os desconhecidos, cada um com o relato em que foi lido."""
    return Table(["o erro", "onde aconteceu"], [[escape(one.title), link(one)] for one in STRANGERS.values()])


def scored() -> Table:
    """Quais dos desconhecidos a lista pegou; embaixo, a nota, com a faixa, e os alarmes falsos."""
    hits = caught(list(STRANGERS))
    rows = [[escape(one.title), "✓ pegou" if one.name in hits else "✗ escapou"] for one in STRANGERS.values()]
    center, low, high = (round(100 * float(x)) for x in proportion(len(hits), len(STRANGERS)))
    healthy = accused("saudável")
    ends = (
        f"A lista pegou {len(hits)} de {len(STRANGERS)}: {center} %, com a faixa de 95 % de {low} a {high} %. "
        f"Alarmes falsos em treinos corretos: {int(healthy.sum())} de {len(healthy)}."
    )
    return Table(["o erro", "a lista"], rows, ends)


def link(one: Switch) -> str:
    """O endereço do relato, com o nome do repositório."""
    return f'<a href="{one.source.url}">{escape(one.source.where)}</a>'
