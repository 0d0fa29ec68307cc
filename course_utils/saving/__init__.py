"""Guardar um treino e tê-lo de volta: checkpoints, gravações e o traço que diz se dois treinos foram o mesmo."""
