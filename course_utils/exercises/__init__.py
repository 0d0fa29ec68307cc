"""Os exercícios que respondem: cada aula aposta, confere as respostas, dá dicas, pergunta e guarda o progresso.

O que é de uma aula fica em `aula_NN`: no `__init__.py`, os exercícios, com as dicas e a despedida; ao lado, as
etapas que pedem mais código. Os outros arquivos servem a todas as aulas; as perguntas do quiz e as apostas são
dados, em `files/perguntas` e `files/apostas`.
"""

from .bets import bet
from .drawn import drawn
from .engine import check, hint
from .overview import export_progress, progress
from .quiz import quiz
from .results import record

__all__ = ["bet", "check", "drawn", "export_progress", "hint", "progress", "quiz", "record"]
