"""Um concorrente em um processo só seu; escreve na saída uma linha JSON com o que mediu.

`speed`: passos de ambiente por segundo, somados sobre as réplicas, depois do aquecimento.
`solve`: segundos desde o nascimento do processo até a primeira avaliação ≥ −200, fora as avaliações.

O relógio é o da parede, a partir de `born`; ou, se `born` é `None`, o de CPU do processo: com um núcleo só é
o mesmo tempo, menos o que outros programas da máquina tomaram para si.
"""

import argparse
import importlib
import json
import time

SOLVED = -200  # média de 10 episódios
EVERY, EPISODES = 500, 10


def clock_since(born):
    """O relógio da medida: uma função que diz quantos segundos o processo já viveu."""
    return time.process_time if born is None else lambda: time.time() - born


def speed(train, options, born, warm, seconds):
    """Mede durante `seconds`, a partir do passo `warm`, quando tudo já compilou e já aprende."""
    clock = clock_since(born)
    steps, start, rate = 0, 0.0, 0.0

    def on_step(act):
        nonlocal steps, start, rate
        steps, now = steps + 1, clock()
        if steps == warm:
            start = now
        if steps > warm:
            rate = (steps - warm) / (now - start)
        return steps <= warm or now - start < seconds

    train(0, on_step, **options)
    return {"rate": rate * options.get("replicas", 1)}


def solve(train, options, born, seed, cap):
    """Avalia a cada 500 passos; `seconds` é `None` se o pêndulo não se resolve até o passo `cap`."""
    clock = clock_since(born)
    steps, evaluating, seconds = 0, 0.0, None

    def on_step(act):
        nonlocal steps, evaluating, seconds
        steps += 1
        if steps % EVERY:
            return True
        start = clock()
        if mean_return(act) >= SOLVED:
            seconds = start - evaluating
        evaluating += clock() - start
        return seconds is None and steps < cap

    train(seed, on_step, **options)
    return {"seconds": seconds, "steps": steps}


def mean_return(act):
    """Retorno médio, sem ruído, de episódios que começam sempre dos mesmos estados."""
    import gymnasium as gym
    import numpy as np

    envs = [gym.make("Pendulum-v1") for _ in range(EPISODES)]
    obs = np.stack([env.reset(seed=1000 + k)[0] for k, env in enumerate(envs)])
    total, running = 0.0, True
    while running:
        results = [env.step(action) for env, action in zip(envs, act(obs))]
        obs = np.stack([result[0] for result in results])
        total += sum(result[1] for result in results)
        running = not results[0][3]  # o pêndulo só acaba por tempo, todos juntos
    return total / EPISODES


MEASURES = {"speed": speed, "solve": solve}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("measure", choices=MEASURES)
    parser.add_argument("module", help="o módulo do concorrente, como `rivals.loop`")
    parser.add_argument("options", type=json.loads, help="os ajustes dele, em JSON")
    parser.add_argument("given", type=json.loads, help="os argumentos da medida, em JSON")
    args = parser.parse_args()
    train = importlib.import_module(args.module).train
    print(json.dumps(MEASURES[args.measure](train, args.options, **args.given)))


if __name__ == "__main__":
    main()
