"""Sob pressão: quem muda, quem treina e quem fotografa ao mesmo tempo; e treinos que se soltam sem deixar nada."""

import gc
import threading
import time
import weakref

import numpy as np
import pytest
import torch
from support.environments import Scripted

from course_utils import ActionNoise, ParameterNoise, Recording, Trainer
from course_utils.ddpg import Metrics
from course_utils.support.history import MetricsLog

SMALL = dict(hidden=(8, 8), batch_size=16, warmup=20, capacity=500)


@pytest.mark.slow
def test_ten_thousand_changes_while_another_trains_and_a_third_saves(tmp_path):
    """Nenhum erro, nenhuma mudança perdida nem fora de ordem, e o que se guarda no meio é inteiro."""
    trainer = Trainer("Pendulum-v1", seeds=[0, 1], exploration=[ParameterNoise(every=7), ActionNoise()], **SMALL)
    sent, refused, errors, done = [], 0, [], threading.Event()

    def guarded(work):
        def run():
            try:
                work()
            except BaseException as error:
                errors.append(error)
                raise

        return threading.Thread(target=run)

    def train():
        while not done.is_set():
            trainer.step()

    def look():
        steps = 0
        while not done.is_set():
            now, recording = trainer.request(lambda: (trainer.steps, trainer.recording)).result()
            assert recording.steps == now >= steps and Recording.from_json(recording.to_json()) == recording
            steps = now
            trainer.save(tmp_path / "meio.ckpt")
            assert Trainer.load(tmp_path / "meio.ckpt").steps >= now

    threads = [guarded(train), guarded(look)]
    for thread in threads:
        thread.start()
    random = np.random.default_rng(0)
    names = {name: limits for name, (_, limits) in trainer._settings.found.items()}
    for i in range(10_000):
        if i % 1000 == 0:  # um passo demorado não pode engolir todas de uma vez
            before = trainer.steps
            while trainer.steps == before and not errors:
                time.sleep(0.001)
        name = random.choice(list(names))
        low, high = names[name]
        if random.random() < 0.1:
            with pytest.raises((ValueError, TypeError)):
                trainer.change(name, random.choice([np.nan, np.inf, low - 1, high + 1]), int(random.integers(2)))
            refused += 1
            continue
        sent.append(
            (int(random.integers(2)), str(name), float(random.uniform(low, min(high, 1.0)) if high > low else low))
        )
        trainer.change(sent[-1][1], sent[-1][2], sent[-1][0])
    trainer.request(done.set).result()
    for thread in threads:
        thread.join()
    assert not errors and refused > 500 and trainer.steps > 0
    assert [(one.replica, one.name, one.new) for one in trainer.changes] == sent
    steps = [one.step for one in trainer.changes]
    assert steps == sorted(steps) and steps[-1] > steps[0]
    last = {(replica, name): new for replica, name, new in sent if name in ("tau", "gamma", "alpha", "delta")}
    assert {key: pytest.approx(trainer.settings[key[1]][key[0]]) for key in last} == last


def live_tensors() -> int:
    """Quantos tensores do torch ainda vivem neste processo."""
    gc.collect()
    return sum(type(one) is torch.Tensor for one in gc.get_objects())


def living() -> int:
    """Quantos treinos e ambientes há na memória, os de outros testes inclusive."""
    return sum(type(one) in (Trainer, Scripted) for one in gc.get_objects())


def test_dropped_trainers_leave_nothing():
    """Treinos criados, usados e soltos: nem memória, nem linhas de execução, nem ambientes abertos."""
    threads, made, kept, tensors = threading.active_count(), [], [], []
    gc.collect()
    there = living()

    def env():
        made.append(Scripted())
        return made[-1]

    for _ in range(5):
        trainer = Trainer(env, seeds=[0, 1], exploration=ParameterNoise(), **SMALL).advance(until=30)
        trainer.change("tau", 0.1)
        _ = trainer.recording
        trainer.close()
        kept += [weakref.ref(one) for one in (trainer, trainer.buffer.obs, trainer.agent.actor.flat)]
        del trainer
        tensors.append(live_tensors())
    assert not any(one() is not None for one in kept) and len(set(tensors)) == 1
    assert threading.active_count() == threads and all(one.closed for one in made)
    del made[:]
    gc.collect()
    assert living() == there


def test_the_metrics_log_keeps_the_last_thousand():
    """Em ordem, com índices dos dois lados; e o que se leu não muda quando o bloco dá a volta."""
    log = MetricsLog(Metrics, 2, torch.device("cpu"))
    assert not log and list(log) == []
    for i in range(700):
        log.append(Metrics(*(torch.tensor([i, field], dtype=torch.float32) for field in range(5))))
    assert len(log) == 700 and log[0].q.tolist() == [0, 2] and log[-1].actor_gradient.tolist() == [699, 4]
    read = log[600]
    for i in range(700, 1650):
        log.append(Metrics(*(torch.tensor([i, field], dtype=torch.float32) for field in range(5))))
    assert [int(own.q[0]) for own in log] == list(range(650, 1650))
    assert read.critic_loss.tolist() == [600, 0]
    with pytest.raises(IndexError):
        log[1000]


def test_memory_is_bounded_by_what_is_promised():
    """Por passo, só as últimas 1.000 medidas; e do episódio em curso, as suas ações."""
    trainer = Trainer(lambda: Scripted(ends=3), seeds=[0], **SMALL | dict(warmup=0, batch_size=1))
    trainer.advance(until=1200)
    assert len(trainer.metrics) == 1000 and len(trainer.environments.played) < 3 and len(trainer.history[0]) == 400


def test_a_training_does_not_scatter_its_memory():
    """As medidas guardadas moram num bloco só: já prenderam cinco tensores por passo, e os temporários em volta."""
    trainer = Trainer("Pendulum-v1", seeds=[0, 1], exploration=ParameterNoise(), **SMALL).advance(until=60)
    before = live_tensors()
    assert len(trainer.advance(until=300).metrics) == 280 and live_tensors() == before
