"""Lido pelo `jupyter lab` quando aberto nesta pasta: interface em português e sem o aviso de notícias."""

from pathlib import Path

c = get_config()  # noqa: F821
c.LabApp.app_settings_dir = str(Path(__file__).resolve().parent / "files" / "jupyter")
