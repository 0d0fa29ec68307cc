"""Abrir um treino com outra coisa no lugar: o que se aceita, o que se anota, e os pesos sozinhos."""

import json
import sys
import types

import gymnasium as gym
import numpy as np
import pytest
import torch
from gymnasium.envs.classic_control.pendulum import PendulumEnv
from support.environments import Scripted
from support.networks import PlainCritic, plain_actor

from course_utils import ActionNoise, OUNoise, ParameterNoise, Recording, Trainer, evaluate, load_agent
from course_utils.encoder import convolutions
from course_utils.saving.recording import ReplayError
from course_utils.saving.trace import digest_of
from course_utils.support.seal import seal

SMALL = dict(hidden=(8, 8), batch_size=16, warmup=20, capacity=90)


@pytest.fixture(autouse=True)
def registry():
    """O registro do Gymnasium volta a ser o que era."""
    kept = dict(gym.registry)
    yield
    gym.registry.clear()
    gym.registry.update(kept)


def run(trainer, steps):
    for _ in range(steps):
        trainer.step()
    return trainer


def saved(path, env="Pendulum-v1", steps=50, **settings):
    trainer = run(Trainer(env, **dict(seeds=[0, 1], exploration=ParameterNoise(), **SMALL) | settings), steps)
    trainer.save(path)
    return trainer


def with_device(path, device):
    """O mesmo checkpoint, como se tivesse sido feito em outro dispositivo."""
    with np.load(path) as file:
        parts = dict(file)
    about = json.loads(parts["about"].tobytes())
    about["settings"]["device"] = device
    parts["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    with path.open("wb") as file:
        np.savez(file, **parts)


def recorded_on(trainer, device):
    """A gravação de um treino, como se tivesse sido feita em outro dispositivo."""
    body = json.loads(trainer.recording.to_json())
    del body["seal"]
    body["settings"]["device"] = device
    return Recording.from_json(json.dumps(body | {"seal": seal(body)}))


# --- um dispositivo que não há aqui ---------------------------------------------------------------------------------

DEVICES = pytest.mark.parametrize("device", ["cuda:99", "xpu:9", "mtia:3"])


@DEVICES
def test_a_checkpoint_of_another_device_opens_on_the_cpu_and_says_so(tmp_path, device):
    path = tmp_path / "gpu.ckpt"
    whole = saved(path)
    with_device(path, device)
    with pytest.warns(UserWarning, match=f"feito em '{device}', que não há nesta máquina; abre-se na CPU"):
        opened = Trainer.load(path)
    assert opened.overrides == [(50, "device", device, "cpu")] and opened.arguments["device"] == "cpu"
    assert digest_of(run(opened, 20)) == digest_of(run(whole, 20))
    with pytest.warns(UserWarning, match="abre-se na CPU"):
        assert load_agent(path).device == torch.device("cpu")


@DEVICES
def test_a_given_device_is_taken_without_a_word(tmp_path, device):
    path = tmp_path / "gpu.ckpt"
    whole = saved(path)
    with_device(path, device)
    opened = Trainer.load(path, device="cpu")
    assert digest_of(opened) == digest_of(whole) and load_agent(path, device="cpu").device.type == "cpu"
    opened.save(path)
    again = Trainer.load(path)  # o que se trocou uma vez continua dito, e não se diz de novo
    assert again.overrides == [(50, "device", device, "cpu")]
    assert again.recording.replay().steps == 50


@DEVICES
def test_a_recording_of_another_device_is_repeated_on_the_cpu(device):
    trainer = run(Trainer("Pendulum-v1", seeds=[0], **SMALL), 30)
    recording = recorded_on(trainer, device)
    with pytest.warns(UserWarning, match="abre-se na CPU"):
        assert digest_of(recording.replay()) == recording.digest
    assert recording.replay(device="cpu").arguments["device"] == recording.fresh(device="cpu").arguments["device"]
    other = recorded_on(run(Trainer("Pendulum-v1", seeds=[1], **SMALL), 30), device)
    object.__setattr__(other, "digest", "0" * 64)
    with pytest.raises(ReplayError, match=f"`device` era '{device}' e aqui é 'cpu'.*use `verify`"):
        other.replay(device="cpu")


def test_a_device_that_does_not_exist_anywhere_is_refused(tmp_path):
    path = tmp_path / "gpu.ckpt"
    saved(path)
    with_device(path, "calculadora")
    with pytest.raises(ValueError, match="`device` recebeu 'calculadora'"):
        Trainer.load(path)


# --- um id que importaria um módulo ---------------------------------------------------------------------------------


@pytest.fixture
def packaged(monkeypatch):
    monkeypatch.setitem(sys.modules, "meu_pacote", types.ModuleType("meu_pacote"))
    gym.register("Meu-v0", PendulumEnv, max_episode_steps=200)
    return "meu_pacote:Meu-v0"


def test_an_id_with_its_package_opens_when_it_is_given(tmp_path, packaged):
    path = tmp_path / "m.ckpt"
    whole = saved(path, packaged)
    recording = whole.recording
    with pytest.raises(ValueError, match="'meu_pacote:Meu-v0', que não é um id.*Se confia nele, dê-o:.*env="):
        Trainer.load(path)
    with pytest.raises(ValueError, match="que não é um id"):
        recording.replay()
    run(whole, 20)
    for env in (packaged, "Meu-v0", lambda: gym.make("Meu-v0")):
        opened = Trainer.load(path, env=env)
        assert opened.overrides == [] and digest_of(run(opened, 20)) == digest_of(whole)
        assert recording.replay(env=env).steps == recording.fresh(env=env).steps + 50
        assert recording.verify(env=env).early
    assert load_agent(path).act_dim == 1


# --- outro ambiente, outros ajustes ---------------------------------------------------------------------------------


def test_another_environment_leaves_the_running_episode_and_is_told(tmp_path):
    path = tmp_path / "treino.ckpt"
    whole = saved(path, steps=250, seeds=[0], exploration=[ParameterNoise(), OUNoise()])
    with pytest.warns(UserWarning, match="já começou.* outro episódio"):
        moon = Trainer.load(path, env=lambda: gym.make("Pendulum-v1", g=1.62))
    ((step, name, old, new),) = moon.overrides
    assert (step, name, old) == (250, "env", "Pendulum-v1") and "lambda" in new
    torch.testing.assert_close(moon.agent.critic.flat, whole.agent.critic.flat, rtol=0, atol=0)
    assert len(moon.buffer) == len(whole.buffer) and moon.history == whole.history and moon.environments.played == []
    run(moon, 200)
    assert len(moon.history[0]) == 2 and moon.history[0][1].length == 200
    given = dict(env="Pendulum-v1")
    asked = [lambda: moon.recording.replay(**given), lambda: moon.recording.verify(**given), moon.recording.code]
    for ask in asked:
        with pytest.raises(ReplayError, match="aberto no passo 250 com `env` = .*não se recomputa inteiro"):
            ask()
    assert Recording.from_json(moon.recording.to_json()) == moon.recording


def test_the_same_environment_by_another_name_goes_on_in_the_same_episode(tmp_path):
    path = tmp_path / "treino.ckpt"
    whole = saved(path)
    opened = Trainer.load(path, env=lambda: gym.make("Pendulum-v1"))
    assert digest_of(run(opened, 20)) == digest_of(run(whole, 20))


def test_code_that_is_given_again_is_not_an_override_and_keeps_its_episode(tmp_path):
    path = tmp_path / "treino.ckpt"
    saved(path, lambda: Scripted(ends=7), steps=24)
    assert Trainer.load(path, env=lambda: Scripted(ends=7)).overrides == []
    with pytest.raises(ValueError, match="`env` = .*É código"):
        Trainer.load(path, device="cpu")


def test_a_live_setting_is_a_change_at_this_step_and_is_recorded(tmp_path):
    path = tmp_path / "treino.ckpt"
    whole = saved(path)
    opened = Trainer.load(path, gamma=0.9, sigma=[0.3, 0.4])
    whole.change("gamma", 0.9)
    whole.change("sigma", [0.3, 0.4])
    assert opened.changes == whole.changes and opened.settings["sigma"].tolist() == [0.3, 0.4]
    assert digest_of(run(opened, 20)) == digest_of(run(whole, 20)) and opened.overrides == []
    opened.recording.replay()


def test_the_pace_of_training_can_be_another(tmp_path):
    path = tmp_path / "treino.ckpt"
    saved(path)
    opened = Trainer.load(path, updates_per_step=3, warmup=20)
    assert opened.updates_per_step == 3 and opened.overrides == [(50, "updates_per_step", 1, 3)]
    assert len(run(opened, 2).metrics) == 30 + 6


@pytest.mark.parametrize(("given", "says"), [
    (dict(seeds=[3, 4]), "`seeds` já está no arquivo.*load_agent"),
    (dict(hidden=(4, 4)), "`hidden` já está no arquivo"),
    (dict(exploration=ActionNoise()), "`exploration` já está no arquivo"),
    (dict(batch_size=8), "`batch_size` já está"),
    (dict(gamma=7), "`gamma` recebeu 7"),
    (dict(gama=0.9), "Não há ajuste ao vivo chamado 'gama'.*quis dizer 'gamma'"),
    (dict(theta=0.1), "Não há ajuste ao vivo chamado 'theta'"),
    (dict(device="calculadora"), "`device` recebeu 'calculadora'"),
    (dict(env="Nada-v0"), "Não há um ambiente chamado"),
    (dict(env="MountainCarContinuous-v0"), "deveria ter a forma"),
])  # fmt: skip
def test_what_cannot_be_another_is_refused(tmp_path, given, says):
    saved(tmp_path / "treino.ckpt")
    with pytest.raises(ValueError, match=says):
        Trainer.load(tmp_path / "treino.ckpt", **given)


def test_a_recording_is_repeated_as_it_was_and_fresh_takes_anything():
    recording = run(Trainer("Pendulum-v1", seeds=[0], **SMALL), 30).recording
    with pytest.raises(ValueError, match=r"não se dá 'gamma'.*use `fresh\(gamma=…\)`"):
        recording.replay(gamma=0.9)
    fresh = recording.fresh(gamma=0.9, seeds=[4, 5], env="MountainCarContinuous-v0", exploration=ActionNoise())
    assert fresh.settings["gamma"].tolist() == pytest.approx([0.9, 0.9]) and fresh.steps == 0 and fresh.changes == []
    with pytest.raises(ReplayError, match="`env` era 'Pendulum-v1' e aqui é"):
        recording.replay(env=lambda: gym.make("Pendulum-v1", g=1.62))


# --- os pesos, sozinhos ---------------------------------------------------------------------------------------------

KINDS = {
    "do curso": ("Pendulum-v1", {}),
    "pelos limites": (lambda: gym.wrappers.TimeLimit(PendulumEnv(g=2.0), 60), dict(normalize="bounds")),
    "um par": ("Pendulum-v1", dict(normalize=([-1, -1, -8], [1, 1, 8]))),
    "pelo que se vê": ("Pendulum-v1", dict(normalize="running")),
    "do estudante": ("Pendulum-v1", dict(actor=lambda: plain_actor(3, 1), critic=lambda: PlainCritic(3, 1))),
    "em uma semente": ("MountainCarContinuous-v0", dict(seeds=[5], exploration=None)),
}


@pytest.mark.parametrize(("env", "settings"), KINDS.values(), ids=KINDS)
def test_the_agent_of_a_checkpoint_acts_and_learns_the_same(tmp_path, monkeypatch, env, settings):
    trainer = saved(tmp_path / "treino.ckpt", env, **settings)
    monkeypatch.setattr(gym, "make", lambda *_: pytest.fail("criou um ambiente"))
    agent = load_agent(
        tmp_path / "treino.ckpt", **{key: settings[key] for key in ("actor", "critic") if key in settings}
    )
    monkeypatch.undo()
    obs = np.random.default_rng(0).normal(size=(len(agent.seeds), 9, *agent.obs_shape)).astype(np.float32)
    assert np.array_equal(agent.act(obs), trainer.agent.act(obs)) and agent.seeds == trainer.seeds
    assert np.array_equal(evaluate(agent, env, 2), evaluate(trainer.agent, env, 2))
    batch = trainer.buffer.at(np.full((len(agent.seeds), 8), 0.3))
    for own, other in zip(agent.update(batch), trainer.agent.update(batch)):
        torch.testing.assert_close(own, other, rtol=0, atol=0)
    torch.testing.assert_close(agent.target_critic.flat, trainer.agent.target_critic.flat, rtol=0, atol=0)


class Frames(Scripted):
    """Quadros pequenos, em vez do relógio."""

    def __init__(self):
        super().__init__()
        self.observation_space = gym.spaces.Box(0, 255, (3, 32, 32), np.uint8)

    def _obs(self):
        return np.full((3, 32, 32), 40 * self.clock, np.uint8)


def test_an_agent_that_sees_comes_without_its_world(tmp_path):
    settings = dict(encoder=convolutions, normalize="bounds", seeds=[0], exploration=None)
    trainer = saved(tmp_path / "v.ckpt", Frames, steps=3, **settings)
    agent = load_agent(tmp_path / "v.ckpt", encoder=convolutions)
    frames = np.full((1, 2, 3, 32, 32), 70, np.uint8)
    assert np.array_equal(agent.act(frames), trainer.agent.act(frames))


def test_the_weights_go_to_a_new_training(tmp_path):
    saved(tmp_path / "treino.ckpt")
    agent = load_agent(tmp_path / "treino.ckpt")
    new = Trainer("Pendulum-v1", seeds=[7, 8], exploration=OUNoise(), **SMALL | dict(warmup=0))
    for name in ("actor", "critic", "target_actor", "target_critic"):
        getattr(new.agent, name).flat.copy_(getattr(agent, name).flat)
    assert np.array_equal(evaluate(new.agent, "Pendulum-v1", 2), evaluate(agent, "Pendulum-v1", 2))
    assert run(new, 40).steps == 40


def test_an_old_checkpoint_asks_the_environment_for_its_bounds(tmp_path):
    path = tmp_path / "velho.ckpt"
    for env, given in (("Pendulum-v1", {}), (PendulumEnv, {"env": PendulumEnv})):
        trainer = saved(path, env, normalize="bounds")
        with np.load(path) as file:
            parts = {name: own for name, own in file.items() if name != "bounds"}
        with path.open("wb") as file:
            np.savez(file, **parts)
        obs = np.ones((2, 1, 3), np.float32)
        assert np.array_equal(load_agent(path, **given).act(obs), trainer.agent.act(obs))
        if given:
            with pytest.raises(ValueError, match="curso mais antigo.*dê `env`"):
                load_agent(path)


def test_what_does_not_serve_is_refused(tmp_path):
    trainer = saved(tmp_path / "t.ckpt", actor=lambda: plain_actor(3, 1), critic=lambda: PlainCritic(3, 1))
    with pytest.raises(ValueError, match="`actor` = .*É código"):
        load_agent(tmp_path / "t.ckpt")
    with pytest.raises(ValueError, match="`gamma` não se dá aqui.*aceita-se actor e critic e device"):
        load_agent(tmp_path / "t.ckpt", gamma=0.9)
    given = dict(actor=lambda: plain_actor(3, 2), critic=lambda: PlainCritic(3, 1))
    with pytest.raises(ValueError, match="^`actor`"):
        load_agent(tmp_path / "t.ckpt", **given)
    given["actor"] = lambda: torch.nn.Sequential(torch.nn.Linear(3, 7), torch.nn.Linear(7, 1))
    with pytest.raises(ValueError, match="não é um checkpoint.*actor.flat deveria ter a forma"):
        load_agent(tmp_path / "t.ckpt", **given)
    with pytest.raises(FileNotFoundError, match="Não existe o arquivo"):
        load_agent(tmp_path / "nada.ckpt")
    trainer.recording.save(tmp_path / "g.json")
    for call in (load_agent, Trainer.load):
        with pytest.raises(ValueError, match="é uma gravação, e se abre com `Recording.load`"):
            call(tmp_path / "g.json")
