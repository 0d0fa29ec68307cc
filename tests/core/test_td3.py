"""O TD3 contra o seu juiz em float64, cada emenda sozinha, o DDPG com as três desligadas, e o mais que ele guarda."""

import copy

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from support.batches import SHAPE, frames_batch, random_batch
from support.networks import PlainCritic, plain_actor
from support.reference import td3_update

from course_utils import DDPG, TD3, ActionNoise, ParameterNoise, Recording, Trainer, load_agent, run_study
from course_utils.adam import Adam
from course_utils.ddpg import td_target
from course_utils.encoder import convolutions
from course_utils.engine.choice import Updates
from course_utils.live.knobs import knobs_of, lacking
from course_utils.live.page_lab import page_settings
from course_utils.saving.names import FROZEN
from course_utils.saving.trace import digest_of
from course_utils.td3 import smaller_target, smoothed

OFF = dict(twin_critics=False, target_noise=0.0, policy_delay=1)
#: O que liga cada emenda, as outras desligadas.
EDITS = {"critics": dict(twin_critics=True), "smooth": dict(target_noise=0.2), "delay": dict(policy_delay=2)}
READY = PlainCritic(3, 1)


def trainer_of(seeds=(0,), **given) -> Trainer:
    given = dict(algorithm=TD3, exploration=ParameterNoise(every=10), warmup=64, engine="torch") | given
    return Trainer("Pendulum-v1", seeds=list(seeds), **given)


def in_float64(agent):
    agent.actor, agent.target_actor = (one.like(one.flat.double()) for one in (agent.actor, agent.target_actor))
    for name in ("critics", "target_critics"):
        setattr(agent, name, [one.like(one.flat.double()) for one in getattr(agent, name)])
    agent.critic = agent.critics[0]
    agent.settings = {name: value.double() for name, value in agent.settings.items()}
    agent.actor_optimizer = Adam(agent.actor.flat, agent.settings["actor_lr"])
    agent.critic_optimizers = [Adam(one.flat, agent.settings["critic_lr"]) for one in agent.critics]
    agent.critic_optimizer = agent.critic_optimizers[0]
    return agent


# --- a conta --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("own", [{}, OFF, *(OFF | edit for edit in EDITS.values()), dict(policy_delay=3)], ids=str)
@pytest.mark.parametrize(("hidden", "act_dim"), [((32, 64), 1), ((6, 5, 7), 3)])
def test_update_equals_independent_derivation(own, hidden, act_dim):
    """Seis atualizações seguidas, com ajustes por réplica: críticos, ator, alvos, ruído e a vez de cada um."""
    obs_dim, replicas = 3, 3
    each = dict(gamma=[0.9, 0.98, 1.0], tau=[0.01, 0.5, 1.0], actor_lr=[1e-3, 1e-2, 0.0], critic_lr=[1e-2, 1e-3, 1e-3])
    each |= dict(reward_scale=[0.1, 1.0, 2.0], target_noise=[0.2, 1.5, 0.0], noise_clip=[0.5, 0.3, 2.0])
    agent = in_float64(TD3(obs_dim, act_dim, seeds=range(replicas), hidden=hidden, **(each | own)))
    states = []
    for k in range(replicas):
        actor, target = (one.flat[k].numpy().copy() for one in (agent.actor, agent.target_actor))
        critics, targets = (
            [one.flat[k].numpy().copy() for one in many] for many in (agent.critics, agent.target_critics)
        )
        adams = [(np.zeros_like(one), np.zeros_like(one), 0) for one in (actor, *critics)]
        states.append(dict(actor=actor, target_actor=target, critics=critics, target_critics=targets))
        states[k] |= dict(actor_adam=adams[0], critic_adams=adams[1:])
    random, noise = np.random.default_rng(0), copy.deepcopy(agent.smoothing)
    for update in range(6):
        batch = random_batch(random, replicas, 16, obs_dim, act_dim, np.float64)
        metrics = agent.update(batch)
        for k in range(replicas):
            live = {name: values[k].item() for name, values in agent.settings.items()}
            normal = noise[k].standard_normal((16, act_dim), np.float32).astype(np.float64)
            moves = (update + 1) % agent.policy_delay == 0
            states[k], critic_loss, actor_loss = td3_update(
                states[k], [x[k].numpy() for x in batch], normal, moves,
                obs_dim=obs_dim, act_dim=act_dim, hidden=hidden, **live,
            )  # fmt: skip
            assert metrics.critic_loss[k].item() == pytest.approx(critic_loss, rel=1e-9)
            assert metrics.actor_loss[k].item() == pytest.approx(actor_loss, rel=1e-9, nan_ok=True)
            for name in ("actor", "target_actor"):
                np.testing.assert_allclose(getattr(agent, name).flat[k], states[k][name], rtol=1e-7, atol=1e-10)
            for name in ("critics", "target_critics"):
                for here, there in zip(getattr(agent, name), states[k][name], strict=True):
                    np.testing.assert_allclose(here.flat[k], there, rtol=1e-7, atol=1e-10)


def test_with_the_three_off_it_is_the_ddpg_bit_for_bit():
    """Um treino inteiro: redes, alvos, otimizadores, medidas, ações e ruído."""
    one, other = trainer_of([0, 1], **OFF).advance(until=200), trainer_of([0, 1], algorithm=DDPG).advance(until=200)
    for name in ("actor", "critic", "target_actor", "target_critic"):
        assert torch.equal(getattr(one.agent, name).flat, getattr(other.agent, name).flat), name
    for name in ("actor_optimizer", "critic_optimizer"):
        assert torch.equal(getattr(one.agent, name).v, getattr(other.agent, name).v), name
    assert np.array_equal(one.obs, other.obs) and len(one.metrics) == len(other.metrics) == 136
    for mine, theirs in zip(one.metrics, other.metrics):
        assert torch.equal(torch.stack(mine), torch.stack(theirs))


@pytest.mark.parametrize("edit", EDITS)
def test_each_edit_alone_makes_another_training(edit):
    one, other = trainer_of(**(OFF | EDITS[edit])).advance(until=100), trainer_of(**OFF).advance(until=100)
    assert not torch.equal(one.agent.critic.flat, other.agent.critic.flat)


@settings(deadline=None, max_examples=50)
@given(st.floats(0, 2), st.floats(0, 2), st.integers(0, 99))
def test_the_smoothed_action_stays_near_and_inside(sigma, clip, seed):
    random = torch.Generator().manual_seed(seed)
    action = torch.rand(2, 9, 3, generator=random) * 2 - 1
    normal = torch.randn(2, 9, 3, generator=random)
    new = smoothed(action, normal, torch.full((2, 1), sigma), torch.full((2, 1), clip))
    assert new.abs().max() <= 1 and (new - action).abs().max() <= min(clip, sigma * normal.abs().max()) + 1e-6
    still = (action + sigma * normal).abs() <= 1
    inside = still & (sigma * normal.abs() <= clip)
    torch.testing.assert_close(new[inside], (action + sigma * normal)[inside])


def test_the_target_uses_the_smaller_of_the_two_state_by_state():
    agent = TD3(3, 1, seeds=[0, 1], target_noise=0.0, gamma=[0.9, 1.0])
    batch = random_batch(np.random.default_rng(0), 2, 64, 3, 1)
    live = (agent.settings["gamma"], agent.settings["reward_scale"])
    first, second = (td_target(batch, agent.target_actor, one, *live) for one in agent.target_critics)
    y = smaller_target(batch, agent.target_actor, agent.target_critics, agent.smooth, *live)
    assert torch.equal(y, torch.minimum(first, second))
    going = batch.terminated == 0
    assert (y < first)[going].any() and (y < second)[going].any(), "cada um é o menor em algum estado"


def test_the_actor_and_the_targets_wait_for_their_turn():
    agent = TD3(3, 1, policy_delay=3)
    waiting = (agent.actor, agent.target_actor, *agent.target_critics)
    random = np.random.default_rng(0)
    for update in range(1, 7):
        before = [one.flat.clone() for one in (*waiting, *agent.critics)]
        metrics = agent.update(random_batch(random, 1, 16, 3, 1))
        moved = [not torch.equal(one.flat, old) for one, old in zip((*waiting, *agent.critics), before)]
        assert moved == [update % 3 == 0] * 4 + [True] * 2
        assert torch.isnan(metrics.actor_loss).item() == torch.isnan(metrics.actor_gradient).item() == (update % 3 > 0)


def test_the_critics_are_born_apart_and_the_first_is_that_of_the_ddpg():
    agent, plain = TD3(3, 1, seeds=[0, 1]), DDPG(3, 1, seeds=[0, 1])
    assert torch.equal(agent.critic.flat, plain.critic.flat) and torch.equal(agent.actor.flat, plain.actor.flat)
    assert (agent.critics[0].flat != agent.critics[1].flat).float().mean() > 0.9
    for critic, target in zip(agent.critics, agent.target_critics):
        assert torch.equal(critic.flat, target.flat) and critic.flat.data_ptr() != target.flat.data_ptr()


# --- a população, o que muda ao vivo, o que se guarda -----------------------------------------------------------------


def leaves(trainer, k):
    """Tudo o que uma réplica é, num vetor só."""
    agent = trainer.agent
    nets = (agent.actor, agent.target_actor, *agent.critics, *agent.target_critics)
    return torch.cat([one.flat[k] for one in nets] + [one.v[k] for one in agent.critic_optimizers])


@pytest.mark.parametrize("noise", [None, ActionNoise(), ParameterNoise(every=10)])
def test_a_replica_does_not_depend_on_its_company(noise):
    alone = trainer_of([3], exploration=noise).advance(until=130)
    among = trainer_of([1, 3, 2, 5, 4], exploration=noise).advance(until=130)
    assert torch.equal(leaves(alone, 0), leaves(among, 1)) and np.array_equal(alone.obs[0], among.obs[1])


def test_twins_are_equal_until_one_is_changed():
    twins = trainer_of([3, 3]).advance(until=120)
    assert torch.equal(leaves(twins, 0), leaves(twins, 1))
    twins.change("target_noise", 0.0, replica=1)
    twins.advance(until=140)
    assert not torch.equal(leaves(twins, 0), leaves(twins, 1))
    assert twins.settings["target_noise"].tolist() == pytest.approx([0.2, 0.0])


def test_each_seed_has_its_own_smoothing():
    many, one = TD3(3, 1, seeds=[3, 4]), TD3(3, 1, seeds=[4])
    for _ in range(2):
        drawn = many.smooth(torch.zeros(2, 64, 1))
        assert torch.equal(drawn[1:], one.smooth(torch.zeros(1, 64, 1))) and not torch.equal(drawn[0], drawn[1])
        assert 0.1 < drawn.std() < 0.3


def test_the_smoothing_does_not_move_the_other_streams():
    """Sortear para o alvo não muda o que se explora: sem aprender, os dois treinos veem o mesmo."""
    still = dict(actor_lr=0.0, critic_lr=0.0, tau=0.0, exploration=ActionNoise())
    one, other = trainer_of(**still).advance(until=150), trainer_of(**(still | OFF)).advance(until=150)
    assert np.array_equal(one.obs, other.obs) and np.array_equal(one.buffer.action, other.buffer.action)


def test_a_checkpoint_opens_by_itself_and_goes_on_the_same(tmp_path):
    trainer = trainer_of([0, 1], policy_delay=3).advance(until=131)  # entre duas vezes do ator
    trainer.change("noise_clip", 0.1)
    trainer.save(tmp_path / "td3.ckpt")
    again = Trainer.load(tmp_path / "td3.ckpt")
    assert type(again.agent) is TD3 and again.agent.policy_delay == 3
    for one in (trainer, again):
        one.advance(until=203)
    assert digest_of(again) == digest_of(trainer)
    other = Trainer.load(tmp_path / "td3.ckpt", target_noise=0.0)
    assert other.settings["target_noise"].tolist() == [0, 0] and other.changes[-1].name == "target_noise"
    with pytest.raises(ValueError, match="`policy_delay` já está no arquivo"):
        Trainer.load(tmp_path / "td3.ckpt", policy_delay=1)


def test_the_weights_alone_are_a_td3_again(tmp_path):
    trainer = trainer_of([0, 1], twin_critics=False, normalize="bounds").advance(until=100)
    trainer.save(tmp_path / "td3.ckpt")
    agent = load_agent(tmp_path / "td3.ckpt")
    assert type(agent) is TD3 and len(agent.critics) == 1
    assert np.array_equal(agent.act(trainer.obs[:, None]), trainer.agent.act(trainer.obs[:, None]))


def test_a_recording_repeats_itself_and_copies_as_code():
    trainer = trainer_of(target_noise=0.3).advance(until=100)
    trainer.change("noise_clip", 0.2)
    trainer.advance(until=140)
    made = Recording.from_json(trainer.recording.to_json())
    assert made.needs == [] and digest_of(made.replay()) == made.digest
    code = made.code()
    assert "from course_utils import ParameterNoise, TD3, Trainer" in code and "algorithm=TD3," in code
    assert "target_noise=0.3," in code and "policy_delay" not in code and "gamma" not in code
    names = {}
    exec(code, names)
    assert digest_of(names["trainer"]) == made.digest


def test_a_file_that_asks_for_another_algorithm_is_refused():
    text = trainer_of().advance(until=70).recording
    text.settings["algorithm"] = "SAC"
    with pytest.raises(ValueError, match="pede o algoritmo 'SAC'.*DDPG, TD3"):
        text.replay()


def test_every_attribute_that_it_saves_has_a_frozen_name():
    assert set(TD3.STATE) == FROZEN["TD3"].keys()


def test_a_stop_in_the_middle_of_a_step_changes_nothing(monkeypatch):
    """O ambiente é interrompido; o treino continua como o que não parou."""
    whole, stopped = trainer_of([0, 1]).advance(until=120), trainer_of([0, 1]).advance(until=90)
    step = stopped.environments.envs[1].step

    def interrupt(action):
        raise KeyboardInterrupt

    stopped.environments.envs[1].step = interrupt
    with pytest.raises(KeyboardInterrupt):
        stopped.step()
    stopped.environments.envs[1].step = step
    assert digest_of(stopped.advance(until=120)) == digest_of(whole)


def test_a_study_takes_it_with_each_edit_off(tmp_path):
    edits = {name: dict(algorithm=TD3, warmup=64, **(OFF | edit)) for name, edit in EDITS.items()}
    study = run_study(
        {"DDPG": dict(warmup=64, engine="torch"), "desligado": dict(algorithm=TD3, warmup=64, **OFF)} | edits,
        "Pendulum-v1", range(2), 200, 200, episodes=1, executor=InLine(), path=tmp_path / "estudo",
    )  # fmt: skip
    returns = {name: study.curves(name).to_numpy() for name in ("DDPG", "desligado", *EDITS)}
    assert np.array_equal(returns["DDPG"], returns["desligado"])
    assert not any(np.array_equal(returns[name], returns["DDPG"]) for name in EDITS)


class InLine:
    """Um executor que faz tudo na hora."""

    def submit(self, task, *args):
        from concurrent.futures import Future

        done = Future()
        done.set_result(task(*args))
        return done


def test_the_panel_takes_it_and_the_page_alone_does_not():
    trainer = trainer_of()
    assert {knob["name"] for knob in knobs_of(trainer, 0)} == {"sigma", "alpha", "delta", "tau"}
    assert lacking(trainer) == "" and page_settings(trainer) is None


# --- o motor nunca o substitui; as redes que se dão; o que não serve ------------------------------------------------


def test_the_compiled_engine_never_stands_for_it(monkeypatch):
    trainer = trainer_of(engine="auto", **OFF).advance(until=70)
    assert trainer.engine == "torch" and "TD3" in trainer.engine_notes[0].why
    with pytest.raises(ValueError, match="O algoritmo é TD3, e o motor compilado faz só o `DDPG`"):
        trainer_of(engine="compiled")
    # nem que alguém troque o agente de um treino do motor
    mixed = Updates(dict(engine="auto"))
    called = []
    monkeypatch.setattr(TD3, "update", lambda self, batch: called.append(batch))
    mixed.update(trainer.agent, trainer.buffer, np.zeros((1, 8)), 1)
    assert len(called) == 1 and "O aprendiz" in mixed.notes[-1].why


def test_the_networks_of_a_student_serve():
    agent = TD3(3, 1, seeds=[0, 1], actor=lambda: plain_actor(3, 1), critic=lambda: PlainCritic(3, 1))
    assert not torch.equal(agent.critics[0].flat, agent.critics[1].flat)
    for _ in range(2):
        metrics = agent.update(random_batch(np.random.default_rng(0), 2, 8, 3, 1))
    assert torch.isfinite(torch.stack(metrics)).all()


def test_each_critic_has_its_own_eyes():
    agent = TD3(SHAPE, 1, encoder=convolutions)
    first, second = agent.critics
    assert not torch.equal(first.encoder.flat, second.encoder.flat)
    before = [one.flat.clone() for one in (first.encoder, second.encoder)]
    for _ in range(2):
        agent.update(frames_batch(np.random.default_rng(0), 1, 4))
    assert all(not torch.equal(one.encoder.flat, old) for one, old in zip(agent.critics, before))


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        (dict(critic=PlainCritic(3, 1)), ValueError, "`critic` deu duas vezes os mesmos pesos.*nasceriam iguais"),
        (dict(critic=lambda: READY), ValueError, "`critic` deu duas vezes os mesmos pesos.*nasceriam iguais"),
        (dict(twin_critics=2), TypeError, "`twin_critics` recebeu 2, mas aceita `True` ou `False`"),
        (dict(policy_delay=0), ValueError, "`policy_delay` recebeu 0.*de 1 em diante"),
        (dict(target_noise=-0.1), ValueError, "`target_noise` recebeu -0.1"),
        (dict(noise_clip=[0.1, 0.2]), ValueError, "`noise_clip` recebeu"),
        (dict(policy_freq=2), TypeError, "aqui ele se chama 'policy_delay'"),
        (dict(gama=0.9), TypeError, "`TD3` não tem um ajuste chamado 'gama'.*gamma"),
    ],
)
def test_what_does_not_serve_is_refused(given, error, said):
    with pytest.raises(error, match=said):
        TD3(3, 1, **given)


@pytest.mark.parametrize("critic", [READY, lambda: READY], ids=["pronto", "função"])
def test_one_ready_critic_alone_is_fine(critic):
    assert len(TD3(3, 1, critic=critic, twin_critics=False).critics) == 1
