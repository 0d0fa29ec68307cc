"""O museu de bugs: erros de código publicado, cada um um interruptor, cada um com o diagnóstico que o acusa.

`with broadcast_in_d:` põe o erro no pacote e o tira na saída; `broadcast_in_d.diagnose()` diz se ele está lá.
As salas de baixo não sabem de nada disto.
"""

from .distance import broadcast_in_d, old_actions_in_d, sigma_too_large, squared_d
from .exhibit import Bug, Finding, Make
from .learning import double_update, large_last_layer, layernorm_missing
from .memory import action_scale, fixed_reset_seed, masking_by_truncation, no_terminal
from .noise import flag_never_off, uniform_ou
from .unknown import Unknown

__all__ = [
    "BUGS",
    "Bug",
    "Finding",
    "Make",
    "Unknown",
    "action_scale",
    "broadcast_in_d",
    "double_update",
    "fixed_reset_seed",
    "flag_never_off",
    "large_last_layer",
    "layernorm_missing",
    "masking_by_truncation",
    "no_terminal",
    "old_actions_in_d",
    "sigma_too_large",
    "squared_d",
    "uniform_ou",
    "unknown",
]

_ALL = (
    broadcast_in_d,
    old_actions_in_d,
    squared_d,
    sigma_too_large,
    uniform_ou,
    flag_never_off,
    action_scale,
    masking_by_truncation,
    no_terminal,
    fixed_reset_seed,
    double_update,
    layernorm_missing,
    large_last_layer,
)
#: Todas as peças, pelo nome, na ordem da visita.
BUGS: dict[str, Bug] = {bug.name: bug for bug in _ALL}


def unknown(number: int) -> Unknown:
    """A peça sem etiqueta de número `number`, para o exercício: `with unknown(3): …`, e depois `answer(nome)`."""
    return Unknown(number, BUGS)
