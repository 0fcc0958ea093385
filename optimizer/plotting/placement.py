"""Where names stand beside points so that they hide the least; of no drawing library."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.travel import Floats

SIDES = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
"""Where a name may stand, seen from its point, upwards above 0; earlier ones are preferred."""
HEIGHT, WIDTH = 1.25, 0.56
"""Height of a line and mean width of a letter, as parts of the font size."""
AWAY = 7.0
"""Between a point and its name."""
MARK = 5.0
"""Half the width of the mark of a point, which no name should hide."""


def place_names(points: Floats, names: Sequence[str], *, size: float, inside: Floats) -> list[tuple[int, int]]:
    """Choose the side of each name: away from points, from names placed before, and from the edge.

    Parameters
    ----------
    points
        (m, 2) places on the paper, y upwards.
    names
        (m,) texts.
    size
        Of the font, in the unit of the points.
    inside
        (left, bottom, right, top) of the paper.

    Returns
    -------
    list
        (m,) one of ``SIDES`` each.
    """
    taken = [np.array([*(point - MARK), *(point + MARK)]) for point in points]
    chosen = []
    for point, name in zip(points, names, strict=True):
        boxes = [_box(point, side, len(name), size) for side in SIDES]
        hidden = [sum(_overlap(box, other) for other in taken) - _overlap(box, inside) for box in boxes]
        best = int(np.argmin(np.round(hidden)))
        taken.append(boxes[best])
        chosen.append(SIDES[best])
    return chosen


def _box(place: Floats, side: tuple[int, int], letters: int, size: float) -> Floats:
    """(left, bottom, right, top) of a text on one side of a place."""
    width, height = WIDTH * size * letters, HEIGHT * size
    x, y = side
    left = place[0] + AWAY * x - width * (1 - x) / 2
    bottom = place[1] + AWAY * y - height * (1 - y) / 2
    return np.array([left, bottom, left + width, bottom + height])


def _overlap(first: Floats, second: Floats) -> float:
    """Area two boxes share."""
    low, high = np.maximum(first[:2], second[:2]), np.minimum(first[2:], second[2:])
    return float(np.prod(np.maximum(high - low, 0.0)))
