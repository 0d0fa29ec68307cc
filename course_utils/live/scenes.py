"""As cenas: um treino gravado junto com o que o painel recebeu dele. Tocam-se, e nunca se recomputam.

Cada uma são dois arquivos de `files/cenas/`, que `gravar.py`, ali, refaz: `<nome>.json`, com o que a página precisa, e
`<nome>.ckpt.xz`, o checkpoint do fim da cena, comprimido, para quem quiser continuar dali.
"""

from __future__ import annotations

import json
import lzma
import tempfile
from pathlib import Path
from typing import Any

from ..support.checks import similar
from ..support.paths import course_file
from ..training import Trainer
from .sources import PANEL_STYLES, module, page_of, styles

#: Na ordem em que se mostram.
SCENES = ("sigma-grande", "tau-1", "gemeos", "placebo", "sem-aquecimento", "delta-dobra")


def scene_data(name: str) -> dict[str, Any]:
    """O que a página precisa para tocar uma cena, e a gravação do treino.

    - `title`, `watch`: o nome, e a frase que diz à turma o que olhar. `noisy`: se os pêndulos se mostram com o ruído.
    - `setup`, `messages`: as respostas que o painel recebeu, de 50 em 50 passos.
    - `weights`, `every`: os pesos dos atores, em base64, float16 `[quadro, réplica, parâmetro]`, e de quantos em
      quantos passos é um quadro.
    - `recording`: a `Recording` do treino, como JSON.

    Erro: `ValueError`, se não há cena com esse nome.
    """
    return json.loads(_file(name, "json").read_text(encoding="utf-8"))


def scene_trainer(name: str) -> Trainer:
    """O treino no fim da cena, pronto para continuar: outro a cada chamada. Erro: `ValueError`, como `scene_data`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "fim.ckpt")
        path.write_bytes(lzma.decompress(_file(name, "ckpt.xz").read_bytes()))
        return Trainer.load(path)


def scene_shown(name: str) -> dict[str, Any]:
    """Só o que a página usa de `scene_data`: tudo, menos a gravação. Erro: `ValueError`, como `scene_data`."""
    return {key: value for key, value in scene_data(name).items() if key != "recording"}


def scene_page(name: str) -> str:
    """Uma página HTML que toca a cena e se basta: sem núcleo, e sem pedir nada a ninguém.

    Espera, com as curvas inteiras, que alguém a toque. Dentro de um `<iframe>`, fica da altura do que mostra e segue o
    tema de fora. Erro: `ValueError`, como `scene_data`.
    """
    return page_of(styles(*PANEL_STYLES, "player.css"), module("player.js"), scene_shown(name))


def _file(name: str, kind: str) -> Path:
    if name not in SCENES:
        raise ValueError(f"Não há cena chamada {name!r}{similar(str(name), SCENES)}")
    return course_file(f"cenas/{name}.{kind}")
