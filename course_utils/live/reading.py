"""O que a página lê de um treino ao vivo entre dois passos: as curvas, os ajustes vivos e os pesos."""

from __future__ import annotations

import time
from itertools import islice
from typing import Any

from ..exploration import ParameterNoise
from ..training import Trainer
from .export import layout_of, scales_of
from .knobs import HORIZONS, KINDS, PLACEBO, RANGES, SHOWN, body_of, kind_of, knobs_of, lacking, named, noise_of
from .reference import reference_band
from .session import Session, finite


def reading(session: Session, generation: int, asked: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """O que a página ainda não tem: pontos novos das curvas, ajustes vivos e, se pede, pesos."""
    trainer, known = session.trainer, asked.get("generation") == generation
    had, traced, changed = (
        (asked["returns"], asked["trace"], asked["changes"]) if known else ([0] * len(trainer.seeds), 0, 0)
    )
    missing = min(session.measures - traced, len(session.measured))
    state: dict[str, Any] = {
        "generation": generation,
        "time": time.time(),
        "step": trainer.steps,
        "running": session.runner.running,
        "pace": session.runner.pace,
        "error": spoken(session.runner.error) if session.runner.error else "",
        "note": session.note,
        "live": {name: values.tolist() for name, values in trainer.settings.items()},
        "distance": finite(session.thermostat.distance) if session.thermostat else [],
        "pulse": session.pulse,
        # o que falta, e o total: duas perguntas no caminho pedem o mesmo, e a página não o põe duas vezes
        "returns": [[[own.end, own.total] for own in h[n:]] for h, n in zip(trainer.history, had)],
        "done": [len(h) for h in trainer.history],
        "trace": list(islice(session.measured, len(session.measured) - missing, None)),
        "traced": session.measures,
        "changes": [mark(change) for change in trainer.changes[changed:]],
        "changed": len(trainer.changes),
        "scale": scales(trainer),
    }
    if not known:
        state["setup"] = setup(session)
    return state, weights(trainer, asked)


def weights(trainer: Trainer, asked: dict[str, Any]) -> list[bytes]:
    """Os pesos dos atores e, para os mapas, os do crítico de uma réplica, em float32."""
    agent = trainer.agent
    if not asked.get("weights") or body_of(trainer) == "none":
        return []
    actor, critic = layout_of(agent.actor), layout_of(critic_of(trainer))
    buffers = [actor.rows(agent.actor.flat[:SHOWN])] if actor else []
    if critic and (replica := asked.get("maps")) is not None and replica < len(agent.seeds):
        buffers.append(critic.rows(critic_of(trainer).flat[replica]))
    return buffers


def critic_of(trainer: Trainer) -> Any:
    """O crítico, se o algoritmo tem um com esse nome."""
    agent = trainer.agent
    return getattr(agent, "critic", None) or getattr(agent, "networks", {}).get("critic")


def scales(trainer: Trainer) -> list[dict[str, Any]] | None:
    """Como as redes veem a observação, por réplica, se ela é normalizada e a página a calcula."""
    if body_of(trainer) == "none":
        return None
    return scales_of(trainer.agent.normalizer, trainer.obs.shape[1:], min(len(trainer.seeds), SHOWN))


def setup(session: Session) -> dict[str, Any]:
    """O que não muda enquanto o treino é o mesmo."""
    trainer, kind, body = session.trainer, kind_of(session.trainer), body_of(session.trainer)
    actor, critic = layout_of(trainer.agent.actor), layout_of(critic_of(trainer))
    warmup = max(trainer.warmup, trainer.batch_size)
    band = reference_band(kind) if body == "pendulum" else []
    return {
        "kind": body,
        "lacking": lacking(trainer),
        "maps": body == "pendulum" and critic is not None,
        "seeds": list(trainer.seeds),
        "engine": trainer.engine,
        "replicas": len(trainer.seeds),
        "twins": session.twins,
        "acting": session.acting,
        "exploration": kind,
        "kinds": [[name, text] for name, (text, _) in KINDS.items()]
        + ([["own", "a que veio"]] if kind == "own" else []),
        "knobs": knobs_of(trainer, session.acting),
        "noise": noise_of(trainer),
        "sigma": session.sigma,
        "thermostat": session.thermostat is not None,
        "delta": named(trainer, ParameterNoise, "delta"),
        "every": session.every,
        "first": (warmup // session.every + 1) * session.every,
        "warmup": trainer.warmup,
        "horizon": HORIZONS.get(body, 5000),
        "range": RANGES.get(body),
        "actor": actor.widths if actor else [],
        "critic": critic.widths if critic else [],
        "size": trainer.agent.actor.flat.shape[1],
        "band": band,
    }


def spoken(error: Exception) -> str:
    """O que um erro diz; dos que não são do curso, diz-se também o tipo."""
    return str(error) if isinstance(error, (ValueError, TypeError)) else f"{type(error).__name__}: {error}"


def mark(change: Any) -> dict[str, Any]:
    """Uma mudança como a página a marca nas curvas."""
    told = {"step": change.step, "replica": change.replica, "name": change.name, "old": change.old, "value": change.new}
    return told | ({"label": "placebo"} if 0 < abs(change.new - change.old) < 2 * PLACEBO else {})
