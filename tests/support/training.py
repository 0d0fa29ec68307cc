"""Avançar um treino nos testes."""


def advance(trainer, until):
    """Treina até o passo `until`, contado desde o começo, e devolve o próprio treino."""
    while trainer.steps < until:
        trainer.step()
    return trainer
