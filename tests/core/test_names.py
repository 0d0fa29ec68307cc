"""Nomes que vêm de outras bibliotecas: a recusa diz como a coisa se chama aqui."""

import gymnasium as gym
import numpy as np
import pytest
from support.environments import Scripted

from course_utils import (
    DDPG,
    TD3,
    ActionNoise,
    Actor,
    Critic,
    Hindsight,
    OUNoise,
    ParameterNoise,
    ReplayBuffer,
    Trainer,
    check_env,
    evaluate,
)
from course_utils.support.elsewhere import METHODS, MISSING, SETTINGS

TRAINER = {
    "seed": r"'seeds', uma lista: `seeds=\[0\]`",
    "n_envs": "'seeds'",
    "buffer_size": "'capacity'",
    "replay_size": "'capacity'",
    "learning_starts": "'warmup'",
    "start_steps": "'warmup'",
    "gradient_steps": "'updates_per_step'",
    "train_freq": "'updates_per_step'",
    "minibatch_size": "'batch_size'",
    "action_noise": "'exploration'",
    "learning_rate": "'actor_lr' e 'critic_lr'",
    "pi_lr": "'actor_lr'",
    "q_lr": "'critic_lr'",
    "polyak": "'tau'",
    "discount": "'gamma'",
    "hidden_sizes": "'hidden'",
    "policy_kwargs": "'hidden'",
    "policy": "'actor'",
    "total_timesteps": r"trainer\.advance\(until=",
    "verbose": "progress=True",
    "gama": "quis dizer 'gamma'",
    "xyz": "os aceitos são",
}


@pytest.mark.parametrize("name", TRAINER)
def test_a_setting_of_another_library_has_a_name_here(name):
    with pytest.raises(TypeError, match=f"Não há ajuste chamado '{name}'.*{TRAINER[name]}"):
        Trainer("Pendulum-v1", seeds=[0], **{name: 1})


CALLS = [
    (OUNoise, "mu", "média do ruído é sempre zero"),
    (OUNoise, "x0", "em zero"),
    (OUNoise, "mean", "sempre zero"),
    (OUNoise, "std", "'sigma'"),
    (ActionNoise, "stddev", "'sigma'"),
    (ActionNoise, "size", "quantas dimensões"),
    (ActionNoise, "sigma_decay", "'decay'"),
    (ParameterNoise, "desired_action_stddev", "'delta'"),
    (ParameterNoise, "initial_stddev", "'sigma'"),
    (ParameterNoise, "adoption_coefficient", "'alpha'"),
    (ParameterNoise, "adapt_every", "'every'"),
    (ParameterNoise, "sigmas", "quis dizer 'sigma'"),
    (DDPG, "polyak", "'tau'"),
    (DDPG, "state_dim", "'obs_dim'"),
    (DDPG, "seed", "'seeds'"),
    (ReplayBuffer, "buffer_size", "'capacity'"),
    (ReplayBuffer, "state_dim", "'obs_shape'"),
    (Actor, "action_dim", "'act_dim'"),
    (Critic, "hidden_sizes", "'hidden'"),
    (evaluate, "n_eval_episodes", "'episodes'"),
    (evaluate, "model", "'agent'"),
    (evaluate, "deterministic", "sem ruído"),
    (check_env, "environment", "'env'"),
]


@pytest.mark.parametrize(("call", "name", "says"), CALLS, ids=[f"{call.__name__}-{name}" for call, name, _ in CALLS])
def test_every_constructor_knows_them_too(call, name, says):
    with pytest.raises(TypeError, match=rf"`{call.__name__}` não tem um ajuste chamado '{name}'.*{says}"):
        call(**{name: 1})


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: DDPG(3), r"`DDPG\(obs_dim, act_dim, seeds"),
        (lambda: Actor(), r"`Actor\(obs_dim, act_dim"),
        (lambda: evaluate("Pendulum-v1"), r"`evaluate\(agent, env, episodes"),
        (lambda: ReplayBuffer(5, (3,), 1).sample(np.zeros((1, 2))), r"`ReplayBuffer\.sample\(batch_size, random\)`"),
        (lambda: ActionNoise(1, 1, 1, 1), r"`ActionNoise\(sigma, decay"),
    ],
)
def test_missing_and_extra_arguments_show_the_call(call, says):
    with pytest.raises(TypeError, match=f"precisa de outros argumentos; aceita {says}"):
        call()


def test_the_table_only_speaks_of_what_there_is():
    signatures = [Trainer, DDPG, TD3, ReplayBuffer, ActionNoise, OUNoise, ParameterNoise, Hindsight, evaluate]
    import inspect

    here = {name for one in signatures for name in inspect.signature(one).parameters}
    assert set(SETTINGS) <= here
    assert not set(MISSING) & here and not {there for names in SETTINGS.values() for there in names.split(",")} & {
        "sigma"
    }
    trainer = Trainer(Scripted, seeds=[0])
    agent, buffer = trainer.agent, trainer.buffer
    for instead in METHODS:
        owner, *rest = instead.split("(")[0].split("`")[0].split(".")
        thing = {"trainer": trainer, "agent": agent, "buffer": buffer, "Trainer": Trainer, "evaluate": None}[owner]
        for name in rest:
            thing = getattr(thing, name)


ATTRIBUTES = {
    "learn": r"use `trainer\.advance\(until=…\)`",
    "fit": r"trainer\.advance",
    "predict": r"`agent\.act\(obs\)`, com `agent = trainer\.agent`",
    "replay_buffer": r"trainer\.buffer",
    "num_timesteps": r"trainer\.steps",
    "policy": r"agent\.act",
    "evaluate": r"evaluate\(trainer\.agent, env\)",
    "reset": r"trainer\.new_episode\(\)",
    "advanse": "quis dizer 'advance'",
}


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_a_method_of_another_library_has_a_name_here(name):
    trainer = Trainer(Scripted, seeds=[0])
    with pytest.raises(AttributeError, match=f"Trainer não tem `{name}`.*{ATTRIBUTES[name]}"):
        getattr(trainer, name)
    assert not hasattr(trainer, name) and not hasattr(trainer, "_nada")


def test_agents_and_buffers_suggest_too():
    agent, buffer = DDPG(3, 1), ReplayBuffer(5, (3,), 1)
    for name, says in (
        ("predict", r"agent\.act"),
        ("select_action", r"agent\.act"),
        ("save", "os aceitos são|quis dizer"),
    ):
        with pytest.raises(AttributeError, match=f"DDPG não tem `{name}`.*{says}"):
            getattr(agent, name)
    with pytest.raises(AttributeError, match=r"ReplayBuffer não tem `push`.*buffer\.add"):
        buffer.push(1)


# --- o que os ambientes dizem ----------------------------------------------------------------------------------------


class NoSeed(Scripted):
    def reset(self):
        return super().reset()


class Pair(Scripted):
    """O `reset` de antes, com uma observação de dois números numa tupla."""

    def reset(self, **given):
        obs, _ = super().reset(**given)
        return float(obs[0]), float(obs[1])


class ListObs(Scripted):
    def reset(self, **given):
        return [*super().reset(**given)[0]]


def spaced(obs=None, action=None):
    def make():
        env = Scripted()
        env.observation_space = obs or env.observation_space
        env.action_space = action or env.action_space
        return env

    return make


Box = gym.spaces.Box
UNFIT = {
    "reset sem semente": (NoSeed, ValueError, r"não recebe `seed`.*def reset\(self, \*, seed=None, options=None\)"),
    "reset antigo, tupla": (Pair, ValueError, r"devolveu \(0\.0, .*\(tuple\).*return obs, \{\}"),
    "reset antigo, lista": (ListObs, ValueError, r"\(list\).*`\(obs, info\)`"),
    "número solto": (spaced(Box(-1, 1, ())), TypeError, r"um número solto.*\(1,\).*ReshapeObservation"),
    "vazio": (spaced(Box(-1, 1, (0,))), ValueError, r"forma \(0,\): não há número nenhum"),
    "matriz vazia": (spaced(Box(-1, 1, (3, 0))), ValueError, "não há número nenhum"),
    "ação vazia": (spaced(action=Box(-1, 1, (0,))), ValueError, "e ao menos um"),
    "ação sem limites": (spaced(action=Box(-np.inf, 1, (1,))), ValueError, "precisam ser finitos.*RescaleAction"),
    "ação inteira": (spaced(action=Box(0, 5, (1,), np.int32)), TypeError, "contínuas"),
    "observação discreta": (spaced(gym.spaces.Discrete(4)), TypeError, "um vetor de números"),
    "tupla de espaços": (spaced(gym.spaces.Tuple([Box(-1, 1, (1,))])), TypeError, "um vetor de números"),
    "função com argumento": (lambda rank: Scripted(), ValueError, "não recebe argumentos"),
    "função que falha": (lambda: 1 / 0, ValueError, "parou com ZeroDivisionError"),
    "função que dá None": (lambda: None, TypeError, "não tem reset, step"),
}


@pytest.mark.parametrize("name", UNFIT)
def test_environments_that_do_not_fit_are_told_what_to_do(name):
    env, error, says = UNFIT[name]
    with pytest.raises(error, match=says):
        Trainer(env, seeds=[0])


def test_a_single_action_without_axes_serves():
    trainer = Trainer(spaced(action=Box(-1, 1, ())), seeds=[0, 1], warmup=3, batch_size=2).advance(until=9)
    assert trainer.buffer.action.shape[2] == 1


@pytest.fixture
def registered():
    gym.register("Falha-v0", entry_point=lambda obrigatorio: Scripted())
    gym.register("Falta-v0", entry_point="course_utils:NaoHa")
    gym.register("Cai-v0", entry_point=lambda: 1 / 0)
    gym.register("Modulo-v0", entry_point="modulo_que_nao_ha:Env")
    yield
    for name in ("Falha-v0", "Falta-v0", "Cai-v0", "Modulo-v0"):
        del gym.registry[name]


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("name", ["Falha-v0", "Falta-v0", "Cai-v0"])
def test_a_registered_environment_that_fails_is_explained(name):
    with pytest.raises(ValueError, match=rf"'{name}' existe, mas não se deixa criar: `gym\.make.*entry_point"):
        Trainer(name, seeds=[0])
    with pytest.raises(ValueError, match="Não há um ambiente chamado 'Modulo-v0' pronto para uso"):
        Trainer("Modulo-v0", seeds=[0])
