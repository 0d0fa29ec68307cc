"""A célula de partida: confere a instalação em um instante, sem rede, e diz em português o que consertar."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Callable, Iterable
from importlib import metadata

from packaging.requirements import Requirement

from .paths import course_file, files_dir
from .terminal import forgive_signs

DISTRIBUTION = "ddpg-com-ruido"


def check_installation(details: bool = False) -> None:
    """Confere Python, pacotes, widgets, arquivos do curso e processador, e mostra um veredito por linha.

    - `details`: mostra também as versões, para colar num pedido de ajuda.
    """
    forgive_signs()
    print("\n".join(report(details=details)))


def report(
    *,
    details: bool = False,
    version_of: Callable[[str], str] = metadata.version,
    python: tuple[int, ...] = sys.version_info[:3],
    cores: int | None = None,
    vscode: bool | None = None,
    gpu: str | None = None,
) -> list[str]:
    """As linhas de `check_installation`; os argumentos deixam um teste fingir outra máquina."""
    cores = cores or os.cpu_count() or 1
    vscode = "VSCODE_PID" in os.environ or "VSCODE_CWD" in os.environ if vscode is None else vscode
    lines, found = [], {}
    lines.append(
        "✓ Python 3.11 ou mais novo"
        if python >= (3, 11)
        else f"✗ Python {'.'.join(map(str, python))}: o curso precisa do 3.11 ou mais novo. Instale-o e comece de novo."
    )
    wrong = []
    for wanted in requirements():
        try:
            found[wanted.name] = version = version_of(wanted.name)
        except metadata.PackageNotFoundError:
            wrong.append(f"✗ falta o pacote {wanted.name}. {fix(wanted)}")
            continue
        if not wanted.specifier.contains(version, prereleases=True):
            wrong.append(f"✗ {wanted.name} {version}: o curso pede {wanted.specifier}. {fix(wanted)}")
    lines += wrong or ["✓ pacotes: todos instalados, em versões que o curso aceita"]
    if vscode and found.get("ipywidgets") == "8.1.9":
        lines.append(
            "! ipywidgets 8.1.9 não desenha nada em algumas versões do VS Code. Se um controle não aparecer, rode "
            '`%pip install "ipywidgets==8.1.8"`, ou use o JupyterLab.'
        )
    lines.append(course_files())
    lines.append(
        "✓ processador: 2 núcleos ou mais"
        if cores > 1
        else "! processador: 1 núcleo só. Tudo funciona; os treinos demoram um pouco mais."
    )
    if gpu := gpu or graphics_card():
        lines.append(
            f"✓ placa de vídeo: {gpu}. As redes deste curso são pequenas e não ganham com ela; costuma compensar em "
            'redes grandes, como a da aula 06, com `device="cuda"`.'
        )
    if details:
        lines += [f"  Python {'.'.join(map(str, python))}, {sys.platform}, {cores} núcleos"]
        lines += [f"  {name} {version}" for name, version in found.items()]
    bad = sum(line.startswith("✗") for line in lines)
    lines.append(
        "Pode seguir."
        if not bad
        else "Conserte o que tem ✗, reinicie o núcleo (menu Núcleo) e rode esta célula de novo."
    )
    return lines


def graphics_card() -> str | None:
    """O nome da GPU que o torch pode usar, se houver."""
    try:
        import torch
    except ImportError:
        return None
    return torch.cuda.get_device_name() if torch.cuda.is_available() else None


def requirements() -> list[Requirement]:
    """O que o curso pede, do pacote instalado ou, num clone que não se instalou, de `pyproject.toml`."""
    lines: Iterable[str]
    try:
        lines = [line for line in metadata.requires(DISTRIBUTION) or [] if "extra ==" not in line]
    except metadata.PackageNotFoundError:
        project = tomllib.loads((files_dir().parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        lines = project["dependencies"]
    return [Requirement(line) for line in lines]


def fix(wanted: Requirement) -> str:
    """O comando que instala um pacote do curso. O torch do Colab é o do Colab: não se troca."""
    if "google.colab" in sys.modules:
        return "No Colab: menu Ambiente de execução, Desconectar e excluir, e abra a aula de novo."
    return f'Numa célula: %pip install "{wanted.name}{wanted.specifier}"'


def course_files() -> str:
    """Se os arquivos que as aulas mostram estão à mão."""
    try:
        course_file("pesos/pendulo.json")
    except FileNotFoundError as error:
        return f"✗ arquivos do curso: {error}"
    return "✓ arquivos do curso: à mão"
