"""O carro na montanha (aula 05): os ajustes que o aprendem, a física e um plano quase perfeito.

É o `MountainCarContinuous-v0` do Gymnasium, aqui com muitos carros de uma vez. Posição entre −1,2 e 0,6, com o fundo do
vale em −π/6 e a bandeira em 0,45; velocidade em ±0,07 por passo; ação em [-1, 1].
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ..ddpg import DDPG
from ..exploration import Exploration, ParameterNoise
from ..normalization import FixedScale

ENV = "MountainCarContinuous-v0"
LOW, HIGH = np.array([-1.2, -0.07]), np.array([0.6, 0.07])  # posição e velocidade
FLAG, BOTTOM = 0.45, -np.pi / 6
SOLVED, LIMIT = 90, 999  # o retorno que conta como resolvido, e os passos de um episódio

#: O que a normalização leva a [-1, 1]: uma caixa em volta do fundo do vale, do tamanho do que o carro costuma andar.
SCALE = ([-1.1, -0.035], [0.1, 0.035])
#: O ruído nos parâmetros da aula.
NOISE: dict[str, Any] = dict(sigma=0.15, alpha=1.05, delta=0.6, every=50)
#: Os ajustes do `Trainer` que resolvem o carro: 20 sementes, 20.000 passos (`ferramentas/gerar/montanha.py`).
SETTINGS: dict[str, Any] = dict(
    exploration=ParameterNoise(**NOISE),
    normalize=SCALE,
    gamma=0.99,
    tau=0.05,
    actor_lr=1e-3,
    critic_lr=1e-3,
    warmup=1000,
)


def push(position: Any, velocity: Any, action: Any) -> tuple[np.ndarray, np.ndarray]:
    """Um passo da física, de qualquer forma, um elemento por carro: a posição e a velocidade seguintes."""
    velocity = np.clip(velocity + 0.0015 * action - 0.0025 * np.cos(3 * position), LOW[1], HIGH[1])
    position = np.clip(position + velocity, LOW[0], HIGH[0])
    return position, np.where((position == LOW[0]) & (velocity < 0), 0.0, velocity)  # a parede da esquerda


def at_flag(position: Any, velocity: Any) -> np.ndarray:
    """Se o carro chegou à bandeira."""
    return (position >= FLAG) & (velocity >= 0)


def height(position: Any) -> np.ndarray:
    """A altura da encosta, como o Gymnasium a desenha."""
    return 0.45 * np.sin(3 * position) + 0.55


def drive(policy: Callable[[float, float], float], position: float = -0.5) -> tuple[np.ndarray, np.ndarray]:
    """Um episódio a partir de parado: as posições `[passo + 1]` e as ações `[passo]`, até a bandeira ou o limite.

    `policy` leva a posição e a velocidade à ação.
    """
    velocity, positions = 0.0, [position]
    actions: list[float] = []
    while len(actions) < LIMIT and not at_flag(position, velocity):
        actions.append(float(np.clip(policy(position, velocity), -1, 1)))
        position, velocity = map(float, push(position, velocity, actions[-1]))
        positions.append(position)
    return np.array(positions), np.array(actions)


def rewards(positions: np.ndarray, actions: np.ndarray) -> np.ndarray:
    """As recompensas de um episódio de `drive`: −0,1 a² por passo, e 100 a mais se acabou na bandeira."""
    costs = -0.1 * actions**2
    costs[-1] += 100 * (positions[-1] >= FLAG)
    return costs


def plan(gamma: float, levels: int = 5, points: tuple[int, int] = (121, 101)) -> Callable[[float, float], float]:
    """A política de um plano quase perfeito: iteração de valor numa grade, como na aula 01.

    - `gamma`: o desconto. `levels`: quantas ações entre −1 e 1. `points`: pontos da grade, posição e velocidade.

    Onde se vai parar quase nunca é um ponto da grade, e então se misturam os quatro vizinhos.
    """
    grid = [np.linspace(low, high, n) for low, high, n in zip(LOW, HIGH, points)]
    actions = np.linspace(-1, 1, levels)
    value = np.zeros(points)

    def neighbours(state: tuple[np.ndarray, np.ndarray]) -> list[tuple]:
        """Os quatro vizinhos de cada estado, `(linha, coluna, peso)`."""
        place = [(x - g[0]) / (g[1] - g[0]) for x, g in zip(state, grid)]
        (i, j) = (np.minimum(x.astype(int), n - 2) for x, n in zip(place, points))
        right, up = place[0] - i, place[1] - j
        sides, ends = ((0, 1 - right), (1, right)), ((0, 1 - up), (1, up))
        return [(i + di, j + dj, w * u) for di, w in sides for dj, u in ends]

    def look_ahead(arrived: np.ndarray, corners: list[tuple]) -> np.ndarray:
        """O valor de cada ação: a recompensa e, se não chegou, o valor descontado de onde se vai parar."""
        future = sum(weight * value[i, j] for i, j, weight in corners)
        return -0.1 * actions**2 + np.where(arrived, 100, gamma * future)

    after = push(grid[0][:, None, None], grid[1][:, None], actions)
    arrived, corners = at_flag(*after), neighbours(after)
    change = np.inf
    while change > 0.01:
        new = look_ahead(arrived, corners).max(-1)
        change, value[:] = np.abs(new - value).max(), new

    def policy(position: float, velocity: float) -> float:
        state = push(position, velocity, actions)
        return float(actions[look_ahead(at_flag(*state), neighbours(state)).argmax()])

    return policy


def first_episode(
    exploration: Exploration, scale: Any = SCALE, count: int = 400, **networks: Any
) -> tuple[np.ndarray, np.ndarray]:
    """O primeiro episódio de `count` atores recém-nascidos: posições `[passo, carro]` e quem chegou `[carro]`.

    - `scale`: a caixa da normalização, ou `None`. `networks`: as redes, como em `DDPG` (`hidden`, `actor`, …).
    """
    agent = DDPG(2, 1, seeds=range(count), normalizer=scale and FixedScale(*scale), **networks)
    noise = exploration.bind(agent.actor, agent.seeds, 1)
    for replica in range(count):
        noise.start_episode(agent.actor, replica)
    position, velocity = np.random.default_rng(0).uniform(-0.6, -0.4, count), np.zeros(count)
    arrived, journey = np.zeros(count, bool), [position]
    for _ in range(LIMIT):
        obs = np.stack((position, velocity), -1).astype(np.float32)[:, None]
        action = noise.noise(agent.act(obs, noise.policy(agent.actor))[:, 0])[:, 0].clip(-1, 1)
        position, velocity = np.where(arrived, (position, velocity), push(position, velocity, action))
        arrived |= at_flag(position, velocity)
        journey.append(position)
    return np.array(journey), arrived


# --- as redes do curso sem LayerNorm, para a comparação da aula ------------------------------------------------------


class PlainCritic(nn.Module):
    """O crítico do curso sem LayerNorm; a ação entra na segunda camada."""

    def __init__(self) -> None:
        super().__init__()
        self.layer1, self.layer2, self.last = nn.Linear(2, 32), nn.Linear(32 + 1, 64), _small(nn.Linear(64, 1))

    def forward(self, obs: Tensor, action: Tensor) -> Tensor:
        """Q(s, a), `[lote, 1]`."""
        h = torch.relu(self.layer1(obs))
        return self.last(torch.relu(self.layer2(torch.cat([h, action], -1))))


def plain_actor() -> nn.Module:
    """O ator do curso sem LayerNorm."""
    last = _small(nn.Linear(64, 1))
    return nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), last, nn.Tanh())


def _small(layer: nn.Linear) -> nn.Linear:
    """A última camada nasce pequena, como nas redes do curso."""
    for parameter in layer.parameters():
        nn.init.uniform_(parameter, -0.01, 0.01)
    return layer
