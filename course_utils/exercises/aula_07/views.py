"""O que a aula 07 mostra: as sondas com um erro e sem ele, os desconhecidos, e o que a lista e a curva veem neles."""

from __future__ import annotations

from html import escape

from matplotlib.figure import Figure

from ...bugs.checklist import BENCH
from ...bugs.exhibit import Switch
from ...bugs.hospital import HEALTHY, accused, caught, proportion
from ...bugs.returns import MOMENTS, OTHERS, apart, returns
from ...bugs.strangers import STRANGERS
from ...figures.aula_07 import updates_study
from ...study import Study
from ...support.paths import course_file
from ...training import Trainer

#: O que as figuras do retorno mostram, a quem não as vê.
TWELVE = (
    "Retorno sem ruído aos 3.000 passos, no treino correto e com cada um de doze erros, com faixas de 95 % sobre 20 "
    "sementes. Em onze linhas as duas faixas se tocam. No corte do relógio que passa por fim, a do erro está separada, "
    "à esquerda da do treino correto."
)
MIDDLE = (
    "Retorno sem ruído no treino correto e com quatro erros, aos 1.000, 1.500 e 3.000 passos, com faixas de 95 % sobre "
    "20 sementes. O ruído que não se desliga está separado, e pior, só aos 1.000; o ruído para um lado e a falta do "
    "LayerNorm, só aos 1.500. Em todo o resto as faixas se tocam."
)
DOUBLE = (
    "Retorno sem ruído com uma e com duas atualizações por passo, aos 1.000, 1.500 e 3.000 passos, com faixas de 95 % "
    "sobre 20 sementes. Aos 1.000 a faixa das duas atualizações está separada, e mais alta; depois as faixas se tocam."
)
UNKNOWN = (
    "Retorno sem ruído aos 3.000 passos, no treino correto e com cada um de treze desconhecidos, com faixas de 95 % "
    "sobre 20 sementes. Em sete a faixa do erro está separada e pior, cinco deles abaixo de −1.000; em seis as faixas "
    "se tocam."
)
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
    healthy = accused(HEALTHY)
    ends = (
        f"A lista pegou {len(hits)} de {len(STRANGERS)}: {center} %, com a faixa de 95 % de {low} a {high} %. "
        f"Alarmes falsos em treinos corretos: {int(healthy.sum())} de {len(healthy)}."
    )
    return Table(["o erro", "a lista"], rows, ends)


def link(one: Switch) -> str:
    """O endereço do relato, com o nome do repositório."""
    return f'<a href="{one.source.url}">{escape(one.source.where)}</a>'


def curves() -> tuple[Figure, str]:
    """O que a curva mostra nos desconhecidos e, embaixo, em quantos ela e a lista acusam."""
    seen, hits = apart(OTHERS, MOMENTS[-1]), caught(OTHERS)
    both = len(set(seen) & set(hits))
    says = (
        f"Separados na curva: {len(seen)} de {len(OTHERS)}. Pegos pela lista: {len(hits)} de {len(OTHERS)}.\n"
        f"Pelos dois: {both}. Só pela curva: {len(seen) - both}. Só pela lista: {len(hits) - both}."
    )
    return returns(OTHERS, MOMENTS[-1:], UNKNOWN), says


def better() -> tuple[Figure, Figure]:
    """As duas atualizações por passo: sem dizer, em vinte sementes, e de propósito, em dez."""
    return returns(["double_update"], MOMENTS, DOUBLE), updates_study(
        Study.load(course_file("resultados/atualizacoes.json"))
    )
