"""Ambientes que falham: a mensagem diz qual e em que passo, nada se perde, e consertados o treino segue igual."""

import gymnasium as gym
import numpy as np
import pytest
from support.environments import Scripted

from course_utils import ActionNoise, OUNoise, ParameterNoise, Trainer, evaluate
from course_utils.environments import EnvironmentFault
from course_utils.saving.trace import digest_of
from course_utils.support import bodies

ALL = [ParameterNoise(every=3), ActionNoise(0.1), OUNoise(0.1)]
HEALTHY = (np.zeros(2, np.float32), 0.0, False, False, {})


def returning(**changes):
    """Um `step` que devolve outra coisa no lugar de uma das cinco."""
    names = ("obs", "reward", "terminated", "truncated", "info")
    return lambda *result: tuple(changes.get(name, own) for name, own in zip(names, result))


def raising(*result):
    raise RuntimeError("o motor queimou")


BROKEN_STEPS = {
    "erro": (raising, "`step` parou com RuntimeError: o motor queimou"),
    "quatro valores": (lambda *r: r[:4], "4 valores.*precisa de 5"),
    "nada": (lambda *r: None, "devolveu NoneType.*precisa de 5"),
    "recompensa nan": (returning(reward=np.nan), "recompensa nan.*número finito"),
    "recompensa infinita": (returning(reward=-np.inf), "recompensa -inf"),
    "recompensa None": (returning(reward=None), "recompensa None"),
    "recompensa vetor": (returning(reward=np.zeros(2)), "recompensa array"),
    "recompensa texto": (returning(reward="1"), "recompensa '1'"),
    "terminated None": (returning(terminated=None), r"terminated, truncated = \[None, False\]"),
    "truncated vetor": (returning(truncated=np.array([True, False])), "terminated, truncated"),
    "obs nan": (returning(obs=np.array([0, np.nan], np.float32)), "observação .*nan.*números finitos"),
    "obs imensa": (returning(obs=np.array([0, 1e300])), "observação .*números finitos"),
    "obs de outra forma": (returning(obs=np.zeros(3, np.float32)), r"a forma \(2,\)"),
    "obs None": (returning(obs=None), "observação .*None"),
    "obs texto": (returning(obs=np.array(["a", "b"])), "observação"),
    "obs dicionário": (returning(obs={"x": 1}), "observação"),
}


@pytest.mark.parametrize("name", BROKEN_STEPS)
def test_a_broken_step_is_named_and_nothing_is_lost(name, tmp_path):
    """A falha vem na segunda réplica, no meio de um episódio; o que se guarda depois dela segue igual ao são."""
    fault, says = BROKEN_STEPS[name]
    broken = [False]
    made = []

    def env():
        mine = len(made)
        made.append(Scripted(ends=7, fault=lambda *result: fault(*result) if broken[0] and mine == 1 else result))
        return made[-1]

    settings = dict(seeds=[0, 1], exploration=ALL, warmup=9, batch_size=4, hidden=(4, 4))
    whole = Trainer(lambda: Scripted(ends=7), **settings).advance(until=40)
    trainer = Trainer(env, **settings).advance(until=24)
    trainer.environments.name = "Motor-v0"
    broken[0] = True
    for step in (4, 1):  # da segunda vez, ao repetir o episódio desde o começo
        with pytest.raises(EnvironmentFault, match=f"^Motor-v0: .*{says}.*passo {step} do episódio.*seed="):
            trainer.step()
        assert trainer.steps == 24
    trainer.save(tmp_path / "falha.ckpt")
    broken[0] = False
    assert digest_of(trainer.advance(until=40)) == digest_of(whole)
    resumed = Trainer.load(tmp_path / "falha.ckpt", env=lambda: Scripted(ends=7))
    assert digest_of(resumed.advance(until=40)) == digest_of(whole)


class Stubborn(Scripted):
    """`reset` falha quando mandam."""

    broken = False

    def reset(self, *, seed=None, options=None):
        if self.broken:
            raise OSError("a porta emperrou")
        return super().reset(seed=seed)


def test_a_broken_reset_is_named_and_nothing_is_lost():
    made = []
    trainer = Trainer(lambda: made.append(Stubborn()) or made[-1], seeds=[0], exploration=ALL, warmup=3, batch_size=2)
    trainer.advance(until=4)
    made[0].broken = True
    with pytest.raises(EnvironmentFault, match="`reset` parou com OSError: a porta emperrou"):
        trainer.step()
    assert trainer.steps == 5 and len(trainer.history[0]) == 1, "o passo valeu; o episódio seguinte é que não começou"
    made[0].broken = False
    whole = Trainer(Scripted, seeds=[0], exploration=ALL, warmup=3, batch_size=2).advance(until=20)
    assert digest_of(trainer.advance(until=20)) == digest_of(whole)


class Shrinking(Scripted):
    """Muda de espaço no segundo episódio."""

    def reset(self, *, seed=None, options=None):
        if len(self.seeds) == 1:
            self.action_space = gym.spaces.Box(-2.0, 2.0, (1,))
        return super().reset(seed=seed)


def test_a_changing_space_is_refused():
    with pytest.raises(EnvironmentFault, match="Shrinking: o espaço das ações agora é Box.*não pode mudar"):
        Trainer(Shrinking, seeds=[0]).advance(until=10)


def test_replicas_must_have_the_same_space():
    made = []

    def env():
        made.append(Scripted(high=(1.0 + len(made),)))
        return made[-1]

    with pytest.raises(EnvironmentFault, match="o espaço das ações agora é"):
        Trainer(env, seeds=[0, 1])
    assert all(one.closed for one in made)


def test_an_episode_that_never_ends_is_said(monkeypatch):
    monkeypatch.setattr(bodies, "LONGEST", 50)
    trainer = Trainer(lambda: Scripted(ends=10**9), seeds=[0], warmup=100)
    with pytest.raises(EnvironmentFault, match=r"passou de 50 passos.*TimeLimit.*passo 51 do episódio"):
        trainer.advance(until=60)
    assert trainer.steps == 50
    with pytest.raises(EnvironmentFault, match="passou de 50 passos"):
        evaluate(trainer.agent, lambda: Scripted(ends=10**9), episodes=1)


def test_an_episode_that_ends_at_once_is_an_episode():
    trainer = Trainer(lambda: Scripted(ends=1), seeds=[0, 1], exploration=ALL, warmup=3, batch_size=2).advance(until=9)
    assert [len(own) for own in trainer.history] == [9, 9] and trainer.history[0][0] == (1.0, 1, 1)


class Moody(Scripted):
    """Não se repete."""

    def _obs(self):
        return np.array([self.clock, np.random.default_rng().normal()], np.float32)


def test_an_environment_that_does_not_repeat_itself_is_said_when_it_matters():
    """Enquanto nada falha, treina; para retomar no meio de um episódio é preciso repeti-lo, e aí se diz."""
    broken = [False]
    trainer = Trainer(lambda: Moody(fault=lambda *r: r[: 4 + (not broken[0])]), seeds=[0]).advance(until=12)
    broken[0] = True
    with pytest.raises(EnvironmentFault, match="4 valores"):
        trainer.step()
    broken[0] = False
    with pytest.raises(EnvironmentFault, match="Ele não se repete.*acaso dele sair de `reset"):
        trainer.step()


def test_evaluation_names_the_fault_and_closes_everything():
    made = []
    trainer = Trainer(Scripted, seeds=[0])

    def env():
        made.append(Scripted(fault=raising))
        return made[-1]

    with pytest.raises(EnvironmentFault, match="o motor queimou.*passo 1 do episódio.*seed=1000"):
        evaluate(trainer.agent, env, episodes=3)
    assert len(made) == 3 and all(one.closed for one in made)
