"""A gravação: recomputa bit a bit, diz a primeira diferença, confere tarefas e vira código."""

import ast
import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.environments import Scripted

import course_utils
from course_utils import ActionNoise, OUNoise, ParameterNoise, Recording, Trainer
from course_utils.environments import EnvironmentFault
from course_utils.saving import recording
from course_utils.saving.names import EXPLORATIONS
from course_utils.saving.recording import ReplayError
from course_utils.saving.trace import FIRST, MOST, digest_of, sampled
from course_utils.support.seal import seal

SMALL = dict(hidden=(8, 8), batch_size=16, warmup=20, capacity=90)


@settings(deadline=None, max_examples=4)
@given(data=st.data())
def test_a_thousand_random_changes_replay_exactly(data):
    """Três réplicas, mudanças em qualquer passo (várias no mesmo, e nenhuma), de qualquer ajuste."""
    exploration = data.draw(st.sampled_from([ParameterNoise(every=9), [ParameterNoise(), ActionNoise(), OUNoise()]]))
    random = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    trainer = Trainer("Pendulum-v1", seeds=[4, 4, 5], exploration=exploration, **SMALL)
    names = {name: limits for name, (_, limits) in trainer._settings.found.items()}
    while len(trainer.changes) < 1000:
        for _ in range(random.integers(20)):
            name = random.choice(list(names))
            low, high = names[name]
            replica = None if random.random() < 0.1 else int(random.integers(3))
            trainer.change(name, random.uniform(low, min(high, 1.5)), replica)
        trainer.advance(until=trainer.steps + int(random.integers(5)))
    made = Recording.from_json(trainer.recording.to_json())
    assert made == trainer.recording and made.steps == trainer.steps and len(made.changes) >= 1000
    again = made.replay()
    assert digest_of(again) == digest_of(trainer)
    later = made.steps + 5
    assert digest_of(again.advance(until=later)) == digest_of(trainer.advance(until=later)), (
        "o devolvido continua de onde parou"
    )


@pytest.fixture(scope="module")
def made():
    """Uma gravação de uns poucos episódios, com uma mudança no meio."""
    trainer = Trainer("Pendulum-v1", seeds=[0, 1], exploration=ParameterNoise(), warmup=300, hidden=(8, 8))
    trainer.advance(until=500).change("sigma", 0.3, replica=1)
    return trainer.advance(until=850).recording


def edited(made, **changes):
    """Uma gravação adulterada por quem sabe refazer o selo."""
    return Recording.from_json(dataclasses.replace(made, **changes).to_json())


def test_the_first_difference_is_named(made):
    trace = [list(own) for own in made.trace]
    trace[1][2] = trace[1][2]._replace(total=trace[1][2].total + 1e-9)
    trace[1][3] = trace[1][3]._replace(total=0.0)
    with pytest.raises(ReplayError, match=r"episódio 2 da réplica 1 deu -.*no passo 600; na gravação.*versões são as"):
        edited(made, trace=trace).replay()
    with pytest.raises(ReplayError, match="retornos são os mesmos, mas o estado no passo 850"):
        edited(made, digest="0" * 64).replay()
    older = made.versions | {"torch": "1.0"}
    with pytest.raises(ReplayError, match=r"torch era 1\.0 e aqui é"):
        edited(made, digest="0" * 64, versions=older).replay()


def test_a_missing_change_is_a_difference(made):
    with pytest.raises(ReplayError, match="réplica 1|estado no passo 850"):
        edited(made, changes=[]).replay()


def test_a_recording_of_a_resumed_run_is_of_the_whole_run(tmp_path):
    trainer = Trainer("Pendulum-v1", seeds=[2], exploration=ActionNoise(), **SMALL).advance(until=30)
    trainer.change("gamma", 0.9)
    trainer.advance(until=60).save(tmp_path / "meio.ckpt")
    Trainer.load(tmp_path / "meio.ckpt").advance(until=90).recording.replay()


def test_code_is_given_again():
    made = Trainer(lambda: Scripted(ends=7), seeds=[0], warmup=10).advance(until=20).recording
    assert made.needs == ["env"] and "lambda" in made.settings["env"]
    assert made.replay(env=lambda: Scripted(ends=7)).steps == 20
    with pytest.raises(ValueError, match=r"`env` = .*dê-o de novo.*replay\(env=…\)"):
        made.replay()
    with pytest.raises(ReplayError, match="episódio 0 da réplica 0"):
        made.replay(env=lambda: Scripted(ends=6))


# --- copiar como código ---------------------------------------------------------------------------------------------


def test_the_cell_repeats_the_run(made):
    cell = made.code()
    assert "gamma" not in cell and cell.count("\n") < 30, "o que é de fábrica não aparece"
    names = {}
    exec(cell, names)
    assert digest_of(names["trainer"]) == made.digest


@pytest.mark.parametrize(
    "exploration", [None, *[one() for one in EXPLORATIONS.values()], [one() for one in EXPLORATIONS.values()]]
)
def test_the_cell_imports_only_from_the_top_of_the_package(exploration):
    """Um caderno de aluno guarda a célula por anos: ela não pode depender da arrumação das salas."""
    trainer = Trainer("Pendulum-v1", seeds=[0], exploration=exploration, **SMALL).advance(until=30)
    tree = ast.parse(trainer.recording.code())
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert [(node.module, node.level) for node in imports] == [("course_utils", 0)]
    assert {one.name for one in imports[0].names} <= set(course_utils.__all__)
    names = {}
    exec(compile(tree, "célula", "exec"), names)
    assert digest_of(names["trainer"]) == digest_of(trainer)


def test_the_cell_says_what_code_is_missing():
    made = Trainer(lambda: Scripted(), seeds=[0], exploration=[OUNoise(0.1), ActionNoise()]).recording
    assert "from course_utils import ActionNoise, OUNoise, Trainer" in made.code()
    assert "env=env,  # dê aqui o seu:" in made.code()


# --- conferir tarefas -----------------------------------------------------------------------------------------------


def with_totals(made, change):
    """A gravação de outra máquina, ou de outra pessoa: os retornos são outros, a partir de algum episódio."""
    return edited(made, trace=[[one._replace(total=change(one)) for one in own] for own in made.trace], digest="0" * 64)


def test_homework_from_another_machine_is_accepted(made):
    """O começo muda no último bit; o final, de algumas dezenas."""
    elsewhere = with_totals(made, lambda one: one.total * (1 + 1e-7) + (40 if one.end > 400 else 0))
    verdict = elsewhere.verify()
    assert verdict.accepted and str(verdict).startswith("✓ aceita\n")


def test_homework_that_did_not_happen_is_not(made):
    early = with_totals(made, lambda one: one.total * 1.01).verify()
    assert not early.accepted and "réplica 0: o episódio 0, ainda no começo" in str(early)
    boasting = with_totals(made, lambda one: -150.0 if one.end > 400 else one.total).verify()
    assert not boasting.accepted and "réplica 0: o final entregue é" in str(boasting)
    short = edited(made, trace=[own[:-1] for own in made.trace], digest="0" * 64).verify()
    assert not short.accepted and "foram entregues 3 episódios; recomputados, 4" in str(short)


# --- o arquivo ------------------------------------------------------------------------------------------------------


def test_the_file_is_small_and_comes_back(made, tmp_path):
    made.save(tmp_path / "aula.json")
    assert Recording.load(tmp_path / "aula.json") == made
    assert (tmp_path / "aula.json").stat().st_size < 6000
    for name in ("nada.json", ""):
        with pytest.raises(FileNotFoundError, match="Não existe o arquivo"):
            Recording.load(tmp_path / name)


def test_the_trace_keeps_the_beginning_the_end_and_a_sample():
    assert sampled(0) == [] and sampled(3) == [0, 1, 2] and sampled(MOST) == list(range(MOST))
    many = sampled(10_000)
    assert len(many) == MOST and many[:FIRST] == list(range(FIRST)) and many[-1] == 9999
    assert many == sorted(set(many)) and max(np.diff(many)) < 60


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_truncated_or_edited_text_is_refused(made, data):
    text = made.to_json()
    at = data.draw(st.integers(0, len(text) - 2))
    other = data.draw(st.characters(codec="utf-8"))
    altered = text[:at] + data.draw(st.sampled_from(["", other + text[at + 1 :]]))
    try:
        assert Recording.from_json(altered) == made  # um espaço a mais não muda nada
    except ValueError as error:
        assert "Esta gravação não se pode ler" in str(error)


def resealed(made, change):
    """O texto de quem muda o conteúdo e refaz o selo."""
    body = json.loads(made.to_json())
    del body["seal"]
    change(body)
    return json.dumps(body | {"seal": seal(body)})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda body: body.update(format="zip"), "não é uma gravação do curso"),
        (lambda body: body.update(version=2), "versão 2, e este curso lê o da 1; atualize"),
        (lambda body: body.update(steps=10**12), "`steps` pede 1000000000000, e o limite"),
        (lambda body: body.update(steps="850"), "não se pode ler"),
        (lambda body: body.update(steps=-1), "`steps` pede -1"),
        (lambda body: body.update(trace=[]), "não combinam"),
        (lambda body: body["changes"].append([10**9, 0, "tau", 0.1, 0.2]), "não combinam"),
        (lambda body: body["changes"].append([1]), "não se pode ler"),
        (lambda body: body["settings"].update(seeds=list(range(300))), "`seeds` pede 300"),
        (lambda body: body["settings"].update(hidden=[10**9]), "`hidden` pede"),
        (lambda body: body["settings"].update(capacity=10**15), "`capacity` pede"),
        (lambda body: body.pop("settings"), "não se pode ler"),
        (lambda body: body.update(outra=1), "não se pode ler"),
        (lambda body: body.update(digest=[]), "`digest` não é um texto"),
    ],
)
def test_a_hostile_text_is_refused(made, change, says):
    with pytest.raises(ValueError, match=says):
        Recording.from_json(resealed(made, change))


@pytest.mark.parametrize("text", ["", "null", "[]", "7", '"a"', "{}", "[" * 100_000, '{"format": NaN}'])
def test_what_is_not_a_recording_is_refused(text):
    with pytest.raises(ValueError, match="Esta gravação não se pode ler"):
        Recording.from_json(text)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda settings: settings.update(env="armadilha:Pendulum-v1"), "não é um id"),
        (lambda settings: settings.update(exploration={"Exec": {}}), "não é uma das do curso"),
        (lambda settings: settings.update(actor="nn.Linear"), "`actor` recebeu 'nn.Linear'"),
        (lambda settings: settings.update(gamma=7), "`gamma` recebeu 7"),
        (lambda settings: settings.update(inventado=7), "'inventado'"),
    ],
)
def test_hostile_settings_are_refused_when_replayed(made, change, says):
    with pytest.raises((ValueError, TypeError), match=says):
        Recording.from_json(resealed(made, lambda body: change(body["settings"]))).replay()


def test_the_schema_in_the_docs_is_the_schema(made):
    """Toda chave do arquivo está na página das promessas."""
    page = (recording.Path(__file__).parents[2] / "docs/promessas.md").read_text(encoding="utf-8")
    assert not [key for key in json.loads(made.to_json()) if f"`{key}`" not in page]


def test_a_fault_leaves_a_recording(made):
    """Depois de uma falha do ambiente, ainda se grava o que foi feito."""
    trainer = Trainer(lambda: Scripted(fault=lambda obs, *rest: 1 / int(5 - obs[0]) and (obs, *rest)), seeds=[0])
    with pytest.raises(EnvironmentFault, match="ZeroDivisionError"):
        trainer.advance(until=10)
    assert trainer.recording.steps == trainer.steps
