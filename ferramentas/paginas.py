"""De um texto de aula às páginas de uma projeção: o título, o essencial de cada parágrafo, e o resto para as notas.

Um slide não é uma página de livro. Ficam os títulos, as apostas, as listas, as tabelas, as fórmulas e o começo de cada
trecho; o texto inteiro vai para as notas de quem fala. O que não cabe numa tela continua na seguinte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BET = "**Aposte antes.**"
#: O que cada um faz no seu computador, e não se projeta.
ALONE = ("Cinco perguntas", "O que você já resolveu")
#: Quantas linhas de texto cabem numa tela, e quantas letras numa linha.
LINES, WIDTH = 12, 76
ENDING = re.compile(r"([.!?][*\"”)]*)\s+(?=[A-ZÀ-Ý¿*$`\"“(])")
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
ELSEWHERE = re.compile(r"^\[Abrir no Colab\].*$", re.MULTILINE)


@dataclass
class Page:
    """Uma tela: o título, os blocos de Markdown, e o texto inteiro do trecho (só na primeira tela dele)."""

    title: str
    level: int
    blocks: list[str] = field(default_factory=list)
    notes: str = ""


def pages(source: str, title: str = "") -> list[Page]:
    """As telas de uma célula de texto; `title` é o da seção em que ela está, se ela não abre outra."""
    found: list[Page] = []
    for level, own, body in sections(ELSEWHERE.sub("", FOLDED.sub("", source))):
        if own in ALONE:
            continue
        title = own or title
        room = [Page(title, level)]
        for block in essential(blocks(body)):
            last = room[-1]
            apart = BET in block or any(BET in one for one in last.blocks)
            if last.blocks and (apart or sum(map(height, [*last.blocks, block])) > LINES):
                leads = not prose(block) and prose(last.blocks[-1]) and len(last.blocks) > 1  # quem apresenta vai junto
                room.append(Page(title, 3, [last.blocks.pop()] if leads else []))
            room[-1].blocks.append(block)
        room[0].notes = body.strip()
        found += room if own or room[0].blocks else []
    return found


def sections(source: str) -> list[tuple[int, str, str]]:
    """Os trechos de um texto: o nível e o título de cada um (3 e vazio, se ele começa sem), e o que há embaixo."""
    parts = re.split(r"^(#{1,3}) (.+)$", source, flags=re.MULTILINE)
    first = [(3, "", parts[0])] if parts[0].strip() else []
    return first + [(len(mark), own, body) for mark, own, body in zip(parts[1::3], parts[2::3], parts[3::3])]


def blocks(body: str) -> list[str]:
    """Os blocos de um trecho, separados por linhas em branco; um bloco de código, com as suas, é um só."""
    parts = re.split(r"(^```.*?^```$)", body, flags=re.DOTALL | re.MULTILINE)
    split = [[part] if part.startswith("```") else re.split(r"\n\s*\n", part) for part in parts]
    return [block.strip() for own in split for block in own if block.strip()]


def essential(found: list[str]) -> list[str]:
    """Dos blocos de um trecho, o que se projeta."""
    short = sum(map(len, found)) <= 560
    kept: list[str] = []
    for k, block in enumerate(found):
        introduces = k + 1 < len(found) and not prose(found[k + 1])
        if is_list(block):
            kept.append("\n".join(lead(item, 170) for item in re.split(r"\n(?=[-*] |\d+\. )", block)))
        elif not prose(block):
            kept.append(block)
        elif short or block.startswith(BET):
            kept.append(lead(block, 420))
        elif k == 0 or block.startswith("**"):
            kept.append(lead(block, 250))
        elif introduces:
            kept.append(sentences(block)[-1])
    return [f"> {block}" if block.startswith(BET) else block for block in kept if balanced(block)]


def lead(text: str, most: int) -> str:
    """As primeiras frases de um texto, ao menos uma, até umas `most` letras."""
    kept = ""
    for sentence in sentences(text):
        longer = f"{kept} {sentence}".strip()
        if kept and balanced(kept) and len(longer) > most:
            break
        kept = longer
    return kept


def sentences(text: str) -> list[str]:
    """As frases de um texto."""
    return ENDING.sub("\\1\0", text).split("\0")


def balanced(text: str) -> bool:
    """Se nenhum negrito, fórmula, código ou parêntese ficou aberto."""
    return not any(text.count(mark) % 2 for mark in ("**", "$", "`")) and text.count("(") == text.count(")")


def is_list(block: str) -> bool:
    """Se o bloco é uma lista."""
    return bool(re.match(r"[-*] |\d+\. ", block))


def prose(block: str) -> bool:
    """Se o bloco é um parágrafo, e não uma lista, tabela, fórmula, citação ou código."""
    return not (is_list(block) or block.startswith(("|", "$$", ">", "```", "<")))


def height(block: str) -> float:
    """Mais ou menos quantas linhas um bloco ocupa na tela."""
    lines = block.splitlines()
    if block.startswith("```"):
        return 0.7 * len(lines)
    if block.startswith("|"):
        return sum(1.1 * -(-len(line) // 130) + 0.2 for line in lines)
    if block.startswith("$$"):
        return 3
    return sum(-(-len(line) // WIDTH) + (0.25 if is_list(block) else 0) for line in lines) + 0.6
