"""O motor compilado para esta máquina, com um sanitizador: faz as vezes de `Instance` nos mesmos testes."""

import ctypes
import os

import numpy as np

P, N, D, L = ctypes.c_void_p, ctypes.c_int, ctypes.c_double, ctypes.c_int64
SIGNATURES = {
    "exchange_at": (P, []),
    "learner_bytes": (D, []),
    "learner_create": (N, [P]),
    "learner_field": (P, [P, N]),
    "learner_size": (N, [P, N]),
    "learner_update": (None, [P, N, N]),
    "learner_act": (None, [P, P, N]),
    "run_bytes": (D, []),
    "run_create": (N, [P]),
    "run_restore": (N, [P]),
    "run_steps": (D, [P, D]),
    "run_change": (N, [P, D, N, N, D]),
    "run_evaluate": (None, [P, N, N, D]),
    "run_digest": (L, [P]),
    "run_count": (D, [P, N]),
    "run_field": (P, [P, N]),
    "run_learner": (P, [P]),
    "philox": (None, [P, P]),
    "world_step": (N, [N, P, D]),
}


class NativeInstance:
    """A mesma interface de `course_utils.engine.loading.Instance`, sobre a biblioteca de `ENGINE_LIBRARY`."""

    def __init__(self):
        self._library = ctypes.CDLL(os.environ["ENGINE_LIBRARY"])
        for name, (result, arguments) in SIGNATURES.items():
            function = getattr(self._library, name)
            function.restype, function.argtypes = result, arguments
        self._exchange = self.call("exchange_at")

    def call(self, name, *args):
        return getattr(self._library, name)(*args)

    def configure(self, numbers):
        self._at(self._exchange, (len(numbers),), np.float64)[:] = numbers

    def reserve(self, wanted):
        if wanted > 2**32:
            raise MemoryError
        self._block = np.zeros(int(wanted) + 64, np.uint8)
        self.base = -(-self._block.ctypes.data // 64) * 64

    def _at(self, address, shape, dtype):
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        memory = (ctypes.c_ubyte * size).from_address(address)
        memory.owner = self
        return np.frombuffer(memory, dtype).reshape(shape)

    def view(self, at, shape, dtype=np.float32):
        return self._at(at, shape, dtype)

    def exchange(self, count):
        return self._at(self._exchange, (count,), np.float64)

    def address(self, array):
        at = array.ctypes.data
        first = self._block.ctypes.data
        return at if first <= at and at + array.nbytes <= first + self._block.nbytes else None
