"""As figuras da aula 09: a lagoa, o estudo de ajustes e o TD3."""
