"""As peças do ruído nos parâmetros, da aula 04: perturbar, medir, adaptar, e o conjunto delas num treino."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from ...exploration import MEASURED, ParameterNoise
from ...training import Trainer
from ..answers import numbers, same
from ..guard import call, refuse, told

STEPS = 700  # até a quarta medida de d; o último episódio começou no passo 600, já com o ator em treino


def assemble(perturb: Callable, distance: Callable, adapt: Callable) -> type[ParameterNoise]:
    """Um `ParameterNoise` que usa estas três funções no lugar das do pacote, com os mesmos sorteios.

    - `perturb(theta, sigma, noise, mask)`: θ̃, `[réplica, parâmetros]`; age no começo do episódio, e em cada medida.
    - `distance(clean, noisy)`: d, `[réplica]`, entre ações `[réplica, estado, act_dim]`.
    - `adapt(sigma, d, delta, alpha)`: o σ seguinte, `[réplica]`. As duas últimas agem a cada `every` passos.
    """

    def copied(flat: torch.Tensor, sigma: np.ndarray, mask: torch.Tensor, random: Any) -> torch.Tensor:
        noise = np.stack([own.standard_normal(flat.shape[1], np.float32) for own in random])
        return perturb(flat, torch.from_numpy(sigma[:, None].astype(np.float32)), torch.from_numpy(noise), mask)

    class MyNoise(ParameterNoise):
        """O ruído nos parâmetros, montado com as funções de quem estuda."""

        def start_episode(self, actor, replica):
            """θ̃, que age até o fim do episódio."""
            own = slice(replica, replica + 1)
            sigma = self.settings["sigma"][own]
            self.noisy.flat[own] = copied(actor.flat[own], sigma, actor.noise_mask, self.episodes[own])

        def adapt(self, agent, buffer, step):
            """A cada `every` passos, a medida de d e a equação 1."""
            if step % self.every:
                return
            obs = agent.features(buffer.at(np.stack([own.random(MEASURED) for own in self.measures])).obs)
            sigma = self.settings["sigma"]
            other = agent.actor.like(copied(agent.actor.flat, sigma, agent.actor.noise_mask, self.measures))
            self.distance[:] = distance(agent.actor(obs), other(obs)).numpy()
            new = adapt(sigma.copy(), self.distance.copy(), self.settings["delta"], self.settings["alpha"])
            sigma[:] = np.minimum(new, self.LIMITS["sigma"][1])

    return MyNoise


def perturbed(perturb: Any) -> None:
    """04.6: θ̃ = θ + σ N(0, I), onde a máscara é 1."""
    theta, noise, mask = torch.randn(2, 6), torch.randn(2, 6), torch.tensor([1.0, 1, 1, 0, 1, 0])
    sigma = 0.3
    given = numbers(
        call(perturb, theta, sigma, noise, mask), (2, 6), "o que `perturb` devolve", {(6,): "São duas réplicas."}
    )
    mistakes = {
        "o ruído entrou também onde a máscara é 0.": theta + sigma * noise,
        "falta σ.": theta + noise * mask,
        "σ é o desvio padrão: não leva quadrado.": theta + sigma**2 * noise * mask,
        "isso é só o ruído; some-o a θ.": sigma * noise * mask,
        "a máscara apagou parâmetros de θ; ela só apaga o ruído.": (theta + sigma * noise) * mask,
        "o ruído ficou proporcional a cada parâmetro; ele se soma, não multiplica.": theta * (1 + sigma * noise * mask),
        "com raiz, σ vira outra coisa: σ já é o desvio padrão.": theta + sigma**0.5 * noise * mask,
    }
    same(given, theta + sigma * noise * mask, "`perturb`", mistakes)


def measured(distance: Any) -> None:
    """04.7: uma d por réplica, em lotes de 1 e de 2 dimensões."""
    for joints in (1, 2):
        clean, noisy = torch.rand(3, 16, joints) - 0.5, torch.rand(3, 16, joints) - 0.5
        square = (clean - noisy).square()
        shapes = {
            (): "Cada réplica tem a sua d: não faça a média sobre o primeiro eixo.",
            (3, 16): "Falta a média sobre os estados.",
            (3, joints): "Falta a média sobre as dimensões da ação.",
            (16, joints): "O primeiro eixo é o das réplicas: ele fica.",
        }
        given = numbers(call(distance, clean, noisy), (3,), "o que `distance` devolve", shapes)
        mistakes = {
            "falta a raiz.": square.mean((1, 2)),
            "a raiz vem depois da média; antes dela, só dá valores absolutos.": square.sqrt().mean((1, 2)),
            "sobre as dimensões da ação também se faz a média, e não a soma.": square.sum(-1).mean(1).sqrt(),
            "você somou; é a média.": square.sum((1, 2)).sqrt(),
            "a média vem depois do quadrado: assim, erros de sinais opostos se cancelam.": (clean - noisy)
            .mean((1, 2))
            .abs(),
            "isso é o desvio padrão das diferenças: ele desconta a média delas.": (clean - noisy)
            .flatten(1)
            .std(1, correction=0),
        }
        same(given, square.mean((1, 2)).sqrt(), "`distance`", mistakes)


def adapted(adapt: Any, noise: Any) -> None:
    """04.8: a equação 1, com quatro réplicas; numa delas d é igual a δ."""
    sigma, d = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.1, 0.2, 0.25, 0.9])
    delta, alpha = np.full(4, 0.2), np.array([1.05, 1.05, 1.1, 1.5])
    up, down = sigma * alpha, sigma / alpha
    given = adapt(sigma.copy(), d, delta, alpha)
    refuse(given is None, "`adapt` não devolveu nada: falta um `return`?")
    answer = numbers(given, (4,), "o que `adapt` devolve", {(): "Cada réplica tem o seu σ."})
    mistakes = {
        "está ao contrário: com d pequena o ruído aumenta, e com d grande diminui.": np.where(d <= delta, down, up),
        "quando d é igual a δ, a equação 1 multiplica.": np.where(d < delta, up, down),
        "a correção não depende do tamanho do erro, só do lado.": sigma * delta / d,
        "σ sempre cresceu: falta o outro ramo.": up,
        "onde d passa de δ, σ ficou como estava: ali ele se divide por α.": np.where(d <= delta, up, sigma),
        "a equação 1 multiplica e divide; não soma nem subtrai.": np.where(
            d <= delta, sigma + alpha - 1, sigma - (alpha - 1)
        ),
        "divida por α; multiplicar por 2 − α não desfaz o passo de subida.": np.where(
            d <= delta, up, sigma * (2 - alpha)
        ),
        "o que muda é σ, e não δ.": np.where(d <= delta, delta * alpha, delta / alpha),
    }
    right = torch.from_numpy(np.where(d <= delta, up, down))
    same(answer, right, "`adapt`", {name: torch.from_numpy(value) for name, value in mistakes.items()})


def trains_alike(adapt: Any, noise: Any) -> None:
    """04.8: com as três funções, o treino é o do pacote: os mesmos σ, as mesmas d e as mesmas cópias que agem."""
    is_class = isinstance(noise, type) and issubclass(noise, ParameterNoise)
    refuse(not is_class, f"`MyNoise` deveria ser o que `assemble` devolve; recebi {told(noise)}.")
    theirs, mine = (Trainer("Pendulum-v1", seeds=[0, 1], exploration=own()) for own in (ParameterNoise, noise))
    for trainer in (theirs, mine):
        trainer.advance(until=STEPS)
    one, other = theirs.explorations[0], mine.explorations[0]
    assert isinstance(one, ParameterNoise) and isinstance(other, ParameterNoise)
    where = "`assemble` recebeu as três funções que passaram na conferência, nessa ordem?"
    close = np.allclose(one.settings["sigma"], other.settings["sigma"], rtol=1e-4)
    refuse(not close, f"σ não é o do pacote depois de {STEPS} passos. {where}")
    refuse(not np.allclose(one.distance, other.distance, atol=1e-3), f"d não é a do pacote. {where}")
    refuse(
        not torch.allclose(one.noisy.flat, other.noisy.flat, atol=1e-3), f"a cópia que age não é a do pacote. {where}"
    )


def moves_sigma(slider_of: Any) -> None:
    """04.9: o controle, feito à mão, move σ num treino."""
    trainer = Trainer("Pendulum-v1", seeds=[0, 1], warmup=40, batch_size=8, exploration=ParameterNoise())
    trainer.advance(until=3)
    control = slider_of(trainer)
    refuse(control is None, "a função não devolveu o controle: falta um `return`?")
    usable = hasattr(control, "value") and hasattr(control, "observe")
    refuse(not usable, f"`slider_of` deveria devolver um controle do ipywidgets; recebi {told(control)}.")
    before = trainer.settings["sigma"].copy()
    refuse(not np.allclose(control.value, before), "o controle não começa no σ do treino; dê-lhe `value=0.05`.")
    control.value = 0.5
    after = trainer.settings["sigma"]
    still = (
        "mexer no controle não muda σ. Falta o `observe`, ou o nome do ajuste, ou a mudança foi feita em "
        "`trainer.settings`, que é uma cópia."
    )
    refuse((after == before).all(), still)
    refuse(np.allclose(after, [0.5, 0.05]), "só a primeira réplica mudou; sem `replica=`, mudam todas.")
    power = "o valor de um `FloatLogSlider` já é σ, e não o expoente: não eleve 10 a ele."
    refuse(np.allclose(after, 10**0.5), power)
    refuse(not np.allclose(after, 0.5), "σ mudou, mas não para o valor do controle.")
