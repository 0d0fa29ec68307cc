"""As entregas postas por aluno: o progresso de cada um junto da sua gravação, e o que foi entregue duas vezes."""

from __future__ import annotations

from collections.abc import Iterable

from ..exercises.drawn import plain
from ..exercises.results import Kept, Result
from .delivery import Entry

Progress = dict[str, Kept]


def joined(entries: list[Entry]) -> list[Entry]:
    """As entregas em ordem de aluno, com o progresso de cada um na sua linha e as repetidas apontadas."""
    rows = [one for one in entries if one.progress is None]
    grades: dict[str, list[Entry]] = {}
    for one in entries:
        if one.progress is not None:
            grades.setdefault(plain(one.student), []).append(one)
    for name, own in grades.items():
        recordings = [row for row in rows if row.env and plain(row.student) == name]
        own[0].progress = together(one.progress or {} for one in own)
        own[0].reasons = [reason for one in own for reason in one.reasons] + doubt(recordings, own)
        for row in recordings:
            row.progress, row.reasons = own[0].progress, row.reasons + own[0].reasons
        rows += [] if recordings else own[:1]
    for row in rows:
        twins = {told(row, other) for other in rows if other is not row and set(other.marks) & set(row.marks)}
        if twins:
            row.reasons.append(f"é o mesmo treino de {', '.join(sorted(twins))}: mesmos ajustes, semente e mudanças")
    return sorted(rows, key=lambda row: (plain(row.student), row.file))


def doubt(recordings: list[Entry], own: list[Entry]) -> list[str]:
    """O que conferir quando uma linha junta arquivos que podem ser de pessoas diferentes.

    Nada, se todos estão numa pasta só (ou o `Moodle` os diz do mesmo aluno) e os progressos não trazem dois nomes.
    """
    files = [one.file for one in recordings + own]
    places = {file.rpartition("/")[0] or file.partition("_assignsubmission_file")[0] for file in files}
    names = [plain(one.named) for one in own]
    if len(places) == 1 and len({*names} - {""}) < 2 and names.count("") < 2:
        return []
    wrapped = "; se a pasta embrulha as dos alunos, dê a de dentro" if any("/" in file for file in files) else ""
    return [f"junta {len(files)} arquivos, confira se são de uma pessoa só{wrapped}: {', '.join(files)}"]


def told(row: Entry, other: Entry) -> str:
    """Como uma entrega chama outra: pelo aluno ou, se é dele mesmo, pelo arquivo."""
    return other.file if plain(other.student) == plain(row.student) else other.student


def together(files: Iterable[Progress]) -> Progress:
    """O progresso de quem entregou mais de um arquivo: de cada exercício, o resolvido; do resto, o do primeiro."""
    one: Progress = {}
    for own in files:
        solved = {item: it for item, it in own.items() if isinstance(it, Result) and it.solved}
        one = own | one | {item: it for item, it in solved.items() if not getattr(one.get(item), "solved", False)}
    return one


def of_each(entries: list[Entry]) -> list[Progress]:
    """O progresso de cada aluno, uma vez só."""
    return list({plain(row.student): row.progress for row in entries if row.progress is not None}.values())
