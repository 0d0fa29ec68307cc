"""O motor compilado: a atualização do DDPG em C (`learner.c`) e um treino inteiro em C (`run.c`), em WebAssembly.

O PyTorch é o texto, e o motor é a cópia rápida dele. Sem o pacote `wasmtime`, tudo funciona no PyTorch: `unavailable()`
diz por quê.
"""

from .learner import CompiledLearner
from .loading import EngineUnavailable, unavailable
from .run import Run

__all__ = ["CompiledLearner", "EngineUnavailable", "Run", "unavailable"]
