"""Cada réplica tem o seu corpo: um ambiente em dois lugares é recusado, ou dividido sem que um atrapalhe o outro."""

import functools
import threading
import time

import gymnasium as gym
import numpy as np
import pytest
from support.environments import Scripted

from course_utils import ActionNoise, Trainer, evaluate
from course_utils.environments import EnvironmentFault, Environments
from course_utils.saving.trace import digest_of

PENDULUM = gym.make("Pendulum-v1")
SMALL = dict(warmup=20, batch_size=8, hidden=(8, 8), exploration=ActionNoise(0.3))


class Simulator:
    """Um simulador à parte, que dois ambientes podem dividir sem querer."""

    def reset(self):
        self.x = 0.0

    def step(self, force):
        self.x += force


class ByClass(Scripted):
    """O engano clássico: o simulador é da classe, e não de cada um."""

    simulator = Simulator()


class Inside(Scripted):
    """Guarda o simulador num atributo qualquer."""

    def __init__(self, simulator):
        super().__init__()
        self._physics = simulator


def taking_turns(*envs):
    turns = iter(envs * 10)
    return lambda: next(turns)


one_simulator = Simulator()
SHARED = {
    "o mesmo objeto": lambda: PENDULUM,
    "o mesmo, embrulhado de novo": lambda: gym.wrappers.TimeLimit(PENDULUM.unwrapped, 50),
    "embrulhos diferentes": taking_turns(PENDULUM, gym.wrappers.RescaleAction(PENDULUM, -1, 1)),
    "um criador com memória": functools.lru_cache(lambda: gym.make("Pendulum-v1")),
    "o segundo repete o primeiro": taking_turns(PENDULUM.unwrapped, gym.wrappers.TimeLimit(PENDULUM, 9)),
    "um simulador da classe": ByClass,
    "um simulador de fora": lambda: Inside(one_simulator),
}


@pytest.mark.parametrize("env", SHARED.values(), ids=SHARED)
def test_one_body_in_two_places_is_refused(env):
    with pytest.raises(ValueError, match="usou o mesmo .* em dois ambientes.*Crie tudo dentro da função"):
        Trainer(env, seeds=[0, 1], **SMALL)


def test_the_factory_is_named_and_evaluation_refuses_too():
    def meu_robo():
        return PENDULUM

    agent = Trainer("Pendulum-v1", seeds=[0], **SMALL).agent
    with pytest.raises(ValueError, match=r"meu_robo`, dado em `env`.*evaluate\(agent, env\)"):
        evaluate(agent, meu_robo, episodes=5)


@pytest.mark.parametrize("env", [Scripted, lambda: Inside(Simulator()), "Pendulum-v1", lambda: gym.make("Pendulum-v1")])
def test_bodies_apart_are_not_refused(env):
    Environments(env, 3).close()


def test_a_single_environment_evaluates_with_the_usual_numbers():
    """Um depois do outro, num ambiente só, e ele fica aberto: os números são os de um ambiente por episódio."""
    trainer = Trainer("Pendulum-v1", seeds=[0, 1], **SMALL).advance(until=60)
    assert np.array_equal(evaluate(trainer.agent, PENDULUM, 3), evaluate(trainer.agent, "Pendulum-v1", 3))
    own = Scripted()
    evaluate(Trainer(Scripted, seeds=[0], **SMALL).agent, own, 2)
    assert not own.closed and own.seeds == [1000, 1001]


def test_evaluating_on_the_environment_of_a_run_changes_nothing_in_it():
    """Um robô só: avalia-se nele no meio de um episódio, e o treino volta ao ponto em que estava."""
    whole = Trainer("Pendulum-v1", seeds=[0], **SMALL).advance(until=90)
    robot = gym.make("Pendulum-v1")
    trainer = Trainer(lambda: robot, seeds=[0], **SMALL).advance(until=45)
    evaluate(trainer.agent, robot, 2)
    evaluate(trainer.agent, gym.wrappers.TimeLimit(robot.unwrapped, 200), 1)  # noutro embrulho, o mesmo corpo
    assert digest_of(trainer.advance(until=90)) == digest_of(whole)


def test_two_runs_on_one_environment_take_turns_and_stay_whole():
    robot = gym.make("Pendulum-v1")
    wholes = [Trainer("Pendulum-v1", seeds=[k], **SMALL).advance(until=30) for k in (0, 1)]
    trainers = [Trainer(lambda: robot, seeds=[k], **SMALL) for k in (0, 1)]
    for until in range(5, 31, 5):
        for trainer in trainers:
            trainer.advance(until=until)
    assert [digest_of(one) for one in trainers] == [digest_of(one) for one in wholes]


def test_an_environment_taken_in_the_middle_of_an_evaluation_is_said():
    """Quem avalia não tem como voltar ao ponto: diz, em vez de dar um número errado."""
    robot = Scripted(ends=50)
    trainer = Trainer(lambda: robot, seeds=[0], **SMALL)

    def meddle(*result):
        if robot.clock == 20:
            trainer.environments.reset(0, 7)
        return result

    robot.fault = meddle
    with pytest.raises(EnvironmentFault, match=r"outra avaliação recomeçou este mesmo ambiente.*trainer\.pause\(\)"):
        evaluate(trainer.agent, robot, 1)


class Slow(Scripted):
    def step(self, action):
        time.sleep(0.002)
        return super().step(action)


def test_a_run_in_another_thread_and_an_evaluation_do_not_mix():
    """Treina-se em segundo plano e avalia-se no mesmo corpo: alguém diz, e nenhum número sai errado."""
    robot = Slow(ends=40)
    trainer = Trainer(lambda: robot, seeds=[0], **SMALL)
    trainer.start()
    try:
        returns = evaluate(trainer.agent, robot, 3)
    except EnvironmentFault as fault:
        assert "mesmo ambiente" in str(fault)
    else:
        assert np.array_equal(returns, np.full((1, 3), 40 * 41 / 2))
    try:
        trainer.pause()
    except EnvironmentFault as fault:
        assert "mesmo ambiente" in str(fault)
    robot_free = Trainer(lambda: Slow(ends=40), seeds=[0], **SMALL).advance(until=trainer.steps + 10)
    assert digest_of(trainer.advance(until=trainer.steps + 10)) == digest_of(robot_free)
    assert threading.active_count() < 20


VECTORS = {
    "função": lambda: lambda: gym.make_vec("Pendulum-v1", num_envs=2),
    "objeto": lambda: gym.make_vec("Pendulum-v1", num_envs=2),
    "sincronizado": lambda: lambda: gym.vector.SyncVectorEnv([lambda: gym.make("Pendulum-v1")] * 2),
}


@pytest.mark.parametrize("make", VECTORS.values(), ids=VECTORS)
def test_vector_environments_point_to_seeds(make):
    with pytest.raises(TypeError, match=r"ambiente vetorial.*seeds=\[0, 1, 2, 3\]"):
        Trainer(make(), seeds=[0])
    with pytest.raises(TypeError, match="ambiente vetorial"):
        evaluate(Trainer("Pendulum-v1", seeds=[0]).agent, make(), 1)


# --- ninguém fica aberto ------------------------------------------------------------------------------------------


class Counted(gym.Wrapper):
    open = 0

    def __init__(self):
        Counted.open += 1
        super().__init__(gym.make("Pendulum-v1"))

    def close(self):
        Counted.open -= 1
        super().close()


@pytest.mark.parametrize(
    "setting",
    [
        dict(hidden=[]),
        dict(gamma=7),
        dict(actor=7),
        dict(exploration=7),
        dict(normalize="sim"),
        dict(normalize=([1], [0])),
        dict(device="nada"),
        dict(capacity=0),
        dict(batch_size=0),
        dict(inventado=1),
        dict(encoder=7),
        dict(capacity=10**15),
        dict(normalize=([-1, -1], [1, 1])),
        dict(tau=[0.1, 0.2]),
    ],
    ids=str,
)
def test_a_refused_run_leaves_nothing_open(setting):
    Counted.open = 0
    with pytest.raises((ValueError, TypeError)):
        Trainer(Counted, seeds=[0, 1, 2], **setting)
    assert Counted.open == 0


def twice_then_fails():
    left = iter([1, 1, 0])
    return lambda: (1 / next(left)) and Counted()


def test_environments_already_made_close_when_the_next_fails():
    Counted.open = 0
    with pytest.raises(ValueError, match="parou com ZeroDivisionError"):
        Trainer(twice_then_fails(), seeds=[0, 1, 2])
    with pytest.raises(ValueError, match="parou com ZeroDivisionError"):
        evaluate(Trainer("Pendulum-v1", seeds=[0]).agent, twice_then_fails())
    assert Counted.open == 0
    agent = Trainer("MountainCarContinuous-v0", seeds=[0]).agent
    with pytest.raises(ValueError, match="Use o ambiente em que ele treinou"):
        evaluate(agent, Counted, 3)
    with pytest.raises(ValueError, match="`seed` recebeu -1"):
        evaluate(agent, Counted, 3, seed=-1)
    assert Counted.open == 0


class Unclosable(Scripted):
    def close(self):
        raise OSError("a porta emperrou")


def test_an_environment_that_does_not_close_loses_nothing():
    trainer = Trainer(Unclosable, seeds=[0, 1], **SMALL).advance(until=30)
    with pytest.warns(UserWarning, match="Unclosable.*`close` parou com OSError: a porta emperrou"):
        returns = evaluate(trainer.agent, Unclosable, 2)
    assert returns.shape == (2, 2)
    with pytest.warns(UserWarning, match="emperrou"):
        trainer.close()


def test_an_environment_without_close_serves():
    class NoClose:
        action_space, observation_space = gym.spaces.Box(-1, 1, (1,)), gym.spaces.Box(-1, 1, (2,))

        def reset(self, seed=None):
            return [0, 0], {}

        def step(self, action):
            return [0, 0], 0, True, False, {}

    trainer = Trainer(NoClose, seeds=[0], **SMALL).advance(until=30)
    assert evaluate(trainer.agent, NoClose, 2).tolist() == [[0, 0]]
    trainer.close()


def test_environments_are_let_go_without_waiting_for_the_collector():
    import gc
    import weakref

    gc.collect()
    gc.disable()
    try:
        environments = Environments(Scripted, 2)
        environments.start({0: 1, 1: 2})
        gone = weakref.ref(environments)
        environments.close()
        del environments
        assert gone() is None
    finally:
        gc.enable()
