"""Um .zip de entregas, aberto sem se confiar nele.

Cada arquivo de dentro sai com um número no lugar do nome: o nome que ele tinha serve só para mostrar, e assim nenhum
caminho leva para fora da pasta, nenhum nome repetido apaga outro, e um nome que só vale no Windows não atrapalha.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from .inspection import LARGEST, refuse_size

#: Do .zip: o tamanho dele, quantos arquivos pode trazer, e quanto eles podem ocupar depois de abertos.
HEAVIEST, MOST, TOTAL = 100_000_000, 2_000, 500_000_000


def unpacked(archive: Path, into: Path) -> Iterator[tuple[Path, str, str]]:
    """Abre um .zip na pasta `into`: de cada arquivo, onde ficou, que nome tinha e, se não se abriu, por quê.

    As pastas que embrulham tudo saem dos nomes. Erro: `ValueError`, se não é um .zip inteiro, ou se é grande demais.
    """
    if archive.stat().st_size > HEAVIEST:
        raise ValueError(f"{archive} tem mais de {HEAVIEST // 10**6} MB. Tire dele os vídeos e as imagens.")
    try:
        file = ZipFile(archive)
    except (BadZipFile, NotImplementedError, ValueError) as error:  # um nome que não é UTF-8, uma versão que não há
        raise ValueError(
            f"{archive} não é um .zip inteiro. Compacte a pasta de novo, ou dê a própria pasta."
        ) from error
    with file:
        yield from opened(file, into)


def opened(file: ZipFile, into: Path) -> Iterator[tuple[Path, str, str]]:
    """O que `unpacked` devolve, de um .zip já aberto."""
    members = [(one, parts) for one in file.infolist() if not one.is_dir() and visible(parts := parts_of(one))]
    if len(members) > MOST:
        raise ValueError(f"O .zip traz {len(members)} arquivos, e o limite é {MOST}. Divida-o.")
    if sum(min(one.file_size, LARGEST) for one, _ in members) > TOTAL:
        raise ValueError(f"Aberto, o .zip ocuparia mais de {TOTAL // 10**6} MB. Tire dele o que não é .json.")
    enclosed = wrappers([parts for _, parts in members])
    for number, (member, parts) in enumerate(members):
        path = into / f"{number}.json"
        yield path, "/".join(parts[enclosed:]), trouble_in(file, member, path)


def wrappers(names: list[list[str]]) -> int:
    """Quantas pastas embrulham tudo: a que se compactou e, dentro dela, as que ainda deixam uma pasta a cada aluno."""
    levels = zip(*(parts[:-1] for parts in names))
    shared = sum(1 for _ in takewhile(lambda level: len(set(level)) == 1, levels))
    return min(shared, max(1, min(map(len, names), default=0) - 2))


def trouble_in(zipped: ZipFile, member: ZipInfo, path: Path) -> str:
    """Escreve um arquivo do .zip em `path`; o que impediu, numa frase, ou nada."""
    if member.flag_bits & 1:
        return "está protegido por senha"
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "está compactado de um jeito que não se lê aqui; use o .zip comum"
    try:
        refuse_size(member.file_size)
    except ValueError as error:
        return str(error)
    try:
        with zipped.open(member) as packed:
            path.write_bytes(packed.read(LARGEST))
    except Exception as error:  # o que está estragado dentro de um .zip aparece de muitos jeitos
        return f"não se descompacta ({type(error).__name__})"
    return ""


def parts_of(member: ZipInfo) -> list[str]:
    """As pastas e o nome de um arquivo do .zip, sem o que levaria para fora: nem raiz, nem `..`, nem `C:`."""
    return [part for part in re.split(r"[\\/]", name_of(member)) if part not in ("", ".", "..") and part[1:] != ":"]


def name_of(member: ZipInfo) -> str:
    """O nome de um arquivo do .zip: sem a marca de UTF-8, pode estar assim mesmo (macOS) ou na página do Windows."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:  # o Python 3.13 já o leu, de outro campo do .zip
        return member.filename
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp850")


def visible(parts: list[str]) -> bool:
    """Se um arquivo conta: não o que começa com ponto, nem o que o macOS põe junto."""
    return bool(parts) and "__MACOSX" not in parts and not any(part.startswith(".") for part in parts)
