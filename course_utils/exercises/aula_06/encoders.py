"""O codificador do estudante, da aula 06: as conferências da forma, do gradiente, dos valores e do treino."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn.functional import avg_pool2d, max_pool2d

from ...training import Trainer
from ..answers import tensor
from ..guard import call, refuse, told


def made(averages: Any) -> nn.Module:
    """O codificador que o estudante fez: uma função que o cria, ou ele mesmo."""
    module = averages if isinstance(averages, nn.Module) else call(averages)
    refuse(not isinstance(module, nn.Module), f"`averages` deveria devolver um `nn.Module`; recebi {told(module)}.")
    return module.train()


def sixty_four(averages: Any, own: Any) -> None:
    """06.3: de [lote, 3, 32, 32] a [lote, 64]."""
    shapes = {
        (2, 3, 8, 8): "Falta achatar, e a camada comum.",
        (2, 192): "Falta a camada comum, de 64 características.",
        (2, 3, 8, 64): "A camada comum agiu só no último eixo: achate antes.",
    }
    module = made(averages)
    try:
        out = module(torch.rand(2, 3, 32, 32))
    except RuntimeError as error:
        refuse(
            "mat1" in str(error), "a camada comum espera outro tamanho: conte os números que sobram depois da média."
        )
        raise
    tensor(out, (2, 64), "a saída do codificador", shapes)


def flows(averages: Any, own: Any) -> None:
    """06.3: a perda do crítico chega aos pesos."""
    module = made(averages)
    out = module(torch.rand(2, 3, 32, 32))
    refuse(not out.requires_grad, "o gradiente não passa: há um `detach` ou um `no_grad` no caminho.")
    out.sum().backward()
    stopped = any(one.grad is None for one in module.parameters())
    refuse(stopped, "há pesos a que o gradiente não chega: alguma camada ficou fora do caminho.")


def averaging(averages: Any, own: Any) -> None:
    """06.3: médias de 4 × 4, uma camada, ReLU."""
    module, x = made(averages), torch.rand(64, 3, 32, 32) * 2 - 1
    with torch.no_grad():
        out = module(x)

        def blind_to_detail(pool: Any) -> bool:
            """Se só o resumo de cada quadrado importa."""
            return torch.allclose(module(pool(x, 4).repeat_interleave(4, 2).repeat_interleave(4, 3)), out, atol=1e-4)

        refuse(blind_to_detail(max_pool2d), "cada quadrado vira a sua média, e não o seu máximo.")
        refuse(not blind_to_detail(avg_pool2d), "a saída deveria depender só da média de cada quadrado de 4 × 4.")
    refuse((out < 0).any(), "há características negativas: falta a ReLU no fim.")
    refuse((out > 0).all() or out.max() <= 0, "a ReLU deveria zerar algumas características, e não todas nem nenhuma.")
    count = sum(parameter.numel() for parameter in module.parameters())
    refuse(count != 192 * 64 + 64, f"uma só camada comum, com viés, tem 12.352 parâmetros; o seu tem {count}.")


def trained(averages: Any, own: Any) -> None:
    """06.3: o codificador se move, e o alvo vai atrás."""
    refuse(not isinstance(own, Trainer), f"`own` deveria ser um `Trainer`; recebi {told(own)}.")
    critic: Any = own.agent.critic
    target: Any = own.agent.target_critic
    wrong = "`own` não usa o seu codificador: dê-o em `encoder=`, depois de `**RECIPE`, com `|`."
    refuse(not hasattr(critic, "encoder") or critic.encoder.flat.shape[1] != 12_352, wrong)
    born: Any = Trainer(**own.arguments).agent.critic
    eyes, slow, start = (one.encoder.flat for one in (critic, target, born))
    refuse(own.steps <= own.warmup, f"`own` está no passo {own.steps}, ainda no aquecimento, em que não se aprende.")
    refuse(own.steps < 1100, f"`own` está no passo {own.steps}; treine até o 1.100.")
    refuse(
        torch.equal(eyes, start), "o codificador não se moveu: quem o treina é a perda do crítico. A taxa dela é zero?"
    )
    refuse(torch.equal(slow, start), "o codificador-alvo não se moveu: τ é zero?")
    refuse(torch.equal(slow, eyes), "o codificador-alvo é igual ao codificador, e deveria vir atrás: τ é 1?")
