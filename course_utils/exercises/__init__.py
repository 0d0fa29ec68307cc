"""Os exercícios que respondem: cada aula aposta, confere as respostas, dá dicas, pergunta e guarda o progresso."""

from .bets import bet
from .engine import check, hint
from .overview import export_progress, progress
from .quiz import quiz
from .results import record

__all__ = ["bet", "check", "export_progress", "hint", "progress", "quiz", "record"]
