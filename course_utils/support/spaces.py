"""Que ambientes servem: criar um, e conferir as ações, as observações e a recompensa dele."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import gymnasium as gym
import numpy as np

from .checks import shown
from .goals import joined_space

INTERFACE = ("reset", "step", "action_space", "observation_space")


def as_array(value: Any) -> np.ndarray | None:
    """O valor como vetor do NumPy; `None` se ele não vira um: uma lista torta, um tensor que guarda gradiente."""
    try:
        return np.asarray(value)
    except Exception:  # cada biblioteca recusa com o seu erro
        return None


def as_number(reward: Any) -> float | None:
    """A recompensa como `float`; `None` se não for um número só."""
    if isinstance(reward, (float, int, np.floating, np.integer)):
        return float(reward)
    array = as_array(reward)
    return float(array.item()) if array is not None and array.size == 1 and array.dtype.kind in "iufb" else None


def is_environment(thing: Any) -> bool:
    """Se é um ambiente já criado, e não um id nem uma função que cria um."""
    return not isinstance(thing, (str, type)) and all(hasattr(thing, name) for name in INTERFACE)


def make(env: str | Callable[[], Any]) -> Any:
    """Cria um ambiente a partir de um id ou de uma função sem argumentos.

    Erros: `ValueError` se o id não existe, ou se quem o cria falha; `TypeError` se não for nem id nem função, ou se
    faltar interface.
    """
    refuse_vector(env)
    if isinstance(env, str):
        made = _registered(env)
    elif not callable(env):
        raise TypeError(
            f'`env` recebeu {shown(env)}; aceita um id, como "Pendulum-v1", ou uma função sem argumentos que cria o '
            'ambiente, como `lambda: gym.make("Pendulum-v1")`: cada réplica precisa do seu.'
        )
    else:
        made = _created(env)
    missing = [name for name in INTERFACE if not hasattr(made, name)]
    if missing:
        raise TypeError(
            f"`env` devolveu {shown(made)}, que não tem {', '.join(missing)}; devolva um ambiente do Gymnasium."
        )
    refuse_vector(made)
    return made


def _registered(name: str) -> Any:
    try:
        return gym.make(name)
    except (gym.error.Error, ImportError) as error:
        raise ValueError(
            f"Não há um ambiente chamado {name!r} pronto para uso aqui ({error}). Confira a grafia, como em "
            '"Pendulum-v1", ou instale o pacote que o oferece.'
        ) from error
    except Exception as error:
        raise ValueError(
            f"O ambiente {name!r} existe, mas não se deixa criar: `gym.make({name!r})` parou com "
            f"{type(error).__name__}: {error}. Confira o `entry_point` com que ele foi registrado, e os argumentos que "
            f"pede; se pede algum, dê uma função, como `lambda: gym.make({name!r}, …)`."
        ) from error


def _created(env: Callable[[], Any]) -> Any:
    try:
        return env()
    except Exception as error:
        raise ValueError(
            f"A função `{name_of(env)}`, dada em `env`, parou com {type(error).__name__}: {error}. Ela não recebe "
            'argumentos e devolve um ambiente novo, como `lambda: gym.make("Pendulum-v1")`: confira se '
            f"`{name_of(env)}()` roda sozinha numa célula."
        ) from error


def name_of(env: Any) -> str:
    """O nome de uma função que cria ambientes, ou da classe de um."""
    return getattr(env, "__qualname__", None) or type(env).__name__


def refuse_vector(env: Any) -> None:
    """Recusa um ambiente vetorial: as sementes já são o eixo em que se treina junto."""
    if getattr(env, "num_envs", None) is not None and not isinstance(env, (str, type)):
        raise TypeError(
            f"`env` recebeu {shown(env)}, um ambiente vetorial; aceita um ambiente só, ou uma função que o cria. Para "
            'treinar vários ao mesmo tempo, dê várias sementes: `Trainer("Pendulum-v1", seeds=[0, 1, 2, 3])`.'
        )


def action_bounds(name: str, space: Any) -> tuple[np.ndarray, np.ndarray]:
    """Os limites de cada dimensão da ação, em float64; recusa o que o DDPG não controla."""
    if not (hasattr(space, "low") and hasattr(space, "high")) or np.issubdtype(space.dtype, np.integer):
        raise TypeError(
            f"As ações de {name} são {space}; o DDPG precisa de ações contínuas, um `Box` de números reais. Para ações "
            "discretas, use um método como o DQN."
        )
    low, high = np.asarray(space.low, np.float64).ravel(), np.asarray(space.high, np.float64).ravel()
    if not (low.size and np.isfinite(low).all() and np.isfinite(high).all() and (low < high).all()):
        raise ValueError(
            f"As ações de {name} vão de {low.tolist()} a {high.tolist()}; os limites precisam ser finitos, com "
            "low < high, e ao menos um. Declare limites no `action_space` do ambiente, ou embrulhe-o, como em "
            "`gymnasium.wrappers.RescaleAction`."
        )
    return low, high


def box_observation(name: str, space: Any) -> Any:
    """Confere que a observação é um `Box` de números e devolve o espaço; com objetivo, o do vetor que o treino vê."""
    space = joined_space(name, space)
    shape = getattr(space, "shape", None)
    if not hasattr(space, "low") or shape is None:
        raise TypeError(
            f"As observações de {name} são {space}; aceitamos um `Box`, um vetor de números, ou o dicionário de "
            "um ambiente com objetivo (`observation`, `achieved_goal`, `desired_goal`). Para outros dicionários, use "
            "`gymnasium.wrappers.FlattenObservation`."
        )
    if shape == ():
        raise TypeError(
            f"As observações de {name} são {space}, um número solto; aceitamos um vetor. Declare "
            "`Box(low, high, (1,))` e devolva `np.array([x], np.float32)`, ou use "
            "`gymnasium.wrappers.ReshapeObservation(env, (1,))`."
        )
    if 0 in shape:
        raise ValueError(
            f"As observações de {name} são {space}, de forma {shape}: não há número nenhum nelas, e nada em que o ator "
            "possa se apoiar. Devolva ao menos um, como o relógio do episódio."
        )
    return space


def parts(env: Any) -> Iterator[Any]:
    """O ambiente e tudo o que há nele com `reset` e `step`: o que os *wrappers* embrulham, o corpo, um simulador."""
    waiting, seen = [env], set()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        own = [value for cls in type(one).__mro__ for value in vars(cls).values()]
        with contextlib.suppress(TypeError):  # há objetos sem `__dict__`
            own += vars(one).values()
        own += [inner for value in own if isinstance(value, (list, tuple)) for inner in value]
        waiting += [value for value in own if not isinstance(value, type) and _moves(value)]


def _moves(thing: Any) -> bool:
    kind = type(thing)
    return callable(getattr(kind, "reset", None)) and callable(getattr(kind, "step", None))


def statistics_in(env: Any) -> list[str]:
    """Os *wrappers* que guardam médias do que já viram, que atravessam episódios, como o `NormalizeObservation`."""

    def averages(value: Any) -> bool:
        return all(hasattr(value, name) for name in ("mean", "var", "count"))

    return [type(part).__name__ for part in parts(env) if any(map(averages, getattr(part, "__dict__", {}).values()))]


def warn_of_statistics(env: Any) -> None:
    """Avisa, antes de avaliar, que um ambiente traz médias próprias: num ambiente novo elas começam do zero."""
    if found := statistics_in(env):
        warnings.warn(
            f"O ambiente guarda médias próprias ({', '.join(found)}), que num ambiente novo começam do zero: o "
            "agente vê as "
            'observações noutra escala. Tire-o e use `Trainer(…, normalize="running")`, que leva as médias com o '
            "agente.",
            stacklevel=4,
        )


def limits_of(low: Any, high: Any) -> tuple[np.ndarray, np.ndarray]:
    """Os limites de uma normalização, em float64. Erros: `TypeError`, se não são números; `ValueError`."""
    ends = [as_array(one) for one in (low, high)]
    if any(one is None or one.dtype.kind not in "iuf" or not one.size for one in ends):
        raise TypeError(
            f"A normalização recebeu os limites {shown(low)} e {shown(high)}, mas aceita dois números, ou dois "
            "vetores com "
            "um número por dimensão da observação."
        )
    low, high = (one.astype(np.float64) for one in ends if one is not None)
    same = low.shape in (high.shape, ()) or high.shape == ()
    if not same or not (np.isfinite(low).all() and np.isfinite(high).all() and (low < high).all()):
        raise ValueError(
            f"A normalização por limites precisa de limites finitos com low < high; recebeu low={low.tolist()} e "
            f'high={high.tolist()}. Dê `normalize=(low, high)` com os seus limites, ou use `normalize="running"`.'
        )
    return low, high


def check_fits(limits: tuple[int, ...], shape: tuple[int, ...]) -> None:
    """Confere que limites desta forma servem a observações de forma `shape`. Erro: `ValueError`."""
    if len(limits) > len(shape) or any(n not in (1, m) for n, m in zip(limits[::-1], shape[::-1])):
        raise ValueError(
            f"`normalize` recebeu limites de forma {limits}, mas as observações têm a forma {shape}; dê um número "
            "só, ou "
            f"um por dimensão, em vetores de forma {shape}."
        )
