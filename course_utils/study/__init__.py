"""Estudos: muitas sementes e muitos ajustes de uma vez, com faixas de 95 %."""

from .run import run_study
from .study import Study

__all__ = ["Study", "run_study"]
