"""Carrega `engine.wasm`: uma instância com a sua memória, as suas funções, e vistas do NumPy que a mantêm viva."""

from __future__ import annotations

import ctypes
import functools
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

WASM = Path(__file__).with_name("engine.wasm")
PAGE = 1 << 16  # a memória do WebAssembly cresce de 64 em 64 KiB
LARGEST = (1 << 32) - PAGE
KINDS = {"i32": ctypes.c_int32, "i64": ctypes.c_int64, "f64": ctypes.c_double}


class EngineUnavailable(RuntimeError):
    """O motor compilado não funciona aqui; a mensagem diz por quê. O PyTorch continua funcionando."""


def unavailable() -> str | None:
    """Por que o motor não funciona aqui, ou `None` se funciona."""
    try:
        _compiled()
    except EngineUnavailable as error:
        return str(error)
    return None


@functools.cache
def _compiled() -> tuple[Any, Any]:
    """O `Engine` do wasmtime e o módulo, já em código de máquina: um por processo, para todas as instâncias."""
    try:
        import wasmtime
    except ImportError as error:
        raise EngineUnavailable(
            f"O motor compilado precisa do pacote `wasmtime`, que não está aqui ({error}). Instale-o com "
            "`pip install wasmtime`, ou siga com o PyTorch."
        ) from error
    try:
        config = wasmtime.Config()
        if _address_space_is_limited():
            # De fábrica, cada memória reserva 4 GiB de endereços, e nenhum acesso se confere. Onde eles são contados
            # (`ulimit -v`), reserva-se só o que se usa; o código é só nosso, e dispensa a defesa contra leituras
            # especulativas.
            if not hasattr(wasmtime.Config, "memory_reservation"):
                raise EngineUnavailable(
                    "O espaço de endereços é limitado aqui (`ulimit -v`), e este `wasmtime`, antigo, reserva 4 GiB por "
                    "motor. Instale um novo com `pip install -U wasmtime`, ou siga com o PyTorch."
                )
            config.memory_reservation = config.memory_reservation_for_growth = config.memory_guard_size = 0
            config.cranelift_flag_set("enable_heap_access_spectre_mitigation", "false")
        engine = wasmtime.Engine(config)
        return engine, wasmtime.Module(engine, WASM.read_bytes())
    except (OSError, wasmtime.WasmtimeError) as error:
        raise EngineUnavailable(
            f"O motor compilado não pôde ser carregado: {str(error).splitlines()[0]}. Siga com o PyTorch."
        ) from error


def _address_space_is_limited() -> bool:
    if sys.platform == "win32":
        return False
    import resource

    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


class Instance:
    """Uma instância do motor. Serve a uma linha de execução de cada vez.

    A memória cresce uma vez só, em `reserve`, antes das vistas: crescer de novo as deixaria apontando para o nada.
    Erro: `EngineUnavailable`.
    """

    def __init__(self) -> None:
        engine, module = _compiled()
        import wasmtime

        try:
            self._store = wasmtime.Store(engine)
            self._exports = wasmtime.Instance(self._store, module, []).exports(self._store)
        except wasmtime.WasmtimeError as error:
            raise EngineUnavailable(f"Não há memória para mais um motor compilado: {error}") from error
        self._memory: Any = self._exports["memory"]
        self._calls: dict[str, Callable[..., Any]] = {}
        self._bytes: Any = None
        self.call("_initialize")
        self.base: int = self.call("memory_at")
        self._exchange: int = self.call("exchange_at")

    def call(self, name: str, *args: Any) -> Any:
        """Chama uma função do motor com números (endereços são inteiros) e devolve um número, ou `None`."""
        if name not in self._calls:
            self._calls[name] = caller(self._store, self._exports[name])
        return self._calls[name](*args)

    def configure(self, numbers: Sequence[float] | np.ndarray) -> None:
        """Põe a configuração onde o motor a lê, antes de `reserve`."""
        at = self._memory.get_buffer_ptr(self._store, 8 * len(numbers), self._exchange)
        np.frombuffer(at, np.float64)[:] = numbers

    def reserve(self, wanted: float) -> None:
        """Faz a memória crescer até caberem `wanted` bytes a partir de `base`. Erro: `MemoryError`."""
        import wasmtime

        missing = self.base + int(wanted) - self._memory.data_len(self._store)
        try:
            if self.base + wanted > LARGEST:
                raise MemoryError
            if missing > 0:
                self._memory.grow(self._store, -(-missing // PAGE))
        except (MemoryError, wasmtime.WasmtimeError) as error:
            raise MemoryError(
                f"O motor compilado pediu {wanted / 1e9:.3g} GB, que não há (e não pode ter mais que 4). Peça menos "
                "réplicas, um `capacity` menor ou redes menores."
            ) from error
        self._bytes = self._memory.get_buffer_ptr(self._store)
        self._bytes.owner = self  # quem tem uma vista mantém a instância viva

    def view(self, at: int, shape: Sequence[int], dtype: Any = np.float32) -> np.ndarray:
        """Uma vista da memória: escrever nela é escrever no motor."""
        assert self._bytes is not None, "reserve a memória antes de olhar para ela"
        return np.frombuffer(self._bytes, dtype, int(np.prod(shape)), at).reshape(shape)

    def exchange(self, count: int) -> np.ndarray:
        """Os primeiros números que o motor deixou para quem chama, uma vista."""
        return self.view(self._exchange, (count,), np.float64)

    def address(self, array: np.ndarray) -> int | None:
        """Onde um vetor contíguo mora na memória do motor, ou `None` se não mora."""
        assert self._bytes is not None
        at = array.__array_interface__["data"][0] - ctypes.addressof(self._bytes)
        return at if at >= 0 and at + array.nbytes <= len(self._bytes) else None


def signed(address: float) -> int:
    """Um endereço, que pode passar de 2³¹, como o inteiro com sinal que o wasmtime aceita."""
    return ctypes.c_int32(int(address)).value


def caller(store: Any, function: Any) -> Callable[..., Any]:
    """Como se chama uma função do motor.

    A chamada pública do wasmtime confere e embrulha cada número, em 60 µs; a direta custa 2. Se uma versão nova não a
    tiver como a conhecemos, fica a pública.
    """
    kind = function.type(store)
    arguments, results = [str(one) for one in kind.params], [str(one) for one in kind.results]
    types = [float if one == "f64" else signed for one in arguments]
    unsigned = results == ["i32"]

    def public(*args: float) -> Any:
        value = function(store, *(of(one) for of, one in zip(types, args, strict=True)))
        return value & 0xFFFFFFFF if unsigned else value

    try:
        from wasmtime import WasmtimeError, _ffi

        raw = (_ffi.wasmtime_val_raw_t * max(len(arguments), len(results), 1))()
        slots: list[Any] = [KINDS[one].from_buffer(raw, i * ctypes.sizeof(raw[0])) for i, one in enumerate(arguments)]
        result: Any = KINDS[results[0]].from_buffer(raw) if results else None
        context, own, trap = store._context(), ctypes.byref(function._func), ctypes.POINTER(_ffi.wasm_trap_t)()
        trapped, go, size = ctypes.byref(trap), _ffi.wasmtime_func_call_unchecked, len(raw)
    except (ImportError, AttributeError, KeyError):
        return public

    def direct(*args: float) -> Any:
        for slot, of, value in zip(slots, types, args, strict=True):
            slot.value = of(value)
        error = go(context, own, raw, size, trapped)
        if error or trap:
            raise WasmtimeError("o motor compilado parou no meio de uma conta: isto é um defeito dele; conte-nos.")
        if result is None:
            return None
        return result.value & 0xFFFFFFFF if unsigned else result.value

    return direct
