"""A impressão digital de um código: diz se uma função, uma classe ou uma rede ainda é a que já foi.

O nome não basta: toda `lambda` se chama `<lambda>`, e uma célula rodada de novo pode definir outra classe com o mesmo
nome. Lê-se o que o código faz (as instruções, os valores de fábrica e os guardados, as globais que ele usa, os pesos de
uma rede), e não onde está escrito: comentários, docstrings e linhas não contam. De uma biblioteca, basta o nome.
"""

from __future__ import annotations

import hashlib
import sys
import types
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import gymnasium as gym
import numpy as np
import torch
from gymnasium.envs.registration import EnvSpec, load_env_creator

from .anatomy import from_library, instructions, is_library, own_members, parts_of

SIMPLE = (type(None), bool, int, float, complex, str, bytes, type(Ellipsis), np.generic, np.dtype, torch.dtype)
WRITTEN_IN_C = (
    types.BuiltinFunctionType, types.WrapperDescriptorType, types.MethodWrapperType, types.MethodDescriptorType,
    types.ClassMethodDescriptorType, types.GetSetDescriptorType, types.MemberDescriptorType,
)  # fmt: skip


def fingerprint(thing: Any) -> str:
    """Dezesseis letras que mudam quando o código muda, e são as mesmas em outro processo, com o mesmo Python.

    O que o código lê de arquivos, da rede ou do relógio não se vê daqui.
    """
    return _Reader().of(thing)


def environments_in(thing: Any) -> list[EnvSpec]:
    """Os ambientes do Gymnasium que um código pede pelo id, com a classe no lugar do nome se ela é do caderno."""
    reader = _Reader()
    reader.of(thing)
    return list(reader.environments.values())


class _Reader:
    """Percorre um código e escreve o que vê num resumo; o que já foi visto se escreve só como um número."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()
        self.seen: dict[int, tuple[int, Any]] = {}  # o próprio objeto fica à mão, para que o seu `id` não se repita
        self.environments: dict[str, EnvSpec] = {}

    def of(self, thing: Any) -> str:
        try:
            self.read(thing)
        except RecursionError as error:
            kind = type(thing).__name__
            raise ValueError(
                f"Não sei conferir um código como este, {kind}: tem listas dentro de listas demais. Dê um mais simples."
            ) from error
        return self.hash.hexdigest()[:16]

    def say(self, *words: Any) -> None:
        self.hash.update(repr(words).encode())

    def read(self, thing: Any) -> None:
        if isinstance(thing, SIMPLE):
            self.say(type(thing).__name__, thing)
            if isinstance(thing, str) and thing in gym.registry:
                self.environment(thing)
        elif isinstance(thing, (tuple, frozenset)):  # os que não mudam podem ser o mesmo objeto, ou não: não importa
            self.say(type(thing).__name__, len(thing))
            for one in thing if isinstance(thing, tuple) else sorted(thing, key=fingerprint):
                self.read(one)
        elif id(thing) in self.seen:
            self.say("visto", self.seen[id(thing)][0])
        else:
            self.seen[id(thing)] = (len(self.seen), thing)
            self.once(thing)

    def once(self, thing: Any) -> None:
        """Lê o que ainda não se viu."""
        if isinstance(thing, (torch.Tensor, np.ndarray)):
            self.numbers(thing)
        elif isinstance(thing, (types.FunctionType, type)) and from_library(thing):
            self.say(thing.__module__, thing.__qualname__)
        elif isinstance(thing, types.FunctionType):
            self.function(thing)
        elif isinstance(thing, type):
            self.say("class", len(thing.__bases__))
            self.all(thing.__bases__)
            self.named(own_members(thing))
        elif isinstance(thing, types.ModuleType):
            self.say("module", thing.__name__)
        elif isinstance(thing, WRITTEN_IN_C):
            self.say(getattr(thing, "__module__", None), thing.__qualname__)
            self.read(getattr(thing, "__self__", None))
        elif isinstance(thing, (dict, types.MappingProxyType)):
            self.all((type(thing), *(one for pair in thing.items() for one in pair)))
        elif isinstance(thing, (list, set)):
            self.say(len(thing))
            self.all((type(thing), *(thing if isinstance(thing, list) else sorted(thing, key=fingerprint))))
        else:
            self.say("object")
            self.all((type(thing), *parts_of(thing)))

    def all(self, things: Iterable[Any]) -> None:
        for one in things:
            self.read(one)

    def named(self, things: Mapping[str, Any]) -> None:
        for name, one in things.items():
            self.say(name)
            self.read(one)

    def numbers(self, thing: torch.Tensor | np.ndarray) -> None:
        self.say(str(thing.dtype), tuple(thing.shape))
        if isinstance(thing, torch.Tensor):
            thing = thing.detach().cpu().contiguous().flatten().view(torch.uint8).numpy()
        if thing.dtype.kind == "O":
            self.read(thing.tolist())
        else:
            self.hash.update(thing.tobytes())

    def function(self, function: types.FunctionType) -> None:
        self.all((function.__defaults__, function.__kwdefaults__, vars(function)))
        for cell in function.__closure__ or ():
            try:
                self.read(cell.cell_contents)
            except ValueError:  # uma variável que ainda não tem valor
                self.say("vazia")
        self.code(function.__code__, function.__globals__)

    def code(self, code: types.CodeType, names: Mapping[str, Any]) -> None:
        """As instruções, as constantes que elas usam, e o que as globais valem agora."""
        self.say(code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)
        self.say(code.co_exceptiontable)
        modules: list[types.ModuleType | None] = []
        attributes: list[str] = []
        for step in instructions(code):
            if isinstance(step.argval, types.CodeType):
                self.code(step.argval, names)
            elif step.opname == "LOAD_CONST":
                self.read(step.argval)
            else:
                self.say(step.opname, step.argval)
            if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
                value = names.get(step.argval)
                modules += [value] if isinstance(value, types.ModuleType) else []
                self.read(value)
            elif step.opname == "IMPORT_NAME":
                modules += [sys.modules.get(step.argval)]
            elif step.opname in ("LOAD_ATTR", "LOAD_METHOD", "IMPORT_FROM"):
                attributes.append(step.argval)
        for module in modules:
            self.module(module, attributes)

    def module(self, module: types.ModuleType | None, names: list[str]) -> None:
        """De um módulo do estudante, o que o código usa dele; de uma biblioteca, o nome já disse tudo."""
        if module is None or is_library(module.__name__):
            return
        for name in names:
            if name in vars(module):
                self.say(name)
                self.read(vars(module)[name])
                if isinstance(inner := vars(module)[name], types.ModuleType) and inner is not module:
                    self.module(inner, [one for one in names if one != name])

    def environment(self, id: str) -> None:
        """Um id do Gymnasium é o nome de uma receita, que o caderno pode ter registrado, e registrado de novo."""
        if id not in self.environments:
            spec = gym.registry[id]
            make: Any = spec.entry_point
            module = make.partition(":")[0] if isinstance(make, str) else ""
            if module and not is_library(module):
                make = load_env_creator(make)
            if module == "__main__":  # em outro processo, `__main__` é outro: vai a própria classe
                spec = replace(spec, entry_point=make)
            self.environments[id] = spec
            self.all((make, spec.kwargs, spec.max_episode_steps, spec.additional_wrappers))
