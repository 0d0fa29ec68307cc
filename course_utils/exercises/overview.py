"""O progresso à vista: o que já se resolveu numa aula e no curso, e o arquivo que se entrega ao professor."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

from ..support.audience import nobody_watches
from ..support.checks import path_of
from ..support.files import replace_file
from ..support.seal import seal
from .bets import SURE, bets_of
from .engine import exercises
from .kept import sound
from .results import FILE, damaged, memory, results, student, wagers

FORMAT, VERSION = "course_utils progress", 1
QUESTIONS = 5  # perguntas do quiz de cada aula


@dataclass(frozen=True, repr=False)
class Overview:
    """O progresso numa aula: `rows` são (resolvido, texto); `ends`, as frases do fim."""

    title: str
    rows: list[tuple[bool, str]]
    ends: list[str]

    def __repr__(self) -> str:
        return "\n".join([self.title, *(f"{'✓' if solved else '○'} {text}" for solved, text in self.rows), *self.ends])

    def _repr_html_(self) -> str:
        rows = "".join(f"<div>{'✓' if solved else '○'} {escape(text)}</div>" for solved, text in self.rows)
        ends = "".join(f"<div>{escape(end)}</div>" for end in self.ends)
        style = "border-left: 4px solid #0072B2; padding: 0.3em 0.9em; line-height: 1.6"
        return f'<div style="{style}"><div><strong>{escape(self.title)}</strong></div>{rows}{ends}</div>'


def progress(lesson: str) -> Overview:
    """O que já se resolveu na aula `lesson` (`"02"`), e quanto do curso. Num caderno, a última linha da célula.

    Erro: `ValueError`, se não há essa aula.
    """
    known, rows = results(), []
    for id, one in exercises(lesson).items():
        own = known.get(id)
        tried = f" · {plural(own.tries, 'tentativa')}" if own and own.tries else ""
        rows.append((bool(own and own.solved), f"{id} {one.title}{tried}"))
    answered = [own.solved for item, own in known.items() if item.startswith(f"{lesson}.q")]
    rows.append((sum(answered) == QUESTIONS, f"Quiz: {sum(answered)} de {QUESTIONS}"))
    solved = sum(own.solved for item, own in known.items() if ".q" not in item)
    ends = [*betting(lesson), f"No curso inteiro: {plural(solved, 'exercício')} até aqui."]
    if copies := damaged():
        ends.append(
            f"{FILE} estava estragado, e o que havia nele ficou em {', '.join(map(str, copies))}. O que se pôde ler "
            "conta aqui; o resto recomeçou. Quando não precisar mais da cópia, apague-a."
        )
    if memory and not nobody_watches():
        ends.append(f"Não foi possível gravar {FILE}: este progresso se perde quando o núcleo parar.")
    return Overview(f"Seu progresso na aula {lesson}", rows, ends)


def betting(lesson: str) -> list[str]:
    """Como se aposta: quantas se acertaram na aula e, no curso inteiro, quando se tinha certeza e quando não."""
    asked, made = bets_of(lesson), wagers()
    if not asked:
        return []
    own = [made[id] for id in asked if id in made]
    lines = [f"Apostas: {sum(one.right for one in own)} certas de {len(own)} feitas, das {len(asked)} da aula."]
    parts = []
    for sure, name in enumerate(SURE):
        if these := [one.right for one in made.values() if one.sure == sure]:
            parts.append(f"“{name}”, {sum(these)} de {len(these)}")
    if parts:
        lines.append(f"No curso inteiro, você acertou, quando disse {'; '.join(parts)}.")
    return lines


def plural(count: int, word: str) -> str:
    """Uma conta por extenso: 1 tentativa, 2 tentativas."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def export_progress(name: str, path: str | Path = "progresso.json") -> Path:
    """Grava o progresso num arquivo pequeno, para entregar ao professor, e devolve onde ele ficou.

    - `name`: o seu nome, como o professor o conhece.

    As apostas vão junto, e também os enganos que a conferência nomeou. O arquivo leva um selo, que mostra se ele foi
    cortado ou mexido por descuido; não é uma assinatura, e quem conhece o formato pode refazê-lo. Erro: `ValueError`,
    se o nome está em branco.
    """
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f'Escreva o seu nome entre aspas, como export_progress("Ana Souza"); recebi {name!r}.')
    path = path_of(path)
    items = {item: asdict(own) for item, own in sorted(results().items())}
    body = {"format": FORMAT, "version": VERSION, "name": sound(" ".join(name.split())), "items": items}
    body["bets"] = {item: asdict(own) for item, own in sorted(wagers().items())}
    if drawn_for := student():
        body["drawn_for"] = drawn_for
    text = json.dumps(body | {"seal": seal(body)}, ensure_ascii=False, indent=1) + "\n"
    replace_file(path, lambda file: file.write(text.encode()))
    return path
