"""Os concorrentes: cada módulo oferece `train(seed, on_step, **options)`.

`on_step(act)` é chamado depois de cada passo de ambiente e diz se o treino continua; `act` leva observações
`[lote, 3]` a torques `[lote, 1]`, sem ruído.
"""
