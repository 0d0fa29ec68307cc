"""O motor compilado: a atualização do DDPG em C (`learner.c`) e um treino inteiro em C (`run.c`), em WebAssembly.

O PyTorch é o texto, e o motor é a cópia rápida dele. Sem o pacote `wasmtime`, tudo funciona no PyTorch: `unavailable()`
diz por quê.
"""

from .choice import ENGINES, Note, Updates, choose
from .learner import CompiledLearner
from .loading import EngineUnavailable, unavailable
from .run import Run

__all__ = ["ENGINES", "CompiledLearner", "EngineUnavailable", "Note", "Run", "Updates", "choose", "unavailable"]
