"""As perguntas que as aulas fazem a uma resposta; cada uma levanta `Wrong`, com o nome do engano."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from ..study import Study
from .guard import Wrong, told


def number(answer: Any, name: str) -> float:
    """Um número finito. Aceita os de Python, NumPy e PyTorch, também num vetor de um elemento só."""
    if isinstance(answer, torch.Tensor | np.ndarray):
        if math.prod(answer.shape) != 1:
            raise Wrong(f"`{name}` deveria ser um número só; recebi {told(answer)}.")
        answer = answer.item()
    if isinstance(answer, bool) or not isinstance(answer, int | float | np.integer | np.floating):
        raise Wrong(f"`{name}` deveria ser um número, como 3.5, sem aspas; recebi {told(answer)}.")
    if not np.isfinite(answer):
        raise Wrong(f"`{name}` não é um número finito (`nan` ou `inf`): alguma conta deu errado no caminho.")
    return float(answer)


def near(answer: Any, expected: float, name: str, mistakes: Mapping[str, float], *, within: float = 0.01) -> None:
    """Se um número é o esperado, com a folga relativa `within`; `mistakes` dá o valor de cada engano conhecido."""
    given = number(answer, name)
    if close(given, expected, within):
        return
    for mistake, value in mistakes.items():
        if close(given, value, within):
            raise Wrong(f"`{name}`: {mistake}")
    if close(given, -expected, within):
        raise Wrong(f"`{name}`: o tamanho está certo, mas o sinal está trocado.")
    raise Wrong(f"`{name}` ainda não é esse.")


def close(one: float, other: float, within: float) -> bool:
    """Se dois números são iguais, com a folga relativa `within`."""
    return abs(one - other) <= within * max(abs(other), 1e-6)


def choice(answer: Any, name: str, right: str, others: Mapping[str, str]) -> None:
    """Se a escolha é a certa; `others` diz, de cada outra, o engano que ela é."""
    options = ", ".join(f'"{one}"' for one in sorted([right, *others]))
    given = " ".join(answer.lower().split()) if isinstance(answer, str) else answer
    if not isinstance(given, str) or given not in {right, *others}:
        raise Wrong(f"`{name}` deveria ser uma destas, entre aspas: {options}; recebi {told(answer)}.")
    if given != right:
        raise Wrong(f"`{name}`: {others[given]}")


def shape(answer: Any, expected: Sequence[int], name: str, mistakes: Mapping[Any, str]) -> None:
    """Se uma forma, escrita como tupla, é a esperada; `mistakes` diz o engano que cada outra forma é."""
    try:
        given = tuple(int(size) for size in answer)
    except (TypeError, ValueError) as error:
        raise Wrong(f"`{name}` deveria ser uma forma, como (64, 3) ou (64,); recebi {told(answer)}.") from error
    if given != tuple(expected):
        raise Wrong(f"`{name}`: {mistakes.get(given, 'a forma ainda não é essa.')}")


def tensor(answer: Any, expected: Sequence[int], name: str, mistakes: Mapping[Any, str]) -> torch.Tensor:
    """O tensor que uma função devolveu, se tem a forma esperada e só números finitos."""
    if not isinstance(answer, torch.Tensor):
        raise Wrong(f"{name} deveria ser um tensor do PyTorch; recebi {told(answer)}.")
    if tuple(answer.shape) != tuple(expected):
        why = mistakes.get(tuple(answer.shape), "")
        raise Wrong(f"{name} tem a forma {tuple(answer.shape)}, e deveria ter {tuple(expected)}. {why}".rstrip())
    if not torch.isfinite(answer).all():
        raise Wrong(f"{name} tem `nan` ou `inf`.")
    return answer


def numbers(answer: Any, expected: Sequence[int], name: str, mistakes: Mapping[Any, str] | None = None) -> torch.Tensor:
    """Como `tensor`, mas aceita também listas, tuplas e vetores do NumPy."""
    if not isinstance(answer, torch.Tensor):
        try:
            answer = torch.from_numpy(np.asarray(answer, dtype=float))
        except (TypeError, ValueError) as error:
            raise Wrong(f"{name} deveria ser um vetor de números; recebi {told(answer)}.") from error
    return tensor(answer, expected, name, mistakes or {})


def same(given: torch.Tensor, expected: torch.Tensor, name: str, mistakes: Mapping[str, torch.Tensor]) -> None:
    """Se um tensor tem os valores esperados; `mistakes` dá os valores de cada engano conhecido."""
    given = given.detach().to(expected.dtype)
    if torch.allclose(given, expected, rtol=1e-4, atol=1e-5):
        return
    for mistake, values in mistakes.items():
        if torch.allclose(given, values.to(given.dtype), rtol=1e-4, atol=1e-5):
            raise Wrong(f"{name}: {mistake}")
    if torch.allclose(given, -expected, rtol=1e-4, atol=1e-5):
        raise Wrong(f"{name}: o tamanho está certo, mas o sinal está trocado.")
    raise Wrong(f"{name} não tem os valores certos, e o engano não é dos que a conferência conhece.")


def fair_study(answer: Any, name: str, seeds: int, steps: int) -> None:
    """Se um estudo é inteiro e justo: as mesmas sementes em todos os ajustes, ao menos `seeds`, por `steps` passos."""
    if not isinstance(answer, Study):
        raise Wrong(f"`{name}` deveria ser o que `run_study` devolve; recebi {told(answer)}.")
    groups = [frozenset(answer.curves(setting).index) for setting in answer.settings]
    if len(set(groups)) != 1:
        raise Wrong(f"os ajustes de `{name}` não têm as mesmas sementes: a comparação não é justa.")
    if len(groups[0]) < seeds:
        raise Wrong(f"`{name}` tem {len(groups[0])} sementes por ajuste; a pergunta pede {seeds}.")
    if answer.steps < steps:
        raise Wrong(f"`{name}` vai até o passo {answer.steps}; a pergunta pede {steps}.")
