"""O museu de bugs: cada interruptor muda o que diz e se desfaz por inteiro; cada diagnóstico vê o seu erro."""

import hashlib
from contextlib import nullcontext

import gymnasium as gym
import numpy as np
import pytest
import torch

from course_utils import ActionNoise, OUNoise, ParameterNoise, Trainer
from course_utils.bugs import BUGS, Finding, exhibit, unknown
from course_utils.bugs.exhibit import Patch, Switch, patched
from course_utils.bugs.strangers import STRANGERS

every_bug = pytest.mark.parametrize("bug", BUGS.values(), ids=list(BUGS))
EVERY = BUGS | STRANGERS
every_switch = pytest.mark.parametrize("bug", EVERY.values(), ids=list(EVERY))


def everything(bug: Switch) -> list:
    return [vars(owner)[name] for owner, name, _ in bug.patches]


class TwoMotors(gym.Env):
    """Nada acontece, com dois motores."""

    observation_space = gym.spaces.Box(-1, 1, (1,), np.float32)
    action_space = gym.spaces.Box(-1, 1, (2,), np.float32)

    def reset(self, *, seed=None, options=None):
        return np.zeros(1, np.float32), {}

    def step(self, action):
        return np.zeros(1, np.float32), 0.0, False, False, {}


def short_run(seeds=(0, 1)) -> str:
    """A impressão digital de um treino curto que passa por tudo: redes, memória, ruídos e fins de episódio."""
    noises = [ParameterNoise(every=10), ActionNoise(), OUNoise()]
    trainer = Trainer("Pendulum-v1", seeds=seeds, warmup=70, exploration=noises).advance(until=230)
    networks = [network.flat.numpy() for network in (trainer.agent.actor, trainer.agent.target_critic)]
    kept = [trainer.buffer.action, trainer.buffer.terminated, trainer.explorations[0].distance]
    return hashlib.sha256(b"".join(array.tobytes() for array in networks + kept)).hexdigest()


# --- o interruptor ------------------------------------------------------------------------------------------------


def test_there_are_at_least_ten_and_each_tells_its_story():
    assert len(BUGS) >= 10 and len(STRANGERS) >= 6 and not BUGS.keys() & STRANGERS.keys()
    for name, bug in EVERY.items():
        assert bug.name == name and bug.patches
        assert all((bug.title, bug.symptom, bug.wrong, bug.right)) and bug.wrong != bug.right
        assert bug.source.where and (bug.source.url.startswith("https://github.com/") or name == "layernorm_missing")
    assert len({bug.title for bug in EVERY.values()}) == len(EVERY)
    assert len({bug.source.url for bug in STRANGERS.values()}) == len(STRANGERS)


@every_switch
def test_a_switch_is_undone_completely(bug):
    """As funções do pacote voltam a ser as mesmas, uma a uma, e um treino depois é igual ao de antes, bit a bit."""
    before, digest = everything(bug), short_run()
    with bug:
        assert not any(now is then for now, then in zip(everything(bug), before))
        short_run()
    assert all(now is then for now, then in zip(everything(bug), before))
    assert short_run() == digest


@every_switch
def test_a_switch_is_undone_when_it_is_nested_or_interrupted(bug):
    before = everything(bug)
    with pytest.raises(ZeroDivisionError), bug, bug:
        1 / 0  # noqa: B018
    assert all(now is then for now, then in zip(everything(bug), before))


def test_all_the_bugs_together_come_out_as_they_went_in():
    before = {name: everything(bug) for name, bug in EVERY.items()}
    digest = short_run()
    entered = [bug.__enter__() for bug in EVERY.values()]
    assert short_run() != digest
    for bug in reversed(entered):
        bug.__exit__(None, None, None)
    assert before == {name: everything(bug) for name, bug in EVERY.items()}
    assert short_run() == digest


def test_a_patch_that_cannot_be_made_leaves_nothing_behind():
    def fails(_original):
        raise RuntimeError

    before = Trainer.step
    with (
        pytest.raises(RuntimeError),
        patched([Patch(Trainer, "step", lambda own: None), Patch(Trainer, "step", fails)]),
    ):
        pass
    assert Trainer.step is before


#: Os que não mudam um bit de `short_run`: o pêndulo não termina e tem um motor só, e ali ninguém pede
#: `exploration=False`.
SILENT = {"no_terminal", "flag_never_off", "one_noise_for_all"}


@every_switch
def test_a_switch_changes_the_training_where_it_should(bug):
    digest = short_run()
    with bug:
        assert (short_run() == digest) == (bug.name in SILENT)


@every_switch
def test_a_replica_with_a_bug_does_not_depend_on_its_company(bug):
    """O erro é o mesmo com uma réplica e com três, bit a bit."""

    def flat(seeds):
        with bug:
            noises = [ParameterNoise(every=10), OUNoise()]
            trainer = Trainer("Pendulum-v1", seeds=seeds, warmup=70, exploration=noises).advance(until=230)
        return trainer.agent.actor.flat[0], trainer.buffer.action[0, :230]

    (alone, done), (among, same) = flat([5]), flat([5, 6, 7])
    assert torch.equal(alone, among) and np.array_equal(done, same)


def test_what_is_silent_on_the_pendulum_speaks_where_it_should():
    """Com dois motores, um ruído só; com observações normalizadas, lotes que não o são."""

    def run(switch, env, **settings):
        with switch:
            return Trainer(env, seeds=[0], warmup=70, **settings).advance(until=100)

    one = run(STRANGERS["one_noise_for_all"], TwoMotors, exploration=ActionNoise(), updates_per_step=0)
    noise = one.buffer.action[0, 70:100] - one.agent.act(one.buffer.obs[:, 70:100])[0]
    np.testing.assert_allclose(noise[:, 0], noise[:, 1], atol=1e-6)
    raw = run(STRANGERS["raw_batches"], "Pendulum-v1", normalize="bounds")
    sound = run(nullcontext(), "Pendulum-v1", normalize="bounds")
    assert raw.agent.normalizer is not None and not torch.equal(raw.agent.critic.flat, sound.agent.critic.flat)


def test_a_visit_shows_both_sides_and_the_two_lines(monkeypatch):
    shown = []
    monkeypatch.setattr(exhibit, "display", lambda data, raw: shown.append(data))
    bug = BUGS["double_update"]
    bug.visit()
    (data,) = shown
    said = data["text/plain"]
    assert "correto:    ✓" in said and "com o erro: ✗" in said and bug.wrong in said and bug.right in said
    assert f'alt="{bug.alt}"' in data["text/html"]


def test_no_terminal_is_silent_on_the_pendulum_and_not_on_the_car():
    with BUGS["no_terminal"]:
        trainer = Trainer("MountainCarContinuous-v0", seeds=[0], warmup=2000)
        trainer.environments.envs[0].unwrapped.state = np.array([0.44, 0.05], np.float32)
        trainer.step()
    assert len(trainer.history[0]) == 1 and trainer.buffer.terminated[0, 0] == 0


def test_the_flag_asks_for_noise_only_when_it_is_false():
    with pytest.raises(TypeError, match="`exploration` recebeu False"):
        Trainer("Pendulum-v1", seeds=[0], exploration=False)
    with BUGS["flag_never_off"]:
        assert [type(e) for e in Trainer("Pendulum-v1", seeds=[0], exploration=False).explorations] == [ParameterNoise]
        assert Trainer("Pendulum-v1", seeds=[0], exploration=None).explorations == []


def test_a_missing_norm_has_the_gradient_of_what_it_computes():
    """Sem LayerNorm, a volta escrita à mão continua sendo a derivada da ida."""
    with BUGS["layernorm_missing"]:
        critic = Trainer("Pendulum-v1", seeds=[0, 1]).agent.critic
        obs, action = torch.randn(2, 5, 3), torch.randn(2, 5, 1)
        _, pull = critic.vjp(obs, action)
        by_hand = pull.params(torch.ones(2, 5))
        flat = critic.flat.clone().requires_grad_()
        (by_autograd,) = torch.autograd.grad(critic.like(flat)(obs, action).sum(), flat)
    torch.testing.assert_close(by_hand, by_autograd)


# --- os diagnósticos ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
@every_bug
def test_each_diagnostic_is_green_without_its_bug_and_red_with_it(bug, seed):
    sound = bug.diagnose(seed=seed)
    with bug:
        broken = bug.diagnose(seed=seed)
    assert sound.sound and str(sound).startswith("✓"), str(sound)
    assert not broken.sound and str(broken).startswith("✗"), str(broken)


@every_bug
def test_a_diagnostic_draws_itself_and_says_what_it_wants(bug):
    finding = bug.diagnose()
    assert isinstance(finding, Finding) and np.isfinite(finding.value) and len(finding.says) > 20
    axes = finding.plot().axes[0]
    assert axes.get_xlabel() and axes.get_ylabel() and axes.has_data()


@every_bug
def test_a_diagnostic_examines_the_trainer_it_is_given(bug):
    """`make` é quem faz os treinadores: um diagnóstico vê o que ele fizer, também numa subclasse."""
    made = []

    def make(env, **settings):
        made.append(Trainer(env, **settings))
        return made[-1]

    assert bug.diagnose(make).sound and made


#: Os diagnósticos que um erro acende além do seu: todos os de d olham para d, e o da chave, para a memória.
ALSO_RED = {
    "broadcast_in_d": {"squared_d"},
    "old_actions_in_d": {"broadcast_in_d", "squared_d"},
    "action_scale": {"flag_never_off"},
}


@every_bug
def test_the_exam_points_at_the_bug(bug):
    """Um erro acende o seu diagnóstico e mais nenhum, fora os de `ALSO_RED`."""
    with bug:
        red = {name for name, other in BUGS.items() if not other.diagnose().sound}
    assert red == {bug.name} | ALSO_RED.get(bug.name, set())


# --- as peças sem etiqueta ----------------------------------------------------------------------------------------


def test_the_unlabelled_pieces_are_all_of_them_in_another_order():
    names = list(BUGS)
    found = [next(name for name in names if unknown(n).answer(name).startswith("✓")) for n in range(1, len(BUGS) + 1)]
    assert sorted(found) == sorted(names) and found != names


def test_an_unlabelled_piece_is_its_bug_and_hides_its_name():
    piece = unknown(1)
    bug = next(bug for bug in BUGS.values() if piece.answer(bug.name).startswith("✓"))
    assert bug.name not in repr(piece) and bug.title not in repr(piece)
    before = everything(bug)
    with piece:
        assert not bug.diagnose().sound
    assert everything(bug) == before and bug.diagnose().sound
    assert bug.title in piece.answer(bug.name) and bug.right in piece.answer(bug.name)
    other = next(name for name in BUGS if name != bug.name)
    assert piece.answer(other).startswith("✗") and bug.name not in piece.answer(other)


@pytest.mark.parametrize("number, error", [(0, ValueError), (99, ValueError), ("1", TypeError)])
def test_a_number_that_does_not_exist_is_refused(number, error):
    with pytest.raises(error, match="`number` recebeu"):
        unknown(number)


def test_a_name_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="você quis dizer 'no_terminal'"):
        unknown(1).answer("no_terminals")
