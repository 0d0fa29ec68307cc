"""As figuras da aula 05: o carro na montanha e a bandeira."""
