"""Os mundos do curso, cada um uma vez: a física, as constantes e os ajustes que o aprendem."""
