"""De cada aula, as respostas erradas mais comuns, e o que a conferência precisa dizer de cada uma.

- `CELLS`: as células da aula de que as soluções precisam, na ordem, cada uma achada por um pedaço do seu código.
- `WRONG`: `{"03.1": [(o que se diz, erro), …]}`. O erro é código que roda depois da solução e a estraga, ou um par
  (pedaço, outro) a trocar nela.
- `QUICK`, se houver: `{"03.4": código}`, que aqui faz o papel de uma solução que demora.
"""
