"""As evidências da aula 06: o pêndulo aprendido em quadros, 10 sementes por ajuste.

Rode `python ferramentas/gerar/pixels.py` para refazer o que falta em `pixels/` (pouco mais de uma hora num núcleo);
apague um .csv e um .json para refazê-lo do zero. Com nomes, como `… pixels.py gymnasium`, só esses. Cada corrida é
guardada ao terminar, e nenhuma se refaz.
"""

import sys
from typing import Any, NamedTuple

import gymnasium as gym
import pandas as pd
import torch
from torch import Tensor, nn

from course_utils import Study, Trainer, evaluate
from course_utils.adam import Adam
from course_utils.encoder import convolutions
from course_utils.saving.description import describe
from course_utils.study.pair import files_of
from course_utils.support.paths import files_dir
from course_utils.worlds.pixels import RECIPE, RepeatAction, pixel_pendulum

SEEDS, LAST = range(10), 50
HERE = files_dir() / "resultados" / "pixels"


def one_frame_pendulum():
    """O pêndulo visto no quadro de agora, e só nele."""
    return pixel_pendulum(frames=1)


def one_frame_convolutions():
    """O mesmo codificador, para um quadro."""
    return convolutions(1)


def camera_pendulum():
    """Os quadros do próprio Gymnasium."""
    return pixel_pendulum("gymnasium")


def state_pendulum():
    """O mesmo pêndulo e as mesmas decisões, com o estado à vista no lugar dos quadros."""
    return RepeatAction(gym.make("Pendulum-v1"))


def frozen(agent):
    """Ninguém treina o codificador: a parte dele no gradiente do crítico é zerada antes do passo."""
    step, cut = agent.critic_optimizer.step, agent.critic.encoder.flat.shape[1]

    def masked(gradient):
        gradient[:, :cut] = 0
        step(gradient)

    agent.critic_optimizer.step = masked


def by_both(agent):
    """A perda do ator também treina o codificador, com um Adam à taxa do ator."""
    update, adam = agent.update, Adam(agent.critic.encoder.flat, agent.settings["actor_lr"])

    @torch.inference_mode()
    def then_the_actor(batch):
        metrics = update(batch)
        features, pull = agent.critic.encoder.vjp(agent.normalized(batch.obs))
        action, pull_actor = agent.actor.vjp(features)
        q, pull_head = agent.critic.head.vjp(features, action)
        g = torch.full_like(q, -1 / q.shape[1])
        adam.step(pull.params(pull_head.obs(g) + pull_actor.obs(pull_head.action(g))))
        return metrics

    agent.update = then_the_actor


def hidden(inputs: int, outputs: int) -> nn.Sequential:
    """Uma camada escondida das redes do curso."""
    return nn.Sequential(nn.Linear(inputs, outputs), nn.LayerNorm(outputs), nn.ReLU())


def last() -> nn.Linear:
    """A última camada das redes do curso, que nasce em U(±0,01)."""
    layer = nn.Linear(RECIPE["hidden"][-1], 1)
    for parameter in layer.parameters():
        nn.init.uniform_(parameter, -0.01, 0.01)
    return layer


def own_actor() -> nn.Sequential:
    """O ator com o codificador só dele: as mesmas camadas, numa rede só, que a perda do ator treina inteira."""
    first, second, third = RECIPE["hidden"]
    return nn.Sequential(
        convolutions(), hidden(512, first), hidden(first, second), hidden(second, third), last(), nn.Tanh()
    )


class OwnCritic(nn.Module):
    """O crítico com o codificador só dele: as mesmas camadas, e a ação na segunda depois das características."""

    def __init__(self):
        super().__init__()
        first, second, third = RECIPE["hidden"]
        self.eyes = nn.Sequential(convolutions(), hidden(512, first))
        self.head = nn.Sequential(hidden(first + 1, second), hidden(second, third), last())

    def forward(self, frames: Tensor, action: Tensor) -> Tensor:
        """Q(quadros, a): `[lote, 1]`."""
        return self.head(torch.cat((self.eyes(frames), action), -1))


class Setting(NamedTuple):
    """Um ajuste: o ambiente, os argumentos do `Trainer` e, se houver, o que se muda no agente já pronto."""

    env: Any
    kwargs: dict[str, Any]
    change: Any = None


class Plan(NamedTuple):
    """Um estudo: quantas decisões, de quantas em quantas se avalia, com quantos episódios de início, e os ajustes.

    Passada a metade, a avaliação é sempre de 50 episódios.
    """

    steps: int
    every: int
    glance: int
    settings: dict[str, Setting]


ONE = Setting(one_frame_pendulum, RECIPE | dict(encoder=one_frame_convolutions))
NETWORKS = {name: value for name, value in RECIPE.items() if name not in ("encoder", "hidden")}
APART = Setting(pixel_pendulum, NETWORKS | dict(actor=own_actor, critic=OwnCritic))
STATE = Setting(state_pendulum, {name: value for name, value in RECIPE.items() if name != "encoder"})
STUDIES = {
    "quadros": Plan(
        4000,
        500,
        50,
        {
            "três quadros": Setting(pixel_pendulum, RECIPE),
            "o estado": STATE,
            "um quadro": ONE,
            "ninguém treina": Setting(pixel_pendulum, RECIPE, frozen),
        },
    ),
    "gymnasium": Plan(6000, 1000, 10, {"quadros do Gymnasium": Setting(camera_pendulum, RECIPE)}),
    "donos": Plan(
        4000, 500, 50, {"os dois treinam": Setting(pixel_pendulum, RECIPE, by_both), "um para cada um": APART}
    ),
}


def train(name: str, setting: Setting, seed: int, plan: Plan) -> pd.DataFrame:
    """Uma corrida: as avaliações sem ruído e os episódios de treino, nas colunas de `Study`."""
    trainer = Trainer(setting.env, seeds=[seed], engine="torch", **setting.kwargs)
    if setting.change:
        setting.change(trainer.agent)
    rows: list[tuple] = []
    while trainer.steps < plan.steps:
        trainer.step()
        if trainer.steps % plan.every == 0:
            episodes = LAST if trainer.steps > plan.steps // 2 else plan.glance
            mean = evaluate(trainer.agent, setting.env, episodes).mean()
            rows.append((name, seed, "evaluation", trainer.steps, mean))
    rows += [(name, seed, "training", own.end, own.total) for own in trainer.history[0]]
    trainer.close()
    return pd.DataFrame(rows, columns=["setting", "seed", "kind", "step", "return"])


def described(setting: Setting) -> dict[str, Any]:
    """Um ajuste por extenso, como fica guardado."""
    change = {"change": setting.change.__name__} if setting.change else {}
    return describe(setting.kwargs) | change


def stored(name: str) -> Study:
    """O estudo guardado, como a aula o lê; vazio, se ainda não há nada."""
    plan, path = STUDIES[name], HERE / name
    settings = {own: described(setting) for own, setting in plan.settings.items()}
    study = Study("Pendulum-v1", plan.steps, plan.every, LAST, settings)
    if files_of(path).json.exists():
        study.rows = Study.load(path).confirmed(study).rows
    return study


def complete(name: str) -> None:
    """Roda as corridas que faltam de um estudo, e guarda cada uma."""
    plan, study = STUDIES[name], stored(name)
    for own, setting in plan.settings.items():
        for seed in SEEDS:
            if (own, seed) not in study.runs():
                study.add(train(own, setting, seed, plan))
                study.save(HERE / name)
                print(own, seed, study.curves(own).loc[seed].round().tolist(), flush=True)
    print(f"{name}\n{study.table(threshold=-200).to_string()}\n", flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name in sys.argv[1:] or STUDIES:
        complete(name)
