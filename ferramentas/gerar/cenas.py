"""Grava as cenas da demonstração: treina, guarda o que o painel receberia e o treino no fim de cada uma.

Rode `python ferramentas/gerar/cenas.py` (um minuto) para refazer todas; com nomes, como `python
ferramentas/gerar/cenas.py placebo`, só essas. Toda cena acaba junto com um episódio: retomá-la não repete ações, e
por isso não depende da máquina.
"""

import base64
import json
import lzma
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from course_utils import ParameterNoise, Trainer
from course_utils.live.laboratory import Laboratory
from course_utils.support.paths import files_dir

HERE = files_dir() / "cenas"
#: De quantos em quantos passos há uma resposta do painel, e um quadro com os pesos dos atores.
ANSWERS, FRAMES = 50, 200
#: O que o painel usa de uma resposta; o resto (a hora, os avisos) é de cada vez que se toca.
KEPT = ("step", "live", "distance", "pulse", "returns", "trace", "traced", "changes", "scale")


class Plan(NamedTuple):
    """O que se faz numa cena.

    - `moves`: (passo, ajuste, valor); o ajuste "placebo" não tem valor.
    - `noisy`: se os pêndulos da tela se movem com o ruído, como no treino.
    """

    title: str
    watch: str
    steps: int
    settings: dict[str, Any] = {}
    twins: bool = False
    noisy: bool = False
    moves: tuple[tuple[int, str, float | None], ...] = ()


PLANS = {
    "sigma-grande": Plan(
        "σ grande demais",
        "O ruído começa vinte vezes maior que o do curso. Olhe σ: enquanto o termostato não o esfria, o agente age "
        "quase ao acaso e fica abaixo da turma. Depois, aprende.",
        4400,
        dict(exploration=ParameterNoise(sigma=1.0)),
        noisy=True,
    ),
    "tau-1": Plan(
        "τ = 1",
        "O gêmeo não tem redes-alvo: a cópia é sempre igual à original. O original aprende e se firma; o gêmeo sobe, "
        "cai e não se firma.",
        4400,
        twins=True,
        moves=((0, "tau", 1.0),),
    ),
    "gemeos": Plan(
        "Gêmeos",
        "Dois treinos iguais, da mesma semente, até o passo 2.100: ali o σ do gêmeo vai a 0,3. No episódio em curso "
        "nada muda; no seguinte, ele cai.",
        3200,
        twins=True,
        noisy=True,
        moves=((2100, "sigma", 0.3),),
    ),
    "placebo": Plan(
        "Placebo",
        "A cena dos gêmeos outra vez, mas o σ do gêmeo só muda um milionésimo. Os retornos continuam juntos: a queda "
        "da outra cena era efeito de σ, e não do acaso. Repare em d, no fim: nem o placebo dura para sempre.",
        3200,
        twins=True,
        noisy=True,
        moves=((2100, "placebo", None),),
    ),
    "sem-aquecimento": Plan(
        "Sem aquecimento",
        "Quatro sementes que aprendem desde o primeiro passo, sem as 500 ações sorteadas do começo. A faixa cinza é a "
        "turma, que as teve. Quantas a alcançam?",
        4000,
        dict(seeds=range(4), warmup=0),
    ),
    "delta-dobra": Plan(
        "δ dobra no meio",
        "No passo 2.000, o δ do gêmeo vai de 0,2 a 0,4. Olhe o σ dele subir atrás de δ, e d com ele. No retorno, quase "
        "nada se vê.",
        4000,
        twins=True,
        moves=((2000, "delta", 0.4),),
    ),
}


def record(name: str) -> None:
    """Treina a cena `name` e grava os seus dois arquivos."""
    plan = PLANS[name]
    trainer, setup, messages, frames = played(plan)
    scene = {
        "title": plan.title,
        "watch": plan.watch,
        "noisy": plan.noisy,
        "setup": short(setup),
        "messages": short(messages),
        "every": FRAMES,
        "weights": base64.b64encode(np.concatenate(frames).tobytes()).decode(),
        "recording": json.loads(trainer.recording.to_json()),
    }
    text = json.dumps(scene, ensure_ascii=False, separators=(",", ":"))
    (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    with tempfile.TemporaryDirectory() as folder:
        trainer.save(Path(folder, "fim.ckpt"))
        (HERE / f"{name}.ckpt.xz").write_bytes(lzma.compress(Path(folder, "fim.ckpt").read_bytes()))


def played(plan: Plan) -> tuple[Trainer, dict[str, Any], list[dict[str, Any]], list[np.ndarray]]:
    """O treino no fim, o que não muda nele, as respostas do painel e, de quadro em quadro, os pesos dos atores."""
    usual: dict[str, Any] = dict(seeds=[0], exploration=ParameterNoise(), engine="torch")
    laboratory = Laboratory(Trainer("Pendulum-v1", **usual | plan.settings))
    laboratory.set_twins(plan.twins)
    trainer, moves = laboratory.trainer, list(plan.moves)
    setup: dict[str, Any] = {}
    messages: list[dict[str, Any]] = []
    frames: list[np.ndarray] = []
    known: dict[str, Any] = dict(generation=-1, returns=[], trace=0, changes=0)
    while True:
        while moves and moves[0][0] == trainer.steps:
            _, setting, value = moves.pop(0)
            laboratory.placebo() if value is None else laboratory.change(setting, value)
        if trainer.steps % ANSWERS == 0:
            message, weights = laboratory.answer({"do": "tick", "weights": True, "maps": None, **known})
            setup = setup or message["setup"] | {"maps": False}  # sem o crítico, não há mapas
            messages.append({key: message[key] for key in KEPT})
            ended, changed = [len(own) for own in trainer.history], len(trainer.changes)
            known = dict(generation=message["generation"], returns=ended, trace=message["traced"], changes=changed)
            if trainer.steps % FRAMES == 0:
                frames.append(np.frombuffer(weights[0], np.float32).astype("<f2"))
        if trainer.steps == plan.steps:
            return trainer, setup, messages, frames
        trainer.step()
        laboratory.session.after_step()


def short(thing: Any) -> Any:
    """O mesmo, com os números de sete algarismos: bastam à tela, e o arquivo fica pela metade."""
    if isinstance(thing, dict):
        return {key: short(one) for key, one in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [short(one) for one in thing]
    return float(f"{thing:.7g}") if isinstance(thing, float) else thing


if __name__ == "__main__":
    for name in sys.argv[1:] or PLANS:
        record(name)
        print(f"✓ {name}", flush=True)
