"""Um ambiente que não se repete perde no máximo o episódio em curso: o resto fica, se salva e continua."""

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.wrappers import NormalizeObservation, NormalizeReward
from support.environments import Scripted

from course_utils import ActionNoise, OUNoise, ParameterNoise, Recording, Trainer, evaluate
from course_utils.environments import EnvironmentFault
from course_utils.saving.trace import digest_of

ALL = [ParameterNoise(every=3), ActionNoise(0.1), OUNoise(0.1)]
SMALL = dict(warmup=9, batch_size=4, hidden=(4, 4), exploration=ALL)


class Moody(Scripted):
    """Não se repete: parte da observação vem de um acaso de fora, e pode parar no meio de um passo."""

    stop_at, steps = None, 0

    def _obs(self):
        return np.array([self.clock, np.random.default_rng().normal()], np.float32)

    def step(self, action):
        Moody.steps += 1
        if Moody.steps == Moody.stop_at:
            raise KeyboardInterrupt
        return super().step(action)


class MoodyEnd(Scripted):
    """As observações se repetem, e o fim não: acaba depois de um tanto que muda a cada `reset`."""

    resets = 0

    def reset(self, **given):
        MoodyEnd.resets += 1
        self.ends = 3 if MoodyEnd.resets > 1 else 9
        return super().reset(**given)


class MoodyReward(Scripted):
    """Só a recompensa não se repete."""

    def step(self, action):
        obs, _, *rest = super().step(action)
        return obs, float(np.random.default_rng().normal()), *rest


def stopped(env, seeds=(0,), at=30):
    """Um treino parado pelo botão no meio de um passo."""
    Moody.steps, Moody.stop_at = 0, at
    trainer = Trainer(env, seeds=list(seeds), **SMALL)
    with pytest.raises(KeyboardInterrupt):
        trainer.advance(until=1000)
    return trainer


@pytest.mark.parametrize("seeds", [[0], [0, 1, 2]])
def test_a_stop_loses_the_running_episode_and_nothing_else(seeds, tmp_path):
    trainer = stopped(Moody, seeds, at=32 * len(seeds) - len(seeds) // 2)
    before, flat, history = trainer.steps, trainer.agent.actor.flat.clone(), [list(own) for own in trainer.history]
    for _ in range(2):
        with pytest.raises(EnvironmentFault, match=r"não se repete.*se perde, e só ele. `trainer\.new_episode\(\)`"):
            trainer.step()
    trainer.save(tmp_path / "parado.ckpt")
    trainer.new_episode()
    assert trainer.steps == before and (trainer.lengths == 0).all() and (trainer.returns == 0).all()
    assert trainer.history == history and (trainer.agent.actor.flat == flat).all() and len(trainer.buffer) == before
    trainer.advance(until=before + 20)
    assert all(len(own) == len(old) + 4 for own, old in zip(trainer.history, history)), (
        "episódios inteiros, de cinco passos"
    )
    with pytest.warns(
        UserWarning, match=r"O treino abriu inteiro, mas a\(s\) réplica\(s\).*outro episódio.*não se repete"
    ):
        opened = Trainer.load(tmp_path / "parado.ckpt", env=Moody)
    assert opened.steps == before and opened.history == history and (opened.agent.actor.flat == flat).all()
    assert opened.advance(until=before + 20).steps == before + 20


def test_the_fresh_episode_has_another_seed():
    made = []
    trainer = Trainer(lambda: made.append(Scripted()) or made[-1], seeds=[0, 1], **SMALL).advance(until=7)
    trainer.new_episode(1)
    assert [len(env.seeds) for env in made] == [2, 3] and len(set(made[1].seeds)) == 3
    assert trainer.lengths.tolist() == [2, 0]


def test_the_others_do_not_notice():
    """Quem não abandonou nada segue igual, bit a bit."""
    alone = Trainer(Scripted, seeds=[0], **SMALL).advance(until=40)
    trainer = Trainer(Scripted, seeds=[0, 1], **SMALL).advance(until=17)
    trainer.new_episode(1)
    trainer.advance(until=40)
    assert (trainer.agent.actor.flat[0] == alone.agent.actor.flat[0]).all()
    assert trainer.history[0] == alone.history[0] and len(trainer.history[1]) < 8


def test_it_is_written_down_and_the_recording_repeats_it(tmp_path):
    trainer = Trainer("Pendulum-v1", seeds=[0, 1], **SMALL).advance(until=33)
    trainer.new_episode(0)
    trainer.advance(until=260).new_episode()
    trainer.advance(until=300)
    assert [(one.step, one.replica, one.name) for one in trainer.changes] == [
        (33, 0, "new_episode"),
        (260, 0, "new_episode"),
        (260, 1, "new_episode"),
    ]
    trainer.recording.save(tmp_path / "aula.json")
    assert digest_of(Recording.load(tmp_path / "aula.json").replay()) == digest_of(trainer)
    trainer.save(tmp_path / "aula.ckpt")
    assert digest_of(Trainer.load(tmp_path / "aula.ckpt").advance(until=520)) == digest_of(trainer.advance(until=520))


@pytest.mark.parametrize("replica", [2, -1, "0", 0.5, True])
def test_a_bad_replica_is_refused(replica):
    trainer = Trainer(Scripted, seeds=[0, 1], **SMALL).advance(until=3)
    with pytest.raises((ValueError, TypeError), match="`replica` recebeu"):
        trainer.new_episode(replica)
    assert not trainer.changes and trainer.lengths.tolist() == [3, 3]


def test_a_reset_that_fails_does_not_lose_it_either():
    class Stuck(Scripted):
        broken = False

        def reset(self, **given):
            if Stuck.broken:
                raise OSError("a porta emperrou")
            return super().reset(**given)

    trainer = Trainer(Stuck, seeds=[0], **SMALL).advance(until=12)
    Stuck.broken = True
    with pytest.raises(EnvironmentFault, match="a porta emperrou"):
        trainer.new_episode()
    Stuck.broken = False
    assert trainer.advance(until=30).steps == 30 and len(trainer.history[0]) == 5


def test_a_run_saved_before_its_reset_answered_goes_on_as_the_whole(tmp_path):
    """O passo valeu e o `reset` seguinte falhou: o checkpoint começa o episódio que faltava, sem estranhar."""

    class Stubborn(Scripted):
        broken = False

        def reset(self, **given):
            if self.broken:
                raise OSError("a porta emperrou")
            return super().reset(**given)

    made = []
    trainer = Trainer(lambda: made.append(Stubborn()) or made[-1], seeds=[0], **SMALL).advance(until=14)
    made[0].broken = True
    with pytest.raises(EnvironmentFault):
        trainer.step()
    trainer.save(tmp_path / "t.ckpt")
    whole = Trainer(Scripted, seeds=[0], **SMALL).advance(until=40)
    assert digest_of(Trainer.load(tmp_path / "t.ckpt", env=Scripted).advance(until=40)) == digest_of(whole)


# --- o estado que atravessa episódios --------------------------------------------------------------------------------


class Curriculum(Scripted):
    """Cada episódio começa mais difícil que o anterior."""

    level = 0

    def reset(self, **given):
        self.level += 1
        return super().reset(**given)

    def _obs(self):
        return super()._obs() + np.float32(0.1 * self.level)


def normalized(wrapper):
    return lambda: wrapper(gym.make("Pendulum-v1", max_episode_steps=20))


CROSSING = {
    "NormalizeObservation": normalized(NormalizeObservation),
    "NormalizeReward": normalized(NormalizeReward),
    "currículo": Curriculum,
    "acaso de fora": Moody,
    "só a recompensa": MoodyReward,
}


@pytest.mark.filterwarnings("ignore:O ambiente guarda médias")
@pytest.mark.parametrize("before", [40, 43], ids=["no fim de um episódio", "no meio"])
@pytest.mark.parametrize("env", CROSSING.values(), ids=CROSSING)
def test_state_that_crosses_episodes_is_noticed_at_loading(env, before, tmp_path):
    if env in (CROSSING["NormalizeReward"], MoodyReward) and before == 40:
        pytest.skip("no começo de um episódio ainda não há recompensa que difira")
    Moody.stop_at = None
    trainer = Trainer(env, seeds=[0], **SMALL).advance(until=before)
    trainer.save(tmp_path / "t.ckpt")
    with pytest.warns(UserWarning, match="não se repete"):
        opened = Trainer.load(tmp_path / "t.ckpt", env=env)
    assert opened.lengths[0] == 0 and opened.steps == before
    opened.advance(until=before + 30)


def test_an_episode_that_ends_elsewhere_is_noticed(tmp_path):
    MoodyEnd.resets = 0
    trainer = Trainer(MoodyEnd, seeds=[0], **SMALL).advance(until=5)
    trainer.save(tmp_path / "t.ckpt")
    with pytest.warns(UserWarning, match="não se repete"):
        Trainer.load(tmp_path / "t.ckpt", env=MoodyEnd)


@pytest.mark.parametrize("wrapper", [NormalizeObservation, NormalizeReward])
def test_statistics_of_the_environment_are_said_where_they_start_anew(wrapper, tmp_path):
    """No começo de um episódio nada ainda difere; o que se vê é o wrapper."""
    env = normalized(wrapper)
    trainer = Trainer(env, seeds=[0], **SMALL).advance(until=40)
    with pytest.warns(UserWarning, match=rf"médias próprias \({wrapper.__name__}\).*normalize=\"running\""):
        evaluate(trainer.agent, env, 1)
    trainer.save(tmp_path / "t.ckpt")
    with pytest.warns(UserWarning, match="médias próprias|não se repete"):
        Trainer.load(tmp_path / "t.ckpt", env=env)
