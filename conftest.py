"""O que vale para todos os testes, os dos cadernos inclusive: silêncio, uma linha de execução, figuras iguais."""

import os

# Barras de progresso são para gente; no nbval, seriam saída a comparar. Os núcleos dos cadernos herdam isto.
os.environ["TQDM_DISABLE"] = "1"
# Controles também: quem os põe na tela deixa, sem gente, uma figura parada.
os.environ["CURSO_SEM_CONTROLES"] = "1"
# Com esta variável definida, o núcleo de um caderno não mostraria figura alguma.
os.environ.pop("MPLBACKEND", None)

import matplotlib
import torch

matplotlib.use("Agg")
torch.set_num_threads(1)
