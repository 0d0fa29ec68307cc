"""O que a aula 05 mostra dos estudos salvos: quem aprendeu, quem viu a bandeira e quando, e quem ficou preso."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import torch
from matplotlib.figure import Figure

from ...ddpg import DDPG
from ...normalization import FixedScale
from ...study import Study
from ...support.paths import course_arrays, course_file
from ...worlds.mountain_car import SCALE, SOLVED, drive
from ..plots import legible, number
from .car import policies
from .flag import first_flag, first_flags, seen_by, throttles, wilson

EXPLORED = ("nenhum", "gaussiano", "OU, dt = 1", "OU, dt = 0,01", "nos parâmetros")
STUCK = -99  # um retorno menor do que este só tem quem acelera no máximo o episódio inteiro, e não chega


@cache
def stored(name: str) -> Study:
    """Um estudo de `files/resultados/montanha/` (`ferramentas/gerar/montanha.py`)."""
    return Study.load(course_file(f"resultados/montanha/{name}.json"))


def together() -> Study:
    """As explorações e as mudanças num estudo só: os ajustes, as sementes e os passos são os mesmos."""
    noises, changes = stored("ruidos"), stored("mudancas")
    both = replace(noises, settings=noises.settings | changes.settings)
    both.add(changes.rows)
    return both


# --- quem aprende, e quando viu a bandeira --------------------------------------------------------------------------


def learned() -> tuple[Figure, pd.DataFrame, Figure]:
    """As curvas das cinco explorações, quantas sementes de cada uma viram a bandeira e resolvem no fim, e quando."""
    study = together().only(*EXPLORED)
    figure = study.plot()
    figure.set_size_inches(6.4, 3.8)
    figure.axes[0].set(title="20 sementes por exploração, faixa de 95 %", ylabel="retorno sem ruído")
    figure.axes[0].set_xticks([0, 10_000, 20_000], ["0", "10.000", "20.000"])
    alt = (
        "Curvas do retorno sem ruído contra os passos de ambiente, com faixas de 95 % sobre 20 sementes. Sem ruído e "
        "com ruído gaussiano, a linha fica em zero do começo ao fim. Com ruído nos parâmetros e com OU e dt igual a "
        "0,01, desce abaixo de zero, sobe a mais de 90 e fica lá. Com OU e dt igual a 1, sobe mais cedo e para perto "
        "de 75, com uma faixa que vai de perto de zero a mais de 90."
    )
    return legible(figure, alt), counted({name: (study, name) for name in EXPLORED}), when_seen()


def counted(rows: Mapping[str, tuple[Study, str]]) -> pd.DataFrame:
    """Quantas sementes viram a bandeira, quantas resolvem no fim, e a faixa de 95 % dessa parte, uma linha por nome."""
    return pd.DataFrame({name: _solved_and_seen(*own) for name, own in rows.items()}).T.rename_axis("ajuste")


def _solved_and_seen(study: Study, setting: str) -> dict[str, str]:
    end, seen = study.curves(setting).iloc[:, -1], np.isfinite(first_flag(study, setting))
    count = int((end >= SOLVED).sum())
    return {
        "viram a bandeira": f"{seen.sum()} de {len(end)}",
        "resolvem no fim": f"{count} de {len(end)}",
        "faixa de 95 %": _band(count, len(end)),
    }


def _band(count: int, total: int) -> str:
    low, high = wilson(count, total)
    return f"{100 * low:.0f} a {100 * high:.0f} %"


def when_seen() -> Figure:
    """O passo em que cada semente viu a bandeira, nas cinco explorações."""
    return first_flags(
        together().only(*EXPLORED),
        "O passo em que cada semente viu a bandeira pela primeira vez, uma linha por exploração. Sem ruído: as 20 na "
        "coluna do nunca, com um X, que marca as que não resolveram. Com ruído gaussiano: duas antes do passo 3.000, "
        "resolvidas, e 18 na coluna do nunca. Com OU e dt igual a 1: as 20 antes do passo 4.000, mas seis com um X. "
        "Com OU e dt igual a 0,01: 19 espalhadas até o fim, resolvidas, e uma na coluna do nunca. Com ruído nos "
        "parâmetros: as 20 entre os passos 1.000 e 15.000, todas resolvidas.",
    )


def predicted(p: float, warmup: int) -> Figure:
    """A parte das sementes que já viu a bandeira com o ruído nos parâmetros, e a prevista, com `p` por episódio."""
    return seen_by(
        stored("ruidos").only("nos parâmetros"),
        p,
        warmup,
        "A porcentagem de sementes que já viu a bandeira contra o passo. A escada medida, das 20 sementes com ruído "
        "nos parâmetros, e a curva prevista só com a chance do primeiro episódio andam juntas, de 0 no passo 1.000 a "
        "quase 100 por cento no passo 15.000.",
    )


# --- o acelerador preso ---------------------------------------------------------------------------------------------


def hidden_by_noise() -> pd.DataFrame:
    """As sementes do OU com dt = 1 que falham: o retorno no fim, sem ruído, e os episódios de treino, com ele."""
    study, name = stored("mudancas"), "OU, dt = 1"
    ends = study.curves(name).iloc[:, -1]
    failed = ends.index[ends < SOLVED]
    training = study.training[(study.training["setting"] == name) & (study.training["step"] > 15_000)]
    late = training[training["seed"].isin(failed)].groupby("seed")["return"]
    return pd.DataFrame(
        {
            "sem ruído": [number(end, 1) for end in ends[failed]],
            "treino, mediana": [number(own, 0) for own in late.median()],
            "episódios com bandeira": [f"{(own > 0).sum()} de {len(own)}" for _, own in late],
        },
        index=failed.rename("semente"),
    )


def throttle() -> Figure:
    """Quanto satura cada ator do OU com dt = 1 aos 8.000 passos, e quanto é de um lado só."""
    return throttles(
        pd.read_csv(course_file("resultados/montanha/acelerador_preso.csv")),
        "Um ponto por semente: na horizontal, a parte dos estados em que a ação satura; na vertical, quanto ela é de "
        "um lado só. Quase todas saturam em mais de 90 por cento dos estados. As 14 que resolvem estão embaixo, abaixo "
        "de 0,3: empurram para os dois lados. As seis que falham estão em cima, perto de 1: empurram sempre para o "
        "mesmo lado.",
    )


def sizes_and_memories() -> pd.DataFrame:
    """O OU com dois tamanhos e duas memórias, 40 sementes: quantas passaram pelo acelerador preso, e acabaram nele."""
    study = stored("tamanho_e_memoria")
    lines = {}
    for setting in study.settings:
        curves = study.curves(setting)
        end = int((curves.iloc[:, -1] < STUCK).sum())
        lines[setting] = {
            "presas em alguma avaliação": f"{(curves < STUCK).any(axis=1).sum()} de {len(curves)}",
            "presas no fim": f"{end} de {len(curves)}",
            "faixa de 95 %": _band(end, len(curves)),
        }
    return pd.DataFrame(lines).T.rename_axis("OU")


# --- para ir além ---------------------------------------------------------------------------------------------------


def newborns() -> pd.DataFrame:
    """O σ que dá d = 0,6 em quatro larguras e sem LayerNorm, e quantos recém-sorteados acham a bandeira com ele."""
    table = pd.read_csv(course_file("resultados/montanha/recem_nascidos.csv"), index_col="rede")
    table["σ"] = [number(sigma, 2) for sigma in table["sigma"]]
    table["acham a bandeira"] = [f"{k} de {n}" for k, n in zip(table["chegam"], table["atores"])]
    table["faixa de 95 %"] = [_band(*own) for own in zip(table["chegam"], table["atores"])]
    return table[["parâmetros", "σ", "acham a bandeira", "faixa de 95 %"]]


def one_change_each() -> pd.DataFrame:
    """Uma linha por mudança nos ajustes da aula, e a das vinte sementes que não serviram para escolher nada."""
    changes = stored("mudancas")
    rows = {"como na aula": (stored("ruidos"), "nos parâmetros")}
    rows |= {name: (changes, name) for name in changes.settings if not name.startswith("OU")}
    return counted(rows | {"outras 20 sementes": (stored("outras_sementes"), "nos parâmetros")})


def when_changed() -> Figure:
    """O passo em que cada semente viu a bandeira, com uma mudança por linha."""
    return first_flags(
        together().only("nos parâmetros", "γ = 0,95", "sem escala", "δ = 0,1", "δ = 1", "sem LayerNorm"),
        "O passo em que cada semente viu a bandeira pela primeira vez, uma linha por ajuste. Como na aula e com γ "
        "igual a 0,95: as 20 antes do passo 15.000, quase todas resolvidas. Sem escala: 12, espalhadas até o fim, e 8 "
        "na coluna do nunca. Com δ igual a 0,1: sete antes do passo 4.000, uma perto do fim e 12 na coluna do nunca. "
        "Com δ igual a 1: 18, três delas com um X. Sem LayerNorm: as 20, uma com um X.",
    )


def your_study(study: Study) -> Figure:
    """O passo em que cada semente de um estudo seu viu a bandeira, uma linha por ajuste."""
    return first_flags(
        study,
        "O passo em que cada semente do seu estudo viu a bandeira pela primeira vez, uma linha por ajuste; as marcas "
        "cheias são as que resolviam no fim.",
    )


def never_and_able(never: DDPG) -> Figure:
    """O que faz em cada estado um agente que nunca viu a bandeira, e o que faz o guardado, que aprendeu.

    - `never`: um agente; vale a primeira réplica dele.
    """
    able = DDPG(2, 1, normalizer=FixedScale(*SCALE))
    able.actor.flat.copy_(torch.from_numpy(course_arrays("pesos/carro.npz")["actor"])[None])
    agents = {"nunca viu a bandeira": never, "aprendeu": able}
    alt = (
        "A ação do ator em cada posição e velocidade, em dois mapas. Em quem nunca viu a bandeira, tudo quase branco, "
        "ação perto de zero, e um episódio que não sai do fundo do vale. Em quem aprendeu, azul embaixo, laranja em "
        "cima, ação no máximo a favor da velocidade, e um episódio que vai para a esquerda, volta e chega à bandeira."
    )
    paths = {name: _path(agent) for name, agent in agents.items()}
    return policies({name: (agent, 0) for name, agent in agents.items()}, alt, paths)


def _path(agent: DDPG) -> np.ndarray:
    """Um episódio sem ruído da primeira réplica, a partir de −0,5: posição e velocidade, `[passo, 2]`."""

    def act(x: float, v: float) -> float:
        obs = np.array([[[x, v]]], np.float32)
        return agent.act(obs.repeat(len(agent.seeds), 0))[0, 0, 0]

    positions, _ = drive(act)
    return np.stack((positions[1:], np.diff(positions)), -1)
