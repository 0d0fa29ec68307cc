"""`share_policy`: uma página sua, num arquivo só, com a política que você treinou.

A página sabe calcular as redes do curso e simular o pêndulo e o carro. Quem a abre, então, empurra o corpo, e a
política responde ali mesmo, sem internet e sem Python. Do que ela não sabe, leva um episódio gravado.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from ..figures.episode import Film, film, film_bundle
from ..support.agents import check_agent
from ..support.checks import integer, path_of, shown
from ..support.files import replace_file
from ..training import Trainer
from .export import actor_of, layout_of, scales_of
from .page_lab import json_of
from .race import STYLES
from .sources import module, styles


class Known(NamedTuple):
    """Um mundo que a página simula: como ela o chama, o título, o que se diz, e o alcance de cada observação."""

    kind: str
    title: str
    told: str
    reach: tuple[float, ...]


KNOWN = {
    "Pendulum-v1": Known(
        "pendulum",
        "Meu pêndulo",
        "Uma rede neural move este pêndulo, aqui mesmo, nesta página. Empurre-o e veja se ela o põe de novo em pé.",
        (1, 1, 8),
    ),
    "MountainCarContinuous-v0": Known(
        "car",
        "Meu carro na montanha",
        "Uma rede neural dirige este carro, aqui mesmo, nesta página. Empurre-o e veja se ele ainda chega à bandeira.",
        (1.2, 0.07),
    ),
}

#: A página não busca nada de fora, e o diz ao navegador.
_PAGE = """<!DOCTYPE html><html lang="pt-BR"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,"><style>{css}</style>
<body><main><h1>{title}</h1><p>{told}</p><div class="{box}">{still}</div></main><script type="module">
{js}
mount(document.querySelector(".{box}"), {options});
</script></body></html>"""
_SILENT = "<noscript>Aqui os scripts não rodam, e por isso nada se move. Abra esta página num navegador.</noscript>"


def share_policy(
    path: str | Path,
    agent: Any,
    env: str | Callable[[], Any] | None = None,
    *,
    replica: int = 0,
    title: str | None = None,
    seed: int = 1000,
    steps: int = 200,
) -> None:
    """Escreve em `path` uma página que se basta, com a política de um agente, para mandar a quem quiser vê-la.

    - `path`: o arquivo, que termina em `.html`; o que havia nele se perde.
    - `agent`: um `Trainer`, ou um agente, como em `evaluate`; `replica` diz qual das réplicas dele.
    - `env`: como em `show_episode`. Pode faltar com um `Trainer`, que tem o seu, e com um agente que recebe e dá o que
      pedem o pêndulo (3 observações, 1 ação) ou o carro na montanha (2 e 1).
    - `title`: o título da página; há um pronto.
    - `seed`, `steps`: os do episódio gravado, como em `show_episode`.

    Com o id `"Pendulum-v1"` ou `"MountainCarContinuous-v0"`, a rede age na página: quem a abre empurra o corpo, muda o
    ruído e joga contra ela. Noutro ambiente, ou com uma rede que a página não sabe calcular, vai um episódio gravado, e
    o ambiente precisa se desenhar. Imprime o que escreveu.

    Erros: `TypeError`, se não é um agente; `ValueError`, se falta `env`, se o ambiente não serve ou não se desenha, ou
    se `path` não é de uma página; `FileNotFoundError`, se a pasta não existe.
    """
    path, title = _page_path(path), _title(title)
    if isinstance(agent, Trainer):
        agent, env = agent.agent, agent.arguments["env"] if env is None else env
    check_agent(agent)
    replica = integer("replica", replica, 0, len(agent.seeds) - 1)
    env = _world_of(agent) if env is None else env
    known = KNOWN.get(env) if isinstance(env, str) else None
    racer = page_racer(agent, replica, known.reach) if known else None
    if known and racer:
        text = live_page(racer, known, title)
        told = "a política age na página, e quem abrir pode empurrar"
    else:
        own = film(agent, env, integer("seed", seed, 0), replica, integer("steps", steps, 1, 2000))
        text = film_page(own, title)
        what = "calcular esta rede" if known else "simular este ambiente"
        told = f"um episódio gravado, porque a página não sabe {what}"
    replace_file(path, lambda file: file.write(text.encode()))
    print(f"{path.name}: {told}. Abra com um duplo clique.")


def _page_path(path: Any) -> Path:
    """O caminho de uma página: sem `.html`, um duplo clique não a abre num navegador."""
    found = path_of(path)
    if found.suffix.lower() != ".html":
        raise ValueError(f"`path` recebeu {shown(path)}; aceita um nome que termine em .html, como 'minha.html'.")
    return found


def _title(title: Any) -> str | None:
    if title is not None and (not isinstance(title, str) or not title.strip()):
        raise (ValueError if isinstance(title, str) else TypeError)(
            f"`title` recebeu {shown(title)}; aceita um texto, como 'O pêndulo da Ana', ou nada."
        )
    if title and any("\ud800" <= letter <= "\udfff" for letter in title):
        raise ValueError(
            f"`title` recebeu {shown(title)}, que tem metade de um símbolo, e um arquivo não a guarda. Copie de novo o "
            "título, ou tire dele esse sinal."
        )
    return title


def _world_of(agent: Any) -> str:
    """O mundo da página que tem as formas do agente. Erro: `ValueError`, se nenhum tem."""
    shape = (tuple(agent.obs_shape), agent.act_dim)
    for name, known in KNOWN.items():
        if shape == ((len(known.reach),), 1):
            return name
    raise ValueError(
        f"`env` faltou: o agente recebe observações {shape[0]} e dá {shape[1]} ação(ões), e a página não sabe de que "
        "ambiente ele é. Dê o ambiente em que ele treinou, como em `show_episode`, ou o próprio `Trainer`."
    )


def page_racer(agent: Any, replica: int, reach: Sequence[float]) -> dict[str, Any] | None:
    """A política como a página a calcula; `None`, se a página não a calcula igual: confere-se em estados sorteados."""
    actor: Any = getattr(agent, "actor", None)
    layout = layout_of(actor)
    if layout is None or (layout.widths[0], layout.widths[-1]) != (len(reach), 1):
        return None
    flat = np.frombuffer(layout.rows(actor.flat[replica]), np.float32)
    weights = {"widths": layout.widths, "flat": [float(str(x)) for x in flat]}
    scales = scales_of(agent.normalizer, agent.obs_shape, replica + 1)
    racer = {"name": "o agente", "weights": weights, "scale": scales and scales[replica]}
    obs = np.random.default_rng(0).uniform(-1, 1, (64, len(reach))) * reach
    theirs = agent.act(np.broadcast_to(obs.astype(np.float32), (len(agent.seeds), *obs.shape)))[replica]
    return racer if np.allclose(_page_action(racer, obs), theirs, atol=1e-3) else None


def _page_action(racer: dict[str, Any], obs: np.ndarray) -> np.ndarray:
    """A ação que a página dá a cada observação: o que `look` e `forward` fazem em JavaScript."""
    if scale := racer["scale"]:
        limit = scale.get("limit", np.inf)
        obs = np.clip((obs - scale["center"]) / scale["half"], -limit, limit)
    return actor_of(racer["weights"])(torch.tensor(obs, dtype=torch.float32)[None])[0].numpy()


def live_page(racer: dict[str, Any], known: Known, title: str | None) -> str:
    """A página em que a política age."""
    return _page(
        title or known.title,
        known.told,
        box="disputa-sua",
        still=_SILENT,
        css=styles("share.css", *STYLES),
        js=module("race.js"),
        options=json_of({"kind": known.kind, "racers": [racer]}),
    )


def film_page(own: Film, title: str | None) -> str:
    """A página de um episódio gravado."""
    data, _ = film_bundle(own)
    return _page(
        title or "Meu agente",
        html.escape(data["text/plain"]),
        box="filme",
        still=data["text/html"],
        css=styles("share.css"),
        js=module("film.js"),
        options="{}",
    )


def _page(title: str, told: str, **parts: str) -> str:
    return _PAGE.format(title=html.escape(title), told=told, **parts)
