"""As figuras das aulas, um arquivo por aula, e o que as mostra e as move."""
