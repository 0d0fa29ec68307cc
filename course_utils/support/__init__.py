"""O que sustenta as outras salas: conferir valores, sortear, esperar entre dois passos, anotar, escrever arquivos.

`checks` diz os erros em português; `interrupts` e `mailbox` são o que acontece entre dois passos; `changes` e
`history`, o que muda e o que se anota; `files`, `seal`, `versions` e `paths` cuidam de arquivos, e `randomness`, do
acaso.
"""
