"""Entradas ruins: todo argumento público recusa o que não aceita e diz, em português, o que foi dado e o que fazer."""

import contextlib
import inspect
import math

import gymnasium as gym
import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_utils import (
    DDPG,
    TD3,
    ActionNoise,
    Actor,
    Critic,
    Hindsight,
    OUNoise,
    PageRecording,
    ParameterNoise,
    Recording,
    ReplayBuffer,
    Study,
    Trainer,
    check_env,
    evaluate,
    live,
    load_agent,
    run_study,
    show_episode,
)
from course_utils.figures.sliders import Slider
from course_utils.live import (
    Ghosts,
    LivePanel,
    PendulumView,
    actor_of,
    controls,
    race,
    saved_weights,
    share_policy,
    show_bellman,
    show_pendulum,
    show_recording,
    weights_of,
)
from course_utils.normalization import FixedScale
from course_utils.study import bands
from course_utils.support.paths import course_file

SMALL = dict(hidden=(4, 4), batch_size=4, warmup=2, capacity=20)
NAN, INF = math.nan, math.inf

# o que nunca serve, por tipo de argumento
NOT_WHOLE = ["10", None, 2.5, NAN, INF, True, [], [3], {}, np.array([1, 2]), object()]
COUNT = [*NOT_WHOLE, 0, -1, 10**30]
INDEX = [*NOT_WHOLE, -1, 10**30]
NOT_NUMBER = ["0,05", "0.05", [], {}, object(), [[0.1, 0.2], [0.3]], 1j, NAN, INF, -INF]
RATE = [*NOT_NUMBER, None, -0.1, 1.5, 1e30, [0.1, NAN]]
POSITIVE = [*NOT_NUMBER, None, -0.1, 1e30]
SEEDS = [None, 3, "01", [], [-1], [0.5], [None], [True], {}, {0}, [[0]], list(range(2000))]
WIDTHS = [None, 64, "64", [], (0,), (-4,), (2.5,), ("a",), [[4]], (10**12,), {}]
DEVICE = [None, 7, "gpu", "", object(), "cuda:99"]
NETWORK = [7, "nn.Linear", object, torch.nn.ReLU(), lambda: 7, torch.zeros(3)]
PATH_BAD = [None, 7, [], object()]


def trainer():
    return Trainer("Pendulum-v1", seeds=[0, 1], exploration=ParameterNoise(), **SMALL)


def study():
    rows = [("a", seed, "evaluation", step, -200.0 + step) for seed in range(3) for step in (1, 2)]
    own = Study("Pendulum-v1", 2, 1, 1, settings={"a": {}})
    own.add(pd.DataFrame(rows, columns=["setting", "seed", "kind", "step", "return"]))
    return own


def buffer():
    own = ReplayBuffer(5, (3,), 1)
    own.add(np.zeros((1, 3)), np.zeros((1, 1)), np.zeros(1), np.zeros((1, 3)), np.zeros(1))
    return own


def weights(**changes):
    return saved_weights() | changes


def recording():
    return trainer().recording


LEARNER = dict(gamma=RATE, tau=RATE, actor_lr=RATE, critic_lr=RATE, reward_scale=POSITIVE, hidden=WIDTHS)
EXPLORATION = [7, "ruído", True, ActionNoise, [7], [ActionNoise(), ActionNoise()], {}, {"sigma": 1}]
ENV = [None, 7, "", "Pendulo-v1", "modulo_que_nao_ha:X-v0", "CartPole-v1", [], object(), lambda: None]
ONE_D = [*PATH_BAD, "abc", [1.0], [], [NAN, 1.0], [INF, 1.0], ["a", "b"]]
STATISTIC = [None, 7, "moda", [], {}]
NOT_BOOL = ["não", 0, None, [], NAN]
WEIGHTS = [None, 7, {}, "pendulo", weights_of(Actor(4, 2))]

#: (nome, função de um argumento trocado, os argumentos que se trocam e os valores que nunca servem)
CASES = {
    "Actor": (
        lambda **kw: Actor(**dict(obs_dim=3, act_dim=1) | kw),
        dict(
            obs_dim=COUNT, act_dim=COUNT, hidden=WIDTHS, seeds=SEEDS, last_layer=[*NOT_NUMBER, None, -1], device=DEVICE
        ),
    ),
    "Critic": (
        lambda **kw: Critic(**dict(obs_dim=3, act_dim=1) | kw),
        dict(
            obs_dim=COUNT, act_dim=COUNT, hidden=WIDTHS, seeds=SEEDS, last_layer=[*NOT_NUMBER, None, -1], device=DEVICE
        ),
    ),
    "ReplayBuffer": (
        lambda **kw: ReplayBuffer(**dict(capacity=5, obs_shape=(3,), act_dim=1) | kw),
        dict(
            capacity=COUNT,
            obs_shape=[None, 3, "3", (0,), (-1,), (2.5,), (10**9, 10**9)],
            act_dim=COUNT,
            replicas=COUNT,
            dtype=[object, "O", str],
            device=DEVICE,
        ),
    ),
    "ReplayBuffer.sample": (
        lambda uniforms: buffer().at(uniforms),
        dict(
            uniforms=[
                None,
                "a",
                7,
                np.zeros(3),
                np.zeros((2, 3)),
                np.ones((1, 2)),
                -np.ones((1, 2)),
                np.full((1, 2), NAN),
            ]
        ),
    ),
    "ReplayBuffer.add": (
        lambda **kw: buffer().add(
            **dict(
                obs=np.zeros((1, 3)), action=np.zeros((1, 1)), reward=[0.0], next_obs=np.zeros((1, 3)), terminated=[0.0]
            )
            | kw
        ),
        dict(obs=["a", {}, np.zeros((1, 2))], reward=["a", [1.0, 2.0], {}]),
    ),
    "DDPG": (
        lambda **kw: DDPG(**dict(obs_dim=3, act_dim=1) | kw),
        LEARNER
        | dict(
            obs_dim=[one for one in COUNT if not isinstance(one, list)] + [[]],  # uma forma também serve
            act_dim=COUNT,
            seeds=SEEDS,
            actor=NETWORK,
            critic=NETWORK,
            device=DEVICE,
            normalizer=[7, "running"],
        ),
    ),
    "TD3": (
        lambda **kw: TD3(**dict(obs_dim=3, act_dim=1) | kw),
        dict(
            twin_critics=[None, 0, 2, "sim", []],
            target_noise=[*POSITIVE, 3.0],
            noise_clip=[*POSITIVE, 3.0],
            policy_delay=COUNT,
            seeds=SEEDS,
        ),
    ),
    "ActionNoise": (lambda **kw: ActionNoise(**kw), dict(sigma=POSITIVE, decay=RATE)),
    "Hindsight": (lambda **kw: Hindsight(**kw), dict(share=RATE, strategy=[None, 7, "", "futuro", ["final"], {}])),
    "OUNoise": (lambda **kw: OUNoise(**kw), dict(sigma=POSITIVE, theta=POSITIVE, dt=[*POSITIVE, 0])),
    "ParameterNoise": (
        lambda **kw: ParameterNoise(**kw),
        dict(sigma=POSITIVE, alpha=[*POSITIVE, 0.9, 0], delta=[*POSITIVE, 3.0], every=COUNT),
    ),
    "Trainer": (
        lambda **kw: Trainer(**dict(env="Pendulum-v1", seeds=[0]) | SMALL | kw),
        LEARNER
        | dict(env=ENV, seeds=SEEDS, exploration=EXPLORATION, batch_size=COUNT, capacity=COUNT, warmup=INDEX)
        | dict(
            updates_per_step=INDEX,
            normalize=[7, "sim", (1,), ([1, 1, 1], [0, 0, 0]), [], True],
            device=DEVICE,
            hindsight=[True, 0.8, "future", {}, Hindsight, Hindsight()],
        )
        | dict(actor=NETWORK, critic=NETWORK, inventado=[1]),
    ),
    "Trainer.change": (
        lambda **kw: trainer().change(**dict(name="tau", value=0.1) | kw),
        dict(
            name=[None, 7, "", "taú", [], {}],
            value=[*RATE, [0.1, 0.2, 0.3]],
            replica=[i for i in INDEX if i is not None] + [2],
        ),
    ),
    "Trainer.episodes": (lambda n: next(trainer().episodes(n)), dict(n=COUNT)),
    "Trainer.episode": (lambda index: trainer().episode(index), dict(index=[*INDEX, 0])),
    "Trainer.new_episode": (
        lambda replica: trainer().new_episode(replica),
        dict(replica=[one for one in INDEX if one is not None] + [2]),
    ),
    "DDPG.act": (
        lambda obs: DDPG(3, 1, hidden=(4,)).act(obs),
        dict(
            obs=[
                None,
                "a",
                7,
                [],
                {},
                object(),
                np.zeros(4),
                np.zeros((2, 2, 3)),
                [1j, 0, 0],
                [NAN, 0, 0],
                [[0], [0, 1]],
            ]
        ),
    ),
    "DDPG.update": (
        lambda batch: DDPG(3, 1, hidden=(4,)).update(batch),
        dict(batch=[None, 7, "lote", [], {}, (1, 2, 3, 4, 5)]),
    ),
    "FixedScale": (
        lambda **kw: FixedScale(**dict(low=[-1.0], high=[1.0]) | kw),
        dict(
            low=[None, "a", [], [2.0], [NAN], {}, [[1], [2, 3]]],
            high=[None, "a", [], [-2.0], [INF], {}, [1.0, 2.0, -7.0]],
        ),
    ),
    "check_env": (
        lambda **kw: check_env(**dict(env="Pendulum-v1", steps=5) | kw),
        dict(env=[None, 7, "", "Pendulo-v1", [], {}, object()], steps=COUNT),
    ),
    "show_episode": (
        lambda **kw: show_episode(**dict(agent=DDPG(3, 1, hidden=(4,)), env="Pendulum-v1", steps=1) | kw),
        dict(
            agent=[None, 7, "agente", Actor(3, 1), DDPG],
            env=[*ENV, "MountainCarContinuous-v0", lambda: gym.make("Pendulum-v1")],
            seed=INDEX,
            replica=[*INDEX, 1],
            steps=COUNT,
            speed=[*NOT_NUMBER, None, 0, -1],
        ),
    ),
    "Trainer.request": (lambda function: trainer().request(function), dict(function=[None, 7, "f", []])),
    "Trainer.save": (lambda path: trainer().save(path), dict(path=[*PATH_BAD, ""])),
    "Trainer.load": (lambda path: Trainer.load(path), dict(path=[*PATH_BAD, "", "nada.ckpt"])),
    "Recording.load": (lambda path: Recording.load(path), dict(path=[*PATH_BAD, "", "nada.json"])),
    "PageRecording.from_json": (lambda text: PageRecording.from_json(text), dict(text=[None, 7, "", b"\xff", [], "{"])),
    "Recording.save": (lambda path: recording().save(path), dict(path=[*PATH_BAD, ""])),
    "Recording.from_json": (lambda text: Recording.from_json(text), dict(text=[None, 7, "", b"\xff", [], "{"])),
    "Recording.verify": (
        lambda **kw: recording().verify(**kw),
        dict(tolerance=[*NOT_NUMBER, None, -1], band=[*NOT_NUMBER, None, -1], last=COUNT, inventado=[1]),
    ),
    "Recording.replay": (
        lambda **kw: recording().replay(**kw),
        dict(env=["Pendulo-v1", 7], device=DEVICE, gamma=[0.9], inventado=[1]),
    ),
    "Recording.fresh": (lambda **kw: recording().fresh(**kw), dict(env=[7], device=DEVICE, gamma=RATE, inventado=[1])),
    "load_agent": (lambda path: load_agent(path), dict(path=[*PATH_BAD, "", "nada.ckpt"])),
    "evaluate": (
        lambda **kw: evaluate(**dict(agent=DDPG(3, 1, hidden=(4,)), env="Pendulum-v1", episodes=1) | kw),
        dict(
            agent=[None, 7, "agente", Actor(3, 1)], env=[*ENV, "MountainCarContinuous-v0"], episodes=COUNT, seed=INDEX
        ),
    ),
    "run_study": (
        lambda **kw: run_study(
            **dict(settings={"a": dict(SMALL)}, env="Pendulum-v1", seeds=[0], steps=4, evaluate_every=4, episodes=1)
            | kw
        ),
        dict(
            settings=[
                None,
                7,
                {},
                [],
                {"a": 7},
                {1: {}},
                {"a": {"inventado": 1}},
                {"a": {"gamma": [0.9, 0.8]}},
                {"a": {"gamma": 7}},
            ],
            env=ENV,
            seeds=[one for one in SEEDS if one != {0}],
            steps=COUNT,
            evaluate_every=[*COUNT, 5],
            episodes=COUNT,
            executor=[7, "loky", object()],
            path=[7, object()],
        ),
    ),
    "Study.save": (lambda path: study().save(path), dict(path=[*PATH_BAD, ""])),
    "Study.load": (lambda path: Study.load(path), dict(path=[*PATH_BAD, "nada"])),
    "Study.curves": (lambda setting: study().curves(setting), dict(setting=[None, 7, "b", [], {}])),
    "Study.band": (lambda **kw: study().band(**dict(setting="a") | kw), dict(setting=[None, "b"], statistic=STATISTIC)),
    "Study.steps_to": (
        lambda **kw: study().steps_to(**dict(threshold=-200, setting="a") | kw),
        dict(threshold=["a", None, [], NAN], setting=[None, "b"]),
    ),
    "Study.table": (lambda **kw: study().table(**kw), dict(threshold=["a", [], NAN], statistic=STATISTIC)),
    "Study.plot": (lambda **kw: study().plot(**kw), dict(statistic=STATISTIC)),
    "iqm": (lambda values: bands.iqm(values), dict(values=[one for one in ONE_D if one != [1.0]])),
    "band": (
        lambda **kw: bands.band(**dict(values=[1.0, 2.0]) | kw),
        dict(values=ONE_D, statistic=STATISTIC, confidence=[*NOT_NUMBER, None, 0, 1, 2]),
    ),
    "probability_of_improvement": (
        lambda **kw: bands.probability_of_improvement(**dict(x=[1.0, 2.0], y=[1.0, 3.0]) | kw),
        dict(x=ONE_D, y=ONE_D, confidence=[*NOT_NUMBER, None, 0, 1]),
    ),
    "course_file": (lambda name: course_file(name), dict(name=[None, 7, "nada.svg", "../README.md", "/etc/passwd"])),
    "weights_of": (
        lambda **kw: weights_of(**dict(actor=Actor(3, 1)) | kw),
        dict(actor=[None, 7, Critic(3, 1), torch.nn.Linear(3, 1)], replica=[*INDEX, 1]),
    ),
    "actor_of": (
        lambda weights: actor_of(weights),
        dict(
            weights=[None, 7, {}, [], {"widths": [3, 1]}]
            + [weights(widths=one) for one in (None, [3], [3, 4], ["3", 4, 1], [3, -4, 1], 7)]
            + [weights(flat=one) for one in (None, [], [1.0], "abc", [NAN] * 2465, ["a"] * 2465)]
        ),
    ),
    "saved_weights": (lambda name: saved_weights(name), dict(name=[None, 7, "nada", "../figuras/forcas"])),
    "show_pendulum": (
        lambda **kw: show_pendulum(**dict(weights=saved_weights()) | kw),
        dict(weights=WEIGHTS, sigma=[*NOT_NUMBER, None, -1], manual=NOT_BOOL),
    ),
    "PendulumView": (
        lambda **kw: PendulumView(**dict(weights=saved_weights()) | kw),
        dict(weights=WEIGHTS, sigma=["0,05", None, -1.0, NAN, INF], manual=NOT_BOOL),
    ),
    "share_policy": (
        lambda **kw: share_policy(**dict(path="minha.html", agent=trainer().agent) | kw),
        dict(
            path=[None, 7, "", "minha", "minha.png", "nada/minha.html"],
            agent=[None, 7, "Pendulum-v1", Trainer, Actor(3, 1), DDPG(4, 1)],
            env=[7, "Nada-v0", "CartPole-v1", []],
            replica=[*INDEX, 2],
            title=[7, "", " ", "\ud83d"],
        ),
    ),
    "show_bellman": (lambda weights: show_bellman(weights), dict(weights=WEIGHTS)),
    "show_recording": (lambda name: show_recording(name), dict(name=[None, 7, "", "presa", [], {}])),
    "race": (
        lambda **kw: race(**dict(brains={"a": saved_weights()}) | kw),
        dict(
            brains=[None, 7, "a", [], {}, {3: saved_weights()}, {"": saved_weights()}, {"você": saved_weights()}]
            + [dict.fromkeys("abcde", saved_weights())]
            + [{"eu": one} for one in [*WEIGHTS, Actor(3, 1), Critic(3, 1), torch.nn.Linear(2, 1)]]
            + [{"eu": one} for one in ("forte", [1.0], [[NAN, 1], [1, 1]], np.ones((3, 3), complex), lambda a, v: "x")],
            manual=NOT_BOOL,
            sigma=[*NOT_NUMBER, None, -1, True],
        ),
    ),
    "Ghosts": (
        lambda actors: Ghosts(actors),
        dict(
            actors=[None, 7, [], {}, Actor(3, 1)]
            + [{"a": one} for one in (None, saved_weights(), Critic(3, 1), Actor(4, 1), Actor(3, 1, seeds=[0, 1]))]
        ),
    ),
    "LivePanel": (
        lambda **kw: LivePanel(**dict(trainer=trainer()) | kw),
        dict(trainer=[None, 7, "Pendulum-v1", Trainer, DDPG(3, 1)], steps=INDEX),
    ),
    "controls": (
        lambda **kw: controls(**dict(trainer=trainer()) | kw),
        dict(trainer=[None, 7, "Pendulum-v1", Trainer], replica=[i for i in INDEX if i is not None] + [2]),
    ),
    "Slider": (
        lambda **kw: Slider(**dict(label="σ", low=0.1, high=1.0, start=0.5, step=0.1) | kw),
        dict(
            low=["0,1", None, NAN, 2.0], high=[None, INF, 0.0], start=[None, NAN, 5.0, "0,5"], step=[None, 0, -1, NAN]
        ),
    ),
}
ALL = [
    (name, argument, value) for name, (_, bad) in CASES.items() for argument, values in bad.items() for value in values
]
PORTUGUESE = (
    "recebe|aceita|devolve|pede|precisa|Não (há|existe|sei)|não (se|é|tem|guarda)|já está|devolveu|vão de|são|tem "
)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("case", ALL, ids=[f"{name}-{argument}-{i}" for i, (name, argument, _) in enumerate(ALL)])
def test_bad_values_are_refused_in_portuguese(case):
    name, argument, value = case
    call, _ = CASES[name]
    with pytest.raises((TypeError, ValueError, FileNotFoundError), match=PORTUGUESE) as caught:
        call(**{argument: value})
    assert len(str(caught.value)) < 1000


def test_every_public_name_is_in_the_table():
    import course_utils

    tried = {name.split(".")[0] for name in CASES}
    records = {"Batch", "Change", "Episode", "Metrics"}  # tuplas com nome: guardam o que lhes dão
    assert set(course_utils.__all__) - tried == records


def test_every_view_that_is_asked_for_something_is_in_the_table():
    asked = {name for name in live.__all__ if inspect.signature(getattr(live, name)).parameters}
    assert asked - CASES.keys() == set()


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**65), 2**65).filter(lambda n: not 50 < n < 10**7),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=8),
    st.binary(max_size=4),
    st.lists(st.one_of(st.integers(-3, 40), st.floats(), st.none(), st.text(max_size=2)), max_size=4),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(
        [np.zeros((2, 3)), np.array([]), np.array(["a"]), np.float32(0.3), np.int64(3), object(), print, int]
    ),
    st.builds(lambda n: torch.zeros(n), st.integers(0, 3)),
)
#: `add` roda a cada passo e confere só as formas; os outros demoram.
SLOW = {"ReplayBuffer.add", "run_study", "Study.plot", "show_episode"}
SLOW |= {"show_pendulum", "PendulumView", "show_bellman", "race", "Ghosts", "LivePanel"}
QUICK = sorted(CASES.keys() - SLOW)


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_fuzzing_finds_only_errors_of_ours(data):
    """Lixo em qualquer argumento público: ou serve, ou é `TypeError`, `ValueError` ou arquivo que não existe."""
    name = data.draw(st.sampled_from(QUICK))
    call, bad = CASES[name]
    argument = data.draw(st.sampled_from(sorted(bad)))
    with contextlib.suppress(TypeError, ValueError, FileNotFoundError):
        call(**{argument: data.draw(JUNK)})


def test_messages_say_what_was_given():
    with pytest.raises(ValueError, match=r"`gamma` recebeu 1\.5, mas aceita valores finitos entre 0 e 1\. Corrija"):
        Trainer("Pendulum-v1", seeds=[0], gamma=1.5)
    with pytest.raises(TypeError, match="`batch_size` recebeu '64', mas aceita um número inteiro"):
        Trainer("Pendulum-v1", seeds=[0], batch_size="64")
    assert gym.make("Pendulum-v1")
