"""O curso: um agente ou uma população, com os ajustes de fábrica do `Trainer`, pelo motor ou pelo PyTorch."""

from course_utils import ActionNoise, Trainer


def train(seed, on_step, replicas=1, engine="auto"):
    seeds = range(seed, seed + replicas)
    trainer = Trainer("Pendulum-v1", seeds=seeds, exploration=ActionNoise(), engine=engine)

    def act(obs):
        return trainer.environments.to_env(trainer.agent.act(obs[None])[0])

    trainer.step()
    while on_step(act):
        trainer.step()
