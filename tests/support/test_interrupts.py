"""O botão de parar em qualquer linha: o treino continua depois, igual ao que não parou."""

import signal
import sys
import threading
import time

import numpy as np
import pytest
from support.environments import Scripted

from course_utils import ActionNoise, OUNoise, ParameterNoise, Trainer, evaluate
from course_utils.saving.trace import digest_of
from course_utils.support import interrupts
from course_utils.support.interrupts import Uninterrupted

ALL = [ParameterNoise(every=3), ActionNoise(0.1), OUNoise(0.1)]


@pytest.fixture(autouse=True)
def stop_button():
    """SIGINT vira KeyboardInterrupt, como no núcleo do Jupyter, seja quem for que roda os testes."""
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, old)


class StopAt:
    """Aperta o botão de parar quando o código do curso chega à sua n-ésima linha."""

    def __init__(self, n):
        self.left = n

    def __call__(self, frame, event, arg):
        if "course_utils" not in frame.f_code.co_filename:
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                sys.settrace(None)
                signal.raise_signal(signal.SIGINT)
        return self

    def __enter__(self):
        sys.settrace(self)

    def __exit__(self, *error):
        sys.settrace(None)


both = pytest.mark.parametrize("engine", ["torch", "compiled"])


def make(engine="torch"):
    """Episódios de 7 passos: em poucos passos há começo, meio, fim e aprendizado."""
    if engine == "compiled":
        pytest.importorskip("wasmtime")
    return Trainer(
        lambda: Scripted(ends=7),
        seeds=[0, 1],
        exploration=ALL,
        warmup=9,
        batch_size=4,
        hidden=(4, 4),
        normalize="running",
        engine=engine,
    )


def lines(act):
    """Quantas linhas do curso `act` percorre."""
    counter = StopAt(10**9)
    with counter:
        act()
    return 10**9 - counter.left


@both
def test_a_step_interrupted_at_any_line_equals_the_whole_step(engine):
    """Todas as linhas de seis passos, com fim de episódio, atualização, adaptação e uma mudança na fila."""
    whole = make(engine).advance(until=40)
    count, stopped = lines(lambda: make(engine).advance(until=24)) - lines(lambda: make(engine)), 0
    for n in range(1, count, 41):
        trainer = make(engine)
        try:
            with StopAt(n):
                trainer.advance(until=24)
        except KeyboardInterrupt:
            stopped += 1
        assert digest_of(trainer.advance(until=40)) == digest_of(whole), f"parado na linha {n}, passo {trainer.steps}"
        assert trainer.history == whole.history
    assert stopped > 100


@both
def test_many_interruptions_in_real_time(engine):
    """Um relógio aperta o botão quando bem entende, centenas de vezes, num ambiente de verdade."""
    make(engine)
    settings = dict(seeds=[3], exploration=ALL, warmup=60, hidden=(8, 8), engine=engine)
    trainer, random, stops, done = Trainer("Pendulum-v1", **settings), np.random.default_rng(0), 0, threading.Event()
    armed = [False]

    def stop(number, frame):
        if armed[0]:  # cada volta do laço é parada uma vez, e nunca fora do `try`
            armed[0] = False
            raise KeyboardInterrupt

    def press():
        while not done.wait(random.uniform(0, 0.004)):
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    signal.signal(signal.SIGINT, stop)
    thread = threading.Thread(target=press)
    try:
        thread.start()
        while trainer.steps < 500:
            try:
                armed[0] = True
                trainer.advance(until=500)
            except KeyboardInterrupt:
                stops += 1
    finally:
        armed[0] = False
        done.set()
        thread.join()
    assert stops > 50
    assert digest_of(trainer) == digest_of(Trainer("Pendulum-v1", **settings).advance(until=500))


@both
def test_saved_right_after_the_stop_it_resumes_equal(engine, tmp_path):
    env = lambda: Scripted(ends=7)  # noqa: E731
    whole = make(engine).advance(until=40)
    for n in range(500, 4000, 700):
        trainer = make(engine)
        with pytest.raises(KeyboardInterrupt), StopAt(n):
            trainer.advance(until=40)
        trainer.save(tmp_path / "parado.ckpt")
        assert digest_of(Trainer.load(tmp_path / "parado.ckpt", env=env).advance(until=40)) == digest_of(whole)


def test_a_hanging_environment_can_be_stopped():
    """Dentro do ambiente o botão vale na hora, por mais que ele demore."""
    hangs, inside, outlasted = [False], threading.Event(), []

    def wait(*result):
        if hangs[0]:
            inside.set()
            time.sleep(60)
            outlasted.append(True)
        return result

    def press():
        inside.wait()
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    trainer = Trainer(lambda: Scripted(fault=wait), seeds=[0]).advance(until=3)
    hangs[0] = True
    threading.Thread(target=press).start()
    with pytest.raises(KeyboardInterrupt):
        trainer.step()
    assert not outlasted and trainer.steps == 3
    hangs[0] = False
    assert digest_of(trainer.advance(until=12)) == digest_of(Trainer(lambda: Scripted(), seeds=[0]).advance(until=12))


def test_episodes_and_evaluate_go_on_after_a_stop():
    whole, trainer = make(), make()
    wanted = [one.returns.tolist() for one in whole.episodes(4)]
    got = []
    with pytest.raises(KeyboardInterrupt), StopAt(1500):
        for one in trainer.episodes(4):
            got.append(one.returns.tolist())
    list(trainer.episodes(4 - len(trainer.history[0])))
    assert [trainer.episode(i).returns.tolist() for i in range(4)] == wanted and got == wanted[: len(got)]

    made = []

    def env():
        made.append(Scripted())
        return made[-1]

    before = digest_of(trainer)
    with pytest.raises(KeyboardInterrupt), StopAt(150):
        evaluate(trainer.agent, env, episodes=3)
    assert digest_of(trainer) == before and made and all(one.closed for one in made)


def test_a_request_is_answered_even_if_the_button_is_pressed():
    for n in range(1, 40):
        trainer, future = make(), None
        try:
            with StopAt(n):
                future = trainer.request(lambda own=trainer: own.steps)
        except KeyboardInterrupt:
            pass
        trainer.step()
        assert future is None or future.result(timeout=1) in (0, 1)


def test_a_signal_waits_and_insisting_does_not(monkeypatch):
    seen = []
    with pytest.raises(KeyboardInterrupt), Uninterrupted():
        signal.raise_signal(signal.SIGINT)
        seen.append("depois do primeiro")
    with pytest.raises(KeyboardInterrupt), Uninterrupted():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        seen.append("depois do segundo")
    with pytest.raises(KeyboardInterrupt), Uninterrupted() as held:
        signal.raise_signal(signal.SIGINT)
        with held.window():
            seen.append("nunca")
    monkeypatch.setattr(interrupts, "PATIENCE", 0.0)
    with pytest.raises(KeyboardInterrupt), Uninterrupted():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        seen.append("nunca")
    assert seen == ["depois do primeiro", "depois do segundo"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_torn_update_is_said(tmp_path):
    """Se uma atualização parou pela metade (um erro nas redes), não se continua como se nada fosse."""
    trainer = make().advance(until=12)
    trainer.agent.update = lambda batch: 1 / 0
    with pytest.raises(ZeroDivisionError):
        trainer.step()
    for again in (trainer.step, lambda: trainer.save(tmp_path / "x.ckpt")):
        with pytest.raises(RuntimeError, match=r"Trainer.load"):
            again()
