"""A bancada: um paciente sorteado pelo nome, instrumentos com preço, e o diagnóstico que vem antes de ler o código.

Tudo está na página: ela funciona igual com o núcleo, no caderno gravado e no site. Onde não há scripts, fica um caso
contado em `<details>`: as leituras de um paciente, uma por instrumento, e o que ele tinha.
"""

from __future__ import annotations

import json
import random
from html import escape
from typing import Any

import traitlets

from ...bugs import BUGS
from ...bugs.checklist import BENCH
from ...bugs.hospital import patients, told
from ...bugs.strangers import STRANGERS
from ...figures.lasting import Lasting
from ...live.sources import module, source
from ...support.audience import nobody_watches
from ..report import rich

SUSPECTS = 6
#: O caso que se conta onde não há scripts.
EXAMPLE = "squared_d"


class Bench(Lasting):
    """A bancada na tela: `bench()`, na última linha de uma célula."""

    _esm = module("bench.js")
    _css = source("bench.css")
    title = "A bancada do hospital"
    page = traitlets.Unicode().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(page=page())

    def remains(self) -> tuple[dict, dict]:
        """O que fica no caderno sem o núcleo: a mesma página, com o seu script."""
        script = f'<script type="module">\n{self._esm}\nenhance(document);\n</script>'
        data = {"text/html": f"<style>{self._css}</style>{self.page}", "text/plain": self.title}
        if nobody_watches():
            data["text/html"] += script
        return data, {}


def bench() -> Bench:
    """A bancada, com um paciente para cada nome."""
    return Bench()


def wards() -> list[dict[str, Any]]:
    """Os pacientes, para a página: as leituras de cada instrumento, os suspeitos e o que ele tem."""
    everything, names = BUGS | STRANGERS, patients()
    wards = []
    for name in names:
        others = random.Random(name).sample([other for other in names if other != name], SUSPECTS - 1)
        suspects = random.Random(f"{name} e os outros").sample([name, *others], SUSPECTS)
        own = everything[name]
        wards.append(
            {
                "says": told(name),
                "suspects": [{"title": everything[one].title, "symptom": everything[one].symptom} for one in suspects],
                "right": suspects.index(name),
                "wrong": own.wrong,
                "fixed": own.right,
                "where": own.source.where,
                "url": own.source.url,
            }
        )
    return wards


def page() -> str:
    """A bancada em HTML: o caso contado, que o script troca pela bancada, e os dados de todos os pacientes."""
    data = {"tools": [[key, own.title, own.minutes] for key, own in BENCH.items()], "wards": wards()}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return (
        '<div class="hospital" role="region" lang="pt-BR" aria-label="A bancada do hospital" '
        f'data-lm-suppress-shortcuts="true"><div class="caso">{example()}</div>'
        f'<script type="application/json" class="pacientes">{text}</script></div>'
    )


def example() -> str:
    """O caso contado, sem scripts."""
    own = BUGS[EXAMPLE]
    found = told(EXAMPLE)
    tools = "".join(
        f"<details><summary>{escape(one.title)} ({one.minutes} min)</summary>"
        f"{''.join(f'<p>{escape(says)}</p>' for says in found[key])}</details>"
        for key, one in BENCH.items()
    )
    code = escape(f"errado: {own.wrong}\ncerto:  {own.right}")
    return (
        "<p>Aqui os botões não funcionam. Fica um caso guardado: abra só os instrumentos que quiser, some os minutos e "
        f"diga o que o paciente tem antes de abrir a última linha.</p>{tools}"
        f"<details><summary>O que ele tinha</summary><p>{rich(own.title)}.</p><pre>{code}</pre></details>"
    )
