"""Os formatos não mudam: o que foi gravado pela primeira versão abre, confere e continua."""

from pathlib import Path

import pytest

from course_utils import Recording, Trainer
from course_utils.saving.names import FROZEN
from course_utils.saving.state import values
from course_utils.saving.trace import digest_of
from course_utils.support.versions import versions

HERE = Path(__file__).parent / "dados"


def of_this_machine(recording: Recording) -> bool:
    return recording.versions == versions()


def test_a_recording_of_the_first_version_opens_and_repeats_itself():
    """Oitenta atualizações: dentro da tolerância em qualquer máquina; nas mesmas versões, igual bit a bit."""
    recording = Recording.load(HERE / "v1.json")
    verdict = recording.verify()
    assert verdict.early, str(verdict)
    if of_this_machine(recording):
        assert digest_of(recording.replay()) == recording.digest


def test_a_longer_one_ends_within_the_band():
    recording = Recording.load(HERE / "v1_longa.json")
    assert recording.verify().accepted
    if of_this_machine(recording):
        assert digest_of(recording.replay()) == recording.digest


def test_a_checkpoint_of_the_first_version_opens_at_the_same_state_and_goes_on():
    trainer = Trainer.load(HERE / "v1.ckpt")
    recording = Recording.load(HERE / "v1.json")
    assert trainer.steps == recording.steps == 150 and trainer.changes == recording.changes
    assert digest_of(trainer) == recording.digest  # os números vieram do arquivo: valem em qualquer máquina
    trainer.step()
    assert trainer.steps == 151


def test_every_attribute_that_a_class_saves_has_a_frozen_name():
    """Quem renomeia um atributo sem passar pela tabela muda um formato sem querer: aqui se vê."""
    trainer = Trainer.load(HERE / "v1.ckpt")
    agent = trainer.agent
    things = [trainer, agent, agent.actor, agent.actor_optimizer, agent.normalizer, trainer.buffer, trainer._uniform]
    for thing in [*things, *trainer.explorations]:
        cls = next(cls for cls in type(thing).__mro__ if cls.__name__ in FROZEN)
        assert set(thing.STATE) == FROZEN[cls.__name__].keys(), type(thing).__name__


@pytest.mark.parametrize("name", ["agent.live.tau", "explorations.2.live.sigma", "buffer._kept.0", "agent.actor.flat"])
def test_the_names_in_the_files_are_those_of_the_first_version(name):
    assert name in values(
        Trainer("Pendulum-v1", seeds=[0], exploration=Recording.load(HERE / "v1.json").fresh().arguments["exploration"])
    )
