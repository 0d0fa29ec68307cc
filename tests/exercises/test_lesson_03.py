"""A aula 03: as lacunas em branco se completam, a prova acusa o que está errado, e o progresso antigo vale."""

import copy

import pytest
import torch
from support.asked import NOTEBOOKS

from course_utils import ActionNoise, Trainer
from course_utils.algorithm import one_agent
from course_utils.exercises import progress, results
from course_utils.exercises.aula_03 import SmallActor, SmallCritic, filled, proof, same_as_course
from course_utils.live.export import layout_of

ROWS = [proof.our_target, proof.our_critic_loss, proof.our_actor_loss, proof.our_soft_update]


def agent_of(td_target, critic_loss, actor_loss, soft_update):
    """O `MyDDPG` da aula, sobre estas quatro funções."""
    text = (NOTEBOOKS / "textos/03_ddpg.md").read_text(encoding="utf-8")
    source = text[text.index("def descend(") : text.index("same_as_course(MyDDPG)")]
    names = dict(copy=copy, torch=torch, SmallActor=SmallActor, SmallCritic=SmallCritic, actor_loss=actor_loss)
    names |= dict(td_target=td_target, critic_loss=critic_loss, soft_update=soft_update)
    exec(source, names)
    return names["MyDDPG"]


def test_what_is_blank_is_lent_and_what_is_wrong_stays(capsys):
    def unwritten(critic, obs, action, y):
        return ...

    def wrong(actor, critic, obs):
        return critic(obs, actor(obs)).mean()

    given = filled(ROWS[0], unwritten, wrong, ROWS[3])
    assert given == [ROWS[0], proof.our_critic_loss, wrong, ROWS[3]]
    assert capsys.readouterr().out == "Em branco, e por isso do curso: critic_loss.\n"
    assert filled(*ROWS) == ROWS and "As quatro funções são suas" in capsys.readouterr().out


def test_the_agent_of_the_lesson_is_the_package_and_the_engine(capsys):
    same_as_course(agent_of(*ROWS))
    said = capsys.readouterr().out
    assert "✓ 20 atualizações" in said and "✓ A terceira escrita" in said


@pytest.mark.parametrize(
    ("place", "mistake", "where"),
    [
        (0, lambda reward, *rest, **own: 2 * proof.our_target(reward, *rest, **own), "critic"),
        (1, lambda *given: proof.our_critic_loss(*given) * 0, "critic"),
        (2, lambda *given: -proof.our_actor_loss(*given), "actor, target_actor."),
        (3, lambda target, online, tau: proof.our_soft_update(target, online, 1 - tau), "target_actor, target_critic."),
    ],
)
def test_a_mistake_is_seen_in_its_network_at_once(place, mistake, where, capsys):
    same_as_course(agent_of(*ROWS[:place], mistake, *ROWS[place + 1 :]))
    said = capsys.readouterr().out
    assert "✗ Na atualização" in said and where in said


def test_the_panel_can_draw_the_agent_of_the_lesson():
    trainer = Trainer(
        "Pendulum-v1", seeds=[0], exploration=ActionNoise(), warmup=64, algorithm=one_agent(agent_of(*ROWS))
    )
    for _ in range(70):
        trainer.step()
    assert layout_of(trainer.agent.actor).widths == [3, 32, 64, 1]
    assert set(trainer.agent.LIMITS) == {"gamma", "tau", "actor_lr", "critic_lr", "reward_scale"}


def test_an_old_progress_keeps_what_it_held(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CURSO_SEM_CONTROLES")
    results.FILE.write_text(
        '{"03.1": {"solved": true, "tries": 2, "hints": 1}, "03.6": {"solved": true, "tries": 1, "hints": 0}}'
    )
    said = repr(progress("03"))
    assert "✓ 03.1 A forma do erro" in said and "✓ 03.6 O alvo" in said and "○ 03.7" in said
