"""Names beside points, each where it hides the least."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes

from optimizer.travel import Floats

SIDES = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
"""Where a name may stand, seen from its point; earlier ones are preferred."""
HEIGHT, WIDTH = 1.25, 0.56
"""Height of a line and mean width of a letter, as parts of the font size."""
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
    taken = [np.array([*(point - 5), *(point + 5)]) for point in at]
    for point, place, name in zip(points, at, names, strict=True):
        boxes = [_box(place, side, len(name), size) for side in SIDES]
        hidden = [sum(_overlap(box, other) for other in taken) - _overlap(box, inside) for box in boxes]
        best = int(np.argmin(np.round(hidden)))
        taken.append(boxes[best])
        (x, y), horizontal = SIDES[best], ("right", "center", "left")[SIDES[best][0] + 1]
        ax.annotate(
            name,
            point,
            xytext=(7 * x, 7 * y),
            textcoords="offset points",
            ha=horizontal,
            va=("top", "center", "bottom")[y + 1],
            fontsize=size,
            fontweight="bold",
            path_effects=HALO,
            zorder=6,
        )


def _box(place: Floats, side: tuple[int, int], letters: int, size: float) -> Floats:
    """(left, bottom, right, top) of a text on one side of a place, points."""
    width, height = WIDTH * size * letters, HEIGHT * size
    x, y = side
    left = place[0] + 7 * x - width * (1 - x) / 2
    bottom = place[1] + 7 * y - height * (1 - y) / 2
    return np.array([left, bottom, left + width, bottom + height])


def _overlap(first: Floats, second: Floats) -> float:
    """Area two boxes share."""
    low, high = np.maximum(first[:2], second[:2]), np.minimum(first[2:], second[2:])
    return float(np.prod(np.maximum(high - low, 0.0)))
