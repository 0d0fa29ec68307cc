"""A conferência de 03.3: o laço do estudante num ensaio, com um ambiente e um agente que tomam nota de tudo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from ..guard import Unanswered, Wrong, told

EPISODES, LENGTH, WARMUP = 8, 5, 20
CHOSEN = 0.95  # o que o ator do ensaio sempre responde: perto da ponta, para que o recorte importe


class RehearsalEnv:
    """Um ambiente de episódios de cinco passos, sempre interrompidos, em que nenhuma observação se repete."""

    def __init__(self) -> None:
        self.seen, self.left = 0, 0
        self.seeds: list[Any] = []
        self.torques: list[float] = []
        self.rewards: list[float] = []

    def _look(self) -> np.ndarray:
        self.seen += 1
        return np.array([self.seen, self.seen / 2, -self.seen], np.float32) / 100

    def reset(self, *, seed: Any = None, options: Any = None) -> tuple[np.ndarray, dict]:
        """Começa um episódio e anota a semente."""
        self.left = LENGTH
        self.seeds.append(seed)
        return self._look(), {}

    def step(self, action: Any) -> tuple[np.ndarray, float, bool, bool, dict]:
        """Anota o torque e dá o passo."""
        if not self.left:
            raise Wrong("o laço deu um passo depois do fim do episódio: pare quando `truncated` for verdadeiro.")
        torque = np.asarray(action, float)
        if torque.shape != (1,):
            raise Wrong(f"`env.step` espera um array com um torque só, de forma (1,); recebeu {told(action)}.")
        self.left -= 1
        self.torques.append(float(torque[0]))
        self.rewards.append(-float(self.seen))
        return self._look(), self.rewards[-1], False, not self.left, {}


class RehearsalAgent:
    """Um agente que responde sempre o mesmo e anota, de cada `update`, o passo e as formas."""

    def __init__(self, env: RehearsalEnv) -> None:
        self.env = env
        self.updates: list[tuple[int, list[tuple[int, ...]]]] = []

    def actor(self, obs: torch.Tensor) -> torch.Tensor:
        """A mesma ação em toda observação."""
        return torch.full((*obs.shape[:-1], 1), CHOSEN)

    def update(self, *batch: torch.Tensor) -> None:
        """Toma nota de um lote."""
        self.updates.append((len(self.env.torques), [tuple(getattr(field, "shape", ())) for field in batch]))


class RehearsalMemory:
    """A memória da aula, sem limite: guarda as transições em `rows`, na ordem."""

    def __init__(self) -> None:
        self.rows: list[tuple] = []

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, *transition: Any) -> None:
        """Guarda uma transição, se tem as cinco partes."""
        sizes = [np.shape(one) for one in transition]
        if len(transition) == 1 and transition[0] is ...:
            raise Unanswered(": ainda há um `...` no caminho.")
        if sizes != [(3,), (1,), (), (3,), ()]:
            raise Wrong(
                f"`memory.add` recebeu {sizes}; guarde, nesta ordem: obs, action, reward, next_obs, terminated."
            )
        self.rows.append(tuple(np.array(one, np.float32) for one in transition))

    def sample(self, size: int, random: np.random.Generator) -> list[torch.Tensor]:
        """Um lote de `size` transições sorteadas: um tensor por parte."""
        chosen = [self.rows[i] for i in random.integers(len(self.rows), size=size)]
        return [torch.from_numpy(np.stack(column)) for column in zip(*chosen)]

    def column(self, i: int) -> np.ndarray:
        """A parte `i` de todas as transições."""
        return np.stack([row[i] for row in self.rows])


def rehearse(train: Callable[..., Any]) -> tuple[RehearsalEnv, RehearsalAgent, RehearsalMemory, Any]:
    """Roda `train(agent, memory, env, episodes, warmup)` no ensaio."""
    env, memory = RehearsalEnv(), RehearsalMemory()
    agent = RehearsalAgent(env)
    return env, agent, memory, train(agent, memory, env, EPISODES, WARMUP)


def acts(train: Callable[..., Any]) -> None:
    """O laço age: episódios inteiros, começos diferentes, torques de −2 a 2, ao acaso e depois com ruído."""
    env, _, _, returns = rehearse(train)
    torques = np.array(env.torques)
    if len(torques) != EPISODES * LENGTH:
        raise Wrong(f"em {EPISODES} episódios de {LENGTH} passos o laço deu {len(torques)} passos.")
    given = [seed for seed in env.seeds if seed is not None]
    if len(given) > 1 and repr(given[-1]) == repr(given[-2]):
        raise Wrong("todo `reset` recebe a mesma semente: todo episódio começaria do mesmo lugar. Dê-a uma vez só.")
    if np.abs(torques).max() > 2:
        raise Wrong("um torque passou de 2: recorte a ação em [−1, 1] depois de somar o ruído.")
    if np.abs(torques).max() <= 1:
        raise Wrong("nenhum torque passa de 1: o ator vive em [−1, 1], e o ambiente recebe `2 * action`.")
    if np.abs(torques[:WARMUP]).mean() > 1.6:  # a média de |2u|, com u uniforme, é 1
        raise Wrong("no aquecimento as ações deveriam ser sorteadas por igual em [−1, 1], sem perguntar ao ator.")
    if np.ptp(torques[WARMUP:]) == 0:
        raise Wrong("depois do aquecimento falta o ruído: o ator é determinístico, e assim não explora.")
    if np.abs(torques[WARMUP:] / 2 - CHOSEN).max() > 1:  # cinco desvios padrão
        raise Wrong("o ruído é várias vezes maior do que 0,2: `standard_normal` tem desvio padrão 1.")
    sums = np.array(env.rewards).reshape(EPISODES, LENGTH).sum(1)
    try:
        right = np.allclose(np.asarray(returns, float), sums)
    except (TypeError, ValueError):
        right = False
    if not right:
        raise Wrong(f"`train` deveria devolver a lista dos retornos, um por episódio; devolveu {told(returns)}.")


def remembers(train: Callable[..., Any]) -> None:
    """O laço guarda: cada transição uma vez, com a ação em [−1, 1] e o `terminated` do ambiente."""
    env, _, memory, _ = rehearse(train)
    if len(memory) != len(env.torques):
        raise Wrong(f"em {len(env.torques)} passos a memória guardou {len(memory)}: é um `memory.add` por passo.")
    obs, action, reward, next_obs, terminated = map(memory.column, range(5))
    action = action[:, 0]
    if np.array_equal(obs, next_obs):
        raise Wrong("`obs` e `next_obs` guardados são os mesmos: guarde antes de fazer `obs = next_obs`.")
    if not np.allclose(next_obs[:, 0] - obs[:, 0], 0.01, atol=1e-5):
        raise Wrong("`obs` não anda junto com `next_obs`: no fim do passo, `obs = next_obs`; no `reset`, o novo `obs`.")
    if np.abs(action).max() > 1:
        raise Wrong("a memória guardou o torque; guarde a ação, em [−1, 1], que é o que o crítico vê.")
    if not np.allclose(2 * action, env.torques, atol=1e-5):
        raise Wrong("a ação guardada não é a que foi feita: guarde a de depois do ruído e do recorte.")
    if terminated.any():
        raise Wrong(
            "a memória guardou `truncated` no lugar de `terminated`: o relógio interrompe, mas o futuro existe."
        )
    if not np.allclose(reward, env.rewards):
        raise Wrong("a recompensa guardada não é a do passo.")


def learns(train: Callable[..., Any]) -> None:
    """O laço aprende: uma atualização por passo, só depois do aquecimento, com um lote de 64."""
    _, agent, _, _ = rehearse(train)
    if not agent.updates:
        raise Wrong("o laço nunca chama `agent.update`.")
    if agent.updates[0][0] < WARMUP:
        raise Wrong("o laço aprende durante o aquecimento; espere a memória ter `warmup` passos.")
    if len(agent.updates) < EPISODES * LENGTH - WARMUP - 1:
        raise Wrong(f"são {len(agent.updates)} atualizações em {EPISODES * LENGTH} passos: é uma por passo.")
    wanted = [(64, 3), (64, 1), (64,), (64, 3), (64,)]
    got = agent.updates[0][1]
    if len(got) == 1:
        raise Wrong("o lote é uma lista de cinco tensores, e `update` recebe cinco argumentos: abra-a com um `*`.")
    if got != wanted:
        raise Wrong(f"`update` recebeu as formas {got}; o lote tem 64 transições, na ordem da assinatura.")
