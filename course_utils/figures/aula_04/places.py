"""Por onde anda o pêndulo com cada ruído: os mapas dos lugares, e quantos são."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ...study.bands import band
from ...worlds.pendulum import MAX_SPEED
from ...worlds.wandering import Wandering, places
from ..plots import STYLES
from .layout import MARKS, column, told


def places_maps(runs: Mapping[str, Mapping[str, Wandering]]) -> Figure:
    """Os lugares visitados: um quadro por ator (coluna) e por ruído (linha)."""
    noises = list(next(iter(runs.values())))
    figure = Figure(figsize=(6.4, 2.1 * len(noises)), layout="constrained", facecolor="white")
    grid = figure.subplots(len(noises), len(runs), sharex=True, sharey=True, squeeze=False)
    counts = []
    for column_, (actor, own) in enumerate(runs.items()):
        for row, (noise, wandering) in enumerate(own.items()):
            seen, axes = places(wandering), grid[row, column_]
            extent = (-np.pi, np.pi, -MAX_SPEED, MAX_SPEED)
            axes.imshow(seen.T, origin="lower", extent=extent, aspect="auto", cmap="Blues", vmin=0, vmax=1.4)
            axes.set_title(f"{noise}: {seen.sum()}", loc="left")
            axes.set(xticks=[-np.pi, 0, np.pi], yticks=[-8, 0, 8])
            axes.set_xticklabels(["em pé", "pendurado", "em pé"] if row == len(noises) - 1 else [])
            counts.append(f"{noise}, ator {actor}, {seen.sum()}")
        grid[-1, column_].set_xlabel(f"ângulo (ator {actor})")
    figure.supylabel("velocidade (rad/s)")
    return told(figure, f"Mapas dos lugares (ângulo e velocidade) que vinte episódios visitam: {'; '.join(counts)}.")


def places_bands(table: pd.DataFrame) -> Figure:
    """Quantos lugares cada ruído visita, um ponto por ator, e a média com a faixa; `table` é `lugares.csv`."""
    kinds, noises = (list(dict.fromkeys(table[name])) for name in ("actor", "noise"))
    figure, all_axes = column(len(kinds), 2.2 * len(kinds), sharex=True)
    spoken, jitter = [], np.random.default_rng(0)
    for axes, kind in zip(all_axes, kinds):
        for row, (noise, (color, _)) in enumerate(zip(noises, STYLES)):
            own = table[(table.actor == kind) & (table.noise == noise)].places.to_numpy(float)
            low, high = map(float, band(own, "mean")[1:])
            axes.plot(own, row + jitter.uniform(-0.18, 0.18, len(own)), MARKS[row], color=color, alpha=0.35)
            axes.plot([low, high], [row, row], color=color, linewidth=6, solid_capstyle="butt")
            spoken.append(f"{kind}, {noise}, de {low:.0f} a {high:.0f}")
        axes.set_yticks(range(len(noises)), noises)
        axes.set_title(f"ator {kind}", loc="left")
        axes.set(xlim=(0, None), ylim=(len(noises) - 0.4, -0.6))
    all_axes[-1].set_xlabel("lugares visitados, de 576, em 30 episódios")
    return told(
        figure, f"Lugares visitados por vinte atores de cada tipo; a faixa de 95 % da média: {'; '.join(spoken)}."
    )
