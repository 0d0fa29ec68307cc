"""O DDPG do Stable-Baselines3 e o do SBX: a mesma interface, PyTorch num e JAX no outro."""

import importlib

import numpy as np
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.noise import NormalActionNoise


class EachStep(BaseCallback):
    """Leva o `on_step` da medida para dentro do laço da biblioteca."""

    def __init__(self, on_step):
        super().__init__()
        self.on_step_of_measure = on_step

    def _act(self, obs):
        return self.model.predict(obs, deterministic=True)[0]

    def _on_step(self):
        return self.on_step_of_measure(self._act)


def train(seed, on_step, library, lr, tau, gamma, warmup, sigma):
    model = importlib.import_module(library).DDPG(
        "MlpPolicy",
        "Pendulum-v1",
        learning_rate=lr,
        buffer_size=100_000,
        learning_starts=warmup,
        batch_size=64,
        tau=tau,
        gamma=gamma,
        train_freq=(1, "step"),
        gradient_steps=1,
        action_noise=NormalActionNoise(np.zeros(1), sigma * np.ones(1)),
        policy_kwargs={"net_arch": [32, 64]},
        seed=seed,
        device="cpu",
    )
    model.learn(1_000_000, callback=EachStep(on_step))
