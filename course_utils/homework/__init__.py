"""As tarefas de uma turma, conferidas: `python -m course_utils.homework entregas/ [--csv tabela.csv]`."""

from .delivery import Entry
from .folder import check_folder

__all__ = ["Entry", "check_folder"]
