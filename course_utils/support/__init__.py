"""O que sustenta as outras salas: conferir valores, sortear, esperar entre dois passos, anotar, escrever arquivos."""
