"""Names beside homes, each where it hides nothing; one without room waits until the planner looks closer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.travel import Floats

SIDES = ((0.0, 1.0), (0.0, -1.0), (1.0, 0.0), (-1.0, 0.0), (1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0))
"""Where a name may stand, seen from its home; earlier ones are preferred."""
AWAY = 9.0
"""Distance between a home and its name, pixels."""
HEIGHT, LETTER, PADDING = 17.0, 6.6, 8.0
"""Height of a name, mean width of a letter and what stands around the letters, pixels."""
HOME = 8.0
"""Half the size of a home, pixels."""


@dataclass(frozen=True, slots=True)
class PlacedName:
    """A name that is shown.

    Parameters
    ----------
    index
        Which of the names.
    left, bottom
        Its lower left corner seen from its home, pixels to the right and upwards.
    """

    index: int
    left: float
    bottom: float


def place_names(homes: Floats, names: Sequence[str], size: tuple[float, float]) -> tuple[PlacedName, ...]:
    """Find room for names, the first one first.

    Parameters
    ----------
    homes
        (m, 2) pixels from the lower left corner of the map; NaN for none.
    names
        (m,) texts.
    size
        Width and height of the map, pixels.
    """
    seen = np.isfinite(homes).all(axis=1) & (homes > -HOME).all(axis=1) & (homes < np.asarray(size) + HOME).all(axis=1)
    taken = [np.array([*(home - HOME), *(home + HOME)]) for home in homes[seen]]
    placed = []
    for index in np.flatnonzero(seen).tolist():
        for side in SIDES:
            left, bottom, width, height = _box(side, len(names[index]))
            x, y = homes[index] + (left, bottom)
            box = np.array([x, y, x + width, y + height])
            inside = x >= 0 and y >= 0 and box[2] <= size[0] and box[3] <= size[1]
            if inside and not any(_touch(box, other) for other in taken):
                taken.append(box)
                placed.append(PlacedName(index, left, bottom))
                break
    return tuple(placed)


def _box(side: tuple[float, float], letters: int) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of a name on one side, seen from its home."""
    width, (x, y) = LETTER * letters + PADDING, side
    return AWAY * x - width * (1 - x) / 2, AWAY * y - HEIGHT * (1 - y) / 2, width, HEIGHT


def _touch(first: Floats, second: Floats) -> bool:
    return bool((first[:2] < second[2:]).all() and (second[:2] < first[2:]).all())
