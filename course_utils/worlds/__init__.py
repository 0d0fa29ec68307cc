"""Os mundos do curso, cada um uma vez: a física, as constantes e os ajustes que o aprendem.

As contas em JavaScript, para a página, estão em `live/page`; as figuras de cada mundo, em `figures`.
"""
