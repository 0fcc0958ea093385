"""Names beside points, each where it hides the least."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes

from optimizer.travel import Floats

from .placement import AWAY, place_names

HALO = [patheffects.withStroke(linewidth=2.2, foreground="white")]


def write_labels(ax: Axes, points: Floats, names: Sequence[str]) -> None:
    """Write each name above, below or beside its point, away from other points and from names written before.

    Parameters
    ----------
    ax
        With its final limits and aspect.
    points
        (m, 2) in data coordinates.
    names
        (m,) texts.
    """
    if not names:
        return
    size = float(np.clip(11 - len(names) / 12, 6, 9))
    ax.apply_aspect()
    points_per_pixel = 72 / ax.figure.dpi
    at = ax.transData.transform(points) * points_per_pixel
    inside = np.asarray(ax.bbox.extents) * points_per_pixel
    sides = place_names(at, names, size=size, inside=inside)
    for point, name, (x, y) in zip(points, names, sides, strict=True):
        ax.annotate(
            name,
            point,
            xytext=(AWAY * x, AWAY * y),
            textcoords="offset points",
            ha=("right", "center", "left")[x + 1],
            va=("top", "center", "bottom")[y + 1],
            fontsize=size,
            fontweight="bold",
            path_effects=HALO,
            zorder=6,
        )
