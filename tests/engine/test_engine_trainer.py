"""O motor dentro do `Trainer`: quando ele faz a atualização, quando a devolve ao PyTorch, e o que se guarda disso."""

import gc
import subprocess
import sys
import textwrap
import threading
import weakref
from pathlib import Path

import numpy as np
import pytest
import torch
from support.environments import Scripted
from support.networks import PlainCritic, plain_actor
from support.scripts import load_script

from course_utils import DDPG, ActionNoise, OUNoise, ParameterNoise, Recording, Trainer, ddpg, evaluate
from course_utils.bugs import BUGS
from course_utils.bugs.exhibit import Patch, patched
from course_utils.bugs.strangers import STRANGERS
from course_utils.engine import choice, loading
from course_utils.engine.choice import STANDS_FOR
from course_utils.layers import Hidden
from course_utils.replay import ReplayBuffer
from course_utils.saving.recording import ReplayError
from course_utils.saving.trace import digest_of

ALL = [ParameterNoise(every=10), ActionNoise(0.1), OUNoise(0.1)]
QUICK = dict(warmup=70, exploration=ALL, hidden=(8, 12))


def told(trainer):
    """Desde que passo cada um atualizou."""
    return [(one.step, one.engine) for one in trainer.engine_notes]


def make(seeds=(0,), **settings):
    return Trainer("Pendulum-v1", seeds=list(seeds), **QUICK | settings)


def train(steps=130, **settings):
    return make(**settings).advance(until=steps)


# --- qual dos dois ------------------------------------------------------------------------------------------------


def test_auto_takes_the_engine_and_says_so():
    trainer = train()
    assert trainer.engine == trainer.arguments["engine"] == "compiled" and trainer.engine_notes == [(0, "compiled", "")]
    assert train(engine="torch").engine == "torch"
    assert (
        digest_of(trainer)
        == digest_of(train(engine="compiled"))
        == digest_of(Trainer(**trainer.arguments).advance(130))
    )
    assert digest_of(trainer) != digest_of(train(engine="torch"))


@pytest.mark.parametrize("normalize", [None, "running", ([-1, -1, -8], [1, 1, 8])])
def test_both_learn_the_same_thing(normalize):
    """Vinte atualizações depois, os dois diferem no último bit, e não mais: o mesmo lote, as mesmas contas."""
    engine, text = (train(90, engine=one, seeds=[3, 4], normalize=normalize) for one in ("compiled", "torch"))
    assert engine.agent.actor_optimizer.t == 20
    for name in ("actor", "critic", "target_actor", "target_critic"):
        torch.testing.assert_close(getattr(engine.agent, name).flat, getattr(text.agent, name).flat, atol=2e-4, rtol=0)
    for own, other in zip(engine.metrics, text.metrics):
        for x, y in zip(own, other):
            torch.testing.assert_close(x, y, atol=2e-3, rtol=1e-2)


def test_a_replica_alone_equals_a_replica_in_a_group():
    group = train(230, seeds=[3, 1, 3], tau=[0.05, 0.01, 0.05], normalize="running")
    for k, (seed, tau) in enumerate([(3, 0.05), (1, 0.01)]):
        alone = train(230, seeds=[seed], tau=tau, normalize="running")
        for name in ("actor", "critic", "target_actor", "target_critic"):
            assert torch.equal(getattr(alone.agent, name).flat[0], getattr(group.agent, name).flat[k])
        assert alone.history[0] == group.history[k]
    assert torch.equal(group.agent.actor.flat[0], group.agent.actor.flat[2])


class Mine(DDPG):
    """Um `DDPG` de outra classe."""


UNFIT = {
    "Mine": dict(algorithm=Mine),
    "do curso": dict(actor=lambda: plain_actor(3, 1), critic=lambda: PlainCritic(3, 1)),
    "camadas": dict(hidden=[4] * 33),
}


@pytest.mark.parametrize("why", UNFIT)
def test_what_the_engine_does_not_serve_goes_to_pytorch(why):
    trainer = make(**UNFIT[why])
    assert trainer.engine == "torch" and why in trainer.engine_notes[0].why
    with pytest.raises(ValueError, match=rf'{why}.*engine="torch"'):
        make(**UNFIT[why], engine="compiled")


def test_an_unknown_engine_is_refused():
    with pytest.raises(ValueError, match="`engine` recebeu 'c'"):
        make(engine="c")


def test_without_memory_auto_goes_to_pytorch(monkeypatch):
    def full(*_):
        raise MemoryError("não há memória")

    monkeypatch.setattr(choice, "CompiledLearner", full)
    trainer = train()
    assert trainer.engine == trainer.arguments["engine"] == "torch" and trainer.engine_notes[-1].why == "não há memória"
    assert digest_of(trainer) == digest_of(train(engine="torch"))
    with pytest.raises(MemoryError):
        train(engine="compiled")


# --- nada que alguém trocou é passado por cima --------------------------------------------------------------------


EVERY = BUGS | STRANGERS
#: Os que aqui não mudam nada: um motor só, episódios que não terminam, e um ruído pequeno demais para passar de 1.
SILENT = (
    "no_terminal",
    "masking_by_truncation",
    "fixed_reset_seed",
    "sigma_too_large",
    "one_noise_for_all",
    "unclipped",
)


@pytest.mark.parametrize("name", EVERY)
def test_with_each_piece_of_the_museum(name):
    """O que a peça troca e o motor copia leva o treino ao PyTorch, bit a bit; o resto vale também com o motor."""
    copied = {(owner, one) for owner, names in STANDS_FOR for one in names}
    touches = any((owner, one) in copied for owner, one, _ in EVERY[name].patches)
    sound = digest_of(train(seeds=[1, 2]))
    with EVERY[name]:
        own = [ParameterNoise(every=10), ActionNoise(0.1), OUNoise(0.1)]  # o que nasce dentro do `with` já erra
        own = False if name == "flag_never_off" else own
        steps = (
            290 if name in ("masking_by_truncation", "fixed_reset_seed", "next_episode") else 130
        )  # os que esperam um fim de episódio
        sick, text = (train(steps, seeds=[1, 2], exploration=own, engine=one) for one in ("auto", "torch"))
    assert sick.engine == ("torch" if touches else "compiled")
    if touches:
        assert digest_of(sick) == digest_of(text) and "trocada" in sick.engine_notes[-1].why
    else:  # o erro age do mesmo modo: as mesmas transições na memória, a menos do último bit
        kept = [(one.buffer.terminated[:, :80], one.buffer.action[:, :80]) for one in (sick, text)]
        for x, y in zip(*kept):
            np.testing.assert_allclose(x, y, atol=2e-2)
        assert sick.agent.critic_optimizer.t == text.agent.critic_optimizer.t
    if name not in SILENT:
        assert digest_of(sick) != sound, "a peça não fez efeito"
    assert digest_of(train(seeds=[1, 2])) == sound, "fora do `with`, tudo volta"


@pytest.mark.parametrize("owner, name", [(owner, name) for owner, names in STANDS_FOR for name in names])
def test_whatever_is_replaced_is_obeyed(owner, name):
    """Cada nome da lista, trocado no meio do treino por outro igual: o PyTorch assume, e depois devolve."""

    def another(own):
        if isinstance(own, float):
            return float(str(own))
        if isinstance(own, property):
            return property(own.fget)
        return lambda *args, **kwargs: own(*args, **kwargs)

    trainer = train(100)
    with patched([Patch(owner, name, another)]):
        trainer.advance(until=105)
        assert trainer.engine == "torch" and name in trainer.engine_notes[-1].why
    trainer.advance(until=110)
    assert told(trainer) == [
        (0, "compiled"),
        (101, "torch"),
        (106, "compiled"),
    ]


def test_a_patch_that_arrives_in_the_middle_changes_what_is_learned():
    def frozen(_original):
        return lambda target, online, tau: None

    trainer = train(100)
    before = trainer.agent.target_actor.flat.clone()
    with patched([Patch(ddpg, "soft_update", frozen)]):
        trainer.advance(until=120)
        assert torch.equal(trainer.agent.target_actor.flat, before)
    trainer.advance(until=121)
    assert not torch.equal(trainer.agent.target_actor.flat, before)


def own_update(trainer):
    trainer.agent.update = trainer.agent.update


def own_forward(trainer):
    trainer.agent.critic.vjp = trainer.agent.critic.vjp


def own_step(trainer):
    trainer.agent.actor_optimizer.step = trainer.agent.actor_optimizer.step


def own_memory(trainer):
    trainer.buffer.at = trainer.buffer.at


def another_layer(trainer):
    class Loud(Hidden):
        """Uma camada de outra classe."""

    trainer.agent.actor.layers[0] = Loud(*trainer.agent.actor.layers[0])


def a_weight_from_elsewhere(trainer):
    layer = trainer.agent.actor.layers[0]
    trainer.agent.actor.layers[0] = layer._replace(W=layer.W.clone())


def another_class(trainer):
    trainer.agent.__class__ = Mine


def another_memory(trainer):
    trainer.buffer.__class__ = type("Memory", (ReplayBuffer,), {})


def another_adam(trainer):
    trainer.agent.actor_optimizer.__class__ = type("MyAdam", (type(trainer.agent.actor_optimizer),), {})


def another_rate(trainer):
    trainer.agent.actor_optimizer.lr = torch.full((1, 1), 0.5)


def an_adam_left_behind(trainer):
    trainer.agent.actor.flat = trainer.agent.actor.flat.clone()


@pytest.mark.parametrize(
    "change",
    [
        *(own_update, own_forward, own_step, own_memory, another_layer, a_weight_from_elsewhere, another_class),
        *(another_memory, another_adam, another_rate, an_adam_left_behind),
    ],
)
def test_what_was_replaced_in_one_object_only_is_obeyed(change):
    """O treino que vinha pelo motor e o que, no mesmo ponto, passa ao PyTorch sem troca alguma, seguem iguais."""
    trainer, text = train(100), train(100)
    for one in (trainer, text):
        change(one)
    text._updates._arguments["engine"] = "torch"
    trainer.advance(until=120), text.advance(until=120)
    assert trainer.engine == "torch" and digest_of(trainer) == digest_of(text)


def test_replaced_tensors_are_adopted_again():
    trainer = train(100)
    agent = trainer.agent
    agent.critic.flat = agent.critic.flat * 1.5
    agent.critic_optimizer.flat = agent.critic.flat
    agent.settings["tau"].fill_(0.5)
    trainer.advance(until=101)
    assert trainer.engine == "compiled" and trainer._updates._learner.holds()
    agent.actor.flat.data = agent.actor.flat.data.clone()
    trainer.advance(until=110)
    assert trainer.engine == "torch", "as camadas ficaram nos números antigos, e o motor não pode fingir que não"


def test_another_agent_gets_another_engine():
    trainer = train(100)
    trainer.agent = DDPG(3, 1, seeds=[5], hidden=(8, 12))
    before = trainer.agent.actor.flat.clone()
    trainer.advance(until=110)
    assert trainer.engine == "compiled" and not torch.equal(trainer.agent.actor.flat, before)


# --- o que se salva -----------------------------------------------------------------------------------------------


def test_a_recording_tells_the_engine_and_repeats_itself(tmp_path):
    for engine in ("compiled", "torch"):
        trainer = train(100, seeds=[0, 1], engine=engine)
        trainer.change("gamma", 0.9, replica=1)
        trainer.advance(until=150)
        trainer.recording.save(tmp_path / "treino.json")
        recording = Recording.load(tmp_path / "treino.json")
        assert recording.settings["engine"] == engine and f"engine='{engine}'," in recording.code()
        assert digest_of(recording.replay()) == digest_of(trainer)
    recording = train(150).recording
    assert recording.fresh(engine="torch").engine == "torch" and recording.verify(engine="torch").early
    with pytest.raises(ReplayError):
        recording.replay(engine="torch")


def test_a_recording_of_before_is_of_pytorch():
    recording = train(100, engine="torch").recording
    del recording.settings["engine"]
    assert recording.fresh().engine == "torch" and "engine='torch'," in recording.code()
    assert digest_of(recording.replay()) == recording.digest


def test_saved_and_resumed_it_goes_on_equal(tmp_path):
    whole = train(200, seeds=[0, 1])
    for step in (40, 71, 130):
        trainer = train(step, seeds=[0, 1])
        trainer.save(tmp_path / "treino.ckpt")
        resumed = Trainer.load(tmp_path / "treino.ckpt")
        assert resumed.engine == "compiled" and resumed.engine_notes == [(0, "compiled", "")]
        assert digest_of(resumed.advance(until=200)) == digest_of(whole)
    other = Trainer.load(tmp_path / "treino.ckpt", engine="torch")
    assert told(other) == [(0, "compiled"), (130, "torch")]
    other.advance(until=140).save(tmp_path / "treino.ckpt")
    assert Trainer.load(tmp_path / "treino.ckpt").engine == "torch"


def test_a_stretch_in_pytorch_is_remembered(tmp_path):
    trainer = train(100)
    with BUGS["layernorm_missing"]:
        trainer.advance(until=110)
        trainer.save(tmp_path / "treino.ckpt")
    resumed = Trainer.load(tmp_path / "treino.ckpt").advance(until=112)
    assert told(resumed) == [
        (0, "compiled"),
        (101, "torch"),
        (110, "compiled"),
    ]


def test_where_there_is_no_wasmtime_everything_works_and_says_so(tmp_path):
    """Treinar, gravar e retomar, num Python em que `wasmtime` não se importa."""
    recording = train(100).recording
    recording.save(tmp_path / "motor.json")
    code = f"""
    import sys
    sys.modules["wasmtime"] = None
    from course_utils import Recording, Trainer, run_study
    trainer = Trainer("Pendulum-v1", seeds=[0], warmup=70).advance(until=90)
    print(trainer.engine, trainer.arguments["engine"], "pip install wasmtime" in trainer.engine_notes[0].why)
    recording = Recording.load({str(tmp_path / "motor.json")!r})
    try:
        recording.replay()
    except RuntimeError as error:
        print('engine="torch"' in str(error))
    print(recording.verify(engine="torch").early)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["torch", "torch", "True", "True", "True"]


# --- a memória, e as linhas de execução ---------------------------------------------------------------------------


def test_a_trainer_is_born_without_an_engine():
    trainer = train(70)
    assert trainer._updates._learner is None
    trainer.step()
    assert trainer._updates._learner is not None


def test_trainers_that_are_dropped_leave_nothing(monkeypatch):
    """Trinta treinos criados e largados: nenhum `Store` fica, também com uma vista de um deles ainda na mão."""
    made = []
    original = loading.Instance.__init__

    def counted(self):
        original(self)
        made.append(weakref.ref(self._store))

    monkeypatch.setattr(loading.Instance, "__init__", counted)
    kept = None
    for k in range(30):
        trainer = Trainer(lambda: Scripted(ends=7), seeds=[k], warmup=5, batch_size=4, hidden=(4, 4)).advance(until=8)
        if k == 7:
            kept = trainer.agent.actor.flat
            wanted = kept.clone()
        trainer.close()
        del trainer
    gc.collect()
    assert len(made) == 30 and sum(one() is not None for one in made) == 1
    assert torch.equal(kept, wanted)
    kept += 1
    del kept
    gc.collect()
    assert not any(one() for one in made)


def test_evaluating_in_another_thread_does_not_disturb():
    """Quem avalia lê os tensores, e não chama o motor: pode ser de outra linha de execução, enquanto se treina."""
    trainer, whole = train(100), train(400)
    done = []

    def judge():
        while not done:
            evaluate(trainer.agent, "Pendulum-v1", 1)

    thread = threading.Thread(target=judge)
    thread.start()
    trainer.start(until=lambda: trainer.steps >= 400)
    while trainer.runner.running:
        thread.join(0.01)
    trainer.pause()
    done.append(True)
    thread.join()
    assert digest_of(trainer) == digest_of(whole)


@pytest.mark.notebook
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_lesson_runs_without_wasmtime(tmp_path, monkeypatch):
    """A aula 04 inteira, do texto, num núcleo em que `wasmtime` não se importa: nenhuma célula se queixa."""
    root = Path(__file__).resolve().parents[2]
    construir = load_script(root / "notebooks" / "construir.py")
    (tmp_path / "wasmtime.py").write_text('raise ImportError("não está")\n')
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    notebook = construir.read_text(root / "notebooks" / "textos" / "04_ruido_nos_parametros.md")
    told = 'told = Trainer("Pendulum-v1", seeds=[0])\nprint(told.engine, "pip install" in told.engine_notes[0].why)'
    notebook.cells.append(construir.nbformat.v4.new_code_cell(told))
    construir.execute(notebook)
    assert "torch True" in notebook.cells[-1].outputs[0].text
