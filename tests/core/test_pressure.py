"""Sob pressão: quem muda, quem treina e quem fotografa ao mesmo tempo; e treinos que se soltam sem deixar nada."""

import gc
import subprocess
import sys
import threading
import time

import numpy as np
import psutil
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


def test_dropped_trainers_leave_nothing():
    """Cinquenta treinos criados, usados e soltos: nem memória, nem linhas de execução, nem ambientes abertos."""
    process, threads, made, sizes = psutil.Process(), threading.active_count(), [], []

    def env():
        made.append(Scripted())
        return made[-1]

    for i in range(60):
        trainer = Trainer(env, seeds=[0, 1], exploration=ParameterNoise(), **SMALL)
        for _ in range(30):
            trainer.step()
        trainer.change("tau", 0.1)
        _ = trainer.recording
        trainer.close()
        del trainer
        if i >= 9:  # os primeiros aquecem as reservas do torch e do Python
            gc.collect()
            sizes.append(process.memory_info().rss)
    assert sizes[-1] < 1.05 * sizes[0]
    assert threading.active_count() == threads and all(one.closed for one in made)
    del made[:]
    gc.collect()
    assert not [one for one in gc.get_objects() if type(one) in (Trainer, Scripted)]


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
    for _ in range(1200):
        trainer.step()
    assert len(trainer.metrics) == 1000 and len(trainer.environments.played) < 3 and len(trainer.history[0]) == 400


GROWTH = """
import psutil
from course_utils import ParameterNoise, Trainer

def used():
    return psutil.Process().memory_info().rss

trainer = Trainer("Pendulum-v1", seeds=[0, 1], exploration=ParameterNoise())
trainer.advance(until=700)
before = used()
trainer.advance(until=2500)
print((used() - before) / 1e6)
"""


@pytest.mark.slow
def test_a_training_does_not_scatter_its_memory():
    """As medidas guardadas não prendem os temporários do torch: já foram mais de 20 MB em 2.000 passos."""
    told = subprocess.run([sys.executable, "-c", GROWTH], capture_output=True, text=True, check=True)
    assert float(told.stdout) < 8
