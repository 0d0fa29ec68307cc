"""Ambientes com objetivo e a reinterpretação do passado: o que se reconta, o que fica, e o que se recusa."""

import re
from functools import partial

import gymnasium as gym
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.environments import Scripted
from support.goals import Ending, Reach

from course_utils import ActionNoise, Hindsight, ParameterNoise, Recording, Trainer, check_env, evaluate, load_agent
from course_utils.environments import EnvironmentFault, Environments
from course_utils.saving.trace import digest_of
from course_utils.study.populations import Run, populations

SMALL = dict(hidden=(8, 8), batch_size=16, warmup=20, capacity=50, exploration=ActionNoise(0.3))


EVERY = dict(batch_size=50, warmup=10_000)  # um lote com toda a memória
HINDSIGHT = Hindsight()


def trained(env=Reach, steps=100, hindsight=HINDSIGHT, seeds=(0, 1), **more):
    return Trainer(env, seeds=seeds, hindsight=hindsight, **(SMALL | more)).advance(until=steps)


# --- o ambiente ---------------------------------------------------------------------------------------------------


def test_the_trainer_sees_observation_and_goal_joined():
    trainer = Trainer(lambda: Reach(dim=2), seeds=[0, 1], **SMALL)
    env = trainer.environments.envs[1]
    assert trainer.obs.dtype == np.float32 and trainer.agent.obs_shape == (4,)
    np.testing.assert_array_equal(trainer.obs[1], np.concatenate([env.point, env.goal]).astype(np.float32))
    trainer.advance(until=70)
    np.testing.assert_array_equal(trainer.obs[1], np.concatenate([env.point, env.goal]).astype(np.float32))
    assert evaluate(trainer.agent, lambda: Reach(dim=2), episodes=3).shape == (2, 3)


def test_a_dictionary_of_other_parts_is_refused():
    def more():
        env = Reach()
        env.observation_space = gym.spaces.Dict(env.observation_space.spaces | {"imagem": env.action_space})
        return env

    with pytest.raises(TypeError, match="achieved_goal.*FlattenObservation"):
        Environments(more, 1)


def test_goals_of_two_sizes_are_refused():
    def uneven():
        env = Reach()
        env.observation_space = gym.spaces.Dict(
            env.observation_space.spaces | {"desired_goal": gym.spaces.Box(-1, 1, (2,))}
        )
        return env

    with pytest.raises(ValueError, match="mesmo tamanho"):
        Environments(uneven, 1)


@pytest.mark.parametrize("wrong", [{}, {"achieved_goal": np.array([np.nan])}, {"desired_goal": np.zeros(3)}, None])
def test_an_observation_without_its_parts_is_a_fault(wrong):
    class Broken(Reach):
        def seen(self):
            return super().seen() | wrong if wrong else wrong

    with pytest.raises(EnvironmentFault, match="dicionário com `observation` de forma"):
        Environments(Broken, 1).start({0: 0})


def test_check_env_accepts_a_goal_environment(capsys):
    assert check_env(Reach, steps=100).ok
    assert "`achieved_goal`" not in capsys.readouterr().out


# --- a reinterpretação, contra uma referência devagar ---------------------------------------------------------------


class Diary:
    """Tudo o que aconteceu a uma réplica, em ordem, anotado à parte do que se testa."""

    def __init__(self, env):
        self.env, self.steps, self.ends = env, [], {}

    def note(self, before, reward, terminated, after, over):
        self.steps.append((before, after, reward, terminated))
        if over:
            first = max(self.ends, default=-1) + 1
            self.ends |= dict.fromkeys(range(first, len(self.steps)), len(self.steps) - 1)
            self.ends[len(self.steps) - 1] = len(self.steps) - 1

    def retold(self, t, strategy, when):
        """A transição t, recontada com o objetivo que `when` escolhe."""
        before, after, _, terminated = self.steps[t]
        end = self.ends[t]
        goal = self.steps[end if strategy == "final" else t + int(when * (end - t + 1))][1]["achieved_goal"]
        reward = self.env.compute_reward(after["achieved_goal"], goal, {})
        if hasattr(self.env, "compute_terminated"):
            terminated = terminated or self.env.compute_terminated(after["achieved_goal"], goal, {})
        join = [np.concatenate([one["observation"], goal]).astype(np.float32) for one in (before, after)]
        return [join[0], reward, join[1], float(terminated)]

    def plain(self, t):
        before, after, reward, terminated = self.steps[t]
        join = [np.concatenate([one["observation"], one["desired_goal"]]).astype(np.float32) for one in (before, after)]
        return [join[0], reward, join[1], float(terminated)]


class Watched(gym.Wrapper):
    """Anota num diário o que o ambiente fez."""

    def reset(self, **more):
        self.last, info = self.env.reset(**more)
        if not hasattr(self, "diary"):
            self.diary = Diary(self.env)
        return self.last, info

    def step(self, action):
        obs, reward, terminated, truncated, info = self.env.step(action)
        self.diary.note(self.last, reward, terminated, obs, terminated or truncated)
        self.last = obs
        return obs, reward, terminated, truncated, info


@example(Reach, 1, 30, False, "future", 1.0, 16, 75, 0)
@settings(deadline=None, max_examples=40)
@given(
    world=st.sampled_from([Reach, Ending]),
    dim=st.integers(1, 2),
    ends=st.integers(1, 30),
    falls=st.booleans(),
    strategy=st.sampled_from(["future", "final"]),
    share=st.sampled_from([0.0, 0.5, 1.0, [0.3, 0.9]]),
    capacity=st.integers(16, 60),
    steps=st.integers(1, 130),
    seed=st.integers(0, 99),
)
def test_what_is_sampled_is_what_a_slow_reference_tells(
    world, dim, ends, falls, strategy, share, capacity, steps, seed
):
    """Também com o buffer dando a volta, episódios mais longos que ele, e o que não acabou."""
    env = lambda: Watched(world(dim=dim, ends=ends, falls=falls))  # noqa: E731
    more = SMALL | dict(warmup=1000, capacity=capacity)
    trainer = Trainer(env, seeds=[seed, 3], hindsight=Hindsight(share, strategy), **more).advance(until=steps)
    shares = np.broadcast_to(share, 2)
    own, buffer, random = trainer.hindsight, trainer.buffer, np.random.default_rng(seed)
    for _ in range(3):
        uniforms = random.random((2, 16))
        plain, batch = buffer.at(uniforms), own.at(buffer, uniforms)
        which, when = (one.block[:, one.row - 1] for one in (own.which, own.when))
        np.testing.assert_array_equal(batch.action, plain.action)
        for k, body in enumerate(trainer.environments.envs):
            for i in range(16):
                row = int(uniforms[k, i] * len(buffer))
                t = max(n for n in range(steps) if n % capacity == row)  # a mais nova que está nessa posição
                told = t in body.diary.ends and which[k, i] < shares[k]
                wanted = body.diary.retold(t, strategy, when[k, i]) if told else body.diary.plain(t)
                for name, one in zip(("obs", "reward", "next_obs", "terminated"), wanted):
                    np.testing.assert_array_equal(getattr(batch, name)[k, i], np.float32(one), err_msg=name)


def test_a_goal_is_never_older_than_its_transition_nor_from_another_episode():
    """Com o buffer cheio e episódios cortados ao meio pela escrita: o objetivo é de depois, no mesmo episódio."""

    class Counting(Reach):
        """O ponto alcançado é a hora: um número que não se repete no treino todo."""

        hour = 0.0

        def seen(self):
            return dict(
                observation=np.zeros(1, np.float32), achieved_goal=np.array([self.hour]), desired_goal=self.goal
            )

        def step(self, action):
            self.hour += 1
            obs, _, terminated, truncated, info = super().step(action)
            return obs, float(self.compute_reward(obs["achieved_goal"], self.goal, {})), terminated, truncated, info

    trainer = trained(lambda: Counting(ends=13), steps=107, hindsight=Hindsight(1.0), **EVERY)
    rows = np.arange(50)
    batch = trainer.hindsight.at(trainer.buffer, np.tile((rows + 0.5) / 50, (2, 1)))
    hour = trainer.hindsight.past.achieved[..., 0]
    told = batch.obs[..., -1].numpy()
    finished = hour <= 104  # oito episódios de 13
    assert (told[finished] >= hour[finished]).all() and hour.min() == 58
    assert ((told[finished] - 1) // 13 == (hour[finished] - 1) // 13).all()
    assert (told[~finished] < 2).all(), "o que não acabou fica com o objetivo que tinha"


def test_an_abandoned_episode_is_not_retold():
    trainer = trained(steps=7, hindsight=Hindsight(1.0))
    trainer.new_episode(0)
    trainer.advance(until=16)
    left = trainer.hindsight.past.left
    assert (left[0, :16] == -1).all() and left[1, :12].tolist() == list(range(11, -1, -1))
    trainer.advance(until=19)
    assert left[0, :7].tolist() == [-1] * 7 and left[0, 7:19].tolist() == list(range(11, -1, -1))


def test_terminated_follows_the_new_goal_and_a_fall_stays():
    """Quem chega acaba; quem cai acaba também, qualquer que fosse o objetivo."""
    trainer = trained(lambda: Ending(falls=True, ends=40), steps=50, hindsight=Hindsight(1.0, "final"), **EVERY)
    batch = trainer.hindsight.at(trainer.buffer, np.tile((np.arange(50) + 0.5) / 50, (2, 1)))
    past, buffer = trainer.hindsight.past, trainer.buffer
    reached = abs(past.achieved[..., 0] - batch.obs[..., -1].numpy()) < 0.1
    fell = (buffer.terminated == 1) & (abs(past.achieved[..., 0]) > 1)
    done = past.left >= 0
    assert fell.any() and (reached & done & (past.left > 0)).any()
    np.testing.assert_array_equal(batch.terminated.numpy()[done], (reached | fell)[done])


# --- o treino -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["torch", "auto"])
def test_a_share_of_zero_is_training_without_hindsight(engine):
    told, plain = trained(hindsight=Hindsight(0.0), engine=engine), trained(hindsight=None, engine=engine)
    assert told.engine == plain.engine
    np.testing.assert_array_equal(told.agent.actor.flat, plain.agent.actor.flat)
    np.testing.assert_array_equal(told.buffer.obs, plain.buffer.obs)
    assert not np.array_equal(told.agent.actor.flat, trained(engine=engine).agent.actor.flat)


@pytest.mark.parametrize("engine", ["torch", "auto"])
@pytest.mark.parametrize("strategy", ["future", "final"])
def test_a_replica_alone_equals_the_one_in_a_group(strategy, engine):
    more = dict(env=Ending, hindsight=Hindsight(0.7, strategy), engine=engine, exploration=ParameterNoise(every=9))
    group = trained(seeds=(5, 2, 5, 7), **more)
    for k, seed in enumerate((5, 2, 5, 7)):
        alone = trained(seeds=(seed,), **more)
        np.testing.assert_array_equal(alone.agent.actor.flat[0], group.agent.actor.flat[k])
        np.testing.assert_array_equal(alone.agent.critic.flat[0], group.agent.critic.flat[k])


@settings(deadline=None, max_examples=10)
@given(
    before=st.integers(0, 90), strategy=st.sampled_from(["future", "final"]), engine=st.sampled_from(["torch", "auto"])
)
def test_a_resumed_run_equals_the_uninterrupted_one(tmp_path_factory, before, strategy, engine):
    path = tmp_path_factory.mktemp("objetivo") / "treino.ckpt"
    whole = trained(lambda: Ending(dim=2, falls=True), before, Hindsight([0.9, 0.4], strategy), engine=engine)
    whole.change("share", 0.5, replica=1)
    whole.save(path)
    resumed = Trainer.load(path, env=lambda: Ending(dim=2, falls=True))
    assert digest_of(resumed) == digest_of(whole)
    assert digest_of(resumed.advance(until=before + 60)) == digest_of(whole.advance(until=before + 60))
    assert resumed.settings["share"].tolist() == [0.9, 0.5]


def test_terminated_is_asked_row_by_row_of_one_that_only_answers_a_pair():
    class OnePair(Ending):
        def compute_terminated(self, achieved, desired, info):
            return bool(np.linalg.norm(achieved - desired) < self.near)

    batches = []
    for world in (Ending, OnePair):
        env = partial(world, falls=True, dim=2, ends=40)
        trainer = trained(env, steps=50, hindsight=Hindsight(1.0), **EVERY)
        batches.append(trainer.hindsight.at(trainer.buffer, np.tile((np.arange(50) + 0.5) / 50, (2, 1))))
    np.testing.assert_array_equal(*(one.terminated.numpy() for one in batches))
    assert batches[0].terminated.any() and not batches[0].terminated.all()


def test_a_reward_that_fails_in_the_middle_is_not_blamed_on_the_networks(tmp_path):
    class Failing(Reach):
        asked = 0

        def compute_reward(self, achieved, desired, info):
            Failing.asked += achieved.ndim > 1 and len(achieved) > 2
            if Failing.asked > 5:
                raise ZeroDivisionError
            return super().compute_reward(achieved, desired, info)

    trainer = Trainer(Failing, seeds=[0], hindsight=Hindsight(), **SMALL)
    with pytest.raises(EnvironmentFault, match="`compute_reward`.*ZeroDivisionError"):
        trainer.advance(until=200)
    with pytest.raises(RuntimeError, match="`compute_reward` do ambiente"):
        trainer.step()


def test_a_recording_replays_and_becomes_code(tmp_path):
    trainer = trained(hindsight=Hindsight(0.6, "final"))
    trainer.change("share", 0.2)
    made = trainer.advance(until=130).recording
    made.save(tmp_path / "treino.json")
    again = Recording.load(tmp_path / "treino.json")
    assert again.needs == ["env"] and again.settings["hindsight"] == {"Hindsight": {"strategy": "final", "share": 0.6}}
    assert digest_of(again.replay(env=Reach)) == made.digest
    code = again.code()
    assert "hindsight=Hindsight(" in code and re.search(r"import .*Hindsight", code)
    scope = {"env": Reach}
    exec(code, scope)
    assert digest_of(scope["trainer"]) == made.digest


def test_the_weights_open_without_the_environment(tmp_path):
    trainer = trained(normalize="bounds")
    trainer.save(tmp_path / "treino.ckpt")
    agent = load_agent(tmp_path / "treino.ckpt")
    np.testing.assert_array_equal(agent.act(trainer.obs[:, None]), trainer.agent.act(trainer.obs[:, None]))


def test_a_study_tells_settings_of_hindsight_apart():
    own = [dict(hindsight=Hindsight(*one)) for one in ((0.8,), (0.5,), (0.8, "final"), (0.8,))]
    runs = [Run(str(i), 0) for i in range(4)]
    together = populations(dict(zip("0123", own)), runs, workers=1)
    assert sorted([run.setting for run in one] for one in together) == [["0", "3"], ["1"], ["2"]]


def test_a_recording_of_before_knows_nothing_of_hindsight():
    trainer = trained(hindsight=None)
    assert "hindsight" not in trainer.arguments and "share" not in trainer.settings


def test_a_stop_in_the_middle_of_a_step_changes_nothing():
    class Stopping(Reach):
        stop = False

        def step(self, action):
            if self.stop and self.clock == 5:
                Stopping.stop = False
                raise KeyboardInterrupt
            return super().step(action)

    whole, stopped = trained(), trained(Stopping, 60)
    Stopping.stop = True
    with pytest.raises(KeyboardInterrupt):
        stopped.advance(until=100)
    assert digest_of(stopped.advance(until=100)) == digest_of(whole)


@pytest.mark.parametrize("dim, near", [(1, 0.03), (2, 0.05)])
def test_hindsight_learns_what_the_sparse_reward_alone_does_not(dim, near):
    """Um ponto no segmento e no plano: com a reinterpretação aprende-se em segundos."""

    def env():
        return Reach(dim=dim, near=near)

    more = dict(hidden=(32, 32), batch_size=64, warmup=300, capacity=5000, gamma=0.95, tau=0.05)
    more |= dict(actor_lr=1e-3, critic_lr=1e-3, exploration=ActionNoise(0.4))
    success = {}
    for told in (Hindsight(), None):
        trainer = trained(env, 1600, told, seeds=range(5), **more)
        success[told] = np.median((evaluate(trainer.agent, env, episodes=40) > -12).mean(1))
    told, plain = success.values()
    assert told > 0.6 and plain < 0.3, success


# --- o que se recusa ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given, error, says",
    [
        (dict(share=1.2), ValueError, "`share` recebeu 1.2.*entre 0 e 1"),
        (dict(share="0.8"), TypeError, "`share` recebeu '0.8'"),
        (dict(share=[0.5, float("nan")]), ValueError, "`share`"),
        (dict(strategy="futuro"), ValueError, '`strategy` recebeu \'futuro\'.*"future" ou "final"'),
        (dict(strategy=["final"]), ValueError, "`strategy`"),
        (dict(her_ratio=0.8), TypeError, "share"),
    ],
)
def test_bad_settings_are_refused(given, error, says):
    with pytest.raises(error, match=says):
        Hindsight(**given)


class NoReward(Reach):
    compute_reward = None

    def step(self, action):
        return self.seen(), -1.0, False, False, {}


class OneByOne(Reach):
    def compute_reward(self, achieved, desired, info):
        return 0.0 if np.linalg.norm(achieved - desired) < self.near else -1.0


class Costly(Reach):
    def step(self, action):
        obs, reward, *ends = super().step(action)
        return obs, reward - 0.1, *ends


@pytest.mark.parametrize(
    "env, given, error, says",
    [
        (Scripted, Hindsight(), TypeError, "Scripted não é um ambiente com objetivo.*Tire o `hindsight`"),
        (Reach, True, TypeError, "`hindsight` recebeu True.*Hindsight"),
        (Reach, Hindsight, TypeError, "`hindsight` recebeu"),
        (Reach, Hindsight([0.1, 0.2, 0.3]), ValueError, "`share`.*2"),
        (NoReward, Hindsight(), TypeError, "NoReward não tem `compute_reward`.*def compute_reward"),
        (OneByOne, Hindsight(), EnvironmentFault, "`compute_reward`, com 2 pares.*devolveu -?[01].*axis=-1"),
        (Costly, Hindsight(), EnvironmentFault, "recompensa -1.1, e `compute_reward` dá -1 .*mesma conta"),
    ],
)
def test_what_hindsight_does_not_serve_is_refused(env, given, error, says):
    with pytest.raises(error, match=says):
        trained(env, 3, given)


def test_a_fault_in_the_reward_leaves_the_training_whole(tmp_path):
    trainer = Trainer(Costly, seeds=[0], hindsight=Hindsight(), **SMALL)
    with pytest.raises(EnvironmentFault):
        trainer.step()
    trainer.save(tmp_path / "treino.ckpt")
    assert trainer.steps == 0 and trainer.lengths[0] == 0


def test_without_hindsight_no_reward_function_is_needed():
    assert trained(NoReward, 30, None).steps == 30
