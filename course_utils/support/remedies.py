"""As redes de um estudante que não servem como vieram: o motivo, em português, e o que pôr no lugar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

BATCH_NORM = (
    "tem uma BatchNorm, que mistura os exemplos do lote e guarda médias próprias: a ação numa observação "
    "dependeria das "
    "outras, e a rede-alvo, de médias que não são dela. Ponha no lugar `nn.LayerNorm(n)` (em imagens, "
    "`nn.GroupNorm(1, canais)`), que olha um exemplo de cada vez, e é o que o ruído nos parâmetros pede"
)
RECURRENT = (
    "tem uma camada recorrente (LSTM, GRU ou RNN), que lembra de um passo para o outro; a memória sorteia transições "
    "soltas, e essa lembrança não existe nelas. Empilhe as últimas observações no ambiente, com "
    "`gymnasium.wrappers.FrameStackObservation(env, 4)` e `FlattenObservation`, e use camadas `nn.Linear`"
)
#: O que o torch diz, em inglês, e o que isso quer dizer.
REASONS = {
    r"\.item\(\)|data-dependent\scontrol\sflow": (
        "usa `.item()` (ou um `if` sobre o valor de um tensor), que tira o número do tensor e corta o gradiente. "
        "Troque-o por operações do torch, como `torch.where`, `clamp` ou `x.mean()`"
    ),
    r"does\snot\srequire\sgrad|not\shave\sbeen\sused\sin\sthe\sgraph": (
        "não leva o gradiente da saída até a entrada e os parâmetros: há nela um `.detach()`, um "
        "`torch.no_grad()`, uma "
        "conta feita fora do torch, ou uma entrada que não se usa (o crítico precisa da observação e da ação)"
    ),
    r"expected\sinput.*\sto\shave\s(\d+)\schannels|expected.*3D.*4D": (
        "recebeu imagens com os canais noutro lugar: o torch os quer na frente, (canais, altura, largura), e muitos "
        "ambientes os dão no fim. Troque-os no ambiente, com `gymnasium.wrappers.TransformObservation` e "
        "`obs.transpose(2, 0, 1)`, ou diga ao `nn.Conv2d` quantos são"
    ),
    r"mat1\sand\smat2|Expected\ssize\sfor|size\smismatch|invalid\sfor\sinput|must\smatch\sthe\ssize": (
        "espera uma entrada de outro tamanho: confira o primeiro número de cada `nn.Linear` (o do crítico soma as "
        "larguras da observação e da ação)"
    ),
    r"[Cc]an't\scall\snumpy|Cannot\saccess\sdata\spointer|NumPy": (
        "sai do torch, com `.numpy()`. Faça a conta com operações do torch, que sabem levar o gradiente"
    ),
    r"positional\sargument": (
        "tem um `forward` com outros argumentos: o do ator é `forward(self, obs)`, e o do crítico, "
        "`forward(self, obs, action)`"
    ),
    r"[Ii]n-?place|vmap:\s.*_": (
        "muda um tensor no lugar. Escreva `x = x + 1`, e não `x += 1`, nem `nn.ReLU(inplace=True)`"
    ),
}


def check_module(module: nn.Module, purpose: str) -> None:
    """Recusa, ao criar a rede, o que só daria errado depois, e calado. Erro: `ValueError`."""
    if any(isinstance(part, _BatchNorm) for part in module.modules()):
        raise ValueError(f"`{purpose}` recebeu {type(module).__name__}, que {BATCH_NORM}.")


@contextmanager
def explained(what: str, *networks: Any) -> Iterator[None]:
    """Troca o erro de uma rede, que o torch diz em inglês, por um `ValueError` com o motivo e o que fazer."""
    try:
        yield
    except (RuntimeError, TypeError, AttributeError, ValueError, IndexError) as error:
        said = " ".join(str(error).split())
        modules = [part for one in networks for part in getattr(one, "module", nn.Module()).modules()]
        found = next((why for pattern, why in REASONS.items() if re.search(pattern, said)), "")
        if any(isinstance(part, nn.RNNBase) for part in modules):
            found = RECURRENT
        why = (
            f"A rede {found}. "
            if found
            else "Rode-a sozinha, com um lote de duas observações, para ver onde ela para. "
        )
        raise ValueError(f"{what}. {why}O torch diz: {said[:200]}") from error


def check_output(purpose: str, out: Any, wanted: tuple[int, ...]) -> None:
    """Confere a forma do que uma rede deu para um lote de 2 observações. Erro: `ValueError`."""
    if tuple(out.shape[1:]) != wanted:
        what = f"devolver {wanted}, ações" if purpose == "actor" else "devolver (2,) ou (2, 1), um Q por par"
        raise ValueError(
            f"`{purpose}` devolveu a forma {tuple(out.shape[1:])} para um lote de 2 observações, mas precisa {what}. "
            "Mude a largura da última camada."
        )
