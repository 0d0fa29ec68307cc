"""Os exercícios que respondem: cada aula confere as respostas, dá dicas, pergunta e guarda o progresso."""

from .engine import check, hint
from .overview import export_progress, progress
from .quiz import quiz
from .results import record

__all__ = ["check", "export_progress", "hint", "progress", "quiz", "record"]
