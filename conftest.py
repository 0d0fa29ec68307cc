"""O que vale para todos os testes, os dos cadernos inclusive: silêncio, uma linha de execução, figuras iguais.

Traz também o navegador dos que pedem um.
"""

import os
import sys

# Barras de progresso são para gente; no nbval, seriam saída a comparar. Os núcleos dos cadernos herdam isto.
os.environ["TQDM_DISABLE"] = "1"
# Controles também: quem os põe na tela deixa, sem gente, uma figura parada.
os.environ["CURSO_SEM_CONTROLES"] = "1"
# Com esta variável definida, o núcleo de um caderno não mostraria figura alguma.
os.environ.pop("MPLBACKEND", None)

import matplotlib
import pytest
import torch

matplotlib.use("Agg")
torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def own_progress():
    """Cada teste começa sem progresso: o que um resolve na memória não chega a outro."""
    if results := sys.modules.get("course_utils.exercises.results"):  # quem não o carregou não tem progresso
        results.memory.clear()


@pytest.fixture(scope="module")
def browser():
    """Um Chromium sem tela, o mesmo para os testes de um arquivo."""
    from support.lab import chromium  # os cadernos e os testes sem navegador não o carregam

    with chromium() as opened:
        yield opened
