"""O laço de DDPG em um arquivo, como no CleanRL, escrito por nós a partir da descrição pública.

`nn.Module`, `loss.backward()`, `torch.optim.Adam` e a atualização suave parâmetro a parâmetro, com as redes
do curso (LayerNorm incluído). O que muda entre os dois concorrentes é a memória, e é nela que o código de um
iniciante mais se atrasa: a do CleanRL é de vetores NumPy já alocados; a da versão simples é um `deque` de
transições, empilhadas e convertidas a cada lote.
"""

import copy
import random
from collections import deque

import gymnasium as gym
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


class Actor(nn.Module):
    """μ(s), um torque entre −2 e 2."""

    def __init__(self):
        super().__init__()
        self.fc1, self.norm1 = nn.Linear(3, 32), nn.LayerNorm(32)
        self.fc2, self.norm2 = nn.Linear(32, 64), nn.LayerNorm(64)
        self.fc3 = nn.Linear(64, 1)

    def forward(self, obs):
        x = F.relu(self.norm1(self.fc1(obs)))
        x = F.relu(self.norm2(self.fc2(x)))
        return 2 * torch.tanh(self.fc3(x))


class Critic(nn.Module):
    """Q(s, a), `[lote]`; a ação entra na segunda camada."""

    def __init__(self):
        super().__init__()
        self.fc1, self.norm1 = nn.Linear(3, 32), nn.LayerNorm(32)
        self.fc2, self.norm2 = nn.Linear(32 + 1, 64), nn.LayerNorm(64)
        self.fc3 = nn.Linear(64, 1)

    def forward(self, obs, action):
        x = F.relu(self.norm1(self.fc1(obs)))
        x = F.relu(self.norm2(self.fc2(torch.cat([x, action], 1))))
        return self.fc3(x).squeeze(1)


class ArrayMemory:
    """Vetores NumPy já alocados, um por campo."""

    def __init__(self, capacity):
        widths = (3, 1, 1, 3, 1)  # obs, action, reward, next_obs, terminated
        self.fields = [np.zeros((capacity, width), np.float32) for width in widths]
        self.size = 0

    def add(self, *transition):
        for field, value in zip(self.fields, transition):
            field[self.size % len(field)] = value
        self.size += 1

    def sample(self, count):
        rows = np.random.randint(0, min(self.size, len(self.fields[0])), count)
        return [torch.from_numpy(field[rows]) for field in self.fields]


class ListMemory:
    """Um `deque` de transições: o que se escreve primeiro."""

    def __init__(self, capacity):
        self.transitions = deque(maxlen=capacity)

    def add(self, *transition):
        self.transitions.append(transition)

    def sample(self, count):
        fields = zip(*random.sample(self.transitions, count))
        return [torch.tensor(np.array(field), dtype=torch.float32).view(count, -1) for field in fields]


def soft_update(target, online, tau):
    for old, new in zip(target.parameters(), online.parameters()):
        old.data.copy_(tau * new.data + (1 - tau) * old.data)


def train(seed, on_step, memory, lr, tau, gamma, warmup, sigma):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    env = gym.make("Pendulum-v1")
    env.action_space.seed(seed)
    actor, critic = Actor(), Critic()
    target_actor, target_critic = copy.deepcopy(actor), copy.deepcopy(critic)
    actor_optimizer = torch.optim.Adam(actor.parameters(), lr=lr)
    critic_optimizer = torch.optim.Adam(critic.parameters(), lr=lr)
    buffer = {"array": ArrayMemory, "list": ListMemory}[memory](100_000)

    def act(obs):
        with torch.no_grad():
            return actor(torch.as_tensor(obs)).numpy()

    obs, _ = env.reset(seed=seed)
    for step in range(1_000_000):
        if step < warmup:
            action = env.action_space.sample()
        else:
            action = (act(obs) + np.random.normal(0, 2 * sigma, 1)).clip(-2, 2).astype(np.float32)
        next_obs, reward, terminated, truncated, _ = env.step(action)
        buffer.add(obs, action, reward, next_obs, terminated)
        obs = env.reset()[0] if terminated or truncated else next_obs

        if step >= warmup:
            states, actions, rewards, next_states, ends = buffer.sample(64)
            with torch.no_grad():
                q_next = target_critic(next_states, target_actor(next_states))
                y = rewards.flatten() + gamma * (1 - ends.flatten()) * q_next
            critic_loss = F.mse_loss(critic(states, actions), y)
            critic_optimizer.zero_grad()
            critic_loss.backward()
            critic_optimizer.step()

            actor_loss = -critic(states, actor(states)).mean()
            actor_optimizer.zero_grad()
            actor_loss.backward()
            actor_optimizer.step()

            soft_update(target_critic, critic, tau)
            soft_update(target_actor, actor, tau)
        if not on_step(act):
            return
