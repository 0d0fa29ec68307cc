"""As figuras das aulas, um arquivo (ou uma pasta) por aula: `aula_05` tem o carro e a bandeira.

O que mais de uma aula usa está em `plots` (estilo, texto alternativo), `pendulum` (mapas e tiras) e `studies`
(curvas com faixas); `sliders` e `watch` as movem, `episode` filma um agente, e `drawings` mostra os desenhos de
`files/figuras`.
"""
