"""Guardar um treino e tê-lo de volta, num arquivo que abre também daqui a anos.

`recording` é o formato da gravação e `checkpoint`, o do treino inteiro; `names` congela os nomes que os dois
escrevem. `description` põe os ajustes em JSON, `state` acha o que salvar, `trace` diz se dois treinos foram o
mesmo, e `recipe` os escreve como código.
"""
