"""O relatório de um exame, e o que nele se lê dos números: escalas, tipos, memória e o fim dos episódios."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .memory import MUCH
from .probe import Probe, Rollout

QUOTES = "'\""
#: O que uma observação e uma recompensa podem medir sem pedir outra escala.
LARGE_OBS, SMALL_OBS, LARGE_REWARD, SMALL_REWARD = 20.0, 0.2, 50.0, 0.01


@dataclass
class Checkup:
    """O exame de um ambiente: `errors`, o que não serve; `warnings`, o que atrapalha; `line`, o que escrever.

    `ok` diz se dá para treinar. Impresso, é um relatório.
    """

    name: str
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    fine: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Se o treino aceita este ambiente."""
        return not self.errors

    @property
    def line(self) -> str:
        """O treino que se escreveria, com os ajustes que o exame recomenda."""
        given = "".join(f", {name}={value}" for name, value in self.settings.items())
        return f"Trainer({self.name}, seeds=[0]{given})"

    def error(self, text: str) -> None:
        """Anota o que não serve, uma vez só."""
        head = text.split(". Foi no passo")[0]
        if not any(one.startswith(head) for one in self.errors):
            self.errors.append(text)

    def __str__(self) -> str:
        verdict = "serve" if self.ok else "ainda não serve"
        lines = [f"{self.name.strip(QUOTES)} {verdict}: {len(self.errors)} erro(s), {len(self.warnings)} aviso(s)."]
        lines += [f"✗ {one}" for one in self.errors] + [f"! {one}" for one in self.warnings]
        lines += [f"✓ {one}" for one in self.fine]
        return "\n".join([*lines, f"Escreva: {self.line}"] if self.ok else lines)

    def __repr__(self) -> str:
        return f"<exame: {len(self.errors)} erro(s), {len(self.warnings)} aviso(s)>"


def check_numbers(probe: Probe, played: list[Rollout], found: Checkup) -> None:
    """As escalas e os tipos do que se viu: a observação, a recompensa e a memória que pedem."""
    obs = np.array([one for own in played for one in own.obs])
    space, rewards = probe.obs_space, np.array([reward for own in played for reward in own.rewards])
    _types(probe, obs, found)
    wide, bounded = np.asarray(obs, np.float64), bool(np.isfinite(space.low).all() and np.isfinite(space.high).all())
    if len(space.shape) == 1:
        _scales(wide, bounded, found)
    else:
        _images(space, found)
    outside = (wide < space.low).any() or (wide > space.high).any()
    if outside:
        found.warnings.append(
            f"A observação sai dos limites declarados em `observation_space` (foi de {wide.min():.4g} a "
            f"{wide.max():.4g}). "
            'Corrija-os, ou não use `normalize="bounds"`.'
        )
        if bounded and found.settings.get("normalize") == '"bounds"':
            found.settings["normalize"] = '"running"'
    each = int(np.prod(space.shape)) * probe.obs_dtype.itemsize * 2
    if each * 100_000 > MUCH:
        found.warnings.append(
            f"A memória de fábrica, de 100.000 passos, pediria {each / 1e4:.3g} GB com estas observações. Dê menos "
            "`capacity`, ou imagens menores, em `np.uint8`."
        )
        found.settings["capacity"] = str(int(MUCH / 2 / each))
    _rewards(rewards, found)


def _scales(obs: np.ndarray, bounded: bool, found: Checkup) -> None:
    low, high = obs.min(0), obs.max(0)
    size, moved = np.maximum(abs(low), abs(high)), high > low
    large, small = (size > LARGE_OBS) & moved, (high - low < SMALL_OBS) & moved
    still = np.flatnonzero(~moved)
    if still.size:
        found.warnings.append(
            f"A(s) dimensão(ões) {still.tolist()} da observação nunca mudou(aram): o ator não aprende nada delas."
        )
    if (large | small).any():
        i = int(np.argmax(large | small))
        found.settings["normalize"] = '"bounds"' if bounded else '"running"'
        found.warnings.append(
            f"As observações pedem outra escala: a dimensão {i} vai de {low[i]:.4g} a {high[i]:.4g}, e as redes "
            "gostam de "
            f"números perto de 1. Use `normalize={found.settings['normalize']}`."
        )
    else:
        found.fine.append("as observações estão numa escala boa")


def _images(space: Any, found: Checkup) -> None:
    shape = space.shape
    if len(shape) == 3:
        last = shape[-1] in (1, 3, 4) and shape[0] not in (1, 3, 4, 9, 12)
        found.settings["encoder"] = f"lambda: convolutions({shape[-1 if last else 0]})"
        if last:
            found.warnings.append(
                f"A imagem tem a forma {shape}, com os canais no fim; o torch os quer na frente. Use "
                "`gymnasium.wrappers.TransformObservation(env, lambda x: x.transpose(2, 0, 1), …)`."
            )
        if space.dtype != np.uint8:
            found.warnings.append("A imagem não é `np.uint8`: em float32 a memória pesa quatro vezes mais.")
    else:
        found.error(
            f"As observações têm a forma {shape}, e as redes do curso recebem um vetor: embrulhe o ambiente em "
            "`gymnasium.wrappers.FlattenObservation`, ou dê as suas redes em `actor` e `critic`."
        )


def _types(probe: Probe, obs: np.ndarray, found: Checkup) -> None:
    declared = probe.obs_space.dtype
    if obs.dtype != declared:
        found.warnings.append(
            f"A observação vem em {obs.dtype}, e o espaço declara {declared}. Devolva `obs.astype(np.{declared})`, "
            "ou declare o "
            "tipo certo."
        )
    if obs.dtype.kind in "iuf" and probe.obs_dtype.kind == "f" and obs.dtype.itemsize > 4:
        narrow = obs.astype(np.float32)
        same = (narrow[1:] == narrow[:-1]) & (obs[1:] != obs[:-1])
        if same.any():
            i = tuple(np.argwhere(same)[0])
            found.warnings.append(
                f"Em float32, que é como se guarda, {obs[1:][i]!r} e {obs[:-1][i]!r} viram o mesmo número: passos "
                "diferentes "
                "ficam iguais. Subtraia o que é fixo (a hora, a posição inicial) antes de devolver."
            )


def _rewards(rewards: np.ndarray, found: Checkup) -> None:
    some = abs(rewards[rewards != 0])
    size = float(np.quantile(some, 0.9)) if some.size else 0.0
    if not (rewards != rewards[0]).any():
        found.warnings.append(
            f"A recompensa foi sempre {rewards[0]:.4g}: com ações ao acaso não há o que aprender. Se ela é "
            "esparsa, dê mais "
            "exploração, ou uma recompensa que diga o quanto se chegou perto."
        )
    elif size > LARGE_REWARD or size < SMALL_REWARD:
        scale = 10.0 ** -round(math.log10(size))
        found.settings["reward_scale"] = f"{min(scale, 1e6):g}"
        found.warnings.append(
            f"As recompensas são {'grandes' if size > 1 else 'miúdas'} (nove em dez até {size:.3g} em módulo). Use "
            f"`reward_scale={found.settings['reward_scale']}`: os retornos mostrados continuam os verdadeiros."
        )
    else:
        found.fine.append("as recompensas estão numa escala boa")


def check_ends(probe: Probe, played: list[Rollout], steps: int, found: Checkup) -> None:
    """Como os episódios acabam, se acabam."""
    over = [own for own in played if own.terminated or own.truncated]
    lengths = [len(own.rewards) for own in over]
    limit = getattr(getattr(probe.envs[0], "spec", None), "max_episode_steps", None)
    if not over and limit:
        found.fine.append(f"os episódios se cortam aos {limit} passos")
    elif not over:
        found.warnings.append(
            f"Nenhum episódio acabou em {steps} passos. Um que nunca acaba não dá retorno, e aos 100.000 o treino "
            "para. "
            "Dê-lhe um fim: `gymnasium.wrappers.TimeLimit(env, 200)`."
        )
    elif len(over) > 1 and len(set(lengths)) == 1 and lengths[0] >= 20 and all(own.terminated for own in over):
        found.warnings.append(
            f"Todo episódio acaba em {lengths[0]} passos, com `terminated`: parece um corte pelo relógio. Devolva-o em "
            "`truncated`, ou o crítico aprende que o mundo acaba ali."
        )
    elif max(lengths) == 1:
        found.warnings.append("Todo episódio acaba no primeiro passo: não há futuro a aprender.")
    else:
        found.fine.append(f"os episódios acabam, em {min(lengths)} a {max(lengths)} passos")
