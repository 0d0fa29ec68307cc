"""`check_env` em muitos ambientes: o que não serve, o que atrapalha e o que está bem, com o que o treino diz depois."""

import re

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.wrappers import FlattenObservation, NormalizeObservation, TimeLimit
from support import gallery
from support.environments import Scripted
from support.goals import Ending, Reach

from course_utils import Trainer, check_env

ONE = gym.make("Pendulum-v1")


def flat_goal():
    return FlattenObservation(gallery.Goal())


class OnePair(Reach):
    """A conta da recompensa soma tudo num número só."""

    def compute_reward(self, achieved, desired, info):
        return -float(np.linalg.norm(achieved - desired) >= self.near)


class Bonus(Reach):
    """`step` paga um pouco mais do que `compute_reward` diz."""

    def step(self, action):
        obs, reward, *more = super().step(action)
        return obs, reward + 0.1, *more


#: nome → (ambiente, os erros, os avisos, os ajustes que recomenda)
ENVS = {
    "pêndulo": ("Pendulum-v1", [], [], {}),
    "carro": ("MountainCarContinuous-v0", [], ["dimensão 1 vai de"], {"normalize": '"bounds"'}),
    "cartpole": ("CartPole-v1", [r"Discrete\(2\).*DQN"], [], None),
    "simples": (gallery.Plain, [], [], {}),
    "antigo": (gallery.Old, [r"`reset` devolveu array.*return obs, \{\}", "4 valores"], [], None),
    "sem semente": (gallery.NoSeed, ["não recebe `seed`"], [], None),
    "quatro defeitos": (
        gallery.AllWrong,
        [r"Discrete\(3\)", r"Dict.*FlattenObservation", "'um', que é um str", "terminated, truncated"],
        [],
        None,
    ),
    "dois números": (gallery.TwoNumbersWrong, ["recompensa inf", "observação array.*nan"], [], None),
    "sem fim": (gallery.Forever, [], ["Nenhum episódio acabou em 600 passos.*TimeLimit"], {}),
    "relógio": (gallery.Timestamp, [], ["viram o mesmo número", "outra escala"], {"normalize": '"running"'}),
    "acaso global": (gallery.GlobalRandom, [], ["não se repete.*passo 0.*np_random"], {}),
    "hora": (gallery.WallClock, [], ["não se repete.*new_episode"], {}),
    "estado na classe": (gallery.ClassState, ["Dois ambientes se atrapalham"], [], None),
    "currículo": (gallery.Curriculum, [], ["atravessa os episódios"], {}),
    "um começo só": (gallery.SameStart, [], ["Todo episódio começa igual"], {}),
    "surdo": (gallery.Deaf, [], ["A ação não muda nada"], {}),
    "enorme": (gallery.Huge, [], ["outra escala", "recompensas são grandes.*reward_scale"], {"normalize": '"bounds"'}),
    "miúdo": (gallery.Tiny, [], ["outra escala", "recompensas são miúdas"], {"normalize": '"bounds"'}),
    "sem recompensa": (gallery.NeverRewarded, [], ["recompensa foi sempre 0"], {}),
    "corte como fim": (gallery.Cut, [], ["acaba em 30 passos, com `terminated`"], {}),
    "fora dos limites": (gallery.Outside, [], ["sai dos limites declarados"], {}),
    "imagem": (gallery.Picture, [], ["canais no fim", r"pediria 4\.23 GB"], {"capacity": "23620"}),
    "identidade": (gallery.IdentityBox, [], [], {}),
    "identidade discreta": (gallery.Identity, [r"Discrete\(3\).*DQN", r"observações.*Discrete"], [], None),
    "braço": (gallery.Goal, [], ["nunca mudou", "Não tem `compute_reward`"], {}),
    "ponto": (Reach, [], [], {}),
    "ponto que acaba": (Ending, [], [], {}),
    "um par de cada vez": (OnePair, [], ["não com `hindsight`.*devolveu -?[01].*axis=-1"], {}),
    "outra conta": (Bonus, [], ["não com `hindsight`.*recompensa -0.9, e `compute_reward` dá -1"], {}),
    "braço achatado": (flat_goal, [], ["nunca mudou"], {}),
    "médias": (
        lambda: NormalizeObservation(gym.make("Pendulum-v1")),
        [],
        ["NormalizeObservation guarda médias", "atravessa os episódios"],
        {"normalize": '"running"'},
    ),
    "o mesmo corpo": (lambda: ONE, ["duas vezes o mesmo corpo"], [], None),
    "um objeto": (gym.make("Pendulum-v1"), [], [], {}),
    "vetorial": (lambda: gym.make_vec("Pendulum-v1", num_envs=2), ["vetorial.*seeds"], [], None),
    "falha ao criar": (lambda: 1 / 0, ["parou com ZeroDivisionError"], [], None),
    "para no meio": (lambda: Scripted(fault=lambda *r: {}["x"]), ["`step` parou com KeyError"], [], None),
}


@pytest.mark.parametrize("name", ENVS)
def test_what_is_said_of_each_environment(name, capsys):
    env, errors, hurts, settings = ENVS[name]
    found = check_env(env, steps=600)
    for says, got in ((errors, found.errors), (hurts, found.warnings)):
        missing = [one for one in says if not any(re.search(one, text, re.DOTALL) for text in got)]
        assert not missing, f"faltou {missing} em {got}"
    assert found.ok == (not errors) and len(found.errors) == len(errors), found.errors
    if settings is not None:
        assert settings.items() <= found.settings.items()
        assert ("normalize" in settings) == ("normalize" in found.settings)
    assert capsys.readouterr().out.strip() == str(found)
    assert all(len(text) < 900 for text in found.errors + found.warnings)


def test_a_goal_environment_that_retells_is_told_so():
    assert any("serve a `hindsight`" in one for one in check_env(Reach, steps=100).fine)


@pytest.mark.parametrize("name", ["pêndulo", "carro", "simples", "enorme", "miúdo", "médias", "relógio", "identidade"])
def test_the_line_it_writes_trains(name):
    found = check_env(ENVS[name][0], steps=300)
    names = dict(Trainer=Trainer, cria_ambiente=ENVS[name][0])
    names |= {
        one.__name__: one for one in (gallery.Plain, gallery.Huge, gallery.Tiny, gallery.Timestamp, gallery.IdentityBox)
    }
    trainer = eval(found.line.replace("seeds=[0]", "seeds=[0], warmup=5, batch_size=4"), names)
    assert np.isfinite(trainer.advance(until=40).agent.actor.flat.numpy()).all()


@pytest.mark.parametrize(
    "name", sorted({name for name, (_, errors, *_rest) in ENVS.items() if errors} - {"estado na classe"})
)
def test_what_it_refuses_training_refuses_too(name):
    """Só um defeito escapa ao treino, e é por isso que o exame existe: dois ambientes que se atrapalham por fora."""
    env = ENVS[name][0]
    with pytest.raises((ValueError, TypeError)):
        Trainer(env, seeds=[0, 1], warmup=5, batch_size=4).advance(until=20)


def test_classic_gym_is_examined():
    classic = pytest.importorskip("gym", exc_type=ImportError)
    found = check_env(lambda: classic.make("Pendulum-v1", disable_env_checker=True), steps=300)
    assert found.ok and not found.warnings


def test_everything_it_makes_it_closes_and_what_it_is_given_stays_open():
    made = []
    check_env(lambda: made.append(Scripted()) or made[-1], steps=50)
    assert len(made) >= 2 and all(one.closed for one in made)
    own = Scripted()
    check_env(own, steps=50)
    assert not own.closed
    made.clear()
    check_env(lambda: made.append(Scripted(fault=lambda *r: r[:3])) or made[-1], steps=50)
    assert made and all(one.closed for one in made)


def test_the_limit_of_time_of_the_id_is_known():
    found = check_env("MountainCarContinuous-v0", steps=50)
    assert any("se cortam aos 999 passos" in one for one in found.fine)
    assert check_env(lambda: TimeLimit(gallery.Forever(), 40), steps=100).fine


def test_its_report_is_short_in_a_cell():
    found = check_env("Pendulum-v1", steps=50)
    assert repr(found) == "<exame: 0 erro(s), 0 aviso(s)>" and str(found).startswith("Pendulum-v1 serve:")
    assert str(found).endswith("Escreva: Trainer('Pendulum-v1', seeds=[0])")
