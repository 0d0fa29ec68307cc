"""A conferência de 02.9 a 02.11: a volta de uma camada, um gradiente de cada vez, contra o autograd."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor

from ..answers import same, tensor
from ..engine import Stage
from ..guard import Unanswered, Wrong, call, told

# --- o que a aula segue usando onde a lacuna ficou em branco ----------------------------------------------------------


def linear_backward(x: Tensor, W: Tensor, g_z: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """A volta de z = x W + b: os gradientes em x, W e b."""
    return g_z @ W.T, x.T @ g_z, g_z.sum(0)


def scale_backward(z_hat: Tensor, gain: Tensor, h: Tensor, g_h: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """A volta de h = relu(ganho · ẑ + deslocamento): os gradientes em ẑ, no ganho e no deslocamento."""
    g_y = g_h * (h > 0)
    return g_y * gain, (g_y * z_hat).sum(0), g_y.sum(0)


def norm_backward(z_hat: Tensor, d: Tensor, g_hat: Tensor) -> Tensor:
    """A volta de ẑ = (z − m) / d: o gradiente em z."""
    return (g_hat - g_hat.mean(-1, keepdim=True) - z_hat * (g_hat * z_hat).mean(-1, keepdim=True)) / d


# --- a conferência ----------------------------------------------------------------------------------------------------


class Question:
    """Uma camada pequena: as entradas da função, e, de cada gradiente, o certo e o que cada engano daria.

    - `right`: nome → o gradiente do autograd; `mistakes`: nome → engano → os valores dele; `shapes`: nome → forma
      errada → o que ela é.
    """

    def __init__(self, inputs: tuple[Tensor, ...], right: dict[str, Tensor], mistakes: Any, shapes: Any) -> None:
        self.inputs, self.right, self.mistakes, self.shapes = inputs, right, mistakes, shapes


def stages(made: Callable[[], Question], told_right: dict[str, str]) -> tuple[Stage, ...]:
    """Uma etapa por gradiente, na ordem em que a função os devolve; `told_right`: o que se diz de cada um, certo."""
    return tuple(Stage(right, partial(one_gradient, made, name)) for name, right in told_right.items())


def one_gradient(made: Callable[[], Question], name: str, function: Callable[..., Any]) -> None:
    """Confere um gradiente do que a função devolve, com o autograd desligado."""
    asked = made()
    with torch.no_grad():
        given = call(function, *asked.inputs)
    names = list(asked.right)
    if len(names) > 1:
        if not isinstance(given, tuple | list) or len(given) != len(names):
            raise Wrong(f"a função devolve {len(names)} gradientes, nesta ordem: {', '.join(names)}; {told(given)}.")
        given = given[names.index(name)]
    if given is ...:
        raise Unanswered(f": falta `{name}`.")
    right = asked.right[name]
    same(tensor(given, right.shape, f"`{name}`", asked.shapes.get(name, {})), right, f"`{name}`", asked.mistakes[name])


def linear() -> Question:
    """02.9: z = x W + b, com 6 observações, 3 entradas e 5 saídas."""
    x, W, g_z = torch.randn(6, 3), torch.randn(3, 5), torch.randn(6, 5)
    g_x, g_W, g_b = linear_backward(x, W, g_z)
    mean = "sobre o lote se soma; a média já está na perda."
    return Question(
        (x, W, g_z),
        {"g_x": g_x, "g_W": g_W, "g_b": g_b},
        {"g_x": {}, "g_W": {mean: g_W / 6}, "g_b": {mean: g_b / 6}},
        {
            "g_x": {(3, 6): "É a transposta."},
            "g_W": {(5, 3): "É a transposta: `W` é [entrada, saída]."},
            "g_b": {
                (6, 5): "Cada observação do lote contribui: falta somar sobre elas.",
                (6,): "Some sobre o lote, que é o primeiro eixo.",
                (1, 5): "Sem `keepdim`: `b` é um vetor.",
            },
        },
    )


def scale() -> Question:
    """02.10: h = relu(ganho · ẑ + deslocamento), com 6 observações e 5 unidades."""
    z_hat, gain, shift, g_h = torch.randn(6, 5), torch.rand(5) + 0.5, torch.randn(5), torch.randn(6, 5)
    h = torch.relu(gain * z_hat + shift)
    g_hat, g_gain, g_shift = scale_backward(z_hat, gain, h, g_h)
    open_relu = "faltou a ReLU: o gradiente só volta por onde h > 0."
    whole = {(6, 5): "O mesmo número serve a todo o lote: falta somar sobre ele."}
    return Question(
        (z_hat, gain, h, g_h),
        {"g_hat": g_hat, "g_gain": g_gain, "g_shift": g_shift},
        {
            "g_hat": {
                open_relu: g_h * gain,
                "faltou o ganho.": g_h * (h > 0),
                "a ReLU só deixa passar ou corta: em vez de `h`, multiplique por `(h > 0)`.": g_h * h * gain,
            },
            "g_gain": {open_relu: (g_h * z_hat).sum(0), "o ganho multiplica ẑ: faltou ẑ.": g_shift},
            "g_shift": {open_relu: g_h.sum(0)},
        },
        {"g_gain": whole, "g_shift": whole},
    )


def norm() -> Question:
    """02.11: ẑ = (z − m) / d, com 6 observações de 5 unidades."""
    z, g_hat = 3 * torch.randn(6, 5), torch.randn(6, 5)
    d = (z.var(-1, correction=0, keepdim=True) + 1e-5).sqrt()
    z_hat = (z - z.mean(-1, keepdim=True)) / d
    right, mean, scaled = norm_backward(z_hat, d, g_hat), g_hat.mean(-1, keepdim=True), g_hat * z_hat
    along = z_hat * scaled.mean(-1, keepdim=True)
    mistakes = {
        "faltou dividir por `d`.": right * d,
        "multiplicar por `d` é desfazer: na volta também se divide.": right * d * d,
        "m e d também mudam com z: faltam as duas partes que se subtraem.": g_hat / d,
        "faltou a parte da média: subtraia a média de g_hat.": (g_hat - along) / d,
        "faltou a parte da escala: o termo com ẑ.": (g_hat - mean) / d,
        "no termo da escala faltou multiplicar por ẑ, fora da média.": (
            (g_hat - mean - scaled.mean(-1, keepdim=True)) / d
        ),
        "você tirou a média sobre o lote; ela é sobre as unidades de cada observação (`-1`).": (
            (g_hat - g_hat.mean(0) - z_hat * scaled.mean(0)) / d
        ),
    }
    return Question((z_hat, d, g_hat), {"g_z": right}, {"g_z": mistakes}, {})
