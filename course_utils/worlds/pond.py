"""A lagoa (aula 09): o ambiente que a aula escreve, e um plano que conhece a lagoa.

Em cada mês os peixes crescem, conforme o clima e o espaço que sobra, e se pesca até a cota.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gymnasium as gym
import numpy as np

from ..support.checks import integer, number_in, shown

FULL, PRICE = 10_000, 12  # quantos kg cabem na lagoa; quanto se paga por quilo
GROWTH, MOST = 0.04, 400  # a parte dos peixes que nasce num mês comum; a maior cota de um mês, em kg
END = 240  # meses: vinte anos
#: Os ajustes do `Trainer` que aprendem a lagoa, com um passo de um mês.
SETTINGS: dict[str, Any] = dict(gamma=0.99, normalize="bounds", reward_scale=1e-3)
#: Onde a figura põe um traço a cada 100 kg: linha e coluna.
PLACES = np.random.default_rng(0).integers((5, 5), (84, 150), (100, 2))


def after(fish: Any, quota: Any, weather: Any = 1.0) -> tuple[Any, Any]:
    """Um mês, de qualquer forma: o peixe que fica, em kg, e o que a pesca rendeu, em reais.

    - `quota`: quanto se pesca, em kg, se houver. `weather`: o clima, de 0 a 2; 1 é um mês comum.
    """
    births = GROWTH * weather * fish * (1 - fish / FULL)
    caught = np.minimum(quota, fish)
    return fish + births - caught, PRICE * caught


class Pond(gym.Env):
    """Vinte anos de uma lagoa. A observação é quanto peixe há; a ação, a cota de cada mês; as duas em kg.

    - `months`: quantos meses dura um passo. A recompensa é o que a pesca dele rendeu, em reais.

    Nunca termina: o relógio o interrompe depois de 240 meses. Erros: `TypeError` ou `ValueError`, se `months` não é um
    inteiro de 1 a 240, ou se a cota de um passo não é um número de 0 a 400.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 12}

    def __init__(self, months: int = 1, render_mode: str | None = None):
        self.months, self.render_mode = integer("months", months, 1, END), render_mode
        self.observation_space = gym.spaces.Box(0, FULL, (1,), np.float32)
        self.action_space = gym.spaces.Box(0, MOST, (1,), np.float32)

    def look(self) -> np.ndarray:
        """A observação: quanto peixe há, `[1]`."""
        return np.array([self.fish], np.float32)

    def reset(self, *, seed=None, options=None):
        """Começa com uma quantidade sorteada de peixe."""
        super().reset(seed=seed)
        self.month, self.fish = 0, self.np_random.uniform(1_000, 9_000)
        return self.look(), {}

    def step(self, action):
        """Pesca esta cota em cada um de `months` meses."""
        quota, income = number_in("action", action[0], 0, MOST), 0.0
        for _ in range(self.months):
            self.fish, own = after(self.fish, quota, self.np_random.uniform(0, 2))
            income += own
        self.month += self.months
        return self.look(), income, False, self.month >= END, {}

    def render(self) -> np.ndarray:
        """A lagoa, com um traço a cada 100 kg de peixe."""
        picture = np.full((90, 160, 3), (205, 228, 240), np.uint8)
        for row, column in PLACES[: round(self.fish / 100)]:
            picture[row : row + 3, column : column + 7] = (0, 90, 140)
        return picture


def plan(gamma: float, months: int = 1, points: int = 101, levels: int = 41) -> tuple[np.ndarray, np.ndarray]:
    """A política de quem conhece a lagoa, por iteração de valor (aula 01): o peixe e a cota em cada ponto, `[ponto]`.

    - `gamma`: o desconto de um passo, em [0, 1). `months`: os meses dele.
    - `points`, `levels`: os pontos da grade e as cotas que se comparam.

    O plano conta com o clima médio em todos os meses. Erros: `TypeError` ou `ValueError`, se `gamma` ou `months` não
    serve.
    """
    if number_in("gamma", gamma, 0, 1) == 1:
        raise ValueError(
            f"`gamma` recebeu {shown(gamma)}, mas aceita menos do que 1: sem desconto, a renda se soma para sempre, "
            "e a conta do plano não acaba. Use, por exemplo, 0.99."
        )
    grid, quotas = np.linspace(0, FULL, points), np.linspace(0, MOST, levels)
    fish = np.repeat(grid[:, None], levels, 1)
    income = np.zeros_like(fish)
    for _ in range(integer("months", months, 1, END)):
        fish, own = after(fish, quotas)
        income += own
    value, change = np.zeros(points), np.inf
    while change > 1:
        worth = income + gamma * np.interp(fish, grid, value)
        change, value = np.abs(worth.max(1) - value).max(), worth.max(1)
    return grid, quotas[worth.argmax(1)]


def ceiling(weather: Sequence[float], start: float, points: int = 201, levels: int = 41) -> float:
    """O máximo que se ganharia, em reais, sabendo de antemão o clima de cada mês.

    - `start`: o peixe do primeiro dia, em kg. `points`, `levels`: como em `plan`.
    """
    grid, quotas = np.linspace(0, FULL, points), np.linspace(0, MOST, levels)
    value = np.zeros(points)
    for each in reversed(weather):
        fish, income = after(grid[:, None], quotas, each)
        value = (income + np.interp(fish, grid, value)).max(1)
    return float(np.interp(start, grid, value))
