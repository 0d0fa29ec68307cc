"""Grava os episódios das cenas que a página não treina: `python ferramentas/gerar/episodios.py [nome …]`, um minuto.

Um episódio é um JSON de poucos kB: `world`, o desenho que a página faz (`page/filmed.js`); `dt`, os segundos de um
passo; e, de cada agente (`tracks`), o nome, os números do desenho a cada passo (`frames`) e o retorno até ali
(`totals`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from course_utils import ActionNoise, Trainer
from course_utils.figures.plots import number
from course_utils.support.paths import files_dir
from course_utils.worlds import arm as robot
from course_utils.worlds import pond as fishing
from course_utils.worlds.pixels import seen_through, shifted, trained_on_pixels

HERE = files_dir() / "gravacoes"
SHIFTS = {"no lugar": 0, "1 pixel": 1, "3 pixels": 3}  # para a direita
SEED = 1004  # a primeira, das que a aula 06 mede, que larga quase pendurada


def camera() -> dict[str, Any]:
    """O agente de imagens da aula 06, no mesmo episódio com a câmera em três lugares: o ângulo e o torque."""
    agent, tracks = trained_on_pixels(), []
    for name, right in SHIFTS.items():
        env = seen_through(partial(shifted, right=right))
        obs, _ = env.reset(seed=SEED)
        frames, totals, over = [[angle_of(env), 0.0]], [0.0], False
        while not over:
            torque = 2 * agent.act(obs[None, None])[0, 0]
            obs, reward, *ends, _ = env.step(torque.astype(np.float32))
            over = any(ends)
            frames.append([angle_of(env), float(torque[0])])
            totals.append(totals[-1] + float(reward))
        tracks.append({"name": name, "right": right, "frames": frames, "totals": totals})
    return {"world": "camera", "dt": 0.1, "tracks": tracks}


def pond() -> dict[str, Any]:
    """Dois agentes da aula 09, um de cada desconto, nos mesmos vinte anos: o peixe em kg, e o ganho em mil reais."""
    tracks = []
    for gamma in (0.95, 0.99):
        settings = fishing.SETTINGS | dict(gamma=gamma, exploration=ActionNoise())
        agent, env = Trainer(fishing.Pond, seeds=[0], **settings).advance(until=2400).agent, fishing.Pond()
        obs, _ = env.reset(seed=1000)  # começa com a lagoa pela metade
        frames, totals, over = [[float(env.fish)]], [0.0], False
        while not over:
            quota = fishing.MOST * (agent.act(obs[None, None])[0, 0] + 1) / 2
            obs, income, _, over, _ = env.step(quota)
            frames.append([float(env.fish)])
            totals.append(totals[-1] + income / 1000)
        tracks.append({"name": f"γ = {number(gamma, 2)}", "frames": frames, "totals": totals})
    return {"world": "pond", "dt": 0.06, "tracks": tracks}


def reach() -> dict[str, Any]:
    """Dois agentes da aula 08, com a reinterpretação e sem ela, diante do mesmo objetivo: a ponta, em metros."""
    tracks = []
    for name, hindsight in (("com reinterpretação", robot.SETTINGS["hindsight"]), ("sem ela", None)):
        trainer = Trainer(robot.arm, seeds=[0], **robot.SETTINGS | dict(hindsight=hindsight)).advance(until=3000)
        path, goal, rewards = robot.played(lambda obs, agent=trainer.agent: agent.act(obs[None, None])[0, 0], 1001)
        trainer.close()
        totals = [0.0, *np.cumsum(rewards).tolist()]
        tracks.append({"name": name, "goal": goal.tolist(), "frames": path.tolist(), "totals": totals})
    return {"world": "arm", "dt": 0.1, "tracks": tracks}


def angle_of(env: Any) -> float:
    """O ângulo da haste, contínuo: sem o salto de uma volta."""
    return float(env.unwrapped.state[0])


def written(episode: dict[str, Any]) -> str:
    """O texto do arquivo: os números com quatro algarismos, que num desenho não se distinguem de todos."""

    def short(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: short(one) for name, one in value.items()}
        if isinstance(value, list):
            return [short(one) for one in value]
        return round(float(f"{value:.4g}"), 3) if isinstance(value, float) else value

    return json.dumps(short(episode), ensure_ascii=False, separators=(",", ":")) + "\n"


#: Cada episódio, pelo nome que a cena tem em `cenas.toml`.
EPISODES: dict[str, Callable[[], dict[str, Any]]] = {"camera": camera, "braco": reach, "lagoa": pond}


if __name__ == "__main__":
    for name in sys.argv[1:] or EPISODES:
        (HERE / f"{name}.json").write_text(written(EPISODES[name]()), encoding="utf-8", newline="\n")
        print(f"{name}", flush=True)
